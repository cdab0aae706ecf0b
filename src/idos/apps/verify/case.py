"""One person's verification, and what each of its pictures changes: rules without input or output."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from idos.errors import Denied, Invalid
from idos.sdk.wire import Message
from idos.verification import Expected, Outcome, Reason
from idos.verification.provider import Document, Language, VerificationStatus

BUSY_SECONDS: Final = 60
"""How long a picture may be read; longer than the slowest takes."""

_HOPELESS: Final = frozenset({Reason.UNDERAGE})


class CaptureStep(StrEnum):
    """Which picture comes next."""

    DOCUMENT = "document"
    SELFIE = "selfie"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case(Message):
    """A session. Times are Unix seconds.

    ``ends`` is when its present state is over: an open session expires then, one that has ended is deleted.
    ``used`` counts the pictures sent in this step. While one is being read, ``busy`` lies in the future.
    """

    id: str
    company: str
    reference: str
    surname: str
    given_names: str
    birth_date: date | None
    return_url: str
    language: Language
    ends: int
    step: CaptureStep = CaptureStep.DOCUMENT
    used: int = 0
    busy: int = 0
    status: VerificationStatus = VerificationStatus.PENDING
    reasons: tuple[str, ...] = ()
    document: Document | None = None

    @property
    def expected(self) -> Expected:
        """What the person said of herself."""
        return Expected(self.surname, self.given_names, self.birth_date)


def claim(case: Case, step: CaptureStep, *, now: int) -> Case:
    """Count a picture before it is read. Raises `Denied`: ``ended``, ``busy``, ``wrong_step``."""
    if case.status.final or now >= case.ends:
        raise Denied("The session has ended.", code="ended")
    if now < case.busy:
        raise Denied("A picture is being read.", code="busy")
    if step is not case.step:
        raise Denied("This picture is not asked for now.", code="wrong_step")
    return replace(case, used=case.used + 1, busy=now + BUSY_SECONDS)


def with_document(case: Case, found: Outcome | Invalid, *, tries: int) -> Case:
    """The case after its document was read, or could not be."""
    if isinstance(found, Invalid):
        return _refused(case, (found.code,), final=case.used >= tries)
    if found.approved:
        document = Document.of_zone(found.document)
        return replace(
            case,
            step=CaptureStep.SELFIE,
            used=0,
            busy=0,
            status=VerificationStatus.PENDING,
            reasons=(),
            document=document,
        )
    hopeless = not _HOPELESS.isdisjoint(found.reasons)
    return _refused(case, found.reasons, final=hopeless or case.used >= tries)


def with_selfie(case: Case, fault: Invalid | None, *, tries: int) -> Case:
    """The case after its selfie was looked at: any picture that can be shown will do."""
    if fault:
        return _refused(case, (fault.code,), final=case.used >= tries)
    return replace(case, busy=0, status=VerificationStatus.APPROVED, reasons=())


def expired(case: Case) -> Case:
    """The case of a person who did not come to an end. What was read is forgotten."""
    return replace(case, busy=0, status=VerificationStatus.EXPIRED, document=None)


def _refused(case: Case, reasons: tuple[str, ...], *, final: bool) -> Case:
    if final:
        return replace(case, busy=0, status=VerificationStatus.REJECTED, reasons=reasons, document=None)
    return replace(case, busy=0, status=VerificationStatus.RETRY, reasons=reasons)
