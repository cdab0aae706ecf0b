"""Delegated access grants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from idos.errors import Invalid
from idos.protocol.refusals import Refusal
from idos.store.records import AccessGrant
from tests.actions.world import DAY, HASH, START, World, grant_id, offering, refused
from tests.people import ALICE, CHARLIE, EVE, FACESIGN_ALICE, PEOPLE, Person, uid

VECTORS = json.loads(Path("vectors/wallets.json").read_text())["dag"]


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(*PEOPLE)
    for person in PEOPLE:
        world.add_credential(person, f"{person.name} original")
        world.share(person, f"{person.name} original", f"{person.name} copy", EVE.caller)
    return world


COPY = f"{ALICE.name} copy"


def accept(world: World, offer: tuple[Any, ...], caller: Person = CHARLIE) -> None:
    world.run(caller, "create_ag_by_dag_for_copy", *offer)


@pytest.mark.parametrize("owner", PEOPLE, ids=lambda person: person.wallet_type)
def test_owners_of_every_kind_of_wallet_offer_grants(world: World, owner: Person) -> None:
    accept(world, offering(owner, CHARLIE.caller, f"{owner.name} copy", START + DAY))
    (grant,) = (grant for grant in world.records(AccessGrant) if grant.inserter_type == "dag_message")
    assert grant.id == grant_id(CHARLIE.caller, f"{owner.name} copy", START + DAY)
    assert (grant.ag_owner_user_id, grant.inserter_id) == (owner.id, CHARLIE.caller)
    assert (grant.locked_until, grant.content_hash) == (START + DAY, HASH)
    assert world.read(CHARLIE, "get_credential_shared", uid(f"{owner.name} copy"))


@pytest.mark.parametrize("content_hash", [None, HASH])
def test_an_offer_may_leave_the_content_hash_out(world: World, content_hash: str | None) -> None:
    accept(world, offering(ALICE, CHARLIE.caller, COPY, content_hash=content_hash))


def test_an_empty_content_hash_is_none(world: World) -> None:
    owner, grantee, data_id, locked_until, _, signature = offering(
        ALICE, CHARLIE.caller, COPY, content_hash=None
    )
    accept(world, (owner, grantee, data_id, locked_until, "", signature))
    message = ("dag_message", owner, grantee, data_id, locked_until)
    assert world.read(None, *message, "") == world.read(None, *message, None)


def test_the_owner_must_have_a_profile(world: World) -> None:
    with refused(Refusal.OFFER_OWNER_NOT_FOUND):
        accept(world, offering(EVE, CHARLIE.caller, COPY))


@pytest.mark.parametrize(
    ("place", "value"),
    [(1, EVE.caller), (2, uid(f"{FACESIGN_ALICE.name} copy")), (3, 1), (4, None), (5, "0x00"), (5, "")],
)
def test_the_owner_must_have_signed_every_word(world: World, place: int, value: Any) -> None:
    offer = list(offering(ALICE, CHARLIE.caller, COPY))
    offer[place] = value
    with refused(Refusal.OFFER_SIGNATURE):
        accept(world, tuple(offer))


def test_only_an_own_copy_is_offered(world: World) -> None:
    """S10"""
    for label in ("nothing", f"{FACESIGN_ALICE.name} copy", f"{ALICE.name} original"):
        with refused(Refusal.OFFER_DATA_NOT_OWNED):
            accept(world, offering(ALICE, CHARLIE.caller, label))


def test_an_offer_is_not_accepted_twice(world: World) -> None:
    accept(world, offering(ALICE, CHARLIE.caller, COPY))
    with refused(Refusal.GRANT_EXISTS):
        accept(world, offering(ALICE, CHARLIE.caller, COPY))


def test_an_offer_does_not_bring_back_a_grant_that_was_revoked_or_given_back(world: World) -> None:
    """S6"""
    accept(world, offering(ALICE, CHARLIE.caller, COPY))
    world.run(ALICE, "revoke_access_grant", grant_id(CHARLIE.caller, COPY))
    with refused(Refusal.GRANT_EXISTS):
        accept(world, offering(ALICE, CHARLIE.caller, COPY))
    accept(world, offering(ALICE, CHARLIE.caller, COPY, content_hash=None))


def test_another_offer_of_the_same_grant_is_refused_while_the_grant_stands(world: World) -> None:
    accept(world, offering(ALICE, CHARLIE.caller, COPY))
    with refused(Refusal.GRANT_EXISTS):
        accept(world, offering(ALICE, CHARLIE.caller, COPY, content_hash=None))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["wallet_type"])
def test_the_message_is_the_recorded_one(world: World, vector: dict[str, Any]) -> None:
    params = {**vector["params"], "dag_data_id": UUID(vector["params"]["dag_data_id"])}
    assert world.read(None, "dag_message", *params.values()) == [{"message": vector["message"]}]


def test_a_message_is_made_of_single_lines_and_a_time(world: World) -> None:
    for owner, locked_until in (("a\nb", 0), (ALICE.caller, -1)):
        with pytest.raises(Invalid):
            world.read(None, "dag_message", owner, CHARLIE.caller, uid("c"), locked_until, None)
