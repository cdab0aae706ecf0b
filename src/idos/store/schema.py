"""The database inside the file: made, brought up to date, checked, and its two sums.

``user_version`` counts the shapes that released programs gave it. The table ``state`` has one row: the
lattice of the consensus records (``docs/protocol/blocks.md``); for the journal, so that a changed bit is
found there too, the sum of its records' digests modulo 2^256; and the number of commits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from idos.errors import IdosError, Unavailable
from idos.store.lattice import Lattice
from idos.store.statements import STATEMENTS
from idos.store.tables import BY_TYPE, NOT_A_RECORD, Table

DATABASE = "state.sqlite"
APPLICATION_ID = int.from_bytes(b"idOS", "big")
# Step n brings version n + 1 to n + 2. What a step leaves must have the shape that a new database gets.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = ()

_CREATE_STATE = (
    "CREATE TABLE state (id INTEGER PRIMARY KEY, lattice BLOB NOT NULL, journal BLOB NOT NULL,"
    " commits INTEGER NOT NULL) STRICT"
)
_JOURNAL_SIZE = 32
_MODULUS: int = 2 ** (8 * _JOURNAL_SIZE)


class Sums(NamedTuple):
    """What the rows add up to, and how many commits made them."""

    lattice: Lattice
    journal: int
    commits: int


def add_to_journal(journal: int, digest: bytes, count: int) -> int:
    """The sum of the journal with (1) or without (-1) one more record."""
    return (journal + count * int.from_bytes(digest, "big")) % _MODULUS


def corrupt(what: str) -> Unavailable:
    """The error of a store that is not as it was left."""
    return Unavailable(
        f"{DATABASE} is damaged: {what}; restore its folder from a backup", code="store_corrupt"
    )


def prepare(connection: sqlite3.Connection, *, may_be_new: bool) -> None:
    """Make or upgrade the database, and check its shape.

    Raises:
        Unavailable: ``code="store_newer"`` when a later program wrote it, ``"store_corrupt"`` when damaged.
    """
    version = int(_value(connection, "PRAGMA user_version"))
    latest = len(MIGRATIONS) + 1
    if may_be_new and version == 0 and not _value(connection, "SELECT count(*) FROM sqlite_schema"):
        _in_one_transaction(connection, _create)
        return
    if _value(connection, "PRAGMA application_id") != APPLICATION_ID or version < 1:
        raise corrupt("the file is not a store of the idOS")
    if version > latest:
        raise Unavailable(
            f"the store has version {version}; this program knows versions up to {latest}", code="store_newer"
        )
    if version < latest:
        _check_pages(connection, "quick_check")
        _in_one_transaction(connection, lambda connection: _upgrade(connection, version))
    _check_shape(connection)
    load(connection)


def load(connection: sqlite3.Connection) -> Sums:
    """The sums that were committed last."""
    row = connection.execute("SELECT lattice, journal, commits FROM state WHERE id = 0").fetchone()
    try:
        lattice, journal, commits = row
        return Sums(Lattice.from_bytes(lattice), int.from_bytes(journal, "big"), commits)
    except NOT_A_RECORD:
        raise corrupt("the sums can't be read") from None


def save(sums: Sums) -> tuple[str, tuple[bytes, bytes, int]]:
    """The statement that writes the sums, for the transaction that changes the rows."""
    journal = sums.journal.to_bytes(_JOURNAL_SIZE, "big")
    values = (sums.lattice.to_bytes(), journal, sums.commits)
    return "UPDATE state SET lattice = ?, journal = ?, commits = ? WHERE id = 0", values


def verify(connection: sqlite3.Connection) -> None:
    """Check the pages, the shape, every row with its index texts, and the sums. Raises ``Unavailable``."""
    _check_pages(connection, "integrity_check")
    _check_shape(connection)
    sums = load(connection)
    if add_up(connection, sums.commits) != sums:
        raise corrupt("the rows are not those that were committed")


def add_up(connection: sqlite3.Connection, commits: int) -> Sums:
    """The sums of all rows, each of them checked, that so many commits made."""
    lattice, journal = Lattice(), 0
    for table in BY_TYPE.values():
        for stored in connection.execute(STATEMENTS[table.name].scan):
            digest = _digest_of_stored(table, stored)
            if table.consensus:
                lattice = lattice.plus(digest)
            else:
                journal = add_to_journal(journal, digest, 1)
    return Sums(lattice, journal, commits)


def _digest_of_stored(table: Table[Any], stored: tuple[Any, ...]) -> bytes:
    values = stored[: len(table.columns)]
    try:
        row = table.row(table.record(values))
    except (*NOT_A_RECORD, IdosError):
        raise corrupt(f"a row of {table.name} can't be read") from None
    if (*row.values, *row.texts) != stored:
        raise corrupt(f"a row of {table.name} is not as it was written")
    return table.digest(row.values)


def _in_one_transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], None]) -> None:
    """Do the work. On an error the caller closes the connection, which undoes it."""
    connection.execute("BEGIN IMMEDIATE")
    work(connection)
    connection.execute("COMMIT")


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(_CREATE_STATE)
    for statements in STATEMENTS.values():
        for sql in statements.create:
            connection.execute(sql)
    connection.execute("INSERT INTO state VALUES (0, x'', x'', 0)")
    connection.execute(*save(Sums(Lattice(), 0, 0)))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def _upgrade(connection: sqlite3.Connection, version: int) -> None:
    for step in MIGRATIONS[version - 1 :]:
        step(connection)
    _check_shape(connection)
    connection.execute(*save(add_up(connection, load(connection).commits)))
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def _check_pages(connection: sqlite3.Connection, how: str) -> None:
    answer = _value(connection, f"PRAGMA {how}(1)")
    if answer != "ok":
        raise corrupt(str(answer))


def _check_shape(connection: sqlite3.Connection) -> None:
    if _shape(connection) != _shape_of_a_new_one():
        raise corrupt("its tables are not those of this version")


@cache
def _shape_of_a_new_one() -> dict[str, Any]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _create(connection)
        return _shape(connection)
    finally:
        connection.close()


def _shape(connection: sqlite3.Connection) -> dict[str, Any]:
    """The columns of each table, whatever their order, and the definition of each index."""
    names = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*'"
    columns = 'SELECT name, type, "notnull", pk FROM pragma_table_info(?)'
    return {
        name: sql if type_ != "table" else set(connection.execute(columns, (name,)).fetchall())
        for type_, name, sql in connection.execute(names).fetchall()
    }


def _value(connection: sqlite3.Connection, sql: str) -> str | int:
    value: str | int = connection.execute(sql).fetchone()[0]
    return value
