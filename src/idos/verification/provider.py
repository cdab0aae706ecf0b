"""What a company asks of an identity-verification provider, whichever provider that is.

The company starts a session and sends the person to its page. The provider calls back when something has
happened; the company then asks for the outcome, and takes the pictures. A call-back decides nothing by
itself: it says that there is something to ask for, so handling one twice does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal, Protocol, Self

from idos.verification.comparison import Names, names_agree
from idos.verification.image import MAX_BYTES
from idos.verification.kinds import DocumentKind, kind_of
from idos.verification.mrz import MachineReadableZone, Sex
from idos.verification.outcome import Expected, Reason, room_of_cut_names

Clock = Callable[[], float]
"""Seconds since 1970."""

Language = Literal["en", "de"]

MAX_IMAGE_BYTES: Final = MAX_BYTES

# Where ICAO 9303 part 3, §5 departs from ISO 3166-1: Germany is D in a machine-readable zone.
_ISO_CODES: Final = {"D": "DEU"}


class VerificationStatus(StrEnum):
    """Where a verification stands. Of ``RETRY`` and ``PENDING`` more will be heard; the others are final."""

    PENDING = "pending"
    RETRY = "retry"
    """Rejected for now: the person may try again."""
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    """The person did not finish in time."""

    @property
    def final(self) -> bool:
        """Whether the status is final."""
        return self not in {VerificationStatus.PENDING, VerificationStatus.RETRY}


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """What was read from a document.

    States are ISO 3166-1 alpha-3 codes, and where ISO has none the code of ICAO 9303 part 3, §5, like UTO.
    Names are as the provider read them: in a machine-readable zone, capital letters A to Z and spaces; one of
    them is empty when the person has one name. ``expiry_date`` is None for a document that is valid for ever.
    ``names_cut_at`` is the length of a name field that was full, so that the names may not be whole.
    """

    kind: DocumentKind
    issuing_state: str
    surname: str
    given_names: str
    number: str
    birth_date: date
    expiry_date: date | None = None
    nationality: str | None = None
    sex: Sex = "X"
    names_cut_at: int | None = None

    @classmethod
    def of_zone(cls, zone: MachineReadableZone) -> Self:
        """The document of an approved machine-readable zone; those state the date of birth."""
        kind = kind_of(zone.document_type)
        assert zone.birth_date is not None, "an approved document states its dates"
        assert kind is not None, "an approved document proves an identity"
        return cls(
            kind=kind,
            issuing_state=_ISO_CODES.get(zone.issuing_state, zone.issuing_state),
            surname=zone.surname,
            given_names=zone.given_names,
            number=zone.number,
            birth_date=zone.birth_date,
            expiry_date=zone.expiry_date,
            nationality=_ISO_CODES.get(zone.nationality, zone.nationality),
            sex=zone.sex,
            names_cut_at=room_of_cut_names(zone),
        )

    def contradicts(self, expected: Expected) -> tuple[Reason, ...]:
        """What of ``expected`` this document does not confirm. Ask before signing any of it.

        Raises `Invalid` (``name_unsupported``) when an expected name is not Latin.
        """
        stated = Names(self.surname, self.given_names)
        findings = {
            Reason.NAME_MISMATCH: not names_agree(expected.names, stated, room=self.names_cut_at),
            Reason.BIRTH_DATE_MISMATCH: expected.birth_date not in (None, self.birth_date),
        }
        return tuple(reason for reason, found in findings.items() if found)


@dataclass(frozen=True, slots=True, repr=False)
class Applicant:
    """Whom to verify. ``reference`` is the company's own name for the case, 1 to 64 of ``A-Za-z0-9_-``.

    ``return_url`` is where the person goes afterwards, with a decision or without.
    """

    reference: str
    expected: Expected
    return_url: str
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class VerificationSession:
    """A session, waiting for its person. Whoever has ``url`` can act in it, until ``expires`` (Unix time)."""

    id: str
    url: str = field(repr=False)
    expires: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened in a session. ``id`` is the same however often one event is reported."""

    id: str
    session_id: str
    reference: str
    status: VerificationStatus
    occurred: datetime


@dataclass(frozen=True, slots=True, repr=False)
class VerificationResult:
    """How a session stands. ``document`` is there once it is approved, at the latest.

    ``face_compared`` says that the provider compared the face of the selfie with that of the document.
    ``reasons`` speak against approval: values of `idos.verification.outcome.Reason` where one fits, else
    codes of the provider's. ``comment`` says it to the person, in her language; it may be empty.
    """

    session_id: str
    reference: str
    status: VerificationStatus
    reasons: tuple[str, ...] = ()
    comment: str = ""
    document: Document | None = None
    face_compared: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Images:
    """The pictures of an approved session, PNG or JPEG, at most `MAX_IMAGE_BYTES` each."""

    document: bytes
    selfie: bytes


class Provider(Protocol):
    """An identity-verification provider. Every method raises `Unavailable` when the provider does not answer.

    `NotFound` is raised for a session that the provider does not know, `Denied` (``provider_refused``) when
    it does not accept the company's keys.
    """

    def start(self, applicant: Applicant) -> VerificationSession:
        """Open a session. Raises `Invalid` when the provider cannot take this applicant."""
        ...

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Event:
        """Check a call-back and read it. ``body`` is what was received, byte for byte.

        Raises `Denied`: ``bad_signature``, ``stale`` when it was made outside the accepted time, ``replayed``
        when the same message came before; `Invalid`: ``too_large``, ``malformed``.
        """
        ...

    def outcome(self, session_id: str) -> VerificationResult:
        """How the session stands now."""
        ...

    def images(self, session_id: str, document: Document | None = None) -> Images:
        """The pictures of an approved session. Keep them: a provider may hand them out once.

        A person may have shown several documents: the picture is of ``document``, if that is given.
        """
        ...

    def close(self) -> None:
        """Release connections."""
        ...
