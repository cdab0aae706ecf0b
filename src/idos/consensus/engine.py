"""What orders transactions. The RPC uses the ``Engine`` protocol and knows no particular engine."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from idos.actions.rules import Rules
from idos.consensus.feed import Feed
from idos.errors import Denied, Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.protocol.transaction import Transaction
from idos.store.records import Receipt


class Rejected(Denied):
    """A transaction was not admitted: no block will hold it. ``tx_code`` is the result code of the wire."""

    def __init__(self, message: str, *, tx_code: TxCode) -> None:
        super().__init__(message, code=f"rejected_{tx_code.name.lower()}")
        self.tx_code = tx_code


@dataclass(frozen=True, slots=True)
class ChainStatus:
    """Where the chain is. Times in milliseconds; ``now`` is the time that a block made now would carry.

    ``writable``: nothing prevented the engine from writing when it last tried. ``rules``: those that hold
    after the newest block. ``waiting``: transactions that are in no block yet, and their bytes.
    """

    height: int
    block_hash: bytes
    state_hash: bytes
    block_time: int
    now: int
    syncing: bool
    peers: int
    writable: bool
    rules: Rules
    waiting: int
    waiting_bytes: int


class Engine(Protocol):
    """An order of transactions, and their execution by the machine in that order."""

    @property
    def feed(self) -> Feed:
        """What the newest blocks changed, and for whom."""
        ...

    @property
    def failure(self) -> Unavailable | None:
        """Why the engine ended, and the node must end: a rule raised an error that is not a refusal."""
        ...

    def when_failed(self, stop: Callable[[], None]) -> None:
        """Call ``stop`` once there is a ``failure``, at once if there is one; perhaps twice."""
        ...

    def start(self) -> None:
        """Begin making or following blocks."""
        ...

    def stop(self) -> None:
        """Finish the current block, answer or fail every waiting transaction, and release the store."""
        ...

    def submit(self, tx: Transaction) -> Future[Receipt]:
        """Admit a transaction. The future gives its receipt once its block is durable.

        Raises:
            Rejected: signature, nonce, chain id, size, or already known.
            Unavailable: ``code="busy"`` when too much is waiting, ``code="stopped"`` when stopping or failed,
                ``code="rules_unknown"`` when the program lacks the rules of the next block.
        """
        ...

    def pending_nonce(self, identifier: str, key_type: str) -> int:
        """The account's nonce, admitted transactions counted."""
        ...

    def waiting(self, tx_hash: bytes) -> Transaction | None:
        """The admitted transaction with this hash that is in no block yet."""
        ...

    def status(self) -> ChainStatus:
        """Where the chain is."""
        ...
