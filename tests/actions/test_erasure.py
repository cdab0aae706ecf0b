"""Erasing: profiles, and copies whose locks end."""

from __future__ import annotations

import pytest

from idos.actions.erasure import next_due
from idos.protocol.refusals import Refusal
from idos.store.records import TABLES, AccessGrant, Credential, PendingErasure, SpentProof
from tests.actions.world import DAY, START, World, offering, refused, write_grant
from tests.people import ALICE, CHARLIE, EVE, NEAR_ALICE, NEOBANK, encryption_key, uid
from tests.store.samples import values_of


@pytest.fixture
def world() -> World:
    """Alice shared one copy unlocked, one locked for a day, one for two days."""
    world = World()
    world.sign_up(ALICE, NEAR_ALICE)
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "open", CHARLIE.caller)
    world.share(ALICE, "passport", "one day", CHARLIE.caller, START + DAY)
    world.share(ALICE, "passport", "two days", EVE.caller, START + 2 * DAY)
    world.run(
        NEOBANK,
        "create_credentials_by_dwg",
        *write_grant(ALICE, CHARLIE.caller, "d", timelock=START - 1).values(),
    )
    world.run(ALICE, "add_attribute", uid("a"), "key", "value")
    world.run(ALICE, "share_attribute", uid("b"), uid("a"), "key", "value")
    return world


def credentials(world: World) -> set[object]:
    return {record.id for record in world.records(Credential)}


def due(world: World) -> int | None:
    with world.store.read() as tx:
        return next_due(tx)


def test_removing_an_original_keeps_only_copies_with_locked_grants(world: World) -> None:
    """S8, S9"""
    world.run(EVE, "create_ag_by_dag_for_copy", *offering(ALICE, EVE.caller, "one day"))
    world.run(ALICE, "remove_credential", uid("passport"))
    assert credentials(world) == {uid("one day"), uid("two days"), uid("d"), uid("d copy")}
    assert [(pending.due, pending.credential_id) for pending in world.records(PendingErasure)] == [
        (START + DAY, uid("one day")),
        (START + 2 * DAY, uid("two days")),
    ]
    kept = [grant for grant in world.records(AccessGrant) if grant.data_id == uid("one day")]
    assert [grant.ag_grantee_wallet_identifier for grant in kept] == [CHARLIE.caller]


def test_a_kept_copy_is_read_until_the_lock_ends_and_then_gone(world: World) -> None:
    """S8"""
    world.run(ALICE, "remove_credential", uid("passport"))
    assert due(world) == START + DAY
    world.now = START + DAY
    world.sweep()
    assert world.read(CHARLIE, "get_credential_shared", uid("one day"))
    world.now += 1
    world.sweep()
    with refused(Refusal.CREDENTIAL_NOT_READABLE):
        world.read(CHARLIE, "get_credential_shared", uid("one day"))
    assert due(world) == START + 2 * DAY
    world.now = START + 9 * DAY
    world.sweep()
    assert due(world) is None
    assert credentials(world) == {uid("d"), uid("d copy")}


def test_a_sweep_with_nothing_due_changes_nothing(world: World) -> None:
    before = world.state()
    world.sweep()
    assert world.state() == before


def test_a_lock_added_to_a_kept_copy_postpones_its_erasure(world: World) -> None:
    world.run(ALICE, "remove_credential", uid("passport"))
    world.run(EVE, "create_ag_by_dag_for_copy", *offering(ALICE, EVE.caller, "one day", START + 3 * DAY))
    world.now = START + DAY + 1
    world.sweep()
    assert uid("one day") in credentials(world)
    assert [(pending.due, pending.credential_id) for pending in world.records(PendingErasure)] == [
        (START + 2 * DAY, uid("two days")),
        (START + 3 * DAY, uid("one day")),
    ]


def test_a_locked_copy_of_an_unlocked_copy_is_kept(world: World) -> None:
    world.share(ALICE, "open", "deep", EVE.caller, START + DAY)
    world.run(ALICE, "remove_credential", uid("passport"))
    assert uid("open") not in credentials(world)
    assert uid("deep") in credentials(world)


def test_the_plan_says_what_an_erasure_would_leave(world: World) -> None:
    """S25"""
    rows = world.read(ALICE, "get_erasure_plan")
    assert sorted(rows, key=lambda row: row["locked_until"]) == [
        {"credential_id": uid("one day"), "grantee": CHARLIE.caller, "locked_until": START + DAY},
        {"credential_id": uid("two days"), "grantee": EVE.caller, "locked_until": START + 2 * DAY},
    ]
    assert world.read(NEAR_ALICE, "get_erasure_plan") == world.read(EVE, "get_erasure_plan") == []


def test_a_user_erases_everything_but_what_locks_keep_until_they_end(world: World) -> None:
    """S25"""
    world.run(ALICE, "erase_profile")
    assert world.read(ALICE, "get_user") == []
    assert credentials(world) == {uid("one day"), uid("two days")}
    assert len(world.records(AccessGrant)) == 2
    world.now = START + 2 * DAY + 1
    world.sweep()
    texts = {
        str(value)
        for table in TABLES
        if table is not SpentProof
        for record in world.records(table)
        for value in values_of(record)
    }
    assert not texts & {
        str(ALICE.id),
        ALICE.caller,
        str(uid("passport")),
        "key",
        "value",
        encryption_key(ALICE.name),
    }


def test_others_lose_nothing_when_a_user_erases_a_profile(world: World) -> None:
    world.add_credential(NEAR_ALICE, "license")
    world.share(NEAR_ALICE, "license", "for alice", ALICE.caller)
    world.run(ALICE, "erase_profile")
    assert world.read(NEAR_ALICE, "get_user")
    assert world.read(ALICE, "get_credential_shared", uid("for alice"))


def test_an_erased_id_is_never_given_out_again(world: World) -> None:
    """S25"""
    world.run(ALICE, "erase_profile")
    with refused(Refusal.USER_ERASED):
        world.run(NEOBANK, "add_user_as_inserter", ALICE.id, encryption_key("x"), "user")


def test_a_person_may_come_back_under_a_new_id(world: World) -> None:
    world.run(ALICE, "erase_profile")
    world.run(NEOBANK, "add_user_as_inserter", uid("new"), encryption_key("x"), "user")
    world.run(NEOBANK, "upsert_wallet_as_inserter", ALICE.wallet_id, uid("new"), *ALICE.proof("I am back"))
    (row,) = world.read(ALICE, "get_user")
    assert row["id"] == uid("new")


def test_only_a_user_has_something_to_erase(world: World) -> None:
    with refused(Refusal.NO_PROFILE):
        world.run(EVE, "erase_profile")
