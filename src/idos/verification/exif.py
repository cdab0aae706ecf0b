"""What a camera writes beside the picture: taken out before a decoder sees it, and one number read.

A JPEG is a row of segments (ITU-T T.81, annex B); EXIF lies in one of them, in the form of a TIFF file.
Broken notes are no fault of the picture.
"""

from __future__ import annotations

from typing import Final, Literal

_START: Final = b"\xff\xd8"
_SCAN: Final = 0xDA
_COMMENT: Final = 0xFE
# APP0 is JFIF, APP14 says how colours are coded; all the others are notes.
_NOTES: Final = frozenset({*range(0xE1, 0xF0), _COMMENT}) - {0xEE}
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_SHORT: Final = 3
_ENTRY: Final = 12
_BYTE_ORDERS: Final[dict[bytes, Literal["little", "big"]]] = {b"II*\0": "little", b"MM\0*": "big"}


def without_notes(data: bytes) -> tuple[bytes, bytes]:
    """A JPEG without the notes before its first scan, and its EXIF notes. Other bytes stay as they are."""
    if not data.startswith(_START):
        return data, b""
    kept, exif, at = [_START], b"", len(_START)
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data) and data[at + 1] != _SCAN:
        if data[at + 1] == 0xFF:  # any number of these may stand before a marker
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] not in _NOTES:
            kept.append(data[at:end])
        elif data.startswith(_EXIF, at + 4):
            exif = exif or data[at + 4 : end]
        at = end
    return b"".join((*kept, data[at:])), exif


def orientation(exif: bytes) -> int:
    """The orientation that EXIF notes state (EXIF 2.3, tag 0x0112): 1 to 8; 1, upright, where they do not."""
    tiff = exif.removeprefix(_EXIF)
    order = _BYTE_ORDERS.get(tiff[:4])
    if order is None:
        return 1

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], order)

    first = number(4, 4)
    for entry in range(first + 2, min(first + 2 + _ENTRY * number(first, 2), len(tiff)), _ENTRY):
        if (number(entry, 2), number(entry + 2, 2)) == (_ORIENTATION, _SHORT):
            stated = number(entry + 8, 2)
            return stated if 1 <= stated <= 8 else 1
    return 1
