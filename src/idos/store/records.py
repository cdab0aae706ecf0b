"""The network's tables: one frozen record a table, its key and its indexes declared on the class.

What may be declared: ``idos.store.record``. Column meanings: ``docs/protocol/data-model.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from idos.crypto.wallets import wallet_identifier, wallet_identity, wallet_key
from idos.store.governance import (
    ChangedLimit,
    FormerDelegate,
    InserterActs,
    OwnerAct,
    Ownership,
    OwnershipOffer,
    PendingAct,
    Upgrade,
)
from idos.store.record import Index, Record, added, fold


@dataclass(frozen=True, slots=True)
class Inserter(Record):
    """An organisation that may create profiles. A ``retired`` one keeps its name from being taken again."""

    TABLE = "inserters"
    INDEXES = (Index("name", lambda r: r.name, unique=True),)
    id: UUID
    name: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Delegate(Record):
    """A key that acts for an inserter; ``address`` is its caller text as ``wallet_identity`` writes it.

    ``since`` is the height of the block that first added it; 0 for the genesis's, and for those of rules
    version 1.
    """

    TABLE = "delegates"
    KEY = ("address",)
    INDEXES = (Index("inserter", lambda r: str(r.inserter_id)),)
    address: str
    inserter_id: UUID
    since: int = added(2, 0)


@dataclass(frozen=True, slots=True)
class User(Record):
    """A profile: the encryption key that issuers encrypt to, and who created it.

    ``rekeyed``: she replaced the key herself, and no inserter can. ``content_bytes``: of all her contents.
    """

    TABLE = "users"
    id: UUID
    recipient_encryption_public_key: str
    encryption_password_store: str
    inserter: str
    inserter_id: UUID
    gas_allowance: Decimal
    rekeyed: bool = False
    content_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Wallet(Record):
    """A wallet that controls a profile, with the proof of its ownership.

    ``identity`` is what a caller is matched with: the address (EVM, XRPL, Stellar) or the public key (NEAR,
    FaceSign).
    """

    TABLE = "wallets"
    INDEXES = (
        Index("user", lambda r: str(r.user_id)),
        Index("identity", lambda r: wallet_identity(r.identity), unique=True),
        Index("key", lambda r: wallet_key(r.wallet_type, r.address, r.public_key), unique=True),
        Index("address", lambda r: fold(r.address)),
    )
    id: UUID
    user_id: UUID
    address: str
    public_key: str | None
    wallet_type: str
    message: str | None
    signature: str | None
    inserter: str | None

    @property
    def identity(self) -> str:
        """The text that names this wallet as a caller."""
        return wallet_identifier(self.wallet_type, self.address, self.public_key) or ""


@dataclass(frozen=True, slots=True)
class Credential(Record):
    """A credential without its ciphertext.

    ``copy`` marks a copy made for a grantee; it stays marked when its original is gone. The two signatures
    are the issuer's, kept so that readers can check ``public_notes`` and content against
    ``issuer_auth_public_key``. ``broader_signature`` is empty once the owner has re-encrypted the content.
    """

    TABLE = "credentials"
    INDEXES = (
        Index("user", lambda r: str(r.user_id)),
        Index(
            "notes",
            lambda r: (
                r.verifiable_credential_id and f"{r.verifiable_credential_id}|{r.issuer_auth_public_key}"
            ),
        ),
    )
    id: UUID
    user_id: UUID
    verifiable_credential_id: str | None
    public_notes: str
    encryptor_public_key: str
    issuer_auth_public_key: str
    inserter: str | None
    issuer_fee: Decimal
    public_notes_signature: str
    broader_signature: str
    copy: bool


@dataclass(frozen=True, slots=True)
class CredentialContent(Record):
    """The ciphertext of a credential, apart from it so that lists never load it."""

    TABLE = "credential_contents"
    id: UUID
    content: str


@dataclass(frozen=True, slots=True)
class Reencryption(Record):
    """An original encrypted anew by its owner, in wait for her change of key: at most one for an original.

    It is of the content that the original has, for ``recipient_encryption_public_key``.
    """

    TABLE = "reencryptions"
    KEY = ("credential_id",)
    INDEXES = (Index("user", lambda r: str(r.user_id)),)
    credential_id: UUID
    user_id: UUID
    recipient_encryption_public_key: str
    encryptor_public_key: str


@dataclass(frozen=True, slots=True)
class ReencryptedContent(Record):
    """The ciphertext of a re-encryption, by the id of the original."""

    TABLE = "reencrypted_contents"
    id: UUID
    content: str


@dataclass(frozen=True, slots=True)
class SharedCredential(Record):
    """The link from an original to a copy of it."""

    TABLE = "shared_credentials"
    KEY = ("original_id", "copy_id")
    INDEXES = (
        Index("original", lambda r: str(r.original_id)),
        Index("copy", lambda r: str(r.copy_id)),
    )
    original_id: UUID
    copy_id: UUID


@dataclass(frozen=True, slots=True)
class UserAttribute(Record):
    """A plain key and value of a person's profile."""

    TABLE = "user_attributes"
    INDEXES = (Index("user", lambda r: str(r.user_id)),)
    id: UUID
    user_id: UUID
    attribute_key: str
    value: str
    inserter: str | None


@dataclass(frozen=True, slots=True)
class SharedUserAttribute(Record):
    """The link from an attribute to a copy of it."""

    TABLE = "shared_user_attributes"
    KEY = ("original_id", "copy_id")
    INDEXES = (
        Index("original", lambda r: str(r.original_id)),
        Index("copy", lambda r: str(r.copy_id)),
    )
    original_id: UUID
    copy_id: UUID


@dataclass(frozen=True, slots=True)
class AccessGrant(Record):
    """A grantee's right to read credential ``data_id``; not revocable up to ``locked_until`` (seconds)."""

    TABLE = "access_grants"
    INDEXES = (
        Index("owner", lambda r: str(r.ag_owner_user_id)),
        Index("data", lambda r: str(r.data_id)),
        Index("grantee", lambda r: fold(r.ag_grantee_wallet_identifier), order=("height",)),
        Index(
            "grantee_owner",
            lambda r: f"{fold(r.ag_grantee_wallet_identifier)}|{r.ag_owner_user_id}",
            order=("height",),
        ),
        Index(
            "grantee_data", lambda r: f"{fold(r.ag_grantee_wallet_identifier)}|{r.data_id}", order=("height",)
        ),
        Index(
            "grantee_hash",
            lambda r: r.content_hash and f"{fold(r.ag_grantee_wallet_identifier)}|{r.content_hash}",
            order=("height",),
        ),
    )
    id: UUID
    ag_owner_user_id: UUID
    ag_grantee_wallet_identifier: str
    data_id: UUID
    locked_until: int
    content_hash: str | None
    height: int
    inserter_type: str
    inserter_id: str


@dataclass(frozen=True, slots=True)
class ConsumedWriteGrant(Record):
    """A delegated write grant that was used, by its id and its owner; it cannot be used again."""

    TABLE = "consumed_write_grants"
    KEY = ("id", "owner_user_id")
    INDEXES = (
        Index("owner", lambda r: str(r.owner_user_id)),
        Index("original", lambda r: r.original_credential_id and str(r.original_credential_id)),
        Index("copy", lambda r: r.copy_credential_id and str(r.copy_credential_id)),
    )
    id: UUID
    owner_user_id: UUID
    owner_wallet_identifier: str
    grantee_wallet_identifier: str
    issuer_public_key: str
    original_credential_id: UUID | None
    copy_credential_id: UUID | None
    access_grant_timelock: str
    not_usable_before: str
    not_usable_after: str


@dataclass(frozen=True, slots=True)
class SpentProof(Record):
    """The digest of something signed that may be used once: a wallet proof, a grant offer, a credential.

    ``user_id`` is the profile it was used for; if ``hashed``, the first half of the SHA-256 over the digest's
    32 bytes and that id's 16. Only the digest is kept, and it outlives what it was used for.
    """

    TABLE = "spent_proofs"
    KEY = ("digest",)
    digest: str
    user_id: UUID
    hashed: bool = added(2, False)


@dataclass(frozen=True, slots=True)
class PendingErasure(Record):
    """A copy that its owner asked to erase and that a time lock still keeps; due at the second ``due``."""

    TABLE = "pending_erasures"
    KEY = ("due", "credential_id")
    INDEXES = (Index("credential", lambda r: str(r.credential_id), unique=True),)
    due: int
    credential_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class UnaskedWrite(Record):
    """A credential or an attribute that an inserter wrote to a profile that it did not make, unasked.

    ``id`` is what was written, ``kind`` the table that has it. It goes with that.
    """

    TABLE = "unasked_writes"
    KEY = ("id", "kind")
    INDEXES = (Index("source", lambda r: f"{r.kind}|{r.user_id}|{r.inserter_id}"),)
    id: UUID
    kind: str
    user_id: UUID
    inserter_id: UUID


@dataclass(frozen=True, slots=True)
class Account(Record):
    """How many transactions of a key are in blocks. ``identifier`` is the key or address, in lower hex."""

    TABLE = "accounts"
    KEY = ("identifier", "key_type")
    identifier: str
    key_type: str
    nonce: int


@dataclass(frozen=True, slots=True)
class Block(Record):
    """A block's header. ``time`` is in milliseconds; hashes are 32 bytes (``docs/protocol/blocks.md``)."""

    TABLE = "blocks"
    KEY = ("height",)
    CONSENSUS = False
    height: int
    time: int
    previous_hash: bytes
    receipts_hash: bytes
    state_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Receipt(Record):
    """What became of a transaction: ``code`` 0 when its effects stand, else ``log`` says why not."""

    TABLE = "receipts"
    KEY = ("tx_hash",)
    CONSENSUS = False
    INDEXES = (Index("height", lambda r: str(r.height), order=("position",)),)
    tx_hash: bytes
    height: int
    position: int
    code: int
    gas: int
    log: str


@dataclass(frozen=True, slots=True)
class TransactionBody(Record):
    """A transaction's bytes, kept for the node's retention time only: deleted means gone."""

    TABLE = "transaction_bodies"
    KEY = ("tx_hash",)
    CONSENSUS = False
    INDEXES = (Index("height", lambda r: str(r.height)),)
    tx_hash: bytes
    height: int
    body: bytes


TABLES: tuple[type[Record], ...] = (
    Inserter,
    Delegate,
    User,
    Wallet,
    Credential,
    CredentialContent,
    Reencryption,
    ReencryptedContent,
    SharedCredential,
    UserAttribute,
    SharedUserAttribute,
    AccessGrant,
    ConsumedWriteGrant,
    SpentProof,
    PendingErasure,
    Account,
    Upgrade,
    ChangedLimit,
    Ownership,
    OwnershipOffer,
    PendingAct,
    OwnerAct,
    InserterActs,
    FormerDelegate,
    UnaskedWrite,
    Block,
    Receipt,
    TransactionBody,
)
