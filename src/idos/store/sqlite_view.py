"""The verbs in SQL, inside one transaction of one connection, and what SQLite's errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from idos.errors import Unavailable
from idos.store import schema
from idos.store.record import Record
from idos.store.schema import Sums, corrupt
from idos.store.statements import STATEMENTS
from idos.store.tables import NOT_A_RECORD, Plain, Row, Table
from idos.store.views import Query, StoreView

R = TypeVar("R", bound=Record)
_ALL = -1
_MEANINGS = {
    sqlite3.SQLITE_FULL: ("disk", "the disk is full"),
    sqlite3.SQLITE_IOERR: ("disk", "the disk failed"),
    sqlite3.SQLITE_CANTOPEN: ("disk", f"{schema.DATABASE} cannot be opened"),
    sqlite3.SQLITE_READONLY: ("disk", f"{schema.DATABASE} cannot be written"),
    sqlite3.SQLITE_PERM: ("disk", f"{schema.DATABASE} is not accessible"),
    sqlite3.SQLITE_NOMEM: ("disk", "there is not enough memory for the store"),
    sqlite3.SQLITE_BUSY: ("busy", f"another program uses {schema.DATABASE}"),
}


# What a statement can raise: Python's own decoding of SQLite's message fails when it quotes a damaged file.
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)


def failure_of(error: Exception) -> Unavailable:
    """What one of ``SQLITE_ERRORS`` means to the caller. Whatever is not the disk's state is the file's."""
    meaning = _MEANINGS.get(code_of(error))
    return Unavailable(meaning[1], code=meaning[0]) if meaning else corrupt(str(error))


def code_of(error: Exception) -> int:
    """SQLite's primary result code; errors of reading a value have none, and mean a damaged file."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) & 0xFF


@contextmanager
def failures() -> Iterator[None]:
    """Turn what SQLite and the operating system raise into ``Unavailable``."""
    try:
        yield
    except SQLITE_ERRORS as error:
        raise failure_of(error) from error
    except OSError as error:
        where = error.filename or "the store's folder"
        raise Unavailable(f"{where} cannot be used: {error.strerror}", code="disk") from error


class SqliteView(StoreView):
    """See ``Batch``. The caller begins the transaction, gives the sums it begins with, and ends it."""

    def __init__(self, connection: sqlite3.Connection, sums: Sums | None = None) -> None:
        super().__init__(sums.lattice if sums else None)
        self._connection = connection
        self._journal = sums.journal if sums else 0
        self._commits = sums.commits if sums else 0

    def save_sums(self) -> int:
        """Write the sums of the rows; what is left to do is the commit. Gives the commit's number."""
        commits = self._commits + 1
        self._run(*schema.save(Sums(self.lattice(), self._journal, commits)))
        return commits

    def _run(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except SQLITE_ERRORS as error:
            raise self._spoil(failure_of(error)) from error

    def _spoil(self, failure: Unavailable) -> Unavailable:
        """After a failure SQLite may have undone the whole transaction: nothing more may be done in it."""
        self.end(failure)
        return failure

    def _records(self, table: Table[R], rows: list[tuple[Any, ...]]) -> list[R]:
        try:
            return [table.record(values) for values in rows]
        except NOT_A_RECORD:
            raise self._spoil(corrupt(f"a row of {table.name} cannot be read")) from None

    def _get(self, table: Table[R], key: tuple[Plain, ...]) -> R | None:
        records = self._records(table, self._run(STATEMENTS[table.name].get, key))
        return records[0] if records else None

    def _find(self, table: Table[R], query: Query) -> list[R]:
        sql = STATEMENTS[table.name].find[query.by, query.reverse]
        page = (_ALL if query.limit is None else query.limit, query.offset)
        return self._records(table, self._run(sql, page if query.by is None else (query.text, *page)))

    def _count(self, table: Table[R], query: Query) -> int:
        sql = STATEMENTS[table.name].count[query.by]
        return int(self._run(sql, () if query.by is None else (query.text,))[0][0])

    def _put(self, table: Table[R], row: Row[R], old: R | None) -> None:
        statements = STATEMENTS[table.name]
        sql = statements.insert if old is None else statements.overwrite
        try:
            self._connection.execute(sql, row.values + row.texts)
        except SQLITE_ERRORS as error:
            if isinstance(error, sqlite3.IntegrityError):
                self._refuse_taken(table, row, old)
            raise self._spoil(failure_of(error)) from error

    def _delete(self, table: Table[R], key: tuple[Plain, ...]) -> R | None:
        records = self._records(table, self._run(STATEMENTS[table.name].delete, key))
        return records[0] if records else None

    def _note(self, table: Table[Any], row: Row[Any], count: int) -> None:
        super()._note(table, row, count)
        if not table.consensus:
            self._journal = schema.add_to_journal(self._journal, table.digest(row.values), count)

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        saved = self._journal
        self._run("SAVEPOINT nested")
        try:
            yield
            self._require_usable()
        except BaseException:
            if not self._over:
                self._journal = saved
                self._run("ROLLBACK TO nested")
                self._run("RELEASE nested")
            raise
        self._run("RELEASE nested")
