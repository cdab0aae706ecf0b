"""What a store can do: five verbs on records, and blocks that are committed whole or not at all.

Both stores behave the same to the last error text; ``memory`` is the tests' oracle, ``sqlite`` the disk.
[data-model 3.1] [data-model 3.2]
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from idos.store.record import Record

R = TypeVar("R", bound=Record)


class Tx(Protocol):
    """The state as one caller sees it. A snapshot for reading refuses ``put`` and ``delete``."""

    def get(self, table: type[R], *key: object) -> R | None:
        """The record with this primary key, or None."""
        ...

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
        """The records whose ``index`` equals ``value``, in the index's order, then by key.

        Without an index, all records by key. ``reverse`` turns the whole order round.
        """
        ...

    def count(self, table: type[R], index: str | None = None, value: str | None = None) -> int:
        """How many records ``find`` would give."""
        ...

    def put(self, record: Record, *, replace: bool = False) -> None:
        """Insert the record; with ``replace``, overwrite the one with the same key if there is one.

        Raises:
            Invalid: ``code="already_exists"`` when the key, or a unique index's value, is taken. The text is
                ``duplicate key value violates unique constraint "<table>_pkey"`` (or ``…_<index>_key"``).
                Another code when a field cannot be stored (``idos.store.tables``).
            Denied: ``code="read_only"`` on a snapshot.
        """
        ...

    def delete(self, table: type[Record], *key: object) -> bool:
        """Delete the record with this key; False when there was none. Raises ``Denied`` on a snapshot."""
        ...


class Batch(Tx, Protocol):
    """A block being written. Its changes are durable once the ``write()`` block is left without an error."""

    def nested(self) -> AbstractContextManager[None]:
        """A part that is undone as a whole when it raises; the error is raised further."""
        ...

    def state_hash(self) -> bytes:
        """32 bytes that depend on the set of consensus records and nothing else, changes so far included."""
        ...


class Store(Protocol):
    """A node's state."""

    def read(self) -> AbstractContextManager[Tx]:
        """A consistent snapshot of what was committed last."""
        ...

    def write(self) -> AbstractContextManager[Batch]:
        """The one writer. Leaving it commits durably; an exception discards everything."""
        ...

    def verify(self) -> None:
        """Recompute the state hash from every record and check the files.

        Raises:
            Unavailable: ``code="store_corrupt"`` when anything differs from what was committed.
        """
        ...

    def checkpoint(self) -> bool:
        """Leave nothing of what was deleted in any file; False when a snapshot still prevents this."""
        ...

    def close(self) -> None:
        """Wait for the writer, then release everything; later use is ``Unavailable``, ``code="closed"``."""
        ...


def one(tx: Tx, table: type[R], index: str, value: str) -> R | None:
    """The first record whose ``index`` equals ``value``, or None."""
    return next(iter(tx.find(table, index, value, limit=1)), None)
