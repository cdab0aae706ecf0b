"""What the newest blocks changed, and for whom: kept for a while for those who were away."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from threading import Lock
from typing import Final

from idos.consensus.change_recorder import Notice

_MOST: Final = 20_000
"""Notices that are kept, over all blocks: some megabytes."""


class Feed:
    """The notices of the newest blocks, in their order. Safe for use from several threads."""

    def __init__(self, most: int = _MOST) -> None:
        """``most``: how many notices are kept; a block counts as one more than it has."""
        self._most = most
        self._lock = Lock()
        self._blocks: deque[tuple[Notice, ...]] = deque()
        self._size = 0
        self._height = 0
        self._waiting: list[Future[None]] = []

    @property
    def height(self) -> int:
        """The newest block of which the notices are known."""
        # An integer that is replaced as a whole, so it is read without the lock.
        return self._height

    def reach(self, height: int) -> None:
        """The chain is at this height. If it was thought to be at another, what came before is forgotten."""
        with self._lock:
            self._reach(height)
        self._wake()

    def add(self, height: int, notices: tuple[Notice, ...]) -> None:
        """The notices of the block of this height, once it is durable. The oldest make room."""
        with self._lock:
            self._reach(height - 1)
            self._blocks.append(notices)
            self._size += len(notices) + 1
            self._height = height
            while self._size > self._most:
                self._size -= len(self._blocks.popleft()) + 1
        self._wake()

    def since(self, height: int) -> list[tuple[Notice, ...]] | None:
        """The notices of each block above this height; None when they are not known, or no longer."""
        with self._lock:
            first = self._height - len(self._blocks)
            if not first <= height <= self._height:
                return None
            return [self._blocks[at] for at in range(height - first, len(self._blocks))]

    def after(self, height: int) -> Future[None]:
        """Done as soon as there is a block above this height."""
        future: Future[None] = Future()
        with self._lock:
            if self._height <= height:
                self._waiting = [each for each in self._waiting if not each.cancelled()]
                self._waiting.append(future)
                return future
        future.set_result(None)
        return future

    def _reach(self, height: int) -> None:
        if height != self._height:
            self._blocks.clear()
            self._size, self._height = 0, height

    def _wake(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for future in waiting:
            if future.set_running_or_notify_cancel():
                future.set_result(None)
