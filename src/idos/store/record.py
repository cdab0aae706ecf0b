"""What a table's record class declares: its fields, its key, its indexes, and what was added to it later.

Field types are ``UUID``, ``str``, ``int`` (64-bit signed), ``bool``, ``bytes``, ``Decimal`` (integers up to
78 digits), and each of them ``| None``.

An index gives each record one text value, or ``None`` to leave the record out. Lookups are by equality on
that value; rows come ordered by the index's ``order`` fields, then by key. Values that join two parts put the
free text first and a fixed-form id last, so that no two pairs share a value.

A network that runs keeps the records that it has. So the declaration of a field, its place, and an index
never change; a field is added at the end only, by :func:`added`, and never becomes part of the key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Index:
    """A way to find records: a name, the text value of a record, and the order of the rows found."""

    name: str
    of: Callable[[Any], str | None]
    unique: bool = False
    order: tuple[str, ...] = ()


def added(since: int, default: Any) -> Any:  # noqa: ANN401  # a field of any of the types
    """A field that rules version ``since`` added; ``default`` is what every record before it holds.

    While it holds its default, and all fields behind it do, it is left out of the record's bytes: records
    that the network has keep their digests (``docs/protocol/blocks.md`` §3). [upgrades 8.1]
    """
    return field(default=default, metadata={"since": since})


def fold(text: str) -> str:
    """The form in which texts that ignore case are compared: ASCII letters lower-cased, all else as it is."""
    return text.translate(_ASCII_LOWER)


_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


class Record:
    """The root of every record class.

    ``KEY`` names the fields of the primary key. ``CONSENSUS`` says whether rows are part of the state that
    the network agrees on (and so of the state hash), or of the node's own journal of the chain.
    """

    __slots__ = ()
    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]] = ("id",)
    INDEXES: ClassVar[tuple[Index, ...]] = ()
    CONSENSUS: ClassVar[bool] = True
