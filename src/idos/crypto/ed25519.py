"""Ed25519 (RFC 8032), strict enough that every node decides alike.

Libraries disagree about keys and points outside the prime-order group, and about cofactors. Here both the
public key and R must be canonical encodings of points in the prime-order group and not the identity; on
those, cofactored and cofactorless verification are the same equation, so the answer depends on no library
version. Every key and signature made by RFC 8032 passes. See ``docs/protocol/signatures.md``.
"""

from __future__ import annotations

from functools import lru_cache

from nacl import bindings
from nacl.exceptions import BadSignatureError

from idos.errors import Invalid

SEED_SIZE = PUBLIC_KEY_SIZE = 32
SIGNATURE_SIZE = 64


def public_key(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte seed. Raises ``Invalid`` for any other size."""
    return _key_pair(seed)[0]


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64-byte deterministic signature of a message of any length."""
    return bindings.crypto_sign(message, _key_pair(seed)[1])[:SIGNATURE_SIZE]


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this is a strict signature of the message. Never raises."""
    if len(public_key) != PUBLIC_KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    if not _is_valid_key(public_key) or not bindings.crypto_core_ed25519_is_valid_point(signature[:32]):
        return False
    try:
        # libsodium itself refuses an S that is not below the group order.
        bindings.crypto_sign_open(signature + message, public_key)
    except BadSignatureError:
        return False
    return True


# Keys are public, so what the cache's timing tells is no secret.
@lru_cache(maxsize=4096)
def _is_valid_key(public_key: bytes) -> bool:
    """Remembered, because it costs a third of a verification and the same keys sign again and again."""
    return bindings.crypto_core_ed25519_is_valid_point(public_key)


def _key_pair(seed: bytes) -> tuple[bytes, bytes]:
    if len(seed) != SEED_SIZE:
        raise Invalid("an Ed25519 seed has 32 bytes")
    return bindings.crypto_sign_seed_keypair(seed)
