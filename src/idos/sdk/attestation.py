"""The issuer's signatures on what is stored, and what public notes say (``docs/protocol/credentials.md``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from idos.arguments import checked
from idos.crypto.box import Sealed
from idos.crypto.encoding import b64encode
from idos.crypto.hashes import content_hash
from idos.errors import Invalid
from idos.protocol.credentials import IssuedContent, broader_message, notes_message
from idos.protocol.credentials import read_notes as read_notes
from idos.protocol.signed_texts import refuse_signed_text
from idos.sdk.signers import ServerKey

APPROVED: Final = "approved"
REVOKED: Final = "revoked"


def sign_content(sealed: Sealed, public_notes: str, key: ServerKey) -> IssuedContent:
    """Sign notes and content, as an issuer does before it writes.

    Raises ``Invalid`` (``signed_text``) for notes that read as a transaction, a login or the like: the key
    signs those too.
    """
    refuse_signed_text(public_notes, "the public notes")
    notes_signature = key.sign(notes_message(public_notes))
    return IssuedContent(
        content=b64encode(sealed.content),
        encryptor_public_key=b64encode(sealed.encryptor_public_key),
        public_notes=public_notes,
        public_notes_signature=b64encode(notes_signature),
        broader_signature=b64encode(key.sign(broader_message(notes_signature, sealed.content))),
        issuer_auth_public_key=key.identifier,
    )


@checked
def public_notes(
    plaintext: bytes, *, id: str, status: str = APPROVED, **members: str
) -> str:  # [credentials 2.1]
    """Public notes on a content: JSON that everybody can read, with the hash of what it speaks of.

    ``id`` is the name under which its issuer edits the notes later. Usual other members: ``level``, ``type``
    and ``issuer``.
    """
    return _write({"id": id, "status": status, **members, "content_hash": content_hash(plaintext)})


def with_status(text: str, status: str) -> str:
    """The notes with another status. Raises ``Invalid`` (``notes_without_id``) for what cannot be edited."""
    notes = read_notes(text)
    if not isinstance(notes.get("id"), str):
        raise Invalid("the public notes are no JSON object with an id", code="notes_without_id")
    return _write({**notes, "status": status})


def _write(notes: Mapping[str, Any]) -> str:
    return json.dumps(notes, ensure_ascii=False, separators=(",", ":"))
