"""Signed permissions (``docs/protocol/grants.md``): the texts that owners sign, and what uses them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from idos.protocol.actions.action import Action, View
from idos.protocol.credentials import IssuedContent
from idos.protocol.grants import AccessGrantOffer, WriteGrant


@dataclass(frozen=True, slots=True)
class CreateCredentialsByDwg(Action):
    """Store an original for its owner and a granted copy, as a delegated write grant allows.

    One key issued both. ``content_hash``: SHA-256 of the plaintext in lower hex. ``dwg_signature`` is the
    owner's, over :attr:`grant`.
    """

    issuer_auth_public_key: str
    original_encryptor_public_key: str
    original_credential_id: UUID
    original_content: str
    original_public_notes: str
    original_public_notes_signature: str
    original_broader_signature: str
    copy_encryptor_public_key: str
    copy_credential_id: UUID
    copy_content: str
    copy_public_notes_signature: str
    copy_broader_signature: str
    content_hash: str | None
    dwg_owner: str
    dwg_grantee: str
    dwg_issuer_public_key: str
    dwg_id: UUID
    dwg_access_grant_timelock: str
    dwg_not_before: str
    dwg_not_after: str
    dwg_signature: str

    @classmethod
    def of(
        cls,
        original: IssuedContent,
        copy: IssuedContent,
        grant: WriteGrant,
        *,
        original_credential_id: UUID,
        copy_credential_id: UUID,
        content_hash: str | None,
        dwg_signature: str,
    ) -> Self:
        """What was issued, by one key, with the grant that allows it. The copy has no notes."""
        return cls(
            issuer_auth_public_key=original.issuer_auth_public_key,
            original_encryptor_public_key=original.encryptor_public_key,
            original_credential_id=original_credential_id,
            original_content=original.content,
            original_public_notes=original.public_notes,
            original_public_notes_signature=original.public_notes_signature,
            original_broader_signature=original.broader_signature,
            copy_encryptor_public_key=copy.encryptor_public_key,
            copy_credential_id=copy_credential_id,
            copy_content=copy.content,
            copy_public_notes_signature=copy.public_notes_signature,
            copy_broader_signature=copy.broader_signature,
            content_hash=content_hash,
            dwg_owner=grant.owner,
            dwg_grantee=grant.grantee,
            dwg_issuer_public_key=grant.issuer_public_key,
            dwg_id=grant.id,
            dwg_access_grant_timelock=grant.access_grant_timelock,
            dwg_not_before=grant.not_usable_before,
            dwg_not_after=grant.not_usable_after,
            dwg_signature=dwg_signature,
        )

    @property
    def original(self) -> IssuedContent:
        """The original, for its owner."""
        return IssuedContent(
            self.issuer_auth_public_key,
            self.original_encryptor_public_key,
            self.original_content,
            self.original_public_notes,
            self.original_public_notes_signature,
            self.original_broader_signature,
        )

    @property
    def copy(self) -> IssuedContent:
        """The copy, for the grantee."""
        return IssuedContent(
            self.issuer_auth_public_key,
            self.copy_encryptor_public_key,
            self.copy_content,
            "",
            self.copy_public_notes_signature,
            self.copy_broader_signature,
        )

    @property
    def grant(self) -> WriteGrant:
        """What the owner signed. Raises ``Invalid`` as :class:`WriteGrant` does."""
        return WriteGrant(
            self.dwg_owner,
            self.dwg_grantee,
            self.dwg_issuer_public_key,
            self.dwg_id,
            self.dwg_access_grant_timelock,
            self.dwg_not_before,
            self.dwg_not_after,
        )


@dataclass(frozen=True, slots=True)
class DwgMessage(View):
    """The text that an owner signs for a delegated write grant."""

    owner_wallet_identifier: str
    grantee_wallet_identifier: str
    issuer_public_key: str
    id: UUID
    access_grant_timelock: str
    not_usable_before: str
    not_usable_after: str

    @classmethod
    def of(cls, grant: WriteGrant) -> Self:
        """The question for the text of this grant."""
        return cls(
            grant.owner,
            grant.grantee,
            grant.issuer_public_key,
            grant.id,
            grant.access_grant_timelock,
            grant.not_usable_before,
            grant.not_usable_after,
        )

    @property
    def grant(self) -> WriteGrant:
        """The grant that is asked about. Raises ``Invalid`` as :class:`WriteGrant` does."""
        return WriteGrant(
            self.owner_wallet_identifier,
            self.grantee_wallet_identifier,
            self.issuer_public_key,
            self.id,
            self.access_grant_timelock,
            self.not_usable_before,
            self.not_usable_after,
        )


class _WithOffer:
    """An action with the fields of an :class:`AccessGrantOffer`."""

    __slots__ = ()

    dag_owner_wallet_identifier: str
    dag_grantee_wallet_identifier: str
    dag_data_id: UUID
    dag_locked_until: int
    dag_content_hash: str | None

    @property
    def offer(self) -> AccessGrantOffer:
        """What the owner signed. Raises ``Invalid`` as :class:`AccessGrantOffer` does."""
        return AccessGrantOffer(
            self.dag_owner_wallet_identifier,
            self.dag_grantee_wallet_identifier,
            self.dag_data_id,
            self.dag_locked_until,
            self.dag_content_hash or None,
        )


@dataclass(frozen=True, slots=True)
class DagMessage(_WithOffer, View):
    """The text by which an owner offers a grant. ``dag_locked_until``: unix seconds, 0 for no lock."""

    dag_owner_wallet_identifier: str
    dag_grantee_wallet_identifier: str
    dag_data_id: UUID
    dag_locked_until: int
    dag_content_hash: str | None

    @classmethod
    def of(cls, offer: AccessGrantOffer) -> Self:
        """The question for the text of this offer."""
        return cls(offer.owner, offer.grantee, offer.data_id, offer.locked_until, offer.content_hash)


@dataclass(frozen=True, slots=True)
class CreateAgByDagForCopy(_WithOffer, Action):
    """Create the grant that the owner of a copy offered. ``dag_signature`` is hers, over :attr:`offer`."""

    dag_owner_wallet_identifier: str
    dag_grantee_wallet_identifier: str
    dag_data_id: UUID
    dag_locked_until: int
    dag_content_hash: str | None
    dag_signature: str

    @classmethod
    def of(cls, offer: AccessGrantOffer, dag_signature: str) -> Self:
        """The acceptance of a signed offer."""
        return cls(
            offer.owner,
            offer.grantee,
            offer.data_id,
            offer.locked_until,
            offer.content_hash,
            dag_signature,
        )
