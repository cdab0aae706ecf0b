"""Access grants."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from idos.actions.limits import Limits
from idos.crypto.authenticators import Identity
from idos.protocol.refusals import Refusal
from idos.store.records import AccessGrant, Credential, CredentialContent, SharedCredential
from tests.actions.world import DAY, HASH, START, World, grant_id, offering, refused, sharing
from tests.people import ALICE, CHARLIE, EVE, NEAR_ALICE, Person, uid

VECTORS = json.loads(Path("vectors/wallets.json").read_text())["access_grant_ids"]["vectors"]


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE, NEAR_ALICE)
    world.add_credential(ALICE, "passport")
    return world


def test_the_grant_ids_are_those_of_the_official_network(world: World) -> None:
    for vector in VECTORS:
        world.now = max(world.now, vector["locked_until"] - DAY)
        args = (
            UUID(vector["data_id"]),
            *sharing("passport", "copy", vector["grantee"], vector["locked_until"])[1:],
        )
        world.run(ALICE, "share_credential", *args)
        assert vector["id"] in {str(grant.id) for grant in world.records(AccessGrant)}
        world.run(Recorded(vector["grantee"]), "rescind_shared_credential", args[0])


class Recorded(Person):
    """A caller known by its text only."""

    def __init__(self, caller: str) -> None:
        super().__init__(caller, "FaceSign")

    @property
    def identity(self) -> Identity:
        return Identity(self.name, None, ())


def test_a_revoked_grant_takes_its_copy_along(world: World) -> None:
    """S11"""
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    world.run(ALICE, "revoke_access_grant", grant_id(CHARLIE.caller, "copy"))
    assert world.records(AccessGrant) == world.records(SharedCredential) == []
    assert [record.id for record in world.records(Credential)] == [uid("passport")]
    assert [record.id for record in world.records(CredentialContent)] == [uid("passport")]


def test_a_copy_stays_while_it_has_another_grant(world: World) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    world.run(EVE, "create_ag_by_dag_for_copy", *offering(ALICE, EVE.caller, "copy"))
    world.run(ALICE, "revoke_access_grant", grant_id(CHARLIE.caller, "copy"))
    assert world.read(EVE, "get_credential_shared", uid("copy"))


@pytest.mark.parametrize("caller", [CHARLIE, EVE, NEAR_ALICE])
def test_only_the_owner_revokes_a_grant(world: World, caller: Person) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    with refused(Refusal.GRANT_NOT_FOUND):
        world.run(caller, "revoke_access_grant", grant_id(CHARLIE.caller, "copy"))
    with refused(Refusal.GRANT_NOT_FOUND):
        world.run(ALICE, "revoke_access_grant", grant_id(CHARLIE.caller, "no copy"))


def test_the_last_second_of_a_lock_is_locked(world: World) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START)
    grant = grant_id(CHARLIE.caller, "copy", START)
    assert world.read(ALICE, "has_locked_access_grants", uid("copy")) == [{"has": True}]
    assert world.read(CHARLIE, "has_locked_access_grants", uid("copy")) == [{"has": False}]
    with refused(Refusal.GRANT_LOCKED):
        world.run(ALICE, "revoke_access_grant", grant)
    world.now = START + 1
    assert world.read(ALICE, "has_locked_access_grants", uid("copy")) == [{"has": False}]
    world.run(ALICE, "revoke_access_grant", grant)


def test_a_lock_has_a_longest_length() -> None:
    """S18"""
    world = World(limits=Limits(lock_seconds=DAY))
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    with refused(Refusal.GRANT_LOCK_TOO_LONG):
        world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY + 1)
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    with refused(Refusal.GRANT_LOCK_TOO_LONG):
        world.run(EVE, "create_ag_by_dag_for_copy", *offering(ALICE, EVE.caller, "copy", START + DAY + 1))


def test_a_profile_has_a_quota_of_grants() -> None:
    """S15"""
    world = World(limits=Limits(grants_per_user=1))
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    with refused(Refusal.QUOTA_EXCEEDED):
        world.share(ALICE, "passport", "copy 2", CHARLIE.caller)


# --- Lists


@pytest.fixture
def five(world: World) -> World:
    """Five grants to Charlie, in different forms of his key, each in a block of its own."""
    world.add_credential(NEAR_ALICE, "license")
    forms = (CHARLIE.caller, *CHARLIE.identity.aliases)
    for number, form in enumerate(forms):
        owner, original = (ALICE, "passport") if number % 2 == 0 else (NEAR_ALICE, "license")
        world.share(owner, original, f"copy {number}", form)
    return world


def granted(world: World, user: Person | None, page: int | None, size: int | None) -> list[str]:
    rows = world.read(CHARLIE, "get_access_grants_granted", user.id if user else None, page, size)
    names = {uid(f"copy {number}"): str(number) for number in range(5)}
    return [names[row["data_id"]] for row in rows]


@pytest.mark.parametrize(
    ("user", "page", "size", "found"),
    [
        (None, 1, 10, "01234"),
        (None, 1, 2, "01"),
        (None, 2, 2, "23"),
        (None, 3, 2, "4"),
        (None, 4, 2, ""),
        (None, (1 << 63) - 1, 1000, ""),
        (ALICE, 1, 10, "024"),
        (ALICE, 2, 2, "4"),
        (NEAR_ALICE, 1, 10, "13"),
    ],
)
def test_grants_are_paged_oldest_first_over_all_forms_of_the_grantees_key(
    five: World, user: Person | None, page: int, size: int, found: str
) -> None:
    assert granted(five, user, page, size) == list(found)


def test_many_grants_under_several_forms_are_read_in_parts() -> None:
    world = World(limits=Limits(page=2))
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    forms = (CHARLIE.caller, CHARLIE.identity.aliases[0])
    for number in range(5):
        world.share(ALICE, "passport", f"copy {number}", forms[number // 3])
    assert [granted(world, None, page, 2) for page in (1, 2, 3)] == [["0", "1"], ["2", "3"], ["4"]]


def test_grants_under_one_form_are_paged_too(world: World) -> None:
    for number in range(5):
        world.share(ALICE, "passport", f"copy {number}", CHARLIE.caller)
    assert [granted(world, None, page, 2) for page in (1, 2, 3, 4)] == [["0", "1"], ["2", "3"], ["4"], []]


def test_null_page_and_size_mean_the_first_page_of_the_default_size() -> None:
    """S16"""
    world = World(limits=Limits(default_page=2))
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    for number in range(3):
        world.share(ALICE, "passport", f"copy {number}", CHARLIE.caller)
    assert granted(world, None, None, None) == ["0", "1"]
    assert granted(world, None, 2, None) == ["2"]
    assert granted(world, None, None, 3) == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("page", "size", "refusal"),
    [
        (0, 10, Refusal.PAGE_NOT_POSITIVE),
        (-1, 0, Refusal.PAGE_NOT_POSITIVE),
        (1, 0, Refusal.SIZE_NOT_POSITIVE),
        (1, -5, Refusal.SIZE_NOT_POSITIVE),
        (1, 1001, Refusal.SIZE_TOO_LARGE),
    ],
)
def test_pages_are_positive_and_bounded(world: World, page: int, size: int, refusal: Refusal) -> None:
    with refused(refusal):
        world.read(CHARLIE, "get_access_grants_granted", None, page, size)


def test_grants_are_counted(five: World) -> None:
    for user, count in ((None, 5), (ALICE.id, 3), (NEAR_ALICE.id, 2), (uid("nobody"), 0)):
        assert five.read(CHARLIE, "get_access_grants_granted_count", user) == [{"count": count}]
    assert five.read(EVE, "get_access_grants_granted_count", None) == [{"count": 0}]


def test_both_sides_learn_in_which_block_a_grant_was_made(five: World) -> None:
    """The fixture's grants are the newest blocks, in their order."""
    grants = {grant.id: grant for grant in five.records(AccessGrant)}
    newest = [five.height - 4 + number for number in range(5)]
    assert sorted(grant.height for grant in grants.values()) == newest
    owned = five.read(ALICE, "get_access_grant_heights_owned")
    assert [row["height"] for row in owned] == [grants[row["id"]].height for row in owned]
    assert sorted(row["height"] for row in owned) == [newest[0], newest[2], newest[4]]
    pages = [five.read(CHARLIE, "get_access_grant_heights_granted", None, page, 2) for page in (1, 2, 3)]
    assert [[row["height"] for row in page] for page in pages] == [newest[:2], newest[2:4], newest[4:]]
    assert all(row["height"] == grants[row["id"]].height for page in pages for row in page)
    (of_one_profile,) = five.read(CHARLIE, "get_access_grant_heights_granted", NEAR_ALICE.id, 2, 1)
    assert of_one_profile["height"] == newest[3]
    assert five.read(EVE, "get_access_grant_heights_owned") == []
    assert five.read(EVE, "get_access_grant_heights_granted", None, None, None) == []


def test_a_grantee_learns_what_its_grants_are_about_without_reading_them(five: World) -> None:
    (issued,) = (record for record in five.records(Credential) if record.id == uid("passport"))
    assert issued.public_notes
    pages = [five.read(CHARLIE, "get_access_grant_notes_granted", None, page, 2) for page in (1, 2, 3)]
    listed = five.read(CHARLIE, "get_access_grants_granted", None, 1, 10)
    assert [row["id"] for page in pages for row in page] == [grant["id"] for grant in listed]
    assert pages[0][0] | {"id": None} == {
        "id": None,
        "public_notes": issued.public_notes,
        "issuer_auth_public_key": issued.issuer_auth_public_key,
    }
    assert five.read(EVE, "get_access_grant_notes_granted", None, None, None) == []


def test_the_notes_of_a_locked_copy_are_empty_once_its_original_is_gone(world: World) -> None:
    world.share(ALICE, "passport", "locked", CHARLIE.caller, START + DAY)
    world.run(ALICE, "remove_credential", uid("passport"))
    (row,) = world.read(CHARLIE, "get_access_grant_notes_granted", ALICE.id, None, None)
    assert (row["public_notes"], row["issuer_auth_public_key"]) == ("", "")


def test_owners_list_what_they_granted_and_grantees_what_one_credential_gives_them(five: World) -> None:
    owned = five.read(ALICE, "get_access_grants_owned")
    assert {row["data_id"] for row in owned} == {uid("copy 0"), uid("copy 2"), uid("copy 4")}
    assert five.read(EVE, "get_access_grants_owned") == []
    (row,) = five.read(CHARLIE, "get_access_grants_for_credential", uid("copy 0"))
    assert row == {
        "id": grant_id(CHARLIE.caller, "copy 0"),
        "ag_owner_user_id": ALICE.id,
        "ag_grantee_wallet_identifier": CHARLIE.caller,
        "data_id": uid("copy 0"),
        "locked_until": 0,
        "content_hash": HASH,
        "inserter_type": "user",
        "inserter_id": ALICE.caller,
    }
    assert five.read(EVE, "get_access_grants_for_credential", uid("copy 0")) == []
