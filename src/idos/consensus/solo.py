"""The engine of a network with one sequencer: everything that waits becomes one block and one durable commit.

Transactions are admitted in their callers' threads. One writer thread makes the blocks: as soon as anything
waits, of all that waits. What arrives while a block is written forms the next, so blocks grow with the load
and nobody waits for a timer. [blocks 7.1]
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from threading import Condition, Thread

from idos.actions.upgrades import versions_scheduled
from idos.consensus.accounts import AccountKey, account_key, nonce_of
from idos.consensus.commit import Committer
from idos.consensus.engine import ChainStatus, Rejected
from idos.consensus.machine import Checked, Machine, RuleFailed, UnknownRules, report_bug, wrong_nonce
from idos.consensus.payers import STRANGERS, payer_of
from idos.consensus.pool import Pool, PoolBounds, Waiting, WaitingAccount
from idos.crypto.encoding import hexdecode
from idos.errors import Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.protocol.transaction import MAX_SENDER_BYTES, Transaction
from idos.store.records import Block, Receipt
from idos.store.verbs import Store

_log = logging.getLogger(__name__)
_DROPPED_AT_ONCE = 1_000
_STOPPED = ("the node is stopping", "stopped")


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The engine's limits and times.

    ``block_work``: in units that the pool expects; rules limit what is done (``WorkBounds``).
    ``tick_seconds``: how often an idle engine looks for what is due.
    """

    block_transactions: int = 2_000
    block_bytes: int = 6 * 1024 * 1024
    block_work: int = 150_000
    pool: PoolBounds = field(default_factory=PoolBounds)
    body_retention_seconds: int = 600
    tick_seconds: float = 1.0


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
        settings: EngineSettings | None = None,
    ) -> None:
        self._store = store
        self._machine = machine
        self._clock = clock
        self._settings = settings or EngineSettings()
        self.committer = Committer(
            store, machine, body_retention_seconds=self._settings.body_retention_seconds
        )
        self.feed = self.committer.feed
        self._wake = Condition()
        # Under the lock: what is admitted, how often the pool was settled, and whether more is admitted.
        self._pool = Pool(self._settings.pool)
        self._settlements = 0
        self._running = False
        # The writer's own. Other threads read them without a lock: each is replaced as a whole, and what they
        # decide by a position that is old by then is checked again (``_settlements``, ``_under``).
        self._failure: RuleFailed | None = None
        self._lacking: UnknownRules | None = None
        self._on_failure: Callable[[], None] = lambda: None
        self._thread = Thread(target=self._write, name="idos-writer", daemon=True)

    @property
    def failure(self) -> RuleFailed | None:
        """See ``Engine``."""
        return self._failure

    def when_failed(self, stop: Callable[[], None]) -> None:
        """See ``Engine``."""
        self._on_failure = stop
        if self._failure:
            stop()

    def start(self) -> None:
        """See ``Engine``. Begins the chain when the store is empty. Raises as ``Committer.open`` does."""
        self.committer.open()
        self._running = True
        self._thread.start()

    def stop(self) -> None:
        """See ``Engine``. What waits behind the current block fails with ``Unavailable`` (``stopped``)."""
        with self._wake:
            self._running = False
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join()

    def submit(self, tx: Transaction) -> Future[Receipt]:
        """See ``Engine``."""
        self._require_running()
        checked = self._machine.check(tx, self.committer.position.rules.version)
        self._refuse_unknown_rules(checked)
        confirmed, settlements = WaitingAccount(STRANGERS), -1
        while True:
            with self._wake:
                self._require_running()
                if self._pool.get(checked.hash):
                    raise _duplicate()
                account = self._pool.account(checked.account)
                if account is None and settlements == self._settlements:
                    account = confirmed
                if account is not None and checked.nonce == account.nonce + 1:
                    waiting = self._pool.add(checked, account.payer)
                    self._wake.notify()
                    return waiting.receipt
                settlements = self._settlements
            if account is not None:
                raise self._out_of_turn(checked, account.nonce + 1)
            # A nonce read now holds as long as no block has been settled since.
            with self._store.read() as snapshot:
                payer = payer_of(snapshot, checked.caller, self.committer.position.rules)
                confirmed = WaitingAccount(payer, nonce=nonce_of(snapshot, checked.account))

    def pending_nonce(self, identifier: str, key_type: str) -> int:
        """See ``Engine``. Raises ``Invalid`` when ``identifier`` is not hex."""
        account = account_key(hexdecode(identifier, MAX_SENDER_BYTES), key_type)
        with self._wake:
            known = self._pool.account(account)
            if known:
                return known.nonce
        with self._store.read() as snapshot:
            return nonce_of(snapshot, account)

    def waiting(self, tx_hash: bytes) -> Transaction | None:
        """See ``Engine``."""
        with self._wake:
            waiting = self._pool.get(tx_hash)
        return waiting.tx.tx if waiting else None

    def status(self) -> ChainStatus:
        """See ``Engine``."""
        head = self.committer.position.head
        return ChainStatus(
            head.height,
            head.hash,
            head.state_hash,
            head.time,
            self._now(head),
            syncing=False,
            peers=0,
            writable=self._running and self.committer.writable and self._lacking is None,
            rules=self.committer.position.rules,
            waiting=len(self._pool),
            waiting_bytes=self._pool.size,
        )

    def _require_running(self) -> None:
        if self._lacking:
            raise Unavailable(self._lacking.message, code=self._lacking.code)
        if not self._running:
            raise Unavailable(_STOPPED[0], code=_STOPPED[1])

    def _refuse_unknown_rules(self, checked: Checked) -> None:
        """Admit no upgrade that would stop this program. In a block any is executed: others may have it."""
        known = self._machine.supported
        if any(version > known for version in versions_scheduled(checked.execution)):
            text = f"this node's program has rules versions up to {known}: install a later one first"
            raise Rejected(text, tx_code=TxCode.UNKNOWN)

    def _out_of_turn(self, checked: Checked, expected: int) -> Rejected:
        with self._store.read() as snapshot:
            if snapshot.get(Receipt, checked.hash):
                return _duplicate()
        return Rejected(wrong_nonce(checked, expected), tx_code=TxCode.NONCE)

    def _now(self, head: Block) -> int:
        """The time of a block made now: the clock's, but after the head's even if the clock was set back."""
        return max(self._clock(), head.time + 1)

    def _write(self) -> None:
        """The writer thread. However it ends, every waiting transaction is answered."""
        try:
            self._make_blocks()
        except RuleFailed as error:
            self._failure = error
        except Exception as error:  # noqa: BLE001  # the last place that can tell of it
            report_bug(error, "the writer")
            self._failure = RuleFailed(error, "the writer")
        finally:
            with self._wake:
                self._running = False
                waiting = self._pool.clear()
            _fail(waiting, *_STOPPED)
            if self._failure:
                self._on_failure()

    def _make_blocks(self) -> None:
        swept_at = time.monotonic()
        while True:
            with self._wake:
                if self._running and not self._pool:
                    self._wake.wait(self._settings.tick_seconds)
                if not self._running:
                    break
                most = self._settings
                taken = self._pool.take(most.block_transactions, most.block_bytes, most.block_work)
            self._answer(taken)
            if time.monotonic() - swept_at >= self._settings.tick_seconds:
                self.committer.sweep_files()
                swept_at = time.monotonic()
        self.committer.sweep_files()

    def _answer(self, taken: Sequence[Waiting]) -> None:
        """Make what is due, and answer once it is durable."""
        was_writable = self.committer.writable
        try:
            made = self._advance(taken)
        except RuleFailed:
            raise
        except UnknownRules as error:
            self._make_no_more(error)
        except Unavailable as error:
            if taken or was_writable:
                _log.warning("a block could not be written: %s", error)
            self._give_up(taken, error)
        else:
            with self._wake:
                for waiting, receipt in made:
                    self._pool.charge(waiting, receipt.gas)
                self._pool.settle([waiting for waiting, _ in made])
                self._settlements += 1
            for waiting, receipt in made:
                waiting.receipt.set_result(receipt)

    def _advance(self, taken: Sequence[Waiting]) -> Sequence[tuple[Waiting, Receipt]]:
        """Write a block if there are transactions for it or something is due; else prune bodies, if due.

        After a failure, write in any case: the disk may have recovered.

        Returns:
            The transactions of the block, with their receipts. Those that had no room wait again, in front.
        """
        committer = self.committer
        committer.locate()
        position = committer.position
        now = self._now(position.head)
        makes_block = not self._lacking and (bool(taken) or position.is_due(now))
        if makes_block:
            version = committer.next_version(now)
        if not (makes_block or position.bodies.due(now)) and committer.writable:
            return ()
        with committer.commit(now) as commit:
            if makes_block:
                taken = self._under(version, taken)
                commit.write_block([each.tx for each in taken])
            commit.drop_bodies(len(taken) or _DROPPED_AT_ONCE)
        if commit.written is None:
            return ()
        receipts = commit.written.receipts
        with self._wake:
            self._pool.give_back([each for each in taken if each.tx.hash not in receipts])
        return [(waiting, receipt) for waiting in taken if (receipt := receipts.get(waiting.tx.hash))]

    def _under(self, version: int, taken: Sequence[Waiting]) -> Sequence[Waiting]:
        """Check again what was checked under another version. What it refuses is rejected, and what waits
        behind that: it counts on its nonce.
        """
        if all(waiting.tx.version == version for waiting in taken):
            return taken
        kept: list[Waiting] = []
        refused: list[tuple[Waiting, Rejected]] = []
        behind: dict[AccountKey, Rejected] = {}
        for waiting in taken:
            account = waiting.tx.account
            if account in behind:
                refused.append((waiting, behind[account]))
                continue
            try:
                kept.append(replace(waiting, tx=self._machine.recheck(waiting.tx, version)))
            except Rejected as error:
                refused.append((waiting, error))
                behind[account] = _behind(error)
        with self._wake:
            later = self._pool.refuse([waiting for waiting, _ in refused])
            refused += [(waiting, behind[waiting.tx.account]) for waiting in later]
            self._settlements += 1
        for waiting, why in refused:
            waiting.receipt.set_exception(why)
        return kept

    def _give_up(self, taken: Sequence[Waiting], error: Unavailable) -> None:
        """Fail the block's transactions, and what waits behind them: that counts on their nonces."""
        with self._wake:
            failed = self._pool.clear() if taken else ()
            self._settlements += 1
        _fail(failed, error.message, error.code)

    def _make_no_more(self, error: UnknownRules) -> None:
        """Go on without new blocks: reads are served, and bodies are dropped when their time is over."""
        _log.error("no block is made any more: %s", error)
        with self._wake:
            self._lacking = error
            waiting = self._pool.clear()
        _fail(waiting, error.message, error.code)


def _behind(error: Rejected) -> Rejected:
    return Rejected(f"what it waited behind was refused: {error.message}", tx_code=TxCode.NONCE)


def _duplicate() -> Rejected:
    return Rejected("transaction already exists", tx_code=TxCode.UNKNOWN)


def _fail(waiting: Sequence[Waiting], message: str, code: str) -> None:
    for each in waiting:
        each.receipt.set_exception(Unavailable(message, code=code))
