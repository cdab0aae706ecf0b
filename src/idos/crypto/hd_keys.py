"""Keys from words: BIP-39 mnemonics, and the secp256k1 keys that BIP-32 derives from them."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from mnemonic import Mnemonic

from idos.crypto import secp256k1
from idos.errors import Invalid

HARDENED: Final = 1 << 31
"""Added to an index of a path, it is what BIP-32 writes with an apostrophe."""

_MAX_MNEMONIC_CHARS: Final = 4096  # 24 words of at most eight letters, and what lies between them
_NO_LETTERS: Final = re.compile(r"[^a-z]+")


def seed(mnemonic: str) -> bytes:
    """The 64-byte BIP-39 seed of an English mnemonic, no passphrase.

    Only its words count: not their case, nor what is between them, such as tabs, line ends and numbers.
    Raises ``Invalid`` for a mnemonic with unknown words or a wrong checksum.
    """
    words = Mnemonic("english")
    if len(mnemonic) > _MAX_MNEMONIC_CHARS:
        raise Invalid("not a BIP-39 mnemonic")
    letters = unicodedata.normalize("NFKD", mnemonic).lower()
    text = _NO_LETTERS.sub(" ", letters).strip()
    if not words.check(text):
        raise Invalid("not a BIP-39 mnemonic")
    return words.to_seed(text)


def derive(seed: bytes, path: Sequence[int]) -> bytes:
    """The 32-byte secp256k1 secret at a path (BIP-32, "CKDpriv")."""
    node = hmac.digest(b"Bitcoin seed", seed, "sha512")
    for index in path:
        secret, chain_code = node[:32], node[32:]
        parent = b"\x00" + secret if index & HARDENED else secp256k1.public_key(secret)
        node = hmac.digest(chain_code, parent + index.to_bytes(4, "big"), "sha512")
        node = secp256k1.add(secret, node[:32]) + node[32:]
    return node[:32]
