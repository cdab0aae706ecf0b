"""What a copy for somebody else may be made of. [credentials 3.1] [credentials 3.2]"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from idos.crypto.hashes import content_hash
from idos.enclave.signatures import content_is_signed, notes_are_signed
from idos.errors import Denied, Invalid
from idos.protocol.credentials import read_notes

Consent = Callable[[bytes], bool]
"""Shows a person what was decrypted and who gets it; True when she agrees, anything else means no."""


@dataclass(frozen=True, slots=True)
class SignedNotes:
    """Public notes by which a content was chosen, as they were shown, with what their issuer signed.

    ``issuer_key``: the issuer's 32-byte key, which the person or her program trusts independently of the node
    and the grantee. ``signature`` is that of the notes, ``broader_signature`` that of notes and ciphertext.
    """

    public_notes: str
    issuer_key: bytes
    signature: bytes = field(repr=False)
    broader_signature: bytes = field(repr=False)

    def name(self, ciphertext: bytes, plaintext_hash: str) -> bool:
        """Whether the issuer said that these notes are about this content."""
        if not notes_are_signed(self.public_notes, self.signature, self.issuer_key):
            return False
        return read_notes(self.public_notes).get("content_hash") == plaintext_hash or content_is_signed(
            ciphertext, self.signature, self.broader_signature, self.issuer_key
        )


@dataclass(frozen=True, slots=True)
class ContentChoice:
    """Which content a person chose to share, as far as she or her program knows it; one of these at least.

    ``content_hash``: the SHA-256 of the plaintext in hex, known otherwise than from the node that serves it.
    Raises ``Invalid`` (``content_unconfirmed``) when there is nothing to tell the content by.
    """

    content_hash: str | None = None
    notes: SignedNotes | None = None
    consent: Consent | None = None

    def __post_init__(self) -> None:
        if self.content_hash is None and self.notes is None and self.consent is None:
            text = "say which content is meant: by its hash, its issuer's notes, or a consent to it"
            raise Invalid(text, code="content_unconfirmed")

    def check(self, ciphertext: bytes, plaintext: bytes) -> str:
        """Give the content's hash, if it is what was chosen.

        Raises ``Denied``: ``content_hash_mismatch``; ``declined``; ``content_unconfirmed``.
        """
        found = content_hash(plaintext)
        if self.content_hash is not None:
            if self.content_hash.lower() != found:
                raise Denied("the node serves another content than was chosen", code="content_hash_mismatch")
            return found
        if self.notes is not None and self.notes.name(ciphertext, found):
            return found
        if self.consent is None:
            text = "nothing says that the content is the one that was chosen: it was not shared"
            raise Denied(text, code="content_unconfirmed")
        if self.consent(plaintext) is not True:
            raise Denied("the person did not consent to share this content", code="declined")
        return found
