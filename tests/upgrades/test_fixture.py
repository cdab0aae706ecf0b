"""What an earlier program recorded: its records, its chain and its folder mean the same to this one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from idos.consensus import chain
from idos.consensus.chain import verify_chain
from idos.crypto.hashes import sha256
from idos.node import STATE_FOLDER, read_genesis, verify
from idos.protocol.transaction import Transaction
from idos.store.lattice import Lattice
from idos.store.memory import MemoryStore
from idos.store.record import Record
from idos.store.records import Block
from idos.store.sqlite import SqliteStore
from idos.store.tables import BY_TYPE
from idos.store.verbs import Store
from tests.store.canonical import decode
from tests.upgrades.kit import (
    RECORD_TYPES,
    Chain,
    Made,
    canonical,
    files,
    genesis,
    loaded,
    migrated,
    record_of,
    recorded,
    records,
    state_hash,
    unpacked,
)

ENTRIES: list[dict[str, Any]] = recorded("records")["records"] + recorded("records")["samples"]


def _entries(of: str) -> list[tuple[Record, bytes]]:
    return [
        (record_of(RECORD_TYPES[entry["table"]], entry["fields"]), bytes.fromhex(entry["canonical"]))
        for entry in recorded("records")[of]
    ]


def test_every_table_of_the_old_program_is_recorded() -> None:
    tables = {entry["table"] for entry in ENTRIES}
    assert tables == {entry["table"] for entry in recorded("records")["records"]}
    assert len(tables) == 19
    assert tables < set(RECORD_TYPES)


@pytest.mark.parametrize("table", dict.fromkeys(entry["table"] for entry in ENTRIES))
def test_the_records_of_a_table_keep_their_bytes(table: str) -> None:
    type_ = RECORD_TYPES[table]
    known = BY_TYPE[type_]
    for entry in [entry for entry in ENTRIES if entry["table"] == table]:
        record = record_of(type_, entry["fields"])
        data, values = bytes.fromhex(entry["canonical"]), known.row(record).values
        assert known.canonical(values) == data
        assert known.digest(values).hex() == entry["digest"] == sha256(data).hex()
        assert decode(data, type_) == record
        first = [column.name for column in known.columns if column.since == 1]
        assert list(entry["fields"]) == first, (
            "no field is removed, renamed or moved, nor becomes an added one"
        )


@pytest.mark.parametrize(("of", "hash_of"), [("records", "state_hash"), ("samples", "samples_state_hash")])
def test_the_records_add_up_to_the_same_state(of: str, hash_of: str) -> None:
    lattice, store = Lattice(), MemoryStore()
    with store.write() as batch:
        for record, data in _entries(of):
            batch.put(record)
            lattice = lattice.plus(sha256(data)) if record.CONSENSUS else lattice
    assert state_hash(store).hex() == lattice.state_hash().hex() == recorded("records")[hash_of]


def test_the_genesis_keeps_its_hash_and_its_text() -> None:
    document = recorded("chain")["genesis"]
    assert genesis().to_json() == document
    assert list(genesis().to_json()["limits"]) == list(document["limits"])
    assert genesis().rules == 1
    assert chain.genesis_hash(genesis()).hex() == recorded("chain")["genesis_hash"]


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "new")
    yield opened
    opened.close()


def test_the_chain_is_made_again_byte_for_byte(store: Store) -> None:
    first, *later = recorded("chain")["blocks"]
    made = Chain(store)
    assert made.committer.position.head == record_of(Block, first["header"])
    for block in later:
        assert made.block(block["time"], *_transactions(block)) == Made.from_json(block)
    assert made.version == 1
    assert records(store) == [record for record, _ in _entries("records")]
    assert verify_chain(store, genesis()) == made.committer.position.head


def _transactions(block: dict[str, Any]) -> list[Transaction]:
    return [Transaction.decode(bytes.fromhex(encoded)) for encoded in block["transactions"]]


def test_the_folder_opens_and_holds_the_same(tmp_path: Path) -> None:
    with closing(migrated(tmp_path)) as store:
        assert records(store) == [record for record, _ in _entries("records")]
        assert [canonical(record) for record in records(store)] == [data for _, data in _entries("records")]
        store.verify()
        assert verify_chain(store, genesis()) == _head(store)
        assert state_hash(store) == _head(store).state_hash
    assert read_genesis(tmp_path) == genesis()
    assert verify(tmp_path) == record_of(Block, recorded("chain")["blocks"][-1]["header"])
    with closing(SqliteStore(tmp_path / STATE_FOLDER)) as store:
        assert state_hash(store).hex() == recorded("records")["state_hash"]


def test_a_copy_in_memory_is_the_same_chain(tmp_path: Path) -> None:
    with closing(migrated(tmp_path)) as store:
        copy = loaded(store)
        assert records(copy) == records(store)
        assert state_hash(copy) == state_hash(store) == _head(store).state_hash
    assert verify_chain(copy, genesis()) == _head(copy)


def _head(store: Store) -> Block:
    with store.read() as tx:
        head = chain.last_block(tx)
    assert head is not None
    return head


def test_what_is_unpacked_is_what_the_old_program_left(tmp_path: Path) -> None:
    assert set(files(unpacked(tmp_path))) == {
        "access/log.sqlite",
        "config.toml",
        "genesis.json",
        "state/seal",
        "state/state.sqlite",
    }
