"""The hash functions of the wallets and of the network."""

from __future__ import annotations

import hashlib

from Crypto.Hash import RIPEMD160, keccak


def sha256(data: bytes) -> bytes:
    """SHA-256 (FIPS 180-4), 32 bytes."""
    return hashlib.sha256(data).digest()


def sha512_half(data: bytes) -> bytes:
    """The first 32 bytes of SHA-512: the hash that XRPL accounts sign."""
    return hashlib.sha512(data).digest()[:32]


def keccak256(data: bytes) -> bytes:
    """Keccak-256 with the original padding, as Ethereum uses it (not FIPS 202 SHA3-256), 32 bytes."""
    return keccak.new(data=data, digest_bits=256).digest()


def hash160(data: bytes) -> bytes:
    """RIPEMD-160 of SHA-256, 20 bytes: the account id of a public key on XRPL."""
    return RIPEMD160.new(sha256(data)).digest()


def content_hash(plaintext: bytes) -> str:
    """The ``content_hash`` of a credential: SHA-256 of its plaintext, lower-case hex."""
    return sha256(plaintext).hex()
