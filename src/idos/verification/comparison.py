"""Whether two people's names are the same name, however it was written down.

A document states a name in A to Z, in one of the forms that ICAO 9303 part 3, §6 allows; a person writes hers
as she is used to. Two names agree when a form of the one is a form of the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

from idos.errors import Invalid
from idos.verification.latin import PARTS, Spelling, spell, tidy
from idos.verification.names import transliterate

Word = Sequence[Spelling]

# Words that one issuer counts among the given names, and another as the beginning of the surname.
_PARTICLES: Final = re.compile(
    "a|af|al|am|av|bin|bint|da|das|de|del|della|den|der|des|di|do|dos|du|el|ibn|la|las|le|los|op|ten|ter|tot|"
    "van|vom|von|y|zu|zum|zur",
    re.IGNORECASE,
)

_MAX_LENGTH: Final = 200
_LONGEST_RUN: Final = 4
"""How many words of a document may be one word of what a person writes."""


class Names(NamedTuple):
    """A person's names. A single name may be in either place; the other is then empty."""

    surname: str
    given_names: str


def check_written(names: Names) -> None:
    """Raise `Invalid` unless a document could confirm the names that a person has written.

    ``name_missing``: there is none. ``name_unsupported``: one is not Latin, or has no letter.
    """
    if not any(names):
        raise Invalid("A name is needed.", code="name_missing")
    if any(name and not transliterate(name) for name in names):
        raise Invalid("The name has no letter.", code="name_unsupported")


def names_agree(written: Names, stated: Names, *, room: int | None = None) -> bool:
    """Whether the names ``stated`` in a document are those that a person has ``written``.

    The surname must be there in full, and the first of the given names; later ones may be left out. Where
    words are parted does not matter, nor to which of the two a particle such as "van" belongs. ``room`` is
    the length of a name field that was full: from there names may have been cut (ICAO 9303 part 4, §4.2.3).

    Raises `Invalid` (``name_unsupported``) for a written name that is not Latin; a stated one agrees with no
    name.
    """
    spell(" ".join(written))
    if max(map(len, (*written, *stated))) > _MAX_LENGTH or not _is_latin(stated):
        return False
    forms = ((written, stated), (_with_particles(written), _with_particles(stated)))
    return any(_agree(one, other, room) for one, other in forms)


def _is_latin(names: Names) -> bool:
    try:
        return bool(spell(" ".join(names)))
    except Invalid:
        return False


def _agree(written: Names, stated: Names, room: int | None) -> bool:
    is_cut = room is not None and _length(written) > room
    if not all(map(tidy, stated)):
        return _one_name_agrees(written, spell("".join(stated)), is_cut=is_cut)
    if not all(map(tidy, written)):
        return False
    surname_agrees = _meet(spell(written.surname), spell(stated.surname))
    if surname_agrees and _given_names_agree(written.given_names, _words(stated.given_names)):
        return True
    return is_cut and _cut_names_agree(written, stated)


def _one_name_agrees(written: Names, stated: Word, *, is_cut: bool) -> bool:
    """A document with one name does not tell which of a person's it is."""
    orders = (spell(" ".join(names)) for names in (written, reversed(written)))
    return bool(stated) and any(_meet(order, stated, cut=is_cut) for order in orders)


def _given_names_agree(written: str, stated: Sequence[Word]) -> bool:
    beginnings = [_joined(stated[:end]) for end in range(1, len(stated) + 1)]
    whole = spell(written)
    if any(_meet(whole, beginning) for beginning in beginnings):
        return True
    first, *others = map(spell, tidy(written).split())
    runs = [
        _joined(stated[start : start + length])
        for start in range(len(stated))
        for length in range(1, min(_LONGEST_RUN, len(stated) - start) + 1)
    ]
    begins = any(_meet(first, beginning) for beginning in beginnings)
    return begins and all(any(_meet(name, run) for run in runs) for name in others)


def _cut_names_agree(written: Names, stated: Names) -> bool:
    """Whether every word of the document is the beginning of one that was written, in the same order."""
    for whole, cut in zip(written, stated, strict=True):
        wholes, cuts = _words(whole), _words(cut)
        pairs = zip(wholes, cuts, strict=False)
        if len(cuts) > len(wholes) or not all(_meet(one, other, cut=True) for one, other in pairs):
            return False
    return True


def _with_particles(names: Names) -> Names:
    """The names with the particles at the end of the given names before the surname."""
    words, surname = names.given_names.split(), names.surname
    while len(words) > 1 and _PARTICLES.fullmatch(words[-1]):
        surname = f"{words.pop()} {surname}"
    return Names(surname, " ".join(words))


def _words(name: str) -> list[Word]:
    return [tuple(word) for parts, word in groupby(spell(name), PARTS.__eq__) if not parts]


def _joined(words: Sequence[Word]) -> Word:
    return tuple(form for word in words for form in (PARTS, *word))[1:]


def _length(names: Names) -> int:
    """Of the longest name field that states the names."""
    return 2 + sum(max(map(len, forms)) for name in names for forms in spell(name))


def _meet(one: Word, other: Word, *, cut: bool = False) -> bool:
    """Whether a form of ``other`` is a form of ``one`` or, if it may be ``cut``, the beginning of one.

    Both are walked at once, each pair of places once: the work is bounded by the product of their lengths.
    """
    places, seen = [(0, 0, "", "")], set[tuple[int, int, str, str]]()
    while places:
        place = places.pop()
        if place in seen:
            continue
        seen.add(place)
        i, j, left, right = place
        shared = min(len(left), len(right))
        if left[:shared] != right[:shared]:
            continue
        left, right = left[shared:], right[shared:]
        if j == len(other) and not right and (cut or (i == len(one) and not left)):
            return True
        if not left and i < len(one):
            places += [(i + 1, j, form, right) for form in one[i]]
        if not right and j < len(other):
            places += [(i, j + 1, left, form) for form in other[j]]
    return False
