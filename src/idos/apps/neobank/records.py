"""What the bank is asked and what it remembers, besides openings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final, Self
from uuid import UUID

from msgspec import Meta

from idos import WriteGrant
from idos.apps.neobank.bank import Draft
from idos.apps.neobank.ledger import Ledger
from idos.apps.sealed_store import Collection, SealedStore
from idos.sdk.records import Key
from idos.sdk.sign_in import MAX_SIGNATURE_BYTES
from idos.sdk.signers import WalletProof
from idos.sdk.wire import Message
from idos.verification.latin import tidy
from idos.verification.provider import Language

MAX_NAME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ApplicantNames(Message):
    """A person's names, as she writes them. With only one name, the other is empty."""

    given_names: Annotated[str, Meta(max_length=MAX_NAME)]
    surname: Annotated[str, Meta(max_length=MAX_NAME)]

    def cleaned(self) -> Self:
        """The same names without what came along when they were pasted."""
        return replace(self, given_names=tidy(self.given_names), surname=tidy(self.surname))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRequest(Message):
    """``POST /api/profile``: a profile to make. ``encryption_public_key`` is base64 on the wire."""

    profile_id: UUID
    encryption_public_key: Key
    wallet: WalletProof


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionRequest(Message):
    """``POST /api/permission``: what is there to sign?

    ``key_changed``: she says that she changed the key of her profile since the bank last had it.
    """

    profile_id: UUID
    key_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPermission(Message):
    """``POST /api/verification``: the permission, signed."""

    profile_id: UUID
    grant: WriteGrant
    signature: Annotated[str, Meta(max_length=2 + 2 * MAX_SIGNATURE_BYTES)]
    language: Language = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry(Message):
    """``POST /api/retry``: another verification."""

    profile_id: UUID
    language: Language = "en"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class BankAccount(Message):
    """An account, which this sample makes up. ``opened`` is Unix seconds."""

    holder: str
    number: str
    card: str
    opened: int


@dataclass(frozen=True, slots=True)
class Founder(Message):
    """The wallet that a profile of the bank's making is for."""

    wallet: str


@dataclass(frozen=True, slots=True)
class Recipient(Message):
    """The key that what is written for a person is encrypted to, as she gave it or as it was first seen."""

    key: Key


@dataclass(frozen=True, slots=True)
class BankRecords:
    """Everything that the bank remembers, each kind under a name of its own.

    ``names`` go by visit, ``founders`` by profile, ``drafts`` by verification; the others by opening. A
    founder that is forgotten can be nobody any more: the profile then exists, and is taken.
    """

    names: Collection[ApplicantNames]
    founders: Collection[Founder]
    recipients: Collection[Recipient]
    openings: Ledger
    drafts: Collection[Draft]
    accounts: Collection[BankAccount]

    @classmethod
    def of(cls, store: SealedStore) -> Self:
        """Those in a store."""
        return cls(
            names=store.collection("names", ApplicantNames, forgets=True),
            founders=store.collection("founders", Founder, forgets=True),
            recipients=store.collection("recipients", Recipient, forgets=True),
            openings=Ledger(store),
            drafts=store.collection("drafts", Draft),
            accounts=store.collection("accounts", BankAccount),
        )
