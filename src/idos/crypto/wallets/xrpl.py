"""XRPL wallets: classic addresses, with Ed25519 or secp256k1 keys.

Inside this package a key has 32 bytes when it is an Ed25519 key and 33 when it is a compressed secp256k1 key.
XRPL writes both with 33 bytes: ``ED`` and the key, or the compressed key as it is.
"""

from __future__ import annotations

import re

import base58

from idos.crypto import ed25519, secp256k1
from idos.crypto.encoding import hexdecode
from idos.crypto.hashes import hash160, sha512_half
from idos.crypto.wallets.kind import SenderForm, WalletKind
from idos.errors import Invalid

KEY_SIZE = 33

_ED25519 = b"\xed"
_SECP256K1 = b"\x00"
_ACCOUNT_VERSION = b"\x00"
_ED25519_SEED_VERSION = b"\x01\xe1\x4b"  # makes the text start with sEd
_SEED_SIZE = 16


def parse(text: str) -> bytes:
    """The key bytes of a public key in hex: ``ED`` and 64 digits, or ``02``/``03`` and 64 digits."""
    return parse_bytes(hexdecode(text, KEY_SIZE))


def parse_bytes(data: bytes) -> bytes:
    """As :func:`parse`, from the 33 bytes that the hex stands for."""
    if len(data) == KEY_SIZE and data[:1] == _ED25519:
        return data[1:]
    if len(data) == KEY_SIZE and data[:1] in (b"\x02", b"\x03"):
        return data
    raise Invalid("an XRPL public key is 33 bytes and starts with ED, 02 or 03")


def key_text(key: bytes) -> str:
    """The public key as XRPL writes it: 66 upper-case hex digits."""
    return _prefixed(key).hex().upper()


def classic_address(key: bytes) -> str:
    """The classic ``r…`` address of a key."""
    payload = _ACCOUNT_VERSION + hash160(_prefixed(key))
    return base58.b58encode_check(payload, alphabet=base58.RIPPLE_ALPHABET).decode("ascii")


def binds(address: str, key: bytes) -> bool:
    """Whether the address is that of this key; regular keys, which only the ledger knows, do not count."""
    return classic_address(key) == address


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key signed: Ed25519 over the message, or strict-DER ECDSA over its SHA-512-half."""
    if len(key) == ed25519.PUBLIC_KEY_SIZE:
        return ed25519.verify(key, message, signature)
    return secp256k1.verify_der(key, sha512_half(message), signature)


def private_key_from_seed(seed: str) -> bytes:
    """The private key of an Ed25519 family seed (``sEd…``): ``ED`` and 32 bytes. Raises ``Invalid``."""
    try:
        data = base58.b58decode_check(seed, alphabet=base58.RIPPLE_ALPHABET)
    except ValueError:
        raise Invalid("not an XRPL seed") from None
    entropy = data.removeprefix(_ED25519_SEED_VERSION)
    if len(entropy) != _SEED_SIZE or not data.startswith(_ED25519_SEED_VERSION):
        raise Invalid("not an Ed25519 seed of XRPL")
    return _ED25519 + sha512_half(entropy)


def public_key(private_key: bytes) -> bytes:
    """The key bytes of a private key: ``ED`` and an Ed25519 seed, or ``00`` and a secp256k1 secret."""
    secret, is_ed25519 = _secret(private_key)
    return ed25519.public_key(secret) if is_ed25519 else secp256k1.public_key(secret)


def sign(private_key: bytes, message: bytes) -> bytes:
    """Sign as :func:`verify` expects it."""
    secret, is_ed25519 = _secret(private_key)
    if is_ed25519:
        return ed25519.sign(secret, message)
    return secp256k1.sign_der(secret, sha512_half(message))


def _secret(private_key: bytes) -> tuple[bytes, bool]:
    if private_key[:1] not in (_ED25519, _SECP256K1):
        raise Invalid("an XRPL private key is 33 bytes and starts with ED or 00")
    return private_key[1:], private_key[:1] == _ED25519


def _prefixed(key: bytes) -> bytes:
    return _ED25519 + key if len(key) == ed25519.PUBLIC_KEY_SIZE else key


KIND = WalletKind(
    name="XRPL",
    parse=parse,
    binds=binds,
    verify=verify,
    form=re.compile(r"r[1-9A-HJ-NP-Za-km-z]{24,34}"),
    texts=lambda key: (classic_address(key), key_text(key)),
    sender=SenderForm(KEY_SIZE, parse_bytes, classic_address),
    signature_types={"xrpl": verify},
)
