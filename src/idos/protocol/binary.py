"""The building blocks of the binary encodings (``docs/protocol/values.md``, ``transactions.md``).

Integers are little-endian unless a caller says otherwise. Every value has exactly one encoding: varints are
minimal, and the "nil" that the formats reserve for absent bytes is refused where an empty value can be
written. The functions write; :class:`Reader` reads, never past its end and never more than its input holds.
"""

from __future__ import annotations

import re
from typing import Literal

from idos.errors import Invalid
from idos.protocol.text import decode_text, encode_text

ByteOrder = Literal["little", "big"]

VERSION = bytes(2)
"""The version number, zero, that opens every structure."""

MAX_AMOUNT_DIGITS = 78
"""Decimal digits of an amount: enough for 256 bits."""

_U64 = (1 << 64) - 1
_DECIMAL = re.compile(r"0|[1-9][0-9]*")


def uint(value: int, size: int, order: ByteOrder = "little") -> bytes:
    """An unsigned integer of ``size`` bytes."""
    if not 0 <= value < 1 << (8 * size):
        raise Invalid(f"integer does not fit in {size} bytes")
    return value.to_bytes(size, order)


def prefixed(data: bytes) -> bytes:
    """Bytes behind a four-byte length."""
    return uint(len(data), 4) + data


def uvarint(value: int) -> bytes:
    """Unsigned LEB128 of at most 64 bits."""
    if not 0 <= value <= _U64:
        raise Invalid("integer does not fit in 64 bits")
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def compact(data: bytes) -> bytes:
    """Bytes behind an unsigned varint length."""
    return uvarint(len(data)) + data


def compact_signed(data: bytes) -> bytes:
    """Bytes behind a zigzag varint length (which could also be -1, for nil)."""
    return uvarint(2 * len(data)) + data


def prefixed_text(text: str) -> bytes:
    """UTF-8 behind a four-byte length."""
    return prefixed(encode_text(text))


def compact_text(text: str) -> bytes:
    """UTF-8 behind an unsigned varint length."""
    return compact(encode_text(text))


def amount(value: int) -> bytes:
    """A non-negative amount: presence byte ``01``, then compact decimal text."""
    return b"\x01" + compact(write_decimal(value).encode())


def write_decimal(value: int) -> str:
    """An amount as decimal text, on the wire and in JSON."""
    if not 0 <= value < 10**MAX_AMOUNT_DIGITS:
        raise Invalid(f"amount is not between 0 and {MAX_AMOUNT_DIGITS} digits")
    return str(value)


def read_decimal(text: str) -> int:
    """The inverse of :func:`write_decimal`; leading zeros are refused."""
    if len(text) > MAX_AMOUNT_DIGITS or _DECIMAL.fullmatch(text) is None:
        raise Invalid("amount is not a decimal number")
    return int(text)


class Reader:
    """A cursor over bytes: each method undoes the function of its name, and may raise :class:`Invalid`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        if count > len(self._data) - self._at:
            raise Invalid("data ends too early")
        start, self._at = self._at, self._at + count
        return self._data[start : self._at]

    def finish(self) -> None:
        """Refuse anything that is left."""
        if self._at != len(self._data):
            raise Invalid("data continues after its end")

    def version(self) -> None:
        """Refuse any version but zero."""
        if self.take(2) != VERSION:
            raise Invalid("unknown encoding version")

    def uint(self, size: int, order: ByteOrder = "little") -> int:
        """Read an unsigned integer of ``size`` bytes."""
        return int.from_bytes(self.take(size), order)

    def prefixed(self) -> bytes:
        """Read bytes behind a four-byte length."""
        return self.take(self.uint(4))

    def prefixed_text(self) -> str:
        """Read UTF-8 behind a four-byte length."""
        return decode_text(self.prefixed())

    def uvarint(self) -> int:
        """Read a minimal unsigned varint."""
        value = 0
        for shift in range(0, 70, 7):
            byte = self.uint(1)
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if value > _U64 or (byte == 0 and shift > 0):
                    break
                return value
        raise Invalid("varint is too large or not minimal")

    def compact(self) -> bytes:
        """Read bytes behind an unsigned varint length."""
        return self.take(self.uvarint())

    def compact_text(self) -> str:
        """Read UTF-8 behind an unsigned varint length."""
        return decode_text(self.compact())

    def compact_signed(self) -> bytes:
        """Read bytes behind a zigzag varint length; nil and other negative lengths are refused."""
        length = self.uvarint()
        if length % 2:
            raise Invalid("length is negative")
        return self.take(length // 2)

    def amount(self) -> int:
        """Read a non-negative amount; nil is refused."""
        if self.take(1) != b"\x01":
            raise Invalid("amount is missing")
        return read_decimal(decode_text(self.compact()))
