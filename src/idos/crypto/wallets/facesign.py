"""FaceSign wallets: a bare Ed25519 key, which is its own address, and bare Ed25519 signatures."""

from __future__ import annotations

from mnemonic import Mnemonic

from idos.crypto import ed25519
from idos.crypto.ed25519 import verify
from idos.crypto.encoding import hexdecode
from idos.errors import Invalid

__all__ = ["binds", "parse", "seed_from_mnemonic", "verify"]

_MAX_MNEMONIC_CHARS = 24 * 9  # 24 words of at most eight letters, and the spaces between


def parse(text: str) -> bytes:
    """The 32 key bytes of 64 hex digits in either case."""
    key = hexdecode(text, ed25519.PUBLIC_KEY_SIZE)
    if len(key) != ed25519.PUBLIC_KEY_SIZE:
        raise Invalid("a FaceSign key is 64 hex digits")
    return key


def binds(address: str, key: bytes) -> bool:
    """Whether the address is this key."""
    return parse(address) == key


def seed_from_mnemonic(mnemonic: str) -> bytes:
    """The Ed25519 seed of an English BIP-39 mnemonic: the first 32 bytes of its BIP-39 seed, no passphrase.

    Raises ``Invalid`` for a mnemonic with unknown words or a wrong checksum.
    """
    words = Mnemonic("english")
    if len(mnemonic) > _MAX_MNEMONIC_CHARS or not words.check(mnemonic):
        raise Invalid("not a BIP-39 mnemonic")
    return words.to_seed(mnemonic)[: ed25519.SEED_SIZE]
