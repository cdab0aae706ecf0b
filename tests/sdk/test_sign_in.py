"""A person proves a wallet, of whatever kind, to a site that is not of the network."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from idos import Denied, Invalid, WalletProof
from idos.sdk.drivers import Ask
from idos.sdk.sign_in import SignInChallenge, is_proved, is_signed_by, wallet_identity
from idos.sdk.signers import near_wallet
from idos.testing import WALLETS

NOW = 1_800_000_000
PROFILE = UUID("0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9")
each_kind = pytest.mark.parametrize("kind", WALLETS)


def challenge(address: str) -> SignInChallenge:
    return SignInChallenge.fresh(
        origin="https://shop.example:8443",
        name="Shop",
        address=address,
        profile_id=PROFILE,
        now=NOW + 0.5,
        seconds=60,
    )


def refused(asked: SignInChallenge, proof: WalletProof, now: float = NOW) -> str:
    with pytest.raises(Denied) as caught:
        asked.check(proof, now=now)
    return caught.value.code


@each_kind
def test_a_wallet_of_any_kind_is_proved_by_its_own_text_in_time(kind: str) -> None:
    wallet, other = WALLETS[kind](), WALLETS[kind]()
    asked = challenge(wallet.address)
    proof = wallet.prove(asked.text)
    assert is_proved(proof)
    assert asked.check(proof, now=NOW + 59) == wallet_identity(wallet.identifier)
    assert refused(asked, proof, NOW + 60) == "bad_challenge"
    assert refused(challenge(wallet.address), proof) == "bad_challenge", "another nonce"
    assert refused(asked, other.prove(asked.text)) == "bad_challenge", "another address"
    forged = replace(proof, signature=other.prove(asked.text).signature)
    assert refused(asked, forged) == "bad_proof"
    assert not is_proved(forged)


def test_who_shows_a_key_of_their_own_for_anothers_name_gets_an_account_of_their_own() -> None:
    alice, eve = near_wallet(b"\x01" * 32), near_wallet(b"\x02" * 32)
    asked = challenge("alice.near")
    accounts = [
        asked.check(replace(each.prove(asked.text), address="alice.near"), now=NOW) for each in (alice, eve)
    ]
    assert accounts == [alice.identifier, eve.identifier]


@each_kind
def test_a_wallet_that_was_proved_signs_other_texts(kind: str) -> None:
    wallet = WALLETS[kind]()
    proof = wallet.prove("This is me.")
    assert is_signed_by(proof, "I permit it.", wallet.sign_text("I permit it."))
    assert not is_signed_by(proof, "I permit more.", wallet.sign_text("I permit it."))
    assert not is_signed_by(proof, "I permit it.", "")


def test_the_text_is_that_of_the_standard() -> None:
    asked = replace(challenge("0x5950799E4Bb2c73fb7a1282DfdddA6D000ABf607"), nonce="0123456789abcdef")
    assert asked.text == (
        "shop.example:8443 wants you to sign in with your Ethereum account:\n"
        "0x5950799E4Bb2c73fb7a1282DfdddA6D000ABf607\n\n"
        "This shows Shop that the wallet is yours. It costs nothing and moves nothing.\n\n"
        "URI: https://shop.example:8443\nVersion: 1\nChain ID: 1\nNonce: 0123456789abcdef\n"
        "Issued At: 2027-01-15T08:00:00Z\nExpiration Time: 2027-01-15T08:01:00Z\n"
        f"Resources:\n- urn:uuid:{PROFILE}"
    )
    assert "with your wallet:\nrN7n7\n" in challenge("rN7n7").text
    assert "Chain ID" not in challenge("rN7n7").text


@pytest.mark.parametrize("address", ["", "0x1\nURI: https://evil.example", "x" * 257])
def test_an_address_is_one_line(address: str) -> None:
    with pytest.raises(Invalid):
        challenge(address)


def test_a_request_for_no_action_names_none() -> None:
    assert Ask("chain.info").action is None
