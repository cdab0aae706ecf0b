"""The transactions that wait for a block: by equal shares for who pays, in order for each account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from idos.consensus.accounts import AccountKey
from idos.consensus.fair_queue import MOST_DEBT, Round
from idos.consensus.machine import Checked
from idos.consensus.payers import STRANGERS, Payer
from idos.errors import Unavailable
from idos.store.records import Receipt


@dataclass(frozen=True, slots=True)
class Waiting:
    """An admitted transaction, who pays how much for it, in units of work, and the promise of its receipt."""

    tx: Checked
    payer: Payer
    price: int
    receipt: Future[Receipt]


@dataclass(slots=True)
class WaitingAccount:
    """An account's waiting transactions: who pays, how many there are, and the nonce of the last."""

    payer: Payer
    length: int = 0
    nonce: int = 0


@dataclass(frozen=True, slots=True)
class PoolBounds:
    """How much may wait: transactions and bytes in all, and transactions of one account.

    Of all that may wait, a payer has no more than a quarter, strangers together an eighth, and a group half:
    so nobody takes all the room. For those who have nothing waiting there is half as much again.
    """

    transactions: int = 20_000
    bytes: int = 64 * 1024 * 1024
    account_transactions: int = 2_000


_OF_A_GROUP, _OF_A_PAYER, _OF_STRANGERS = 2, 4, 8
_DEBTORS = 10_000


@dataclass(slots=True)
class Pool:
    """What is admitted and not yet settled. Not thread-safe: its owner holds a lock."""

    bounds: PoolBounds
    _queue: Round[Waiting] = field(default_factory=lambda: Round(len(Payer._fields)))
    _queued: int = 0
    _known: dict[bytes, Waiting] = field(default_factory=dict)
    _accounts: dict[AccountKey, WaitingAccount] = field(default_factory=dict)
    _owed: dict[Payer, int] = field(default_factory=dict)
    _bytes: Counter[Payer | str | None] = field(default_factory=Counter)
    _count: Counter[Payer | str | None] = field(default_factory=Counter)

    def __len__(self) -> int:
        """How many transactions no block has taken yet."""
        return self._queued

    @property
    def size(self) -> int:
        """The bytes of all that is known, taken or not."""
        return self._bytes[None]

    def get(self, tx_hash: bytes) -> Waiting | None:
        """The transaction with this hash, taken or not."""
        return self._known.get(tx_hash)

    def account(self, account: AccountKey) -> WaitingAccount | None:
        """What an account has here, or None when it has nothing."""
        return self._accounts.get(account)

    def add(self, tx: Checked, payer: Payer) -> Waiting:
        """Put a transaction behind those of its payer. Raises ``Unavailable`` when there is no room.

        ``code="busy"``. What an account has here is paid for by who paid for the first of it, so that it
        stays in order.
        """
        account = self._accounts.get(tx.account) or WaitingAccount(payer)
        if account.length >= self.bounds.account_transactions or not self._has_room(tx, account):
            raise Unavailable("too many transactions are waiting", code="busy")
        waiting = Waiting(tx, account.payer, tx.price + self._owed.pop(account.payer, 0), Future())
        waiting.receipt.set_running_or_notify_cancel()  # its caller can no longer cancel it
        account.length, account.nonce = account.length + 1, tx.nonce
        self._accounts[tx.account] = account
        self._known[tx.hash] = waiting
        self._tally(waiting, 1)
        self._put(waiting)
        return waiting

    def take(self, transactions: int, bytes_: int, work: int) -> list[Waiting]:
        """The next block's transactions: as many as fit, and one at least. They stay known until settled.

        ``work``: of how many units, by their prices.
        """
        taken: list[Waiting] = []
        while self._queue and len(taken) < transactions:
            following = self._queue.peek()
            bytes_, work = bytes_ - len(following.tx.encoded), work - following.price
            if taken and (bytes_ < 0 or work < 0):
                break
            taken.append(self._queue.pop())
            self._queued -= 1
        return taken

    def give_back(self, taken: Sequence[Waiting]) -> None:
        """Put transactions that were taken, and had no room in a block, in front again, in their order."""
        for waiting in reversed(taken):
            self._put(waiting, first=True)

    def charge(self, waiting: Waiting, work: int) -> None:
        """Have its payer pay for the units of work by which it was more than its price."""
        more = work - waiting.price
        if more > 0 and not self._queue.charge(waiting.payer, more):
            self._owed[waiting.payer] = min(self._owed.pop(waiting.payer, 0) + more, MOST_DEBT)
            if len(self._owed) > _DEBTORS:
                del self._owed[next(iter(self._owed))]

    def settle(self, taken: Sequence[Waiting]) -> None:
        """Forget transactions that are in a block now."""
        for waiting in taken:
            del self._known[waiting.tx.hash]
            self._tally(waiting, -1)
            account = self._accounts[waiting.tx.account]
            account.length -= 1
            if not account.length:
                del self._accounts[waiting.tx.account]

    def refuse(self, refused: Sequence[Waiting]) -> list[Waiting]:
        """Forget what is refused, and what waits behind it and counts on its nonce, which is given.

        ``refused`` was taken; what an account has before that stays, and its next nonce comes after it.
        """
        accounts = {waiting.tx.account for waiting in refused}
        queued = [self._queue.pop() for _ in range(self._queued)]
        self._queued = 0
        behind = [waiting for waiting in queued if waiting.tx.account in accounts]
        for waiting in queued:
            if waiting.tx.account not in accounts:
                self._put(waiting)
        self.settle([*refused, *behind])
        for waiting in refused:
            if account := self._accounts.get(waiting.tx.account):
                account.nonce = min(account.nonce, waiting.tx.nonce - 1)
        return behind

    def clear(self) -> list[Waiting]:
        """Forget everything, and give what was known in the order of admission."""
        known = list(self._known.values())
        self._queue = Round(len(Payer._fields))
        self._queued = 0
        self._known.clear()
        self._accounts.clear()
        self._bytes.clear()
        self._count.clear()
        return known

    def _put(self, waiting: Waiting, *, first: bool = False) -> None:
        self._queue.add(waiting.payer, waiting, first=first)
        self._queued += 1

    def _has_room(self, tx: Checked, account: WaitingAccount) -> bool:
        """Whether all together, the group and the payer may have this one more."""
        is_first = not (account.length if account.payer == STRANGERS else self._count[account.payer])
        for owner, part in _shares(account.payer):
            more = 1 + (is_first and part > 1) / 2
            most = (more * (self.bounds.transactions // part), more * (self.bounds.bytes // part))
            has = (self._count[owner] + 1, self._bytes[owner] + len(tx.encoded))
            if (part == 1 or self._count[owner]) and (has[0] > most[0] or has[1] > most[1]):
                return False
        return True

    def _tally(self, waiting: Waiting, count: int) -> None:
        for owner, _ in _shares(waiting.payer):
            self._count[owner] += count
            self._bytes[owner] += count * len(waiting.tx.encoded)
            if not self._count[owner]:
                del self._count[owner], self._bytes[owner]


def _shares(payer: Payer) -> Iterator[tuple[Payer | str | None, int]]:
    """Whose room a payer takes, and what part of all they may have: 1 / the number."""
    yield None, 1
    if payer == STRANGERS:
        yield payer, _OF_STRANGERS
    else:
        yield payer.group, _OF_A_GROUP
        yield payer, _OF_A_PAYER
