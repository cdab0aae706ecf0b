"""What the engine does without being asked: due erasures, pruned bodies, swept files."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from idos.consensus.chain import verify_chain
from idos.errors import Unavailable
from idos.store.memory import MemoryStore
from idos.store.records import Block, Credential, CredentialContent, PendingErasure, Receipt, TransactionBody
from idos.store.verbs import Store

from .conftest import Start
from .faults import Disk
from .network import ENCRYPTION_KEY, ISSUER, SECONDS, Clock, blocks, count, eventually, genesis, user_id


def test_a_due_erasure_makes_a_block_by_itself(start: Start, store: Store, clock: Clock) -> None:
    due = clock() // 1000 + 60
    with store.write() as batch:
        copy = Credential(
            user_id(1), user_id(2), None, "", ENCRYPTION_KEY, "", None, Decimal(0), "", "", copy=True
        )
        batch.put(copy)
        batch.put(CredentialContent(copy.id, "ciphertext"))
        batch.put(PendingErasure(due, copy.id, copy.user_id))
    engine = start(store)
    clock.move(60_000)
    time.sleep(0.05)
    assert count(store, Block) == 1, "due is the last second that still keeps"
    clock.move(1_000)
    eventually(lambda: count(store, CredentialContent) == 0)
    time.sleep(0.05)
    assert [block.time for block in blocks(store)[1:]] == [(due + 1) * 1000]
    engine.stop()
    verify_chain(store, genesis())


def test_bodies_are_pruned_when_their_time_is_over(start: Start, store: Store, clock: Clock) -> None:
    engine = start(store, body_retention_seconds=60)
    engine.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    clock.move(30_000)
    engine.submit(ISSUER.add_user(2, 2)).result(SECONDS)
    clock.move(29_999)
    time.sleep(0.05)
    assert count(store, TransactionBody) == 2
    clock.move(1)
    eventually(lambda: count(store, TransactionBody) == 1)
    clock.move(30_000)
    eventually(lambda: count(store, TransactionBody) == 0)
    assert (count(store, Receipt), count(store, Block)) == (2, 3)
    engine.stop()
    verify_chain(store, genesis())


def test_a_loaded_engine_prunes_bodies_with_its_blocks(start: Start, clock: Clock) -> None:
    store = MemoryStore()
    engine = start(store, body_retention_seconds=60, tick_seconds=3600)
    for nonce in (1, 2, 3):
        engine.submit(ISSUER.add_user(nonce, nonce)).result(SECONDS)
    clock.move(60_010)
    engine.submit(ISSUER.add_user(4, 4)).result(SECONDS)
    assert count(store, TransactionBody) == 3, "one went for the one that came"


def test_pruning_goes_on_after_a_restart(start: Start, store: Store, clock: Clock) -> None:
    engine = start(store, body_retention_seconds=60)
    for nonce in (1, 2):
        engine.submit(ISSUER.add_user(nonce, nonce)).result(SECONDS)
        clock.move(30_000)
    engine.stop()
    start(store, body_retention_seconds=60)
    eventually(lambda: count(store, TransactionBody) == 1)
    clock.move(30_000)
    eventually(lambda: count(store, TransactionBody) == 0)


def test_without_retention_no_body_is_kept(start: Start) -> None:
    store = MemoryStore()
    start(store, body_retention_seconds=0).submit(ISSUER.add_user(1, 1)).result(SECONDS)
    assert (count(store, TransactionBody), count(store, Receipt)) == (0, 1)


def test_files_are_swept_soon_after_a_block_and_not_for_nothing(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk)
    eventually(lambda: len(disk.checkpoints) == 1)  # what a killed process may have left
    engine.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    eventually(lambda: len(disk.checkpoints) == 2)
    time.sleep(0.05)
    engine.stop()
    assert disk.checkpoints == [True, True]


def test_a_sweep_that_was_held_up_is_tried_again(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    disk = Disk(MemoryStore())
    disk.checkpoint_result = False
    start(disk)
    eventually(lambda: len(disk.checkpoints) >= 2)
    disk.checkpoint_result = Unavailable("the disk failed", code="disk")
    eventually(lambda: "a checkpoint failed: the disk failed" in caplog.text)
    disk.checkpoint_result = True
    eventually(lambda: disk.checkpoints[-1])


def test_a_stopping_engine_sweeps(start: Start) -> None:
    disk = Disk(MemoryStore())
    engine = start(disk, tick_seconds=3600)
    engine.submit(ISSUER.add_user(1, 1)).result(SECONDS)
    engine.stop()
    assert disk.checkpoints == [True]
