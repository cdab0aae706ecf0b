"""The time of blocks: it never goes backwards, never stands still, and never jumps ahead by a year."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

from idos.actions.limits import A_YEAR

Clock = Callable[[], float]
"""Seconds since 1970."""

_PACE_WHEN_AHEAD = 500  # milliseconds a second
_LEAP = A_YEAR * 1000
_log = logging.getLogger(__name__)


class SteadyClock:
    """Gives milliseconds since 1970, as ``wall`` says in seconds.

    When the wall clock is set back, or is behind a time that was ``reached``, time goes on at half its pace
    until the wall clock has caught up. If it stood still, locks would not end, and bodies of transactions
    would not be deleted. ``pace`` gives seconds that only go forwards.

    A wall clock that is suddenly more than a year ahead is not followed: the locks and logs that it would end
    could not be restored, nor could a block's time be taken back. Time goes on at its own pace.
    """

    def __init__(self, wall: Callable[[], float], pace: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._pace = pace
        self._lock = Lock()
        self._given = wall() * 1000
        self._given_at = pace()
        self._follows = True

    def __call__(self) -> int:
        """The time now."""
        with self._lock:
            now, wall = self._pace(), self._wall() * 1000
            passed = now - self._given_at
            follows = wall - self._given - passed * 1000 <= _LEAP
            if self._follows and not follows:
                _log.error("the clock is suddenly more than a year ahead, and is not followed: set it")
            self._follows = follows
            if not follows:
                self._given += passed * 1000
            elif wall >= self._given:
                self._given = wall
            else:
                self._given += passed * _PACE_WHEN_AHEAD
            self._given_at = now
            return int(self._given)

    def seconds(self) -> float:
        """The time now, in seconds since 1970."""
        return self() / 1000

    def reach(self, time_ms: int) -> None:
        """From now on no earlier time is given than this."""
        with self._lock:
            self._given = max(self._given, time_ms)
