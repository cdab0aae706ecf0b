"""A bounded memory of what was used: behind sign-in texts and challenges."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since 1970."""


class Remembered:
    """Keys that are remembered for ``seconds``, ``capacity`` of them at most; beyond that the oldest goes.

    All are remembered equally long, so the order of insertion is the order of expiry and none is searched
    for. Not safe for use from several threads.
    """

    def __init__(self, *, capacity: int, seconds: float, clock: Clock) -> None:
        self._capacity = capacity
        self._seconds = seconds
        self._clock = clock
        self._keys: dict[bytes, float] = {}

    def __len__(self) -> int:
        """How many there are."""
        self._drop(self._capacity)
        return len(self._keys)

    def __contains__(self, key: bytes) -> bool:
        """Whether the key is remembered."""
        return self._clock() < self._keys.get(key, 0.0)

    def add(self, key: bytes) -> None:
        """Remember a key that was not added before."""
        self._drop(self._capacity - 1)
        self._keys[key] = self._clock() + self._seconds

    def _drop(self, keep: int) -> None:
        while self._keys:
            oldest = next(iter(self._keys))
            if len(self._keys) <= keep and self._keys[oldest] > self._clock():
                return
            del self._keys[oldest]
