"""Random histories: both stores agree on every answer, and the state stays whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idos.actions.context import Context
from idos.actions.dispatch import dispatch
from idos.actions.erasure import sweep
from idos.actions.genesis import found
from idos.actions.limits import LATEST_RULES, Limits
from idos.actions.registry import find_action
from idos.actions.rules import Rules, owners_of
from idos.crypto.encoding import b64decode
from idos.crypto.hashes import sha256
from idos.errors import IdosError
from idos.store.memory import MemoryStore
from idos.store.records import (
    TABLES,
    AccessGrant,
    Credential,
    CredentialContent,
    Delegate,
    Inserter,
    PendingErasure,
    ReencryptedContent,
    Reencryption,
    SharedCredential,
    SharedUserAttribute,
    User,
    UserAttribute,
    Wallet,
)
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Batch, Tx
from tests.actions.world import (
    DAY,
    HASH,
    START,
    bundle,
    edition,
    encoded,
    genesis,
    offering,
    sharing,
    write_grant,
)
from tests.people import (
    ACME,
    ALICE,
    CHARLIE,
    NEAR_ALICE,
    NEOBANK,
    OWNER,
    STELLAR_ALICE,
    Person,
    encryption_key,
    uid,
)

Step = tuple[Person | None, str, tuple[Any, ...]]

BOB = STELLAR_ALICE
USERS = (ALICE, BOB)
NEW_KEY = encryption_key("new")
LIMITS = Limits(wallets_per_user=3, credentials_per_user=6, attributes_per_user=3, grants_per_user=4, page=3)
RULES = Rules(LATEST_RULES, owners_of(genesis()), LIMITS, None)
EVERY_RULES = [replace(RULES, version=version) for version in range(1, LATEST_RULES + 1)]


@dataclass(frozen=True)
class Existing:
    """Stands for the id of a record that exists when its step is taken."""

    table: type[Any]
    number: int

    def resolve(self, tx: Tx) -> UUID:
        records = tx.find(self.table)
        return records[self.number % len(records)].id if records else uid("nothing")


@dataclass(frozen=True)
class PresentDigest:
    """Stands for the digest of the content that a credential has when its step is taken."""

    credential: Existing

    def resolve(self, tx: Tx) -> str:
        stored = tx.get(CredentialContent, self.credential.resolve(tx))
        return sha256(b64decode(stored.content, len(stored.content))).hex() if stored else ""


def existing(table: type[Any]) -> st.SearchStrategy[Existing]:
    return st.builds(Existing, st.just(table), st.integers(0, 5))


# Most steps are Alice's, or are about her, so that most of them do something.
people = st.sampled_from([ALICE, ALICE, ALICE, BOB, NEOBANK, ACME, CHARLIE, CHARLIE])
users = st.sampled_from([ALICE, ALICE, BOB])
wallets = st.sampled_from([ALICE, BOB, CHARLIE, NEAR_ALICE])
inserters = st.sampled_from([NEOBANK, NEOBANK, ACME])
labels = st.sampled_from([f"c{number}" for number in range(4)])
grantees = st.sampled_from([CHARLIE.caller, CHARLIE.caller.upper(), CHARLIE.identity.aliases[0], BOB.caller])
locks = st.sampled_from([0, 0, START + DAY, START + 3 * DAY])
keys = st.sampled_from([encryption_key(ALICE.name), NEW_KEY])
fresh_ids = st.integers(0, 9).map(lambda number: uid(f"fresh {number}"))
nothing: st.SearchStrategy[tuple[Any, ...]] = st.just(())

cached_bundle, cached_edition, cached_sharing = cache(bundle), cache(edition), cache(sharing)
cached_offering = cache(offering)


@cache
def cached_grant(owner: Person, grantee: str, label: str) -> tuple[Any, ...]:
    return tuple(write_grant(owner, grantee, label, after=START + 30 * DAY).values())


def step(
    caller: st.SearchStrategy[Any], action: str, args: st.SearchStrategy[tuple[Any, ...]]
) -> st.SearchStrategy[Step]:
    return st.tuples(caller, st.just(action), args)


def args(
    build: Callable[..., tuple[Any, ...]], *parts: st.SearchStrategy[Any]
) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(*parts).map(lambda values: build(*values))


def _share(original: Existing, copy: str, grantee: str, locked_until: int) -> tuple[Any, ...]:
    copy_id, _, *rest = cached_sharing("", copy, grantee, locked_until)
    return copy_id, original, *rest


def _stage(credential: Existing, key: str) -> tuple[Any, ...]:
    return credential, PresentDigest(credential), key, encryption_key(key), HASH


def _copy(original: Existing, copy: str) -> tuple[Any, ...]:
    arguments = _share(original, copy, "", 0)
    return (*arguments[:6], *arguments[7:9])


STEPS = st.one_of(
    step(inserters, "add_user_as_inserter", args(lambda u: (u.id, encryption_key(u.name), "user"), users)),
    step(
        inserters,
        "update_user_pub_key_as_inserter",
        args(lambda u: (u.id, encryption_key("x"), "mpc"), users),
    ),
    step(
        inserters,
        "upsert_wallet_as_inserter",
        args(lambda u, w: (w.wallet_id, u.id, *w.proof()), users, wallets),
    ),
    step(people, "add_wallet", args(lambda i, w: (i, *w.proof("mine")), fresh_ids, wallets)),
    step(people, "remove_wallet", st.tuples(existing(Wallet))),
    step(
        inserters,
        "upsert_credential_as_inserter",
        args(lambda c, u, n: (uid(c), u.id, *cached_bundle(NEOBANK, n)), labels, users, labels),
    ),
    step(people, "add_credential", args(lambda c, n: (uid(c), *cached_bundle(ACME, n)), labels, labels)),
    step(
        people,
        "edit_credential",
        args(lambda c, n: (c, *cached_edition(NEOBANK, n)), existing(Credential), labels),
    ),
    step(inserters, "edit_public_notes_as_issuer", args(lambda n: (f"vc {n}", '{"id": "edited"}'), labels)),
    step(people, "remove_credential", st.tuples(existing(Credential))),
    step(people, "remove_credentials", args(lambda n: (str(uid(n)),), labels)),
    step(users, "stage_reencryption", args(_stage, existing(Credential), keys)),
    step(users, "stage_reencryption", args(_stage, existing(Credential), keys)),
    step(users, "change_encryption_key", args(lambda old, new: (old, new, "user"), keys, keys)),
    step(st.just(ALICE), "change_encryption_key", st.just((encryption_key(ALICE.name), NEW_KEY, "user"))),
    step(users, "discard_reencryptions", nothing),
    step(people, "get_reencryptions", nothing),
    step(users, "share_credential", args(_share, existing(Credential), labels, grantees, locks)),
    step(users, "share_credential", args(_share, existing(Credential), labels, grantees, locks)),
    step(users, "create_credential_copy", args(_copy, existing(Credential), labels)),
    step(people, "rescind_shared_credential", st.tuples(existing(Credential))),
    step(people, "create_ag_by_dag_for_copy", args(cached_offering, users, grantees, labels, locks)),
    step(people, "create_credentials_by_dwg", args(cached_grant, users, grantees, labels)),
    step(users, "revoke_access_grant", st.tuples(existing(AccessGrant))),
    step(people, "add_attribute", args(lambda a: (a, "key", "value"), fresh_ids)),
    step(users, "share_attribute", args(lambda a, o: (a, o, "k", "v"), fresh_ids, existing(UserAttribute))),
    step(people, "edit_attribute", args(lambda a: (a, "key", "new"), existing(UserAttribute))),
    step(people, "remove_attribute", st.tuples(existing(UserAttribute))),
    step(users, "erase_profile", nothing),
    step(users, "action_costing_gas", nothing),
    step(st.just(OWNER), "delete_inserter_as_owner", st.just((uid("inserter acme"),))),
    step(st.just(OWNER), "delete_delegate_as_owner", st.just((ACME.caller.upper(),))),
    step(st.just(OWNER), "add_delegate_as_owner", st.just((ACME.caller, uid("inserter neobank")))),
    step(st.just(None), "wait", st.sampled_from([(1,), (DAY,), (2 * DAY,)])),
    step(people, "get_credentials", nothing),
    step(people, "get_wallets", nothing),
    step(people, "get_attributes", nothing),
    step(people, "get_erasure_plan", nothing),
    step(people, "get_access_grants_owned", nothing),
    step(people, "get_access_grant_heights_owned", nothing),
    step(people, "get_access_grants_granted", st.tuples(st.none(), st.integers(1, 3), st.integers(1, 3))),
    step(people, "get_access_grant_notes_granted", st.just((None, None, None))),
    step(people, "get_credential_shared", st.tuples(existing(Credential))),
    step(people, "get_credential_attestation", st.tuples(existing(Credential))),
    step(people, "get_credentials_shared_by_user", args(lambda u: (u.id, None), users)),
    step(people, "get_sibling_credential_id", st.just((HASH,))),
)
# A start from which most steps can succeed.
PROLOGUE: list[Step] = [
    *((NEOBANK, "add_user_as_inserter", (user.id, encryption_key(user.name), "user")) for user in USERS),
    *((NEOBANK, "upsert_wallet_as_inserter", (user.wallet_id, user.id, *user.proof())) for user in USERS),
    (NEOBANK, "upsert_credential_as_inserter", (uid("c0"), ALICE.id, *bundle(NEOBANK, "c0"))),
    (ALICE, "share_credential", sharing("c0", "c1", CHARLIE.caller, START + DAY)),
    (ALICE, "share_credential", sharing("c0", "c2", CHARLIE.caller)),
    (ALICE, "add_attribute", (uid("fresh 0"), "key", "value")),
    *((ALICE, "stage_reencryption", _stage(Existing(Credential, place), NEW_KEY)) for place in range(3)),
]


@pytest.mark.parametrize("rules", EVERY_RULES, ids=lambda rules: f"version {rules.version}")
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(STEPS, min_size=10, max_size=40))
def test_both_stores_agree_and_the_state_stays_whole(rules: Rules, steps: list[Step]) -> None:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        stores = (MemoryStore(), SqliteStore(Path(folder)))
        for store in stores:
            stack.callback(store.close)
        with stores[0].write() as memory, stores[1].write() as sqlite:
            now = START
            for batch in (memory, sqlite):
                found(batch, genesis(LIMITS))
            for height, (caller, action, drawn) in enumerate([*PROLOGUE, *steps]):
                now += drawn[0] if action == "wait" else 0
                arguments = tuple(
                    a.resolve(memory) if isinstance(a, Existing | PresentDigest) else a for a in drawn
                )
                context = Context(caller.identity if caller else None, height, now, rules)
                assert run(memory, context, action, arguments) == run(sqlite, context, action, arguments)
                assert memory.state_hash() == sqlite.state_hash()
                assert list(faults(memory)) == []
        for store in stores:
            store.verify()


def run(batch: Batch, context: Context, action: str, arguments: tuple[Any, ...]) -> object:
    """What the action answers: its rows, or the class, code and text of its error."""
    if action == "wait":
        sweep(context, batch)
        return None
    reading = find_action(action, len(arguments)).view
    try:
        with batch.nested():
            return dispatch(context, batch, action, encoded(action, arguments), reading=reading).rows
    except IdosError as error:
        return type(error), error.code, error.message


def faults(tx: Tx) -> Iterator[str]:
    """What is not whole in a state."""
    rows = {table: tx.find(table) for table in TABLES}
    credentials = {credential.id: credential for credential in tx.find(Credential)}
    users = {user.id for user in tx.find(User)}
    pending = {erasure.credential_id for erasure in tx.find(PendingErasure)}
    linked = {link.copy_id for link in tx.find(SharedCredential)}
    attributes = {attribute.id for attribute in tx.find(UserAttribute)}
    held = {inserter.id for inserter in tx.find(Inserter) if not inserter.retired}
    if {content.id for content in tx.find(CredentialContent)} != set(credentials):
        yield "content without credential, or the reverse"
    sizes = dict.fromkeys(users, 0)
    for content in tx.find(CredentialContent):
        owner = credentials[content.id].user_id
        sizes[owner] = sizes.get(owner, 0) + len(content.content)
    for user in tx.find(User):
        if user.content_bytes != sizes[user.id]:
            yield f"{user} has {sizes[user.id]} bytes of content"
    staged = {row.credential_id: row for row in tx.find(Reencryption)}
    if {content.id for content in tx.find(ReencryptedContent)} != set(staged):
        yield "re-encrypted content without re-encryption, or the reverse"
    for credential_id, row in staged.items():
        original = credentials.get(credential_id)
        if original is None or original.copy or original.user_id != row.user_id:
            yield f"{row} is of no original of its owner"
    for grant in tx.find(AccessGrant):
        data = credentials.get(grant.data_id)
        if data is None or not data.copy or data.user_id != grant.ag_owner_user_id:
            yield f"{grant} is not on a copy of its owner"
    for link in tx.find(SharedCredential):
        if link.original_id not in credentials or not credentials[link.copy_id].copy:
            yield f"{link} links to nothing"
    for credential in credentials.values():
        if credential.copy and (credential.public_notes or credential.verifiable_credential_id):
            yield f"{credential} is a copy with notes"
        if credential.copy == (credential.id not in linked) and credential.id not in pending:
            yield f"{credential} is an orphan that stays, or an original that is linked to"
        if credential.user_id not in users and credential.id not in pending:
            yield f"{credential} belongs to nobody"
    for erasure in tx.find(PendingErasure):
        locks = [grant.locked_until for grant in tx.find(AccessGrant, "data", str(erasure.credential_id))]
        if erasure.credential_id not in credentials or erasure.due > max(locks, default=0):
            yield f"{erasure} waits for nothing"
    for owned in (*rows[Wallet], *rows[UserAttribute]):
        if owned.user_id not in users:  # type: ignore[attr-defined]  # both kinds have it
            yield f"{owned} belongs to nobody"
    for shared in tx.find(SharedUserAttribute):
        if not {shared.original_id, shared.copy_id} <= attributes:
            yield f"{shared} links to nothing"
    if not {delegate.inserter_id for delegate in tx.find(Delegate)} <= held:
        yield "a delegate of no inserter"
