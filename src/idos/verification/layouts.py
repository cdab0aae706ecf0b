"""Where each field of a machine-readable zone lies, and what may stand in it.

ICAO 9303 part 4 (TD3, passports), part 5 (TD1, cards of three lines) and part 6 (TD2, cards of two lines).
Visas (part 7) have the size of TD3 or TD2 and a second line of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from idos.errors import Invalid
from idos.verification.names import FILLER

LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
DIGITS: Final = frozenset("0123456789")
ALPHABET: Final = LETTERS | DIGITS | {FILLER}
_NAME: Final = LETTERS | {FILLER}
_NUMERIC: Final = DIGITS | {FILLER}
_SEX: Final = frozenset("MF<")
_CODE: Final = _NAME | frozenset("12")


class Format(StrEnum):
    """The document sizes of ICAO 9303: identity cards of three or two lines, and passport booklets."""

    TD1 = "TD1"
    TD2 = "TD2"
    TD3 = "TD3"


class CheckDigit(StrEnum):
    """What a check digit protects: a field, or several together."""

    NUMBER = "number"
    BIRTH_DATE = "birth_date"
    EXPIRY_DATE = "expiry_date"
    OPTIONAL_DATA = "optional_data"
    COMPOSITE = "composite"


class Span(NamedTuple):
    """A field's place in the lines laid end to end, and the characters it may hold."""

    start: int
    stop: int
    alphabet: frozenset[str]


class Layout(NamedTuple):
    """The fields of a format, check digits among them, and the stretches that the composite digit covers."""

    rows: int
    width: int
    spans: dict[str, Span]
    composite: tuple[tuple[int, int], ...]

    @property
    def alphabets(self) -> list[frozenset[str]]:
        """What each place may hold, the lines end to end."""
        spans = sorted(self.spans.values(), key=lambda span: span.start)
        return [alphabet for start, stop, alphabet in spans for _ in range(start, stop)]


_HEAD: Final = {"document_type": Span(0, 2, _CODE), "issuing_state": Span(2, 5, _NAME)}

LAYOUTS: Final = {
    Format.TD1: Layout(
        rows=3,
        width=30,
        spans={
            **_HEAD,
            "number": Span(5, 14, ALPHABET),
            "number_check": Span(14, 15, _NUMERIC),
            "optional_data": Span(15, 30, ALPHABET),
            "birth_date": Span(30, 36, _NUMERIC),
            "birth_date_check": Span(36, 37, DIGITS),
            "sex": Span(37, 38, _SEX),
            "expiry_date": Span(38, 44, _NUMERIC),
            "expiry_date_check": Span(44, 45, _NUMERIC),
            "nationality": Span(45, 48, _NAME),
            "optional_data_2": Span(48, 59, ALPHABET),
            "composite_check": Span(59, 60, DIGITS),
            "names": Span(60, 90, _NAME),
        },
        composite=((5, 37), (38, 45), (48, 59)),
    ),
    Format.TD2: Layout(
        rows=2,
        width=36,
        spans={
            **_HEAD,
            "names": Span(5, 36, _NAME),
            "number": Span(36, 45, ALPHABET),
            "number_check": Span(45, 46, _NUMERIC),
            "nationality": Span(46, 49, _NAME),
            "birth_date": Span(49, 55, _NUMERIC),
            "birth_date_check": Span(55, 56, DIGITS),
            "sex": Span(56, 57, _SEX),
            "expiry_date": Span(57, 63, _NUMERIC),
            "expiry_date_check": Span(63, 64, _NUMERIC),
            "optional_data": Span(64, 71, ALPHABET),
            "composite_check": Span(71, 72, DIGITS),
        },
        composite=((36, 46), (49, 56), (57, 71)),
    ),
    Format.TD3: Layout(
        rows=2,
        width=44,
        spans={
            **_HEAD,
            "names": Span(5, 44, _NAME),
            "number": Span(44, 53, ALPHABET),
            "number_check": Span(53, 54, DIGITS),
            "nationality": Span(54, 57, _NAME),
            "birth_date": Span(57, 63, _NUMERIC),
            "birth_date_check": Span(63, 64, DIGITS),
            "sex": Span(64, 65, _SEX),
            "expiry_date": Span(65, 71, _NUMERIC),
            "expiry_date_check": Span(71, 72, _NUMERIC),
            "optional_data": Span(72, 86, ALPHABET),
            "optional_data_check": Span(86, 87, _NUMERIC),
            "composite_check": Span(87, 88, DIGITS),
        },
        composite=((44, 54), (57, 64), (65, 87)),
    ),
}

VISA: Final = "V"
"""What a visa's document code begins with."""


def _visa(layout: Layout) -> Layout:
    """A visa of this size: its second line ends in optional data, without check digits (ICAO 9303 part 7)."""
    kept = {
        name: span
        for name, span in layout.spans.items()
        if not name.endswith(("data_check", "composite_check"))
    }
    optional = Span(layout.spans["optional_data"].start, layout.rows * layout.width, ALPHABET)
    return Layout(layout.rows, layout.width, kept | {"optional_data": optional}, composite=())


_VISAS: Final = {format_: _visa(LAYOUTS[format_]) for format_ in (Format.TD3, Format.TD2)}


def layout_of(format_: Format, first: str) -> Layout:
    """The layout of a zone of this format whose first character is ``first``."""
    return _VISAS.get(format_, LAYOUTS[format_]) if first == VISA else LAYOUTS[format_]


def format_of(lines: Sequence[str]) -> Format:
    """The format with lines of this number and width. Raises `Invalid` (``mrz_malformed``) if none."""
    for name, layout in LAYOUTS.items():
        if [len(line) for line in lines] == [layout.width] * layout.rows:
            return name
    raise Invalid("The machine-readable zone has no layout of ICAO 9303.", code="mrz_malformed")


def check_digit(text: str) -> str:
    """The check digit of ``text``: weights 7, 3, 1, modulo 10 (ICAO 9303 part 3, §4.9).

    Raises `Invalid` (``mrz_malformed``) when ``text`` is not of A to Z, 0 to 9 and fillers.
    """
    if not ALPHABET.issuperset(text):
        raise Invalid("A check digit covers only A to Z, 0 to 9 and fillers.", code="mrz_malformed")
    values = (0 if character == FILLER else int(character, 36) for character in text)
    return str(sum((7, 3, 1)[i % 3] * value for i, value in enumerate(values)) % 10)


def split_lines(text: str, layout: Layout) -> tuple[str, ...]:
    """The lines of ``layout`` that ``text`` holds end to end."""
    return tuple(text[row * layout.width : (row + 1) * layout.width] for row in range(layout.rows))
