"""Rights are not taken by a limit: what reaches it, or exceeds a lowered one, is read and let go of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

import pytest

from idos.actions.dispatch import dispatch
from idos.actions.limits import LATEST_RULES, bounds
from idos.crypto import ed25519
from idos.crypto.encoding import b64decode, b64encode
from idos.crypto.hashes import sha256
from idos.protocol.credentials import broader_message, notes_message
from idos.protocol.refusals import Refusal
from idos.store.records import (
    TABLES,
    AccessGrant,
    ConsumedWriteGrant,
    Credential,
    CredentialContent,
    PendingErasure,
    User,
    UserAttribute,
    Wallet,
)
from tests.actions.world import (
    DAY,
    SECOND,
    START,
    Call,
    World,
    bundle,
    encoded,
    grant_id,
    named,
    offer_id,
    refused,
    sharing,
    write_grant,
)
from tests.people import ACME, ALICE, CHARLIE, EVE, NEOBANK, OWNER, Person, encryption_key, uid

LEAST = {name: within.least for name, within in bounds(LATEST_RULES).items()}
NEW = encryption_key("new")
COPIES = [f"copy {number}" for number in range(22)]
LONG_NOTES = json.dumps({"id": "the same", "text": "n" * 16_000})
SMALL, LARGE = 96, 3_000
FIRST_GRANT = grant_id(CHARLIE.caller, "copy 0")
OFFERED = offer_id(1, 1, SECOND, OWNER)
EVE_ISSUER = Person("eve as an issuer", "FaceSign")
WALLETS = [Person(f"wallet {number}", "EVM") for number in range(3)]


def issued(label: str, octets: int) -> tuple[str, ...]:
    """What ``add_credential`` takes after the id: with long notes, and as many octets of content."""
    content = sha256(label.encode()).ljust(octets, b"\0")
    notes = ed25519.sign(NEOBANK.secret, notes_message(LONG_NOTES))
    broader = ed25519.sign(NEOBANK.secret, broader_message(notes, content))
    signatures = (b64encode(notes), b64encode(broader))
    return NEOBANK.key.hex(), encryption_key(label), b64encode(content), LONG_NOTES, *signatures


def exceeding(content_octets: int = SMALL) -> World:
    """Alice has more of everything than the least limits allow, and so has an inserter."""
    world = World()
    world.run(OWNER, "offer_ownership", named(SECOND, OWNER), 1)
    world.sign_up(ALICE)
    for number, person in enumerate(WALLETS):
        world.run(ALICE, "add_wallet", uid(f"wallet {number}"), *person.proof())
    for number in range(3):
        label = f"credential {number}"
        world.run(ALICE, "add_credential", uid(label), *issued(label, content_octets))
        world.run(ALICE, "add_attribute", uid(f"attribute {number}"), "k" * 4_000, "v" * 16_000)
        granted = write_grant(ALICE, CHARLIE.caller, f"granted {number}")
        world.run(NEOBANK, "create_credentials_by_dwg", *granted.values())
    for copy in COPIES:
        world.share(ALICE, "credential 0", copy, CHARLIE.caller)
    for copy in ("locked 0", "locked 1"):
        world.share(ALICE, "credential 1", copy, CHARLIE.caller, START + 9 * DAY)
    for number in range(3):
        world.run(OWNER, "add_delegate_as_owner", Person(f"key {number}", "EVM").caller, uid("inserter acme"))
    world.run(OWNER, "schedule_upgrade", 9, 0, START + DAY)
    return world


def lower(world: World) -> None:
    for name, least in LEAST.items():
        world.run(OWNER, "set_limit", name, least)
    assert {row["name"]: row["value"] for row in world.read(None, "get_limits")} == LEAST


@pytest.fixture(scope="module")
def world() -> World:
    """Nothing of what a test does here stays."""
    world = exceeding()
    lower(world)
    return world


@pytest.fixture(scope="module")
def full() -> World:
    """Every quota of Alice, and of an inserter with her, has exactly what there is."""
    world = exceeding()
    for number in range(2):
        planted = uid(f"planted {number}"), ALICE.id
        world.run(ACME, "upsert_credential_as_inserter", *planted, *issued(f"planted {number}", SMALL))
        world.run(ACME, "add_attribute_as_inserter", *planted, "key", "value")
    (alice,) = world.records(User)
    present = {
        "content": max(len(each.content) for each in world.records(CredentialContent)),
        "wallets_per_user": len(world.records(Wallet)),
        "credentials_per_user": len(world.records(Credential)),
        "credentials_per_notes": 3,
        "content_per_user": alice.content_bytes,
        "attributes_per_user": len(world.records(UserAttribute)),
        "grants_per_user": len(world.records(AccessGrant)),
        "write_grants_per_user": len(world.records(ConsumedWriteGrant)),
        "delegates_per_inserter": 4,
        "credentials_per_foreign_inserter": 2,
        "attributes_per_foreign_inserter": 2,
    }
    for name, value in present.items():
        world.run(OWNER, "set_limit", name, max(value, LEAST[name]))
    return world


RIGHTS: Sequence[tuple[Person, str, tuple[Any, ...]]] = [
    (ALICE, "revoke_access_grant", (FIRST_GRANT,)),
    (CHARLIE, "rescind_shared_credential", (uid("locked 0"),)),
    (ALICE, "remove_credential", (uid("credential 0"),)),
    (ALICE, "remove_credentials", (",".join(str(uid(f"planted {number}")) for number in range(2)),)),
    (ALICE, "remove_attribute", (uid("attribute 0"),)),
    (ALICE, "remove_wallet", (uid("wallet 0"),)),
    (ALICE, "erase_profile", ()),
    (NEOBANK, "edit_public_notes_as_issuer", ("the same", '{"status":"revoked"}')),
    (OWNER, "delete_delegate_as_owner", (ACME.caller,)),
]


@pytest.mark.parametrize(
    ("who", "action", "args"), RIGHTS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_at_the_maximum_of_every_quota_everybody_keeps_her_rights(
    full: World, who: Person, action: str, args: tuple[Any, ...]
) -> None:
    with full.store.write() as batch:
        before = batch.state_hash()
        with suppress(_UndoneError), batch.nested():
            dispatch(full.context(who), batch, action, encoded(action, args), reading=False)
            assert batch.state_hash() != before
            raise _UndoneError


@pytest.mark.parametrize(
    ("who", "action", "args", "refusal"),
    [
        (ALICE, "add_wallet", (uid("w"), *EVE.proof()), Refusal.QUOTA_EXCEEDED),
        (ALICE, "add_attribute", (uid("a"), "key", "value"), Refusal.QUOTA_EXCEEDED),
        (ALICE, "add_credential", (uid("c"), *bundle(EVE_ISSUER, "c")), Refusal.QUOTA_EXCEEDED),
        (ALICE, "share_credential", sharing("credential 0", "more", CHARLIE.caller), Refusal.QUOTA_EXCEEDED),
        (
            ACME,
            "upsert_credential_as_inserter",
            (uid("c"), ALICE.id, *bundle(ACME, "c")),
            Refusal.UNASKED_EXCEEDED,
        ),
    ],
)
def test_at_the_maximum_nothing_is_added(
    full: World, who: Person, action: str, args: tuple[Any, ...], refusal: Refusal
) -> None:
    with refused(refusal):
        does(full, (who, action, args))


def test_at_the_maximum_the_key_is_changed_and_contents_may_be_longer(full: World) -> None:
    labels = [f"{kind} {number}" for kind in ("credential", "granted") for number in range(3)]
    labels += ["planted 0", "planted 1"]
    staged = [staging(full, label, longer=768) for label in labels]
    changing: Call = (ALICE, "change_encryption_key", (encryption_key(ALICE.name), NEW, "user"))
    after = does(full, *staged, changing)
    assert (after["reencryptions"], after["credentials"]) == (0, counted(full)["credentials"])


class _UndoneError(Exception):
    pass


def does(world: World, *calls: Call) -> dict[str, int]:
    """How many records there are of each kind after these actions, none of which may be refused."""
    counts: dict[str, int] = {}
    with suppress(_UndoneError), world.store.write() as batch:
        for caller, action, args in calls:
            dispatch(world.context(caller), batch, action, encoded(action, args), reading=False)
        counts |= {table.TABLE: batch.count(table) for table in TABLES}
        raise _UndoneError
    return counts


def counted(world: World) -> dict[str, int]:
    return does(world)


# --- Reading


def test_what_exceeds_a_limit_is_read_by_its_owner(world: World) -> None:
    unlimited = exceeding()
    views: Sequence[tuple[str, tuple[Any, ...]]] = [
        *((view, ()) for view in ("get_user", "get_wallets", "get_credentials", "get_attributes")),
        *((view, ()) for view in ("get_access_grants_owned", "get_access_grant_heights_owned")),
        *((view, ()) for view in ("get_erasure_plan", "get_reencryptions", "get_allowance")),
        *(("get_credential_owned", (uid(f"credential {number}"),)) for number in range(3)),
        *(("get_credential_attestation", (uid(label),)) for label in ("credential 0", "copy 0", "locked 0")),
        ("has_locked_access_grants", (uid("locked 0"),)),
    ]
    for view, args in views:
        shown = world.read(ALICE, view, *args)
        assert shown, view
        assert shown == unlimited.read(ALICE, view, *args)


@pytest.mark.parametrize(
    "view",
    ["get_access_grants_granted", "get_access_grant_heights_granted", "get_access_grant_notes_granted"],
)
def test_what_exceeds_a_limit_is_read_by_its_grantee_page_by_page(world: World, view: str) -> None:
    (count,) = (row["count"] for row in world.read(CHARLIE, "get_access_grants_granted_count", None))
    assert count == len(COPIES) + 5
    whole = exceeding().read(CHARLIE, view, ALICE.id, 1, 1_000)
    pages = [world.read(CHARLIE, view, ALICE.id, page, 20) for page in (1, 2, 3)]
    assert list(map(len, pages)) == [20, count - 20, 0]
    assert [*chain.from_iterable(pages)] == world.read(CHARLIE, view, ALICE.id, 1, LEAST["page"]) == whole
    ones = [world.read(CHARLIE, view, None, page, None) for page in range(1, count + 1)]
    assert [*chain.from_iterable(ones)] == whole


def test_what_exceeds_a_limit_is_shared_as_before(world: World) -> None:
    for copy in ("copy 0", "locked 1", "granted 2 copy"):
        (row,) = world.read(CHARLIE, "get_credential_shared", uid(copy))
        assert row["content"]
        assert world.read(CHARLIE, "get_access_grants_for_credential", uid(copy))
    shared = world.read(CHARLIE, "get_credentials_shared_by_user", ALICE.id, None)
    assert len(shared) == len(COPIES) + 5
    assert LONG_NOTES in {row["public_notes"] for row in shared}


def test_what_an_inserter_has_too_much_of_is_shown(world: World) -> None:
    assert len(world.read(None, "get_delegates", uid("inserter acme"))) == 4
    assert len(world.read(NEOBANK, "get_user_as_inserter", ALICE.id)) == 1
    assert world.read(NEOBANK, "credential_exist_as_inserter", uid("copy 0")) == [{"credential_exist": True}]
    assert len(world.read(None, "get_owner_acts", None)) == 5 + len(LEAST)


# --- Letting go


@pytest.mark.parametrize(
    ("who", "action", "args", "fewer"),
    [
        (
            ALICE,
            "revoke_access_grant",
            (grant_id(CHARLIE.caller, "copy 0"),),
            {AccessGrant: 1, Credential: 1},
        ),
        (CHARLIE, "rescind_shared_credential", (uid("locked 0"),), {AccessGrant: 1, Credential: 1}),
        (ALICE, "remove_credential", (uid("credential 0"),), {AccessGrant: 22, Credential: 23}),
        (ALICE, "remove_wallet", (uid("wallet 0"),), {Wallet: 1}),
        (ALICE, "erase_profile", (), {User: 1, Wallet: 4, AccessGrant: 22, PendingErasure: -5}),
    ],
)
def test_everybody_lets_go_of_what_exceeds_a_limit(
    world: World, who: Person, action: str, args: tuple[Any, ...], fewer: dict[Any, int]
) -> None:
    before, after = counted(world), does(world, (who, action, args))
    for table, number in fewer.items():
        assert before[table.TABLE] - after[table.TABLE] == number, table


def test_attributes_are_removed(world: World) -> None:
    removed: Call = (ALICE, "remove_attribute", (uid("attribute 0"),))
    assert does(world, removed)["user_attributes"] == counted(world)["user_attributes"] - 1


def test_what_is_locked_goes_when_its_lock_ends() -> None:
    world = exceeding()
    world.run(ALICE, "erase_profile")
    lower(world)
    left = [len(world.records(Credential))]
    world.now += 10 * DAY
    while left[-1]:
        world.sweep()
        left.append(len(world.records(Credential)))
    least = LEAST["erasures_per_block"]
    assert left == [*range(5, 0, -least), 0]


def staging(world: World, label: str, longer: int = 0) -> Call:
    """Alice encrypts a content anew; it becomes so many octets longer."""
    (row,) = world.read(ALICE, "get_credential_owned", uid(label))
    present = b64decode(row["content"], len(row["content"]))
    content = b64encode(sha256(f"{label} anew".encode()).ljust(len(present) + longer, b"\1"))
    return ALICE, "stage_reencryption", (uid(label), sha256(present).hex(), NEW, NEW, content)


def key_change(world: World) -> list[Call]:
    originals = [row["credential_id"] for row in world.read(ALICE, "get_reencryptions")]
    labels = [f"{kind} {number}" for kind in ("credential", "granted") for number in range(3)]
    assert {uid(label) for label in labels} == set(originals)
    changing: Call = (ALICE, "change_encryption_key", (encryption_key(ALICE.name), NEW, "user"))
    return [*(staging(world, label) for label in labels), changing]


def test_the_encryption_key_is_changed(world: World) -> None:
    changes = key_change(world)
    assert does(world, *changes[:-1])["reencryptions"] == 6
    assert does(world, *changes)["reencryptions"] == 0
    assert does(world, *changes[:-1], (ALICE, "discard_reencryptions", ()))["reencryptions"] == 0


def test_the_encryption_key_is_changed_where_contents_are_longer_than_the_limit() -> None:
    """No content becomes longer by it, so the limit of new contents is none of it."""
    world = exceeding(LARGE)
    lower(world)
    (row,) = world.read(ALICE, "get_credential_owned", uid("credential 0"))
    assert len(row["content"]) > LEAST["content"]
    for call in key_change(world):
        world.block(call)
    assert world.read(ALICE, "get_user")[0]["recipient_encryption_public_key"] == NEW


# --- No more of it


@pytest.mark.parametrize(
    ("who", "action", "args", "refusal"),
    [
        (ALICE, "add_wallet", (uid("w"), *EVE.proof()), Refusal.QUOTA_EXCEEDED),
        (ALICE, "add_attribute", (uid("a"), "key", "value"), Refusal.QUOTA_EXCEEDED),
        (ALICE, "add_attribute", (uid("a"), "key", "v" * 4_097), Refusal.TOO_LARGE),
        (
            ALICE,
            "share_credential",
            sharing("credential 0", "more", CHARLIE.caller),
            Refusal.QUOTA_EXCEEDED,
        ),
        (
            OWNER,
            "add_delegate_as_owner",
            (EVE.caller, uid("inserter acme")),
            Refusal.INSERTER_KEYS_EXCEEDED,
        ),
    ],
)
def test_nobody_gets_more_of_what_exceeds_a_limit(
    world: World, who: Person, action: str, args: tuple[Any, ...], refusal: Refusal
) -> None:
    with refused(refusal):
        does(world, (who, action, args))


# --- Those who govern


@pytest.mark.parametrize(
    ("who", "action", "args"),
    [
        (OWNER, "delete_delegate_as_owner", (ACME.caller,)),
        (OWNER, "delete_inserter_as_owner", (uid("inserter acme"),)),
        (OWNER, "withdraw_ownership_offer", (OFFERED,)),
        (SECOND, "accept_ownership", (OFFERED,)),
        (OWNER, "cancel_upgrade", (9,)),
        *((OWNER, "set_limit", (name, least + 1)) for name, least in LEAST.items()),
    ],
)
def test_the_owner_takes_back_what_there_is(
    world: World, who: Person, action: str, args: tuple[Any, ...]
) -> None:
    assert does(world, (who, action, args)) != counted(world)


def test_sixteen_owners_with_the_longest_addresses_are_offered_within_the_least_limits(world: World) -> None:
    people = [Person(f"owner {number}", "NEAR").caller for number in range(16)]
    withdrawal: Call = (OWNER, "withdraw_ownership_offer", (OFFERED,))
    offer: Call = (OWNER, "offer_ownership", (", ".join(people), 16))
    assert does(world, withdrawal, offer)["ownership_offers"] == 1


def test_several_owners_raise_what_they_lowered() -> None:
    world = World(co_owners=(SECOND,), threshold=2)
    for more in (0, 1):
        for name, least in LEAST.items():
            for owner in (OWNER, SECOND):
                world.run(owner, "set_limit", name, least + more)
    limits = {row["name"]: row["value"] for row in world.read(None, "get_limits")}
    assert limits == {name: least + 1 for name, least in LEAST.items()}
