from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from idos.consensus import chain
from idos.consensus.chain import BrokenChain, begin, check_head, genesis_hash, verify_chain
from idos.consensus.versions import FIRST_FORMAT, header_hash, receipts_hash
from idos.errors import Invalid, Unavailable
from idos.store.governance import Ownership
from idos.store.memory import MemoryStore
from idos.store.record import Record
from idos.store.records import Block, Receipt, TransactionBody, User
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Batch, Store

from .conftest import Start
from .network import CHAIN_ID, ISSUER, START_MS, Clock, genesis, user_id

HEADER = Block(7, 1_700_000_000_123, b"p" * 32, b"r" * 32, b"s" * 32, b"")


def grown(start: Start, store: Store, clock: Clock, blocks: int = 3) -> Store:
    """A chain of blocks of one transaction each, on the store."""
    engine = start(store)
    for number in range(1, blocks + 1):
        clock.move(1000)
        engine.submit(ISSUER.add_user(number, number)).result(10)
    engine.stop()
    return store


def test_the_header_hash_covers_these_bytes() -> None:
    expected = (
        b"idos block 1\0"
        b"\x09\0\0\0idos-test"
        + (7).to_bytes(8, "little")
        + (1_700_000_000_123).to_bytes(8, "little")
        + b"p" * 32
        + b"r" * 32
        + b"s" * 32
    )
    assert header_hash(CHAIN_ID, HEADER) == hashlib.sha256(expected).digest()


def test_the_receipts_hash_covers_these_bytes() -> None:
    receipts = [Receipt(b"a" * 32, 7, 0, 0, 0, ""), Receipt(b"b" * 32, 7, 1, 65535, 2, "ERROR: é")]
    expected = (
        b"idos receipts 1\0"
        + b"a" * 32
        + bytes(4 + 8 + 4)
        + b"b" * 32
        + b"\xff\xff\0\0"
        + b"\x02\0\0\0\0\0\0\0"
        + b"\x09\0\0\0ERROR: \xc3\xa9"
    )
    assert receipts_hash(receipts) == hashlib.sha256(expected).digest()


@pytest.mark.parametrize(
    "other",
    [
        replace(HEADER, height=8),
        replace(HEADER, time=1),
        replace(HEADER, previous_hash=b"x" * 32),
        replace(HEADER, receipts_hash=b"x" * 32),
        replace(HEADER, state_hash=b"x" * 32),
    ],
)
def test_the_header_hash_depends_on_every_field(other: Block) -> None:
    assert header_hash(CHAIN_ID, other) != header_hash(CHAIN_ID, HEADER)


def test_the_header_hash_depends_on_the_chain() -> None:
    assert header_hash("another", HEADER) != header_hash(CHAIN_ID, HEADER)


def test_the_genesis_is_block_zero(store: Store) -> None:
    with store.write() as batch:
        first = begin(batch, genesis())
        assert first == batch.get(Block, 0)
        assert (first.height, first.time, first.previous_hash) == (0, START_MS, genesis_hash(genesis()))
        assert first.state_hash == batch.state_hash()
        assert first.hash == header_hash(CHAIN_ID, first)
    with store.write() as batch:
        assert begin(batch, genesis()) == first


@pytest.mark.parametrize(
    "change", [{"chain_id": "other"}, {"time_ms": 1}, {"inserters": ()}, {"owner": "somebody"}]
)
def test_a_store_of_another_genesis_is_refused(store: Store, change: dict[str, object]) -> None:
    with store.write() as batch:
        begin(batch, genesis())
    with store.write() as batch, pytest.raises(Invalid) as caught:
        begin(batch, genesis(**change))
    assert caught.value.code == "other_genesis"


def test_a_state_that_the_last_header_does_not_name_is_not_gone_on_with(store: Store) -> None:
    with store.write() as batch:
        begin(batch, genesis())
        assert check_head(batch, genesis()).height == 0
        batch.put(Ownership(0, "somebody", 1))
    for check in (begin, check_head):
        with store.write() as batch, pytest.raises(BrokenChain, match="block 0: the state is not the one"):
            check(batch, genesis())


def test_a_store_without_a_chain_has_no_head(store: Store) -> None:
    with store.write() as batch, pytest.raises(BrokenChain, match="has not begun"):
        check_head(batch, genesis())


def test_a_transaction_is_in_a_chain_once(store: Store) -> None:
    with store.write() as batch:
        first = begin(batch, genesis())
        second = chain.append(
            batch, genesis(), FIRST_FORMAT, first, START_MS + 1, [Receipt(b"a" * 32, 1, 0, 0, 0, "")]
        )
    assert (second.height, second.previous_hash) == (1, first.hash)
    with pytest.raises(Invalid) as caught, store.write() as batch:
        chain.append(
            batch, genesis(), FIRST_FORMAT, second, START_MS + 2, [Receipt(b"a" * 32, 2, 0, 0, 0, "")]
        )
    assert caught.value.code == "already_exists"


def test_the_same_blocks_have_the_same_headers_on_every_store(start: Start, tmp_path: Path) -> None:
    stores: tuple[Store, ...] = (MemoryStore(), SqliteStore(tmp_path / "store"))
    last = [verify_chain(grown(start, store, Clock()), genesis()) for store in stores]
    assert last[0] == last[1]
    assert last[0].height == 3
    stores[1].close()


def test_a_whole_chain_verifies(start: Start, store: Store, clock: Clock) -> None:
    last = verify_chain(grown(start, store, clock), genesis())
    with store.read() as tx:
        assert last == chain.last_block(tx)


def test_a_chain_that_has_not_begun_does_not_verify(store: Store) -> None:
    with pytest.raises(BrokenChain) as caught:
        verify_chain(store, genesis())
    assert caught.value.height == 0


def put(record: Record) -> Callable[[Batch], object]:
    return lambda batch: batch.put(record, replace=True)


def changed(
    table: type[Record], index: str | None, value: str | None, **fields: object
) -> Callable[[Batch], None]:
    """Change fields of the first record that the index finds."""

    def change(batch: Batch) -> None:
        record = batch.find(table, index, value)[0]
        batch.put(replace(record, **fields), replace=True)  # type: ignore[type-var]  # every record is a dataclass

    return change


def delete_block(height: int) -> Callable[[Batch], object]:
    return lambda batch: batch.delete(Block, height)


def block(height: int, *, rehash: bool, **fields: object) -> Callable[[Batch], None]:
    """Change a header; with ``rehash``, so that its own hash fits."""

    def change(batch: Batch) -> None:
        found = batch.get(Block, height)
        assert found is not None
        header = replace(found, **fields)  # type: ignore[arg-type]  # its fields by name
        if rehash:
            header = replace(header, hash=header_hash(CHAIN_ID, header))
        batch.put(header, replace=True)

    return change


def extra_receipt(batch: Batch) -> None:
    batch.put(Receipt(b"x" * 32, 99, 0, 0, 0, ""))


def swap_receipts(batch: Batch) -> None:
    for receipt in batch.find(Receipt, "height", "2"):
        batch.put(replace(receipt, position=1), replace=True)


@pytest.mark.parametrize(
    ("tamper", "height", "fault"),
    [
        (block(2, rehash=False, time=START_MS), 2, "its hash is not that of its header"),
        (block(2, rehash=True, time=START_MS), 2, "its time is not after"),
        (block(2, rehash=True, state_hash=bytes(32)), 3, "it does not follow"),
        (block(3, rehash=True, state_hash=bytes(32)), 3, "the state is not the one"),
        (block(0, rehash=True, previous_hash=bytes(32)), 0, "it does not follow"),
        (block(1, rehash=False, time=-1), 1, "a number is out of range"),
        (delete_block(2), 2, "it is missing"),
        (delete_block(3), 2, "there are transactions of blocks that do not exist"),
        (changed(Receipt, "height", "2", code=5), 2, "its receipts are not those"),
        (changed(Receipt, "height", "2", log="x"), 2, "its receipts are not those"),
        (changed(Receipt, "height", "2", code=-1), 2, "a number is out of range"),
        (swap_receipts, 2, "its receipts are not in order"),
        (extra_receipt, 3, "there are transactions of blocks that do not exist"),
        (changed(TransactionBody, "height", "2", body=b"x"), 2, "its transactions are not those"),
        (changed(TransactionBody, "height", "2", height=3), 3, "its transactions are not those"),
        (put(TransactionBody(b"x" * 32, 99, b"")), 3, "there are transactions of blocks that do not exist"),
        (changed(User, None, None, inserter="thief"), 3, "the state is not the one"),
    ],
)
def test_a_changed_chain_does_not_verify(
    start: Start, store: Store, clock: Clock, tamper: Callable[[Batch], object], height: int, fault: str
) -> None:
    grown(start, store, clock)
    with store.write() as batch:
        tamper(batch)
    with pytest.raises(BrokenChain) as caught:
        verify_chain(store, genesis())
    assert caught.value.height == height
    assert caught.value.message.startswith(f"block {height}: {fault}")
    assert caught.value.code == "chain_broken"


def test_a_row_changed_behind_the_store_does_not_verify(start: Start, tmp_path: Path, clock: Clock) -> None:
    import sqlite3

    folder = tmp_path / "store"
    store = grown(start, SqliteStore(folder), clock)
    file = sqlite3.connect(folder / "state.sqlite")
    with file:
        file.execute("UPDATE users SET inserter = 'thief' WHERE id = ?", (user_id(1).bytes,))
    file.close()
    with pytest.raises(Unavailable) as caught:
        verify_chain(store, genesis())
    assert caught.value.code == "store_corrupt"
    store.close()
