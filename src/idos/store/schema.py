"""The database inside the file: made, checked, and its two sums.

The table ``state`` has one row: the lattice of the consensus records (``docs/protocol/blocks.md``); for the
journal, so that a changed bit is found there too, the sum of its records' digests modulo 2^256; and the
number of commits.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from idos.errors import IdosError, Unavailable
from idos.store.lattice import Lattice
from idos.store.statements import STATEMENTS
from idos.store.tables import BY_TYPE, NOT_A_RECORD, Table

DATABASE = "state.sqlite"
APPLICATION_ID = int.from_bytes(b"idOS", "big")
VERSION = 2
"""``user_version``: raised with every rules version, and every table or column that is added.

So a program never opens a database that was written by rules which it does not know.
"""

Shape: TypeAlias = dict[str, Any]
"""By name: the columns of each table as a set, and the definition of each index."""

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


def load(connection: sqlite3.Connection) -> Sums:
    """The sums that were committed last."""
    row = connection.execute("SELECT lattice, journal, commits FROM state WHERE id = 0").fetchone()
    try:
        lattice, journal, commits = row
        return Sums(Lattice.from_bytes(lattice), int.from_bytes(journal, "big"), commits)
    except NOT_A_RECORD:
        raise corrupt("the sums cannot be read") from None


def save(sums: Sums) -> tuple[str, tuple[bytes, bytes, int]]:
    """The statement that writes the sums, for the transaction that changes the rows."""
    journal = sums.journal.to_bytes(_JOURNAL_SIZE, "big")
    values = (sums.lattice.to_bytes(), journal, sums.commits)
    return "UPDATE state SET lattice = ?, journal = ?, commits = ? WHERE id = 0", values


def verify(connection: sqlite3.Connection) -> None:
    """Check the pages, the shape, every row with its index texts, and the sums. Raises ``Unavailable``."""
    check_pages(connection, "integrity_check")
    check_shape(connection)
    check_rows(connection, {name: statements.scan for name, statements in STATEMENTS.items()})


def check_rows(connection: sqlite3.Connection, scans: Mapping[str, str]) -> None:
    """Check every row and the sums. ``scans`` reads fields and index texts, by the name of the table."""
    sums = load(connection)
    if _add_up(connection, scans, sums.commits) != sums:
        raise corrupt("the rows are not those that were committed")


def _add_up(connection: sqlite3.Connection, scans: Mapping[str, str], commits: int) -> Sums:
    lattice, journal = Lattice(), 0
    for table in BY_TYPE.values():
        if table.name not in scans:
            continue
        for stored in connection.execute(scans[table.name]):
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
        raise corrupt(f"a row of {table.name} cannot be read") from None
    if (*row.values, *row.texts) != stored:
        raise corrupt(f"a row of {table.name} is not as it was written")
    return table.digest(row.values)


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty database."""
    connection.execute(_CREATE_STATE)
    for statements in STATEMENTS.values():
        for sql in statements.create:
            connection.execute(sql)
    connection.execute("INSERT INTO state VALUES (0, x'', x'', 0)")
    connection.execute(*save(Sums(Lattice(), 0, 0)))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def check_pages(connection: sqlite3.Connection, how: str) -> None:
    """Let SQLite look for damage: ``quick_check`` or ``integrity_check``. Raises ``Unavailable``."""
    answer = value(connection, f"PRAGMA {how}(1)")
    if answer != "ok":
        raise corrupt(str(answer))


def check_shape(connection: sqlite3.Connection) -> None:
    """Raise ``Unavailable`` unless the tables are those of this program."""
    if shape(connection) != shape_of_a_new_one():
        raise corrupt("its tables are not those of this version")


@cache
def shape_of_a_new_one() -> Shape:
    """The shape that this program gives a database."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        create(connection)
        return shape(connection)
    finally:
        connection.close()


def shape(connection: sqlite3.Connection) -> Shape:
    """The columns of each table, whatever their order, and the definition of each index."""
    names = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*'"
    columns = 'SELECT name, type, "notnull", pk FROM pragma_table_info(?)'
    return {
        name: sql if type_ != "table" else set(connection.execute(columns, (name,)).fetchall())
        for type_, name, sql in connection.execute(names).fetchall()
    }


def value(connection: sqlite3.Connection, sql: str) -> str | int:
    """The one value that a statement gives."""
    found: str | int = connection.execute(sql).fetchone()[0]
    return found
