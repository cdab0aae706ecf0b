"""Whether an issuer signed what a node shows (``docs/protocol/credentials.md``)."""

from __future__ import annotations

from idos.crypto import ed25519
from idos.protocol.credentials import broader_message, notes_message


def notes_are_signed(public_notes: str, signature: bytes, public_key: bytes) -> bool:
    """Whether the key signed these notes."""
    return ed25519.verify(public_key, notes_message(public_notes), signature)


def content_is_signed(content: bytes, notes_signature: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether the key signed this content together with the notes whose signature is given."""
    return len(notes_signature) == ed25519.SIGNATURE_SIZE and ed25519.verify(
        public_key, broader_message(notes_signature, content), signature
    )
