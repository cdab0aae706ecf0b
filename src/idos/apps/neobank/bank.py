"""What the bank does at the network: profiles, permissions, credentials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid4

from idos import WriteGrant
from idos.apps.neobank.pictures import fitted
from idos.errors import Denied, Invalid, NotFound
from idos.sdk.attestation import public_notes
from idos.sdk.clients import Issuer
from idos.sdk.credentials import DEFAULT_FORMAT, CredentialFormat
from idos.sdk.inspection import TrustedIssuer
from idos.sdk.issuer import NewProfile
from idos.sdk.records import IssuedCredential, SignedWriteGrant
from idos.sdk.signers import ServerKey
from idos.sdk.w3c import CredentialFields, IssuerKey, Subject, derive_level
from idos.sdk.wire import Message, content_hash, format_time
from idos.verification import Expected, Reason, assess
from idos.verification.provider import Document, Images

COUNTRIES: Final = MappingProxyType({"UTO": "XU"})
"""The countries whose documents are taken: the code on the document to ISO 3166-1 alpha-2.

ISO has no code for Utopia; XU is among those that it leaves to users.
"""
CREDENTIAL_TYPE: Final = "passport"
"""The ``type`` in the public notes."""

_GENDERS: Final = MappingProxyType({"M": "M", "F": "F"})
"""X is left out: in a zone it is what is not stated, and a provider may not know."""
_USABLE_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True, repr=False)
class Application:
    """What a person hands in: the names as she writes them, and two pictures (PNG or JPEG).

    Of a person with one name, the other is empty.
    """

    given_names: str
    surname: str
    passport: bytes
    selfie: bytes


class ApplicationRejected(Denied):
    """The document was read, and speaks against the application."""

    default_code = "document_rejected"

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(" ".join(reason.sentence for reason in reasons))
        self.reasons = tuple(reasons)


def credential_of(application: Application, key: IssuerKey, *, now: datetime) -> dict[str, Any]:
    """The signed credential of an application whose passport is good.

    Raises:
        ApplicationRejected: with every reason.
        Denied: ``country_not_served`` for a passport of another country.
        Invalid: for a picture that cannot be read.
    """
    said = Expected(application.surname, application.given_names)
    outcome = assess(application.passport, today=now.date(), expected=said)
    if not outcome.approved:
        raise ApplicationRejected(outcome.reasons)
    images = Images(application.passport, application.selfie)
    return identity_credential(said, Document.of_zone(outcome.document), images, key, now=now)


def identity_credential(
    said: Expected,
    document: Document,
    images: Images,
    key: IssuerKey,
    *,
    now: datetime,
    face_compared: bool = False,
    form: CredentialFormat = DEFAULT_FORMAT,
) -> dict[str, Any]:
    """The signed credential on a person whose document was verified. Names are as she writes them.

    Of each picture only its pixels go in.

    Raises:
        ApplicationRejected: the document does not confirm what she said.
        Denied: ``country_not_served`` for a document of another country.
        Invalid: ``image_broken``.
    """
    if reasons := document.contradicts(said):
        raise ApplicationRejected(reasons)
    country = COUNTRIES.get(document.issuing_state)
    if country is None:
        raise Denied("Neobank does not take documents of this country.", code="country_not_served")
    subject = Subject(
        id=f"urn:uuid:{uuid4()}",
        first_name=said.given_names or None,
        family_name=said.surname or None,
        gender=_GENDERS.get(document.sex),
        nationality=COUNTRIES.get(document.nationality or ""),
        date_of_birth=document.birth_date,
        id_document_country=country,
        id_document_number=document.number,
        id_document_type=document.kind.value,
        id_document_date_of_expiry=document.expiry_date,
        id_document_front_file=fitted(images.document),
        selfie_file=fitted(images.selfie),
    )
    fields = CredentialFields(
        id=f"urn:uuid:{uuid4()}",
        level=derive_level(subject, face_compared=face_compared),
        issued=now,
        approved_at=now,
        expiration_date=document.expiry_date,
    )
    return form.build(fields, subject, key, now=now)


@dataclass(frozen=True, slots=True, repr=False)
class Draft(Message):
    """A credential that is ready to be written. Keep it until it is: with the same ids, a retry is safe."""

    plaintext: bytes
    public_notes: str
    original_id: UUID
    copy_id: UUID


@dataclass(frozen=True, slots=True)
class Neobank:
    """The bank at a node. ``key`` signs what it writes, ``credential_key`` what its credentials say.

    ``form`` is the format of its credentials.
    """

    client: Issuer
    key: ServerKey
    credential_key: IssuerKey
    name: str = "Neobank"
    form: CredentialFormat = DEFAULT_FORMAT

    @property
    def as_trusted(self) -> TrustedIssuer:
        """What a consumer needs to know in order to rely on the bank."""
        return TrustedIssuer((replace(self.credential_key, seed=None),), (self.key.identifier,))

    def take_in(self, profile: NewProfile) -> None:
        """Create a profile for somebody new."""
        self.client.create_profile(profile)

    def asks_permission(
        self, owner: str, *, now: datetime, usable_seconds: int = _USABLE_SECONDS
    ) -> WriteGrant:
        """The permission to write one credential within a time, and to keep a copy until it is revoked."""
        seconds = int(now.timestamp())
        return WriteGrant(
            owner=owner,
            grantee=self.key.identifier,
            issuer_public_key=self.key.identifier,
            id=uuid4(),
            access_grant_timelock=format_time(0),  # no lock
            not_usable_before=format_time(seconds),
            not_usable_after=format_time(seconds + usable_seconds),
        )

    def draft(self, credential: dict[str, Any]) -> Draft:
        """The credential, made ready to be written."""
        plaintext, level = self.form.serialize(credential), self.form.claims(credential).level
        notes = public_notes(plaintext, id=str(uuid4()), type=CREDENTIAL_TYPE, level=level, issuer=self.name)
        return Draft(plaintext, notes, uuid4(), uuid4())

    def deliver(
        self, user_id: UUID, draft: Draft, permission: SignedWriteGrant, recipient: bytes
    ) -> IssuedCredential:
        """Write a draft for its owner, and the bank's own copy. What was written already is left.

        ``recipient`` is her key, as she gave it. Raises ``Denied`` (``key_changed``) when the network names
        another: only one of the two opens what is encrypted, and which, the network alone does not decide.
        """
        written = IssuedCredential(draft.original_id, draft.copy_id, content_hash(draft.plaintext))
        if self.client.credential_exists(draft.original_id):
            return written
        if self.client.user(user_id).encryption_public_key != recipient:
            raise Denied("The profile's key is not the one that its owner gave.", code="key_changed")
        try:
            return self.client.issue(
                permission,
                draft.plaintext,
                draft.public_notes,
                recipient,
                original_id=draft.original_id,
                copy_id=draft.copy_id,
            )
        except (Denied, Invalid):
            # An earlier try whose answer was lost may have been committed since it was looked for.
            if self.client.credential_exists(draft.original_id):
                return written
            raise

    def issue(
        self, user_id: UUID, credential: dict[str, Any], permission: SignedWriteGrant, recipient: bytes
    ) -> IssuedCredential:
        """Write a credential for its owner, and the bank's own copy. Raises as `deliver` does."""
        return self.deliver(user_id, self.draft(credential), permission, recipient)

    def holds(self, copy_id: UUID) -> bool:
        """Whether the bank can still read its copy."""
        return bool(self.client.grants_for(copy_id))

    def key_of(self, user_id: UUID) -> bytes | None:
        """The key of a profile, as the network has it; None when there is no such profile."""
        try:
            return self.client.user(user_id).encryption_public_key
        except NotFound:
            return None
