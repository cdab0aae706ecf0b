"""Acts of several owners: two of three have to agree."""

from __future__ import annotations

import json
from typing import Any

import pytest

from idos.actions.dispatch import dispatch
from idos.crypto.hashes import sha256
from idos.protocol.payloads import ActionCall
from idos.protocol.refusals import Refusal
from idos.protocol.values import DataType, EncodedValue
from idos.store.governance import PendingAct
from tests.actions.world import SECOND, START, THIRD, World, encoded, offer_id, refused, taken
from tests.people import ALICE, EVE, NEOBANK, OWNER, Person, uid

WEEK = 604_800
NEW = (uid("new"), "new")


@pytest.fixture
def world() -> World:
    return World(co_owners=(SECOND, THIRD), threshold=2)


def add(world: World, who: Person, label: str = "new") -> None:
    world.run(who, "add_inserter_as_owner", uid(label), label)


def added(world: World) -> set[str]:
    """The inserters besides the first ones."""
    return {row["name"] for row in world.read(None, "get_inserters")} - {"neobank", "acme"}


def act_id(action: str, *args: Any) -> str:
    return sha256(ActionCall("", action, tuple(encoded(action, args))).encode()).hex()


ADD = act_id("add_inserter_as_owner", *NEW)


def pending(world: World) -> dict[str, str]:
    """Who approved the acts that wait, by their ids."""
    return {row["id"]: row["approved_by"] for row in world.read(None, "get_pending_acts")}


def trail(world: World) -> list[tuple[str, str]]:
    """What owners did, and all who approved it, from the first act on."""
    rows = world.read(None, "get_owner_acts", None)
    return [(row["owners"], row["action"]) for row in reversed(rows)]


# --- Proposed and approved


def test_an_act_that_one_owner_calls_waits_where_everybody_sees_it(world: World) -> None:
    assert world.read(None, "get_pending_acts") == []
    add(world, OWNER)
    assert added(world) == set()
    call = ActionCall("", "add_inserter_as_owner", tuple(encoded("add_inserter_as_owner", NEW)))
    assert world.read(None, "get_pending_acts") == [
        {
            "id": sha256(call.encode()).hex(),
            "call": call.encode().hex(),
            "action": "add_inserter_as_owner",
            "arguments": json.dumps([str(uid("new")), "new"], separators=(",", ":")),
            "approved_by": OWNER.caller.lower(),
            "needed": 2,
            "expires": START + WEEK,
        }
    ]


@pytest.mark.parametrize("second", [SECOND, THIRD])
def test_who_calls_the_same_approves_it(world: World, second: Person) -> None:
    add(world, OWNER)
    add(world, second)
    assert added(world) == {"new"}
    assert pending(world) == {}
    assert world.records(PendingAct) == []


def test_an_act_is_approved_by_its_id(world: World) -> None:
    add(world, SECOND)
    world.run(THIRD, "approve_act", ADD)
    assert added(world) == {"new"}
    assert pending(world) == {}


def test_all_have_to_approve_where_all_are_needed() -> None:
    world = World(co_owners=(SECOND, THIRD), threshold=3)
    add(world, THIRD)
    world.run(OWNER, "approve_act", ADD)
    assert added(world) == set()
    assert pending(world) == {ADD: f"{THIRD.caller},{OWNER.caller.lower()}"}
    add(world, SECOND)
    assert added(world) == {"new"}


def test_where_one_is_enough_acts_happen_at_once() -> None:
    world = World(co_owners=(SECOND, THIRD))
    for owner in (OWNER, SECOND, THIRD):
        add(world, owner, owner.name)
    assert added(world) == {OWNER.name, SECOND.name, THIRD.name}
    assert pending(world) == {}
    with refused(Refusal.ACT_NOT_FOUND):
        world.run(OWNER, "approve_act", ADD)


def test_one_owner_approves_once_by_whatever_call(world: World) -> None:
    add(world, OWNER)
    with refused(Refusal.ACT_APPROVED):
        add(world, OWNER)
    with refused(Refusal.ACT_APPROVED):
        world.run(OWNER, "approve_act", ADD)
    twice = [(SECOND, "add_inserter_as_owner", (uid("twice"), "twice"))] * 2
    with refused(Refusal.ACT_APPROVED):
        world.block(*twice)
    assert added(world) == set()


def test_a_done_act_can_be_proposed_again(world: World) -> None:
    for _ in range(2):
        world.run(OWNER, "set_limit", "page", 500)
        world.run(SECOND, "set_limit", "page", 500)
    add(world, OWNER)
    add(world, SECOND)
    add(world, OWNER)
    assert set(pending(world)) == {ADD}


def test_other_arguments_are_another_act(world: World) -> None:
    for who, label in ((OWNER, "new"), (SECOND, "new "), (THIRD, "New")):
        world.run(who, "add_inserter_as_owner", uid("new"), label)
    world.run(SECOND, "add_inserter_as_owner", uid("other"), "new")
    assert len(pending(world)) == 4
    assert added(world) == set()


def test_the_same_name_in_other_letters_is_the_same_act(world: World) -> None:
    add(world, OWNER)
    world.run(SECOND, "Add_Inserter_AS_owner", *NEW)
    assert added(world) == {"new"}


@pytest.mark.parametrize("alias", ["int", "integer", "bigint", "int8"])
def test_the_same_in_other_names_of_types_is_the_same_act(world: World, alias: str) -> None:
    """Types have aliases, and programs write them as they like."""
    arguments = (EncodedValue.of("page", DataType("string")), EncodedValue.of(500, DataType(alias)))
    with world.store.write() as batch:
        dispatch(world.context(OWNER), batch, "set_limit", arguments, reading=False)
    assert set(pending(world)) == {act_id("set_limit", "page", 500)}
    world.run(SECOND, "set_limit", "page", 500)
    assert pending(world) == {}
    assert world.context(None).limits.page == 500


def test_who_is_no_owner_neither_proposes_nor_approves_nor_withdraws(world: World) -> None:
    add(world, OWNER)
    for person in (EVE, ALICE, NEOBANK):
        for name, *args in (
            ("add_inserter_as_owner", *NEW),
            ("approve_act", ADD),
            ("withdraw_approval", ADD),
        ):
            with refused(Refusal.ACTION_IS_OWNER_ONLY):
                world.run(person, name, *args)
    assert pending(world) == {ADD: OWNER.caller.lower()}


@pytest.mark.parametrize("id", ["", "0" * 64, ADD.upper(), f" {ADD}", "é"])
def test_an_id_that_no_act_has_is_refused(world: World, id: str) -> None:
    add(world, OWNER)
    for name in ("approve_act", "withdraw_approval"):
        with refused(Refusal.ACT_NOT_FOUND):
            world.run(SECOND, name, id)


def test_the_first_rules_know_no_approvals() -> None:
    for name in ("approve_act", "withdraw_approval"):
        with refused(Refusal.UNKNOWN_ACTION):
            World(rules=1).run(OWNER, name, ADD)


def test_handing_the_network_over_takes_as_many_owners_as_any_act(world: World) -> None:
    for owner in (OWNER, THIRD):
        with refused(Refusal.OWNERSHIP_NOT_OFFERED):
            world.run(EVE, "accept_ownership", offer_id(world.height, 1, EVE))
        world.run(owner, "offer_ownership", EVE.caller, 1)
    world.run(EVE, "accept_ownership", offer_id(world.height, 1, EVE))
    assert world.context(None).rules.owners.texts == (EVE.caller.lower(),)


def test_upgrades_take_as_many_owners_as_any_act(world: World) -> None:
    for owner in (OWNER, SECOND):
        assert world.read(None, "get_upgrades") == []
        world.run(owner, "schedule_upgrade", 9, 0, START + 3_600)
    world.run(THIRD, "cancel_upgrade", 9)
    assert world.read(None, "get_upgrades")
    world.run(OWNER, "cancel_upgrade", 9)
    assert world.read(None, "get_upgrades") == []


# --- Ended, withdrawn, undone


def test_a_proposal_ends_at_its_second(world: World) -> None:
    add(world, OWNER)
    world.now = START + WEEK
    assert pending(world) == {}
    for name in ("approve_act", "withdraw_approval"):
        with refused(Refusal.ACT_NOT_FOUND):
            world.run(OWNER if name.startswith("withdraw") else SECOND, name, ADD)
    world.now -= 1
    world.run(SECOND, "approve_act", ADD)
    assert added(world) == {"new"}


def test_who_calls_an_ended_act_proposes_it_anew(world: World) -> None:
    add(world, OWNER)
    world.now = START + WEEK
    add(world, SECOND)
    assert added(world) == set()
    assert pending(world) == {ADD: SECOND.caller}
    assert world.read(None, "get_pending_acts")[0]["expires"] == START + 2 * WEEK


def test_how_long_a_proposal_waits_is_a_limit_of_the_network(world: World) -> None:
    for owner in (OWNER, SECOND):
        world.run(owner, "set_limit", "approval_seconds", 3_600)
    add(world, OWNER)
    assert world.read(None, "get_pending_acts")[0]["expires"] == START + 3_600


def test_the_only_approval_withdrawn_ends_a_proposal(world: World) -> None:
    add(world, OWNER)
    world.run(OWNER, "withdraw_approval", ADD)
    assert world.records(PendingAct) == []
    with refused(Refusal.ACT_NOT_FOUND):
        world.run(SECOND, "approve_act", ADD)
    add(world, SECOND)
    assert added(world) == set()


def test_a_withdrawn_approval_counts_no_more() -> None:
    world = World(co_owners=(SECOND, THIRD), threshold=3)
    add(world, OWNER)
    add(world, SECOND)
    world.run(OWNER, "withdraw_approval", ADD)
    assert pending(world) == {ADD: SECOND.caller}
    with refused(Refusal.ACT_NOT_FOUND):
        world.run(OWNER, "withdraw_approval", ADD)
    add(world, THIRD)
    assert added(world) == set()
    add(world, OWNER)
    assert added(world) == {"new"}


def test_nobody_withdraws_the_approval_of_another(world: World) -> None:
    add(world, OWNER)
    with refused(Refusal.ACT_NOT_FOUND):
        world.run(SECOND, "withdraw_approval", ADD)


def test_a_refused_act_is_undone_with_its_approval(world: World) -> None:
    """The proposal still waits: what refuses it may pass."""
    world.run(OWNER, "add_inserter_as_owner", uid("new"), "neobank")
    before, state = pending(world), world.state()
    with taken("inserters_name_key"):
        world.run(SECOND, "add_inserter_as_owner", uid("new"), "neobank")
    with taken("inserters_name_key"):
        world.run(SECOND, "approve_act", *before)
    assert pending(world) == before
    assert trail(world) == []
    assert world.state() == state


def test_an_act_is_checked_when_it_happens_not_when_it_is_proposed(world: World) -> None:
    late = (9, 0, START + 3_600)
    world.run(OWNER, "schedule_upgrade", *late)
    world.now += 1
    with refused(Refusal.UPGRADE_NOTICE):
        world.run(SECOND, "schedule_upgrade", *late)


# --- The trail


NAME = "add_inserter_as_owner"


@pytest.mark.parametrize("by_id", [False, True])
def test_the_trail_tells_what_was_done_and_who_approved_it(world: World, *, by_id: bool) -> None:
    add(world, THIRD)
    if by_id:
        world.run(OWNER, "approve_act", ADD)
    else:
        add(world, OWNER)
    assert trail(world) == [(f"{THIRD.caller},{OWNER.caller.lower()}", NAME)]


def test_a_withdrawn_approval_is_not_in_the_trail() -> None:
    world = World(co_owners=(SECOND, THIRD), threshold=3)
    for owner in (OWNER, SECOND):
        add(world, owner)
    world.run(OWNER, "withdraw_approval", ADD)
    for owner in (THIRD, OWNER):
        assert trail(world) == []
        add(world, owner)
    assert trail(world) == [(f"{SECOND.caller},{THIRD.caller},{OWNER.caller.lower()}", NAME)]


def test_a_proposal_that_leads_nowhere_leaves_nothing_for_ever(world: World) -> None:
    """What one owner alone does must not grow the state without end."""
    before = world.state()
    for _ in range(3):
        add(world, OWNER)
        world.run(OWNER, "withdraw_approval", ADD)
        assert world.state() == before
    add(world, OWNER)
    world.now += WEEK
    add(world, SECOND, "another")
    world.run(SECOND, "withdraw_approval", *pending(world))
    assert world.state() == before
