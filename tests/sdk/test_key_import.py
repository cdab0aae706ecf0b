"""Secrets as other programs write them become the wallets that those programs know."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from base58 import b58encode
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey
from stellar_sdk import Keypair
from xrpl import CryptoAlgorithm
from xrpl.core.keypairs import generate_seed
from xrpl.wallet import Wallet

from idos import ServerKey
from idos.crypto import box
from idos.errors import Invalid
from idos.sdk.key_import import import_keys
from idos.sdk.keystore import SECRETS, KeyKind
from idos.sdk.w3c import IssuerKey
from tests.crypto.recorded import vectors

WORDS = "test test test test test test test test test test test junk"
SEED = bytes(range(32))
PUBLIC = bytes(SigningKey(SEED).verify_key)
OTHER = bytes(range(100, 132))
FACESIGN = vectors("sdk")["facesign"]
Account.enable_unaudited_hdwallet_features()
STELLAR = Keypair.from_raw_ed25519_seed(OTHER)
XRPL = Wallet.from_seed(generate_seed(SEED[:16].hex(), CryptoAlgorithm.ED25519))
XRPL_SECP256K1 = generate_seed(SEED[:16].hex(), CryptoAlgorithm.SECP256K1)
EVM = Account.from_mnemonic(WORDS)


@pytest.mark.parametrize(
    ("kind", "text", "address"),
    [
        (KeyKind.EVM, EVM.key.hex(), EVM.address),
        (KeyKind.EVM, f"0x{EVM.key.hex().removeprefix('0x')}", EVM.address),
        (KeyKind.EVM, WORDS, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        (KeyKind.NEAR, "ed25519:" + b58encode(SEED + PUBLIC).decode(), PUBLIC.hex()),
        (KeyKind.NEAR, SEED.hex(), PUBLIC.hex()),
        (KeyKind.XRPL, XRPL.seed, XRPL.address),
        (KeyKind.XRPL, XRPL.private_key, XRPL.address),
        (KeyKind.STELLAR, STELLAR.secret, STELLAR.public_key),
        (KeyKind.STELLAR, STELLAR.raw_secret_key().hex(), STELLAR.public_key),
        (KeyKind.FACESIGN, FACESIGN["mnemonic"], FACESIGN["public_key_hex"]),
        (
            KeyKind.FACESIGN,
            FACESIGN["ed25519_seed_hex"] + FACESIGN["public_key_hex"],
            FACESIGN["public_key_hex"],
        ),
        (KeyKind.FACESIGN, f"  {base64.b64encode(SEED).decode()} \r", PUBLIC.hex()),
    ],
)
def test_a_wallet_is_the_one_that_others_know_by_this_secret(kind: KeyKind, text: str, address: str) -> None:
    keys = import_keys(kind, [text])
    assert (keys.kind, keys.card.address) == (kind, address)


@pytest.mark.parametrize(
    "text",
    [
        WORDS.replace(" ", "  "),
        WORDS.replace(" ", "\t"),
        WORDS.replace(" ", "\r\n"),
        WORDS.replace(" ", "\xa0"),
        WORDS.replace(" ", "\u3000"),
        WORDS.replace(" ", ", "),
        WORDS.title(),
        WORDS.upper(),
        f'  "{WORDS}" ',
        f"\u201c{WORDS}\u201d",
        "\ufeff" + WORDS + "\n",
        " ".join(f"{number}. {word}" for number, word in enumerate(WORDS.split(), 1)),
        "".join(chr(ord(letter) + 0xFEE0) if letter != " " else " " for letter in WORDS),
        EVM.key.hex().removeprefix("0x").upper(),
        "0X" + EVM.key.hex().removeprefix("0x"),
        "\u200b" + EVM.key.hex(),
        f"'{EVM.key.hex()}'",
        " ".join(re.findall("....", EVM.key.hex().removeprefix("0x"))),
        base64.urlsafe_b64encode(EVM.key).decode().rstrip("="),
    ],
)
def test_an_account_is_the_same_however_its_secret_was_copied(text: str) -> None:
    assert import_keys(KeyKind.EVM, [text]).card.address == EVM.address


@pytest.mark.parametrize(
    "text",
    [
        "ed25519:" + b58encode(SEED).decode(),
        "ED25519:" + b58encode(SEED + PUBLIC).decode(),
        f' "ed25519:{b58encode(SEED).decode()}" ',
        base64.urlsafe_b64encode(SEED + PUBLIC).decode().rstrip("="),
    ],
)
def test_a_near_account_is_the_same_with_and_without_its_public_key(text: str) -> None:
    assert import_keys(KeyKind.NEAR, [text]).card.address == PUBLIC.hex()


def test_a_stellar_secret_may_be_in_small_letters() -> None:
    assert import_keys(KeyKind.STELLAR, [STELLAR.secret.lower()]).card.address == STELLAR.public_key


@pytest.mark.parametrize("signing_key", [SEED, SEED + PUBLIC])
def test_a_server_s_secrets_are_its_own(signing_key: bytes) -> None:
    keys = import_keys(KeyKind.SERVER, [signing_key.hex(), base64.b64encode(OTHER).decode()])
    assert keys.server.identifier == ServerKey(SEED).identifier
    assert keys.card.encryption_public_key == box.public_key(OTHER)


def test_an_issuer_has_one_more() -> None:
    texts = [SEED.hex(), OTHER.hex(), base64.b64encode(SEED + PUBLIC).decode()]
    keys = import_keys(KeyKind.ISSUER, texts, "https://bank.example")
    assert keys.card.credential_key == IssuerKey.of_issuer("https://bank.example", SEED).document()


@pytest.mark.parametrize(
    ("kind", "texts", "message"),
    [
        (KeyKind.EVM, [], "needed, one on a line: the private key"),
        (KeyKind.SERVER, [SEED.hex()], "needed, one on a line: the signing key, the encryption key"),
        (KeyKind.EVM, [""], "the private key: a secret has 32 bytes"),
        (KeyKind.EVM, ["00" * 32], "the private key: a secp256k1 secret is a number"),
        (KeyKind.EVM, [(SEED + PUBLIC).hex()], "the private key: a secret has 32 bytes"),
        (KeyKind.EVM, [WORDS.replace("junk", "test")], "the private key: not a BIP-39 mnemonic"),
        (KeyKind.NEAR, [WORDS], "the private key: not 32 bytes in hex or base64"),
        (
            KeyKind.NEAR,
            ["secp256k1:" + b58encode(SEED + PUBLIC).decode()],
            "the private key: a NEAR secret key",
        ),
        (
            KeyKind.NEAR,
            ["ed25519:" + b58encode(SEED + OTHER).decode()],
            "the private key: this is not a NEAR",
        ),
        (KeyKind.NEAR, ["ed25519:" + b58encode(SEED[1:]).decode()], "the private key: this is not a NEAR"),
        (
            KeyKind.XRPL,
            [XRPL_SECP256K1],
            "the private key: not an Ed25519 seed of XRPL",
        ),
        (KeyKind.XRPL, ["00" + SEED.hex()], "the private key: of XRPL, only Ed25519 keys"),
        (KeyKind.XRPL, [SEED.hex()], "the private key: of XRPL, only Ed25519 keys"),
        (KeyKind.STELLAR, [STELLAR.public_key], "the private key: not a StrKey of this kind"),
        (KeyKind.FACESIGN, [(SEED + OTHER).hex()], "the private key: an Ed25519 key is its seed"),
        (KeyKind.FACESIGN, [SEED[:31].hex()], "the private key: an Ed25519 seed has 32 bytes"),
        (KeyKind.SERVER, [SEED.hex(), (SEED + PUBLIC).hex()], "the encryption key: a secret has 32 bytes"),
        (KeyKind.SERVER, [SEED.hex(), "AAA="], "the encryption key: "),
    ],
)
def test_what_is_no_such_secret_is_named_and_not_repeated(kind: KeyKind, texts: Any, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        import_keys(kind, texts)
    assert caught.value.code == "bad_key"
    assert caught.value.message.startswith(message)
    assert not any(text and text in caught.value.message for text in texts)


@given(kind=st.sampled_from(KeyKind), text=st.text(max_size=200))
def test_noise_is_refused(kind: KeyKind, text: str) -> None:
    with pytest.raises(Invalid):
        import_keys(
            kind, [text] * len(SECRETS[kind]), "https://a.example" if kind is KeyKind.ISSUER else None
        )
