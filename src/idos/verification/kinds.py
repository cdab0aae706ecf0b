"""What kind of document a machine-readable zone belongs to, by the document code that begins it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class DocumentKind(StrEnum):
    """The documents that prove an identity, named as credentials name them."""

    PASSPORT = "PASSPORT"
    ID_CARD = "ID_CARD"
    DRIVERS = "DRIVERS"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"


# ICAO 9303 part 4, §4.2.2: P for passports of every sort. Parts 5 and 6, §4.2.2: A, C or I, the second
# character up to the issuer, but V never, and C after A for certificates of crew members alone. States write
# R for residence permits; the United States C1 and C2. Everything else is no proof of who somebody is: a visa
# (part 7: V), a crew member's certificate, a card of a form that ICAO does not know.
_KINDS: Final = (
    (re.compile("P[A-Z]?"), DocumentKind.PASSPORT),
    (re.compile("[ACI]R|C[12]"), DocumentKind.RESIDENCE_PERMIT),
    (re.compile("(?!AC)[ACI][A-UW-Z]?"), DocumentKind.ID_CARD),
)


def kind_of(document_code: str) -> DocumentKind | None:
    """The kind of the document with this code of one or two characters; None if it proves no identity."""
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(document_code)), None)
