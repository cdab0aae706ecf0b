"""What the SDK gives back: the network's rows as frozen values, with Python's own types."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Annotated, Any, Self
from uuid import UUID

from msgspec import Meta

from idos.arguments import check_fields
from idos.crypto.box import Sealed
from idos.protocol.grants import AccessGrantOffer, WriteGrant
from idos.protocol.wire import convert

Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
"""An X25519 public key; base64 on the wire."""

Row = dict[str, Any]
"""A row of a view, by column name."""


@dataclass(frozen=True, slots=True)
class RowRecord:
    """A row that is understood: a field is the column of its name, unless its metadata names another.

    Columns that a record does not know are left; a null or missing one takes the field's default. A function
    ``read`` in the metadata makes the field's value of the column's, or raises ``Invalid``.
    """

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read a row. Raises ``Invalid`` when a column is missing or not of its type."""
        known: dict[str, Any] = {}
        for each in fields(cls):
            value = row.get(each.metadata.get("column", each.name))
            if value is not None:
                known[each.name] = each.metadata["read"](value) if "read" in each.metadata else value
        return convert(known, cls)


@dataclass(frozen=True, slots=True)
class Profile(RowRecord):
    """A person's entry. ``encryption_public_key`` is what others encrypt to."""

    id: UUID
    encryption_public_key: Key = field(metadata={"column": "recipient_encryption_public_key"})
    encryption_password_store: str
    inserter: str | None = None


@dataclass(frozen=True, slots=True)
class Wallet(RowRecord):
    """A wallet that controls a profile."""

    id: UUID
    user_id: UUID
    wallet_type: str
    address: str
    public_key: str | None = None
    inserter: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute(RowRecord):
    """A plain key and value of a profile."""

    id: UUID
    user_id: UUID
    key: str = field(metadata={"column": "attribute_key"})
    value: str
    original_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CredentialInfo(RowRecord):
    """A credential as lists show it, without its content. A copy has an ``original_id``.

    Among one's own credentials a copy has no notes; among those that others shared it has its original's.
    """

    id: UUID
    user_id: UUID
    issuer_auth_public_key: str
    public_notes: str = ""
    inserter: str | None = None
    original_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StoredCredential(RowRecord):
    """A credential with its ciphertext; a shared copy shows its original's notes."""

    id: UUID
    user_id: UUID
    issuer_auth_public_key: str
    content: bytes = field(repr=False)
    encryptor_public_key: Key
    public_notes: str = ""
    inserter: str | None = None

    @property
    def sealed(self) -> Sealed:
        """The content as the holder of the recipient's key opens it."""
        return Sealed(self.content, self.encryptor_public_key)


@dataclass(frozen=True, slots=True)
class AccessGrant(RowRecord):
    """A grantee's right to read the copy ``data_id``; not revocable up to the unix second ``locked_until``.

    ``inserter_type`` says how it came about: ``user``, ``delegated_write_grant`` or ``dag_message``.
    """

    id: UUID
    owner_user_id: UUID = field(metadata={"column": "ag_owner_user_id"})
    grantee: str = field(metadata={"column": "ag_grantee_wallet_identifier"})
    data_id: UUID
    locked_until: int
    inserter_type: str
    inserter_id: str
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Remainder(RowRecord):
    """A copy that erasing would leave, because a time lock still keeps it for its grantee."""

    credential_id: UUID
    grantee: str
    locked_until: int


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

    def __post_init__(self) -> None:
        check_fields(self)


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
class IssuedCredential:
    """What an issuer wrote by a delegated write grant."""

    original_id: UUID
    copy_id: UUID
    content_hash: str
