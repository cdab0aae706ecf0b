"""Bringing a database up to date: what a later program added to its tables, and nothing else.

Records only ever grow at their end, by fields with a default that is left out of their bytes
(``idos.store.record``), and tables are only added. So one step leads from every earlier shape to this
program's, and no record's digest changes: the rows are checked against the sums by the old shape before,
and by the new one after. All of it is one transaction, and it cannot be undone: an older program refuses the
database from then on. [data-model 4.6]
"""
# ruff: noqa: S608  # the names are those of the record classes, the values those of their declarations

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import Any

from idos.errors import Unavailable
from idos.store import schema
from idos.store.schema import DATABASE, Shape, corrupt
from idos.store.statements import STATEMENTS, quoted
from idos.store.tables import BY_TYPE, Column, Plain, Table

_log = logging.getLogger(__name__)


def prepare(
    connection: sqlite3.Connection,
    *,
    may_be_new: bool,
    upgrade: bool,
    accept: Callable[[sqlite3.Connection], None],
) -> None:
    """Make the database, or bring it up to date if ``upgrade`` says so; and check its shape.

    ``accept`` is given an older database as it is to be: what it raises leaves it as it was.

    Raises:
        Unavailable: ``code="store_newer"`` when a later program wrote it, ``"store_older"`` when an earlier
            one did and it is not to be upgraded, ``"store_corrupt"`` when it is damaged.
    """
    empty = not schema.value(connection, "SELECT count(*) FROM sqlite_schema")
    if may_be_new and empty and _version_of(connection) == 0:
        _in_one_transaction(connection, schema.create)
        return
    version = check_version(connection)
    if version < schema.VERSION:
        if not upgrade:
            raise Unavailable(
                f"{DATABASE} has version {version} and this program writes version {schema.VERSION}: "
                "bring it up to date with `idos node upgrade`",
                code="store_older",
            )
        _log.warning(
            "%s is brought from version %d to %d; older programs cannot open it any more",
            DATABASE,
            version,
            schema.VERSION,
        )
        _in_one_transaction(connection, bring_up_to_date, accept)
    schema.check_shape(connection)
    schema.load(connection)


def _version_of(connection: sqlite3.Connection) -> int:
    """The ``user_version`` of the database; 0 when it is new."""
    return int(schema.value(connection, "PRAGMA user_version"))


def check_version(connection: sqlite3.Connection) -> int:
    """The version. Raises ``Unavailable`` unless this program can open the database, or upgrade it.

    [data-model 4.5]
    """
    version = _version_of(connection)
    if schema.value(connection, "PRAGMA application_id") != schema.APPLICATION_ID or version < 1:
        raise corrupt("the file is not a store of the idOS")
    if version > schema.VERSION:
        raise Unavailable(
            f"the store has version {version}; this program knows versions up to {schema.VERSION}: "
            "install a later one",
            code="store_newer",
        )
    return version


def _check_older(connection: sqlite3.Connection) -> Shape:
    """Check an older database by its own shape: pages, tables, every row, and the sums. Gives the shape."""
    schema.check_pages(connection, "integrity_check")
    present = schema.shape(connection)
    if present != _shape_without(present):
        raise corrupt("its tables are not those of its version")
    tables = [table for table in BY_TYPE.values() if table.name in present]
    schema.check_rows(connection, {table.name: _scan(table, present) for table in tables})
    return present


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Bring an older database up to date, in a transaction that the caller began. Raises ``Unavailable``."""
    present = _check_older(connection)
    for table in BY_TYPE.values():
        if table.name not in present:
            for sql in STATEMENTS[table.name].create:
                connection.execute(sql)
            continue
        for column in _missing(table, present):
            connection.execute(f"ALTER TABLE {quoted(table.name)} ADD COLUMN {_definition(column)}")
    schema.check_shape(connection)
    schema.check_rows(connection, {name: statements.scan for name, statements in STATEMENTS.items()})
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def _shape_without(present: Shape) -> Shape:
    """This program's shape, less the tables and the added columns that are not present."""
    wanted = dict(schema.shape_of_a_new_one())
    for table in BY_TYPE.values():
        if table.name not in present:
            for name in (table.name, *(f"{table.name}_{index.name}" for index in table.indexes)):
                del wanted[name]
            continue
        absent = {column.name for column in _missing(table, present) if column.since > 1}
        wanted[table.name] = {column for column in wanted[table.name] if column[0] not in absent}
    return wanted


def _missing(table: Table[Any], present: Shape) -> list[Column]:
    names = {name for name, *_ in present[table.name]}
    return [column for column in table.columns if column.name not in names]


def _scan(table: Table[Any], present: Shape) -> str:
    """Read a table that lacks some columns as if they were there, with their defaults."""
    missing = _missing(table, present)
    fields = [
        _literal(column.default) if column in missing else quoted(column.name) for column in table.columns
    ]
    texts = [quoted(f"ix_{index.name}") for index in table.indexes]
    return f"SELECT {', '.join(fields + texts)} FROM {quoted(table.name)}"


def _definition(column: Column) -> str:
    kind = f"{quoted(column.name)} {column.kind.sql}{'' if column.nullable else ' NOT NULL'}"
    return f"{kind} DEFAULT {_literal(column.default)}"


# The values are defaults of this program's own declarations; nobody's input comes here.
def _literal(plain: Plain) -> str:
    if plain is None:
        return "NULL"
    if isinstance(plain, bytes):
        return f"x'{plain.hex()}'"
    return str(plain) if isinstance(plain, int) else "'" + plain.replace("'", "''") + "'"


def _in_one_transaction(connection: sqlite3.Connection, *steps: Callable[[sqlite3.Connection], None]) -> None:
    """Do the steps. On an error the caller closes the connection, which undoes them."""
    connection.execute("BEGIN IMMEDIATE")
    for step in steps:
        step(connection)
    connection.execute("COMMIT")
