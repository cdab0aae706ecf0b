"""Typed values: arguments of actions, parameters of queries, cells of results (``docs/protocol/values.md``).

A type is a name, an array flag and two numbers (precision and scale, for ``numeric``). Names have aliases; a
type keeps the one it came with, so that what was decoded encodes to the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self, TypeAlias

from idos.crypto.encoding import b64decode, b64encode
from idos.errors import Invalid
from idos.protocol.binary import VERSION, Reader, prefixed, uint
from idos.protocol.scalars import MAX_VALUE_BYTES, SCALARS, Codec, Scalar
from idos.protocol.text import decode_text, encode_text
from idos.protocol.wire import Message, convert

Value: TypeAlias = Scalar | list[Scalar]
"""The Python form of a value; null is ``None``."""

MAX_PRECISION = 1000
MAX_ITEMS = 256
"""The most items in an array, and in all arrays of a payload. No action takes arrays; ``info`` views may."""

_CANONICAL = {
    **dict.fromkeys(("text", "string"), "text"),
    **dict.fromkeys(("int8", "int", "integer", "bigint"), "int8"),
    **dict.fromkeys(("bool", "boolean"), "bool"),
    **dict.fromkeys(("bytea", "blob"), "bytea"),
    **dict.fromkeys(("numeric", "decimal"), "numeric"),
    "uuid": "uuid",
    "null": "null",
}


@dataclass(frozen=True, slots=True)
class DataType(Message):
    """The type of a value. Only for ``numeric`` does ``metadata`` (precision, scale) mean anything.

    Raises:
        Invalid: an unknown name, numbers beyond 16 bits, a precision outside 1…1000, or a scale above it.
    """

    name: str
    is_array: bool = False
    metadata: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        precision, scale = self.metadata
        if self.name not in _CANONICAL:
            raise Invalid("unknown data type")
        if not (0 <= precision < 1 << 16 and 0 <= scale < 1 << 16):
            raise Invalid("data type metadata does not fit in 16 bits")
        if self.kind == "numeric" and not max(1, scale) <= precision <= MAX_PRECISION:
            raise Invalid("numeric precision or scale is out of range")

    @property
    def kind(self) -> str:
        """The name without its aliases: text, int8, bool, uuid, bytea, numeric or null."""
        return _CANONICAL[self.name]

    @property
    def canonical(self) -> str:
        """The whole type as one text, the same for all aliases: ``int8``, ``text[]``, ``numeric(78,0)``."""
        precision, scale = self.metadata
        arguments = f"({precision},{scale})" if self.kind == "numeric" else ""
        return self.kind + arguments + ("[]" if self.is_array else "")

    def encode(self) -> bytes:
        """The binary form, big-endian unlike everything around it."""
        name = encode_text(self.name)
        numbers = b"".join(uint(number, 2, "big") for number in self.metadata)
        return VERSION + uint(len(name), 4, "big") + name + uint(self.is_array, 1) + numbers

    @classmethod
    # Bounded, and what it gives is frozen: sharing it between callers is safe.
    @lru_cache(maxsize=256)  # a transaction names the same few types once for each argument
    def decode(cls, data: bytes) -> Self:
        """The inverse of :meth:`encode`."""
        reader = Reader(data)
        reader.version()
        name = decode_text(reader.take(reader.uint(4, "big")))
        is_array = reader.uint(1)
        metadata = (reader.uint(2, "big"), reader.uint(2, "big"))
        reader.finish()
        if is_array > 1:
            raise Invalid("array flag is neither 0 nor 1")
        return cls(name, bool(is_array), metadata)


TEXT = DataType("text")
INT8 = DataType("int8")
BOOL = DataType("bool")
UUID = DataType("uuid")
BYTEA = DataType("bytea")
NULL = DataType("null")


def numeric(precision: int, scale: int) -> DataType:
    """A decimal number of at most ``precision`` digits, ``scale`` of them behind the point."""
    return DataType("numeric", metadata=(precision, scale))


@dataclass(frozen=True, slots=True)
class EncodedValue:
    """A value with its type, as it travels.

    ``data`` holds one item for a scalar and any number for an array; ``None`` is null. An array that is
    itself null cannot be told from an array of one null; both are ``(None,)``. A scalar of type ``null`` may
    have no item.

    Raises:
        Invalid: the items do not fit the type.
    """

    type: DataType
    data: tuple[bytes | None, ...]

    def __post_init__(self) -> None:
        _check_count(self.type, len(self.data), MAX_ITEMS)
        self._items()

    @property
    def items(self) -> int:
        """How many items it holds as an array; 0 for a scalar."""
        return len(self.data) if self.type.is_array else 0

    def _items(self) -> list[Scalar]:
        return [_unpack(item, self.type) for item in self.data]

    @classmethod
    def of(cls, value: Value, type: DataType) -> Self:
        """Encode a Python value. Its class must be the type's own; nothing is converted."""
        return cls(type, tuple(_pack(item, type) for item in _items_of(value, type)))

    def python(self) -> Value:
        """The Python value."""
        items = self._items()
        return items if self.type.is_array else items[0] if items else None

    def encode(self) -> bytes:
        """The binary form."""
        items = b"".join(prefixed(_write_item(item)) for item in self.data)
        return VERSION + prefixed(self.type.encode()) + uint(len(self.data), 2) + items

    @classmethod
    def decode(cls, data: bytes, most_items: int = MAX_ITEMS) -> Self:
        """The inverse of :meth:`encode`. An array of more than ``most_items`` is refused unread."""
        reader = Reader(data)
        reader.version()
        data_type, count = DataType.decode(reader.prefixed()), reader.uint(2)
        _check_count(data_type, count, most_items)
        items = tuple(_read_item(reader.prefixed()) for _ in range(count))
        reader.finish()
        return cls(data_type, items)

    def to_json(self) -> dict[str, Any]:
        """The JSON form: the items in base64, as in the binary form."""
        return {"type": self.type.to_json(), "data": [b64encode(_write_item(item)) for item in self.data]}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        shape = convert(obj, _EncodedShape)
        _check_count(shape.type, len(shape.data), MAX_ITEMS)
        return cls(shape.type, tuple(_read_item(b64decode(item, MAX_VALUE_BYTES)) for item in shape.data))


@dataclass(frozen=True, slots=True)
class _EncodedShape:
    type: DataType
    data: list[str]


def value_to_json(value: Value, type: DataType) -> object:
    """A cell of a result as JSON. Integers are decimal strings; an empty ``int8`` array is null."""
    if value is None or type.kind == "null":
        return _plain(value)
    cells = [None if item is None else _checked(item, type).to_json(item) for item in _items_of(value, type)]
    if not type.is_array:
        return cells[0]
    return cells if cells or type.kind != "int8" else None


def value_from_json(cell: object, type: DataType) -> Value:
    """The inverse of :func:`value_to_json`, except that null is always ``None``.

    A column whose first row is null may be declared ``null`` whatever it holds; its cells are then what JSON
    says.
    """
    if cell is None or type.kind == "null":
        return _plain(cell)
    items = [_from_json(item, type) for item in _items_of(cell, type)]
    return items if type.is_array else items[0]


def _check_count(type: DataType, items: int, most: int) -> None:
    if type.is_array:
        if items > most:
            raise Invalid("array has too many items")
    elif items != 1 and (type.kind != "null" or items):
        raise Invalid("a scalar has exactly one item")


def _items_of(value: object, type: DataType) -> list[Any]:
    if isinstance(value, list) != type.is_array:
        raise Invalid(f"not a value of type {type.canonical}")
    return value if isinstance(value, list) else [value]


def _codec(type: DataType) -> Codec:
    if type.kind == "null":
        raise Invalid("a value of type null is not null")
    return SCALARS[type.kind]


def _checked(value: Scalar, type: DataType) -> Codec:
    """The codec of the type, once the value is known to belong to it."""
    codec = _codec(type)
    if value.__class__ is not codec.python or not codec.fits(value, *type.metadata):
        raise Invalid(f"not a value of type {type.canonical}")
    return codec


def _pack(value: Scalar, type: DataType) -> bytes | None:
    return None if value is None else _checked(value, type).pack(value)


def _unpack(item: bytes | None, type: DataType) -> Scalar:
    if item is None:
        return None
    value: Scalar = _codec(type).unpack(item)
    _checked(value, type)
    return value


def _from_json(cell: object, type: DataType) -> Scalar:
    if cell is None:
        return None
    value: Scalar = _codec(type).from_json(cell)
    _checked(value, type)
    return value


def _plain(cell: object) -> Value:
    if cell is None or isinstance(cell, str | int):
        return cell
    if isinstance(cell, list) and all(item is None or isinstance(item, str | int) for item in cell):
        return cell
    raise Invalid("a cell without a type is a string, an integer, a bool, null, or a list of these")


def _write_item(item: bytes | None) -> bytes:
    return b"\x00" if item is None else b"\x01" + item


def _read_item(data: bytes) -> bytes | None:
    if data == b"\x00":
        return None
    if data[:1] != b"\x01":
        raise Invalid("an item is neither null nor present")
    return data[1:]
