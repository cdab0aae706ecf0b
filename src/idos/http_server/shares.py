"""What clients hold of a limited resource: connections, places, bytes of memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

UNLIMITED: Final = 2**63


class Share:
    """What one connection or request holds, for a client, until it is released.

    ``exempt``: the client's own limit does not bind it, as for a proxy, behind which are many.
    """

    __slots__ = ("_ends_from", "_of", "amount", "client", "end", "exempt", "is_over")

    def __init__(self, of: Shares, client: str, *, exempt: bool = False) -> None:
        self._of = of
        self.exempt = exempt
        self._ends_from = 0.0
        self.client = client
        self.amount = 0
        self.is_over = False
        self.end: Callable[[], None] | None = None

    def may_end(self, end: Callable[[], None], after: float = 0.0) -> None:
        """In so many seconds it may have to give way: it is then released, and ``end`` is called."""
        self.end = end
        self._ends_from = self._of.clock() + after

    def stay(self) -> None:
        """It does not give way."""
        self.end = None

    def ends_from(self) -> float:
        """Since when it may have to give way; infinity for never."""
        return self._ends_from if self.end else float("inf")

    def grow(self, amount: int) -> bool:
        """Hold more. False, without a change, when there is no room, or the share was released."""
        return self._of.grow(self, amount)

    def release(self) -> None:
        """Release everything. A second call does nothing."""
        self._of.release(self)


class Shares:
    """A client holds at most ``each``, all together at most ``total``.

    When that is not enough for who comes, others give way that may: of the client itself, when it has too
    much; else of the client that holds most, and at least as much as who comes would. What may give way
    longest goes first. With ``lone``, a client that holds nothing else may hold one thing of more than
    ``each``. All of it happens on one event loop.
    """

    def __init__(
        self,
        total: int,
        each: int,
        *,
        lone: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._each = each
        self._lone = lone
        self._sums: dict[str, int] = {}
        self._of: dict[str, set[Share]] = {}
        self.clock = clock
        self.held = 0

    def take(self, client: str, amount: int = 1, *, exempt: bool = False) -> Share | None:
        """A share of the client's; None when there is no room. ``exempt``: only ``total`` binds it."""
        share = Share(self, client, exempt=exempt)
        return share if self.grow(share, amount) else None

    def grow(self, share: Share, amount: int) -> bool:
        """Let a share hold more. False when there is no room, also not by others' giving way.

        What was released, or gave way, has no room any more.
        """
        if share.is_over or not self._make_room(share, amount):
            return False
        share.amount += amount
        self.held += amount
        self._sums[share.client] = self._sums.get(share.client, 0) + amount
        self._of.setdefault(share.client, set()).add(share)
        return True

    def release(self, share: Share) -> None:
        """Take a share back."""
        share.is_over = True
        holding = self._of.get(share.client, set())
        if share not in holding:
            return
        holding.remove(share)
        self.held -= share.amount
        self._sums[share.client] -= share.amount
        share.amount = 0
        assert self.held >= 0, "what is given back was held"
        if not holding:
            del self._of[share.client], self._sums[share.client]

    def _make_room(self, share: Share, amount: int) -> bool:
        if amount > self._total or (amount > self._each and not share.exempt and not self._lone):
            return False
        while True:
            own = self._sums.get(share.client, 0)
            is_alone = self._lone and not own
            if own + amount > self._each and not share.exempt and not is_alone:
                holders = [share.client]
            elif self.held + amount > self._total:
                largest = sorted(self._sums, key=self._sums.__getitem__, reverse=True)
                holders = [one for one in largest if self._sums[one] >= own + amount or one == share.client]
            else:
                return True
            if not any(self._end_one(holder, share) for holder in holders):
                return False

    def _end_one(self, client: str, besides: Share) -> bool:
        others = (share for share in self._of.get(client, ()) if share is not besides)
        first = min(others, key=Share.ends_from, default=None)
        if first is None or first.end is None or first.ends_from() > self.clock():
            return False
        self.release(first)
        first.end()
        return True
