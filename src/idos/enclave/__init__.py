"""Where a person's encryption key lives: everything that needs it happens here, and nothing lets it out.

:class:`Enclave` is what the SDK asks of one; ``local`` is an enclave in this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from idos.crypto.box import Sealed
from idos.enclave.content_choice import ContentChoice
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

    @property
    def profile_id(self) -> UUID | None:
        """The profile that the key was derived for; None for a key that was not derived."""
        ...

    def encrypt(self, plaintext: bytes, recipient: bytes) -> Sealed:
        """Encrypt for the recipient's 32-byte public key."""
        ...

    def decrypt(self, sealed: Sealed) -> bytes:
        """The plaintext of what was encrypted to this key."""
        ...

    def reencrypt(self, sealed: Sealed, recipient: bytes, chosen: ContentChoice) -> Reencrypted:
        """Decrypt, and encrypt for somebody else what was chosen, without the plaintext leaving the enclave.

        Raises ``Denied`` when it is something else, as
        :meth:`~idos.enclave.content_choice.ContentChoice.check` does.
        """
        ...

    def reencrypt_for_own_key(self, sealed: Sealed, own_key: bytes) -> Sealed:
        """Decrypt, and encrypt for the public key that the same person is about to have. Never for others."""
        ...

    def matching(self, contents: Sequence[Sealed], pick: Criteria, omit: Criteria) -> list[bool]:
        """Which contents, as JSON objects, pass the filter of :func:`~idos.enclave.filters.record_matches`.

        The plaintexts stay here. A content that is not a JSON object, or not for this key, does not match.
        """
        ...

    def lock(self) -> None:
        """Forget the key."""
        ...
