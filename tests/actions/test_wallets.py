"""Wallets and their proofs."""

from __future__ import annotations

from typing import Any

import pytest

from idos.actions.limits import Limits
from idos.crypto.wallets import evm
from idos.protocol.grants import AccessGrantOffer, WriteGrant
from idos.protocol.refusals import Refusal
from idos.store.records import SpentProof, Wallet
from tests.actions.world import World, refused, taken
from tests.people import (
    ACME,
    ALICE,
    CHARLIE,
    EVE,
    FACESIGN_ALICE,
    MALLORY,
    NEAR_ALICE,
    NEOBANK,
    PEOPLE,
    STELLAR_ALICE,
    XRPL_ALICE,
    Person,
    encryption_key,
    uid,
)

CONSTANT = "Sign this message to prove you own this wallet"
SECOND = Person("alice's second", "EVM")


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE, CHARLIE)
    return world


def wallets(world: World, person: Person) -> set[str]:
    return {row["address"] for row in world.read(person, "get_wallets")}


@pytest.mark.parametrize("person", [SECOND, *PEOPLE[1:]], ids=lambda person: person.wallet_type)
def test_a_user_adds_wallets_of_every_kind_and_they_log_in(world: World, person: Person) -> None:
    world.run(ALICE, "add_wallet", uid("new"), *person.proof())
    assert wallets(world, ALICE) == {ALICE.address, person.address}
    assert [row["id"] for row in world.read(person, "get_user")] == [ALICE.id]


def test_wallets_are_read_as_they_were_written(world: World) -> None:
    world.run(ALICE, "add_wallet", uid("new"), *NEAR_ALICE.proof("hello"))
    rows = {row["id"]: row for row in world.read(ALICE, "get_wallets")}
    assert rows[uid("new")] == {
        "id": uid("new"),
        "user_id": ALICE.id,
        "address": NEAR_ALICE.address,
        "public_key": NEAR_ALICE.public_key,
        "wallet_type": "NEAR",
        "message": "hello",
        "signature": NEAR_ALICE.sign_text("hello"),
        "inserter": None,
    }
    assert rows[ALICE.wallet_id]["inserter"] == "neobank"
    assert world.read(EVE, "get_wallets") == []


def test_an_empty_public_key_is_stored_as_null(world: World) -> None:
    address, _, *rest = SECOND.proof()
    world.run(ALICE, "add_wallet", uid("new"), address, "", *rest)
    assert [w.public_key for w in world.records(Wallet) if w.id == uid("new")] == [None]


def test_only_a_user_adds_wallets(world: World) -> None:
    with refused(Refusal.NO_PROFILE):
        world.run(EVE, "add_wallet", uid("new"), *CHARLIE.proof())


def with_proof(person: Person, **changes: Any) -> tuple[Any, ...]:
    names = ("address", "public_key", "wallet_type", "message", "signature")
    return tuple({**dict(zip(names, person.proof(), strict=True)), **changes}.values())


@pytest.mark.parametrize(
    ("proof", "refusal"),
    [
        (with_proof(SECOND, wallet_type="evm"), Refusal.UNSUPPORTED_WALLET_TYPE),
        (with_proof(SECOND, wallet_type=""), Refusal.UNSUPPORTED_WALLET_TYPE),
        (with_proof(NEAR_ALICE, public_key=None), Refusal.WALLET_NEEDS_PUBLIC_KEY),
        (with_proof(STELLAR_ALICE, public_key=""), Refusal.WALLET_NEEDS_PUBLIC_KEY),
        (with_proof(SECOND, address=EVE.address), Refusal.INVALID_WALLET),
        (with_proof(SECOND, message="another message"), Refusal.INVALID_WALLET),
        (with_proof(SECOND, signature="0x00"), Refusal.INVALID_WALLET),
        (with_proof(XRPL_ALICE, wallet_type="Stellar"), Refusal.INVALID_WALLET),
        (with_proof(NEAR_ALICE, address=EVE.address.lower()), Refusal.INVALID_WALLET),
        (SECOND.proof(""), Refusal.INVALID_WALLET),
    ],
)
def test_a_wallet_needs_a_proof_of_its_kind(world: World, proof: tuple[Any, ...], refusal: Refusal) -> None:
    with refused(refusal):
        world.run(ALICE, "add_wallet", uid("new"), *proof)


def test_an_address_belongs_to_one_wallet_whatever_its_case(world: World) -> None:
    world.run(ALICE, "add_wallet", uid("new"), *SECOND.proof())
    with refused(Refusal.WALLET_ADDRESS_EXISTS):
        world.run(ALICE, "add_wallet", uid("newer"), *with_proof(SECOND, address=SECOND.address.lower()))
    with refused(Refusal.WALLET_ADDRESS_EXISTS):
        world.run(CHARLIE, "add_wallet", uid("newer"), *SECOND.proof("again"))


@pytest.mark.parametrize(
    "changes",
    [
        {"public_key": STELLAR_ALICE.address},
        {"public_key": STELLAR_ALICE.key.hex().upper()},
        {"wallet_type": "FaceSign", "address": STELLAR_ALICE.key.hex()},
    ],
)
def test_a_key_belongs_to_one_wallet_however_it_is_written(world: World, changes: dict[str, str]) -> None:
    """S17"""
    signer = Person(STELLAR_ALICE.name, "FaceSign")
    assert signer.key == STELLAR_ALICE.key
    world.run(ALICE, "add_wallet", uid("new"), *STELLAR_ALICE.proof())
    proof = with_proof(STELLAR_ALICE, signature=signer.sign_text(f"I am {signer.name}"), **changes)
    with refused(Refusal.WALLET_KEY_EXISTS):
        world.run(CHARLIE, "add_wallet", uid("newer"), *proof)


def test_only_who_holds_a_wallet_learns_that_it_is_taken(world: World) -> None:
    """S20"""
    address, public_key, wallet_type, message, _ = ALICE.proof("whose is it?")
    with refused(Refusal.INVALID_WALLET):
        world.run(
            CHARLIE,
            "add_wallet",
            uid("x"),
            address,
            public_key,
            wallet_type,
            message,
            EVE.sign_text(message),
        )
    with refused(Refusal.WALLET_ADDRESS_EXISTS):
        world.run(CHARLIE, "add_wallet", uid("x"), *ALICE.proof("whose is it?"))


def test_an_id_belongs_to_one_wallet(world: World) -> None:
    with taken("wallets_pkey"):
        world.run(ALICE, "add_wallet", CHARLIE.wallet_id, *SECOND.proof())


def test_a_profile_has_a_quota_of_wallets() -> None:
    """S15"""
    world = World(limits=Limits(wallets_per_user=2))
    world.sign_up(ALICE)
    world.run(ALICE, "add_wallet", uid("new"), *SECOND.proof())
    with refused(Refusal.QUOTA_EXCEEDED):
        world.run(ALICE, "add_wallet", uid("newer"), *NEAR_ALICE.proof())
    world.run(NEOBANK, "upsert_wallet_as_inserter", ALICE.wallet_id, ALICE.id, *ALICE.proof("again"))


def test_the_connected_wallet_stays_and_others_go(world: World) -> None:
    world.run(ALICE, "add_wallet", uid("new"), *SECOND.proof())
    with refused(Refusal.WALLET_IN_USE):
        world.run(ALICE, "remove_wallet", ALICE.wallet_id)
    world.run(SECOND, "remove_wallet", ALICE.wallet_id)
    assert wallets(world, SECOND) == {SECOND.address}
    assert world.read(ALICE, "get_user") == []


@pytest.mark.parametrize(
    ("caller", "target"), [(ALICE, CHARLIE.wallet_id), (ALICE, uid("none")), (EVE, ALICE.wallet_id)]
)
def test_removing_what_is_not_ones_own_changes_nothing(world: World, caller: Person, target: object) -> None:
    before = world.state()
    world.run(caller, "remove_wallet", target)
    assert world.state() == before


# --- Proofs


def other_texts() -> list[str]:
    times = ("2030-01-01T00:00:00Z",) * 3
    return [
        WriteGrant(EVE.caller, CHARLIE.caller, NEOBANK.caller, uid("g"), *times).text(),
        AccessGrantOffer(EVE.caller, CHARLIE.caller, uid("c"), 0, None).text(),
        "https://node.idos.network wants you to sign in with your account:\n\nURI: https://node.idos.network\n",
        "Kwil view call.\n\nNamespace: main\nMethod: get_user\nDigest: 00\nChallenge: 00\n",
        "Kwil SQL statement.\n\nStatement: SELECT 1\nDigest: 00\nChallenge: 00\n",
        "Add a wallet\n\nPayloadType: execute\nPayloadDigest: 00\nFee: 0\nNonce: 1\n\nKwil Chain ID: x\n",
        "\n\nPayloadType: execute\nPayloadDigest: 00\nFee: 0\nNonce: 1\n\nKwil Chain ID: x\n",
    ]


@pytest.mark.parametrize("text", other_texts())
def test_a_text_that_means_something_else_is_no_proof(world: World, text: str) -> None:
    """S5"""
    with refused(Refusal.INVALID_WALLET):
        world.run(ALICE, "add_wallet", uid("new"), *SECOND.proof(text))


def test_a_sign_in_text_of_another_application_is_not_mistaken_for_a_gateways(world: World) -> None:
    text = "example.com wants you to sign in with your Ethereum account:\n0x00"
    world.run(ALICE, "add_wallet", uid("new"), *SECOND.proof(text))


@pytest.mark.parametrize("person", [SECOND, *PEOPLE[1:]], ids=lambda person: person.wallet_type)
def test_the_constant_texts_of_official_clients_work_once(world: World, person: Person) -> None:
    """S5"""
    world.run(CHARLIE, "add_wallet", uid("new"), *person.proof(CONSTANT))
    world.run(CHARLIE, "remove_wallet", uid("new"))
    with refused(Refusal.INVALID_WALLET):
        world.run(ALICE, "add_wallet", uid("new"), *person.proof(CONSTANT))


def test_the_same_user_may_use_a_proof_again(world: World) -> None:
    world.run(ALICE, "add_wallet", uid("new"), *SECOND.proof(CONSTANT))
    world.run(ALICE, "remove_wallet", uid("new"))
    world.run(ALICE, "add_wallet", uid("newer"), *SECOND.proof(CONSTANT))


def test_another_spelling_of_a_used_signature_is_no_fresh_proof(world: World) -> None:
    """S5"""
    world.run(CHARLIE, "add_wallet", uid("new"), *SECOND.proof())
    world.run(CHARLIE, "remove_wallet", uid("new"))
    message = f"I am {SECOND.name}"
    signature = evm.sign(SECOND.secret, message.encode())
    for spelled in (
        signature.hex().upper(),
        "0x" + signature.hex(),
        (signature[:64] + b"\x00").hex(),
        (signature[:64] + b"\x01").hex(),
    ):
        proof = (SECOND.address.lower(), "anything", "EVM", message, spelled)
        with refused(Refusal.INVALID_WALLET):
            world.run(ALICE, "add_wallet", uid("newer"), *proof)


def test_a_used_proof_outlives_its_profile(world: World) -> None:
    """S5"""
    world.run(ALICE, "erase_profile")
    with refused(Refusal.INVALID_WALLET):
        world.run(CHARLIE, "add_wallet", uid("new"), *ALICE.proof())
    world.run(CHARLIE, "add_wallet", uid("new"), *ALICE.proof("I am with Charlie now"))


# --- Inserters


def test_an_inserter_refreshes_the_proof_of_a_wallet_that_it_added(world: World) -> None:
    world.run(NEOBANK, "upsert_wallet_as_inserter", ALICE.wallet_id, ALICE.id, *ALICE.proof("fresh"))
    (row,) = world.read(ALICE, "get_wallets")
    assert row["message"] == "fresh"


def test_a_retry_of_an_inserter_is_no_error(world: World) -> None:
    before = world.records(Wallet), world.records(SpentProof)
    world.run(NEOBANK, "upsert_wallet_as_inserter", ALICE.wallet_id, ALICE.id, *ALICE.proof())
    assert (world.records(Wallet), world.records(SpentProof)) == before


def test_an_inserter_adds_no_wallet_to_a_profile_of_another(world: World) -> None:
    """S2"""
    with refused(Refusal.USER_NOT_INSERTED_BY_CALLER):
        world.run(ACME, "upsert_wallet_as_inserter", uid("new"), ALICE.id, *MALLORY.proof())
    with refused(Refusal.USER_NOT_FOUND):
        world.run(ACME, "upsert_wallet_as_inserter", uid("new"), uid("nobody"), *MALLORY.proof())


def test_an_inserter_cannot_put_another_key_in_the_place_of_a_wallet(world: World) -> None:
    """S2"""
    with refused(Refusal.INVALID_WALLET):
        world.run(NEOBANK, "upsert_wallet_as_inserter", ALICE.wallet_id, ALICE.id, *MALLORY.proof())


def test_an_inserter_cannot_move_a_wallet_to_another_profile(world: World) -> None:
    """S2"""
    with refused(Refusal.INVALID_WALLET):
        world.run(NEOBANK, "upsert_wallet_as_inserter", ALICE.wallet_id, CHARLIE.id, *ALICE.proof("moved"))


def test_an_inserter_cannot_take_over_a_wallet_that_it_did_not_add(world: World) -> None:
    """S2"""
    world.run(ALICE, "add_wallet", uid("own"), *SECOND.proof())
    with refused(Refusal.INVALID_WALLET):
        world.run(NEOBANK, "upsert_wallet_as_inserter", uid("own"), ALICE.id, *SECOND.proof())


@pytest.mark.parametrize("person", [SECOND, *PEOPLE[1:]], ids=lambda person: person.wallet_type)
def test_an_inserter_adds_no_wallet_to_a_profile_that_has_one(world: World, person: Person) -> None:
    """S2: whoever held its key could enter, and erase, all profiles that it ever made."""
    before = world.state()
    with refused(Refusal.USER_HAS_WALLETS):
        world.run(NEOBANK, "upsert_wallet_as_inserter", uid("new"), ALICE.id, *person.proof())
    assert world.state() == before
    world.run(ALICE, "add_wallet", uid("new"), *person.proof())


def test_an_inserter_does_not_bring_back_a_wallet_that_the_person_removed(world: World) -> None:
    """A wallet that she removed may be stolen."""
    world.run(ALICE, "add_wallet", uid("new"), *SECOND.proof())
    world.run(SECOND, "remove_wallet", ALICE.wallet_id)
    for wallet_id in (ALICE.wallet_id, uid("newer")):
        with refused(Refusal.USER_HAS_WALLETS):
            world.run(NEOBANK, "upsert_wallet_as_inserter", wallet_id, ALICE.id, *ALICE.proof())
    assert world.read(ALICE, "get_user") == []


def test_an_inserter_does_not_refresh_a_wallet_in_the_name_of_another_inserter(world: World) -> None:
    with refused(Refusal.USER_NOT_INSERTED_BY_CALLER):
        world.run(ACME, "upsert_wallet_as_inserter", ALICE.wallet_id, ALICE.id, *ALICE.proof("fresh"))


@pytest.mark.parametrize(
    ("proof", "refusal"),
    [
        (with_proof(SECOND, wallet_type="Doge"), Refusal.UNSUPPORTED_WALLET_TYPE),
        (with_proof(NEAR_ALICE, public_key=None), Refusal.WALLET_NEEDS_PUBLIC_KEY),
        (with_proof(SECOND, message="another message"), Refusal.INVALID_WALLET),
        (ALICE.proof("twice"), Refusal.WALLET_ADDRESS_EXISTS),
        (CHARLIE.proof("twice"), Refusal.WALLET_KEY_EXISTS),
        (SECOND.proof(), Refusal.USER_HAS_WALLETS),
    ],
)
def test_a_wallet_of_an_inserter_is_refused_in_the_order_that_official_clients_know(
    world: World, proof: tuple[Any, ...], refusal: Refusal
) -> None:
    """Type, proof and uniqueness come before the rule that the official network lacks."""
    with refused(refusal):
        world.run(NEOBANK, "upsert_wallet_as_inserter", uid("new"), ALICE.id, *proof)


def test_under_the_first_rules_an_inserter_adds_wallets_as_long_as_there_is_room() -> None:
    world = World(limits=Limits(wallets_per_user=2), rules=1)
    world.sign_up(ALICE)
    world.run(NEOBANK, "upsert_wallet_as_inserter", uid("new"), ALICE.id, *SECOND.proof())
    with refused(Refusal.QUOTA_EXCEEDED):
        world.run(NEOBANK, "upsert_wallet_as_inserter", uid("newer"), ALICE.id, *NEAR_ALICE.proof())
    world.run(NEOBANK, "upsert_wallet_as_inserter", ALICE.wallet_id, ALICE.id, *ALICE.proof("again"))
    assert wallets(world, ALICE) == {ALICE.address, SECOND.address}


def test_an_inserter_cannot_attach_a_wallet_twice(world: World) -> None:
    world.run(NEOBANK, "add_user_as_inserter", uid("twin"), encryption_key("twin"), "user")
    with refused(Refusal.WALLET_ADDRESS_EXISTS):
        world.run(NEOBANK, "upsert_wallet_as_inserter", uid("new"), uid("twin"), *ALICE.proof())
    world.run(NEOBANK, "add_user_as_inserter", FACESIGN_ALICE.id, encryption_key("x"), "user")
    world.run(NEOBANK, "upsert_wallet_as_inserter", uid("f"), FACESIGN_ALICE.id, *FACESIGN_ALICE.proof())
    with refused(Refusal.WALLET_KEY_EXISTS):
        world.run(NEOBANK, "upsert_wallet_as_inserter", uid("g"), uid("twin"), *FACESIGN_ALICE.proof())
