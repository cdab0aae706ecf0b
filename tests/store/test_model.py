"""Random blocks on both stores at once: same answers, same errors, same order, same state hash."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from idos.errors import IdosError
from idos.store.lattice import Lattice
from idos.store.memory import MemoryStore
from idos.store.record import Record
from idos.store.records import AccessGrant, Account, Block, Receipt, SharedCredential, Wallet
from idos.store.sqlite import SqliteStore
from idos.store.tables import BY_TYPE
from idos.store.verbs import Batch, Store, Tx
from tests.store.samples import FEW, key_of, records_of

TABLES = (Wallet, AccessGrant, Account, SharedCredential, Block, Receipt)
RECORDS = st.sampled_from(TABLES).flatmap(lambda type_: records_of(BY_TYPE[type_], FEW))
# A step is a put (with or without replace), a delete of the record's key, or a nested part that may fail.
Step: TypeAlias = tuple[str, Any, Any]
STEPS: st.SearchStrategy[list[Step]] = st.recursive(
    st.lists(
        st.tuples(st.sampled_from(["put", "replace", "delete", "count"]), RECORDS, st.none()), max_size=6
    ),
    lambda steps: st.lists(
        st.tuples(st.just("nested"), steps, st.booleans())
        | st.tuples(st.sampled_from(["put", "replace", "delete"]), RECORDS, st.none()),
        max_size=6,
    ),
    max_leaves=6,
)


class Undo(Exception):
    """What makes a part be undone."""


def _take(batch: Batch, steps: list[Step]) -> list[object]:
    """Do the steps and tell everything that came back."""
    told: list[object] = []
    for what, subject, fails in steps:
        if what == "nested":
            with suppress(Undo), batch.nested():
                told.append(_take(batch, subject))
                if fails:
                    raise Undo
            told.append(batch.state_hash())
            continue
        try:
            if what == "delete":
                told.append(batch.delete(type(subject), *key_of(subject)))
            elif what == "count":
                told.append(batch.count(type(subject)))
            else:
                batch.put(subject, replace=what == "replace")
        except IdosError as error:
            told.append((type(error), error.code, error.message))
    return told


def _everything(tx: Tx) -> list[object]:
    """Every table and every index text that there is, both ways round and in pages."""
    told: list[object] = []
    for type_ in TABLES:
        found: list[Record] = tx.find(type_)
        told += [found, tx.find(type_, reverse=True, limit=2), tx.count(type_)]
        for index in type_.INDEXES:
            for text in sorted({text for record in found if (text := index.of(record)) is not None}):
                told.append(tx.find(type_, index.name, text))
                told.append(tx.find(type_, index.name, text, reverse=True, offset=1, limit=2))
                told.append(tx.count(type_, index.name, text))
    return told


def _from_scratch(tx: Tx) -> bytes:
    lattice = Lattice()
    for table in BY_TYPE.values():
        if table.consensus:
            for record in tx.find(table.type):
                lattice = lattice.plus(table.digest(table.row(record).values))
    return lattice.state_hash()


class BothStores(RuleBasedStateMachine):
    """The memory store is the oracle of the one on disk."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.stores: tuple[Store, Store] = (MemoryStore(), SqliteStore(Path(self.folder.name)))

    @rule(steps=STEPS, fails=st.booleans())
    def write(self, steps: list[Step], fails: bool) -> None:
        told = []
        for store in self.stores:
            with suppress(Undo), store.write() as batch:
                told.append((_take(batch, steps), _everything(batch), batch.state_hash()))
                assert batch.state_hash() == _from_scratch(batch)
                if fails:
                    raise Undo
        assert told[0] == told[1]

    @rule()
    def reopen(self) -> None:
        self.stores[1].close()
        self.stores = (self.stores[0], SqliteStore(Path(self.folder.name)))

    @rule()
    def checkpoint_and_verify(self) -> None:
        for store in self.stores:
            assert store.checkpoint()
            store.verify()

    @invariant()
    def both_hold_the_same(self) -> None:
        told = []
        for store in self.stores:
            with store.read() as tx:
                told.append(_everything(tx))
        assert told[0] == told[1]

    def teardown(self) -> None:
        for store in self.stores:
            store.verify()
            store.close()
        self.folder.cleanup()


TestBothStores = BothStores.TestCase
TestBothStores.settings = settings(stateful_step_count=12, deadline=None)
