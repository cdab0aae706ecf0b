from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xrpl.constants import CryptoAlgorithm
from xrpl.core import keypairs
from xrpl.core.addresscodec import encode_seed

from idos.crypto.wallets import xrpl
from idos.errors import Invalid
from tests.crypto.recorded import vectors

ALGORITHMS = [CryptoAlgorithm.ED25519, CryptoAlgorithm.SECP256K1]
RECORDED = [wallet for wallet in vectors("wallets")["wallets"] if wallet["wallet_type"] == "XRPL"]

entropies = st.binary(min_size=16, max_size=16)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@given(entropy=entropies, message=st.binary(max_size=100))
def test_xrpl_py_agrees_on_keys_addresses_and_signatures(
    algorithm: CryptoAlgorithm, entropy: bytes, message: bytes
) -> None:
    public, private = keypairs.derive_keypair(encode_seed(entropy, algorithm))
    secret = bytes.fromhex(private)
    key = xrpl.public_key(secret)
    assert xrpl.key_text(key) == public
    assert xrpl.parse(public) == xrpl.parse(public.lower()) == key
    assert xrpl.classic_address(key) == keypairs.derive_classic_address(public)
    assert xrpl.verify(key, message, bytes.fromhex(keypairs.sign(message, private)))
    assert keypairs.is_valid_message(message, xrpl.sign(secret, message), public)


@given(entropies)
def test_family_seeds_give_the_private_keys_of_xrpl_py(entropy: bytes) -> None:
    seed = encode_seed(entropy, CryptoAlgorithm.ED25519)
    assert xrpl.private_key_from_seed(seed).hex().upper() == keypairs.derive_keypair(seed)[1]


@pytest.mark.parametrize("wallet", RECORDED, ids=lambda wallet: wallet["label"][:15])
def test_recorded_wallets_are_reproduced(wallet: dict[str, str]) -> None:
    private_key = bytes.fromhex(wallet["private_key"])
    assert xrpl.key_text(xrpl.public_key(private_key)) == wallet["public_key"]
    assert xrpl.sign(private_key, wallet["message"].encode()).hex().upper() == wallet["signature"]


def test_the_recorded_ed25519_seed() -> None:
    assert xrpl.private_key_from_seed(RECORDED[0]["xrpl_seed"]).hex().upper() == RECORDED[0]["private_key"]


@pytest.mark.parametrize(
    "seed",
    [
        "",
        RECORDED[1]["xrpl_seed"],  # of a secp256k1 account
        RECORDED[0]["xrpl_seed"][:-1],
        RECORDED[0]["address"],
        "0",
        "\ud800",
    ],
)
def test_what_is_no_ed25519_seed_is_refused(seed: str) -> None:
    with pytest.raises(Invalid):
        xrpl.private_key_from_seed(seed)


def test_signatures_of_the_two_algorithms_do_not_mix() -> None:
    ed, ec = (bytes.fromhex(wallet["private_key"]) for wallet in RECORDED)
    assert not xrpl.verify(xrpl.public_key(ed), b"m", xrpl.sign(ec, b"m"))
    assert not xrpl.verify(xrpl.public_key(ec), b"m", xrpl.sign(ed, b"m"))
    assert not xrpl.verify(xrpl.public_key(ed), b"n", xrpl.sign(ed, b"m"))
    assert not xrpl.verify(xrpl.public_key(ec), b"n", xrpl.sign(ec, b"m"))


@pytest.mark.parametrize(
    "text", ["", "ED", "ED" + "0" * 63, "ED" + "0" * 66, "04" + "0" * 64, "0" * 64, "XY" + "0" * 64]
)
def test_a_public_key_starts_with_ed_02_or_03(text: str) -> None:
    with pytest.raises(Invalid):
        xrpl.parse(text)


@pytest.mark.parametrize("private_key", [b"", bytes(32), b"\xed", b"\x01" + bytes(32), b"\xed" + bytes(33)])
def test_a_private_key_starts_with_ed_or_00(private_key: bytes) -> None:
    with pytest.raises(Invalid):
        xrpl.public_key(private_key)
    with pytest.raises(Invalid):
        xrpl.sign(private_key, b"m")
