"""Sharing copies, and giving them back."""

from __future__ import annotations

import pytest

from idos.protocol.refusals import Refusal
from idos.store.records import AccessGrant, Credential, CredentialContent, PendingErasure, SharedCredential
from tests.actions.world import DAY, HASH, START, World, grant_id, offering, refused, sharing, taken
from tests.people import ALICE, CHARLIE, EVE, MALLORY, NEAR_ALICE, Person, issue, uid


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE, NEAR_ALICE)
    world.add_credential(ALICE, "passport")
    return world


def test_sharing_stores_a_copy_its_link_and_a_grant(world: World) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    copy = next(record for record in world.records(Credential) if record.id == uid("copy"))
    assert copy.copy
    assert (copy.user_id, copy.public_notes, copy.inserter) == (ALICE.id, "", None)
    assert world.records(SharedCredential) == [SharedCredential(uid("passport"), uid("copy"))]
    assert world.records(AccessGrant) == [
        AccessGrant(
            id=grant_id(CHARLIE.caller, "copy", START + DAY),
            ag_owner_user_id=ALICE.id,
            ag_grantee_wallet_identifier=CHARLIE.caller,
            data_id=uid("copy"),
            locked_until=START + DAY,
            content_hash=HASH,
            height=world.height,
            inserter_type="user",
            inserter_id=ALICE.caller,
        )
    ]


@pytest.mark.parametrize("content_hash", [None, ""])
def test_a_grant_may_have_no_content_hash(world: World, content_hash: str | None) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller, content_hash=content_hash)
    assert world.records(AccessGrant)[0].content_hash is None


@pytest.mark.parametrize(
    ("caller", "label"), [(NEAR_ALICE, "passport"), (EVE, "passport"), (ALICE, "nothing")]
)
def test_only_an_own_credential_is_shared(world: World, caller: Person, label: str) -> None:
    with refused(Refusal.ORIGINAL_NOT_OWNED):
        world.share(caller, label, "copy", CHARLIE.caller)


def test_a_copy_has_no_notes(world: World) -> None:
    with refused(Refusal.COPY_WITH_NOTES):
        world.share(ALICE, "passport", "copy", CHARLIE.caller, notes="notes")


def test_a_copy_is_signed(world: World) -> None:
    args = list(sharing("passport", "copy", CHARLIE.caller))
    args[5] = issue(MALLORY, "other").content
    with refused(Refusal.INVALID_CREDENTIAL_SIGNATURE):
        world.run(ALICE, "share_credential", *args)


def test_a_copy_has_an_id_of_its_own(world: World) -> None:
    with taken("credentials_pkey"):
        world.run(
            ALICE, "share_credential", uid("passport"), *sharing("passport", "copy", CHARLIE.caller)[1:]
        )


def test_a_copy_can_be_shared_in_turn(world: World) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    world.share(ALICE, "copy", "copy of copy", EVE.caller)
    (row,) = world.read(EVE, "get_credential_shared", uid("copy of copy"))
    assert row["public_notes"] == ""


# --- Giving back


def test_a_grantee_gives_back_a_copy_even_before_the_lock_ends(world: World) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    world.run(CHARLIE, "rescind_shared_credential", uid("copy"))
    assert [record.id for record in world.records(Credential)] == [uid("passport")]
    assert [record.id for record in world.records(CredentialContent)] == [uid("passport")]
    assert world.records(AccessGrant) == world.records(SharedCredential) == []


def test_giving_back_leaves_the_grants_of_other_grantees(world: World) -> None:
    """S9"""
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    world.run(EVE, "create_ag_by_dag_for_copy", *offering(ALICE, EVE.caller, "copy", START + DAY))
    world.run(CHARLIE, "rescind_shared_credential", uid("copy"))
    assert [grant.ag_grantee_wallet_identifier for grant in world.records(AccessGrant)] == [EVE.caller]
    assert world.read(EVE, "get_credential_shared", uid("copy"))
    world.run(EVE, "rescind_shared_credential", uid("copy"))
    assert [record.id for record in world.records(Credential)] == [uid("passport")]


def test_a_copy_whose_original_was_removed_can_be_given_back(world: World) -> None:
    """S8"""
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    world.run(ALICE, "remove_credential", uid("passport"))
    assert [pending.credential_id for pending in world.records(PendingErasure)] == [uid("copy")]
    world.run(CHARLIE, "rescind_shared_credential", uid("copy"))
    for table in (Credential, CredentialContent, AccessGrant, PendingErasure):
        assert world.records(table) == []


def test_an_erasure_waits_only_for_the_locks_that_are_left(world: World) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + 2 * DAY)
    world.run(EVE, "create_ag_by_dag_for_copy", *offering(ALICE, EVE.caller, "copy", START + DAY))
    world.run(ALICE, "remove_credential", uid("passport"))
    assert [pending.due for pending in world.records(PendingErasure)] == [START + 2 * DAY]
    world.run(CHARLIE, "rescind_shared_credential", uid("copy"))
    assert [pending.due for pending in world.records(PendingErasure)] == [START + DAY]


@pytest.mark.parametrize(
    ("caller", "label"), [(EVE, "copy"), (ALICE, "copy"), (CHARLIE, "passport"), (CHARLIE, "nothing")]
)
def test_only_what_was_shared_with_the_caller_is_given_back(world: World, caller: Person, label: str) -> None:
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    with refused(Refusal.CREDENTIAL_NOT_SHARED_WITH_CALLER):
        world.run(caller, "rescind_shared_credential", uid(label))
