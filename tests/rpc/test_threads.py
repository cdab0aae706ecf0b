"""Threads that clients share."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from idos.rpc.threads import Threads


def run(test: Callable[[Threads], Coroutine[Any, Any, None]]) -> None:
    threads = Threads(4)
    try:
        asyncio.run(test(threads))
    finally:
        threads.close()


def test_work_that_nobody_waits_for_any_more_keeps_its_turn_until_it_ends() -> None:
    async def test(threads: Threads) -> None:
        leave, begun = threading.Event(), threading.Barrier(3)

        def work() -> bool:
            begun.wait(10)
            return leave.wait(10)

        left = [asyncio.create_task(threads.run(work, "a")) for _ in range(2)]
        await threads.run(lambda: begun.wait(10))
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        third = asyncio.create_task(threads.run(leave.is_set, "a"))
        assert not await threads.run(leave.is_set, "b")
        assert not third.done()
        leave.set()
        assert await third

    run(test)


def test_what_failed_gives_its_turn_back() -> None:
    async def test(threads: Threads) -> None:
        for _ in range(5):
            with pytest.raises(ZeroDivisionError):
                await threads.run(lambda: 1 // 0, "a")
        assert await threads.run(lambda: True, "a")

    run(test)


def test_threads_that_ended_run_nothing() -> None:
    async def test(threads: Threads) -> None:
        threads.close()
        for _ in range(3):
            with pytest.raises(RuntimeError):
                await threads.run(lambda: True, "a")

    run(test)


def test_work_may_end_after_the_event_loop() -> None:
    leave = threading.Event()
    threads = Threads(2)

    async def test() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(threads.run(lambda: leave.wait(10), "a"), 0.01)

    asyncio.run(test())
    leave.set()
    threads.close()
