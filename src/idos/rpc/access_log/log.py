"""The access log: who read which credential, and when. Its entries are the owner's to read, and go with her.

One thread writes. What waits when it is ready becomes one durable commit, so a burst of readings costs few of
them. In between it looks after the file: entries that are too old are deleted, and those of erased profiles.
That a profile was erased is seen in the state, whoever asked for it and at whichever node.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Condition
from typing import Final
from uuid import UUID

from idos.background import SupervisedThread
from idos.consensus.chain import last_block
from idos.consensus.clock import Clock
from idos.consensus.machine import report_bug
from idos.errors import Unavailable
from idos.protocol.access_log import AccessEntry
from idos.rpc.access_log.file import AccessFile, CredentialRead
from idos.store.records import User
from idos.store.verbs import Store

_log = logging.getLogger(__name__)
_OWNERS_AT_ONCE: Final = 500
_DELETED_AT_ONCE: Final = 5_000

Mark = tuple[int, int]
"""A height, and how many readings had been written: nothing is to be forgotten that was not at the mark."""


class AccessLog:
    """Writes readings down, and shows them to their owners. Safe for use from several threads."""

    def __init__(
        self,
        file: AccessFile,
        store: Store,
        *,
        clock: Clock,
        retention_seconds: float,
        tick_seconds: float = 1.0,
    ) -> None:
        """``tick_seconds``: how often the file is looked after. The log closes the file, not the store."""
        self._file = file
        self._store = store
        self._clock = clock
        self._retention_seconds = retention_seconds
        self._tick_seconds = tick_seconds
        # Under the lock.
        self._wake = Condition()
        self._waiting: list[tuple[Sequence[CredentialRead], Future[None]]] = []
        self._running = True
        # The thread's own; others only read whether it could write.
        self._writable = True
        self._written = 0
        self._forgotten_at: Mark | None = None
        self._round: tuple[Mark, UUID | None] | None = None
        self._thread = SupervisedThread(_log, "access log", self._run)

    @property
    def writable(self) -> bool:
        """Nothing kept the log from writing when it last tried."""
        return self._writable and not self._thread.failing

    @property
    def waiting(self) -> int:
        """How many answers wait for their entries to be written."""
        return len(self._waiting)

    @property
    def written(self) -> int:
        """How many entries were written since the log was opened."""
        return self._written

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return self._file.size

    def record(self, readings: Sequence[CredentialRead]) -> Future[None]:
        """Write readings down, as of now. The future is done once they are durable.

        It has ``Unavailable`` (``code="access_log"``) when they could not be written.
        """
        done: Future[None] = Future()
        done.set_running_or_notify_cancel()  # a reader who leaves does not take the entry along
        with self._wake:
            if self._running:
                self._waiting.append((readings, done))
                self._wake.notify()
            else:
                done.set_exception(Unavailable("the node is stopping", code="access_log"))
        return done

    def page(self, owner: UUID, before: int | None, limit: int) -> list[AccessEntry]:
        """The newest entries of an owner, the newest first; with ``before``, of those of smaller numbers.

        Raises ``Unavailable`` (``code="access_log"``).
        """
        return self._file.page(owner, before, limit)

    def close(self) -> None:
        """Write what waits, look after the file once more, and close it."""
        with self._wake:
            self._running = False
            self._wake.notify()
        self._thread.join()
        self._file.close()

    def _run(self) -> None:
        looked_after = time.monotonic()
        running = True
        while running:
            with self._wake:
                if self._running and not self._waiting:
                    self._wake.wait(self._tick_seconds)
                running, waiting, self._waiting = self._running, self._waiting, []
            if waiting:
                self._write(waiting)
            if not running or time.monotonic() - looked_after >= self._tick_seconds:
                self._attempt(self._look_after)
                looked_after = time.monotonic()

    def _write(self, waiting: Sequence[tuple[Sequence[CredentialRead], Future[None]]]) -> None:
        failure = self._attempt(
            lambda: self._add([reading for readings, _ in waiting for reading in readings])
        )
        for _, done in waiting:
            if failure:
                done.set_exception(Unavailable(failure.message, code=failure.code))
            else:
                done.set_result(None)

    def _add(self, readings: Sequence[CredentialRead]) -> None:
        now = int(self._clock() * 1000)
        self._file.add([(reading, now) for reading in readings])
        self._written += len(readings)

    def _attempt(self, work: Callable[[], None]) -> Unavailable | None:
        """Do a part of the work, and go on whatever comes of it. Returns why it failed."""
        try:
            work()
        except Unavailable as error:
            failure = error
        except Exception as error:  # noqa: BLE001  # without this thread nobody could read
            report_bug(error, "the access log")
            failure = Unavailable("the access log failed", code="access_log")
        else:
            self._writable = True
            return None
        if self._writable:
            _log.warning("%s", failure)
        self._writable = False
        return failure

    def _look_after(self) -> None:
        oldest = self._clock() - self._retention_seconds
        self._file.expire(int(oldest * 1000), _DELETED_AT_ONCE)
        self._forget_the_erased()
        self._file.settle()

    def _forget_the_erased(self) -> None:
        """Delete entries of profiles that are no more: a part of the owners each time, then all over.

        A round is made when there are blocks, or readings, since the last began.
        """
        with self._store.read() as snapshot:
            if self._round is None:
                block = last_block(snapshot)
                mark = (block.height if block else 0, self._written)
                if mark == self._forgotten_at:
                    return
                self._round = mark, None
            mark, after = self._round
            owners = self._file.owners(after, _OWNERS_AT_ONCE)
            erased = [owner for owner in owners if snapshot.get(User, owner) is None]
        for owner in erased:
            while self._file.forget(owner, _DELETED_AT_ONCE) == _DELETED_AT_ONCE:
                pass
        if len(owners) == _OWNERS_AT_ONCE:
            self._round = mark, owners[-1]
        else:
            self._round, self._forgotten_at = None, mark
