"""The time that blocks are given: it never goes backwards, and it never stands still."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

_PACE_WHEN_AHEAD = 500  # milliseconds a second


class SteadyClock:
    """Gives milliseconds since 1970, as ``wall`` says in seconds.

    When the wall clock is set back, or is behind a time that was ``reached``, time goes on at half its pace
    until the wall clock has caught up. If it stood still, what waits for a time would wait for ever: the end
    of a lock, the erasure of what transactions carried. ``pace`` gives seconds that only go forwards.
    """

    def __init__(self, wall: Callable[[], float], pace: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._pace = pace
        self._lock = Lock()
        self._given = 0.0
        self._given_at = pace()

    def __call__(self) -> int:
        """The time now."""
        with self._lock:
            now, wall = self._pace(), self._wall() * 1000
            ahead = self._given + (now - self._given_at) * _PACE_WHEN_AHEAD
            self._given, self._given_at = (wall if wall >= self._given else ahead), now
            return int(self._given)

    def reach(self, time_ms: int) -> None:
        """From now on no earlier time is given than this."""
        with self._lock:
            self._given = max(self._given, time_ms)
