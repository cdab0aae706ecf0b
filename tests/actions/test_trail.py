"""The public trail of what owners did, and of how often inserters' keys acted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from idos.actions.limits import LATEST_RULES
from idos.actions.registry import actions
from idos.errors import IdosError
from idos.protocol.grants import AccessGrantOffer
from idos.protocol.refusals import Refusal
from idos.store.governance import InserterActs, OwnerAct
from tests.actions.test_legacy import through_dag
from tests.actions.world import (
    DAY,
    SECOND,
    START,
    World,
    bundle,
    offer_id,
    offering,
    refused,
    sharing,
    write_grant,
)
from tests.people import ACME, ALICE, CHARLIE, EVE, NEOBANK, OWNER, PEOPLE, Person, encryption_key, uid

TODAY = START // DAY
INSERTER = uid("inserter neobank")


@pytest.fixture
def world() -> World:
    return World()


def owner_acts(world: World, before: int | None = None) -> list[dict[str, Any]]:
    return world.read(None, "get_owner_acts", before)


def inserter_acts(world: World, inserter: str | None = None, day: int | None = None) -> list[tuple[Any, ...]]:
    rows = world.read(None, "get_inserter_acts", day, inserter and uid(f"inserter {inserter}"))
    return [(*row.values(),) for row in rows]


def busy(rules: int = LATEST_RULES) -> World:
    """A world in which everything that inserters do was done, about one person or another."""
    world = World(rules=rules)
    world.sign_up(*PEOPLE)
    world.run(NEOBANK, "add_user_as_inserter", uid("empty"), encryption_key("empty"), "user")
    world.run(NEOBANK, "update_user_pub_key_as_inserter", uid("empty"), encryption_key("new"), "mpc")
    world.run(NEOBANK, "add_attribute_as_inserter", uid("attribute"), ALICE.id, "a key", "a value")
    notes = '{"id": "notes of Alice", "name": "Alice Liddell"}'
    world.run(
        NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *bundle(NEOBANK, "c", notes)
    )
    world.run(ACME, "upsert_credential_as_inserter", uid("d"), ALICE.id, *bundle(ACME, "licence"))
    world.run(ALICE, "share_credential", *sharing("passport", "copy", CHARLIE.caller, START + DAY))
    offer = AccessGrantOffer(ALICE.caller, CHARLIE.caller, uid("by dag"), 0, None)
    by_dag = through_dag(id=uid("by dag"), dag_signature=ALICE.sign_text(offer.text()))
    world.run(NEOBANK, "share_credential_through_dag", *by_dag)
    world.run(NEOBANK, "create_credentials_by_dwg", *write_grant(ALICE, CHARLIE.caller, "granted").values())
    world.run(NEOBANK, "edit_public_notes_as_issuer", "vc granted", "notes")
    world.run(NEOBANK, "create_ag_by_dag_for_copy", *offering(ALICE, EVE.caller, "copy"))
    world.run(OWNER, "add_delegate_as_owner", EVE.caller, INSERTER)
    world.run(OWNER, "delete_delegate_as_owner", EVE.caller)
    return world


# --- Owners


def test_what_an_owner_does_is_written_down_for_everybody(world: World) -> None:
    world.run(OWNER, "add_inserter_as_owner", uid("new"), "né\n")
    world.now += 7
    world.run(OWNER, "set_limit", "page", 600)
    first, second = owner_acts(world)[::-1]
    assert first == {
        "number": 1,
        "height": 1,
        "time": START,
        "owners": OWNER.caller.lower(),
        "action": "add_inserter_as_owner",
        "arguments": f'["{uid("new")}","né\\n"]',
    }
    assert (second["number"], second["height"], second["time"]) == (2, 2, START + 7)
    assert json.loads(second["arguments"]) == ["page", 600]


def test_every_act_of_owners_is_written_down(world: World) -> None:
    acts: list[tuple[Person, str, tuple[Any, ...]]] = [
        (OWNER, "add_inserter_as_owner", (uid("new"), "new")),
        (OWNER, "add_delegate_as_owner", (EVE.caller, uid("new"))),
        (OWNER, "delete_delegate_as_owner", (EVE.caller,)),
        (OWNER, "add_former_delegate_as_owner", (ALICE.caller, uid("new"))),
        (OWNER, "delete_inserter_as_owner", (uid("new"),)),
        (OWNER, "schedule_upgrade", (9, 0, START + DAY)),
        (OWNER, "cancel_upgrade", (9,)),
        (OWNER, "set_limit", ("text", 5_000)),
        (OWNER, "offer_ownership", (SECOND.caller, 1)),
        (OWNER, "withdraw_ownership_offer", (offer_id(9, 1, SECOND),)),
        (OWNER, "offer_ownership", (SECOND.caller, 1)),
        (SECOND, "accept_ownership", (offer_id(11, 1, SECOND),)),
    ]
    for who, action, args in acts:
        world.run(who, action, *args)
    rows = owner_acts(world)[::-1]
    assert [row["number"] for row in rows] == list(range(1, len(acts) + 1))
    for row, (who, action, args) in zip(rows, acts, strict=True):
        plain = [each if isinstance(each, int) else str(each) for each in args]
        assert (row["action"], json.loads(row["arguments"])) == (action, plain)
        assert row["owners"] in {who.caller, who.caller.lower()}


def test_acts_of_one_block_are_numbered_in_order(world: World) -> None:
    world.block(*((OWNER, "set_limit", ("page", size)) for size in (600, 700, 800)))
    assert [(row["number"], row["height"], row["arguments"]) for row in owner_acts(world)] == [
        (3, 1, '["page",800]'),
        (2, 1, '["page",700]'),
        (1, 1, '["page",600]'),
    ]


@pytest.mark.parametrize(
    ("who", "action", "args"),
    [
        (OWNER, "set_limit", ("page", 499)),
        (OWNER, "add_inserter_as_owner", (uid("x"), "neobank")),
        (OWNER, "delete_delegate_as_owner", (EVE.caller,)),
        (OWNER, "request_balance_withdrawal", ("IDOS", ALICE.address)),
        (EVE, "set_limit", ("page", 600)),
        (EVE, "accept_ownership", ("offer",)),
        (NEOBANK, "upsert_wallet_as_inserter", (uid("w"), uid("nobody"), *EVE.proof())),
        (EVE, "add_user_as_inserter", (uid("x"), encryption_key("x"), "user")),
    ],
)
def test_what_is_refused_leaves_nothing(
    world: World, who: Person, action: str, args: tuple[Any, ...]
) -> None:
    before = world.state()
    with pytest.raises(IdosError):
        world.run(who, action, *args)
    assert world.state() == before
    assert owner_acts(world) == []


def test_what_is_undone_with_its_transaction_leaves_nothing(world: World) -> None:
    with refused(Refusal.LIMIT_OUT_OF_RANGE):
        world.block((OWNER, "set_limit", ("page", 600)), (OWNER, "set_limit", ("page", 499)))
    assert owner_acts(world) == []


def test_acts_are_shown_a_hundred_at_a_time_the_newest_first(world: World) -> None:
    for number in range(1, 246):
        world.run(OWNER, "set_limit", "page", 500 + number)

    def numbers(before: int | None) -> list[int]:
        return [row["number"] for row in owner_acts(world, before)]

    assert numbers(None) == list(range(245, 145, -1))
    assert numbers(146) == list(range(145, 45, -1))
    assert numbers(46) == list(range(45, 0, -1))
    assert numbers(2) == [1]
    assert numbers(1) == numbers(0) == numbers(-1) == numbers(-(1 << 63)) == []
    for far in (246, 1 << 40, 1 << 53, (1 << 63) - 1):
        assert numbers(far) == numbers(None)


def test_no_limit_bounds_what_is_shown_of_the_trail(world: World) -> None:
    """If a limit bounded a page, owners could hide what they did."""
    for number in range(60):
        world.run(OWNER, "set_limit", "page", 500 + number)
    world.run(OWNER, "set_limit", "default_page", 1)
    assert len(owner_acts(world)) == 61


# --- Inserters


def test_an_inserters_acts_are_counted_by_key_action_and_day(world: World) -> None:
    world.run(OWNER, "add_delegate_as_owner", EVE.caller, INSERTER)
    world.sign_up(*PEOPLE[:2])
    world.run(EVE, "add_user_as_inserter", uid("by eve"), encryption_key("x"), "user")
    world.run(ACME, "add_attribute_as_inserter", uid("a"), ALICE.id, "key", "value")
    world.now += DAY
    world.run(NEOBANK, "add_attribute_as_inserter", uid("b"), ALICE.id, "key", "value")
    acme = uid("inserter acme")
    first = [
        (TODAY, EVE.caller.lower(), "add_user_as_inserter", INSERTER, 1),
        (TODAY, NEOBANK.caller, "add_user_as_inserter", INSERTER, 2),
        (TODAY, NEOBANK.caller, "upsert_wallet_as_inserter", INSERTER, 2),
        (TODAY, ACME.caller, "add_attribute_as_inserter", acme, 1),
    ]
    second = [(TODAY + 1, NEOBANK.caller, "add_attribute_as_inserter", INSERTER, 1)]
    assert inserter_acts(world, day=TODAY) == sorted(first)
    assert inserter_acts(world) == inserter_acts(world, day=TODAY + 1) == second
    assert inserter_acts(world, "neobank", TODAY) == sorted(first[:3])
    assert inserter_acts(world, "neobank") == second
    assert (inserter_acts(world, "acme", TODAY), inserter_acts(world, "acme")) == (first[3:], [])
    assert inserter_acts(world, "nothing", TODAY) == []
    for day in (TODAY - 1, TODAY + 2, 0, -1, -(1 << 63), (1 << 63) - 1):
        assert inserter_acts(world, day=day) == inserter_acts(world, "neobank", day) == []


def test_an_inserter_and_a_day_are_not_mistaken_for_others(world: World) -> None:
    """Days of one digit more or less, and an inserter whose id ends in digits."""
    world.now = 9 * DAY
    for day in (9, 99, 999):
        world.now = day * DAY
        world.run(NEOBANK, "add_user_as_inserter", uid(f"on {day}"), encryption_key("x"), "user")
    for day in (9, 99, 999):
        assert [row[0] for row in inserter_acts(world, day=day)] == [day]
        assert [row[0] for row in inserter_acts(world, "neobank", day)] == [day]


def test_a_day_ends_at_midnight_utc(world: World) -> None:
    for second, label in ((DAY * (TODAY + 1) - 1, "a"), (DAY * (TODAY + 1), "b")):
        world.now = second
        world.run(NEOBANK, "add_user_as_inserter", uid(label), encryption_key("x"), "user")
    assert [(row[0], row[4]) for day in (TODAY, TODAY + 1) for row in inserter_acts(world, day=day)] == [
        (TODAY, 1),
        (TODAY + 1, 1),
    ]


def test_several_acts_of_a_block_count_severally(world: World) -> None:
    user = encryption_key("x"), "user"
    world.block(*((NEOBANK, "ADD_user_as_inserter", (uid(label), *user)) for label in "abc"))
    assert inserter_acts(world) == [(TODAY, NEOBANK.caller, "add_user_as_inserter", INSERTER, 3)]


def test_every_act_of_inserters_is_counted() -> None:
    world = busy()
    counted = {row[2] for row in inserter_acts(world)}
    assert counted == {
        "add_user_as_inserter",
        "update_user_pub_key_as_inserter",
        "upsert_wallet_as_inserter",
        "add_attribute_as_inserter",
        "upsert_credential_as_inserter",
        "share_credential_through_dag",
        "create_credentials_by_dwg",
        "edit_public_notes_as_issuer",
    }
    assert counted == {action.name for action in actions() if action.inserter}


def test_what_a_person_may_do_is_not_counted(world: World) -> None:
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    before = inserter_acts(world)
    world.share(ALICE, "passport", "copy", CHARLIE.caller)
    world.run(NEOBANK, "create_ag_by_dag_for_copy", *offering(ALICE, EVE.caller, "copy"))
    world.read(NEOBANK, "get_user_as_inserter", ALICE.id)
    world.run(ALICE, "add_attribute", uid("a"), "key", "value")
    assert inserter_acts(world) == before


def test_what_an_issuer_does_is_counted_while_its_key_is_an_inserters(world: World) -> None:
    """What a key does that is no inserter's any more counts for none."""
    edit = "edit_public_notes_as_issuer", "vc passport", "notes"
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    world.run(NEOBANK, *edit)
    before = inserter_acts(world)
    assert (TODAY, NEOBANK.caller, "edit_public_notes_as_issuer", INSERTER, 1) in before
    world.run(OWNER, "delete_delegate_as_owner", NEOBANK.caller)
    world.run(NEOBANK, *edit)
    assert inserter_acts(world) == before


def test_a_key_that_moved_leaves_its_acts_with_whom_it_did_them_for(world: World) -> None:
    user = encryption_key("x"), "user"
    for label in "ab":
        world.run(NEOBANK, "add_user_as_inserter", uid(label), *user)
    world.run(OWNER, "delete_delegate_as_owner", NEOBANK.caller)
    world.run(OWNER, "add_delegate_as_owner", NEOBANK.caller, uid("inserter acme"))
    world.run(NEOBANK, "add_user_as_inserter", uid("c"), *user)
    assert [row[4] for row in inserter_acts(world, "neobank")] == [2]
    assert [row[4] for row in inserter_acts(world, "acme")] == [1]


def test_a_key_that_moves_within_a_block_counts_for_whom_it_acted_each_time(world: World) -> None:
    add, acme = "add_user_as_inserter", uid("inserter acme")
    acting = [(NEOBANK, add, (uid(label), encryption_key("x"), "user")) for label in "abcd"]
    world.block(
        *acting[:2],
        (OWNER, "delete_delegate_as_owner", (NEOBANK.caller,)),
        (OWNER, "add_delegate_as_owner", (NEOBANK.caller, acme)),
        acting[2],
    )
    world.block(acting[3])
    expected = [(TODAY, NEOBANK.caller, add, INSERTER, 2), (TODAY, NEOBANK.caller, add, acme, 2)]
    assert sorted(inserter_acts(world), key=str) == sorted(expected, key=str)
    assert [inserter_acts(world, each) for each in ("neobank", "acme")] == [[row] for row in expected]


# --- Persons


def test_nothing_of_a_person_is_in_the_trail() -> None:
    """It stays for ever, so it must not say whom an act was about."""
    world = busy()
    rows = [*world.records(OwnerAct), *world.records(InserterActs)]
    assert len(rows) == 11
    said = " ".join(map(repr, rows)).lower()
    of_persons = [
        *(text for person in PEOPLE for text in (person.id, person.wallet_id, *person.proof()) if text),
        *(text for person in PEOPLE for text in (person.key.hex(), encryption_key(person.name))),
        *map(
            uid, ("empty", "attribute", "passport", "d", "copy", "granted", "granted copy", "grant granted")
        ),
        *("notes of Alice", "Liddell", "a key", "a value", "vc licence", "vc passport", CHARLIE.caller),
        *bundle(NEOBANK, "c")[2:],
    ]
    for text in map(str, of_persons):
        assert text.lower() not in said
    assert NEOBANK.caller in said


def test_an_erased_profile_leaves_the_trail_as_it_is() -> None:
    world = busy()
    before = [*world.records(OwnerAct), *world.records(InserterActs)]
    world.run(ALICE, "erase_profile")
    assert [*world.records(OwnerAct), *world.records(InserterActs)] == before


# --- The first rules


def test_the_first_rules_leave_no_trail() -> None:
    world = busy(rules=1)
    world.run(OWNER, "schedule_upgrade", 2, 0, START + DAY)
    assert world.records(OwnerAct) == world.records(InserterActs) == []
    assert owner_acts(world) == []
    assert inserter_acts(world) == []
    world.activate()
    world.run(OWNER, "set_limit", "page", 600)
    world.run(NEOBANK, "add_user_as_inserter", uid("later"), encryption_key("x"), "user")
    assert [row["number"] for row in owner_acts(world)] == [1]
    assert [row[4] for row in inserter_acts(world)] == [1]
