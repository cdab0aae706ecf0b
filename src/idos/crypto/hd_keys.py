"""Keys from words: BIP-39 mnemonics, and the secp256k1 keys that BIP-32 derives from them."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Final

from mnemonic import Mnemonic

from idos.crypto import secp256k1
from idos.errors import Invalid

HARDENED: Final = 1 << 31
"""Added to an index of a path, it is what BIP-32 writes with an apostrophe."""

_MAX_MNEMONIC_CHARS: Final = 24 * 9  # 24 words of at most eight letters, and the spaces between


def seed(mnemonic: str) -> bytes:
    """The 64-byte BIP-39 seed of an English mnemonic, no passphrase.

    Raises ``Invalid`` for a mnemonic with unknown words or a wrong checksum.
    """
    words = Mnemonic("english")
    if len(mnemonic) > _MAX_MNEMONIC_CHARS or not words.check(mnemonic):
        raise Invalid("not a BIP-39 mnemonic")
    return words.to_seed(mnemonic)


def derive(seed: bytes, path: Sequence[int]) -> bytes:
    """The 32-byte secp256k1 secret at a path (BIP-32, "CKDpriv")."""
    node = hmac.digest(b"Bitcoin seed", seed, "sha512")
    for index in path:
        secret, chain_code = node[:32], node[32:]
        parent = b"\x00" + secret if index & HARDENED else secp256k1.public_key(secret)
        node = hmac.digest(chain_code, parent + index.to_bytes(4, "big"), "sha512")
        node = secp256k1.add(secret, node[:32]) + node[32:]
    return node[:32]
