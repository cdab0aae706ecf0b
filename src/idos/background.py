"""Work that goes on by itself, in tasks or in a thread, each piece of it supervised.

Work that fails or ends is logged, without what it worked on, and begun again after a pause. That is safe
only for work that keeps each step before it takes the next. It is not for the engine's writer: after a fault
there, the state that the next block would stand on is in doubt, so that one ends, and the node with it.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Final

FIRST_PAUSE: Final = 0.5
LAST_PAUSE: Final = 60.0
"""Seconds before work that ended is begun again: they double from the first to the last."""

Work = Callable[[], Awaitable[object]]


@asynccontextmanager
async def background(log: logging.Logger, work: Mapping[str, Work]) -> AsyncIterator[None]:
    """Do all the ``work`` in tasks until the block is left; the keys name it in the log.

    Work that raises or returns is logged and begun again, whatever the others do.
    """
    tasks = [asyncio.create_task(_supervised(log, name, each), name=name) for name, each in work.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class SupervisedThread:
    """A thread of its own for work that ends by returning; work that raises is logged and begun again."""

    def __init__(self, log: logging.Logger, name: str, work: Callable[[], None]) -> None:
        self._log = log
        self._name = name
        self._work = work
        self._stopping = Event()
        self._failing = False
        self._thread = Thread(target=self._run, name=f"idos-{name.replace(' ', '-')}", daemon=True)
        self._thread.start()

    @property
    def failing(self) -> bool:
        """Whether the work failed, and was not begun again yet."""
        return self._failing

    def join(self) -> None:
        """Wait until the work, which was asked to end, has returned.

        One that fails now is not begun again.
        """
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        pauses = _Pauses()
        while True:
            try:
                self._work()
            except BaseException as error:  # noqa: BLE001  # in a thread also an exit is a fault
                _report(self._log, self._name, error)
            else:
                return
            self._failing = True
            if self._stopping.wait(pauses.next()):
                return
            self._failing = False


def fault(error: BaseException) -> str:
    """An error for the log: its kind, and the line that raised it. Its text may tell too much."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    return f"{type(error).__name__} at {Path(frame.f_code.co_filename).name}:{line}"


class _Pauses:
    """The pauses before work is begun again; after work that went on for long, from the first."""

    def __init__(self) -> None:
        self._pause = FIRST_PAUSE
        self._began = time.monotonic()

    def next(self) -> float:
        now = time.monotonic()
        pause = FIRST_PAUSE if now - self._began > LAST_PAUSE else self._pause
        self._pause, self._began = min(2 * pause, LAST_PAUSE), now + pause
        return pause


async def _supervised(log: logging.Logger, name: str, work: Work) -> None:
    pauses = _Pauses()
    while True:
        try:
            await work()
            log.error("%s ended, and begins again", name)
        except Exception as error:  # noqa: BLE001  # whatever it is, the work has to go on
            _report(log, name, error)
        await asyncio.sleep(pauses.next())


def _report(log: logging.Logger, name: str, error: BaseException) -> None:
    log.error("%s failed (%s), and begins again", name, fault(error))
