"""The canonical form of a record read back (``docs/protocol/blocks.md``), without the code that writes it.

One record has one form: what the writing code would not have written is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final, NoReturn, TypeVar, get_args, get_type_hints
from uuid import UUID

from idos.store.record import Record

R = TypeVar("R", bound=Record)
_DECIMAL = re.compile(rb"0|-?[1-9][0-9]{0,77}")


class Malformed(Exception):
    """The octets are no record's canonical form."""


def decode(data: bytes, record: type[R]) -> R:
    """The record whose canonical form this is. Raises ``Malformed``."""
    parts = _parts(data)
    if parts[:1] != [(b"T", record.TABLE.encode())]:
        _refuse("it is of another table")
    del parts[0]
    declared = fields(record)  # type: ignore[arg-type]  # every record is a dataclass
    first = sum("since" not in field.metadata for field in declared)
    if not first <= len(parts) <= len(declared):
        _refuse(f"it has {len(parts)} fields")
    hints = get_type_hints(record)
    values = [
        _value(tag, octets, hints[field.name]) for (tag, octets), field in zip(parts, declared, strict=False)
    ]
    if len(values) > first and values[-1] == declared[len(values) - 1].default:
        _refuse("an added field at the end holds its default")
    return record(*values)


def _parts(data: bytes) -> list[tuple[bytes, bytes]]:
    """Tag and octets of each field."""
    parts = []
    while data:
        size, rest = int.from_bytes(data[1:9], "big"), data[9:]
        if len(data) < 9 or len(rest) < size:
            _refuse("it ends too early")
        parts.append((data[:1], rest[:size]))
        data = rest[size:]
    return parts


def _value(tag: bytes, octets: bytes, hint: Any) -> Any:
    options = get_args(hint) or (hint,)
    if tag == b"0":
        if octets or type(None) not in options:
            _refuse("a null has octets, or stands where none can be")
        return None
    if tag not in _READERS:
        _refuse("a tag is unknown")
    type_, read = _READERS[tag]
    if type_ not in options:
        _refuse("a field is of another type")
    return read(octets)


def _uuid(octets: bytes) -> UUID:
    if len(octets) != 16:
        _refuse("a UUID has 16 octets")
    return UUID(bytes=octets)


def _text(octets: bytes) -> str:
    if b"\0" in octets:
        _refuse("a text has a NUL")
    try:
        return octets.decode()
    except UnicodeDecodeError:
        _refuse("a text is not UTF-8")


def _integer(octets: bytes) -> int:
    if len(octets) != 8:
        _refuse("an integer has 8 octets")
    return int.from_bytes(octets, "big", signed=True)


def _boolean(octets: bytes) -> bool:
    if octets not in (b"\0", b"\1"):
        _refuse("a boolean is 0 or 1")
    return octets == b"\1"


def _decimal(octets: bytes) -> Decimal:
    if not _DECIMAL.fullmatch(octets):
        _refuse("a decimal is not in its one form")
    return Decimal(octets.decode())


_READERS: Final[dict[bytes, tuple[type, Callable[[bytes], Any]]]] = {
    b"U": (UUID, _uuid),
    b"T": (str, _text),
    b"I": (int, _integer),
    b"B": (bool, _boolean),
    b"Y": (bytes, bytes),
    b"D": (Decimal, _decimal),
}


def _refuse(why: str) -> NoReturn:
    raise Malformed(why)
