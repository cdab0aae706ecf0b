"""Stores of made-up programs: columns of every type, and tables, that a later one adds to its own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from idos.errors import Unavailable
from idos.store import schema
from idos.store.record import Index, Record, added
from idos.store.records import Account, Wallet
from idos.store.schema import DATABASE
from idos.store.sqlite import SqliteStore
from idos.store.statements import STATEMENTS, Statements
from idos.store.tables import BY_TYPE, Table
from tests.store.samples import account, wallet
from tests.upgrades.kit import files


@dataclass(frozen=True, slots=True)
class Thing(Record):
    """A table as the first of the programs has it."""

    TABLE = "things"
    KEY = ("number",)
    INDEXES = (Index("name", lambda r: r.name, unique=True),)
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class NextThing(Record):
    """The same table in the next program."""

    TABLE = "things"
    KEY = ("number",)
    INDEXES = (Index("name", lambda r: r.name, unique=True),)
    number: int
    name: str
    count: int = added(3, -(2**63))


@dataclass(frozen=True, slots=True)
class LaterThing(Record):
    """The same table in a later program yet: a column of each type, with a default that is not nothing."""

    TABLE = "things"
    KEY = ("number",)
    INDEXES = (Index("name", lambda r: r.name, unique=True),)
    number: int
    name: str
    count: int = added(3, -(2**63))
    text: str = added(3, 'it\'s ∅ "so"')
    octets: bytes = added(3, b"'\0\xff")
    flag: bool = added(3, True)
    amount: Decimal = added(3, Decimal("-" + "9" * 78))  # noqa: RUF009  # it gives a field
    id: UUID = added(3, UUID(int=2**128 - 1))  # noqa: RUF009  # it gives a field
    note: str | None = added(4, None)


@dataclass(frozen=True, slots=True)
class NewThing(Record):
    """A table that the later program adds, outside of the consensus."""

    TABLE = "new_things"
    CONSENSUS = False
    INDEXES = (Index("text", lambda r: r.text),)
    id: UUID
    text: str | None


@contextmanager
def program(version: int, *tables: type[Record]) -> Iterator[None]:
    """What is inside runs as a program whose stores have this version and these tables too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "VERSION", version)
        for record in tables:
            patch.setitem(BY_TYPE, record, Table(record))
            patch.setitem(STATEMENTS, record.TABLE, Statements(BY_TYPE[record]))
        schema.shape_of_a_new_one.cache_clear()
        try:
            yield
        finally:
            schema.shape_of_a_new_one.cache_clear()


def _refusal(folder: Path) -> str:
    with pytest.raises(Unavailable) as caught:
        SqliteStore(folder)
    return caught.value.code


def _version(folder: Path) -> object:
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def test_columns_of_every_type_and_tables_are_added(tmp_path: Path) -> None:
    things = [Thing(number, f"thing {number}") for number in range(3)]
    with program(7, Thing), closing(SqliteStore(tmp_path)) as store, store.write() as batch:
        for record in (*things, wallet(1), account(1, 1)):
            batch.put(record)
        state = batch.state_hash()
    assert _version(tmp_path) == 7
    with program(8, LaterThing, NewThing), closing(SqliteStore(tmp_path)) as store:
        store.verify()
        with store.write() as batch:
            assert batch.state_hash() == state, "no record's digest changes"
            assert batch.find(LaterThing) == [LaterThing(each.number, each.name) for each in things]
            assert (batch.find(Wallet), batch.find(Account)) == ([wallet(1)], [account(1, 1)])
            assert batch.find(LaterThing, "name", "thing 2") == [LaterThing(2, "thing 2")]
            batch.put(LaterThing(2, "thing 2", 5), replace=True)
            batch.put(NewThing(UUID(int=1), None))
        store.verify()
        assert store.checkpoint()
    assert _version(tmp_path) == 8
    with program(7, Thing):
        assert _refusal(tmp_path) == "store_newer"


def test_a_store_passes_over_a_program_or_stops_at_it(tmp_path: Path) -> None:
    with program(7, Thing), closing(SqliteStore(tmp_path / "all")) as store, store.write() as batch:
        batch.put(Thing(1, "one"))
    shutil.copytree(tmp_path / "all", tmp_path / "two")
    with program(8, NextThing), closing(SqliteStore(tmp_path / "all")) as store, store.write() as batch:
        batch.put(NextThing(2, "two", 5))
    with program(9, LaterThing, NewThing):
        for folder, things in (
            (tmp_path / "all", [LaterThing(1, "one"), LaterThing(2, "two", 5)]),
            (tmp_path / "two", [LaterThing(1, "one")]),
        ):
            with closing(SqliteStore(folder)) as store, store.read() as tx:
                assert tx.find(LaterThing) == things
                store.verify()
            assert _version(folder) == 9


def test_a_column_that_may_be_null_can_have_another_default(tmp_path: Path) -> None:
    @dataclass(frozen=True, slots=True)
    class NullableThing(Thing):
        note: str | None = added(3, "none yet")

    with program(7, Thing), closing(SqliteStore(tmp_path)) as store, store.write() as batch:
        batch.put(Thing(1, "one"))
    with program(8, NullableThing), closing(SqliteStore(tmp_path)) as store:
        with store.read() as tx:
            assert tx.find(NullableThing) == [NullableThing(1, "one", "none yet")]
        store.verify()


@pytest.mark.parametrize("step", ["CREATE TABLE nonsense (", "DELETE FROM wallets", "DROP TABLE things"])
def test_a_step_that_fails_or_loses_something_changes_nothing(tmp_path: Path, step: str) -> None:
    with program(7, Thing), closing(SqliteStore(tmp_path)) as store, store.write() as batch:
        batch.put(wallet(1))
        batch.put(Thing(1, "one"))
    before = files(tmp_path)
    with program(8, LaterThing, NewThing):
        schema.shape_of_a_new_one()
        create = STATEMENTS["new_things"].create
        STATEMENTS["new_things"].create = (*create, step)
        assert _refusal(tmp_path) == "store_corrupt"
    assert files(tmp_path)[DATABASE] == before[DATABASE]
    with program(7, Thing), closing(SqliteStore(tmp_path)) as store, store.read() as tx:
        assert (tx.find(Wallet), tx.find(Thing)) == ([wallet(1)], [Thing(1, "one")])
    with program(8, LaterThing, NewThing), closing(SqliteStore(tmp_path)) as store:
        store.verify()
