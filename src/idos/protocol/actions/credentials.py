"""Credentials: writing and reading one's own, and what issuers do with theirs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from idos.protocol.actions.action import Action, View
from idos.protocol.actions.content import WithContent


@dataclass(frozen=True, slots=True)
class UpsertCredentialAsInserter(WithContent, Action):
    """Add a credential to a profile, or replace one that this inserter added."""

    id: UUID
    user_id: UUID
    issuer_auth_public_key: str
    encryptor_public_key: str
    content: str
    public_notes: str
    public_notes_signature: str
    broader_signature: str


@dataclass(frozen=True, slots=True)
class AddCredential(WithContent, Action):
    """Add a credential to the caller's profile."""

    id: UUID
    issuer_auth_public_key: str
    encryptor_public_key: str
    content: str
    public_notes: str
    public_notes_signature: str
    broader_signature: str


@dataclass(frozen=True, slots=True)
class EditCredential(WithContent, Action):
    """Replace an own original by another issue of the same issuer key."""

    id: UUID
    public_notes: str
    public_notes_signature: str
    broader_signature: str
    content: str
    encryptor_public_key: str
    issuer_auth_public_key: str


@dataclass(frozen=True, slots=True)
class RemoveCredential(Action):
    """Delete an own credential with its copies."""

    id: UUID


@dataclass(frozen=True, slots=True)
class RemoveCredentials(Action):
    """Delete own credentials with their copies. ``ids``: at most 100, with commas between them."""

    ids: str


@dataclass(frozen=True, slots=True)
class GetCredentials(View):
    """The caller's credentials, without their contents."""


@dataclass(frozen=True, slots=True)
class GetCredentialOwned(View):
    """One credential of the caller, with its content."""

    id: UUID


@dataclass(frozen=True, slots=True)
class GetCredentialShared(View):
    """One copy that is granted to the caller, with its content."""

    id: UUID


@dataclass(frozen=True, slots=True)
class GetCredentialsSharedByUser(View):
    """The copies of a profile that are granted to the caller, of one issuer key or of all."""

    user_id: UUID
    original_issuer_auth_public_key: str | None


@dataclass(frozen=True, slots=True)
class GetSiblingCredentialId(View):
    """The copy granted to the caller first under this hash of a plaintext (SHA-256, lower hex)."""

    content_hash: str


@dataclass(frozen=True, slots=True)
class CredentialExistAsInserter(View):
    """Whether a credential has this id, for an inserter."""

    id: UUID


@dataclass(frozen=True, slots=True)
class GetIssuerFee(View):
    """The fee of a credential."""

    credential_id: UUID


@dataclass(frozen=True, slots=True)
class GetCredentialAttestation(View):
    """The signatures that prove notes and content of a credential."""

    id: UUID


@dataclass(frozen=True, slots=True)
class EditPublicNotesAsIssuer(Action):
    """Replace the notes of every credential of the caller's inserter that has this id in its notes."""

    public_notes_id: str
    public_notes: str


@dataclass(frozen=True, slots=True)
class CountPublicNotesAsIssuer(View):
    """How many credentials such an edit reaches, and how many of them have these notes."""

    public_notes_id: str
    public_notes: str
