"""Text that is hashed, signed or shown: UTF-8 without surprises.

A signed message of several lines is unambiguous only while none of its values can start a line of its own,
and only honest while none can reorder what the wallet shows. :func:`check_line` keeps both.
"""

from __future__ import annotations

import re

from idos.errors import Invalid

MAX_SHOWN_CHARS = 1000

# Control characters (Unicode category Cc), line and paragraph separators, bidirectional formatting. Written
# out, because the answer must not depend on the Unicode version of the interpreter.
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def encode_text(text: str) -> bytes:
    """UTF-8 (RFC 3629). Raises :class:`Invalid` for lone surrogates."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Invalid("text is not valid Unicode") from None


def decode_text(data: bytes) -> str:
    """Strict UTF-8 (RFC 3629), the inverse of :func:`encode_text`."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Invalid("text is not valid UTF-8") from None


def check_line(text: str, what: str, *, max_bytes: int, may_be_empty: bool = False) -> None:
    """Raise :class:`Invalid` unless ``text`` fits on one line of a signed message; ``what`` names it."""
    if not isinstance(text, str):
        raise Invalid(f"{what} is to be text, and not of type {type(text).__name__}", code="wrong_type")
    if not text and not may_be_empty:
        raise Invalid(f"{what} is empty")
    if len(text) > max_bytes or len(encode_text(text)) > max_bytes:
        raise Invalid(f"{what} is longer than {max_bytes} bytes")
    if _FORBIDDEN.search(text):
        raise Invalid(f"{what} contains a control character")


def one_line(text: str) -> str:
    """A stranger's text to be shown: cut, with U+FFFD for each character that could act on a terminal."""
    return _FORBIDDEN.sub("\ufffd", text[:MAX_SHOWN_CHARS])
