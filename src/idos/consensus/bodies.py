"""The bodies of recent transactions: clients look up what they sent, and soon after it is gone.

A body holds the ciphertext that its transaction stored, and must not outlive the record for long.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from idos.consensus.machine import Checked
from idos.store.records import Block, Receipt, TransactionBody
from idos.store.verbs import Batch, Tx


class Bodies:
    """Which blocks still have their bodies, oldest first. Changes count once ``committed`` says so."""

    def __init__(self, seconds: int, tx: Tx, last: Block) -> None:
        """``seconds``: how long a body is kept after its block; 0 keeps none. ``last``: the newest block."""
        self._kept_ms = seconds * 1000
        self._blocks: deque[tuple[int, int]] = deque()
        self._added: tuple[int, int] | None = None
        self._dropped = 0
        left, height = tx.count(TransactionBody), last.height
        while left > 0 and (block := tx.get(Block, height)):
            bodies = tx.count(TransactionBody, "height", str(height))
            if bodies:
                self._blocks.appendleft((height, block.time))
            left, height = left - bodies, height - 1

    def due(self, now: int) -> bool:
        """Whether any body's time is over at ``now``, in milliseconds."""
        return bool(self._blocks) and self._blocks[0][1] + self._kept_ms <= now

    def keep(self, batch: Batch, block: Block, receipts: Sequence[Receipt], txs: Iterable[Checked]) -> None:
        """Store the bodies of a block's transactions: those of ``txs`` that got one of its receipts."""
        if self._kept_ms and receipts:
            encoded = {tx.hash: tx.encoded for tx in txs}
            for receipt in receipts:
                batch.put(TransactionBody(receipt.tx_hash, block.height, encoded[receipt.tx_hash]))
            self._added = (block.height, block.time)

    def drop(self, batch: Batch, now: int, at_least: int) -> None:
        """Delete the bodies of the oldest blocks until ``at_least`` are gone, or no block is due."""
        gone = 0
        for height, time in self._blocks:
            if gone >= at_least or time + self._kept_ms > now:
                break
            for receipt in batch.find(Receipt, "height", str(height)):
                gone += batch.delete(TransactionBody, receipt.tx_hash)
            self._dropped += 1

    def committed(self) -> None:
        """The batch of the latest ``keep`` and ``drop`` is durable."""
        if self._added:
            self._blocks.append(self._added)
        for _ in range(self._dropped):
            self._blocks.popleft()
        self._added, self._dropped = None, 0
