"""Whose transaction is next: all who wait get the same amount of work done (deficit round-robin).

Each queue in the round is given credit when its turn comes, and is served while the credit lasts. Cheap items
are served at once, expensive ones after some rounds; an empty queue has no credit.
(M. Shreedhar and G. Varghese, "Efficient Fair Queuing Using Deficit Round Robin", SIGCOMM 1995.)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

QUANTUM = 2_000
"""The credit of a turn, in units of work."""
MOST_DEBT = 400_000
"""What somebody can owe, in units of work, for what was more than its price."""


class Priced(Protocol):
    """Something that waits, with the units of work that it is thought to take."""

    @property
    def price(self) -> int:
        """In units of work."""
        ...


T = TypeVar("T", bound=Priced)


class Queue(Generic[T]):
    """What one payer has waiting, in order."""

    def __init__(self) -> None:
        self._items: deque[T] = deque()

    def __bool__(self) -> bool:
        return bool(self._items)

    def add(self, _place: tuple[Hashable, ...], item: T, *, first: bool = False) -> None:
        """Put an item at the end, or in front."""
        if first:
            self._items.appendleft(item)
        else:
            self._items.append(item)

    def charge(self, _place: tuple[Hashable, ...], _units: int) -> bool:
        """Its share has paid."""
        return True

    def peek(self) -> T:
        """The next item, which stays."""
        return self._items[0]

    def pop(self) -> T:
        """Take the next item."""
        return self._items.popleft()


@dataclass(slots=True)
class _Share(Generic[T]):
    waits: Round[T] | Queue[T]
    credit: int = 0


@dataclass(slots=True)
class Round(Generic[T]):
    """Shares by name, in turn; each a queue, or again a round of the names below it."""

    depth: int
    """How many names lead to a queue: 1 for rounds whose shares are queues."""
    _shares: dict[Hashable, _Share[T]] = field(default_factory=dict)
    _turns: deque[Hashable] = field(default_factory=deque)

    def __bool__(self) -> bool:
        return bool(self._turns)

    def add(self, place: tuple[Hashable, ...], item: T, *, first: bool = False) -> None:
        """Put an item at the end of the queue of these names; with ``first`` in front, and paid for."""
        name = place[0]
        share = self._shares.get(name)
        if share is None:
            below: Round[T] | Queue[T] = Round(self.depth - 1) if self.depth > 1 else Queue()
            share = self._shares[name] = _Share(below, credit=0 if self._turns else QUANTUM)
            self._turns.append(name)
        if first:
            share.credit += item.price
        share.waits.add(place[1:], item, first=first)

    def charge(self, place: tuple[Hashable, ...], units: int) -> bool:
        """Have these names pay for more than the prices were. False when nothing of theirs waits."""
        share = self._shares.get(place[0])
        if share is None or not share.waits.charge(place[1:], units):
            return False
        share.credit = max(share.credit - units, -MOST_DEBT)
        return True

    def peek(self) -> T:
        """The next item, which stays. Whose turn it is has the credit for it then."""
        while True:
            share = self._shares[self._turns[0]]
            item = share.waits.peek()
            if share.credit >= item.price:
                return item
            self._turns.rotate(-1)
            self._shares[self._turns[0]].credit += QUANTUM

    def pop(self) -> T:
        """Take the next item."""
        item = self.peek()
        name = self._turns[0]
        share = self._shares[name]
        share.credit -= item.price
        share.waits.pop()
        if not share.waits:
            del self._shares[name]
            self._turns.popleft()
            if self._turns:
                self._shares[self._turns[0]].credit += QUANTUM
        return item
