"""Inserters and delegates."""

from __future__ import annotations

import pytest

from idos.errors import Denied
from idos.protocol.refusals import Refusal
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


@pytest.fixture
def world() -> World:
    world = World()
    world.run(OWNER, "add_inserter_as_owner", uid("inserter new"), "new")
    return world


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
    before = world.state()
    world.run(OWNER, "delete_inserter_as_owner", uid("nothing"))
    assert world.state() == before


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
