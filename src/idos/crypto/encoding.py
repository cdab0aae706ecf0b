"""Strict text codecs: one text per value, and a bound that is checked before any memory is taken.

Every decoder raises :class:`idos.errors.Invalid` for what is malformed or longer than ``max_bytes``. Messages
never repeat the input, which may be a secret.
"""

from __future__ import annotations

import base64
import binascii
import re

import base58

from idos.errors import Invalid

_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")


def utf8(text: str) -> bytes:
    """The UTF-8 of a text; unpaired surrogates have none."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Invalid("not Unicode text") from None


def b64encode(data: bytes) -> str:
    """Standard padded base64 (RFC 4648 §4)."""
    return base64.b64encode(data).decode("ascii")


def b64decode(text: str, max_bytes: int) -> bytes:
    """Standard padded base64, canonical only: no line breaks, no missing padding, no stray low bits."""
    if len(text) > 4 * ((max_bytes + 2) // 3):
        raise Invalid(f"base64 is longer than {max_bytes} bytes")
    try:
        # The decoder ignores low bits that stand for nothing: of several texts of one value, one is accepted.
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("not base64") from None
    if b64encode(data) != text:
        raise Invalid("not canonical base64")
    if len(data) > max_bytes:
        raise Invalid(f"base64 is longer than {max_bytes} bytes")
    return data


def hexdecode(text: str, max_bytes: int, *, allow_0x: bool = False) -> bytes:
    """Hexadecimal in either case; with ``allow_0x``, one leading ``0x`` is dropped."""
    if allow_0x:
        text = text.removeprefix("0x")
    if len(text) > 2 * max_bytes:
        raise Invalid(f"hex is longer than {max_bytes} bytes")
    if _HEX.fullmatch(text) is None:
        raise Invalid("not hex")
    return bytes.fromhex(text)


def b58encode(data: bytes) -> str:
    """Base58 with the Bitcoin alphabet and no checksum."""
    return base58.b58encode(data).decode("ascii")


def b58decode(text: str, max_bytes: int) -> bytes:
    """Base58 with the Bitcoin alphabet and no checksum, canonical only."""
    # Before anything else: the work of base58 grows with the square of the length.
    if len(text) > 2 * max_bytes:
        raise Invalid(f"base58 is longer than {max_bytes} bytes")
    try:
        data = base58.b58decode(text)
    except ValueError:
        raise Invalid("not base58") from None
    if len(data) > max_bytes or b58encode(data) != text:
        raise Invalid("not canonical base58")
    return data
