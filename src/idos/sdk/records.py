"""What the SDK gives back: the network's rows as frozen values, with Python's own types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from idos.crypto.box import Sealed
from idos.crypto.encoding import b64decode, b64encode
from idos.protocol.grants import AccessGrantOffer, WriteGrant

MAX_CONTENT_BYTES = 10 * 1024 * 1024
_KEY_BYTES = 32

Row = dict[str, Any]


def encode_key(key: bytes) -> str:
    """An X25519 public key as the wire writes it: base64."""
    return b64encode(key)


def decode_key(text: str) -> bytes:
    """The inverse of :func:`encode_key`. Raises ``Invalid``."""
    return b64decode(text, _KEY_BYTES)


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's entry. ``encryption_public_key`` is what others encrypt to."""

    id: UUID
    encryption_public_key: bytes
    encryption_password_store: str
    inserter: str | None = None

    @classmethod
    def of(cls, row: Row) -> Profile:
        """From a row of ``get_user`` or ``get_user_as_inserter``."""
        key = decode_key(row["recipient_encryption_public_key"])
        return cls(row["id"], key, row["encryption_password_store"], row.get("inserter"))


@dataclass(frozen=True, slots=True)
class Wallet:
    """A wallet that controls a profile."""

    id: UUID
    user_id: UUID
    wallet_type: str
    address: str
    public_key: str | None
    inserter: str | None

    @classmethod
    def of(cls, row: Row) -> Wallet:
        """From a row of ``get_wallets``."""
        return cls(
            row["id"],
            row["user_id"],
            row["wallet_type"],
            row["address"],
            row["public_key"],
            row.get("inserter"),
        )


@dataclass(frozen=True, slots=True)
class Attribute:
    """A plain key and value of a profile."""

    id: UUID
    user_id: UUID
    key: str
    value: str
    original_id: UUID | None

    @classmethod
    def of(cls, row: Row) -> Attribute:
        """From a row of ``get_attributes``."""
        return cls(row["id"], row["user_id"], row["attribute_key"], row["value"], row.get("original_id"))


@dataclass(frozen=True, slots=True)
class CredentialInfo:
    """A credential as lists show it, without its content. A copy has an ``original_id``, and no notes."""

    id: UUID
    user_id: UUID
    public_notes: str
    issuer_auth_public_key: str
    inserter: str | None
    original_id: UUID | None

    @classmethod
    def of(cls, row: Row) -> CredentialInfo:
        """From a row of ``get_credentials`` or ``get_credentials_shared_by_user``."""
        return cls(
            row["id"],
            row["user_id"],
            row["public_notes"] or "",
            row["issuer_auth_public_key"],
            row.get("inserter"),
            row.get("original_id"),
        )


@dataclass(frozen=True, slots=True)
class StoredCredential:
    """A credential with its ciphertext."""

    id: UUID
    user_id: UUID
    public_notes: str
    issuer_auth_public_key: str
    inserter: str | None
    sealed: Sealed = field(repr=False)

    @classmethod
    def of(cls, row: Row) -> StoredCredential:
        """From a row of ``get_credential_owned`` or ``get_credential_shared``."""
        content = b64decode(row["content"], MAX_CONTENT_BYTES)
        return cls(
            row["id"],
            row["user_id"],
            row["public_notes"] or "",
            row["issuer_auth_public_key"],
            row.get("inserter"),
            Sealed(content, decode_key(row["encryptor_public_key"])),
        )


@dataclass(frozen=True, slots=True)
class AccessGrant:
    """A grantee's right to read the copy ``data_id``; not revocable up to the unix second ``locked_until``.

    ``inserter_type`` says how it came about: ``user``, ``delegated_write_grant`` or ``dag_message``.
    """

    id: UUID
    owner_user_id: UUID
    grantee: str
    data_id: UUID
    locked_until: int
    content_hash: str | None
    inserter_type: str
    inserter_id: str

    @classmethod
    def of(cls, row: Row) -> AccessGrant:
        """From a row of any of the views of access grants."""
        return cls(
            row["id"],
            row["ag_owner_user_id"],
            row["ag_grantee_wallet_identifier"],
            row["data_id"],
            row["locked_until"],
            row["content_hash"],
            row["inserter_type"],
            row["inserter_id"],
        )


@dataclass(frozen=True, slots=True)
class GrantPage:
    """Some of the grants made to the caller, and how many there are in all."""

    grants: tuple[AccessGrant, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Grantee:
    """Somebody to share with: how the network names them, and the 32-byte key to encrypt to."""

    identifier: str
    encryption_public_key: bytes


@dataclass(frozen=True, slots=True)
class SharedCopy:
    """A copy that was made for a grantee, and the grant on it."""

    original_id: UUID
    copy_id: UUID
    grant_id: UUID
    grantee: str
    locked_until: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class SignedWriteGrant:
    """A delegated write grant with its owner's signature: what an issuer needs in order to write."""

    grant: WriteGrant
    signature: str


@dataclass(frozen=True, slots=True)
class SignedOffer:
    """A delegated access grant with its owner's signature: whoever holds it may create the grant, once."""

    offer: AccessGrantOffer
    signature: str


@dataclass(frozen=True, slots=True)
class Remainder:
    """A copy that erasing would leave, because a time lock still keeps it for its grantee."""

    credential_id: UUID
    grantee: str
    locked_until: int


@dataclass(frozen=True, slots=True)
class Issued:
    """What an issuer wrote by a delegated write grant."""

    original_id: UUID
    copy_id: UUID
    content_hash: str
