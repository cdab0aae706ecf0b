"""What a credential's issuer signs, and what its public notes say (``docs/protocol/credentials.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from idos.crypto.ed25519 import SIGNATURE_SIZE
from idos.errors import Invalid
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.protocol.text import encode_text
from idos.protocol.wire import JsonBounds, decode_json

MAX_NOTES_BYTES = 64 * 1024
CONTENT_BOUNDS = JsonBounds(size=MAX_PAYLOAD_BYTES, values=1 << 16)
"""What a content that is JSON may be: no larger one fits in a transaction."""

# The rule by which nodes find an id is of released networks: it takes what readers of notes find too much.
_RULE_BOUNDS = JsonBounds(size=MAX_NOTES_BYTES, values=MAX_NOTES_BYTES)
_NOTES_BOUNDS = JsonBounds(size=MAX_NOTES_BYTES, values=4096)


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
    if len(notes_signature) != SIGNATURE_SIZE:
        raise Invalid("notes signature is not 64 bytes long")
    # A signature has 64 bytes, always, so the two parts cannot be told apart in another way than this.
    return notes_signature + content


def read_notes(public_notes: str) -> Mapping[str, Any]:
    """The members of public notes; none when they are not a JSON object. Never raises."""
    try:
        return decode_json(encode_text(public_notes), dict[str, Any], _NOTES_BOUNDS)
    except Invalid:
        return {}


def verifiable_credential_id(public_notes: str) -> str:
    """The ``id`` of notes that are a JSON object with a string ``id``; otherwise empty.

    Never raises. [credentials 1.4]
    """
    try:
        notes = decode_json(encode_text(public_notes), _Notes, _RULE_BOUNDS)
    except Invalid:
        return ""
    return notes.id if isinstance(notes.id, str) else ""


@dataclass(frozen=True, slots=True)
class _Notes:
    id: Any = None
