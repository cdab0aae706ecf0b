"""The work of a transaction, counted at the verbs that it asks of the store.

Counted is what was asked for and what came of it, never time, pages or objects: so every store and every
machine counts the same (``docs/protocol/blocks.md``, "Work"). One unit is about the price of reading a row.

| verb   | units                                                         |
|--------|---------------------------------------------------------------|
| get    | 1, and 1 for each KiB of the record                           |
| find   | 1, what is skipped, and for each record 1 and 1 for each KiB  |
| count  | 1, and 1 for each 64 that are counted                         |
| put    | 30, and 2 for each KiB of the record, also when it is there   |
| delete | 30, also when there is nothing                                |

A record's size is that of its texts, in characters, and of its bytes; a KiB that is not full does not count.
[blocks 5.1] [blocks 5.2]
"""

from __future__ import annotations

from typing import TypeVar

from idos.store.record import Record
from idos.store.tables import BY_TYPE
from idos.store.verbs import Tx

R = TypeVar("R", bound=Record)

_READ, _WRITE = 1, 30
_COUNTED_AT_ONCE = 64
_KIB = 1024
_COLUMNS = {table: tuple(column.name for column in known.columns) for table, known in BY_TYPE.items()}


class WorkExceeded(Exception):
    """More work was asked for than allowed. Not an ``IdosError``, so that no rule handles it as its own."""


class Metered:
    """The state as one caller sees it (see ``Tx``), whose work is counted.

    After ``most`` units every verb raises ``WorkExceeded``; with None there is no such limit. What is found
    beyond the limit is not looked for.
    """

    def __init__(self, tx: Tx, most: int | None = None) -> None:
        self._tx = tx
        self._most = most
        self.spent = 0

    def charge(self, units: int) -> None:
        """Count so many units. Raises ``WorkExceeded`` when that is too much, or was before."""
        self.spent += units
        if self._most is not None and self.spent > self._most:
            raise WorkExceeded

    def get(self, table: type[R], *key: object) -> R | None:
        """See ``Tx.get``."""
        self.charge(_READ)
        record = self._tx.get(table, *key)
        if record is not None:
            self.charge(_kib(record))
        return record

    def find(
        self,
        table: type[R],
        index: str | None = None,
        value: str | None = None,
        *,
        reverse: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> list[R]:
        """See ``Tx.find``."""
        self.charge(_READ + offset)
        if self._most is not None:
            # One more than can be paid for: enough to exceed the limit, whatever else would be found.
            left = self._most - self.spent + 1
            limit = left if limit is None else min(limit, left)
        found = self._tx.find(table, index, value, reverse=reverse, offset=offset, limit=limit)
        self.charge(sum(_READ + _kib(record) for record in found))
        return found

    def count(self, table: type[R], index: str | None = None, value: str | None = None) -> int:
        """See ``Tx.count``."""
        self.charge(_READ)
        number = self._tx.count(table, index, value)
        self.charge(number // _COUNTED_AT_ONCE)
        return number

    def put(self, record: Record, *, replace: bool = False) -> None:
        """See ``Tx.put``."""
        self.charge(_WRITE + 2 * _kib(record))
        self._tx.put(record, replace=replace)

    def delete(self, table: type[Record], *key: object) -> bool:
        """See ``Tx.delete``."""
        self.charge(_WRITE)
        return self._tx.delete(table, *key)


def _kib(record: Record) -> int:
    """The whole KiB of a record's texts and bytes."""
    values = [getattr(record, name) for name in _COLUMNS[type(record)]]
    return sum([len(value) for value in values if isinstance(value, (str, bytes))]) // _KIB
