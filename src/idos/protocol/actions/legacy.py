"""Actions of older clients, with the parameters of their time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from idos.protocol.actions.action import Action
from idos.protocol.actions.content import WithContent
from idos.protocol.grants import AccessGrantOffer


@dataclass(frozen=True, slots=True)
class AddWalletOfAnyType(Action):
    """``add_wallet`` of clients that do not name the wallet's type."""

    NAME: ClassVar[str] = "add_wallet"

    id: UUID
    address: str
    public_key: str | None
    message: str
    signature: str


@dataclass(frozen=True, slots=True)
class CreateCredentialCopy(WithContent, Action):
    """Store a copy of an own credential, and grant it to nobody."""

    id: UUID
    original_credential_id: UUID
    public_notes: str
    public_notes_signature: str
    broader_signature: str
    content: str
    encryptor_public_key: str
    issuer_auth_public_key: str


@dataclass(frozen=True, slots=True)
class ShareCredentialThroughDag(WithContent, Action):
    """Store a copy as an inserter, and create the grant on it that its owner offered.

    ``dag_signature`` is the owner's, over :attr:`offer`.
    """

    id: UUID
    user_id: UUID
    issuer_auth_public_key: str
    encryptor_public_key: str
    content: str
    content_hash: str | None
    public_notes: str
    public_notes_signature: str
    broader_signature: str
    original_credential_id: UUID
    dag_owner_wallet_identifier: str
    dag_grantee_wallet_identifier: str
    dag_locked_until: int
    dag_signature: str

    @property
    def offer(self) -> AccessGrantOffer:
        """What the owner signed: it names the copy, and no content. Raises ``Invalid`` as the offer does."""
        return AccessGrantOffer(
            self.dag_owner_wallet_identifier,
            self.dag_grantee_wallet_identifier,
            self.id,
            self.dag_locked_until,
            None,
        )
