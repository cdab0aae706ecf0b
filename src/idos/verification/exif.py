"""The orientation in which a picture was taken, by its EXIF notes: a TIFF file, of which no more is read."""

from __future__ import annotations

from typing import Final, Literal

EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_SHORT: Final = 3
_ENTRY: Final = 12
_BYTE_ORDERS: Final[dict[bytes, Literal["little", "big"]]] = {b"II*\0": "little", b"MM\0*": "big"}


def orientation(exif: bytes) -> int:
    """The orientation that EXIF notes state (EXIF 2.3, tag 0x0112): 1 to 8; 1, upright, where they do not."""
    tiff = exif.removeprefix(EXIF)
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
