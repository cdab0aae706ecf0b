"""The scalar types of the wire: Python class, bytes and JSON form of each, in one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from idos.crypto.encoding import b64decode, b64encode
from idos.errors import Invalid
from idos.protocol.text import decode_text, encode_text

T = TypeVar("T")
Scalar: TypeAlias = str | int | bool | UUID | bytes | Decimal | None

MAX_VALUE_BYTES = 4 * 1024 * 1024
"""The most bytes in one item: no transaction holds more."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_NUMERIC = re.compile(r"-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]{1,1000})?")
_BOOLS = {b"\x00": False, b"\x01": True}


def _always(*_: object) -> bool:
    return True


def _same(value: T) -> T:
    return value


@dataclass(frozen=True, slots=True)
class Codec:
    """One scalar type. ``fits`` tells whether a value is in range, given the type's two numbers."""

    python: type
    pack: Callable[[Any], bytes]
    unpack: Callable[[bytes], Any]
    to_json: Callable[[Any], Any] = _same
    from_json: Callable[[Any], Any] = _same
    fits: Callable[[Any, int, int], bool] = _always


def parse_uuid(text: str) -> UUID:
    """A UUID in its canonical text form (RFC 9562 §4): lower case, with hyphens."""
    if _UUID.fullmatch(text) is None:
        raise Invalid("not a UUID in lower case with hyphens")
    return UUID(text)


def _uuid(data: bytes) -> UUID:
    if len(data) != 16:
        raise Invalid("a uuid has 16 bytes")
    return UUID(bytes=data)


def _integer(data: bytes) -> int:
    if len(data) != 8:
        raise Invalid("an int8 has 8 bytes")
    return int.from_bytes(data, "big", signed=True)


def _integer_from_json(cell: object) -> int:
    """Official nodes write decimal strings; a JSON number is read too."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    text = _string(cell)
    if _INTEGER.fullmatch(text) is None:
        raise Invalid("not a decimal integer")
    return int(text)


def _bool(data: bytes) -> bool:
    if data not in _BOOLS:
        raise Invalid("a bool is one byte, 00 or 01")
    return _BOOLS[data]


def _decimal(text: str) -> Decimal:
    if _NUMERIC.fullmatch(text) is None:
        raise Invalid("not a decimal number")
    return Decimal(text)


def _decimal_text(value: Decimal) -> str:
    return format(value, "f")


def _decimal_fits(value: Decimal, precision: int, scale: int) -> bool:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > scale:  # NaN and infinities have a letter for an exponent
        return False
    return exponent <= 0 if value.is_zero() else value.adjusted() < precision - scale


def _string(cell: object) -> str:
    if not isinstance(cell, str):
        raise Invalid("a cell is not a string")
    return cell


SCALARS = {
    "text": Codec(str, encode_text, decode_text),
    "int8": Codec(
        int,
        lambda value: value.to_bytes(8, "big", signed=True),
        _integer,
        str,
        _integer_from_json,
        lambda value, *_: -(1 << 63) <= value < 1 << 63,
    ),
    "bool": Codec(bool, lambda value: bytes([value]), _bool),
    "uuid": Codec(UUID, lambda value: value.bytes, _uuid, str, lambda cell: parse_uuid(_string(cell))),
    "bytea": Codec(bytes, bytes, bytes, b64encode, lambda cell: b64decode(_string(cell), MAX_VALUE_BYTES)),
    "numeric": Codec(
        Decimal,
        lambda value: _decimal_text(value).encode(),
        lambda data: _decimal(decode_text(data)),
        _decimal_text,
        lambda cell: _decimal(_string(cell)),
        _decimal_fits,
    ),
}
"""By the canonical name of the type. ``null`` is missing: it has no values."""
