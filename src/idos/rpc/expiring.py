"""A bounded table whose entries expire: the memory behind sign-in texts, challenges and sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

V = TypeVar("V")
Clock = Callable[[], float]
"""Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[V]):
    """A value, and the time from which it counts no more."""

    value: V
    expires: float


class Expiring(Generic[V]):
    """Values that live for ``seconds``, ``capacity`` of them at most; beyond that the oldest makes room.

    All live equally long, so the order of insertion is the order of expiry and no entry is searched for. An
    expired entry is remembered for a second life, so that its holder can be told why it counts no more.
    Not safe for use from several threads.
    """

    def __init__(self, *, capacity: int, seconds: float, clock: Clock) -> None:
        self._capacity = capacity
        self._seconds = seconds
        self._clock = clock
        self._entries: dict[bytes, Entry[V]] = {}

    def __len__(self) -> int:
        """How many are remembered."""
        self._drop(self._capacity)
        return len(self._entries)

    def put(self, key: bytes, value: V) -> None:
        """Keep the value under a key that was not used before."""
        self._drop(self._capacity - 1)
        self._entries[key] = Entry(value, self._clock() + self._seconds)

    def get(self, key: bytes) -> V | None:
        """The value, unless it expired or was never there."""
        entry = self._entries.get(key)
        return entry.value if entry and not self.expired(entry) else None

    def take(self, key: bytes) -> Entry[V] | None:
        """Remove and give the entry, expired or not: what is single use is looked up once."""
        return self._entries.pop(key, None)

    def expired(self, entry: Entry[V]) -> bool:
        """Whether the entry counts no more."""
        return self._clock() >= entry.expires

    def _drop(self, keep: int) -> None:
        forgotten = self._clock() - self._seconds
        while self._entries:
            oldest = next(iter(self._entries))
            if len(self._entries) <= keep and self._entries[oldest].expires > forgotten:
                return
            del self._entries[oldest]
