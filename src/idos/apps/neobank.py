"""Neobank, an issuer: takes people in, verifies their passports, and issues credentials that they permit.

It is a sample of what any issuer can write on the SDK.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid4

from idos.errors import Denied
from idos.protocol.grants import WriteGrant
from idos.protocol.times import format_time
from idos.sdk.attestation import public_notes
from idos.sdk.clients import Issuer
from idos.sdk.inspection import TrustedIssuer
from idos.sdk.issuer import NewProfile
from idos.sdk.records import Issued, SignedWriteGrant
from idos.sdk.signers import ServerKey
from idos.sdk.w3c import CredentialFields, IssuerKey, Subject, build_credential, derive_level, serialize
from idos.verification import Expected, Reason, assess

COUNTRIES: Final = MappingProxyType({"UTO": "XU"})
"""The countries whose passports are taken: ICAO 9303 code to ISO 3166-1 alpha-2.

ISO has no code for Utopia; XU is among those that it leaves to users.
"""

_GENDERS: Final = MappingProxyType({"M": "M", "F": "F", "X": "OTHER"})
_USABLE_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True, repr=False)
class Application:
    """What a person hands in: the names as she writes them, and two pictures (PNG or JPEG)."""

    given_names: str
    surname: str
    passport: bytes
    selfie: bytes


class Rejected(Denied):
    """The document was read, and speaks against the application."""

    default_code = "document_rejected"

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(" ".join(reason.sentence for reason in reasons))
        self.reasons = tuple(reasons)


def credential_of(application: Application, key: IssuerKey, *, now: datetime) -> dict[str, Any]:
    """The signed credential of an application whose passport is good.

    Raises ``Rejected`` with every reason, ``Denied`` (``country_not_served``) for a passport of another
    country, ``Invalid`` for a picture that can not be read.
    """
    said = Expected(application.surname, application.given_names)
    outcome = assess(application.passport, today=now.date(), expected=said)
    if not outcome.approved:
        raise Rejected(outcome.reasons)
    document = outcome.document
    country, nationality = (COUNTRIES.get(code) for code in (document.issuing_state, document.nationality))
    if country is None:
        raise Denied("Neobank does not take passports of this country.", code="country_not_served")
    assert document.birth_date is not None, "an approved document states its dates"
    subject = Subject(
        id=f"urn:uuid:{uuid4()}",
        first_name=application.given_names,
        family_name=application.surname,
        gender=_GENDERS[document.sex],
        nationality=nationality,
        date_of_birth=document.birth_date,
        id_document_country=country,
        id_document_number=document.number,
        id_document_type="PASSPORT",
        id_document_date_of_expiry=document.expiry_date,
        id_document_front_file=application.passport,
        selfie_file=application.selfie,
    )
    fields = CredentialFields(
        id=f"urn:uuid:{uuid4()}",
        level=derive_level(subject),
        issued=now,
        approved_at=now,
        expiration_date=document.expiry_date,
    )
    return build_credential(fields, subject, key, now=now)


@dataclass(frozen=True, slots=True)
class Neobank:
    """The bank at a node. ``key`` signs what it writes, ``credential_key`` what its credentials say."""

    client: Issuer
    key: ServerKey
    credential_key: IssuerKey
    name: str = "Neobank"

    @property
    def as_trusted(self) -> TrustedIssuer:
        """What a consumer needs to know in order to rely on the bank."""
        return TrustedIssuer((replace(self.credential_key, seed=None),), (self.key.identifier,))

    def take_in(self, profile: NewProfile) -> None:
        """Create a profile for somebody new."""
        self.client.create_profile(profile)

    def asks_permission(self, owner: str, *, now: datetime) -> WriteGrant:
        """The permission to write one credential within the hour, and to keep a copy until it is revoked."""
        seconds = int(now.timestamp())
        return WriteGrant(
            owner=owner,
            grantee=self.key.identifier,
            issuer_public_key=self.key.identifier,
            id=uuid4(),
            access_grant_timelock=format_time(0),  # no lock
            not_usable_before=format_time(seconds),
            not_usable_after=format_time(seconds + _USABLE_SECONDS),
        )

    def issue(self, user_id: UUID, credential: dict[str, Any], permission: SignedWriteGrant) -> Issued:
        """Write a credential for its owner, and the bank's own copy."""
        plaintext = serialize(credential)
        notes = public_notes(
            plaintext, id=str(uuid4()), type="passport", level=credential["level"], issuer=self.name
        )
        recipient = self.client.user(user_id).encryption_public_key
        return self.client.issue(permission, plaintext, notes, recipient)
