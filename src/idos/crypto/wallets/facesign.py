"""FaceSign wallets: a bare Ed25519 key, which is its own address, and bare Ed25519 signatures."""

from __future__ import annotations

import re

from idos.crypto import ed25519, hd_keys
from idos.crypto.ed25519 import verify
from idos.crypto.encoding import hexdecode
from idos.crypto.wallets.kind import SenderForm, WalletKind, sized
from idos.errors import Invalid

__all__ = ["KIND", "binds", "parse", "seed_from_mnemonic", "verify"]


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
    return hd_keys.seed(mnemonic)[: ed25519.SEED_SIZE]


KIND = WalletKind(
    name="FaceSign",
    parse=parse,
    binds=binds,
    verify=verify,
    form=re.compile(r"[0-9a-fA-F]{64}"),
    texts=lambda key: (key.hex(),),
    sender=SenderForm(
        ed25519.PUBLIC_KEY_SIZE, lambda sender: sized(sender, ed25519.PUBLIC_KEY_SIZE), bytes.hex
    ),
    signature_types={"ed25519": verify},
    named_by="public_key",
)
