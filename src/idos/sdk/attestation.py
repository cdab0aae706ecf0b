"""The issuer's signatures on what is stored (``docs/protocol/credentials.md``)."""

from __future__ import annotations

from dataclasses import dataclass, field

from idos.crypto import ed25519
from idos.crypto.box import Sealed
from idos.crypto.encoding import b64encode
from idos.protocol.credentials import broader_message, notes_message
from idos.sdk.records import encode_key
from idos.sdk.signers import ServerKey


@dataclass(frozen=True, slots=True)
class SignedContent:
    """Encrypted content with public notes and the two signatures, each as the wire writes it."""

    content: str = field(repr=False)
    encryptor_public_key: str
    public_notes: str
    public_notes_signature: str
    broader_signature: str
    issuer_auth_public_key: str


def sign_content(sealed: Sealed, public_notes: str, key: ServerKey) -> SignedContent:
    """Sign notes and content, as an issuer does before it writes."""
    notes_signature = key.sign(notes_message(public_notes))
    return SignedContent(
        content=b64encode(sealed.content),
        encryptor_public_key=encode_key(sealed.encryptor_public_key),
        public_notes=public_notes,
        public_notes_signature=b64encode(notes_signature),
        broader_signature=b64encode(key.sign(broader_message(notes_signature, sealed.content))),
        issuer_auth_public_key=key.identifier,
    )


def notes_are_signed(public_notes: str, signature: bytes, public_key: bytes) -> bool:
    """Whether the key signed these notes."""
    return ed25519.verify(public_key, notes_message(public_notes), signature)


def content_is_signed(content: bytes, notes_signature: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether the key signed this content together with the notes whose signature is given."""
    return len(notes_signature) == ed25519.SIGNATURE_SIZE and ed25519.verify(
        public_key, broader_message(notes_signature, content), signature
    )
