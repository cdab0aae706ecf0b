"""The segments of a JPEG (ITU-T T.81, annex B): the notes beside the picture, and how often it is drawn.

Broken notes are no fault of the picture, so they are taken out before a decoder sees them.
"""

from __future__ import annotations

import re
from typing import Final

from idos.verification.exif import EXIF

_START: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_SCAN: Final = b"\xff\xda"
# APP0 is JFIF, APP14 says how colours are coded; all the others, and comments, are notes.
_NOTES: Final = frozenset({*range(0xE1, 0xF0), 0xFE}) - {0xEE}
# A marker that ends a stretch of coded picture: no stuffed zero, no restart.
_MARKER: Final = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_MAX_SEGMENTS: Final = 4096


def without_notes(data: bytes) -> tuple[bytes, bytes]:
    """A JPEG without the notes before its first scan, and its EXIF notes. Other bytes stay as they are."""
    if not data.startswith(_START):
        return data, b""
    kept, exif, at = [_START], b"", len(_START)
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data) and data[at : at + 2] != _SCAN:
        if data[at + 1] == 0xFF:  # any number of these may stand before a marker
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] not in _NOTES:
            kept.append(data[at:end])
        elif data.startswith(EXIF, at + 4):
            exif = exif or data[at + 4 : end]
        at = end
    return b"".join((*kept, data[at:])), exif


def count_scans(data: bytes) -> int:
    """How often the decoder of a JPEG goes over the whole picture; 0 for anything but a JPEG.

    A progressive file needs some ten scans, but may repeat one of some dozen bytes without end.
    """
    if not data.startswith(_START):
        return 0
    at, scans = len(_START), 0
    for _ in range(_MAX_SEGMENTS):
        marker = _MARKER.search(data, at)
        if marker is None or marker[0] == _END:
            return scans
        scans += marker[0] == _SCAN
        at = marker.end() + max(2, int.from_bytes(data[marker.end() : marker.end() + 2]))
    return _MAX_SEGMENTS
