"""Profiles: their keys, wallets and attributes, and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from idos.protocol.actions.action import Action, View


@dataclass(frozen=True, slots=True)
class AddUserAsInserter(Action):
    """Create a profile, as an inserter."""

    id: UUID
    recipient_encryption_public_key: str
    encryption_password_store: str


@dataclass(frozen=True, slots=True)
class UpdateUserPubKeyAsInserter(Action):
    """Replace the key of a profile that this inserter created."""

    id: UUID
    recipient_encryption_public_key: str
    encryption_password_store: str


@dataclass(frozen=True, slots=True)
class GetUser(View):
    """The caller's profile."""


@dataclass(frozen=True, slots=True)
class GetUserAsInserter(View):
    """Somebody's profile, for an inserter."""

    id: UUID


@dataclass(frozen=True, slots=True)
class AddWallet(Action):
    """Add a wallet to the caller's profile. ``signature`` is the wallet's, over ``message``."""

    id: UUID
    address: str
    public_key: str | None
    wallet_type: str
    message: str
    signature: str


@dataclass(frozen=True, slots=True)
class UpsertWalletAsInserter(Action):
    """Add the first wallet to a profile, or replace its proof, as the inserter who made the profile."""

    id: UUID
    user_id: UUID
    address: str
    public_key: str | None
    wallet_type: str
    message: str
    signature: str


@dataclass(frozen=True, slots=True)
class GetWallets(View):
    """The wallets of the caller's profile."""


@dataclass(frozen=True, slots=True)
class RemoveWallet(Action):
    """Remove a wallet of the caller's profile."""

    id: UUID


@dataclass(frozen=True, slots=True)
class AddAttributeAsInserter(Action):
    """Add an attribute to a profile, as an inserter."""

    id: UUID
    user_id: UUID
    attribute_key: str
    value: str


@dataclass(frozen=True, slots=True)
class AddAttribute(Action):
    """Add an attribute to the caller's profile."""

    id: UUID
    attribute_key: str
    value: str


@dataclass(frozen=True, slots=True)
class GetAttributes(View):
    """The attributes of the caller's profile."""


@dataclass(frozen=True, slots=True)
class EditAttribute(Action):
    """Replace key and value of an own attribute."""

    id: UUID
    attribute_key: str
    value: str


@dataclass(frozen=True, slots=True)
class RemoveAttribute(Action):
    """Delete an own attribute."""

    id: UUID


@dataclass(frozen=True, slots=True)
class ShareAttribute(Action):
    """Add an attribute that is marked as a copy of an own one."""

    id: UUID
    original_attribute_id: UUID
    attribute_key: str
    value: str


@dataclass(frozen=True, slots=True)
class StageReencryption(Action):
    """Stage an original's content, encrypted anew for a key that is to become the profile's.

    ``replaced_digest``: SHA-256 in lower hex of the present ciphertext, without its base64.
    """

    credential_id: UUID
    replaced_digest: str
    recipient_encryption_public_key: str
    encryptor_public_key: str
    content: str


@dataclass(frozen=True, slots=True)
class GetReencryptions(View):
    """The caller's originals, and for which key each is staged."""


@dataclass(frozen=True, slots=True)
class ChangeEncryptionKey(Action):
    """Replace the caller's encryption key, and every original by what is staged for the new one."""

    replaced_encryption_public_key: str
    recipient_encryption_public_key: str
    encryption_password_store: str


@dataclass(frozen=True, slots=True)
class DiscardReencryptions(Action):
    """Delete everything that the caller has staged."""


@dataclass(frozen=True, slots=True)
class GetErasurePlan(View):
    """What time locks would keep of the caller's profile after its erasure."""


@dataclass(frozen=True, slots=True)
class EraseProfile(Action):
    """Delete the caller's profile with all that hangs on it."""
