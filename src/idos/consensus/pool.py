"""The transactions that wait for a block, in the order of their admission."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from idos.consensus.accounts import AccountKey
from idos.consensus.machine import Checked
from idos.errors import Unavailable
from idos.store.records import Receipt


@dataclass(frozen=True, slots=True)
class Waiting:
    """An admitted transaction and the promise of its receipt."""

    tx: Checked
    receipt: Future[Receipt]


@dataclass(slots=True)
class _Line:
    """An account's waiting transactions: how many, and the nonce of the last."""

    length: int = 0
    nonce: int = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may wait: transactions and bytes in all, and transactions of one account.

    The last keeps one signer from taking all the room.
    """

    transactions: int = 20_000
    bytes: int = 64 * 1024 * 1024
    account_transactions: int = 2_000


@dataclass(slots=True)
class Pool:
    """What is admitted and not yet settled. Not thread-safe: its owner holds a lock."""

    bounds: Bounds
    _queue: deque[Waiting] = field(default_factory=deque)
    _known: dict[bytes, Waiting] = field(default_factory=dict)
    _lines: dict[AccountKey, _Line] = field(default_factory=dict)
    _bytes: int = 0

    def __len__(self) -> int:
        """How many transactions no block has taken yet."""
        return len(self._queue)

    def get(self, tx_hash: bytes) -> Waiting | None:
        """The transaction with this hash, taken or not."""
        return self._known.get(tx_hash)

    def nonce(self, account: AccountKey) -> int | None:
        """The nonce of the account's last transaction here, or None when it has none."""
        line = self._lines.get(account)
        return line.nonce if line else None

    def add(self, tx: Checked) -> Waiting:
        """Put a transaction at the end. Raises ``Unavailable`` (``busy``) when there is no room."""
        line = self._lines.get(tx.account) or _Line()
        if (
            len(self._known) >= self.bounds.transactions
            or self._bytes + len(tx.encoded) > self.bounds.bytes
            or line.length >= self.bounds.account_transactions
        ):
            raise Unavailable("too many transactions are waiting", code="busy")
        waiting = Waiting(tx, Future())
        waiting.receipt.set_running_or_notify_cancel()  # its caller can no longer cancel it
        line.length, line.nonce = line.length + 1, tx.nonce
        self._lines[tx.account] = line
        self._bytes += len(tx.encoded)
        self._known[tx.hash] = waiting
        self._queue.append(waiting)
        return waiting

    def take(self, transactions: int, bytes_: int) -> list[Waiting]:
        """The next block's transactions: as many as fit, and one at least. They stay known until settled."""
        taken: list[Waiting] = []
        while self._queue and len(taken) < transactions:
            bytes_ -= len(self._queue[0].tx.encoded)
            if taken and bytes_ < 0:
                break
            taken.append(self._queue.popleft())
        return taken

    def settle(self, taken: Sequence[Waiting]) -> None:
        """Forget transactions that are in a block now."""
        for waiting in taken:
            del self._known[waiting.tx.hash]
            self._bytes -= len(waiting.tx.encoded)
            line = self._lines[waiting.tx.account]
            line.length -= 1
            if not line.length:
                del self._lines[waiting.tx.account]

    def refuse(self, refused: Sequence[Waiting]) -> list[Waiting]:
        """Forget what is refused, and what waits behind it and counts on its nonce, which is given.

        ``refused`` was taken; what an account has before that stays, and its next nonce comes after it.
        """
        accounts = {waiting.tx.account for waiting in refused}
        behind = [waiting for waiting in self._queue if waiting.tx.account in accounts]
        self._queue = deque(waiting for waiting in self._queue if waiting.tx.account not in accounts)
        self.settle([*refused, *behind])
        for waiting in refused:
            if line := self._lines.get(waiting.tx.account):
                line.nonce = min(line.nonce, waiting.tx.nonce - 1)
        return behind

    def clear(self) -> list[Waiting]:
        """Forget everything, and give what was known in the order of admission."""
        known = list(self._known.values())
        self._queue.clear()
        self._known.clear()
        self._lines.clear()
        self._bytes = 0
        return known
