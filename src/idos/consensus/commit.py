"""From ordered transactions to a durable block: its state, header, bodies, and whom its changes concern.

An engine decides the order and the time, and waits on its own terms. All that follows is here, the same for
every engine::

    committer.open()
    with committer.commit(now) as commit:  # one batch; durable once the block of code is left
        written = commit.write_block(transactions)
        commit.drop_bodies(100)
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from idos.actions.erasure import next_due
from idos.actions.rules import Rules
from idos.consensus import chain
from idos.consensus.bodies import Bodies
from idos.consensus.change_recorder import ChangeRecorder, Notice
from idos.consensus.feed import Feed
from idos.consensus.machine import Checked, Machine, RuleFailed, UnknownRules
from idos.errors import Unavailable
from idos.protocol.times import format_time
from idos.store.records import Block, Receipt
from idos.store.verbs import Batch, Store, Tx

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a store is: the newest block, the rules after it, the second of the next erasure, the bodies."""

    head: Block
    rules: Rules
    due: int | None
    bodies: Bodies

    def is_due(self, now: int) -> bool:
        """Whether a block is to be made though no transaction waits: to erase, or to begin an upgrade."""
        begins = self.rules.version_at(self.head.height + 1, now) != self.rules.version
        return begins or (self.due is not None and self.due < now // 1000)


@dataclass(frozen=True, slots=True)
class Written:
    """A block in a batch. ``receipts`` by transaction hash: also of those that were in the chain already."""

    position: Position
    receipts: Mapping[bytes, Receipt]
    notices: tuple[Notice, ...]


class Commit:
    """One batch that becomes durable as a whole: the next block, bodies whose time is over, or both."""

    def __init__(self, batch: Batch, machine: Machine, position: Position, now: int) -> None:
        """``now``: the block's time, in milliseconds since 1970, after that of the block before."""
        self._batch = batch
        self._machine = machine
        self._position = position
        self._now = now
        self.written: Written | None = None

    def write_block(self, txs: Sequence[Checked]) -> Written:
        """Write the next block of these transactions, which were checked under its rules version.

        Raises as ``Machine.apply`` does.
        """
        assert self.written is None, "a commit has one block at most"
        machine, position, batch, now = self._machine, self._position, self._batch, self._now
        recorder = ChangeRecorder(batch)
        made = machine.apply(recorder, position.head.height + 1, now, txs)
        rules = machine.rules(batch)  # the version is this block's too: only a block's beginning changes it
        form = machine.versions[rules.version].format  # [upgrades 3.5]
        head = chain.append(batch, machine.genesis, form, position.head, now, made)
        position.bodies.keep(batch, head, made, txs)
        receipts = {receipt.tx_hash: receipt for receipt in made}
        for tx in txs:
            if tx.hash not in receipts and (earlier := batch.get(Receipt, tx.hash)):
                receipts[tx.hash] = earlier
        after = Position(head, rules, next_due(batch), position.bodies)
        self.written = Written(after, receipts, recorder.notices())
        return self.written

    def drop_bodies(self, at_least: int) -> None:
        """Delete bodies whose time is over, of whole blocks, until ``at_least`` are gone or none is due."""
        self._position.bodies.drop(self._batch, self._now, at_least)


class Committer:
    """The chain of one store, which one engine extends. ``feed`` has the notices of its newest blocks.

    ``writable``: nothing kept the store from being written at the last try. One thread commits. Others read
    ``position`` and ``writable`` without a lock: each is one reference, which is replaced whole.
    """

    def __init__(self, store: Store, machine: Machine, *, body_retention_seconds: int) -> None:
        self.feed = Feed()
        self.writable = True
        self.position: Position
        self._store = store
        self._machine = machine
        self._body_retention_seconds = body_retention_seconds
        self._is_located = False
        self._is_swept = False  # the last process may have been killed before it swept

    def open(self) -> None:
        """Begin the chain if the store is empty, and find out where it is.

        Raises:
            Invalid: ``code="other_genesis"`` when the store belongs to another network, ``"rules_newer"``
                when its rules are of a version that the program lacks.
            Unavailable: the store failed.
        """
        with self._store.write() as batch:
            chain.begin(batch, self._machine.genesis, self._machine.versions)
        self.locate()

    def locate(self) -> None:
        """Read where the store is, if that is not known: a commit that failed may be durable all the same."""
        if self._is_located:
            return
        with self._noting_failure(), self._store.read() as tx:
            self.position = _locate(tx, self._machine, self._body_retention_seconds)
        self.feed.reach(self.position.head.height)
        self._is_located = True

    def next_version(self, now: int) -> int:
        """The rules version of a block made at ``now``. Raises ``UnknownRules`` when the program lacks it."""
        head = self.position.head
        return self._machine.next_version(self.position.rules, head.height + 1, now)

    @contextmanager
    def commit(self, now: int) -> Iterator[Commit]:
        """Make one change of the store, durable when the ``with`` block is left, or else none.

        Raises ``Unavailable`` when the store failed. What is there then, ``locate`` finds out.
        """
        assert self._is_located, "where the store is must be known before it is written"
        # Until the commit has returned, nobody knows whether the block is there: ``locate`` asks the store.
        self._is_located = False
        with self._noting_failure(), self._store.write() as batch:
            commit = Commit(batch, self._machine, self.position, now)
            yield commit
        self.position.bodies.committed()
        self._is_located, self._is_swept, self.writable = True, False, True
        if commit.written:
            self._adopt(commit.written)

    def sweep_files(self) -> None:
        """Let what the latest commits deleted or overwrote vanish from the files too."""
        if not self._is_swept:
            try:
                self._is_swept = self._store.checkpoint()
            except Unavailable as error:
                _log.warning("a checkpoint failed: %s", error)

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except (RuleFailed, UnknownRules):  # the store did what it was asked
            raise
        except Unavailable:
            self.writable = False
            raise

    def _adopt(self, written: Written) -> None:
        text = _announcement(self.position.rules, written.position.rules, self._machine.supported)
        if text:
            _log.warning("%s", text)
        self.position = written.position
        self.feed.add(written.position.head.height, written.notices)


def _locate(tx: Tx, machine: Machine, body_retention_seconds: int) -> Position:
    head = chain.last_block(tx)
    assert head is not None
    return Position(head, machine.rules(tx), next_due(tx), Bodies(body_retention_seconds, tx, head))


def _announcement(before: Rules, after: Rules, known: int) -> str | None:
    """What to tell the operator of a change of the rules; ``known`` is the program's newest version."""
    if after.version != before.version:
        return f"rules version {after.version} holds from now on"
    if after.upgrade == before.upgrade:
        return None
    if after.upgrade is None:
        return "the upgrade of the rules was cancelled"
    upgrade = after.upgrade
    when = f"from {format_time(upgrade.time)} and height {upgrade.height} on"
    text = f"rules version {upgrade.version} is to begin, {when}"
    return text if upgrade.version <= known else f"{text}; this program lacks it, and makes no block then"
