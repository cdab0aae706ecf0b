"""Who the caller is: one rule for every kind of wallet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from idos.actions.context import find_user
from idos.crypto.authenticators import identify
from idos.protocol.refusals import Refusal
from tests.actions.world import World, refused
from tests.people import (
    ALICE,
    CHARLIE,
    EVE,
    FACESIGN_ALICE,
    NEAR_ALICE,
    PEOPLE,
    STELLAR_ALICE,
    XRPL_ALICE,
    Person,
    uid,
)


class Alias(Person):
    """A person who signs with the same key under another signature type."""

    @property
    def signature_type(self) -> str:
        return "ed25519"

    @property
    def sender(self) -> bytes:
        return self.key


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(*PEOPLE)
    return world


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.wallet_type)
def test_each_kind_of_wallet_finds_its_profile(world: World, person: Person) -> None:
    assert [row["id"] for row in world.read(person, "get_user")] == [person.id]


def test_a_stranger_has_no_profile(world: World) -> None:
    assert world.read(EVE, "get_user") == []
    with refused(Refusal.NO_PROFILE):
        world.run(EVE, "add_attribute", uid("a"), "key", "value")


def test_callers_are_written_as_official_nodes_write_them() -> None:
    callers = {person.wallet_type: person.caller for person in PEOPLE}
    assert callers == {
        "EVM": ALICE.address,
        "NEAR": NEAR_ALICE.public_key,
        "XRPL": XRPL_ALICE.address,
        "Stellar": STELLAR_ALICE.address,
        "FaceSign": FACESIGN_ALICE.public_key,
    }


@pytest.mark.parametrize("person", PEOPLE[1:], ids=lambda person: person.wallet_type)
def test_the_same_key_under_another_signature_type_is_the_same_caller(world: World, person: Person) -> None:
    alias = Alias(person.name, person.wallet_type)
    assert [row["id"] for row in world.read(alias, "get_user")] == [person.id]


def test_the_primary_text_comes_before_other_forms_of_the_key(world: World) -> None:
    identity = replace(ALICE.identity, key=FACESIGN_ALICE.identity.key)
    with world.store.read() as tx:
        context = replace(world.context(None), caller=identity)
        assert find_user(context, tx) == ALICE.id


def test_a_grantee_may_be_named_by_any_form_of_its_key_in_any_case(world: World) -> None:
    world.add_credential(ALICE, "passport")
    forms = (CHARLIE.caller, *CHARLIE.identity.aliases)
    assert len(forms) == 5
    for number, form in enumerate(forms):
        world.share(ALICE, "passport", f"copy {number}", form.swapcase())
    assert world.read(CHARLIE, "get_access_grants_granted_count", None) == [{"count": 5}]
    near = identify("nep413", CHARLIE.key)
    assert near.caller in forms
    for number in range(5):
        assert world.read(CHARLIE, "get_credential_shared", uid(f"copy {number}"))


def test_an_evm_grantee_is_matched_whatever_the_case_of_its_address(world: World) -> None:
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", EVE.address.lower())
    assert world.read(EVE, "get_credential_shared", uid("copy"))


def test_nobody_has_no_profile_and_no_text(world: World) -> None:
    context = world.context(None)
    with world.store.read() as tx:
        assert find_user(context, tx) is None
    with refused(Refusal.CALLER_UNKNOWN):
        _ = context.caller_text
