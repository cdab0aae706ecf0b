"""Copies of credentials for others, and the grants on them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from idos.protocol.actions.action import Action, View
from idos.protocol.actions.content import WithContent


@dataclass(frozen=True, slots=True)
class ShareCredential(WithContent, Action):
    """Store a copy of an own credential, whose notes are empty, and grant it.

    ``content_hash``: SHA-256 of the plaintext in lower hex. ``locked_until``: unix seconds, 0 for no lock.
    """

    id: UUID
    original_credential_id: UUID
    public_notes: str
    public_notes_signature: str
    broader_signature: str
    content: str
    content_hash: str | None
    encryptor_public_key: str
    issuer_auth_public_key: str
    grantee_wallet_identifier: str
    locked_until: int


@dataclass(frozen=True, slots=True)
class RescindSharedCredential(Action):
    """Give back, as a grantee, the grants on a copy."""

    credential_id: UUID


@dataclass(frozen=True, slots=True)
class RevokeAccessGrant(Action):
    """Take back an own grant that is not locked."""

    id: UUID


@dataclass(frozen=True, slots=True)
class GetAccessGrantsOwned(View):
    """The grants that the caller's profile has given."""


@dataclass(frozen=True, slots=True)
class GetAccessGrantHeightsOwned(View):
    """In which block each grant of the caller's profile was made."""


@dataclass(frozen=True, slots=True)
class GetAccessGrantsGranted(View):
    """A page of the grants to the caller; pages count from 1, null stands for the network's default."""

    user_id: UUID | None
    page: int | None
    size: int | None


@dataclass(frozen=True, slots=True)
class GetAccessGrantHeightsGranted(View):
    """In which block each grant of the same page was made."""

    user_id: UUID | None
    page: int | None
    size: int | None


@dataclass(frozen=True, slots=True)
class GetAccessGrantNotesGranted(View):
    """The original's notes and issuer for each grant of the same page."""

    user_id: UUID | None
    page: int | None
    size: int | None


@dataclass(frozen=True, slots=True)
class GetAccessGrantsGrantedCount(View):
    """How many grants to the caller there are, of one profile or of all."""

    user_id: UUID | None


@dataclass(frozen=True, slots=True)
class GetAccessGrantsForCredential(View):
    """The grants to the caller on one copy."""

    credential_id: UUID


@dataclass(frozen=True, slots=True)
class HasLockedAccessGrants(View):
    """Whether a grant of the caller's profile on this credential is locked."""

    id: UUID
