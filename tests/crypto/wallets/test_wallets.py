"""The table of wallet kinds: recorded proofs, what breaks them, and whatever else may arrive."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.crypto import ed25519
from idos.crypto.wallets import (
    MAX_IDENTIFIER_CHARS,
    MAX_MESSAGE_BYTES,
    WALLET_TYPES,
    evm,
    is_wallet_valid,
    near,
    stellar,
    verify_message,
    wallet_identity,
    wallet_key,
    xrpl,
)
from tests.crypto.recorded import vectors

RECORDED: list[dict[str, Any]] = vectors("wallets")["wallets"]
GRANTS: list[dict[str, Any]] = vectors("wallets")["dwg"] + vectors("wallets")["dag"]
OTHER_KEYS = {
    "NEAR": near.key_text(ed25519.public_key(bytes(32))),
    "XRPL": "ED" + ed25519.public_key(bytes(32)).hex(),
    "Stellar": ed25519.public_key(bytes(32)).hex(),
    "FaceSign": ed25519.public_key(bytes(32)).hex(),
}

each_wallet = pytest.mark.parametrize("wallet", RECORDED, ids=lambda wallet: wallet["label"][:28])


def valid(wallet: dict[str, Any], **changes: str | None) -> bool:
    names = ("address", "public_key", "wallet_type", "message", "signature")
    return is_wallet_valid(**{name: wallet[name] for name in names} | changes)


def test_the_kinds_and_their_names() -> None:
    assert WALLET_TYPES == ("EVM", "NEAR", "XRPL", "Stellar", "FaceSign")


@each_wallet
def test_recorded_proofs_are_valid(wallet: dict[str, Any]) -> None:
    assert valid(wallet)
    assert verify_message(
        wallet["wallet_type"], wallet["address"], wallet["public_key"], wallet["message"], wallet["signature"]
    )


@each_wallet
def test_signatures_come_in_either_case_and_with_0x(wallet: dict[str, Any]) -> None:
    digits = wallet["signature"].removeprefix("0x")
    assert all(
        valid(wallet, signature=text) for text in (digits.lower(), digits.upper(), "0x" + digits.upper())
    )


@each_wallet
def test_any_change_makes_a_proof_invalid(wallet: dict[str, Any]) -> None:
    last = wallet["signature"][-1]
    assert not valid(wallet, message=wallet["message"] + " ")
    assert not valid(wallet, message="")
    assert not valid(wallet, signature=wallet["signature"][:-1] + ("0" if last != "0" else "1"))
    assert not valid(wallet, signature=wallet["signature"] + "00")
    assert not valid(wallet, signature="")
    assert not valid(wallet, wallet_type=wallet["wallet_type"].lower())
    for other in set(WALLET_TYPES) - {wallet["wallet_type"], "FaceSign", "Stellar"}:
        assert not valid(wallet, wallet_type=other)


@each_wallet
def test_a_proof_is_bound_to_key_and_address(wallet: dict[str, Any]) -> None:
    if wallet["wallet_type"] == "EVM":
        assert not valid(wallet, address="0x" + "11" * 20)
        assert valid(wallet, public_key="anything", address=wallet["address"].lower())
        return
    assert not valid(wallet, public_key=None)
    assert not valid(wallet, public_key="")
    assert not valid(wallet, public_key=OTHER_KEYS[wallet["wallet_type"]])
    addresses = {
        "NEAR": "0x" + "11" * 20,
        "XRPL": "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
        "Stellar": stellar.strkey(bytes(32)),
        "FaceSign": "11" * 32,
    }
    assert not valid(wallet, address=addresses[wallet["wallet_type"]])


def test_s7_a_near_wallet_may_not_carry_the_identity_of_another() -> None:
    wallet = RECORDED[1]
    assert valid(wallet, address="bob.near")
    assert valid(wallet, address=wallet["implicit_address"])
    assert not valid(wallet, address=vectors("wallets")["caller_vectors"]["issuer_nacl"]["caller"])
    assert not valid(wallet, address=RECORDED[0]["address_lowercase"])


def test_a_stellar_key_comes_as_hex_or_strkey_and_facesign_in_either_case() -> None:
    raw = next(wallet for wallet in RECORDED if wallet["wallet_type"] == "Stellar")
    assert valid(raw, public_key=raw["public_key_strkey"])
    assert valid(
        RECORDED[7], public_key=RECORDED[7]["public_key"].upper(), address=RECORDED[7]["address"].upper()
    )


@pytest.mark.parametrize(
    "grant", GRANTS, ids=lambda grant: f"{grant['wallet_type']} {grant['message'][11:31]}"
)
def test_recorded_grants_are_signed_by_their_owners(grant: dict[str, Any]) -> None:
    owner = next(w for w in RECORDED if w["wallet_type"] == grant["wallet_type"])
    for message, accepted in ((grant["message"], True), (grant["message"] + "\n", False)):
        signed = verify_message(
            grant["wallet_type"], owner["address"], grant["owner_public_key"], message, grant["signature"]
        )
        assert signed is accepted


@pytest.mark.parametrize("message", ["\ud800", "before\udfffafter"])
def test_a_message_that_is_not_unicode_text_is_refused(message: str) -> None:
    assert not valid(RECORDED[7], message=message)


def test_an_empty_message_proves_nothing() -> None:
    seed = bytes(32)
    key, signature = ed25519.public_key(seed).hex(), ed25519.sign(seed, b"").hex()
    assert verify_message("FaceSign", key, key, "", signature)
    assert not is_wallet_valid(key, key, "FaceSign", "", signature)


def test_sizes_are_bounded_before_anything_is_decoded() -> None:
    seed = bytes(32)
    key = ed25519.public_key(seed).hex()
    for size, accepted in ((MAX_MESSAGE_BYTES, True), (MAX_MESSAGE_BYTES + 1, False)):
        message = "m" * size
        signature = ed25519.sign(seed, message.encode()).hex()
        assert is_wallet_valid(key, key, "FaceSign", message, signature) is accepted
    wide = "é" * (MAX_MESSAGE_BYTES // 2 + 1)
    assert not is_wallet_valid(key, key, "FaceSign", wide, ed25519.sign(seed, wide.encode()).hex())
    assert not verify_message("FaceSign", "", key, "m", "00" * 10_000_000)
    proof = RECORDED[0]
    assert valid(proof, public_key="x" * MAX_IDENTIFIER_CHARS)
    assert not valid(proof, public_key="x" * (MAX_IDENTIFIER_CHARS + 1))
    assert not valid(RECORDED[7], address="0" * 10_000_000)


ugly = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=string.hexdigits, max_size=140),
    st.text(alphabet=st.characters(categories=["Cs"]), max_size=3),
    st.sampled_from(
        ["", "\0", "0x", "ed25519:", "0x" + "0" * 40, "0" * 64, "ED" + "0" * 64, "02" + "f" * 64, "é" * 64]
    ),
    st.binary(max_size=70).map(bytes.hex),
)
recorded_fields = {
    name: st.sampled_from([wallet[name] for wallet in RECORDED])
    for name in ("address", "message", "signature")
}


@given(
    address=ugly | recorded_fields["address"],
    public_key=st.none() | ugly | st.sampled_from([wallet["public_key"] for wallet in RECORDED]),
    wallet_type=st.sampled_from(WALLET_TYPES) | ugly,
    message=ugly | recorded_fields["message"],
    signature=ugly,
)
def test_nothing_makes_a_verifier_raise(
    address: str, public_key: str | None, wallet_type: str, message: str, signature: str
) -> None:
    assert not is_wallet_valid(address, public_key, wallet_type, message, signature)
    assert not verify_message(wallet_type, address, public_key, message, signature)
    assert isinstance(wallet_key(wallet_type, address, public_key), str | None)
    assert wallet_identity(wallet_identity(address)) == wallet_identity(address)


@given(cut=st.integers(0, 400), tail=st.binary(max_size=8), kind=st.sampled_from(RECORDED))
def test_cut_and_continued_proofs_are_refused(cut: int, tail: bytes, kind: dict[str, Any]) -> None:
    signature = kind["signature"].removeprefix("0x")
    altered = signature[: 2 * cut] + tail.hex()
    if altered.lower() != signature.lower():
        assert not valid(kind, signature=altered)


def test_one_key_has_one_name_however_it_is_written() -> None:
    key = ed25519.public_key(bytes(32))
    name = f"ed25519/{key.hex()}"
    assert wallet_key("NEAR", "bob.near", near.key_text(key)) == name
    assert (
        wallet_key("XRPL", "", xrpl.key_text(key))
        == wallet_key("XRPL", "", xrpl.key_text(key).lower())
        == name
    )
    assert wallet_key("Stellar", "", key.hex()) == wallet_key("Stellar", "", stellar.strkey(key)) == name
    assert wallet_key("FaceSign", "", key.hex()) == wallet_key("FaceSign", "", key.hex().upper()) == name


def test_the_names_of_other_keys() -> None:
    secp = RECORDED[4]
    assert (
        wallet_key("XRPL", secp["address"], secp["public_key"]) == f"secp256k1/{secp['public_key'].lower()}"
    )
    assert wallet_key("EVM", evm.checksum(bytes(20)), None) is None
    assert wallet_key("EVM", evm.checksum(bytes(20)), "ED" + "0" * 64) is None
    assert wallet_key("NEAR", "bob.near", None) is None
    assert wallet_key("NEAR", "bob.near", "bob") is None
    assert wallet_key("near", "bob.near", near.key_text(bytes(32))) is None


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("0x" + "aB" * 20, "0x" + "ab" * 20),
        ("aB" * 32, "ab" * 32),
        ("0X" + "aB" * 20, "0X" + "aB" * 20),
        ("0x" + "aB" * 21, "0x" + "aB" * 21),
        ("ED" + "aB" * 32, "ED" + "aB" * 32),
        ("rNYuYkzTer8PEZFNpfT7r9D1if9a7N5Qn7", "rNYuYkzTer8PEZFNpfT7r9D1if9a7N5Qn7"),
        ("Alice.NEAR", "Alice.NEAR"),
        ("aB" * 32 + "\n", "aB" * 32 + "\n"),
        ("", ""),
    ],
)
def test_identities_are_compared_without_case_only_where_they_are_hex(text: str, identity: str) -> None:
    assert wallet_identity(text) == identity
