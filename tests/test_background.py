from __future__ import annotations

import asyncio
import logging
import threading

import pytest

from idos import background as supervision
from idos.background import SupervisedThread, background

log = logging.getLogger("idos.test")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.001)


def test_work_that_fails_or_ends_is_begun_again_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    begun: list[str] = []
    enough = asyncio.Event()

    async def failing() -> None:
        begun.append("failing")
        raise ValueError("a secret")

    async def ending() -> None:
        begun.append("ending")
        if begun.count("failing") > 2 and begun.count("ending") > 2:
            enough.set()

    async def going_on() -> None:
        begun.append("going on")
        await asyncio.Event().wait()

    async def main() -> None:
        work = {"the first": failing, "the second": ending, "the third": going_on}
        async with background(log, work):
            await enough.wait()

    asyncio.run(main())
    assert begun.count("going on") == 1
    assert "the first failed (ValueError at test_background.py:" in caplog.text
    assert "the second ended, and begins again" in caplog.text
    assert "secret" not in caplog.text


def test_work_that_went_on_for_long_begins_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "LAST_PAUSE", 0.0)
    begun: list[None] = []
    enough = asyncio.Event()

    async def ending() -> None:
        begun.append(None)
        await asyncio.sleep(0.001)
        if len(begun) == 20:
            enough.set()

    async def main() -> None:
        async with background(log, {"it": ending}):
            await enough.wait()

    asyncio.run(main())


def test_nothing_goes_on_after_the_block() -> None:
    ended: list[str] = []

    async def going_on() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    async def main() -> None:
        async with background(log, {"it": going_on}):
            await asyncio.sleep(0)

    asyncio.run(main())
    assert ended == ["cancelled"]


def test_a_thread_whose_work_fails_begins_again_and_ends_with_its_work(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun: list[None] = []
    third, told = threading.Event(), threading.Event()

    def work() -> None:
        begun.append(None)
        if len(begun) < 3:
            raise ValueError("a secret")
        third.set()
        told.wait(20)

    thread = SupervisedThread(log, "the work", work)
    assert third.wait(20)
    assert not thread.failing
    told.set()
    thread.join()
    assert len(begun) == 3
    assert caplog.text.count("the work failed (ValueError at test_background.py:") == 2
    assert "secret" not in caplog.text


def test_an_exit_in_a_thread_is_a_fault_and_the_work_begins_again(caplog: pytest.LogCaptureFixture) -> None:
    begun: list[None] = []

    def work() -> None:
        begun.append(None)
        if len(begun) == 1:
            raise SystemExit(1)

    SupervisedThread(log, "the work", work).join()
    assert "the work failed (SystemExit at test_background.py:" in caplog.text


def test_a_thread_that_is_joined_while_its_work_fails_is_not_begun_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 60.0)
    begun: list[None] = []
    first = threading.Event()

    def work() -> None:
        begun.append(None)
        first.set()
        raise ValueError

    thread = SupervisedThread(log, "the work", work)
    assert first.wait(20)
    while not thread.failing:
        first.wait(0.001)
    thread.join()
    assert len(begun) == 1
