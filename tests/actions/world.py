"""A network in memory, driven action by action: a node without transactions and blocks around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple
from typing import Any

import pytest

from idos.actions.context import Context
from idos.actions.dispatch import dispatch
from idos.actions.erasure import sweep
from idos.actions.genesis import FoundingInserter, Genesis, found
from idos.actions.limits import LATEST_RULES, Limits
from idos.actions.registry import find_action
from idos.actions.rules import first_rules, rules_of
from idos.actions.trail import Tally
from idos.actions.upgrades import activate
from idos.crypto.hashes import content_hash, sha256
from idos.crypto.wallets import wallet_identity
from idos.errors import Invalid
from idos.protocol.actions.credentials import EditCredential
from idos.protocol.actions.delegated import CreateAgByDagForCopy, CreateCredentialsByDwg
from idos.protocol.actions.sharing import ShareCredential
from idos.protocol.grants import AccessGrantOffer, WriteGrant, access_grant_id
from idos.protocol.refusals import Refusal
from idos.protocol.times import format_time
from idos.protocol.values import EncodedValue
from idos.store.memory import MemoryStore
from idos.store.verbs import Store
from tests.people import ACME, NEOBANK, OWNER, Person, encryption_key, issue, uid

START = 1_800_000_000
DAY = 86_400
HASH = content_hash(b"plaintext")


SECOND, THIRD = Person("the second owner", "FaceSign"), Person("the third owner", "NEAR")
"""Owners beside ``OWNER`` in networks that several govern."""

Call = tuple[Person | None, str, tuple[Any, ...]]


def genesis(
    limits: Limits | None = None,
    rules: int = LATEST_RULES,
    co_owners: tuple[Person, ...] = (),
    threshold: int = 1,
) -> Genesis:
    return Genesis(
        chain_id="idos-test",
        owner=OWNER.caller,
        time_ms=START * 1000,
        inserters=(
            FoundingInserter(uid("inserter neobank"), "neobank", (NEOBANK.caller,)),
            FoundingInserter(uid("inserter acme"), "acme", (ACME.caller,)),
        ),
        limits=limits or Limits(),
        rules=rules,
        co_owners=tuple(person.caller for person in co_owners),
        threshold=threshold,
    )


class World:
    """Each action is a block of its own, unless some run in one. ``now`` is the time of the next."""

    def __init__(
        self,
        store: Store | None = None,
        limits: Limits | None = None,
        rules: int = LATEST_RULES,
        co_owners: tuple[Person, ...] = (),
        threshold: int = 1,
    ) -> None:
        self.genesis = genesis(limits, rules, co_owners, threshold)
        self.store = store or MemoryStore()
        self.height = 0
        self.now = START
        with self.store.write() as batch:
            found(batch, self.genesis)

    def run(self, caller: Person | None, action: str, *args: Any) -> None:
        """Run an action in a transaction."""
        self.block((caller, action, args))

    def block(self, *calls: Call) -> None:
        """Run actions in one block, by the rules that it begins with. One that is refused undoes them all."""
        self.height += 1
        with self.store.write() as batch, batch.nested():
            tally = Tally(self.context(None).rules)
            for caller, action, args in calls:
                dispatch(self.context(caller), batch, action, encoded(action, args), reading=False)
                if caller:
                    tally.count(batch, caller.caller, action, 1)
            tally.write(batch, self.now)

    def read(self, caller: Person | None, action: str, *args: Any) -> list[dict[str, Any]]:
        """Call a view; the rows as mappings from column to value."""
        with self.store.read() as tx:
            result = dispatch(self.context(caller), tx, action, encoded(action, args), reading=True)
        return [dict(zip(result.column_names, row, strict=True)) for row in result.rows]

    def sweep(self) -> None:
        """The start of a block."""
        with self.store.write() as batch:
            sweep(self.context(None), batch)

    def activate(self) -> None:
        """Begin the upgrade that is scheduled, as its block does."""
        upgrade = self.context(None).rules.upgrade
        assert upgrade is not None
        self.height += 1
        with self.store.write() as batch:
            activate(batch, upgrade, self.height)

    def context(self, caller: Person | None) -> Context:
        identity = caller.identity if caller else None
        with self.store.read() as tx:
            return Context(identity, self.height, self.now, rules_of(tx, first_rules(self.genesis)))

    def records(self, table: type[Any]) -> list[Any]:
        with self.store.read() as tx:
            return list(tx.find(table))

    def state(self) -> bytes:
        with self.store.write() as batch:
            return batch.state_hash()

    def sign_up(self, *people: Person, inserter: Person = NEOBANK) -> None:
        """Give people profiles, as an inserter does."""
        for person in people:
            self.run(inserter, "add_user_as_inserter", person.id, encryption_key(person.name), "user")
            self.run(inserter, "upsert_wallet_as_inserter", person.wallet_id, person.id, *person.proof())

    def add_credential(self, owner: Person, label: str, issuer: Person = NEOBANK) -> None:
        """Let an inserter store a credential; its id is ``uid(label)``."""
        self.run(NEOBANK, "upsert_credential_as_inserter", uid(label), owner.id, *bundle(issuer, label))

    def share(
        self, owner: Person, original: str, copy: str, grantee: str, locked_until: int = 0, **changes: Any
    ) -> None:
        """Let the owner share a credential; the id of the copy is ``uid(copy)``."""
        self.run(owner, "share_credential", *sharing(original, copy, grantee, locked_until, **changes))


@contextmanager
def refused(refusal: Refusal) -> Iterator[None]:
    """What is inside must be refused so: class, code and text."""
    with pytest.raises(refusal.kind) as caught:
        yield
    assert caught.value.code == refusal.name.lower()
    assert caught.value.message.partition(" (")[0] == refusal.text


@contextmanager
def taken(constraint: str) -> Iterator[None]:
    """What is inside must break this constraint of the store."""
    with pytest.raises(Invalid) as caught:
        yield
    assert caught.value.code == "already_exists"
    assert caught.value.message == f'duplicate key value violates unique constraint "{constraint}"'


def encoded(action: str, args: Sequence[Any]) -> list[EncodedValue]:
    parameters = find_action(action, len(args)).parameters
    return [EncodedValue.of(arg, parameter.type) for arg, parameter in zip(args, parameters, strict=True)]


def bundle(issuer: Person, label: str, notes: str | None = None) -> tuple[str, ...]:
    """What ``add_credential`` and ``upsert_credential_as_inserter`` take after the ids."""
    return astuple(issue(issuer, label, notes))


def edition(issuer: Person, label: str, notes: str | None = None) -> tuple[Any, ...]:
    """What ``edit_credential`` takes after the id."""
    return EditCredential(id=uid(label), **asdict(issue(issuer, label, notes))).values()[1:]


def sharing(
    original: str,
    copy: str,
    grantee: str,
    locked_until: int = 0,
    *,
    notes: str = "",
    content_hash: str | None = HASH,
) -> tuple[Any, ...]:
    """The arguments of ``share_credential``. A throw-away key signs the copy, as in official clients."""
    issued = issue(Person(f"signer of {copy}", "FaceSign"), copy, notes)
    return ShareCredential(
        id=uid(copy),
        original_credential_id=uid(original),
        content_hash=content_hash,
        grantee_wallet_identifier=grantee,
        locked_until=locked_until,
        **asdict(issued),
    ).values()


def named(*people: Person) -> str:
    """People as ``offer_ownership`` takes them."""
    return ",".join(person.caller for person in people)


def offer_id(height: int, threshold: int, *people: Person) -> str:
    """The id of the ownership that the block of this height offers to these people."""
    owners = ",".join(sorted(wallet_identity(person.caller) for person in people))
    return sha256(f"{height}|{threshold}|{owners}".encode()).hex()


def grant_id(grantee: str, copy: str, locked_until: int = 0) -> Any:
    """The id of a grant on the copy with this label."""
    return access_grant_id(grantee, uid(copy), locked_until)


def offering(
    owner: Person, grantee: str, copy: str, locked_until: int = 0, *, content_hash: str | None = HASH
) -> tuple[Any, ...]:
    """The arguments of ``create_ag_by_dag_for_copy``."""
    offer = AccessGrantOffer(owner.caller, grantee, uid(copy), locked_until, content_hash)
    return CreateAgByDagForCopy.of(offer, owner.sign_text(offer.text())).values()


def write_grant(
    owner: Person,
    grantee: str,
    label: str,
    *,
    issuer: Person = NEOBANK,
    named: Person = NEOBANK,
    timelock: int = START + DAY,
    before: int = START - DAY,
    after: int = START + DAY,
    credentials: str | None = None,
) -> dict[str, Any]:
    """The arguments of ``create_credentials_by_dwg``; ids are ``uid(label)`` and ``uid(f"{label} copy")``."""
    label_of = credentials or label
    original, copy = issue(issuer, label_of), issue(issuer, f"{label_of} copy", "")
    times = [format_time(time) for time in (timelock, before, after)]
    grant = WriteGrant(owner.caller, grantee, named.key.hex(), uid(f"grant {label}"), *times)
    call = CreateCredentialsByDwg.of(
        original,
        copy,
        grant,
        original_credential_id=uid(label_of),
        copy_credential_id=uid(f"{label_of} copy"),
        content_hash=HASH,
        dwg_signature=owner.sign_text(grant.text()),
    )
    return asdict(call)
