"""A bounded memory of messages that were accepted, so that none is accepted twice."""

from __future__ import annotations

import threading
from collections import OrderedDict

from idos.errors import Denied, Unavailable
from idos.verification.provider import Clock


class ReplayCache:
    """Remembers keys for ``seconds``, ``capacity`` of them at most. Safe for use from several threads.

    When it is full nothing more is accepted, rather than something forgotten too early.
    """

    def __init__(self, *, capacity: int, seconds: float, clock: Clock) -> None:
        self._capacity = capacity
        self._seconds = seconds
        self._clock = clock
        self._expiries: OrderedDict[bytes, float] = OrderedDict()  # in the order of expiry
        self._lock = threading.Lock()

    def claim(self, key: bytes) -> None:
        """Remember the key. Raises `Denied` (``replayed``), and `Unavailable` (``replay_cache_full``)."""
        with self._lock:
            now = self._clock()
            while self._expiries and next(iter(self._expiries.values())) <= now:
                self._expiries.popitem(last=False)
            if key in self._expiries:
                raise Denied("The message was received before.", code="replayed")
            if len(self._expiries) >= self._capacity:
                raise Unavailable("Too many messages came at once.", code="replay_cache_full")
            self._expiries[key] = now + self._seconds
