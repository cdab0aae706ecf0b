"""Keys that acted for an inserter once, and how many keys an inserter may have."""

from __future__ import annotations

from typing import Any

import pytest

from idos.actions.limits import Limits
from idos.protocol.refusals import Refusal
from idos.store.governance import FormerDelegate
from tests.actions.test_inserters import ACMES, NEW, add, delegates, drop, is_delegate, keys, made
from tests.actions.world import DAY, START, World, refused, taken
from tests.people import ACME, ALICE, EVE, OWNER, Person, uid


@pytest.fixture
def latest() -> World:
    return made()


# --- Keys that acted once


def test_a_removed_key_is_a_former_delegate_and_acts_no_more(latest: World) -> None:
    add(latest, EVE.caller)
    drop(latest, EVE.caller.lower())
    assert latest.records(FormerDelegate) == [FormerDelegate(EVE.caller.lower(), NEW, 2, 3)]
    assert not is_delegate(latest, EVE)
    with refused(Refusal.DELEGATE_NOT_FOUND):
        drop(latest, EVE.caller)


@pytest.mark.parametrize("again", [str, str.lower, lambda text: "0x" + text[2:].upper()])
@pytest.mark.parametrize("removed", [str, str.lower])
def test_a_former_delegate_is_added_back_in_any_spelling(latest: World, removed: Any, again: Any) -> None:
    add(latest, ALICE.caller)
    drop(latest, removed(ALICE.caller))
    add(latest, again(ALICE.caller))
    assert delegates(latest) == {ALICE.caller.lower(): (2, None)}
    assert latest.records(FormerDelegate) == []
    assert is_delegate(latest, ALICE)
    drop(latest, ALICE.caller)
    assert delegates(latest) == {ALICE.caller.lower(): (2, 5)}


def test_a_key_that_moves_to_another_inserter_stays_the_first_ones_former_key(latest: World) -> None:
    add(latest, EVE.caller)
    drop(latest, EVE.caller)
    add(latest, EVE.caller, ACMES)
    eve = EVE.caller.lower()
    assert delegates(latest) == {eve: (2, 3)}
    assert delegates(latest, ACMES) == {ACME.caller: (0, None), eve: (4, None)}
    drop(latest, EVE.caller)
    assert delegates(latest, ACMES) == {ACME.caller: (0, None), eve: (4, 5)}
    add(latest, EVE.caller)
    assert delegates(latest) == {eve: (2, None)}, "since it was first added"
    assert delegates(latest, ACMES) == {ACME.caller: (0, None), eve: (4, 5)}


def test_a_key_is_refused_to_a_second_inserter_without_a_trace(latest: World) -> None:
    """Also where it is a former key of the second."""
    add(latest, EVE.caller)
    drop(latest, EVE.caller)
    add(latest, EVE.caller, ACMES)
    before = latest.state()
    with taken("delegates_pkey"):
        add(latest, EVE.caller)
    assert latest.state() == before


def test_all_keys_of_a_retired_inserter_become_former_ones(latest: World) -> None:
    add(latest, EVE.caller)
    add(latest, ALICE.caller)
    drop(latest, ALICE.caller)
    latest.run(OWNER, "delete_inserter_as_owner", NEW)
    assert delegates(latest) == {EVE.caller.lower(): (2, 5), ALICE.caller.lower(): (3, 4)}
    with refused(Refusal.INSERTER_NOT_FOUND):
        add(latest, EVE.caller)
    add(latest, EVE.caller, ACMES)
    latest.run(OWNER, "delete_inserter_as_owner", NEW)
    assert delegates(latest) == {EVE.caller.lower(): (2, 5), ALICE.caller.lower(): (3, 4)}
    assert is_delegate(latest, EVE)


# --- How many keys


@pytest.fixture
def full() -> World:
    """The new inserter has three keys, one of them former, and can have no more."""
    world = made(limits=Limits(delegates_per_inserter=3))
    for key in keys(3):
        add(world, key)
    drop(world, keys(3)[0])
    return world


def test_keys_of_an_inserter_are_bounded_and_former_ones_count(full: World) -> None:
    for key in (EVE.caller, keys(4)[3]):
        with refused(Refusal.INSERTER_KEYS_EXCEEDED):
            add(full, key)
        with refused(Refusal.INSERTER_KEYS_EXCEEDED):
            full.run(OWNER, "add_former_delegate_as_owner", key, NEW)
    add(full, EVE.caller, ACMES)


def test_a_former_key_is_always_added_back(full: World) -> None:
    full.run(OWNER, "set_limit", "delegates_per_inserter", 1)
    add(full, keys(1)[0])
    assert is_delegate(full, Person("key 0", "FaceSign"))
    with refused(Refusal.INSERTER_KEYS_EXCEEDED):
        add(full, EVE.caller)


def test_removing_a_key_is_never_refused_by_the_bound(full: World) -> None:
    full.run(OWNER, "set_limit", "delegates_per_inserter", 1)
    drop(full, *keys(3)[1:])
    assert {ended is None for _, ended in delegates(full).values()} == {False}
    with refused(Refusal.INSERTER_KEYS_EXCEEDED):
        add(full, EVE.caller)


def test_retiring_an_inserter_is_never_refused_by_the_bound(full: World) -> None:
    full.run(OWNER, "set_limit", "delegates_per_inserter", 1)
    full.run(OWNER, "delete_inserter_as_owner", NEW)
    assert len(delegates(full)) == 3


def test_more_keys_than_the_bound_stay() -> None:
    world = made(rules=1)
    for key in keys(3):
        add(world, key)
    world.run(OWNER, "schedule_upgrade", 2, 0, START + DAY)
    world.activate()
    world.run(OWNER, "set_limit", "delegates_per_inserter", 2)
    assert len(delegates(world)) == 3
    with refused(Refusal.INSERTER_KEYS_EXCEEDED):
        add(world, EVE.caller)
    drop(world, *keys(3))
    add(world, keys(3)[2])


# --- Keys that were removed before former ones were kept


def test_an_owner_adds_a_former_key_that_the_first_rules_did_not_keep() -> None:
    world = made(rules=1)
    add(world, EVE.caller)
    drop(world, EVE.caller)
    with refused(Refusal.UNKNOWN_ACTION):
        world.run(OWNER, "add_former_delegate_as_owner", EVE.caller, NEW)
    world.run(OWNER, "schedule_upgrade", 2, 0, START + DAY)
    world.activate()
    assert delegates(world) == {}
    world.run(OWNER, "add_former_delegate_as_owner", "0x" + EVE.caller[2:].upper(), NEW)
    assert delegates(world) == {EVE.caller.lower(): (0, world.height)}
    assert not is_delegate(world, EVE)
    add(world, EVE.caller)
    assert world.records(FormerDelegate) == []


def test_a_key_of_the_first_rules_is_kept_once_the_second_hold() -> None:
    world = made(rules=1)
    add(world, EVE.caller)
    world.run(OWNER, "schedule_upgrade", 2, 0, START + DAY)
    world.activate()
    assert delegates(world) == {EVE.caller.lower(): (0, None)}
    drop(world, EVE.caller)
    assert delegates(world) == {EVE.caller.lower(): (0, world.height)}


def test_a_former_key_is_added_once_and_not_while_it_acts(latest: World) -> None:
    add(latest, EVE.caller)
    with refused(Refusal.DELEGATE_ACTS):
        latest.run(OWNER, "add_former_delegate_as_owner", EVE.caller.lower(), NEW)
    drop(latest, EVE.caller)
    with taken("former_delegates_pkey"):
        latest.run(OWNER, "add_former_delegate_as_owner", EVE.caller.lower(), NEW)
    assert delegates(latest) == {EVE.caller.lower(): (2, 4)}


def test_no_inserter_is_given_the_past_of_a_key_that_acts_or_acted_for_another(latest: World) -> None:
    """With it went the right to edit what that key issued."""
    with refused(Refusal.DELEGATE_OF_ANOTHER):
        latest.run(OWNER, "add_former_delegate_as_owner", ACME.caller, NEW)
    drop(latest, ACME.caller)
    with refused(Refusal.DELEGATE_OF_ANOTHER):
        latest.run(OWNER, "add_former_delegate_as_owner", ACME.caller.upper(), NEW)


def test_a_former_key_needs_an_inserter_that_may_be_retired(latest: World) -> None:
    with refused(Refusal.INSERTER_NOT_FOUND):
        latest.run(OWNER, "add_former_delegate_as_owner", EVE.caller, uid("nothing"))
    latest.run(OWNER, "delete_inserter_as_owner", NEW)
    latest.run(OWNER, "add_former_delegate_as_owner", EVE.caller, NEW)
    assert delegates(latest) == {EVE.caller.lower(): (0, 4)}
