"""Proposals of several owners: whose approvals count, how many may wait, and what they may hold."""

from __future__ import annotations

import pytest

from idos.actions.approvals import MOST_PROPOSALS
from idos.actions.dispatch import dispatch
from idos.crypto.wallets import wallet_identity
from idos.errors import IdosError
from idos.protocol.refusals import Refusal
from idos.protocol.values import INT8, TEXT, DataType, EncodedValue
from idos.store.governance import PendingAct
from tests.actions.test_approvals import ADD, NEW, WEEK, add, added, pending, trail
from tests.actions.world import SECOND, THIRD, World, named, offer_id, refused
from tests.people import EVE, OWNER, Person, uid


@pytest.fixture
def world() -> World:
    """Two of three have to agree."""
    return World(co_owners=(SECOND, THIRD), threshold=2)


# --- Former owners


def hand_over(world: World, *people: Person, threshold: int = 2) -> None:
    """``OWNER`` and ``SECOND`` hand the network over, whoever else owns it."""
    for owner in (OWNER, SECOND):
        world.run(owner, "offer_ownership", named(*people), threshold)
    offered = offer_id(world.height, threshold, *people)
    for person in people:
        if person != SECOND:
            world.run(person, "accept_ownership", offered)
    assert len(world.context(None).rules.owners.texts) == len(people)


def test_approvals_of_a_former_owner_do_not_count(world: World) -> None:
    add(world, THIRD)
    hand_over(world, OWNER, SECOND)
    assert pending(world) == {ADD: ""}
    add(world, OWNER)
    assert added(world) == set()
    assert pending(world) == {ADD: OWNER.caller.lower()}
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.run(THIRD, "withdraw_approval", ADD)
    add(world, SECOND)
    assert added(world) == {"new"}


def test_an_approval_given_in_the_last_block_of_an_owner_does_not_count(world: World) -> None:
    for owner in (OWNER, SECOND):
        world.run(owner, "offer_ownership", named(OWNER, SECOND), 2)
    drop = (OWNER, "accept_ownership", (offer_id(world.height, 2, OWNER, SECOND),))
    before, after = ((THIRD, "add_inserter_as_owner", (uid(name), name)) for name in ("before", "after"))
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.block(drop, after)
    world.block(before, drop)
    assert list(pending(world).values()) == [""]
    world.run(OWNER, "approve_act", *pending(world))
    assert added(world) == set()


def test_no_former_owner_gives_the_last_approval_in_the_block_of_the_hand_over(world: World) -> None:
    for owner in (OWNER, SECOND):
        world.run(owner, "offer_ownership", named(OWNER, SECOND), 2)
    drop = (OWNER, "accept_ownership", (offer_id(world.height, 2, OWNER, SECOND),))
    add(world, OWNER)
    for late in ((THIRD, "approve_act", (ADD,)), (THIRD, "add_inserter_as_owner", NEW)):
        with refused(Refusal.ACTION_IS_OWNER_ONLY):
            world.block(drop, late)
    world.block(drop, (SECOND, "approve_act", (ADD,)))
    assert added(world) == {"new"}


def test_an_approval_stays_with_an_owner_who_stays(world: World) -> None:
    add(world, OWNER)
    hand_over(world, OWNER, EVE)
    add(world, EVE)
    assert added(world) == {"new"}


def test_a_new_owner_approves_what_was_proposed_before(world: World) -> None:
    add(world, THIRD)
    hand_over(world, THIRD, EVE)
    world.run(EVE, "approve_act", ADD)
    assert added(world) == {"new"}


def test_how_many_are_needed_is_asked_when_an_approval_comes(world: World) -> None:
    add(world, OWNER)
    hand_over(world, OWNER, SECOND, THIRD, threshold=3)
    add(world, SECOND)
    assert added(world) == set()
    assert world.read(None, "get_pending_acts")[0]["needed"] == 3
    add(world, THIRD)
    assert added(world) == {"new"}


@pytest.fixture
def lowered() -> World:
    """Three had to agree to an act, and two have; now two are enough."""
    world = World(co_owners=(SECOND, THIRD), threshold=3)
    add(world, OWNER)
    add(world, SECOND)
    for owner in (OWNER, SECOND, THIRD):
        world.run(owner, "offer_ownership", named(OWNER, SECOND, THIRD), 2)
    offered = offer_id(world.height, 2, OWNER, SECOND, THIRD)
    for owner in (OWNER, SECOND):
        world.run(owner, "accept_ownership", offered)
    assert added(world) == set()
    assert world.read(None, "get_pending_acts")[0]["needed"] == 2
    return world


@pytest.mark.parametrize("who", [OWNER, SECOND, THIRD], ids=lambda person: person.name)
@pytest.mark.parametrize("by_id", [False, True])
def test_where_there_are_enough_approvals_already_any_owner_has_it_done(
    lowered: World, who: Person, *, by_id: bool
) -> None:
    if by_id:
        lowered.run(who, "approve_act", ADD)
    else:
        add(lowered, who)
    assert added(lowered) == {"new"}
    assert lowered.records(PendingAct) == []
    owners, action = trail(lowered)[-1]
    assert ({*owners.split(",")}, action) == (
        {*map(wallet_identity, (OWNER.caller, SECOND.caller, who.caller))},
        "add_inserter_as_owner",
    )
    assert owners.split(",")[-1] == wallet_identity(who.caller), "whose transaction it was"


def test_an_approval_that_was_taken_back_is_none_when_fewer_are_needed(lowered: World) -> None:
    lowered.run(OWNER, "withdraw_approval", ADD)
    with refused(Refusal.ACT_APPROVED):
        add(lowered, SECOND)
    assert added(lowered) == set()
    add(lowered, THIRD)
    assert added(lowered) == {"new"}


def test_what_waited_is_done_by_one_owner_where_one_is_enough_now(world: World) -> None:
    add(world, THIRD)
    hand_over(world, OWNER, SECOND, threshold=1)
    world.run(SECOND, "approve_act", ADD)
    assert added(world) == {"new"}


# --- Room


def propose(world: World, who: Person, number: int) -> None:
    world.run(who, "set_limit", "page", 1_000 + number)


def fill(world: World, who: Person) -> None:
    for number in range(MOST_PROPOSALS):
        propose(world, who, number)
    with refused(Refusal.TOO_MANY_ACTS):
        propose(world, who, MOST_PROPOSALS)


def test_one_owner_can_not_take_the_others_room(world: World) -> None:
    fill(world, THIRD)
    add(world, OWNER)
    add(world, SECOND)
    assert added(world) == {"new"}
    hand_over(world, OWNER, SECOND)


def test_what_is_full_of_proposals_still_approves_and_withdraws(world: World) -> None:
    fill(world, THIRD)
    add(world, OWNER)
    add(world, THIRD)
    assert added(world) == {"new"}
    (first, *_) = pending(world)
    world.run(THIRD, "withdraw_approval", first)
    propose(world, THIRD, MOST_PROPOSALS)


def test_ended_proposals_take_no_room(world: World) -> None:
    fill(world, THIRD)
    world.now += WEEK
    propose(world, THIRD, 0)
    assert len(world.records(PendingAct)) == 1


def test_proposals_of_former_owners_take_no_room(world: World) -> None:
    fill(world, THIRD)
    hand_over(world, OWNER, SECOND)
    add(world, OWNER)
    assert set(pending(world)) == {ADD}


def test_what_others_approved_is_still_the_proposers(world: World) -> None:
    world = World(co_owners=(SECOND, THIRD), threshold=3)
    for number in range(MOST_PROPOSALS):
        propose(world, THIRD, number)
        propose(world, SECOND, number)
    add(world, SECOND)
    with refused(Refusal.TOO_MANY_ACTS):
        add(world, THIRD, "another")


# --- What a proposal may hold


@pytest.mark.parametrize(
    "arguments",
    [
        [EncodedValue.of("x" * 100_000, TEXT), EncodedValue.of(500, INT8)],
        [EncodedValue.of(500, INT8), EncodedValue.of(500, INT8)],
        [EncodedValue.of("page", TEXT), EncodedValue.of(None, INT8)],
        [EncodedValue.of("page", TEXT), EncodedValue.of(b"\x00" * 1_000, DataType("bytea"))],
        [EncodedValue.of("page", TEXT), EncodedValue.of([500, None], DataType("int8", is_array=True))],
    ],
    ids=["too long", "a number for a text", "null", "bytes", "an array"],
)
def test_arguments_are_checked_before_an_act_is_proposed(world: World, arguments: list[EncodedValue]) -> None:
    """One owner alone must not have the others read what the action never takes."""
    before = world.state()
    with pytest.raises(IdosError), world.store.write() as batch:
        dispatch(world.context(THIRD), batch, "set_limit", arguments, reading=False)
    assert world.state() == before


def test_one_owner_can_not_hide_what_waits_behind_long_proposals(world: World) -> None:
    """A node answers up to 64 MiB of text. The lists of acts must not become longer by one owner's doing."""
    size = world.context(None).limits.text
    for number in range(MOST_PROPOSALS):
        text = "\x01" * (size - 2) + f"{number:02}"
        world.run(THIRD, "add_inserter_as_owner", uid("long"), text)
    rows = world.read(None, "get_pending_acts") + world.read(None, "get_owner_acts", None)
    assert sum(len(str(text)) for row in rows for text in row.values()) < 16 * 1024 * 1024


def test_the_approval_of_an_owner_who_comes_back_does_not_count_any_more(world: World) -> None:
    add(world, THIRD)
    hand_over(world, OWNER, SECOND, threshold=1)
    world.run(OWNER, "offer_ownership", named(OWNER, SECOND, THIRD), 2)
    offered = offer_id(world.height, 2, OWNER, SECOND, THIRD)
    for person in (SECOND, THIRD):
        world.run(person, "accept_ownership", offered)
    assert pending(world) == {ADD: ""}
    world.run(OWNER, "approve_act", ADD)
    assert added(world) == set()
    world.run(THIRD, "approve_act", ADD)
    assert added(world) == {"new"}


def test_a_proposal_that_former_owners_made_waits_for_present_ones(world: World) -> None:
    add(world, THIRD)
    hand_over(world, OWNER, SECOND)
    before = trail(world)
    world.run(SECOND, "approve_act", ADD)
    assert pending(world) == {ADD: SECOND.caller}
    assert trail(world) == before
    world.run(OWNER, "approve_act", ADD)
    assert trail(world)[len(before) :] == [
        (f"{SECOND.caller},{OWNER.caller.lower()}", "add_inserter_as_owner")
    ]
