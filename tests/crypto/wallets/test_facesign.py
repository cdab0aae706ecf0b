from __future__ import annotations

import pytest

from idos.crypto import ed25519
from idos.crypto.wallets import facesign
from idos.errors import Invalid
from tests.crypto.recorded import vectors

CASE = vectors("sdk")["facesign"]


def test_the_recorded_mnemonic_gives_the_recorded_key_and_signature() -> None:
    seed = facesign.seed_from_mnemonic(CASE["mnemonic"])
    assert seed.hex() == CASE["ed25519_seed_hex"]
    assert ed25519.public_key(seed).hex() == CASE["public_key_hex"]
    assert ed25519.sign(seed, CASE["message"].encode()).hex() == CASE["signature_hex"]


@pytest.mark.parametrize(
    "mnemonic",
    [
        "",
        CASE["mnemonic"].replace("about", "abandon"),  # wrong checksum
        CASE["mnemonic"].replace("about", "idos"),
        CASE["mnemonic"].removesuffix(" about"),
        " ".join([CASE["mnemonic"]] * 30),
        "\ud800",
    ],
)
def test_what_is_no_mnemonic_is_refused_without_being_repeated(mnemonic: str) -> None:
    with pytest.raises(Invalid) as caught:
        facesign.seed_from_mnemonic(mnemonic)
    assert caught.value.message == "not a BIP-39 mnemonic"


@pytest.mark.parametrize("text", ["", "00" * 31, "00" * 33, "0x" + "00" * 32, "zz" * 32])
def test_a_key_is_64_digits(text: str) -> None:
    with pytest.raises(Invalid):
        facesign.parse(text)
