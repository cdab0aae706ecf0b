"""Public-key encryption of contents: NaCl box (X25519, XSalsa20, Poly1305).

Each message has its own ephemeral key pair, so the sender cannot open it again, and no nonce is ever used
twice with one key. Format: ``docs/protocol/encryption.md``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from nacl import bindings, exceptions

from idos.errors import Denied, Invalid

KEY_SIZE = 32
NONCE_SIZE = 24
OVERHEAD = NONCE_SIZE + 16


@dataclass(frozen=True, slots=True)
class Sealed:
    """One encrypted message.

    ``content`` is the 24-byte nonce followed by the box (16-byte tag, then ciphertext);
    ``encryptor_public_key`` is the 32-byte ephemeral key that the recipient needs to open it.
    """

    content: bytes = field(repr=False)
    encryptor_public_key: bytes


def generate_secret_key() -> bytes:
    """A fresh 32-byte X25519 secret key."""
    return os.urandom(KEY_SIZE)


def public_key(secret: bytes) -> bytes:
    """The 32-byte public key of a 32-byte X25519 secret key. Raises ``Invalid`` for any other size."""
    return bindings.crypto_scalarmult_base(_key(secret))


def seal(
    plaintext: bytes, recipient_public_key: bytes, *, random: Callable[[int], bytes] = os.urandom
) -> Sealed:
    """Encrypt for one recipient.

    ``random`` is asked for the 32-byte ephemeral secret, then for the 24-byte nonce; tests fix it. Raises
    ``Invalid`` for a recipient key of the wrong size or of low order.
    """
    # Key and nonce are both fresh: were one source of randomness to repeat a nonce, the key would be another.
    ephemeral = random(KEY_SIZE)
    nonce = random(NONCE_SIZE)
    shared = _shared_key(recipient_public_key, ephemeral)
    return Sealed(nonce + bindings.crypto_box_afternm(plaintext, nonce, shared), public_key(ephemeral))


def open_sealed(content: bytes, encryptor_public_key: bytes, secret_key: bytes) -> bytes:
    """Decrypt with the recipient's secret key.

    Raises ``Invalid`` for a key of the wrong size or of low order, and ``Denied`` (``cannot_decrypt``) when
    the content was not sealed for this key or was altered.
    """
    shared = _shared_key(encryptor_public_key, secret_key)
    nonce, box = content[:NONCE_SIZE], content[NONCE_SIZE:]
    try:
        # libsodium compares the tag in constant time, and gives nothing out before.
        return bindings.crypto_box_open_afternm(box, nonce, shared)
    except exceptions.CryptoError:  # also the base of the errors for contents that are too short
        raise Denied("the content cannot be decrypted with this key", code="cannot_decrypt") from None


def _shared_key(public: bytes, secret: bytes) -> bytes:
    try:
        return bindings.crypto_box_beforenm(_key(public), _key(secret))
    except exceptions.RuntimeError:
        # With a public key of low order the shared key would not depend on the secret (RFC 7748 §6.1).
        raise Invalid("an X25519 public key of low order protects nothing") from None


def _key(key: bytes) -> bytes:
    if len(key) != KEY_SIZE:
        raise Invalid("an X25519 key has 32 bytes")
    return key
