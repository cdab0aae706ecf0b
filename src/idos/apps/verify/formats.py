"""Files that people send instead of a JPEG or PNG, recognised by their first bytes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

# The brands of ISO base media files (ISO/IEC 14496-12, at byte 8) that are pictures; the others are videos.
_BRANDS: Final = MappingProxyType(
    dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "HEIC")
    | dict.fromkeys((b"avif", b"avis"), "AVIF")
)
_BEGINNINGS: Final = MappingProxyType(
    {
        b"%PDF": "PDF",
        b"GIF8": "GIF",
        b"II*\0": "TIFF",
        b"MM\0*": "TIFF",
        b"BM": "BMP",
        b"PK\x03\x04": "ZIP",
        b"\0\0\0\x0cJXL ": "JPEG XL",
        b"\xff\x0a": "JPEG XL",
        b"\x1aE\xdf\xa3": "video",
    }
)
FORMATS: Final = frozenset({*_BEGINNINGS.values(), *_BRANDS.values(), "WebP", "video"})
"""What `foreign_format` gives."""


def foreign_format(file: bytes) -> str | None:
    """The name of a file's format, if it is a known one and neither JPEG nor PNG."""
    if file[4:8] == b"ftyp":
        return _BRANDS.get(file[8:12], "video")
    if file[:4] == b"RIFF" and file[8:12] == b"WEBP":
        return "WebP"
    return next((name for start, name in _BEGINNINGS.items() if file.startswith(start)), None)
