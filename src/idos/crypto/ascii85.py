"""The text form of files inside a credential: Adobe Ascii85 between ``<~`` and ``~>``.

The official encoder shortens a file whose last, partial group of four bytes is all zero; this one does not,
and the official decoder reads its output. See ``docs/protocol/encryption.md``.
"""

from __future__ import annotations

import base64

from idos.errors import Invalid


def encode(data: bytes) -> str:
    """One line, framed, with ``z`` for a group of four zero bytes."""
    return base64.a85encode(data, adobe=True).decode("ascii")


def decode(text: str) -> bytes:
    """The only data that :func:`encode` turns into this text.

    Raises ``Invalid`` for anything else: white space, a missing frame, a character outside the alphabet, and
    a last group that no correct encoder writes, which is how a shortened file is noticed.
    """
    try:
        data = base64.a85decode(text, adobe=True, ignorechars=b"")
    except ValueError:
        raise Invalid("not Ascii85") from None
    if encode(data) != text:
        raise Invalid("not canonical Ascii85: the file may have lost its end")
    return data
