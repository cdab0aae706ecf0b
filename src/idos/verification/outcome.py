"""What a verification decides about a document, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from idos.verification.comparison import Names, names_agree
from idos.verification.kinds import kind_of
from idos.verification.layouts import LAYOUTS, Format
from idos.verification.mrz import MachineReadableZone
from idos.verification.names import FILLER, name_field
from idos.verification.reader import read_mrz


class Reason(StrEnum):
    """Why a document is rejected. The values are stable codes; `sentence` is for the person."""

    DOCUMENT_UNSUPPORTED = "document_unsupported"
    CHECK_DIGIT_FAILED = "check_digit_failed"
    DATE_IMPLAUSIBLE = "date_implausible"
    DOCUMENT_EXPIRED = "document_expired"
    UNDERAGE = "underage"
    NAME_MISMATCH = "name_mismatch"
    BIRTH_DATE_MISMATCH = "birth_date_mismatch"

    @property
    def sentence(self) -> str:
        """The reason in plain English; it names no one."""
        return _SENTENCES[self]


_SENTENCES: Final = {
    Reason.DOCUMENT_UNSUPPORTED: "The document is not one that proves who somebody is.",
    Reason.CHECK_DIGIT_FAILED: "The document's check digits do not agree with its contents.",
    Reason.DATE_IMPLAUSIBLE: "The document does not state plausible dates.",
    Reason.DOCUMENT_EXPIRED: "The document has expired.",
    Reason.UNDERAGE: "The document's holder is too young.",
    Reason.NAME_MISMATCH: "The name on the document is not the name that was given.",
    Reason.BIRTH_DATE_MISMATCH: "The date of birth on the document is not the one that was given.",
}


@dataclass(frozen=True, slots=True, repr=False)
class Expected:
    """What the person said of herself, for the document to confirm. None: nothing was said.

    Of a person with one name, it is in either place, and the other is empty.
    """

    surname: str
    given_names: str
    birth_date: date | None = None

    @property
    def names(self) -> Names:
        """The names alone."""
        return Names(self.surname, self.given_names)


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """The decision on a document: what was read from it, and every reason to reject it."""

    document: MachineReadableZone
    reasons: tuple[Reason, ...]

    @property
    def approved(self) -> bool:
        """Whether nothing speaks against the document."""
        return not self.reasons


def assess(image: bytes, *, today: date, expected: Expected | None = None, minimum_age: int = 18) -> Outcome:
    """Read the document in a PNG or JPEG and judge it.

    Raises `Invalid`, as `idos.verification.reader.read_mrz` does, for an image from which no document can be
    read: that calls for another picture, and is no finding about the person.
    """
    return judge(read_mrz(image, today=today), today=today, expected=expected, minimum_age=minimum_age)


def judge(
    document: MachineReadableZone, *, today: date, expected: Expected | None = None, minimum_age: int = 18
) -> Outcome:
    """Apply every rule to a zone that was read already. ``minimum_age`` is in completed years.

    Raises `Invalid` (``name_unsupported``) when an expected name cannot be transliterated.
    """
    if kind_of(document.document_type) is None:  # what else it states has another meaning, or none
        return Outcome(document, (Reason.DOCUMENT_UNSUPPORTED,))
    birth, expiry = document.birth_date, document.expiry_date
    findings = {
        Reason.CHECK_DIGIT_FAILED: bool(document.failed),
        Reason.DATE_IMPLAUSIBLE: not _are_plausible(document),
        Reason.DOCUMENT_EXPIRED: expiry is not None and expiry < today,
        Reason.UNDERAGE: birth is not None and _age(birth, today) < minimum_age,
        Reason.NAME_MISMATCH: expected is not None and not _names_agree(document, expected),
        Reason.BIRTH_DATE_MISMATCH: expected is not None and expected.birth_date not in (None, birth),
    }
    return Outcome(document, tuple(reason for reason, found in findings.items() if found))


def _are_plausible(document: MachineReadableZone) -> bool:
    """Whether the dates can be. Cards may be valid for ever, and then state no date of expiry."""
    birth, expiry = document.birth_date, document.expiry_date
    if birth is None or document.impossible:
        return False
    return document.format is not Format.TD3 if expiry is None else expiry > birth


def _age(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _names_agree(document: MachineReadableZone, expected: Expected) -> bool:
    stated = Names(document.surname, document.given_names)
    return names_agree(expected.names, stated, room=room_of_cut_names(document))


def room_of_cut_names(document: MachineReadableZone) -> int | None:
    """The length of a name field that may have been cut: one without a filler at its end; else None.

    ICAO 9303 part 4, §4.2.3.
    """
    span = LAYOUTS[document.format].spans["names"]
    room = span.stop - span.start
    return None if name_field(document.surname, document.given_names, room).endswith(FILLER) else room
