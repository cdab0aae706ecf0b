"""Reading credentials, as owner, grantee and issuer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from idos.crypto import ed25519
from idos.crypto.encoding import b64decode
from idos.protocol.credentials import notes_message
from idos.protocol.refusals import Refusal
from tests.actions.world import DAY, HASH, START, World, bundle, grant_id, offering, refused
from tests.people import ACME, ALICE, CHARLIE, EVE, MALLORY, NEAR_ALICE, NEOBANK, Person, issue, uid

SIGNER = Person("signer of copy", "FaceSign")


@pytest.fixture
def world() -> World:
    world = World()
    world.sign_up(ALICE, NEAR_ALICE)
    world.add_credential(ALICE, "passport")
    world.share(ALICE, "passport", "copy", CHARLIE.caller, START + DAY)
    return world


def test_the_list_of_own_credentials_tells_copies_from_originals(world: World) -> None:
    rows = {row["id"]: row for row in world.read(ALICE, "get_credentials")}
    assert rows == {
        uid("passport"): {
            "id": uid("passport"),
            "user_id": ALICE.id,
            "public_notes": issue(NEOBANK, "passport").public_notes,
            "issuer_auth_public_key": NEOBANK.key.hex(),
            "inserter": "neobank",
            "original_id": None,
        },
        uid("copy"): {
            "id": uid("copy"),
            "user_id": ALICE.id,
            "public_notes": "",
            "issuer_auth_public_key": SIGNER.key.hex(),
            "inserter": None,
            "original_id": uid("passport"),
        },
    }
    assert world.read(CHARLIE, "get_credentials") == []


@pytest.mark.parametrize("person", [NEAR_ALICE, CHARLIE, EVE])
def test_owned_credentials_are_read_by_their_owner_only(world: World, person: Person) -> None:
    assert len(world.read(ALICE, "get_credential_owned", uid("copy"))) == 1
    assert world.read(person, "get_credential_owned", uid("copy")) == []
    assert world.read(person, "get_credential_owned", uid("nothing")) == []


def test_a_grantee_reads_the_copy_with_the_present_notes_of_the_original(world: World) -> None:
    world.run(NEOBANK, "edit_public_notes_as_issuer", "vc passport", "revoked")
    copy = issue(SIGNER, "copy", "")
    assert world.read(CHARLIE, "get_credential_shared", uid("copy")) == [
        {
            "id": uid("copy"),
            "user_id": ALICE.id,
            "public_notes": "revoked",
            "content": copy.content,
            "encryptor_public_key": copy.encryptor_public_key,
            "issuer_auth_public_key": SIGNER.key.hex(),
            "inserter": None,
        }
    ]


@pytest.mark.parametrize(
    ("person", "label"), [(EVE, "copy"), (ALICE, "copy"), (CHARLIE, "passport"), (CHARLIE, "nothing")]
)
def test_what_does_not_exist_and_what_is_not_shared_look_the_same(
    world: World, person: Person, label: str
) -> None:
    """S20"""
    with refused(Refusal.CREDENTIAL_NOT_READABLE):
        world.read(person, "get_credential_shared", uid(label))
    if person is not ALICE:
        with refused(Refusal.CREDENTIAL_NOT_READABLE):
            world.read(person, "get_credential_attestation", uid(label))


def test_a_revoked_grantee_reads_no_more(world: World) -> None:
    world.share(ALICE, "passport", "unlocked", CHARLIE.caller)
    world.run(ALICE, "revoke_access_grant", grant_id(CHARLIE.caller, "unlocked"))
    with refused(Refusal.CREDENTIAL_NOT_READABLE):
        world.read(CHARLIE, "get_credential_shared", uid("unlocked"))


def test_the_notes_of_an_orphan_are_empty_not_null(world: World) -> None:
    """S8"""
    world.run(ALICE, "remove_credential", uid("passport"))
    (row,) = world.read(CHARLIE, "get_credential_shared", uid("copy"))
    assert row["public_notes"] == ""
    (own,) = world.read(ALICE, "get_credentials")
    assert own["original_id"] is None


# --- Lists for grantees


def test_a_grantee_lists_what_one_user_shared(world: World) -> None:
    world.run(ALICE, "add_credential", uid("diploma"), *bundle(MALLORY, "diploma"))
    world.share(ALICE, "diploma", "copy 2", CHARLIE.caller)
    copy = issue(SIGNER, "copy", "")
    rows = world.read(CHARLIE, "get_credentials_shared_by_user", ALICE.id, None)
    assert [row["id"] for row in rows] == [uid("copy"), uid("copy 2")]
    assert rows[0] == {
        "id": uid("copy"),
        "user_id": ALICE.id,
        "public_notes": issue(NEOBANK, "passport").public_notes,
        "encryptor_public_key": copy.encryptor_public_key,
        "issuer_auth_public_key": SIGNER.key.hex(),
        "inserter": None,
        "original_id": uid("passport"),
    }


@pytest.mark.parametrize(("issuer", "found"), [(NEOBANK, ["copy"]), (MALLORY, ["copy 2"]), (ACME, [])])
def test_the_list_is_filtered_by_the_issuer_of_the_original(
    world: World, issuer: Person, found: list[str]
) -> None:
    world.run(ALICE, "add_credential", uid("diploma"), *bundle(MALLORY, "diploma"))
    world.share(ALICE, "diploma", "copy 2", CHARLIE.caller)
    rows = world.read(CHARLIE, "get_credentials_shared_by_user", ALICE.id, issuer.key.hex())
    assert [row["id"] for row in rows] == [uid(label) for label in found]


def test_a_copy_with_two_grants_is_listed_once(world: World) -> None:
    world.run(EVE, "create_ag_by_dag_for_copy", *offering(ALICE, CHARLIE.caller, "copy", START + 2 * DAY))
    assert len(world.read(CHARLIE, "get_credentials_shared_by_user", ALICE.id, None)) == 1


@pytest.mark.parametrize(("person", "user"), [(EVE, ALICE), (ALICE, ALICE), (CHARLIE, NEAR_ALICE)])
def test_nothing_is_listed_that_was_not_shared_with_the_caller(
    world: World, person: Person, user: Person
) -> None:
    assert world.read(person, "get_credentials_shared_by_user", user.id, None) == []


def test_orphans_are_not_listed(world: World) -> None:
    world.run(ALICE, "remove_credential", uid("passport"))
    assert world.read(CHARLIE, "get_credentials_shared_by_user", ALICE.id, None) == []


def test_a_sibling_is_the_first_credential_with_the_same_content(world: World) -> None:
    world.share(ALICE, "passport", "later", CHARLIE.caller)
    assert world.read(CHARLIE, "get_sibling_credential_id", HASH) == [{"id": uid("copy")}]
    assert world.read(CHARLIE, "get_sibling_credential_id", "unknown") == []
    assert world.read(EVE, "get_sibling_credential_id", HASH) == []


def test_an_inserter_asks_whether_a_credential_exists(world: World) -> None:
    assert world.read(ACME, "credential_exist_as_inserter", uid("copy")) == [{"credential_exist": True}]
    assert world.read(ACME, "credential_exist_as_inserter", uid("nothing")) == [{"credential_exist": False}]
    with refused(Refusal.UNAUTHORIZED_INSERTER):
        world.read(EVE, "credential_exist_as_inserter", uid("copy"))


@pytest.mark.parametrize(
    ("person", "label"), [(ALICE, "passport"), (NEOBANK, "passport"), (CHARLIE, "copy"), (SIGNER, "copy")]
)
def test_the_fee_is_told_to_owner_grantee_and_issuer(world: World, person: Person, label: str) -> None:
    assert world.read(person, "get_issuer_fee", uid(label)) == [{"issuer_fee": Decimal(0)}]


@pytest.mark.parametrize(("person", "label"), [(EVE, "copy"), (CHARLIE, "passport"), (ALICE, "nothing")])
def test_the_fee_is_not_told_to_others(world: World, person: Person, label: str) -> None:
    """S20"""
    with refused(Refusal.CREDENTIAL_NOT_FOUND):
        world.read(person, "get_issuer_fee", uid(label))


# --- Attestation


def attestation(world: World, person: Person, label: str) -> dict[str, Any]:
    (row,) = world.read(person, "get_credential_attestation", uid(label))
    return row


def test_a_grantee_can_check_the_notes_against_the_issuers_key(world: World) -> None:
    """S12"""
    row = attestation(world, CHARLIE, "copy")
    assert row["issuer_auth_public_key"] == NEOBANK.key.hex()
    signature = b64decode(row["public_notes_signature"], 64)
    assert ed25519.verify(NEOBANK.key, notes_message(row["public_notes"]), signature)
    assert row["copy_issuer_auth_public_key"] == SIGNER.key.hex()
    assert row["copy_public_notes_signature"] == issue(SIGNER, "copy", "").public_notes_signature
    assert row["broader_signature"] == issue(SIGNER, "copy", "").broader_signature


def test_the_owner_of_an_original_sees_its_own_attestation(world: World) -> None:
    issued = issue(NEOBANK, "passport")
    assert attestation(world, ALICE, "passport") == {
        "id": uid("passport"),
        "user_id": ALICE.id,
        "public_notes": issued.public_notes,
        "public_notes_signature": issued.public_notes_signature,
        "issuer_auth_public_key": NEOBANK.key.hex(),
        "copy_public_notes_signature": issued.public_notes_signature,
        "broader_signature": issued.broader_signature,
        "copy_issuer_auth_public_key": NEOBANK.key.hex(),
    }


def test_nothing_is_attested_of_notes_that_were_edited_or_lost(world: World) -> None:
    world.run(NEOBANK, "edit_public_notes_as_issuer", "vc passport", "revoked")
    row = attestation(world, CHARLIE, "copy")
    assert (row["public_notes"], row["public_notes_signature"]) == ("revoked", "")
    world.run(ALICE, "remove_credential", uid("passport"))
    row = attestation(world, CHARLIE, "copy")
    assert (row["public_notes"], row["public_notes_signature"], row["issuer_auth_public_key"]) == ("", "", "")
    assert row["copy_issuer_auth_public_key"] == SIGNER.key.hex()
