"""A bounded memory of what was used: behind sign-in texts and challenges."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from idos.consensus.clock import Clock

STEP: Final = 16
"""How much of what has expired goes with each addition: what expires at once holds up nobody."""


class ExpiringSet:
    """Keys that are remembered for ``seconds``, ``capacity`` of them at most; beyond that the oldest goes.

    All are remembered equally long, so the order of insertion is the order of expiry and none is searched
    for. With each addition at most ``STEP`` that have expired go. Not safe for use from several threads.
    """

    def __init__(self, *, capacity: int, seconds: float, clock: Clock) -> None:
        self._capacity = capacity
        self._seconds = seconds
        self._clock = clock
        self._keys: OrderedDict[bytes, float] = OrderedDict()  # a dict is slow to find its first again

    def __len__(self) -> int:
        """How many are held, those that expired and did not go yet among them."""
        return len(self._keys)

    def __contains__(self, key: bytes) -> bool:
        """Whether the key is remembered."""
        return self._clock() < self._keys.get(key, 0.0)

    def add(self, key: bytes) -> None:
        """Remember a key that was not added before."""
        now = self._clock()
        for _ in range(STEP):
            if not self._keys or next(iter(self._keys.values())) > now:
                break
            self._keys.popitem(last=False)
        if len(self._keys) >= self._capacity:
            self._keys.popitem(last=False)
        self._keys[key] = now + self._seconds
