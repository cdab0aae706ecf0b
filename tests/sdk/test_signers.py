"""Whoever signs: the network's authenticators and wallet checks accept it, and nothing shows the secret."""

from __future__ import annotations

import pickle

import pytest

from idos import Invalid, ServerKey, WalletSigner, facesign_wallet, facesign_wallet_from_mnemonic, near_wallet
from idos.crypto.authenticators import authenticator, identify
from idos.crypto.wallets import is_wallet_valid
from idos.sdk.signers import evm_wallet, stellar_wallet, xrpl_wallet
from tests.crypto.recorded import vectors

SECRET = bytes(range(100, 132))
SIGNERS = {
    "EVM": evm_wallet(SECRET),
    "NEAR": near_wallet(SECRET),
    "NEAR named": near_wallet(SECRET, "alice.near"),
    "XRPL ed25519": xrpl_wallet(b"\xed" + SECRET),
    "XRPL secp256k1": xrpl_wallet(b"\x00" + SECRET),
    "Stellar": stellar_wallet(SECRET),
    "FaceSign": facesign_wallet(SECRET),
}
each_wallet = pytest.mark.parametrize("wallet", SIGNERS.values(), ids=SIGNERS.keys())
each_signer = pytest.mark.parametrize(
    "signer", [*SIGNERS.values(), ServerKey(SECRET)], ids=[*SIGNERS.keys(), "server"]
)


@each_signer
def test_what_a_signer_signs_is_accepted_and_nothing_else(signer: WalletSigner) -> None:
    kind = authenticator(signer.auth_type)
    signature = signer.sign(b"message")
    assert kind.verify(signer.sender, b"message", signature)
    assert not kind.verify(signer.sender, b"another", signature)


@each_wallet
def test_a_proof_shows_whose_the_wallet_is(wallet: WalletSigner) -> None:
    proof = wallet.prove("I belong to this profile. Zoë")
    assert (proof.wallet_type, proof.address, proof.public_key) == (
        wallet.wallet_type,
        wallet.address,
        wallet.public_key,
    )
    values = (proof.address, proof.public_key, proof.wallet_type)
    assert is_wallet_valid(*values, proof.message, proof.signature)
    assert not is_wallet_valid(*values, "another", proof.signature)


@each_wallet
def test_a_wallets_identifier_is_how_the_network_calls_its_holder(wallet: WalletSigner) -> None:
    identity = identify(wallet.auth_type, wallet.sender)
    assert wallet.identifier in {identity.caller, *identity.aliases}


def test_the_identifier_of_a_near_wallet_is_its_key_also_when_its_account_has_a_name() -> None:
    assert SIGNERS["NEAR named"].address == "alice.near"
    assert SIGNERS["NEAR named"].identifier == SIGNERS["NEAR"].identifier


@each_signer
def test_a_secret_is_not_shown_and_not_stored(signer: WalletSigner) -> None:
    shown = f"{signer!r} {signer} {vars(signer)}"
    assert SECRET.hex() not in shown.lower()
    assert repr(SECRET)[2:-1] not in shown
    with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
        pickle.dumps(signer)


def test_two_new_keys_are_different() -> None:
    assert ServerKey.generate().identifier != ServerKey.generate().identifier


def test_a_wallet_from_words_signs_as_the_official_one() -> None:
    case = vectors("sdk")["facesign"]
    wallet = facesign_wallet_from_mnemonic(case["mnemonic"])
    assert wallet.address == wallet.identifier == case["public_key_hex"]
    assert wallet.sign_text(case["message"]) == case["signature_hex"]


@pytest.mark.parametrize("words", ["", "abandon " * 12, "not words at all"])
def test_words_that_are_no_mnemonic(words: str) -> None:
    with pytest.raises(Invalid):
        facesign_wallet_from_mnemonic(words)


@pytest.mark.parametrize(
    "make", [evm_wallet, near_wallet, stellar_wallet, facesign_wallet, xrpl_wallet, ServerKey]
)
@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(34)])
def test_a_secret_of_another_size_is_refused(make, secret: bytes) -> None:  # type: ignore[no-untyped-def]  # six types
    with pytest.raises(Invalid):
        make(secret)
