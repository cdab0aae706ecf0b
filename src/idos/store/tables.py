"""Records as rows of plain values: what the stores order by, the state hash is made of, and SQLite keeps.

| field     | plain value               | tag | octets in the canonical form           | SQLite    |
|-----------|---------------------------|-----|----------------------------------------|-----------|
| ``None``  | None                      | 0   | none                                   | NULL      |
| UUID      | its 16 bytes              | U   | the same                               | BLOB      |
| str       | itself, no NUL, valid     | T   | UTF-8                                  | TEXT      |
| int       | itself, 64-bit signed     | I   | 8 bytes, two's complement, big-endian  | INTEGER   |
| bool      | 0 or 1                    | B   | 1 byte                                 | INTEGER   |
| bytes     | itself                    | Y   | the same                               | BLOB      |
| Decimal   | its integer, in decimal   | D   | ASCII                                  | TEXT      |

The canonical form of a record is its table's name, then its fields in the order of declaration; each of these
is a tag, the number of octets as 8 bytes big-endian, and the octets. The added fields at the end that hold
their defaults are left out, all up to the last that does not. It can be read back, so no two records share
one (``docs/protocol/blocks.md``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass, fields, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, get_args, get_type_hints
from uuid import UUID

from idos.errors import Invalid
from idos.store.record import Record
from idos.store.records import TABLES

R = TypeVar("R", bound=Record)
Plain: TypeAlias = bytes | str | int | None

MAX_FIELD_BYTES = 64 * 1024 * 1024
MAX_DIGITS = 78
# What reading plain values that no record has can raise.
NOT_A_RECORD = (ValueError, TypeError, LookupError, ArithmeticError)


def _octets_of_uuid(value: object) -> bytes:
    if type(value) is not UUID:
        raise Invalid("must be a UUID", code="wrong_type")
    return value.bytes


def _checked_text(value: object) -> str:
    if type(value) is not str:
        raise Invalid("must be a text", code="wrong_type")
    try:
        size = len(value) if value.isascii() else len(value.encode())
    except UnicodeEncodeError:
        raise Invalid("must not hold a lone surrogate", code="bad_text") from None
    if "\0" in value:
        raise Invalid("must not hold a NUL", code="bad_text")
    if size > MAX_FIELD_BYTES:
        raise Invalid(f"must not be longer than {MAX_FIELD_BYTES} bytes", code="too_large")
    return value


def _checked_int(value: object) -> int:
    # ``isinstance`` would take True for 1, which has another tag and so another digest.
    if type(value) is not int:
        raise Invalid("must be an integer", code="wrong_type")
    if not -(2**63) <= value < 2**63:
        raise Invalid("must fit in 64 bits", code="out_of_range")
    return value


def _bit_of_bool(value: object) -> int:
    if type(value) is not bool:
        raise Invalid("must be true or false", code="wrong_type")
    return int(value)


def _bool_of_bit(value: int) -> bool:
    return {0: False, 1: True}[value]


def _checked_bytes(value: object) -> bytes:
    if type(value) is not bytes:
        raise Invalid("must be bytes", code="wrong_type")
    if len(value) > MAX_FIELD_BYTES:
        raise Invalid(f"must not be longer than {MAX_FIELD_BYTES} bytes", code="too_large")
    return value


def _digits_of_decimal(value: object) -> str:
    if type(value) is not Decimal:
        raise Invalid("must be a Decimal", code="wrong_type")
    sign, digits, exponent = value.as_tuple()
    # With exponent 0 the text is plain digits; -0 is refused, since it equals 0 and would have another
    # digest.
    if exponent != 0 or len(digits) > MAX_DIGITS or (sign and not value):
        raise Invalid(f"must be an integer of up to {MAX_DIGITS} digits", code="out_of_range")
    return str(value)


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table above. ``plain`` checks and raises ``Invalid``; ``python`` is its inverse."""

    tag: bytes
    sql: str
    plain: Callable[[object], Plain]
    python: Callable[[Any], Any]
    octets: Callable[[Any], bytes]


KINDS: dict[type, Kind] = {
    UUID: Kind(b"U", "BLOB", _octets_of_uuid, lambda plain: UUID(bytes=plain), bytes),
    str: Kind(b"T", "TEXT", _checked_text, str, str.encode),
    int: Kind(b"I", "INTEGER", _checked_int, int, lambda plain: plain.to_bytes(8, "big", signed=True)),
    bool: Kind(b"B", "INTEGER", _bit_of_bool, _bool_of_bit, lambda plain: plain.to_bytes(1, "big")),
    bytes: Kind(b"Y", "BLOB", _checked_bytes, bytes, bytes),
    Decimal: Kind(b"D", "TEXT", _digits_of_decimal, Decimal, str.encode),
}
_NULL = b"0" + bytes(8)


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a record class. ``since``: the rules version that added it, 1 for the table's first fields.

    ``default``, in its plain form, is what records hold that were written before; only added fields have one.
    """

    name: str
    kind: Kind
    nullable: bool
    since: int = 1
    default: Plain = None

    def plain(self, value: object) -> Plain:
        """The plain form of a value of this column. Raises ``Invalid`` when the column cannot hold it."""
        return None if value is None and self.nullable else self.kind.plain(value)


class Row(NamedTuple, Generic[R]):
    """A record and its plain values: of all fields, of the primary key, and the texts of its indexes."""

    record: R
    values: tuple[Plain, ...]
    key: tuple[Plain, ...]
    texts: tuple[str | None, ...]


class Table(Generic[R]):
    """What a record class declares, made ready for the stores."""

    def __init__(self, record: type[R]) -> None:
        hints = get_type_hints(record)
        self.type = record
        self.name = record.TABLE
        self.consensus = record.CONSENSUS
        self.columns = tuple(_column(field, hints[field.name]) for field in fields(record))  # type: ignore[arg-type]  # every record is a dataclass
        self._first_columns = sum(column.since == 1 for column in self.columns)
        """How many columns the table had at first; those behind were added."""
        self.indexes = record.INDEXES
        self.index_names = {index.name for index in self.indexes}
        place = {column.name: at for at, column in enumerate(self.columns)}
        self.key_columns = tuple(self.columns[place[name]] for name in record.KEY)
        self._key_at = tuple(place[name] for name in record.KEY)
        self._order_at = {index.name: tuple(place[name] for name in index.order) for index in self.indexes}
        self._prefix = _octets_field(KINDS[str], self.name)

    def row(self, record: R) -> Row[R]:
        """The row of a record. Raises ``Invalid`` when a field holds what its column cannot."""
        values = []
        for column in self.columns:
            try:
                values.append(column.plain(getattr(record, column.name)))
            except Invalid as error:
                raise Invalid(f"{self.name}.{column.name} {error}", code=error.code) from None
        key = tuple([values[at] for at in self._key_at])
        return Row(record, tuple(values), key, tuple([index.of(record) for index in self.indexes]))

    def record(self, values: tuple[Any, ...]) -> R:
        """The record of plain values; one of ``NOT_A_RECORD`` is raised when they are no record's."""
        return self.type(
            *(
                None if plain is None else column.kind.python(plain)
                for column, plain in zip(self.columns, values, strict=True)
            )
        )

    def order(self, index: str, row: Row[R]) -> tuple[Plain, ...]:
        """What the rows of an index are ordered by before their key."""
        return tuple([row.values[at] for at in self._order_at[index]])

    def key(self, values: tuple[object, ...]) -> tuple[Plain, ...]:
        """The plain form of a primary key. Raises ``Invalid`` when no record can have it."""
        if len(values) != len(self.key_columns):
            raise Invalid(f"{self.name} has a key of {len(self.key_columns)} values", code="wrong_type")
        return tuple(column.kind.plain(value) for column, value in zip(self.key_columns, values, strict=True))

    def canonical(self, values: tuple[Plain, ...]) -> bytes:
        """The canonical form of a record, from its plain values."""
        count = len(self.columns)
        # Only the last run of added columns with defaults: so the octets tell which are missing, and a record
        # from before a column was added keeps its digest.
        while count > self._first_columns and values[count - 1] == self.columns[count - 1].default:
            count -= 1
        return self._prefix + b"".join(
            [
                _NULL if plain is None else _octets_field(column.kind, plain)
                for column, plain in zip(self.columns[:count], values[:count], strict=True)
            ]
        )

    def digest(self, values: tuple[Plain, ...]) -> bytes:
        """SHA-256 of the canonical form."""
        return sha256(self.canonical(values)).digest()


def _octets_field(kind: Kind, plain: Plain) -> bytes:
    octets = kind.octets(plain)
    return kind.tag + len(octets).to_bytes(8, "big") + octets


def _column(field: Field[Any], hint: object) -> Column:
    options = get_args(hint) or (hint,)
    (type_,) = (option for option in options if option is not type(None))
    first = Column(field.name, KINDS[type_], nullable=type(None) in options)
    if "since" not in field.metadata:
        return first
    return replace(first, since=field.metadata["since"], default=first.plain(field.default))


BY_TYPE: dict[type[Record], Table[Any]] = {record: Table(record) for record in TABLES}
