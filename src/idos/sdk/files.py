"""Files that people and other programs write: text in whatever encoding their editor or shell chose."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from idos.errors import Invalid, Unavailable

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte-order marks; that of UTF-32 begins as that of UTF-16 does, and so comes first."""


def read_bytes(path: Path, limit: int) -> bytes:
    """A file's bytes, at most one more than ``limit``. Raises ``Unavailable`` (``disk``)."""
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise disk_error(path, error) from None


def to_utf8(data: bytes) -> bytes:
    """The text in UTF-8 without a byte-order mark, as the text that it is by its mark or its zero bytes.

    PowerShell writes UTF-16, some editors UTF-8 with a mark. Bytes that say nothing of themselves stay as
    they are. Raises ``Invalid`` (``not_a_text``).
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _by_zeros(data)
    if encoding is None:
        return data
    try:
        return data.decode(encoding).encode()
    except UnicodeError:
        raise Invalid("the file is not text: save it as UTF-8", code="not_a_text") from None


def disk_error(path: Path, error: OSError) -> Unavailable:
    """What the operating system says of a file."""
    return Unavailable(f"{path}: {error.strerror or type(error).__name__}", code="disk")


def _by_zeros(data: bytes) -> str | None:
    """UTF-16 without a mark, told by the zeros of two ASCII characters at its beginning."""
    if len(data) >= 4 and len(data) % 2 == 0:
        zeros = tuple(byte == 0 for byte in data[:4])
        if zeros == (False, True, False, True):
            return "utf-16-le"
        if zeros == (True, False, True, False):
            return "utf-16-be"
    return None
