from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.consensus.chain import verify_chain
from idos.consensus.engine import Rejected
from idos.consensus.pool import PoolBounds
from idos.consensus.solo import SoloEngine, unix_ms
from idos.errors import Invalid, Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.store.memory import MemoryStore
from idos.store.records import Block, Receipt, TransactionBody, User
from idos.store.verbs import Store

from .conftest import Start
from .faults import Disk
from .network import (
    ISSUER,
    OTHER,
    SECONDS,
    SIGNERS,
    START_MS,
    Clock,
    Signer,
    blocks,
    count,
    eventually,
    genesis,
    machine,
    refuses,
    user_id,
)


def rejected(engine: SoloEngine, signer: Signer, nonce: int) -> Rejected:
    with pytest.raises(Rejected) as caught:
        engine.submit(signer.add_user(nonce, nonce))
    return caught.value


# Transactions and receipts


def test_a_transaction_is_answered_with_its_receipt(start: Start, store: Store, clock: Clock) -> None:
    engine = start(store)
    tx = ISSUER.add_user(1, 1)
    receipt = engine.submit(tx).result(SECONDS)
    assert receipt == Receipt(tx.hash(), 1, 0, 0, 0, "")
    with store.read() as state:
        assert state.get(Receipt, tx.hash()) == receipt
        assert state.get(TransactionBody, tx.hash()) == TransactionBody(tx.hash(), 1, tx.encode())
        assert state.get(User, user_id(1)) is not None
        block = state.get(Block, 1)
    status = engine.status()
    assert block is not None
    assert (status.height, status.block_hash, status.state_hash) == (1, block.hash, block.state_hash)
    assert (status.block_time, status.now) == (clock(), clock() + 1)
    assert (status.syncing, status.peers) == (False, 0)


def test_a_failed_action_is_answered_and_spends_its_nonce(start: Start, store: Store) -> None:
    engine = start(store)
    engine.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    receipt = engine.submit(ISSUER.add_user(1, 2)).result(SECONDS)
    assert (receipt.code, receipt.log) == (
        TxCode.UNKNOWN,
        'ERROR: duplicate key value violates unique constraint "users_pkey"',
    )
    assert engine.pending_nonce(ISSUER.sender.hex(), "ed25519") == 2


def test_a_bad_signature_is_rejected(start: Start) -> None:
    engine = start(MemoryStore())
    with pytest.raises(Rejected) as caught:
        engine.submit(Signer(ISSUER.seed).sign(b"", nonce=1, chain_id="other"))
    assert caught.value.tx_code == TxCode.CHAIN


# Nonces


@pytest.mark.parametrize("nonce", [0, 2, 3])
def test_a_nonce_that_is_not_the_next_is_rejected(start: Start, nonce: int) -> None:
    error = rejected(start(MemoryStore()), ISSUER, nonce)
    text = f"invalid nonce for account {ISSUER.sender.hex()}: got {nonce}, expected 1"
    assert (error.tx_code, error.message) == (TxCode.NONCE, text)


def test_what_waits_counts(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk)
    disk.hold()
    futures = [engine.submit(ISSUER.add_user(nonce, nonce)) for nonce in (1, 2, 3)]
    assert engine.pending_nonce(ISSUER.sender.hex(), "ed25519") == 3
    assert engine.pending_nonce(ISSUER.sender.hex(), "secp256k1") == 0
    assert "expected 4" in rejected(engine, ISSUER, 5).message
    disk.flow()
    assert [future.result(SECONDS).code for future in futures] == [0, 0, 0]


def test_the_nonce_of_no_hex_is_an_error(start: Start) -> None:
    with pytest.raises(Invalid):
        start(MemoryStore()).pending_nonce("xyz", "ed25519")


def test_a_transaction_is_admitted_once(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk)
    disk.hold()
    future = engine.submit(ISSUER.add_user(1, 1))
    waiting = rejected(engine, ISSUER, 1)
    disk.flow()
    future.result(SECONDS)
    done = rejected(engine, ISSUER, 1)
    for error in (waiting, done):
        assert (error.message, error.tx_code) == ("transaction already exists", TxCode.UNKNOWN)


def test_one_signer_is_not_disturbed_by_another(start: Start) -> None:
    engine = start(MemoryStore())
    rejected(engine, ISSUER, 2)
    first = engine.submit(OTHER.add_user(1, 1))
    rejected(engine, ISSUER, 3)
    assert (first.result(SECONDS).code, engine.submit(ISSUER.add_user(2, 1)).result(SECONDS).code) == (0, 0)


def test_many_threads_with_keys_of_their_own_all_succeed(start: Start, store: Store) -> None:
    engine = start(store)

    def work(index: int) -> list[Future[Receipt]]:
        return [engine.submit(SIGNERS[index].add_user(100 * index + nonce, nonce)) for nonce in range(1, 11)]

    with ThreadPoolExecutor(32) as threads:
        futures = [future for each in threads.map(work, range(32)) for future in each]
        assert {future.result(SECONDS).code for future in futures} == {0}
    assert count(store, User) == 320
    engine.stop()
    verify_chain(store, genesis())


def test_threads_with_one_key_win_each_nonce_once(start: Start) -> None:
    engine, barrier = start(MemoryStore()), Barrier(32)

    def work(index: int) -> int:
        barrier.wait()
        won = 0
        for nonce in range(1, 6):
            try:
                won += engine.submit(ISSUER.add_user(100 * index + nonce, nonce)).result(SECONDS).code == 0
            except Rejected as error:
                assert error.tx_code == TxCode.NONCE  # noqa: PT017  # others may win, and then it is this
        return won

    with ThreadPoolExecutor(32) as threads:
        won = sum(threads.map(work, range(32)))
    assert won == engine.pending_nonce(ISSUER.sender.hex(), "ed25519")
    assert 1 <= won <= 5


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-2, 2)), max_size=30))
def test_exactly_the_next_nonce_of_an_account_is_admitted(steps: list[tuple[int, int]]) -> None:
    engine = SoloEngine(MemoryStore(), machine())
    engine.start()
    nonces = [0, 0, 0]
    futures = []
    for number, (index, step) in enumerate(steps):
        nonce = max(0, nonces[index] + 1 + step)
        tx = SIGNERS[index].add_user(number, nonce)
        if step == 0:
            futures.append(engine.submit(tx))
            nonces[index] = nonce
        else:
            with pytest.raises(Rejected, match=f"got {nonce}, expected {nonces[index] + 1}"):
                engine.submit(tx)
    assert [future.result(SECONDS).code for future in futures] == [0] * len(futures)
    assert [engine.pending_nonce(signer.sender.hex(), "ed25519") for signer in SIGNERS[:3]] == nonces
    engine.stop()


# Blocks


def test_all_that_waits_becomes_one_block(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk)
    disk.hold()
    futures = [engine.submit(ISSUER.add_user(1, 1))]
    assert disk.committing.wait(SECONDS)
    futures += [engine.submit(signer.add_user(number, 1)) for number, signer in enumerate(SIGNERS[1:], 2)]
    disk.flow()
    receipts = [future.result(SECONDS) for future in futures]
    assert [receipt.height for receipt in receipts] == [1] + [2] * (len(SIGNERS) - 1)
    assert [receipt.position for receipt in receipts] == [0, *range(len(SIGNERS) - 1)]


@pytest.mark.parametrize("bound", [{"block_transactions": 2}, {"block_bytes": 1000}])
def test_a_block_is_bounded(start: Start, bound: dict[str, int]) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk, **bound)
    disk.hold()
    futures = [engine.submit(ISSUER.add_user(1, 1))]
    assert disk.committing.wait(SECONDS)
    futures += [engine.submit(OTHER.add_user(nonce + 1, nonce)) for nonce in range(1, 6)]
    disk.flow()
    assert [future.result(SECONDS).height for future in futures] == [1, 2, 2, 3, 3, 4]


def test_nothing_waits_beyond_the_bounds(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk, pool=PoolBounds(transactions=8))
    disk.hold()
    futures = [engine.submit(ISSUER.add_user(nonce, nonce)) for nonce in (1, 2)]
    with pytest.raises(Unavailable) as caught:
        engine.submit(OTHER.add_user(3, 1))
    assert caught.value.code == "busy"
    disk.flow()
    for future in futures:
        future.result(SECONDS)
    assert engine.submit(OTHER.add_user(3, 1)).result(SECONDS).code == 0


def test_the_time_of_blocks_only_grows(start: Start, store: Store, clock: Clock) -> None:
    engine = start(store)
    for nonce, step in enumerate((0, 0, -500_000, 2_000_000), 1):
        clock.move(step)
        engine.submit(ISSUER.add_user(nonce, nonce)).result(SECONDS)
    first = START_MS + 1_000_000
    assert [block.time - first for block in blocks(store)[1:]] == [0, 1, 2, 1_500_000]


def test_the_default_clock_is_the_wall_clock() -> None:
    assert abs(unix_ms() - time.time() * 1000) < 1000


def test_no_blocks_are_made_for_nothing(start: Start, clock: Clock) -> None:
    store = MemoryStore()
    engine = start(store)
    clock.move(100_000_000)
    time.sleep(0.05)
    engine.stop()
    assert count(store, Block) == 1


# Answers and lookups


def test_nothing_is_answered_before_it_is_durable(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk)
    disk.hold()
    tx = ISSUER.add_user(1, 1)
    future = engine.submit(tx)
    assert disk.committing.wait(SECONDS)
    assert not future.done()
    assert engine.waiting(tx.hash()) == tx
    assert engine.status().height == 0
    disk.flow()
    assert future.result(SECONDS).height == 1
    assert engine.waiting(tx.hash()) is None


def test_a_caller_that_stops_waiting_changes_nothing(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk)
    disk.hold()
    first, second = engine.submit(ISSUER.add_user(1, 1)), engine.submit(ISSUER.add_user(2, 2))
    assert not first.cancel()
    disk.flow()
    assert (first.result(SECONDS).code, second.result(SECONDS).code) == (0, 0)


# Start and stop


def test_an_engine_goes_on_where_the_last_one_stopped(start: Start, store: Store) -> None:
    first = start(store)
    first.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    status = first.status()
    first.stop()
    second = start(store)
    assert (second.status().height, second.status().block_hash) == (status.height, status.block_hash)
    assert second.submit(ISSUER.add_user(2, 2)).result(SECONDS).height == 2
    second.stop()
    assert verify_chain(store, genesis()).height == 2


def test_an_engine_does_not_start_on_another_networks_store(store: Store) -> None:
    with store.write() as batch:
        from idos.consensus.chain import begin

        begin(batch, genesis(chain_id="other"))
    engine = SoloEngine(store, machine())
    with pytest.raises(Invalid):
        engine.start()
    engine.stop()


def test_stopping_finishes_the_block_at_hand_and_fails_what_waits(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk)
    disk.hold()
    at_hand = engine.submit(ISSUER.add_user(1, 1))
    assert disk.committing.wait(SECONDS)
    waiting = engine.submit(ISSUER.add_user(2, 2))
    with ThreadPoolExecutor(1) as threads:
        stopping = threads.submit(engine.stop)
        eventually(lambda: refuses(engine))
        disk.flow()
        stopping.result(SECONDS)
    assert at_hand.result(0).height == 1
    with pytest.raises(Unavailable) as caught:
        waiting.result(0)
    assert caught.value.code == "stopped"
    assert count(disk, Block) == 2


def test_an_engine_that_does_not_run_admits_nothing() -> None:
    engine = SoloEngine(MemoryStore(), machine())
    with pytest.raises(Unavailable) as caught:
        engine.submit(ISSUER.add_user(1, 1))
    assert caught.value.code == "stopped"
    engine.stop()
