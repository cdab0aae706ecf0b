"""What a credential's issuer signs, and what its public notes say (``docs/protocol/credentials.md``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from idos.errors import Invalid
from idos.protocol.text import encode_text
from idos.protocol.wire import JsonBounds, decode_json

MAX_NOTES_BYTES = 64 * 1024
_NOTES_BOUNDS = JsonBounds(size=MAX_NOTES_BYTES, values=MAX_NOTES_BYTES)
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class IssuedContent:
    """What an issuer hands over: ciphertext and notes, its key in hex, its signatures in base64.

    ``content`` and the X25519 key that it was encrypted with are in base64. The names are those that the
    parameters of actions have.
    """

    issuer_auth_public_key: str
    encryptor_public_key: str
    content: str = field(repr=False)
    public_notes: str
    public_notes_signature: str
    broader_signature: str


def notes_message(public_notes: str) -> bytes:
    """The bytes of the notes signature: the notes in UTF-8, also when empty. [credentials 1.1]"""
    return encode_text(public_notes)


def broader_message(notes_signature: bytes, content: bytes) -> bytes:
    """The bytes of the broader signature, which ties the content to the notes. [credentials 1.2]

    Both arguments are raw bytes: the 64-byte notes signature, and the encrypted content without its base64.
    """
    if len(notes_signature) != _SIGNATURE_BYTES:
        raise Invalid("notes signature is not 64 bytes long")
    # A signature has 64 bytes, always, so the two parts cannot be told apart in another way than this.
    return notes_signature + content


def verifiable_credential_id(public_notes: str) -> str:
    """The ``id`` of notes that are a JSON object with a string ``id``; otherwise empty.

    Never raises. [credentials 1.4]
    """
    try:
        notes = decode_json(encode_text(public_notes), _Notes, _NOTES_BOUNDS)
    except Invalid:
        return ""
    return notes.id if isinstance(notes.id, str) else ""


@dataclass(frozen=True, slots=True)
class _Notes:
    id: Any = None
