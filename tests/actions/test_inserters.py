"""Inserters and delegates."""

from __future__ import annotations

from typing import Any

import pytest

from idos.actions.limits import LATEST_RULES, Limits
from idos.errors import Denied
from idos.protocol.refusals import Refusal
from idos.store.governance import FormerDelegate, OwnerAct
from idos.store.records import Delegate, Inserter
from tests.actions.world import World, bundle, refused, taken
from tests.people import (
    ACME,
    ALICE,
    EVE,
    NEAR_ALICE,
    NEOBANK,
    OWNER,
    PEOPLE,
    XRPL_ALICE,
    Person,
    encryption_key,
    uid,
)

NEW, ACMES = uid("inserter new"), uid("inserter acme")


@pytest.fixture(params=range(1, LATEST_RULES + 1))
def world(request: pytest.FixtureRequest) -> World:
    """What is asked of every rules version."""
    return made(request.param)


@pytest.fixture
def latest() -> World:
    return made()


def made(rules: int = LATEST_RULES, limits: Limits | None = None) -> World:
    world = World(rules=rules, limits=limits)
    world.run(OWNER, "add_inserter_as_owner", NEW, "new")
    return world


def add(world: World, address: str, inserter: Any = NEW) -> None:
    world.run(OWNER, "add_delegate_as_owner", address, inserter)


def drop(world: World, *addresses: str) -> None:
    for address in addresses:
        world.run(OWNER, "delete_delegate_as_owner", address)


def delegates(world: World, inserter: Any = NEW) -> dict[str, tuple[int, int | None]]:
    """The keys of an inserter: since when each acts, and until when it did."""
    rows = world.read(None, "get_delegates", inserter)
    assert len({row["address"] for row in rows}) == len(rows)
    assert {row["inserter_id"] for row in rows} <= {inserter}
    return {row["address"]: (row["since"], row["ended"]) for row in rows}


def keys(count: int, name: str = "key") -> list[str]:
    return [Person(f"{name} {number}", "FaceSign").caller for number in range(count)]


def is_delegate(world: World, person: Person) -> bool:
    try:
        world.read(person, "credential_exist_as_inserter", uid("any"))
    except Denied as error:
        return error.code != "unauthorized_inserter"
    return True


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.wallet_type)
def test_a_key_of_any_kind_may_be_a_delegate(world: World, person: Person) -> None:
    assert not is_delegate(world, person)
    world.run(OWNER, "add_delegate_as_owner", person.caller, uid("inserter new"))
    assert is_delegate(world, person)
    world.run(OWNER, "delete_delegate_as_owner", person.caller)
    assert not is_delegate(world, person)


@pytest.mark.parametrize("person", [ALICE, NEOBANK])
def test_evm_addresses_and_hex_keys_are_delegates_in_any_case(person: Person) -> None:
    """S21"""
    world = World()
    world.run(OWNER, "add_inserter_as_owner", uid("inserter new"), "new")
    if person is NEOBANK:
        world.run(OWNER, "delete_delegate_as_owner", person.caller.upper())
        assert not is_delegate(world, person)
    text = person.caller.lower() if person is ALICE else person.caller.upper()
    world.run(OWNER, "add_delegate_as_owner", text, uid("inserter new"))
    assert is_delegate(world, person)


def test_another_form_of_a_delegates_key_is_no_delegate(world: World) -> None:
    world.run(OWNER, "add_delegate_as_owner", NEAR_ALICE.key.hex(), uid("inserter new"))
    assert not is_delegate(world, NEAR_ALICE)


def test_removing_an_unknown_delegate_is_an_error(world: World) -> None:
    """S21"""
    with refused(Refusal.DELEGATE_NOT_FOUND):
        world.run(OWNER, "delete_delegate_as_owner", EVE.caller)


def test_a_key_acts_for_one_inserter_only(world: World) -> None:
    with taken("delegates_pkey"):
        world.run(OWNER, "add_delegate_as_owner", NEOBANK.caller.upper(), uid("inserter new"))


def test_a_delegate_needs_an_inserter(world: World) -> None:
    with refused(Refusal.INSERTER_NOT_FOUND):
        world.run(OWNER, "add_delegate_as_owner", EVE.caller, uid("nothing"))


def test_ids_and_names_of_inserters_are_unique(world: World) -> None:
    with taken("inserters_pkey"):
        world.run(OWNER, "add_inserter_as_owner", uid("inserter new"), "newer")
    with taken("inserters_name_key"):
        world.run(OWNER, "add_inserter_as_owner", uid("inserter newer"), "new")


def test_a_removed_inserter_loses_its_delegates_and_may_get_no_new_ones(world: World) -> None:
    world.run(OWNER, "delete_inserter_as_owner", uid("inserter neobank"))
    assert not is_delegate(world, NEOBANK)
    assert is_delegate(world, ACME)
    assert [delegate.address for delegate in world.records(Delegate)] == [ACME.caller]
    with refused(Refusal.INSERTER_NOT_FOUND):
        world.run(OWNER, "add_delegate_as_owner", NEOBANK.caller, uid("inserter neobank"))


def test_the_name_of_a_removed_inserter_is_never_given_out_again(world: World) -> None:
    """S24"""
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    world.run(OWNER, "delete_inserter_as_owner", uid("inserter neobank"))
    with taken("inserters_name_key"):
        world.run(OWNER, "add_inserter_as_owner", uid("impostor"), "neobank")
    assert Inserter(uid("inserter neobank"), "neobank", retired=True) in world.records(Inserter)


def test_removing_an_unknown_inserter_changes_nothing(world: World) -> None:
    before = world.records(Inserter), world.records(Delegate), world.records(FormerDelegate)
    world.run(OWNER, "delete_inserter_as_owner", uid("nothing"))
    assert (world.records(Inserter), world.records(Delegate), world.records(FormerDelegate)) == before


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("add_user_as_inserter", (uid("user"), encryption_key("user"), "user")),
        ("update_user_pub_key_as_inserter", (uid("user"), "not a key", "nowhere")),
        ("upsert_wallet_as_inserter", (uid("wallet"), uid("user"), "", None, "Doge", "", "")),
        ("upsert_credential_as_inserter", (uid("c"), uid("user"), *bundle(XRPL_ALICE, "c"))),
        ("add_attribute_as_inserter", (uid("a"), uid("user"), "key", "value")),
    ],
)
def test_an_outsider_learns_nothing_but_that_it_is_no_inserter(
    world: World, name: str, args: tuple[object, ...]
) -> None:
    """S20"""
    with refused(Refusal.UNAUTHORIZED_INSERTER):
        world.run(EVE, name, *args)


# --- Inserters and keys as everybody sees them


def test_everybody_sees_all_inserters_that_ever_were(world: World) -> None:
    world.run(OWNER, "delete_inserter_as_owner", ACMES)
    assert sorted((row["name"], row["retired"]) for row in world.read(None, "get_inserters")) == [
        ("acme", True),
        ("neobank", False),
        ("new", False),
    ]
    assert {row["id"] for row in world.read(None, "get_inserters")} == {NEW, ACMES, uid("inserter neobank")}


def test_everybody_sees_the_keys_of_an_inserter_and_when_they_acted(latest: World) -> None:
    assert delegates(latest) == {}
    assert delegates(latest, uid("nothing")) == {}
    assert delegates(latest, ACMES) == {ACME.caller: (0, None)}
    add(latest, EVE.caller)
    add(latest, XRPL_ALICE.caller)
    drop(latest, EVE.caller, ACME.caller)
    assert delegates(latest) == {XRPL_ALICE.caller: (3, None), EVE.caller.lower(): (2, 4)}
    assert delegates(latest, ACMES) == {ACME.caller: (0, 5)}


# --- The first rules


def test_the_first_rules_keep_nothing_of_a_removed_key() -> None:
    world = made(rules=1)
    before = world.state()
    add(world, EVE.caller)
    (added,) = (each for each in world.records(Delegate) if each.inserter_id == NEW)
    assert added == Delegate(EVE.caller.lower(), NEW)
    drop(world, EVE.caller)
    assert world.state() == before
    world.run(OWNER, "delete_inserter_as_owner", ACMES)
    assert world.records(FormerDelegate) == world.records(OwnerAct) == []


def test_the_first_rules_bound_no_keys() -> None:
    world = made(rules=1, limits=Limits(delegates_per_inserter=1))
    for key in keys(3):
        add(world, key)
    assert len(delegates(world)) == 3


def test_the_first_rules_lead_to_the_states_that_they_always_led_to() -> None:
    """The hashes are of a program that had no other rules."""
    world = World(rules=1)
    assert world.state().hex() == "a15c2432e440c7c6dc31ee579dfb301a849bbfabadf866f1f6297f20e2fddc3f"
    world.run(OWNER, "add_inserter_as_owner", NEW, "new")
    add(world, EVE.caller)
    add(world, ALICE.caller.lower())
    drop(world, EVE.caller.lower())
    for inserter in (NEW, uid("nothing")):
        world.run(OWNER, "delete_inserter_as_owner", inserter)
    world.run(OWNER, "add_inserter_as_owner", uid("inserter other"), "other")
    add(world, ALICE.caller, uid("inserter other"))
    drop(world, NEOBANK.caller.upper())
    assert world.state().hex() == "b0d206d22d1cf9b87cb69141d785db04c28cba7b16455f3ca4fb94288980e25a"
