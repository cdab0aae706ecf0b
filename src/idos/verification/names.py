"""A person's name as machine-readable documents write it: A to Z only (ICAO 9303 part 3, §4.6 and §6)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from idos.errors import Invalid

FILLER: Final = "<"

# ICAO 9303 part 3, §6.A: the capitals that do not become A to Z merely by losing their marks.
_LETTERS: Final = str.maketrans(
    {"Ä": "AE", "Å": "AA", "Æ": "AE", "Ð": "D", "Đ": "D", "Ħ": "H", "\u0132": "IJ", "Ł": "L", "Ŋ": "N"}
    | {"Ö": "OE", "Ø": "OE", "Œ": "OE", "Þ": "TH", "Ŧ": "T", "Ü": "UE", "\u1e9e": "SS"}
)
# Part 3, §4.6: hyphens and commas part words; apostrophes and full stops vanish.
_PUNCTUATION: Final = str.maketrans({"-": " ", ",": " ", "\u2010": " ", "'": None, "\u2019": None, ".": None})
_MARKS: Final = re.compile(r"[\u0300-\u036f]")
_SPARE_LETTER: Final = re.compile(r"([A-Z])[A-Z]((?:<+[A-Z])*<)$")
_WORDS: Final = re.compile(r"(?:[A-Z]+(?: [A-Z]+)*)?")


def transliterate(name: str) -> str:
    """``name`` in capitals A to Z, its words parted by single spaces: ``"Zoë Müller-Łoś"`` gives
    ``"ZOE MUELLER LOS"``. Idempotent.

    Raises `Invalid` (``name_unsupported``) when a character has no Latin transliteration.
    """
    # Composed first, so that an A with a separate diaeresis meets the table; the rest lose their marks.
    capitals = unicodedata.normalize("NFC", name).upper().translate(_LETTERS)
    plain = _MARKS.sub("", unicodedata.normalize("NFD", capitals)).translate(_PUNCTUATION)
    words = " ".join(plain.split())
    if not _WORDS.fullmatch(words):
        raise Invalid("The name holds a character without a Latin transliteration.", code="name_unsupported")
    return words


def name_field(surname: str, given_names: str, width: int) -> str:
    """Both names, transliterated already, as a name field of ``width`` characters, cut if they must be.

    A cut field keeps at least the initial of the given names and ends in a letter, the mark by which
    ICAO 9303 part 4, §4.2.3 tells that something may be missing. Raises `Invalid` (``mrz_malformed``) for
    names that are not transliterated or lack a surname.
    """
    if not (surname and _WORDS.fullmatch(surname) and _WORDS.fullmatch(given_names)):
        raise Invalid("A name field needs a surname, in words of A to Z.", code="mrz_malformed")
    primary, secondary = surname.replace(" ", FILLER), given_names.replace(" ", FILLER)
    if secondary:
        primary = _cut(primary, width - 3) + FILLER * 2
    return _cut(primary + secondary, width).ljust(width, FILLER)


def split_name_field(field: str) -> tuple[str, str]:
    """Surname and given names, words parted by spaces, from a name field.

    Raises `Invalid` (``mrz_malformed``) when fillers stand where no name can be read from them.
    """
    surname, _, given_names = field.rstrip(FILLER).partition(FILLER * 2)
    for part in (surname, given_names):
        if not _WORDS.fullmatch(part.replace(FILLER, " ")):
            raise Invalid("The name field of the machine-readable zone is malformed.", code="mrz_malformed")
    if not surname:
        raise Invalid("The machine-readable zone names nobody.", code="mrz_malformed")
    return surname.replace(FILLER, " "), given_names.replace(FILLER, " ")


def _cut(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    # Cut between two words: a letter less, in the last word that can spare one, lets the next word begin.
    return _SPARE_LETTER.sub(rf"\1\2{text[width]}", text[:width])
