"""The threads that work for clients. No client gets more than half of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")


class Threads:
    """So many threads. What is more than a client's half, at least one, waits until its work before is done.

    Used from one event loop.
    """

    def __init__(self, count: int) -> None:
        self._each = max(1, count // 2)
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="rpc")

    async def run(self, work: Callable[[], T], client: str | None = None) -> T:
        """Run it in a thread; for no client, in the next that is free."""
        if client is None:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        turn = self._turns.get(client)
        if turn is None:
            turn = self._turns[client] = asyncio.Semaphore(self._each)
        await turn.acquire()
        try:
            future = self._pool.submit(work)
        except RuntimeError:  # the threads end
            turn.release()
            raise
        future.add_done_callback(_releasing(turn))  # also when nobody waits for it any more
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Let the threads end. Work that began is finished, what waits is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _releasing(turn: asyncio.Semaphore) -> Callable[[Future[Any]], None]:
    loop = asyncio.get_running_loop()

    def release(_: Future[Any]) -> None:
        with suppress(RuntimeError):  # the event loop ended first
            loop.call_soon_threadsafe(turn.release)

    return release
