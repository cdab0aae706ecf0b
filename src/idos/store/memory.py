"""A store in memory: the reference of the tests, and the store of networks inside one process.

Every table and index is an immutable sorted sequence. A snapshot is a reference to one version of them all,
which no write can touch; undoing is taking the former version again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from threading import Lock
from typing import Any, TypeAlias, TypeVar

from idos.errors import Unavailable
from idos.store.lattice import Lattice
from idos.store.record import Record
from idos.store.tables import BY_TYPE, Plain, Row, Table
from idos.store.verbs import Batch, Tx
from idos.store.views import Query, StoreView

R = TypeVar("R", bound=Record)
Entry: TypeAlias = tuple[Any, ...]


class _Top:
    """Comes after every plain value."""

    def __gt__(self, other: object) -> bool:
        return True


_TOP = _Top()
_CHUNK = 128


class Sorted:
    """An immutable sorted sequence of entries: plain values that no two entries share, and last a record.

    It is kept in chunks, so that a changed copy shares all but one of them.
    """

    __slots__ = ("_chunks",)

    def __init__(self, chunks: tuple[tuple[Entry, ...], ...] = ((),)) -> None:
        self._chunks = chunks

    def find(self, prefix: Entry) -> list[Entry]:
        """All entries that begin with these values, in order."""
        (low, first), (high, last) = self._seek(prefix), self._seek((*prefix, _TOP))
        found = list(chain.from_iterable(self._chunks[low : high + 1]))
        return found[first : len(found) - len(self._chunks[high]) + last]

    def count(self, prefix: Entry) -> int:
        """How many entries begin with these values."""
        (low, first), (high, last) = self._seek(prefix), self._seek((*prefix, _TOP))
        return sum(len(chunk) for chunk in self._chunks[low:high]) - first + last

    def plus(self, entry: Entry) -> Sorted:
        """A copy with one entry more."""
        chunk, at = self._seek(entry[:-1])
        old = self._chunks[chunk]
        new = (*old[:at], entry, *old[at:])
        half = len(new) // 2
        return self._swap(chunk, (new,) if len(new) <= 2 * _CHUNK else (new[:half], new[half:]))

    def minus(self, values: Entry) -> Sorted:
        """A copy without the entry of these values, which must be there."""
        chunk, end = self._seek((*values, _TOP))
        old = self._chunks[chunk]
        new = (*old[: end - 1], *old[end:])
        return self._swap(chunk, (new,) if new or len(self._chunks) == 1 else ())

    def _swap(self, chunk: int, new: tuple[tuple[Entry, ...], ...]) -> Sorted:
        return Sorted(self._chunks[:chunk] + new + self._chunks[chunk + 1 :])

    def _seek(self, values: Entry) -> tuple[int, int]:
        """The chunk that holds the last entry before these values, and the place in it after that entry."""
        chunk = max(bisect_left(self._chunks, (values,)) - 1, 0)
        return chunk, bisect_left(self._chunks[chunk], values)


# One sequence per table (by key) and per index (by its text, its order, and the key).
Version: TypeAlias = dict[tuple[str, str | None], Sorted]
_EMPTY: Version = {
    (table.name, name): Sorted()
    for table in BY_TYPE.values()
    for name in (None, *(index.name for index in table.indexes))
}


class _View(StoreView):
    def __init__(self, version: Version, start: Lattice | None = None) -> None:
        super().__init__(start)
        self.version = version

    def _get(self, table: Table[R], key: tuple[Plain, ...]) -> R | None:
        entries = self.version[table.name, None].find(key)
        return entries[0][-1] if entries else None

    def _find(self, table: Table[R], query: Query) -> list[R]:
        entries = self.version[table.name, query.by].find(_prefix(query))
        if query.reverse:
            entries.reverse()
        end = None if query.limit is None else query.offset + query.limit
        return [entry[-1] for entry in entries[query.offset : end]]

    def _count(self, table: Table[R], query: Query) -> int:
        return self.version[table.name, query.by].count(_prefix(query))

    def _put(self, table: Table[R], row: Row[R], old: R | None) -> None:
        self._refuse_taken(table, row, old)
        if old is not None:
            self._drop(table, old)
        for name, place in _places(table, row):
            self.version[table.name, name] = self.version[table.name, name].plus((*place, row.record))

    def _delete(self, table: Table[R], key: tuple[Plain, ...]) -> R | None:
        old = self._get(table, key)
        if old is not None:
            self._drop(table, old)
        return old

    def _drop(self, table: Table[R], old: R) -> None:
        for name, place in _places(table, table.row(old)):
            self.version[table.name, name] = self.version[table.name, name].minus(place)

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        saved = dict(self.version)
        try:
            yield
        except BaseException:
            self.version = saved
            raise


def _prefix(query: Query) -> Entry:
    return () if query.text is None else (query.text,)


def _places(table: Table[R], row: Row[R]) -> Iterator[tuple[str | None, Entry]]:
    """Where the record stands: the name of each sequence and its values there."""
    yield None, row.key
    for index, text in zip(table.indexes, row.texts, strict=True):
        if text is not None:
            yield index.name, (text, *table.order(index.name, row), *row.key)


class MemoryStore:
    """See ``Store``. Threads may read and write at once; nothing outlives the process."""

    def __init__(self) -> None:
        self._committed = _EMPTY, Lattice()
        self._writing = Lock()
        self._closed = False

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """See ``Store.read``."""
        self._require_open()
        view = _View(self._committed[0])
        try:
            yield view
        finally:
            view.end()

    @contextmanager
    def write(self) -> Iterator[Batch]:
        """See ``Store.write``."""
        with self._writing:
            self._require_open()
            version, lattice = self._committed
            block = _View(dict(version), lattice)
            try:
                yield block
                # One assignment: a reader on another thread, which takes no lock, sees the former state or
                # this one.
                self._committed = block.version, block.lattice()
            finally:
                block.end()

    def verify(self) -> None:
        """See ``Store.verify``."""
        self._require_open()
        version, lattice = self._committed
        rebuilt = _View(dict(_EMPTY), Lattice())
        for table in BY_TYPE.values():
            for entry in version[table.name, None].find(()):
                rebuilt.put(entry[-1])
        same = all(rebuilt.version[name].find(()) == entries.find(()) for name, entries in version.items())
        if not same or rebuilt.lattice() != lattice:
            raise Unavailable("the store differs from what was committed", code="store_corrupt")

    def checkpoint(self) -> bool:
        """See ``Store.checkpoint``. Nothing is kept of what was deleted."""
        self._require_open()
        return True

    def close(self) -> None:
        """See ``Store.close``."""
        with self._writing:
            self._closed = True

    def _require_open(self) -> None:
        if self._closed:
            raise Unavailable("the store is closed", code="closed")
