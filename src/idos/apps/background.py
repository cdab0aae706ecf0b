"""What an application does by itself for as long as it is served, each piece of work supervised."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

FIRST_PAUSE: Final = 0.5
LAST_PAUSE: Final = 60.0
"""Seconds before work that ended is begun again: they double from the first to the last."""

Work = Callable[[], Awaitable[object]]


@asynccontextmanager
async def background(log: logging.Logger, work: Mapping[str, Work]) -> AsyncIterator[None]:
    """Do all the ``work`` until the block is left; the keys name it in the log.

    Work that raises or returns is logged and begun again, whatever the others do.
    """
    tasks = [asyncio.create_task(_supervised(log, name, each), name=name) for name, each in work.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def fault(error: Exception) -> str:
    """An error for the log: its kind, and the line that raised it. Its text may tell too much."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    return f"{type(error).__name__} at {Path(frame.f_code.co_filename).name}:{line}"


async def _supervised(log: logging.Logger, name: str, work: Work) -> None:
    clock = asyncio.get_running_loop().time
    pause = FIRST_PAUSE
    while True:
        began = clock()
        try:
            await work()
            log.error("%s ended, and begins again", name)
        except Exception as error:  # noqa: BLE001  # whatever it is, the work has to go on
            log.error("%s failed (%s), and begins again", name, fault(error))  # noqa: TRY400  # see fault
        if clock() - began > LAST_PAUSE:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(2 * pause, LAST_PAUSE)
