"""The engine at an activation: by itself when nobody writes, once, and in the midst of transactions."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from threading import Semaphore

import pytest

from idos.consensus.chain import verify_chain
from idos.consensus.engine import Rejected
from idos.errors import Unavailable
from idos.node import STATE_FOLDER
from idos.protocol.jsonrpc import TxCode
from idos.protocol.results import tx_error
from idos.store.governance import ChangedLimit, Upgrade
from idos.store.records import Block, Receipt, UserAttribute
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Store
from tests.consensus.faults import Disk
from tests.consensus.network import SECONDS, Clock, blocks, count, eventually
from tests.people import ALICE, FACESIGN_ALICE, NEAR_ALICE, OWNER, STELLAR_ALICE, uid
from tests.upgrades.conftest import Start
from tests.upgrades.crossing import BEGINS, HEAD, NOW, SECOND
from tests.upgrades.kit import NOTICE, Chain, Signer, arguments, genesis, migrated, rows
from tests.upgrades.later import LATER, NEXT

A_WHILE = 0.05
"""Seconds in which an engine that ticks every hundredth would do what it must not."""


def test_an_idle_engine_begins_an_upgrade_by_itself_and_once(
    store: Store, start: Start, clock: Clock
) -> None:
    engine = start(store)
    engine.submit(Signer(store).schedule(2, 0, BEGINS)).result(SECONDS)
    clock.move(NOTICE * SECOND - 1)
    time.sleep(A_WHILE)
    assert engine.status().height == HEAD + 1
    clock.move(1)
    eventually(lambda: engine.status().rules.version == 2)
    clock.move(NOTICE * SECOND)
    time.sleep(A_WHILE)
    assert [block.time for block in blocks(store)[HEAD + 1 :]] == [NOW * SECOND, BEGINS * SECOND]
    assert rows(store, Upgrade) == [Upgrade(2, 0, BEGINS, HEAD + 2)]
    engine.stop()
    assert verify_chain(store, genesis()).height == HEAD + 2


def test_an_idle_engine_waits_for_the_height(store: Store, start: Start, clock: Clock) -> None:
    engine, signer = start(store), Signer(store)
    engine.submit(signer.schedule(2, HEAD + 4, BEGINS)).result(SECONDS)
    clock.move(2 * NOTICE * SECOND)
    for number in (2, 3):
        time.sleep(A_WHILE)
        assert engine.status().height == HEAD + number - 1
        engine.submit(signer.attribute(ALICE, str(number))).result(SECONDS)
        assert engine.status().rules.version == 1
    eventually(lambda: engine.status().rules.version == 2)
    assert (engine.status().height, count(store, Block)) == (HEAD + 4, HEAD + 5)


def test_an_upgrade_that_came_due_while_the_node_was_stopped_begins_at_its_start(
    start: Start, tmp_path: Path, clock: Clock
) -> None:
    with closing(migrated(tmp_path)) as store:
        engine = start(store)
        engine.submit(Signer(store).schedule(2, 0, BEGINS)).result(SECONDS)
        engine.stop()
    clock.move(2 * NOTICE * SECOND)
    with closing(SqliteStore(tmp_path / STATE_FOLDER)) as store:
        engine = start(store)
        eventually(lambda: engine.status().rules.version == 2)
        engine.stop()
        assert verify_chain(store, genesis()).height == HEAD + 2
    with closing(SqliteStore(tmp_path / STATE_FOLDER)) as store:
        engine = start(store)
        assert engine.status().rules.version == 2
        time.sleep(A_WHILE)
        assert engine.status().height == HEAD + 2
        engine.stop()


def test_the_activating_block_takes_what_waits_under_the_new_rules(
    store: Store, start: Start, clock: Clock
) -> None:
    disk, signer = Disk(store), Signer(store)
    engine = start(disk)
    engine.submit(signer.schedule(2, 0, BEGINS)).result(SECONDS)
    eventually(
        lambda: not engine.committer.position.bodies.due(clock())
    )  # else the commit that is held drops bodies
    disk.hold()
    held = engine.submit(signer.run(OWNER, "set_limit", "text", 5_000))
    assert disk.committing.wait(SECONDS)
    waiting = engine.submit(signer.run(OWNER, "set_limit", "text", 6_000))
    clock.move(NOTICE * SECOND)
    disk.flow()
    assert tx_error(held.result(SECONDS).log) == "unknown action (set_limit)"
    assert (waiting.result(SECONDS).height, waiting.result(SECONDS).log) == (HEAD + 3, "")
    assert rows(store, ChangedLimit) == [ChangedLimit("text", 6_000)]
    assert engine.status().rules.limits.text == 6_000


def test_an_activation_that_can_not_be_written_is_tried_again(
    store: Store, start: Start, clock: Clock
) -> None:
    disk, signer = Disk(store), Signer(store)
    engine = start(disk)
    engine.submit(signer.schedule(2, 0, BEGINS)).result(SECONDS)
    disk.failure = Unavailable("the disk is full", code="disk")
    clock.move(NOTICE * SECOND)
    eventually(lambda: not engine.status().writable)
    with pytest.raises(Unavailable, match="the disk is full"):
        engine.submit(signer.attribute(ALICE, "in vain")).result(SECONDS)
    assert (engine.status().height, engine.status().rules.version) == (HEAD + 1, 1)
    disk.failure = None
    eventually(lambda: engine.status().rules.version == 2)
    engine.stop()
    assert verify_chain(store, genesis()).height == HEAD + 2


def test_what_the_next_rules_do_not_admit_is_rejected_with_what_waits_behind_it(
    store: Store, start: Start, clock: Clock
) -> None:
    """Transactions of 3 calls were admitted under version 1; the next takes no more than 2."""
    chain, signer = Chain(store, LATER), Signer(store)
    chain.block(NOW * SECOND, signer.schedule(NEXT, 0, BEGINS))
    disk = Disk(store)
    engine = start(disk, LATER, block_transactions=4)
    receipts, attributes = count(store, Receipt), count(store, UserAttribute)
    account = ALICE.sender.hex(), "secp256k1"
    nonce = engine.pending_nonce(*account)
    disk.hold()
    first = engine.submit(signer.attribute(FACESIGN_ALICE, "first", calls=3))
    assert disk.committing.wait(SECONDS)
    in_block, in_pool = [
        {
            name: engine.submit(tx)
            for name, tx in (
                ("too large", signer.attribute(ALICE, f"a{block}", calls=3)),
                ("behind it", signer.attribute(ALICE, f"b{block}")),
                ("of another", signer.attribute(NEAR_ALICE, f"c{block}", calls=2)),
                ("one more", signer.attribute(STELLAR_ALICE, f"d{block}")),
            )
        }
        for block in (1, 2)
    ]
    clock.move(NOTICE * SECOND)
    disk.flow()
    assert first.result(SECONDS).height == HEAD + 2
    refused = [in_block["too large"], in_block["behind it"], in_pool["too large"], in_pool["behind it"]]
    errors = [future.exception(SECONDS) for future in refused]
    assert [error.tx_code for error in errors if isinstance(error, Rejected)] == [
        TxCode.ENCODING,
        *[TxCode.NONCE] * 3,
    ]
    assert "malformed transaction: more than 2 calls" in str(errors[0])
    assert "what it waited behind was refused: malformed transaction" in str(errors[1])
    went_through = [in_block["of another"], in_block["one more"], in_pool["of another"], in_pool["one more"]]
    assert [future.result(SECONDS).log for future in went_through] == [""] * 4
    assert {future.result(SECONDS).height for future in went_through[:2]} <= {HEAD + 3, HEAD + 4}
    assert engine.status().rules.version == NEXT
    assert count(store, Receipt) == receipts + 5
    assert count(store, UserAttribute) == attributes + 3 + 2 * (2 + 1)

    assert engine.pending_nonce(*account) == nonce, "what was refused spent none"
    with pytest.raises(Rejected, match="more than 2 calls"):
        engine.submit(Signer(store).attribute(ALICE, "e", calls=3))
    assert engine.submit(Signer(store).attribute(ALICE, "e", calls=2)).result(SECONDS).log == ""
    engine.stop()
    assert verify_chain(store, genesis(), LATER) == blocks(store)[-1]


class _OneByOne:
    """Lets one commit through each time that it is set."""

    def __init__(self) -> None:
        self._permits = Semaphore(0)
        self.set = self._permits.release

    def wait(self, timeout: float) -> bool:
        return self._permits.acquire(timeout=timeout)


def test_while_the_activating_block_is_written_an_account_goes_on_behind_what_it_has_there(
    store: Store, start: Start, clock: Clock
) -> None:
    signer = Signer(store)
    Chain(store, LATER).block(NOW * SECOND, signer.schedule(NEXT, 0, BEGINS))
    disk = Disk(store)
    disk.flowing = _OneByOne()  # type: ignore[assignment]  # it stands in for the event
    disk.flow()
    engine = start(disk, LATER)
    account, fits = (ALICE.sender.hex(), "secp256k1"), arguments("add_attribute", uid("fits"), "fits", "v")
    nonce = engine.pending_nonce(*account)
    disk.committing.clear()
    first = engine.submit(signer.attribute(FACESIGN_ALICE, "first"))
    assert disk.committing.wait(SECONDS)
    kept, refused, behind = [
        engine.submit(signer.attribute(ALICE, label, calls))
        for label, calls in (("a", 1), ("b", 3), ("c", 1))
    ]
    clock.move(NOTICE * SECOND)
    disk.committing.clear()
    disk.flow()
    assert first.result(SECONDS).height == HEAD + 2
    assert disk.committing.wait(SECONDS)
    for future in (refused, behind):
        with pytest.raises(Rejected):
            future.result(SECONDS)
    try:
        assert engine.pending_nonce(*account) == nonce + 1, "one of its transactions is in the block"
        again = engine.submit(Signer(store).send(ALICE, "add_attribute", fits, step=2))
    finally:
        for _ in range(10):
            disk.flow()
    assert (kept.result(SECONDS).height, kept.result(SECONDS).log) == (HEAD + 3, "")
    assert (again.result(SECONDS).height, again.result(SECONDS).log) == (HEAD + 4, "")
