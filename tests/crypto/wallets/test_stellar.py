from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stellar_sdk import Keypair, StrKey

from idos.crypto import ed25519
from idos.crypto.wallets import stellar
from idos.errors import Invalid
from tests.crypto.recorded import vectors

RAW, SEP53 = (wallet for wallet in vectors("wallets")["wallets"] if wallet["wallet_type"] == "Stellar")
SEED = bytes.fromhex(RAW["seed_hex"])
KEY = ed25519.public_key(SEED)

seeds = st.binary(min_size=32, max_size=32)


@given(seed=seeds, message=st.binary(max_size=100))
def test_stellar_sdk_agrees_on_strkeys_and_signatures(seed: bytes, message: bytes) -> None:
    theirs = Keypair.from_raw_ed25519_seed(seed)
    key = ed25519.public_key(seed)
    assert stellar.strkey(key) == theirs.public_key
    assert stellar.parse(theirs.public_key) == stellar.parse(key.hex()) == key
    assert stellar.seed(theirs.secret) == seed
    assert stellar.sign_sep53(seed, message) == theirs.sign_message(message)
    assert stellar.verify(key, message, theirs.sign_message(message))
    assert stellar.verify(key, message, theirs.sign(message))


def test_recorded_secrets_and_digests() -> None:
    assert stellar.seed(RAW["secret_strkey"]) == SEED
    message, signature = SEP53["message"].encode(), bytes.fromhex(SEP53["signature"])
    assert stellar.sign_sep53(SEED, message) == signature
    assert ed25519.verify(KEY, bytes.fromhex(SEP53["sep53_digest_hex"]), signature)


def test_only_verify_takes_bare_signatures() -> None:
    bare = ed25519.sign(SEED, b"m")
    assert stellar.verify(KEY, b"m", bare)
    assert not stellar.verify_sep53(KEY, b"m", bare)
    assert not stellar.verify(KEY, b"n", bare)
    assert not stellar.verify(KEY, b"n", stellar.sign_sep53(SEED, b"m"))


STRKEY = stellar.strkey(KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        STRKEY.lower(),
        STRKEY[:-1],
        STRKEY[:-1] + ("A" if STRKEY[-1] != "A" else "B"),
        "A" + STRKEY[1:],
        StrKey.encode_ed25519_secret_seed(SEED),
        KEY.hex()[:-2],
        "0x" + KEY.hex(),
        "é" * 56,
        "\ud800" * 56,
    ],
)
def test_a_key_is_a_strkey_of_an_account_or_64_digits(text: str) -> None:
    with pytest.raises(Invalid):
        stellar.parse(text)


@pytest.mark.parametrize("text", ["", STRKEY, RAW["secret_strkey"][:-1], "S" * 56])
def test_a_seed_is_a_strkey_of_a_seed(text: str) -> None:
    with pytest.raises(Invalid):
        stellar.seed(text)
