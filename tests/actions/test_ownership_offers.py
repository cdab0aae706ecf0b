"""Offers of the network: what an id stands for, when an offer ends, and whom it names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idos.actions.genesis import MAX_NAME_BYTES, MAX_OWNERS
from idos.protocol.refusals import Refusal
from idos.store.governance import OwnerAct
from tests.actions.test_ownership import WEEK, accept, accepted, may_govern, offer, owners, texts
from tests.actions.world import SECOND, START, THIRD, World, named, offer_id, refused
from tests.people import ALICE, EVE, MALLORY, NEOBANK, OWNER, XRPL_ALICE, Person


@pytest.fixture
def world() -> World:
    return World()


# --- What is accepted


def test_an_offers_id_stands_for_what_is_offered_and_when(world: World) -> None:
    ids = set()
    for people, threshold in (((SECOND, THIRD), 1), ((SECOND, THIRD), 2), ((SECOND,), 1), ((SECOND,), 1)):
        offered = offer(world, *people, threshold=threshold)
        assert {row["id"] for row in world.read(None, "get_ownership_offer")} == {offered}
        world.run(OWNER, "withdraw_ownership_offer", offered)
        ids.add(offered)
    assert len(ids) == 4


def test_names_in_another_order_and_spelling_are_the_same_offer(world: World) -> None:
    world.run(
        OWNER, "offer_ownership", f"{THIRD.caller} , {NEOBANK.caller.upper()}, {ALICE.caller.lower()}", 2
    )
    assert {row["id"] for row in world.read(None, "get_ownership_offer")} == {
        offer_id(1, 2, ALICE, NEOBANK, THIRD)
    }


def test_nothing_can_be_put_in_the_place_of_what_somebody_is_about_to_accept(world: World) -> None:
    seen = offer(world, SECOND, THIRD, threshold=2)
    world.run(OWNER, "withdraw_ownership_offer", seen)
    other = offer(world, SECOND, MALLORY)
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(world, seen, SECOND)
    world.run(OWNER, "withdraw_ownership_offer", other)
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        world.block(
            (OWNER, "offer_ownership", (named(SECOND, THIRD), 2)),
            (OWNER, "withdraw_ownership_offer", (offer_id(world.height + 1, 2, SECOND, THIRD),)),
            (OWNER, "offer_ownership", (named(SECOND, MALLORY), 2)),
            (SECOND, "accept_ownership", (offer_id(world.height + 1, 2, SECOND, THIRD),)),
        )


@pytest.mark.parametrize("change", [str.upper, lambda text: text[1:], lambda text: f" {text}", lambda _: ""])
def test_an_id_counts_as_it_is_written(world: World, change: Callable[[str], str]) -> None:
    offered = change(offer(world, SECOND))
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(world, offered, SECOND)
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        world.run(OWNER, "withdraw_ownership_offer", offered)


def test_who_accepted_does_not_accept_again(world: World) -> None:
    """Who is named in an offer can not fill the trail with it."""
    offered = offer(world, OWNER, SECOND, THIRD)
    accept(world, offered, SECOND)
    acts = world.records(OwnerAct)
    for person in (OWNER, SECOND):
        with refused(Refusal.OWNERSHIP_ACCEPTED):
            accept(world, offered, person)
    assert world.records(OwnerAct) == acts
    accept(world, offered, THIRD)
    for person in (OWNER, SECOND, THIRD):
        with refused(Refusal.OWNERSHIP_NOT_OFFERED):
            accept(world, offered, person)


# --- Ended offers


def test_an_offer_is_accepted_before_the_second_at_which_it_ends(world: World) -> None:
    offered = offer(world, SECOND)
    world.now = START + WEEK
    assert world.read(None, "get_ownership_offer") == []
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(world, offered, SECOND)
    world.now -= 1
    accept(world, offered, SECOND)
    assert owners(world) == (texts(SECOND), 1)


def test_how_long_an_offer_waits_is_a_limit_of_the_network(world: World) -> None:
    world.run(OWNER, "set_limit", "approval_seconds", 3_600)
    offer(world, SECOND)
    world.run(OWNER, "set_limit", "approval_seconds", WEEK)
    assert world.read(None, "get_ownership_offer")[0]["expires"] == START + 3_600


def test_an_ended_offer_makes_room_for_another(world: World) -> None:
    ended = offer(world, SECOND)
    world.now += WEEK
    offer(world, THIRD)
    assert [row["owner"] for row in world.read(None, "get_ownership_offer")] == [THIRD.caller]
    world.now -= WEEK
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(world, ended, SECOND)


def test_one_offer_waits_at_a_time(world: World) -> None:
    offer(world, SECOND)
    for another in (SECOND, THIRD, OWNER):
        with refused(Refusal.OWNERSHIP_OFFERED):
            offer(world, another)


def test_a_withdrawn_offer_is_gone(world: World) -> None:
    offered = offer(world, SECOND, THIRD)
    accept(world, offered, THIRD)
    world.run(OWNER, "withdraw_ownership_offer", offered)
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(world, offered, SECOND)
    for gone in (offered, "nothing"):
        with refused(Refusal.OWNERSHIP_NOT_OFFERED):
            world.run(OWNER, "withdraw_ownership_offer", gone)
    accept(world, offer(world, SECOND, THIRD), SECOND)
    assert owners(world) == (texts(OWNER), 1), "what was accepted before counts for the former offer"


def test_what_was_accepted_counts_no_more_when_the_same_is_offered_in_one_block(world: World) -> None:
    """It has the same id, and is the same; who accepted does it again."""
    offered = offer_id(1, 1, SECOND, THIRD)
    offering = (OWNER, "offer_ownership", (named(SECOND, THIRD), 1))
    world.block(
        offering,
        (SECOND, "accept_ownership", (offered,)),
        (OWNER, "withdraw_ownership_offer", (offered,)),
        offering,
        (THIRD, "accept_ownership", (offered,)),
    )
    assert accepted(world) == {THIRD.caller}
    assert owners(world) == (texts(OWNER), 1)


# --- Whom an offer names


@pytest.mark.parametrize(
    ("threshold", "allowed"), [(-1, False), (0, False), (1, True), (3, True), (4, False)]
)
def test_a_threshold_is_from_one_to_the_number_of_owners(
    world: World, threshold: int, *, allowed: bool
) -> None:
    if allowed:
        offer(world, OWNER, SECOND, THIRD, threshold=threshold)
    else:
        with refused(Refusal.INVALID_THRESHOLD):
            offer(world, OWNER, SECOND, THIRD, threshold=threshold)


@pytest.mark.parametrize(
    "twice",
    [
        (ALICE.caller, ALICE.caller.lower()),
        (ALICE.caller, SECOND.caller, ALICE.caller),
        (NEOBANK.caller, NEOBANK.caller.upper()),
        (XRPL_ALICE.caller, XRPL_ALICE.caller),
        *((NEOBANK.caller, form) for form in NEOBANK.identity.aliases),
        (NEOBANK.identity.aliases[1], NEOBANK.identity.aliases[2]),
    ],
)
def test_nobody_is_named_twice_in_whatever_spelling(world: World, twice: tuple[str, ...]) -> None:
    with refused(Refusal.INVALID_OWNERS):
        world.run(OWNER, "offer_ownership", ",".join(twice), 1)


def test_there_are_at_most_sixteen_owners(world: World) -> None:
    people = [Person(f"owner {number}", "FaceSign") for number in range(MAX_OWNERS + 1)]
    with refused(Refusal.INVALID_OWNERS):
        offer(world, *people)
    offered = offer(world, *people[:MAX_OWNERS], threshold=MAX_OWNERS)
    accept(world, offered, *people[:MAX_OWNERS])
    assert owners(world) == (texts(*people[:MAX_OWNERS]), MAX_OWNERS)


LONG = "é" * (MAX_NAME_BYTES // 2)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            ",",
            f"{EVE.caller},",
            f",{EVE.caller}",
            f"{EVE.caller},,{MALLORY.caller}",
            f"{EVE.caller}, ",
        ),
        *("a\0b", "a\nb", "a\x7fb", "a\u202eb", "a\u2028b", f"{EVE.caller},a\x85b", LONG + "x"),
        *(f"{EVE.caller}{end}" for end in ("\t", "\n", "\r\n", "\v", "\x1c", "\x85", "\u2028")),
    ],
)
def test_what_is_no_text_on_one_line_is_no_owner(world: World, text: str) -> None:
    before = world.state()
    with refused(Refusal.INVALID_OWNERS):
        world.run(OWNER, "offer_ownership", text, 1)
    assert world.state() == before


def test_spaces_around_commas_do_not_count(world: World) -> None:
    world.run(OWNER, "offer_ownership", f"  {THIRD.caller} ,{OWNER.caller.upper()[2:]} , {LONG}", 1)
    rows = world.read(None, "get_ownership_offer")
    assert {row["owner"] for row in rows} == {THIRD.caller, OWNER.caller.upper()[2:], LONG}
    accept(world, rows[0]["id"], THIRD)
    assert owners(world) == (texts(OWNER), 1), "what is no caller never accepts"


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000", "\ufeff"])
def test_other_spaces_make_another_text_which_nobody_can_accept(world: World, space: str) -> None:
    world.run(OWNER, "offer_ownership", f"{THIRD.caller}{space}", 1)
    (row,) = world.read(None, "get_ownership_offer")
    assert row["owner"] == f"{THIRD.caller}{space}"
    with refused(Refusal.OWNERSHIP_NOT_OFFERED):
        accept(world, row["id"], THIRD)


def test_an_owner_is_kept_in_the_form_in_which_callers_are_compared(world: World) -> None:
    world.run(OWNER, "offer_ownership", f"{NEOBANK.caller.upper()},{ALICE.caller},{OWNER.caller}", 1)
    accept(world, offer_id(1, 1, NEOBANK, ALICE, OWNER), NEOBANK, ALICE)
    assert [row["owner"] for row in world.read(None, "get_owners")] == sorted(
        (NEOBANK.caller, ALICE.caller.lower(), OWNER.caller.lower())
    )
    assert may_govern(world, ALICE)
    assert may_govern(world, NEOBANK)
