"""Handing the network over: to whom it is offered, and by whom it is accepted before they govern."""

from __future__ import annotations

import pytest

from idos.errors import Denied
from idos.protocol.refusals import Refusal
from idos.store.governance import OwnerAct, Ownership, OwnershipOffer
from tests.actions.world import SECOND, START, THIRD, World, named, offer_id, refused
from tests.people import EVE, MALLORY, NEAR_ALICE, NEOBANK, OWNER, PEOPLE, Person, uid

WEEK = 604_800


@pytest.fixture
def world() -> World:
    return World()


def offer(world: World, *people: Person, threshold: int = 1, by: Person = OWNER) -> str:
    """Offer the network; gives the offer's id."""
    world.run(by, "offer_ownership", named(*people), threshold)
    return offer_id(world.height, threshold, *people)


def accept(world: World, offered: str, *people: Person) -> None:
    for person in people:
        world.run(person, "accept_ownership", offered)


def owners(world: World) -> tuple[set[str], int]:
    """The owners in lower case, as they are kept once they changed, and how many of them act together."""
    rows = world.read(None, "get_owners")
    (threshold,) = {row["threshold"] for row in rows}
    assert len(rows) == len({row["owner"] for row in rows})
    return {lower(row["owner"]) for row in rows}, threshold


def lower(text: str) -> str:
    return text.lower() if text.startswith("0x") else text


def texts(*people: Person) -> set[str]:
    return {lower(person.caller) for person in people}


def may_govern(world: World, person: Person) -> bool:
    """Whether the person can run an act of one owner."""
    try:
        world.run(person, "delete_inserter_as_owner", uid("nothing"))
    except Denied as error:
        return error.code != "action_is_owner_only"
    return True


# --- Offered and accepted


def test_the_network_is_the_owners_until_the_offer_is_accepted(world: World) -> None:
    offered = offer(world, SECOND)
    assert owners(world) == (texts(OWNER), 1)
    assert may_govern(world, OWNER)
    assert not may_govern(world, SECOND)
    accept(world, offered, SECOND)
    assert owners(world) == (texts(SECOND), 1)
    assert may_govern(world, SECOND)
    assert not may_govern(world, OWNER)
    assert world.records(OwnershipOffer) == []


def test_everybody_sees_what_is_offered_and_who_accepted(world: World) -> None:
    assert world.read(None, "get_ownership_offer") == []
    offered = offer(world, OWNER, SECOND, THIRD, threshold=2)
    accept(world, offered, THIRD)
    rows = world.read(None, "get_ownership_offer")
    assert {row["owner"]: row["accepted"] for row in rows} == {
        OWNER.caller.lower(): True,
        SECOND.caller: False,
        THIRD.caller: True,
    }
    assert {(row["id"], row["threshold"], row["expires"]) for row in rows} == {(offered, 2, START + WEEK)}
    accept(world, offered, SECOND)
    assert world.read(None, "get_ownership_offer") == []


def test_all_who_are_to_come_accept_before_it_is_theirs(world: World) -> None:
    offered = offer(world, SECOND, THIRD, threshold=2)
    accept(world, offered, SECOND)
    assert owners(world) == (texts(OWNER), 1)
    accept(world, offered, THIRD)
    assert owners(world) == (texts(SECOND, THIRD), 2)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.wallet_type)
def test_a_key_of_any_kind_may_be_an_owner(world: World, person: Person) -> None:
    accept(world, offer(world, person), person)
    assert may_govern(world, person)


def test_nobody_else_accepts(world: World) -> None:
    offered = offer(world, SECOND)
    for person in (EVE, OWNER, NEOBANK):
        with refused(Refusal.OWNERSHIP_NOT_OFFERED):
            accept(world, offered, person)
    with refused(Refusal.CALLER_UNKNOWN):
        world.run(None, "accept_ownership", offered)
    assert owners(world) == (texts(OWNER), 1)


def test_another_form_of_the_offered_key_does_not_accept(world: World) -> None:
    """As with owners and delegates, the caller's own text counts."""
    world.run(OWNER, "offer_ownership", NEAR_ALICE.key.hex(), 1)
    (row,) = world.read(None, "get_ownership_offer")
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(world, row["id"], NEAR_ALICE)


def test_only_an_owner_offers_and_withdraws(world: World) -> None:
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        offer(world, EVE, by=EVE)
    offered = offer(world, SECOND)
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.run(SECOND, "withdraw_ownership_offer", offered)


def test_the_first_rules_know_no_other_owner() -> None:
    world = World(rules=1)
    offered = offer_id(1, 1, SECOND)
    for name, *args in (
        ("offer_ownership", SECOND.caller, 1),
        ("accept_ownership", offered),
        ("withdraw_ownership_offer", offered),
    ):
        with refused(Refusal.UNKNOWN_ACTION):
            world.run(OWNER, name, *args)
    assert owners(world) == (texts(OWNER), 1)


# --- Who stays


def test_who_stays_accepts_too() -> None:
    """A threshold must not count on a key that an owner has lost."""
    world = World(co_owners=(SECOND, THIRD))
    offered = offer(world, OWNER, SECOND, THIRD, threshold=3)
    accept(world, offered, THIRD)
    assert owners(world) == (texts(OWNER, SECOND, THIRD), 1)
    assert may_govern(world, SECOND)
    accept(world, offered, SECOND)
    assert owners(world) == (texts(OWNER, SECOND, THIRD), 3)


def test_a_threshold_is_lowered_with_the_acceptance_of_all() -> None:
    world = World(co_owners=(SECOND,), threshold=2)
    for owner in (OWNER, SECOND):
        offered = offer(world, OWNER, SECOND, by=owner)
    assert owners(world) == (texts(OWNER, SECOND), 2)
    accept(world, offered, OWNER)
    assert owners(world) == (texts(OWNER, SECOND), 1)


def test_an_owner_is_dropped_once_all_who_remain_accepted() -> None:
    world = World(co_owners=(SECOND, THIRD))
    offered = offer(world, OWNER, THIRD)
    assert owners(world) == (texts(OWNER, SECOND, THIRD), 1)
    assert may_govern(world, SECOND)
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(world, offered, SECOND)
    accept(world, offered, THIRD)
    assert owners(world) == (texts(OWNER, THIRD), 1)
    assert not may_govern(world, SECOND)
    assert world.records(OwnershipOffer) == []


def test_an_owner_leaves_the_network_to_others_once_they_accepted() -> None:
    world = World(co_owners=(SECOND,))
    offered = offer(world, SECOND)
    assert may_govern(world, OWNER)
    accept(world, offered, SECOND)
    assert owners(world) == (texts(SECOND), 1)
    assert not may_govern(world, OWNER)


def test_an_offer_to_the_caller_alone_is_true_at_once() -> None:
    """Where one owner is enough, each can drop all others; the acceptance of who remains is the call."""
    world = World(co_owners=(SECOND, THIRD))
    offer(world, SECOND, by=SECOND)
    assert owners(world) == (texts(SECOND), 1)
    assert world.records(OwnershipOffer) == []
    assert [act.action for act in world.records(OwnerAct)] == ["offer_ownership"]


# --- Several who offer


@pytest.fixture
def governed() -> World:
    """Two of three have to agree."""
    return World(co_owners=(SECOND, THIRD), threshold=2)


def accepted(world: World) -> set[str]:
    return {row["owner"] for row in world.read(None, "get_ownership_offer") if row["accepted"]}


@pytest.mark.parametrize("by_id", [False, True])
def test_who_approves_an_offer_last_has_accepted_and_who_proposed_it_has_not(
    governed: World, *, by_id: bool
) -> None:
    """The proposal may be of long ago; the last approval is of now."""
    offer(governed, OWNER, SECOND, threshold=2)
    if by_id:
        (act,) = (row["id"] for row in governed.read(None, "get_pending_acts"))
        governed.run(SECOND, "approve_act", act)
        offered = offer_id(governed.height, 2, OWNER, SECOND)
    else:
        offered = offer(governed, OWNER, SECOND, threshold=2, by=SECOND)
    assert accepted(governed) == {SECOND.caller}
    assert owners(governed) == (texts(OWNER, SECOND, THIRD), 2)
    accept(governed, offered, OWNER)
    assert owners(governed) == (texts(OWNER, SECOND), 2)


def test_who_approves_an_offer_last_and_is_not_named_accepts_nothing(governed: World) -> None:
    offer(governed, OWNER, SECOND)
    offered = offer(governed, OWNER, SECOND, by=THIRD)
    assert accepted(governed) == set()
    accept(governed, offered, SECOND, OWNER)
    assert owners(governed) == (texts(OWNER, SECOND), 1)


def test_the_others_drop_an_owner_whose_key_is_stolen_whatever_the_thief_does(governed: World) -> None:
    offer(governed, OWNER, SECOND, threshold=2)
    governed.run(THIRD, "approve_act", *(row["id"] for row in governed.read(None, "get_pending_acts")))
    offered = offer_id(governed.height, 2, OWNER, SECOND)
    governed.run(THIRD, "withdraw_ownership_offer", offered)
    governed.run(THIRD, "offer_ownership", named(THIRD), 1)
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(governed, offered, THIRD)
    accept(governed, offered, OWNER, SECOND)
    assert owners(governed) == (texts(OWNER, SECOND), 2)
    assert not may_govern(governed, THIRD)


def test_withdrawing_an_offer_takes_as_many_owners_as_any_act(governed: World) -> None:
    for owner in (OWNER, SECOND):
        offered = offer(governed, OWNER, EVE, by=owner)
    governed.run(THIRD, "withdraw_ownership_offer", offered)
    assert governed.records(OwnershipOffer)
    governed.run(OWNER, "withdraw_ownership_offer", offered)
    assert governed.records(OwnershipOffer) == []


# --- When it holds


def test_new_owners_govern_from_the_last_acceptance_on_in_the_same_block(world: World) -> None:
    acceptance = (SECOND, "accept_ownership", (offer(world, SECOND),))
    first, second = ((who, "set_limit", ("page", page)) for who, page in ((OWNER, 600), (SECOND, 700)))
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.block(second, acceptance)
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.block(acceptance, first)
    assert owners(world) == (texts(OWNER), 1)
    world.block(first, acceptance, second)
    assert owners(world) == (texts(SECOND), 1)
    assert world.context(None).limits.page == 700


def test_all_else_of_the_rules_still_changes_with_the_next_block(world: World) -> None:
    offered = offer_id(1, 1, SECOND)
    world.block(
        (OWNER, "set_limit", ("approval_seconds", 3_600)),
        (OWNER, "offer_ownership", (SECOND.caller, 1)),
        (SECOND, "accept_ownership", (offered,)),
        (SECOND, "offer_ownership", (THIRD.caller, 1)),
    )
    assert world.read(None, "get_ownership_offer")[0]["expires"] == START + WEEK


def test_a_threshold_holds_from_the_last_acceptance_on_in_the_same_block(world: World) -> None:
    acts = [(OWNER, "set_limit", ("page", page)) for page in (600, 700)]
    offered = offer(world, OWNER, SECOND, threshold=2)
    world.block(acts[0], (SECOND, "accept_ownership", (offered,)), acts[1])
    assert world.context(None).limits.page == 600
    assert [row["arguments"] for row in world.read(None, "get_pending_acts")] == ['["page",700]']


def test_the_network_can_be_handed_on_within_a_block(world: World) -> None:
    world.block(
        (OWNER, "offer_ownership", (SECOND.caller, 1)),
        (SECOND, "accept_ownership", (offer_id(1, 1, SECOND),)),
        (SECOND, "offer_ownership", (THIRD.caller, 1)),
        (THIRD, "accept_ownership", (offer_id(1, 1, THIRD),)),
    )
    assert owners(world) == (texts(THIRD), 1)
    assert world.records(Ownership) == [Ownership(1, THIRD.caller, 1)]
    for former in (OWNER, SECOND):
        assert not may_govern(world, former)


def test_an_acceptance_that_is_undone_with_its_transaction_changes_nothing(world: World) -> None:
    offered = offer(world, SECOND)
    before = world.state()
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        world.block(*[(SECOND, "accept_ownership", (offered,))] * 2)
    assert world.state() == before
    assert may_govern(world, OWNER)


def test_who_owned_the_network_before_stays_written_down(world: World) -> None:
    accept(world, offer(world, SECOND), SECOND)
    accept(world, offer(world, OWNER, by=SECOND), OWNER)
    assert world.records(Ownership) == [
        Ownership(2, SECOND.caller, 1),
        Ownership(4, OWNER.caller.lower(), 1),
    ]


@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("offer_ownership", (named(OWNER, MALLORY), 1)),
        ("offer_ownership", (named(OWNER), 1)),
        ("add_delegate_as_owner", (MALLORY.caller, uid("inserter acme"))),
        ("approve_act", ("00" * 32,)),
        ("withdraw_approval", ("00" * 32,)),
    ],
)
def test_a_former_owner_does_nothing_after_the_hand_over_in_its_block(
    world: World, action: str, args: tuple[object, ...]
) -> None:
    """What it could plant there would outlive the hand-over, or take it back."""
    offered = offer(world, SECOND)
    with refused(Refusal.ACTION_IS_OWNER_ONLY):
        world.block((SECOND, "accept_ownership", (offered,)), (OWNER, action, args))
    accept(world, offered, SECOND)
    assert owners(world) == (texts(SECOND), 1)


def test_a_hand_over_takes_back_no_offer_and_leaves_none(world: World) -> None:
    """There is one at a time, so what is accepted is the only one; the next is the new owners'."""
    offered = offer(world, SECOND)
    with refused(Refusal.OWNERSHIP_OFFERED):
        world.block(
            (OWNER, "offer_ownership", (named(OWNER, MALLORY), 1)), (SECOND, "accept_ownership", (offered,))
        )
    accept(world, offered, SECOND)
    assert world.records(OwnershipOffer) == []
    offer(world, THIRD, by=SECOND)
