"""A person's name as machine-readable documents write it: A to Z only (ICAO 9303 part 3, §4.6 and §6)."""

from __future__ import annotations

import re
from typing import Final

from idos.errors import Invalid
from idos.verification.latin import spell

FILLER: Final = "<"

_SPARE_LETTER: Final = re.compile(r"([A-Z])[A-Z]((?:<+[A-Z])*<)$")
_WORDS: Final = re.compile(r"(?:[A-Z]+(?: [A-Z]+)*)?")


def transliterate(name: str) -> str:
    """``name`` in capitals A to Z, its words parted by single spaces: ``"Zoë Müller-Łoś"`` gives
    ``"ZOE MUELLER LOS"``. Idempotent.

    Raises `Invalid` (``name_unsupported``) when a character has no Latin transliteration.
    """
    return " ".join("".join(forms[0] for forms in spell(name)).split())


def name_field(surname: str, given_names: str, width: int) -> str:
    """Both names, transliterated already, as a name field of ``width`` characters, cut if they must be.

    A cut field keeps at least the initial of the given names and ends in a letter, the mark by which
    ICAO 9303 part 4, §4.2.3 tells that something may be missing. One of the names may be empty. Raises
    `Invalid` (``mrz_malformed``) for names that are not transliterated, or when both are empty.
    """
    if not (surname or given_names) or not (_WORDS.fullmatch(surname) and _WORDS.fullmatch(given_names)):
        raise Invalid("A name field needs a name, in words of A to Z.", code="mrz_malformed")
    primary, secondary = surname.replace(" ", FILLER), given_names.replace(" ", FILLER)
    if secondary:
        primary = _cut(primary, width - 3) + FILLER * 2
    return _cut(primary + secondary, width).ljust(width, FILLER)


def split_name_field(field: str) -> tuple[str, str]:
    """Surname and given names, words parted by spaces, from a name field.

    Given names are all that comes after the first two fillers: issuers put two between those as well. A
    person with one name has it before or after them. Raises `Invalid` (``mrz_malformed``) when no name is
    there, or the field begins with a single filler.
    """
    surname, _, given_names = (part.strip(FILLER) for part in field.partition(FILLER * 2))
    if not (surname or given_names):
        raise Invalid("The machine-readable zone names nobody.", code="mrz_malformed")
    if field.startswith(FILLER) and not field.startswith(FILLER * 2):
        raise Invalid("The name field of the machine-readable zone is malformed.", code="mrz_malformed")
    return _words(surname), _words(given_names)


def _words(part: str) -> str:
    return " ".join(filter(None, part.split(FILLER)))


def _cut(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    # Cut between two words: a letter less, in the last word that can spare one, lets the next word begin.
    return _SPARE_LETTER.sub(rf"\1\2{text[width]}", text[:width])
