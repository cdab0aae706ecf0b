"""The verbs as both stores share them: what is checked, refused and noted for the state hash.

A store's own part is the few methods that begin with an underscore: they take and give what is checked.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple, TypeVar

from idos.errors import Denied, Invalid, Unavailable
from idos.store.lattice import Lattice, LatticeChanges
from idos.store.record import Record
from idos.store.tables import BY_TYPE, KINDS, Plain, Row, Table

R = TypeVar("R", bound=Record)
_TEXT = KINDS[str].plain
_NUMBER = KINDS[int].plain


class Query(NamedTuple):
    """What is looked for: a text by an index's name, or everything; and which part of what is found."""

    by: str | None = None
    text: str | None = None
    reverse: bool = False
    offset: int = 0
    limit: int | None = None


class StoreView(ABC):
    """See ``Batch``. Without ``start``, the lattice it changes, it is a snapshot that can only be read."""

    def __init__(self, start: Lattice | None = None) -> None:
        self._changes = None if start is None else LatticeChanges(start)
        self._over: Unavailable | None = None

    def get(self, table: type[R], *key: object) -> R | None:
        """See ``Tx.get``."""
        self._require_usable()
        known = BY_TYPE[table]
        return self._get(known, known.key(key))

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
        self._require_usable()
        known = BY_TYPE[table]
        query = Query(index, value, reverse, offset, limit)
        _check(known, query)
        return [] if index and value is None else self._find(known, query)

    def count(self, table: type[R], index: str | None = None, value: str | None = None) -> int:
        """See ``Tx.count``."""
        self._require_usable()
        known = BY_TYPE[table]
        query = Query(index, value)
        _check(known, query)
        return 0 if index and value is None else self._count(known, query)

    def put(self, record: Record, *, replace: bool = False) -> None:
        """See ``Tx.put``."""
        self._require_changes()
        table = BY_TYPE[type(record)]
        row = table.row(record)
        old = self._get(table, row.key) if replace else None
        if old == record:
            return
        self._put(table, row, old)
        if old is not None:
            self._note(table, table.row(old), -1)
        self._note(table, row, 1)

    def delete(self, table: type[Record], *key: object) -> bool:
        """See ``Tx.delete``."""
        self._require_changes()
        known = BY_TYPE[table]
        old = self._delete(known, known.key(key))
        if old is not None:
            self._note(known, known.row(old), -1)
        return old is not None

    @contextmanager
    def nested(self) -> Iterator[None]:
        """See ``Batch.nested``."""
        changes = self._require_changes()
        mark = changes.mark()
        try:
            with self._savepoint():
                yield
        # Also when a thread is interrupted: rows and sums go back together, or the state hash would be wrong.
        except BaseException:
            changes.rollback(mark)
            raise

    def state_hash(self) -> bytes:
        """See ``Batch.state_hash``."""
        return self.lattice().state_hash()

    def lattice(self) -> Lattice:
        """The sum of all consensus records, changes so far included."""
        return self._require_changes().lattice()

    def end(self, why: Unavailable | None = None) -> None:
        """Refuse every later use: because of the failure that spoiled this view, or because it was left."""
        self._over = self._over or why or Unavailable("this view of the store was left", code="over")

    def _require_usable(self) -> None:
        if self._over:
            raise Unavailable(self._over.message, code=self._over.code)

    def _require_changes(self) -> LatticeChanges:
        self._require_usable()
        if self._changes is None:
            raise Denied("a snapshot cannot be changed", code="read_only")
        return self._changes

    def _note(self, table: Table[Any], row: Row[Any], count: int) -> None:
        """Note for the sums that a row is there (1), or no longer there (-1)."""
        if table.consensus:
            self._require_changes().note(table.digest(row.values), count)

    def _refuse_taken(self, table: Table[R], row: Row[Any], old: R | None) -> None:
        """Raise the error of the first constraint that the row would break; ``old`` is what it replaces."""
        if old is None and self._get(table, row.key) is not None:
            raise _taken(f"{table.name}_pkey")
        for index, text in zip(table.indexes, row.texts, strict=True):
            if (
                index.unique
                and text is not None
                and self._find(table, Query(index.name, text)) not in ([], [old])
            ):
                raise _taken(f"{table.name}_{index.name}_key")

    @abstractmethod
    def _get(self, table: Table[R], key: tuple[Plain, ...]) -> R | None: ...

    @abstractmethod
    def _find(self, table: Table[R], query: Query) -> list[R]: ...

    @abstractmethod
    def _count(self, table: Table[R], query: Query) -> int: ...

    @abstractmethod
    def _put(self, table: Table[R], row: Row[R], old: R | None) -> None:
        """Insert, or overwrite ``old``; the error is ``_refuse_taken``'s, and nothing has changed then."""

    @abstractmethod
    def _delete(self, table: Table[R], key: tuple[Plain, ...]) -> R | None:
        """Delete, and give the record that was there."""

    @abstractmethod
    def _savepoint(self) -> AbstractContextManager[None]:
        """A part whose rows are restored when it raises."""


def _check(table: Table[Any], query: Query) -> None:
    if query.by is not None and query.by not in table.index_names:
        raise Invalid(f"{table.name} has no index {query.by!r}", code="unknown_index")
    if query.text is not None:
        if query.by is None:
            raise Invalid("a value is looked up in an index", code="unknown_index")
        _TEXT(query.text)
    for number in (query.offset, query.limit or 0):
        _NUMBER(number)
        if number < 0:
            raise Invalid("offset and limit must not be negative", code="out_of_range")


def _taken(constraint: str) -> Invalid:
    return Invalid(f'duplicate key value violates unique constraint "{constraint}"', code="already_exists")
