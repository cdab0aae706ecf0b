"""Balances, gas, and who has a profile."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from idos.actions.tokens import DEMO_PRICE
from idos.actions.users import FIRST_GAS_ALLOWANCE
from idos.protocol.refusals import Refusal
from tests.actions.world import World, refused
from tests.people import (
    ALICE,
    CHARLIE,
    EVE,
    FACESIGN_ALICE,
    MALLORY,
    NEAR_ALICE,
    OWNER,
    PEOPLE,
    STELLAR_ALICE,
    XRPL_ALICE,
    Person,
    uid,
)


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(*PEOPLE)
    return world


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.wallet_type)
def test_anyone_learns_whether_an_address_has_a_profile(world: World, person: Person) -> None:
    assert world.read(None, "has_profile", person.address) == [{"has_profile": True}]
    assert world.read(EVE, "has_profile", person.address) == [{"has_profile": True}]
    assert world.read(None, "has_profile", EVE.address) == [{"has_profile": False}]


@pytest.mark.parametrize(
    "person", [ALICE, XRPL_ALICE, STELLAR_ALICE, FACESIGN_ALICE], ids=lambda p: p.wallet_type
)
def test_the_case_of_an_address_is_ignored(world: World, person: Person) -> None:
    for text in (person.address.upper(), person.address.lower()):
        assert world.read(None, "has_profile", text) == [{"has_profile": True}]


@pytest.mark.parametrize(
    "victim", [Person("victim", "XRPL"), Person("victim", "Stellar")], ids=lambda p: p.wallet_type
)
def test_a_near_name_does_not_give_anothers_address_a_profile(world: World, victim: Person) -> None:
    """S7"""
    _, *proof = MALLORY_NEAR.proof()
    world.run(ALICE, "add_wallet", uid("squatter"), victim.address.lower(), *proof)
    assert world.read(None, "has_profile", victim.address) == [{"has_profile": False}]


MALLORY_NEAR = Person("mallory", "NEAR")


def test_a_near_name_is_nobodys_proof_and_gives_nothing_but_the_answer_that_it_is_used(world: World) -> None:
    """S7: who holds a name is known to the NEAR chain alone."""
    holder, name = Person("the holder of alice.near", "NEAR"), "alice.near"
    _, *proof = MALLORY_NEAR.proof()
    world.sign_up(EVE)
    world.run(EVE, "add_wallet", uid("squatter"), name, *proof)
    assert world.read(None, "has_profile", name) == [{"has_profile": True}]
    assert world.read(holder, "get_user") == []
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", name)
    assert world.read(MALLORY_NEAR, "get_access_grants_granted", None, None, None) == []
    _, *proof = holder.proof()
    world.run(ALICE, "add_wallet", uid("holder"), name, *proof)
    assert [row["id"] for row in world.read(holder, "get_user")] == [ALICE.id], "the name is not taken"


@pytest.mark.parametrize("address", [EVE.address.lower(), MALLORY.key.hex()])
def test_an_evm_address_or_a_key_is_no_near_name(world: World, address: str) -> None:
    """S7"""
    _, *proof = Person("squatter", "NEAR").proof()
    with refused(Refusal.INVALID_WALLET):
        world.run(ALICE, "add_wallet", uid("squatter"), address, *proof)


def test_every_balance_is_zero(world: World) -> None:
    for token in ("IDOS", "USDC"):
        assert world.read(EVE, "check_balance", ALICE.address, token) == [{"balance": Decimal(0)}]
        assert world.read(ALICE, "get_wallet_with_balance", token) == [{"wallet_address": None}]
        assert world.read(CHARLIE, "get_wallet_with_balance", token) == [{"wallet_address": None}]


@pytest.mark.parametrize("token", ["", "idos", "ETH"])
def test_there_are_two_tokens(world: World, token: str) -> None:
    for person, action, args in (
        (ALICE, "check_balance", (ALICE.address,)),
        (ALICE, "get_wallet_with_balance", ()),
    ):
        with refused(Refusal.INVALID_TOKEN):
            world.read(person, action, *args, token)
    with refused(Refusal.INVALID_TOKEN):
        world.run(ALICE, "request_withdrawal", token)
    with refused(Refusal.INVALID_TOKEN):
        world.run(OWNER, "request_balance_withdrawal", token, ALICE.address)


def test_balances_are_of_evm_addresses(world: World) -> None:
    with refused(Refusal.INVALID_ETHEREUM_ADDRESS):
        world.read(ALICE, "check_balance", NEAR_ALICE.address, "IDOS")
    with refused(Refusal.INVALID_ETHEREUM_ADDRESS):
        world.run(OWNER, "request_balance_withdrawal", "IDOS", NEAR_ALICE.address)


@pytest.mark.parametrize(
    ("caller", "action", "args"),
    [
        (ALICE, "request_withdrawal", ("IDOS",)),
        (EVE, "request_withdrawal", ("USDC",)),
        (OWNER, "request_balance_withdrawal", ("IDOS", ALICE.address)),
        (ALICE, "action_costing_idos_token", (Decimal(0),)),
        (EVE, "action_costing_gas", ()),
    ],
)
def test_nobody_has_tokens_to_pay_with(
    world: World, caller: Person, action: str, args: tuple[Any, ...]
) -> None:
    """S27"""
    with refused(Refusal.NO_BALANCE):
        world.run(caller, action, *args)


def test_a_fee_cannot_be_paid_and_is_asked_for_known_credentials_only(world: World) -> None:
    """S27"""
    world.add_credential(ALICE, "passport")
    with refused(Refusal.NO_BALANCE):
        world.run(ALICE, "action_costing_fee", uid("passport"))
    with refused(Refusal.CREDENTIAL_NOT_FOUND):
        world.run(EVE, "action_costing_fee", uid("passport"))


def test_ordinary_actions_leave_the_gas_allowance_alone(world: World) -> None:
    world.run(ALICE, "add_attribute", uid("a"), "key", "value")
    assert world.read(ALICE, "get_allowance") == [{"gas_allowance": FIRST_GAS_ALLOWANCE}]


def test_a_caller_without_profile_has_no_allowance_and_is_not_stopped_by_that(world: World) -> None:
    """S7"""
    assert world.read(EVE, "get_allowance") == []
    world.run(EVE, "remove_attribute", uid("nothing"))


def test_gas_is_paid_from_the_allowance_until_it_is_used_up(world: World) -> None:
    times = int(FIRST_GAS_ALLOWANCE // DEMO_PRICE)
    for _ in range(times):
        world.run(ALICE, "action_costing_gas")
    rest = FIRST_GAS_ALLOWANCE - times * DEMO_PRICE
    assert world.read(ALICE, "get_allowance") == [{"gas_allowance": rest}]
    with refused(Refusal.NO_BALANCE):
        world.run(ALICE, "action_costing_gas")
    assert world.read(ALICE, "get_allowance") == [{"gas_allowance": rest}]
