"""Actions as older clients call them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from idos.protocol.actions.legacy import CreateCredentialCopy, ShareCredentialThroughDag
from idos.protocol.grants import AccessGrantOffer
from idos.protocol.refusals import Refusal
from idos.store.records import AccessGrant, Credential, SharedCredential
from tests.actions.world import HASH, World, offering, refused
from tests.people import ALICE, CHARLIE, EVE, MALLORY, NEAR_ALICE, NEOBANK, PEOPLE, Person, issue, uid

SECOND = Person("alice's second", "EVM")


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE)
    world.add_credential(ALICE, "passport")
    return world


@pytest.mark.parametrize("person", [SECOND, *PEOPLE[1:]], ids=lambda person: person.wallet_type)
def test_the_type_of_a_wallet_is_read_from_its_address(world: World, person: Person) -> None:
    address, public_key, _, message, signature = person.proof()
    world.run(ALICE, "add_wallet", uid("new"), address, public_key, message, signature)
    types = {row["id"]: row["wallet_type"] for row in world.read(ALICE, "get_wallets")}
    assert types[uid("new")] == person.wallet_type


def test_a_bare_hex_address_with_a_near_key_is_an_implicit_near_account(world: World) -> None:
    _, public_key, _, message, signature = NEAR_ALICE.proof()
    world.run(ALICE, "add_wallet", uid("new"), NEAR_ALICE.key.hex(), public_key, message, signature)
    assert world.read(NEAR_ALICE, "get_user")


def copy_arguments(notes: str = "") -> tuple[Any, ...]:
    issued = issue(Person("signer of copy", "FaceSign"), "copy", notes)
    return CreateCredentialCopy(
        id=uid("copy"), original_credential_id=uid("passport"), **asdict(issued)
    ).values()


def test_a_copy_without_grant_waits_for_an_offer(world: World) -> None:
    world.run(ALICE, "create_credential_copy", *copy_arguments())
    assert world.records(SharedCredential) == [SharedCredential(uid("passport"), uid("copy"))]
    assert world.records(AccessGrant) == []
    world.run(CHARLIE, "create_ag_by_dag_for_copy", *offering(ALICE, CHARLIE.caller, "copy"))
    assert world.read(CHARLIE, "get_credential_shared", uid("copy"))


def test_a_copy_without_grant_is_an_own_copy_without_notes(world: World) -> None:
    with refused(Refusal.ORIGINAL_NOT_OWNED):
        world.run(EVE, "create_credential_copy", *copy_arguments())
    with refused(Refusal.COPY_WITH_NOTES):
        world.run(ALICE, "create_credential_copy", *copy_arguments("notes"))


def through_dag(**changes: Any) -> tuple[Any, ...]:
    issued = issue(NEOBANK, "copy", "")
    offer = AccessGrantOffer(ALICE.caller, CHARLIE.caller, uid("copy"), 0, None)
    call = ShareCredentialThroughDag(
        id=uid("copy"),
        user_id=ALICE.id,
        content_hash=HASH,
        original_credential_id=uid("passport"),
        dag_owner_wallet_identifier=ALICE.caller,
        dag_grantee_wallet_identifier=CHARLIE.caller,
        dag_locked_until=0,
        dag_signature=ALICE.sign_text(offer.text()),
        **asdict(issued),
    )
    return replace(call, **changes).values()


def share(world: World, caller: Person = NEOBANK, **changes: Any) -> None:
    world.run(caller, "share_credential_through_dag", *through_dag(**changes))


def test_an_inserter_shares_a_copy_that_the_user_offered(world: World) -> None:
    share(world)
    (row,) = world.read(CHARLIE, "get_credential_shared", uid("copy"))
    assert row["inserter"] == "neobank"
    (grant,) = world.records(AccessGrant)
    assert (grant.inserter_type, grant.content_hash) == ("dag_message", HASH)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"user_id": uid("another")}, Refusal.OFFER_DATA_NOT_OWNED),
        ({"original_credential_id": uid("nothing")}, Refusal.OFFER_DATA_NOT_OWNED),
        ({"original_credential_id": uid("license")}, Refusal.OFFER_DATA_NOT_OWNED),
        ({"public_notes": "notes"}, Refusal.COPY_WITH_NOTES),
        ({"content": issue(MALLORY, "other").content}, Refusal.INVALID_CREDENTIAL_SIGNATURE),
        ({"dag_owner_wallet_identifier": EVE.caller}, Refusal.OFFER_OWNER_NOT_FOUND),
        ({"dag_grantee_wallet_identifier": EVE.caller}, Refusal.OFFER_SIGNATURE),
    ],
)
def test_sharing_through_an_offer_is_what_the_owner_signed(
    world: World, changes: dict[str, Any], refusal: Refusal
) -> None:
    world.sign_up(NEAR_ALICE)
    world.add_credential(NEAR_ALICE, "license")
    with refused(refusal):
        share(world, **changes)


def test_sharing_through_an_offer_is_for_inserters_and_once(world: World) -> None:
    """S6"""
    with refused(Refusal.UNAUTHORIZED_INSERTER):
        share(world, caller=EVE)
    share(world)
    world.run(CHARLIE, "rescind_shared_credential", uid("copy"))
    assert len(world.records(Credential)) == 1
    with refused(Refusal.GRANT_EXISTS):
        share(world)
