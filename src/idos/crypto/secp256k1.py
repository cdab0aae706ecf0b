"""ECDSA over secp256k1 (SEC 1, SEC 2) on 32-byte digests.

Only low-s signatures are made and accepted, so that nobody can turn one valid signature into another.
"""

from __future__ import annotations

from coincurve import PrivateKey, PublicKey

from idos.errors import Invalid

DIGEST_SIZE = 32
PUBLIC_KEY_SIZE = 33
_HALF_ORDER = 0x7FFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_5D576E73_57A4501D_DFE92F46_681B20A0


def public_key(secret: bytes) -> bytes:
    """The 33-byte compressed public key of a 32-byte secret. Raises ``Invalid`` for a bad secret."""
    return _private(secret).public_key.format()


def uncompressed(public_key33: bytes) -> bytes:
    """The 64 bytes ``x ‖ y`` of a compressed public key. Raises ``Invalid`` for other bytes."""
    try:
        return PublicKey(public_key33).format(compressed=False)[1:]
    except ValueError:
        raise Invalid("not a secp256k1 public key") from None


def add(secret: bytes, number: bytes) -> bytes:
    """The sum of a secret and a 32-byte number. Raises ``Invalid`` when it is out of range."""
    try:
        return _private(secret).add(number).secret
    except ValueError:
        raise Invalid("the sum is not a secp256k1 secret") from None


def sign_recoverable(secret: bytes, digest: bytes) -> bytes:
    """``r ‖ s ‖ v``: 65 bytes, low s, v 0 or 1, deterministic (RFC 6979)."""
    return _private(secret).sign_recoverable(_checked(digest), hasher=None)


def sign_der(secret: bytes, digest: bytes) -> bytes:
    """A DER signature with low s, deterministic (RFC 6979)."""
    return _private(secret).sign(_checked(digest), hasher=None)


def recover(digest: bytes, signature65: bytes) -> bytes | None:
    """The 33-byte key that made ``r ‖ s ‖ v``, with v 0, 1, 27 or 28; None when no key did or s is high."""
    if len(digest) != DIGEST_SIZE or len(signature65) != 65 or signature65[64] not in (0, 1, 27, 28):
        return None
    if not _is_low(signature65[32:64]):
        return None
    compact = signature65[:64] + bytes([signature65[64] % 27])
    try:
        return PublicKey.from_signature_and_message(compact, digest, hasher=None).format()
    except ValueError:
        return None


def verify(public_key33: bytes, digest: bytes, signature64: bytes) -> bool:
    """Whether ``r ‖ s`` is a low-s signature of the digest by this compressed key. Never raises."""
    if len(signature64) != 64:
        return False
    r, s = _der_integer(signature64[:32]), _der_integer(signature64[32:])
    return verify_der(public_key33, digest, b"\x30" + bytes([len(r + s)]) + r + s)


def verify_der(public_key33: bytes, digest: bytes, der: bytes) -> bool:
    """Whether this is a strict-DER, low-s signature of the digest by this compressed key. Never raises."""
    if len(public_key33) != PUBLIC_KEY_SIZE or len(digest) != DIGEST_SIZE:
        return False
    try:
        # libsecp256k1 itself reads no BER, and no number outside the field, and refuses high s.
        return PublicKey(public_key33).verify(der, digest, hasher=None)
    except ValueError:
        return False


def _private(secret: bytes) -> PrivateKey:
    if len(secret) != 32:
        raise Invalid("a secp256k1 secret has 32 bytes")
    try:
        return PrivateKey(secret)
    except ValueError:
        raise Invalid("a secp256k1 secret is a number from 1 to the group order less 1") from None


def _checked(digest: bytes) -> bytes:
    if len(digest) != DIGEST_SIZE:
        raise Invalid("a digest has 32 bytes")
    return digest


def _is_low(s: bytes) -> bool:
    return int.from_bytes(s, "big") <= _HALF_ORDER


def _der_integer(number: bytes) -> bytes:
    """A DER INTEGER, positive and without superfluous zeros."""
    value = int.from_bytes(number, "big")
    body = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(body)]) + body
