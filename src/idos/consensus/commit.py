"""From ordered transactions to a block: what it does to the state, its header, its bodies, and its notices.

An engine decides the order and the time; this is the same for all of them. ``locate`` says where a store is,
``write`` writes the next block into a batch and says where the store is once that batch is durable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idos.actions.erasure import next_due
from idos.actions.rules import Rules
from idos.consensus import chain
from idos.consensus.bodies import Bodies
from idos.consensus.change_recorder import ChangeRecorder, Notice
from idos.consensus.machine import Checked, Machine
from idos.protocol.times import format_time
from idos.store.records import Block, Receipt
from idos.store.verbs import Batch, Tx


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


def locate(tx: Tx, machine: Machine, body_retention_seconds: int) -> Position:
    """Where a store with a chain is."""
    head = chain.last_block(tx)
    assert head is not None
    return Position(head, machine.rules(tx), next_due(tx), Bodies(body_retention_seconds, tx, head))


def write(batch: Batch, machine: Machine, position: Position, now: int, txs: Sequence[Checked]) -> Written:
    """Write the block after ``position`` of these transactions, with the time ``now`` in milliseconds.

    Raises as ``Machine.apply`` does.
    """
    height = position.head.height + 1
    recorder = ChangeRecorder(batch)
    made = machine.apply(recorder, height, now, txs)
    rules = machine.rules(batch)  # the version is this block's too: only a block's beginning changes it
    form = machine.versions[rules.version].format
    head = chain.append(batch, machine.genesis, form, position.head, now, made)
    position.bodies.keep(batch, head, made, txs)
    receipts = {receipt.tx_hash: receipt for receipt in made}
    for tx in txs:
        if tx.hash not in receipts and (earlier := batch.get(Receipt, tx.hash)):
            receipts[tx.hash] = earlier
    after = Position(head, rules, next_due(batch), position.bodies)
    return Written(after, receipts, recorder.notices())


def announcement(before: Rules, after: Rules, known: int) -> str | None:
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
