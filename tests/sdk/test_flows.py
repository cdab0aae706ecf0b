"""The official SDK's recorded conversations: which actions, in which order, with which arguments."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from idos import (
    AccessGrantOffer,
    Denied,
    Issuer,
    LocalEnclave,
    NewProfile,
    ServerKey,
    SignedOffer,
    SignedWriteGrant,
    WalletProof,
    WriteGrant,
)
from idos.crypto import box
from idos.crypto.encoding import b64decode, b64encode
from idos.crypto.hashes import content_hash
from idos.sdk import issuer as issuer_module
from idos.sdk.attestation import sign_content
from idos.sdk.records import Grantee
from tests.crypto.recorded import vectors
from tests.people import agrees
from tests.sdk.scripted import URL, ScriptedNode, person, rows

FLOWS: dict[str, dict[str, Any]] = vectors("sdk")["flows"]
SIGNING = vectors("sdk")["credential_signing"]
DWG = SIGNING["issuer_dwg"]
USER_ID = UUID("9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11")
CREDENTIAL_ID = UUID("11111111-1111-4111-8111-111111111111")
WALLET_ID = UUID("33333333-3333-4333-8333-333333333333")
SECRET = bytes(range(1, 33))
PLAINTEXT = DWG["plaintext"].encode()
GRANT = WriteGrant(
    owner=DWG["inputs"]["dwg_owner"],
    grantee=DWG["inputs"]["dwg_grantee"],
    issuer_public_key=DWG["inputs"]["dwg_issuer_public_key"],
    id=UUID(DWG["inputs"]["dwg_id"]),
    access_grant_timelock=DWG["inputs"]["dwg_access_grant_timelock"],
    not_usable_before=DWG["inputs"]["dwg_not_before"],
    not_usable_after=DWG["inputs"]["dwg_not_after"],
)


def owned(plaintext: bytes) -> dict[str, Any]:
    sealed = box.seal(plaintext, box.public_key(SECRET))
    return {
        "id": str(CREDENTIAL_ID),
        "user_id": str(USER_ID),
        "public_notes": "",
        "content": b64encode(sealed.content),
        "encryptor_public_key": b64encode(sealed.encryptor_public_key),
        "issuer_auth_public_key": SIGNING["issuer_auth_public_key_hex"],
        "inserter": None,
    }


LISTED = {
    "id": str(CREDENTIAL_ID),
    "user_id": str(USER_ID),
    "public_notes": '{"id":"x","level":"basic"}',
    "issuer_auth_public_key": "k",
    "inserter": None,
    "original_id": None,
}


def nodes(flow: str) -> list[dict[str, Any]]:
    """The recorded conversation with the node."""
    recorded: list[dict[str, Any]] = FLOWS[flow]["node"]
    return recorded


def test_sharing_sends_what_the_official_client_sends_and_reads_the_credential_once() -> None:
    recorded = nodes("LoggedIn.requestAccessGrant")
    node = ScriptedNode(get_credential_owned=rows(owned(PLAINTEXT)))
    alice = person(node, enclave=LocalEnclave(SECRET))
    grantee_secret = box.generate_secret_key()
    shared = alice.share(CREDENTIAL_ID, Grantee("c0ffee", box.public_key(grantee_secret)), consent=agrees)
    read, share = node.actions
    assert read == recorded[0] == recorded[1], "the official client fetches it twice"
    ours, theirs = share["inputs"][0], recorded[2]["inputs"][0]
    assert {**share, "inputs": None} == {**recorded[2], "inputs": None}
    drawn = {0, 3, 4, 5, 7, 8}  # id, signatures, ciphertext and keys are drawn afresh
    assert [value for place, value in enumerate(ours) if place not in drawn] == [
        value for place, value in enumerate(theirs) if place not in drawn
    ]
    assert UUID(ours[0]) == shared.copy_id
    sealed = b64decode(ours[5], 1 << 16)
    assert box.open_sealed(sealed, b64decode(ours[7], 32), grantee_secret) == PLAINTEXT


def test_the_hash_of_a_content_takes_one_read() -> None:
    node = ScriptedNode(get_credential_owned=rows(owned(PLAINTEXT)))
    assert (
        person(node, enclave=LocalEnclave(SECRET)).content_hash(CREDENTIAL_ID)
        == DWG["inputs"]["content_hash"]
    )
    assert node.actions == nodes("LoggedIn.getCredentialContentSha256Hash")


def test_finding_credentials_reads_only_those_that_the_public_filters_leave() -> None:
    other = {**LISTED, "id": "22222222-2222-4222-8222-222222222222", "issuer_auth_public_key": "another"}
    node = ScriptedNode(
        get_credentials=rows(LISTED, other),
        get_credential_owned=rows(owned(b'{"credentialSubject":{"n":"CZ"}}')),
    )
    alice = person(node, enclave=LocalEnclave(SECRET))
    wanted = {"pick": {"credentialSubject.n": ["CZ"]}}
    assert [info.id for info in alice.find_credentials(["k"], content=wanted)] == [CREDENTIAL_ID]
    assert node.actions == nodes("LoggedIn.filterCredentials")


def test_grants_are_counted_for_the_person_that_was_asked_about() -> None:
    node = ScriptedNode(get_access_grants_granted=rows(), get_access_grants_granted_count=rows({"count": 0}))
    assert person(node).grants_received(USER_ID, page=1, size=10).total == 0
    listed, counted = nodes("LoggedIn.getGrants")
    assert node.actions == [listed, {**counted, "inputs": [str(USER_ID)]}], "the official client counts all"


def test_removing_a_wallet() -> None:
    wallet = {
        "id": str(WALLET_ID),
        "user_id": str(USER_ID),
        "address": "0x",
        "public_key": None,
        "wallet_type": "EVM",
        "message": None,
        "signature": None,
        "inserter": None,
    }
    node = ScriptedNode(get_wallets=rows(wallet))
    person(node).remove_wallet(WALLET_ID)
    assert node.actions == nodes("LoggedIn.removeWallet")


def test_the_text_of_a_write_grant_is_asked_for() -> None:
    node = ScriptedNode(dwg_message=rows({"message": GRANT.text()}))
    person(node).sign_write_grant(GRANT)
    assert node.actions == nodes("requestDWGMessage")


def test_the_text_of_an_offer_is_asked_for() -> None:
    offer = AccessGrantOffer(GRANT.owner, "c0ffee", CREDENTIAL_ID, 0, DWG["inputs"]["content_hash"])
    node = ScriptedNode(dag_message=rows({"message": offer.text()}))
    person(node).sign_offer(offer)
    assert node.actions == nodes("requestDAGMessage")


def issuer(node: ScriptedNode) -> Issuer:
    return Issuer(
        URL,
        ServerKey(bytes.fromhex(SIGNING["issuer_seed_hex"])),
        bytes.fromhex(DWG["issuer_encryption_secret_hex"]),
        transport=node,
    )


def test_creating_a_profile_takes_two_transactions() -> None:
    node = ScriptedNode()
    proof = WalletProof("EVM", "0xBf847E2565E7767232C18B5723e957053275B28F", None, "m", "0x00")
    key = b64decode("VxR2nRFr92Q2rnS8eT0sMK0ZA8WaxSc4BcfiaYtBDDY=", 32)
    issuer(node).create_profile(NewProfile(USER_ID, key, proof, WALLET_ID))
    assert node.actions == nodes("Issuer.createUser")


def test_creating_a_grant_of_an_offer_reads_the_issuers_own_copy_first() -> None:
    recorded = nodes("Issuer.createAccessGrantFromDAG")
    own = owned(PLAINTEXT)
    sealed = box.seal(PLAINTEXT, b64decode(DWG["issuer_encryption_public_b64"], 32))
    own |= {
        "content": b64encode(sealed.content),
        "encryptor_public_key": b64encode(sealed.encryptor_public_key),
    }
    node = ScriptedNode(
        get_sibling_credential_id=rows({"id": str(CREDENTIAL_ID)}), get_credential_shared=rows(own)
    )
    offer = AccessGrantOffer("0xBf", "c0ffee", CREDENTIAL_ID, 0, DWG["inputs"]["content_hash"])
    issuer(node).create_grant(SignedOffer(offer, "0x00"))
    assert node.actions == recorded


def test_logging_in_reads_the_profile() -> None:
    row = {
        "id": str(USER_ID),
        "recipient_encryption_public_key": "VxR2nRFr92Q2rnS8eT0sMK0ZA8WaxSc4BcfiaYtBDDY=",
        "encryption_password_store": "user",
    }
    node = ScriptedNode(has_profile=rows({"has_profile": True}), get_user=rows(row))
    alice = person(node)
    alice.has_profile("0xBf847E2565E7767232C18B5723e957053275B28F")
    alice.profile()
    assert node.actions == nodes("WithUserSigner.logIn")


# What is signed, with the randomness of the recording


def test_a_credential_by_write_grant_is_byte_for_byte_the_official_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = iter(
        bytes.fromhex(DWG[name])
        for name in (
            "original_ephemeral_secret_hex",
            "original_nonce_hex",
            "copy_ephemeral_secret_hex",
            "copy_nonce_hex",
        )
    )
    recorded_box = SimpleNamespace(
        seal=lambda plaintext, key: box.seal(plaintext, key, random=lambda _: next(drawn)),
        public_key=box.public_key,
    )
    monkeypatch.setattr(issuer_module, "box", recorded_box)
    node = ScriptedNode()
    inputs = DWG["inputs"]
    issuer(node).issue(
        SignedWriteGrant(GRANT, inputs["dwg_signature"]),
        PLAINTEXT,
        inputs["original_public_notes"],
        bytes.fromhex(DWG["user_public_hex"]),
        original_id=UUID(inputs["original_credential_id"]),
        copy_id=UUID(inputs["copy_credential_id"]),
    )
    (flow,) = node.actions
    assert flow["action"] == DWG["action"]
    assert flow["inputs"] == [list(inputs.values())]


@pytest.mark.parametrize("name", ["client_share_copy", "client_with_notes"])
def test_signatures_over_content_and_notes_are_the_official_ones(name: str) -> None:
    case = SIGNING[name]
    out = case["out"]
    sealed = box.Sealed(b64decode(out["content"], 1 << 12), b64decode(out["encryptor_public_key"], 32))
    key = ServerKey(bytes.fromhex(case["ephemeral_auth_seed_hex"]))
    signed = sign_content(sealed, out["public_notes"], key)
    assert {name: getattr(signed, name) for name in out if name != "user_id"} == {
        name: value for name, value in out.items() if name != "user_id"
    }


def test_an_offer_for_other_content_is_not_passed_on() -> None:
    sealed = box.seal(b"something else", b64decode(DWG["issuer_encryption_public_b64"], 32))
    own = owned(b"") | {
        "content": b64encode(sealed.content),
        "encryptor_public_key": b64encode(sealed.encryptor_public_key),
    }
    node = ScriptedNode(
        get_sibling_credential_id=rows({"id": str(CREDENTIAL_ID)}), get_credential_shared=rows(own)
    )
    offer = AccessGrantOffer("0xBf", "c0ffee", CREDENTIAL_ID, 0, content_hash(PLAINTEXT))
    with pytest.raises(Denied) as caught:
        issuer(node).create_grant(SignedOffer(offer, "0x00"))
    assert caught.value.code == "content_hash_mismatch"
    assert "user.broadcast" not in node.methods
