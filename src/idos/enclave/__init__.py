"""Where a person's encryption key lives: everything that needs it happens here, and nothing lets it out.

:class:`Enclave` is what the SDK asks of one; ``local`` is an enclave in this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from idos.crypto.box import Sealed
from idos.enclave.filters import Criteria


@dataclass(frozen=True, slots=True)
class Reencrypted:
    """A copy for somebody else: its ciphertext, and the SHA-256 of the plaintext in lower hex."""

    sealed: Sealed
    content_hash: str


class Enclave(Protocol):
    """Holds one X25519 key. Raises ``Denied``: ``locked``, or ``cannot_decrypt`` for others' contents."""

    @property
    def public_key(self) -> bytes:
        """The 32-byte key that others encrypt to."""
        ...

    def encrypt(self, plaintext: bytes, recipient: bytes) -> Sealed:
        """Encrypt for the recipient's 32-byte public key."""
        ...

    def decrypt(self, sealed: Sealed) -> bytes:
        """The plaintext of what was encrypted to this key."""
        ...

    def reencrypt(self, sealed: Sealed, recipient: bytes) -> Reencrypted:
        """Decrypt, and encrypt for somebody else, without the plaintext leaving the enclave."""
        ...

    def matching(self, contents: Sequence[Sealed], pick: Criteria, omit: Criteria) -> list[bool]:
        """Which contents, as JSON objects, pass the filter of :func:`~idos.enclave.filters.record_matches`.

        The plaintexts stay here. A content that is no JSON object, or not for this key, does not pass.
        """
        ...

    def lock(self) -> None:
        """Forget the key."""
        ...
