"""The engine of a network with one sequencer: everything that waits becomes one block and one durable commit.

Transactions are admitted in their callers' threads. One writer thread makes the blocks: as soon as anything
waits, of all that waits. What arrives while a block is written forms the next, so blocks grow with the load
and nobody waits for a timer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread

from idos.actions.erasure import next_due
from idos.actions.news import News, Watched
from idos.consensus import chain
from idos.consensus.accounts import account_key, nonce_of
from idos.consensus.bodies import Bodies
from idos.consensus.engine import Rejected, Status
from idos.consensus.feed import Feed
from idos.consensus.machine import Checked, Machine, report_bug, wrong_nonce
from idos.consensus.pool import Bounds, Pool, Waiting
from idos.crypto.encoding import hexdecode
from idos.errors import Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.protocol.transaction import MAX_SENDER_BYTES, Transaction
from idos.store.records import Block, Receipt
from idos.store.verbs import Store, Tx

_log = logging.getLogger(__name__)
_PRUNED_AT_ONCE = 1_000
_STOPPED = ("the node is stopping", "stopped")


@dataclass(frozen=True, slots=True)
class Settings:
    """The engine's limits and times. ``tick_seconds``: how often an idle engine looks for what is due."""

    block_transactions: int = 2_000
    block_bytes: int = 6 * 1024 * 1024
    pool: Bounds = field(default_factory=Bounds)
    body_retention_seconds: int = 600
    tick_seconds: float = 1.0


@dataclass(slots=True)
class _Position:
    """Where the store is: the newest block, the second of the next erasure, and the bodies that are kept."""

    head: Block
    due: int | None
    bodies: Bodies


def unix_ms() -> int:
    """The wall clock, in milliseconds."""
    return time.time_ns() // 1_000_000


class SoloEngine:
    """See ``Engine``. The store stays open: who opened it closes it."""

    def __init__(
        self,
        store: Store,
        machine: Machine,
        *,
        clock: Callable[[], int] = unix_ms,
        settings: Settings | None = None,
    ) -> None:
        self._store = store
        self._machine = machine
        self._clock = clock
        self._settings = settings or Settings()
        self.feed = Feed()
        self._wake = Condition()
        # Under the lock: what is admitted, how often the pool was settled, and whether more is admitted.
        self._pool = Pool(self._settings.pool)
        self._settlements = 0
        self._running = False
        # The writer's own; others only read its attributes.
        self._position: _Position
        self._position_is_known = True
        self._writable = True
        self._swept = False  # the last process may have been killed before it swept
        self._thread = Thread(target=self._write, name="idos-writer", daemon=True)

    def start(self) -> None:
        """See ``Engine``. Begins the chain when the store is empty.

        Raises:
            Invalid: ``code="other_genesis"`` when the store belongs to another network.
            Unavailable: the store failed.
        """
        with self._store.write() as batch:
            chain.begin(batch, self._machine.genesis)
        with self._store.read() as tx:
            self._position = self._locate(tx)
        self.feed.reach(self._position.head.height)
        self._running = True
        self._thread.start()

    def stop(self) -> None:
        """See ``Engine``. What waits behind the block at hand fails with ``Unavailable`` (``stopped``)."""
        with self._wake:
            self._running = False
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join()

    def submit(self, tx: Transaction) -> Future[Receipt]:
        """See ``Engine``."""
        checked = self._machine.check(tx)
        confirmed, settlements = 0, -1
        while True:
            with self._wake:
                if not self._running:
                    raise Unavailable(_STOPPED[0], code=_STOPPED[1])
                if self._pool.get(checked.hash):
                    raise _duplicate()
                nonce = self._pool.nonce(checked.account)
                if nonce is None and settlements == self._settlements:
                    nonce = confirmed
                if nonce is not None and checked.nonce == nonce + 1:
                    waiting = self._pool.add(checked)
                    self._wake.notify()
                    return waiting.receipt
                settlements = self._settlements
            if nonce is not None:
                raise self._out_of_turn(checked, nonce + 1)
            # A nonce read now holds as long as no block has been settled since.
            with self._store.read() as snapshot:
                confirmed = nonce_of(snapshot, checked.account)

    def pending_nonce(self, identifier: str, key_type: str) -> int:
        """See ``Engine``. Raises ``Invalid`` when ``identifier`` is not hex."""
        account = account_key(hexdecode(identifier, MAX_SENDER_BYTES), key_type)
        with self._wake:
            nonce = self._pool.nonce(account)
        if nonce is None:
            with self._store.read() as snapshot:
                nonce = nonce_of(snapshot, account)
        return nonce

    def waiting(self, tx_hash: bytes) -> Transaction | None:
        """See ``Engine``."""
        with self._wake:
            waiting = self._pool.get(tx_hash)
        return waiting.tx.tx if waiting else None

    def status(self) -> Status:
        """See ``Engine``."""
        head = self._position.head
        return Status(
            head.height,
            head.hash,
            head.state_hash,
            head.time,
            self._now(head),
            syncing=False,
            peers=0,
            writable=self._running and self._writable,
        )

    def _out_of_turn(self, checked: Checked, expected: int) -> Rejected:
        with self._store.read() as snapshot:
            if snapshot.get(Receipt, checked.hash):
                return _duplicate()
        return Rejected(wrong_nonce(checked, expected), tx_code=TxCode.NONCE)

    def _now(self, head: Block) -> int:
        """The time of a block made now: the clock's, but after the head's even if the clock was set back."""
        return max(self._clock(), head.time + 1)

    def _locate(self, tx: Tx) -> _Position:
        head = chain.last_block(tx)
        assert head is not None
        return _Position(head, next_due(tx), Bodies(self._settings.body_retention_seconds, tx, head))

    def _write(self) -> None:
        """The writer thread. However it ends, nobody waits for it in vain."""
        try:
            self._make_blocks()
        except Exception as error:  # noqa: BLE001  # the last place that can tell of it
            report_bug(error, "the writer")
        finally:
            with self._wake:
                self._running = False
                waiting = self._pool.clear()
            _fail(waiting, *_STOPPED)

    def _make_blocks(self) -> None:
        swept_at = time.monotonic()
        while True:
            with self._wake:
                if self._running and not self._pool:
                    self._wake.wait(self._settings.tick_seconds)
                if not self._running:
                    break
                taken = self._pool.take(self._settings.block_transactions, self._settings.block_bytes)
            self._answer(taken)
            if time.monotonic() - swept_at >= self._settings.tick_seconds:
                self._sweep_files()
                swept_at = time.monotonic()
        self._sweep_files()

    def _answer(self, taken: Sequence[Waiting]) -> None:
        """Make what is due, and answer once it is durable."""
        try:
            receipts = self._advance([waiting.tx for waiting in taken])
        except Unavailable as error:
            self._give_up(taken, error)
        except Exception as error:  # noqa: BLE001  # whatever it is, the node must go on
            report_bug(error, "a block")
            self._give_up(taken, Unavailable("the node could not make a block", code="block_failed"))
        else:
            with self._wake:
                self._pool.settle(taken)
                self._settlements += 1
            for waiting, receipt in zip(taken, receipts, strict=True):
                waiting.receipt.set_result(receipt)

    def _advance(self, txs: Sequence[Checked]) -> Sequence[Receipt]:
        """Write a block if there are transactions or erasures for it; else prune bodies, if it is time.

        After a failure, write in any case: the disk may have recovered.
        """
        if not self._position_is_known:
            with self._store.read() as tx:
                self._position = self._locate(tx)
            self.feed.reach(self._position.head.height)
            self._position_is_known = True
        position = self._position
        now = self._now(position.head)
        erase = position.due is not None and position.due < now // 1000
        if not (txs or erase or position.bodies.due(now)) and self._writable:
            return ()
        receipts: Sequence[Receipt] = ()
        news: tuple[News, ...] | None = None
        head, due = position.head, position.due
        self._position_is_known = False
        with self._store.write() as batch:
            if txs or erase:
                watched = Watched(batch)
                receipts = self._machine.apply(watched, head.height + 1, now, txs)
                news = watched.news()
                head = chain.append(batch, self._machine.genesis, head, now, receipts)
                position.bodies.keep(batch, head, txs)
                due = next_due(batch)
            position.bodies.drop(batch, now, len(txs) or _PRUNED_AT_ONCE)
        position.bodies.committed()
        self._position = _Position(head, due, position.bodies)
        self._position_is_known, self._writable, self._swept = True, True, False
        if news is not None:
            self.feed.add(head.height, news)
        return receipts

    def _give_up(self, taken: Sequence[Waiting], error: Unavailable) -> None:
        """Fail the block's transactions, and what waits behind them: that counts on their nonces."""
        if taken or self._writable:
            _log.warning("a block could not be written: %s", error)
        self._writable = False
        with self._wake:
            failed = self._pool.clear() if taken else ()
            self._settlements += 1
        _fail(failed, error.message, error.code)

    def _sweep_files(self) -> None:
        """Let what the latest blocks deleted or overwrote vanish from the files too."""
        if not self._swept:
            try:
                self._swept = self._store.checkpoint()
            except Unavailable as error:
                _log.warning("a checkpoint failed: %s", error)


def _duplicate() -> Rejected:
    return Rejected("transaction already exists", tx_code=TxCode.UNKNOWN)


def _fail(waiting: Sequence[Waiting], message: str, code: str) -> None:
    for each in waiting:
        each.receipt.set_exception(Unavailable(message, code=code))
