"""Stellar wallets: Ed25519 keys written as StrKeys (SEP-23), and messages signed as SEP-53 says."""

from __future__ import annotations

import base64
import binascii
import re

from idos.crypto import ed25519
from idos.crypto.encoding import hexdecode
from idos.crypto.hashes import sha256
from idos.crypto.wallets.kind import SenderForm, WalletKind, sized
from idos.errors import Invalid

STRKEY_SIZE = 56

_ACCOUNT_VERSION = 6 << 3  # makes the text start with G
_SEED_VERSION = 18 << 3  # S
_PREFIX = b"Stellar Signed Message:\n"


def parse(text: str) -> bytes:
    """The 32 key bytes of 64 hex digits or a ``G…`` StrKey."""
    if len(text) == STRKEY_SIZE:
        return _decode(text, _ACCOUNT_VERSION)
    key = hexdecode(text, ed25519.PUBLIC_KEY_SIZE)
    if len(key) != ed25519.PUBLIC_KEY_SIZE:
        raise Invalid("a Stellar key is a StrKey or 64 hex digits")
    return key


def strkey(key: bytes) -> str:
    """The ``G…`` account of a key."""
    return _encode(key, _ACCOUNT_VERSION)


def binds(address: str, key: bytes) -> bool:
    """Whether the address is the account of this key."""
    return strkey(key) == address


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key signed the message: as SEP-53, or its bare bytes as the official SDK does."""
    return verify_sep53(key, message, signature) or ed25519.verify(key, message, signature)


def verify_sep53(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key signed the message as SEP-53 says, and in no other way."""
    return ed25519.verify(key, _sep53_digest(message), signature)


def sign_sep53(seed: bytes, message: bytes) -> bytes:
    """Sign as SEP-53 says."""
    return ed25519.sign(seed, _sep53_digest(message))


def seed(secret: str) -> bytes:
    """The 32-byte Ed25519 seed of an ``S…`` StrKey. Raises ``Invalid``."""
    return _decode(secret, _SEED_VERSION)


def _sep53_digest(message: bytes) -> bytes:
    return sha256(_PREFIX + message)


def _encode(key: bytes, version: int) -> str:
    body = bytes([version]) + key
    return base64.b32encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "little")).decode("ascii")


def _decode(text: str, version: int) -> bytes:
    try:
        key = base64.b32decode(text)[1:-2] if len(text) == STRKEY_SIZE else b""
    except ValueError:
        raise Invalid("not a StrKey") from None
    if _encode(key, version) != text:
        raise Invalid("not a StrKey of this kind")
    return key


def _sender_key(sender: bytes) -> bytes:
    return parse(sized(sender, STRKEY_SIZE).decode("ascii", "replace"))


KIND = WalletKind(
    name="Stellar",
    parse=parse,
    binds=binds,
    verify=verify,
    form=re.compile(r"G[A-Z2-7]{55}"),
    texts=lambda key: (strkey(key),) if len(key) == ed25519.PUBLIC_KEY_SIZE else (),
    sender=SenderForm(STRKEY_SIZE, _sender_key, strkey),
    signature_types={"ed25519": ed25519.verify, "sep53": verify_sep53},
)
