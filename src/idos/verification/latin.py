"""How the letters of names may be written with A to Z: ICAO 9303 part 3, §6.A, and what keyboards make of it.

For some letters the standard allows several forms: Ö is OE or O. All of them are kept here, the preferred one
first. Letters that it does not list lose their marks, or become the letter that they are a form of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from idos.errors import Invalid

Spelling = tuple[str, ...]
"""The forms of one letter, of A to Z, the preferred one first; of a sign, a space or nothing."""

# A letter and its forms: those of the standard, then the letters of other alphabets and of old hands.
_TABLE: Final = (
    "Ä AE A|Å AA A|Æ AE|Ð D|Đ D|Ñ N NXX|Ŋ N|Ö OE O|Ø OE O|Œ OE|Þ TH|Ü UE U UXX|\u1e9e SS|Ə E|"
    "\u0138 K|\u0237 J|Ǝ E|Ɛ E|Ɔ O|Ɖ D|Ɣ G|Ɩ I|Ʊ U|Ʉ U|Ʌ V|Ɋ Q|Ɯ M|\u01a6 R|Ʃ S|\u01b7 Z|Ƿ W|\u021c Y|Ƣ OI|"
    "Ƕ HV|\u0222 OU|Ɑ A|Ɡ G|Ɪ I|Ꜳ AA|Ꜵ AO|Ꜷ AU|Ꜹ AV|Ꜻ AV|Ꜽ AY|Ꝏ OO"
)
_FORMS: Final = MappingProxyType(
    {
        unicodedata.normalize("NFD", letter): tuple(forms)
        for letter, *forms in map(str.split, _TABLE.split("|"))
    }
)
_BY_NAME: Final = re.compile(r"LATIN (?:CAPITAL|SMALL) LETTER ([A-Z]) WITH .*")
_MARKS: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f]")
_SILENT: Final = "\u00b7\u2022\u2027\u2219\u22c5\u01c0\u01c1\u01c2\u01c3\u0241\u0242\u0294"
"""The dot between two L of Catalan, the clicks of Khoisan names, glottal stops: they have no letter."""
_APOSTROPHES: Final = (
    "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u0374\u055a\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"
    "\u2018\u2019\u201a\u201b\u2032\u2035\ua78b\ua78c\uff07\uff40"
)
_HYPHENS: Final = (
    "-\u02d7\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e17\u2e3a\u2e3b\ufe58\ufe63\uff0d"
)
_INVISIBLE: Final = re.compile("[\u034f\ufe00-\ufe0f]")

# ICAO 9303 part 3, §4.6: hyphens and commas part words, apostrophes and full stops vanish. Two spellings of a
# name may differ in that, so the other way is a form as well.
PARTS: Final[Spelling] = (" ", "")
"""The forms of what parts two words."""
_VANISHES: Final[Spelling] = ("", " ")
_SIGNS: Final = MappingProxyType(
    dict.fromkeys([*_HYPHENS, ",", " "], PARTS)
    | dict.fromkeys([*_APOSTROPHES, "."], _VANISHES)
    | dict.fromkeys(_SILENT, ("",))
)
_PLAIN_SIGNS: Final = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_SILENT, "\u00b7")
)


def tidy(name: str) -> str:
    """``name`` as it was meant: composed, without what cannot be seen, single spaces between its words."""
    shown = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char) != "Cf")
    return " ".join(_INVISIBLE.sub("", shown).split())


def spell(name: str) -> tuple[Spelling, ...]:
    """Every letter and sign of ``name`` with all of its forms.

    Raises `Invalid` (``name_unsupported``) for a character that is not Latin and none of a name's signs.
    """
    return tuple(_spelling(cluster) for cluster in _clusters(name))


def _clusters(name: str) -> Iterator[str]:
    """Each letter in capitals, with its marks behind it."""
    # Signs first: compatibility forms would make a space and a mark of an acute accent that stands alone.
    capitals = unicodedata.normalize("NFKC", tidy(name).translate(_PLAIN_SIGNS)).upper()
    cluster = ""
    for character in unicodedata.normalize("NFD", capitals.translate(_PLAIN_SIGNS)):
        if _MARKS.fullmatch(character):
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def _spelling(cluster: str) -> Spelling:
    letter, marks = cluster[0], cluster[1:]
    for key in (*(letter + mark for mark in marks), letter):
        if form := _FORMS.get(key) or _SIGNS.get(key):
            return form
    if "A" <= letter <= "Z":
        return (letter,)
    if found := _BY_NAME.fullmatch(unicodedata.name(letter, "")):
        return (found[1],)
    raise Invalid(
        "The name holds a character that is not Latin: write it as the lines of the document with < do.",
        code="name_unsupported",
    )
