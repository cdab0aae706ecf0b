"""The engine when disks fail and rules are wrong: nothing half done, nothing lost, and it goes on."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest

from idos.consensus import machine as machine_module
from idos.consensus.chain import append, begin, verify_chain
from idos.consensus.engine import Rejected
from idos.consensus.versions import FIRST_FORMAT
from idos.errors import Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.store.memory import MemoryStore
from idos.store.records import TransactionBody, User
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Store

from .conftest import Start
from .faults import Disk
from .network import ISSUER, OTHER, SECONDS, Clock, count, eventually, genesis, machine, refuses

FULL = Unavailable("the disk is full", code="disk")


@pytest.fixture
def disk() -> Disk:
    return Disk(MemoryStore())


def test_a_failed_commit_fails_all_its_transactions_and_changes_nothing(start: Start, disk: Disk) -> None:
    engine = start(disk)
    engine.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    before = engine.status()
    disk.failure = FULL
    disk.hold()
    tx = ISSUER.add_user(2, 2)
    futures = [engine.submit(tx), engine.submit(ISSUER.add_user(3, 3)), engine.submit(OTHER.add_user(4, 1))]
    disk.flow()
    for future in futures:
        with pytest.raises(Unavailable) as caught:
            future.result(SECONDS)
        assert (caught.value.code, caught.value.message) == ("disk", "the disk is full")
    assert count(disk, User) == 1
    assert engine.pending_nonce(ISSUER.sender.hex(), "ed25519") == 1
    assert engine.waiting(tx.hash()) is None
    assert engine.status().block_hash == before.block_hash


def test_an_engine_recovers_with_its_disk(start: Start, disk: Disk) -> None:
    engine = start(disk)
    disk.failure = FULL
    tx = ISSUER.add_user(1, 1)
    with pytest.raises(Unavailable):
        engine.submit(tx).result(SECONDS)
    disk.failure = None
    assert engine.submit(tx).result(SECONDS).height == 1
    engine.stop()
    assert verify_chain(disk, genesis()).height == 1


def test_an_engine_says_that_it_can_not_write_until_it_can_again(start: Start, disk: Disk) -> None:
    engine = start(disk)
    assert engine.status().writable
    disk.failure = FULL
    with pytest.raises(Unavailable):
        engine.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    eventually(lambda: not engine.status().writable)
    disk.failure = None
    eventually(lambda: engine.status().writable)
    assert engine.status().height == 0
    engine.stop()
    assert not engine.status().writable


def test_a_commit_that_failed_but_happened_is_found_again(start: Start, disk: Disk) -> None:
    engine = start(disk)
    disk.failure, disk.fails_after_commit = FULL, True
    tx = ISSUER.add_user(1, 1)
    with pytest.raises(Unavailable):
        engine.submit(tx).result(SECONDS)
    disk.failure = None
    with pytest.raises(Rejected, match="transaction already exists"):
        engine.submit(tx)
    assert engine.submit(ISSUER.add_user(2, 2)).result(SECONDS).height == 2
    engine.stop()
    assert verify_chain(disk, genesis()).height == 2


def test_an_engine_that_can_not_read_its_place_fails_and_tries_again(start: Start, disk: Disk) -> None:
    engine = start(disk)
    disk.failure = FULL
    disk.hold()
    first = engine.submit(ISSUER.add_user(1, 1))
    assert disk.committing.wait(SECONDS)
    second = engine.submit(ISSUER.add_user(2, 2))
    disk.fails_to_read = True
    disk.flow()
    for future in (first, second):
        with pytest.raises(Unavailable):
            future.result(SECONDS)
    with pytest.raises(Unavailable):
        engine.submit(ISSUER.add_user(1, 1))
    time.sleep(0.05)
    disk.failure, disk.fails_to_read = None, False
    assert engine.submit(ISSUER.add_user(1, 1)).result(SECONDS).height == 1


def test_a_bug_ends_the_engine_before_the_block_and_logs_no_data(
    start: Start, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    engine, ended = start(disk), Event()
    engine.when_failed(ended.set)
    assert engine.submit(ISSUER.add_user(1, 1)).result(SECONDS).height == 1
    disk.failure = RuntimeError("a person's data")
    with pytest.raises(Unavailable) as caught:
        engine.submit(ISSUER.add_user(2, 2)).result(SECONDS)
    assert caught.value.code == "stopped"
    assert ended.wait(SECONDS)
    assert engine.failure
    assert engine.failure.message.startswith("RuntimeError in the writer: the node stops")
    assert "RuntimeError in the writer" in caplog.text
    assert "person" not in caplog.text
    assert not engine.status().writable
    assert refuses(engine)
    assert (count(disk, User), engine.status().height) == (1, 1)


def test_a_rule_that_fails_ends_the_engine(start: Start, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError

    engine = start(disk)
    disk.hold()
    first, second = engine.submit(ISSUER.add_user(1, 1)), engine.submit(OTHER.add_user(2, 1))
    monkeypatch.setattr(machine_module, "dispatch", fail)
    disk.flow()
    for future in (first, second):
        with suppress(Unavailable):  # the first may have been in a block before
            assert future.result(SECONDS).code == 0
    eventually(lambda: engine.failure is not None)
    assert engine.failure
    assert engine.failure.code == "rule_failed"
    told = Event()
    engine.when_failed(told.set)
    assert told.is_set()


def test_an_engine_whose_writer_is_lost_says_so(
    start: Start, disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    disk.checkpoint_result = RuntimeError("a person's data")
    engine = start(disk)
    eventually(lambda: refuses(engine))
    assert "RuntimeError in the writer" in caplog.text
    assert "person" not in caplog.text


def test_what_is_in_the_chain_already_is_answered_with_its_receipt(start: Start, store: Store) -> None:
    """As it can be after a transaction was out of turn, and its turn came."""
    early = ISSUER.add_user(2, 2)
    with store.write() as batch:
        first = begin(batch, genesis())
        receipts = machine().apply(batch, 1, first.time + 1, [machine().check(early, 1)])
        append(batch, genesis(), FIRST_FORMAT, first, first.time + 1, receipts)
    engine = start(store)
    futures = [
        engine.submit(ISSUER.add_user(1, 1)),
        engine.submit(early),
        engine.submit(OTHER.add_user(3, 1)),
    ]
    codes = [future.result(SECONDS).code for future in futures]
    assert codes == [TxCode.OK, TxCode.NONCE, TxCode.OK]
    engine.stop()
    verify_chain(store, genesis())


def test_a_disk_that_fails_while_pruning_fails_nobody_and_prunes_later(
    start: Start, disk: Disk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    engine = start(disk, body_retention_seconds=60)
    engine.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    disk.failure = FULL
    clock.move(60_000)
    eventually(lambda: "the disk is full" in caplog.text)
    disk.failure = None
    assert engine.submit(ISSUER.add_user(2, 2)).result(SECONDS).code == 0
    eventually(lambda: count(disk, TransactionBody) == 1)
    engine.stop()
    verify_chain(disk, genesis())


def test_a_full_sqlite_disk_loses_nothing_that_was_acknowledged(start: Start, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store")
    pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {pages + 20}")
    engine = start(store)
    nonce = 0
    while not (failure := engine.submit(ISSUER.add_user(nonce + 1, nonce + 1)).exception(SECONDS)):
        nonce += 1
        assert nonce < 1000
    assert isinstance(failure, Unavailable)
    assert failure.code == "disk"
    assert (count(store, User), engine.pending_nonce(ISSUER.sender.hex(), "ed25519")) == (nonce, nonce)
    store._writer.execute("PRAGMA max_page_count = 1000000")
    assert engine.submit(ISSUER.add_user(nonce + 1, nonce + 1)).result(SECONDS).height == nonce + 1
    engine.stop()
    assert verify_chain(store, genesis()).height == nonce + 1
    store.close()
