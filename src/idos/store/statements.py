"""The SQL of every table. Values are bound in the order of a row: its fields, then the texts of its indexes.

An index named ``x`` is a column ``ix_x`` that holds its text, and an SQL index on that column, the order and
the key.
"""
# ruff: noqa: S608  # the names are those of the record classes, and values are always bound

from __future__ import annotations

from typing import Any

from idos.store.record import Index
from idos.store.tables import BY_TYPE, Table


class Statements:
    """What is said to SQLite about one table."""

    def __init__(self, table: Table[Any]) -> None:
        name = quoted(table.name)
        key = [column.name for column in table.key_columns]
        fields = [column.name for column in table.columns]
        texts = [f"ix_{index.name}" for index in table.indexes]
        rest = [column for column in fields + texts if column not in key]
        is_key = " AND ".join(f"{quoted(column)} = ?" for column in key)
        every_field = f"SELECT {_list(fields)} FROM {name}"

        self.create = (_create_table(table), *(_create_index(table, index) for index in table.indexes))
        self.insert = f"INSERT INTO {name} ({_list(fields + texts)}) VALUES ({_marks(fields + texts)})"
        updates = ", ".join(f"{quoted(column)} = excluded.{quoted(column)}" for column in rest)
        self.overwrite = f"{self.insert} ON CONFLICT ({_list(key)}) DO UPDATE SET {updates}"
        self.get = f"{every_field} WHERE {is_key}"
        self.delete = f"DELETE FROM {name} WHERE {is_key} RETURNING {_list(fields)}"
        self.scan = f"SELECT {_list(fields + texts)} FROM {name}"
        self.count: dict[str | None, str] = {None: f"SELECT count(*) FROM {name}"}
        self.find: dict[tuple[str | None, bool], str] = {}
        for index in (None, *table.indexes):
            which = f" WHERE {quoted('ix_' + index.name)} = ?" if index else ""
            self.count[index.name if index else None] = f"SELECT count(*) FROM {name}{which}"
            for reverse in (False, True):
                order = _list([*(index.order if index else ()), *key], " DESC" if reverse else "")
                sql = f"{every_field}{which} ORDER BY {order} LIMIT ? OFFSET ?"
                self.find[index.name if index else None, reverse] = sql


def _create_table(table: Table[Any]) -> str:
    columns = [
        f"{quoted(column.name)} {column.kind.sql}{'' if column.nullable else ' NOT NULL'}"
        for column in table.columns
    ]
    columns += [f"{quoted('ix_' + index.name)} TEXT" for index in table.indexes]
    key = _list([column.name for column in table.key_columns])
    return f"CREATE TABLE {quoted(table.name)} ({', '.join(columns)}, PRIMARY KEY ({key})) STRICT"


def _create_index(table: Table[Any], index: Index) -> str:
    text = f"ix_{index.name}"
    key = [column.name for column in table.key_columns]
    columns = _list([text] if index.unique else [text, *index.order, *key])
    return (
        f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {quoted(f'{table.name}_{index.name}')} "
        f"ON {quoted(table.name)} ({columns}) WHERE {quoted(text)} IS NOT NULL"
    )


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return f'"{name}"'


def _list(names: list[str], suffix: str = "") -> str:
    return ", ".join(quoted(name) + suffix for name in names)


def _marks(names: list[str]) -> str:
    return ", ".join("?" for _ in names)


STATEMENTS: dict[str, Statements] = {table.name: Statements(table) for table in BY_TYPE.values()}
