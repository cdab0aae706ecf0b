"""The two drivers, and the lists of methods that they offer."""

from __future__ import annotations

import asyncio
import inspect
import threading
from typing import Any

import pytest

from idos import (
    AsyncAuditor,
    AsyncClient,
    AsyncConsumer,
    AsyncIssuer,
    AsyncOwner,
    Auditor,
    Client,
    Consumer,
    Issuer,
    Owner,
    evm_wallet,
)
from idos.errors import Denied, Unavailable
from idos.protocol.jsonrpc import Response
from idos.sdk.drivers import Ask, Awaiting, Blocking, Operation, Pause, awaiting, blocking, writes

PAIRS = [
    (Client, AsyncClient),
    (Issuer, AsyncIssuer),
    (Consumer, AsyncConsumer),
    (Owner, AsyncOwner),
    (Auditor, AsyncAuditor),
]


class Counting:
    """Operations on a number that the transport keeps."""

    def __init__(self) -> None:
        self.closed: list[str] = []

    def twice(self, name: str) -> Operation[list[Any]]:
        """Ask, wait, ask."""
        try:
            first = yield Ask(name)
            yield Pause(0.001)
            second = yield Ask(name)
        finally:
            self.closed.append(name)
        return [first.result, second.result]

    def forgiving(self) -> Operation[str]:
        """Know what a failed transport means."""
        try:
            yield Ask("fail")
        except Unavailable as error:
            return error.code
        return "no error"

    @writes
    def change(self) -> Operation[int]:
        """Read and write back, as transactions with nonces do."""
        before = yield Ask("get")
        yield Pause(0.002)
        yield Ask("set", {"value": _value(before) + 1})
        return _value(before) + 1


def _value(response: Response) -> int:
    assert response.result is not None
    return int(response.result["value"])


class Cell:
    """A transport that keeps a number."""

    def __init__(self) -> None:
        self.value = 0
        self.open = True

    def ask(self, request: Ask) -> Response:
        if request.method == "fail":
            raise Unavailable("cut", code="network")
        if request.method == "bug":
            raise ZeroDivisionError
        if request.method == "set":
            self.value = request.params["value"]
        return Response(1, {"value": self.value}, None)

    def close(self) -> None:
        self.open = False


class AsyncCell(Cell):
    async def ask(self, request: Ask) -> Response:  # type: ignore[override]  # awaited
        await asyncio.sleep(0)
        return super().ask(request)

    async def close(self) -> None:  # type: ignore[override]  # awaited
        self.open = False


class Blocked(Blocking[Counting]):
    twice = blocking(Counting.twice)
    forgiving = blocking(Counting.forgiving)
    change = blocking(Counting.change)


class Awaited(Awaiting[Counting]):
    twice = awaiting(Counting.twice)
    forgiving = awaiting(Counting.forgiving)
    change = awaiting(Counting.change)


def test_an_operation_gets_its_answers_and_gives_its_result() -> None:
    with Blocked(Counting(), cell := Cell()) as client:
        assert client.twice("get") == [{"value": 0}, {"value": 0}]
    assert not cell.open


def test_an_operation_gets_its_answers_when_awaited() -> None:
    async def run() -> None:
        async with Awaited(Counting(), cell := AsyncCell()) as client:
            assert await client.twice("get") == [{"value": 0}, {"value": 0}]
        assert not cell.open

    asyncio.run(run())


def test_the_error_of_a_transport_reaches_the_operation_first() -> None:
    assert Blocked(Counting(), Cell()).forgiving() == "network"
    assert asyncio.run(Awaited(Counting(), AsyncCell()).forgiving()) == "network"


@pytest.mark.parametrize(("method", "error"), [("fail", Unavailable), ("bug", ZeroDivisionError)])
def test_an_operation_that_fails_is_closed(method: str, error: type[Exception]) -> None:
    operations = Counting()
    with pytest.raises(error):
        Blocked(operations, Cell()).twice(method)
    with pytest.raises(error):
        asyncio.run(Awaited(operations, AsyncCell()).twice(method))
    assert operations.closed == [method, method]


def test_an_operation_that_is_cancelled_is_closed() -> None:
    operations = Counting()

    class Stuck(AsyncCell):
        async def ask(self, request: Ask) -> Response:  # type: ignore[override]  # awaited
            await asyncio.Event().wait()
            raise AssertionError

    async def run() -> None:
        task = asyncio.create_task(Awaited(operations, Stuck()).twice("get"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert operations.closed == ["get"]


def test_one_client_writes_one_thing_at_a_time() -> None:
    client = Blocked(Counting(), cell := Cell())
    threads = [threading.Thread(target=client.change) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cell.value == 8


def test_one_client_writes_one_thing_at_a_time_when_awaited() -> None:
    cell = AsyncCell()

    async def run() -> list[int]:
        client = Awaited(Counting(), cell)
        return await asyncio.gather(*(client.change() for _ in range(8)))

    assert asyncio.run(run()) == list(range(1, 9))
    assert cell.value == 8


def methods(cls: type) -> dict[str, Any]:
    return {
        name: member
        for name, member in inspect.getmembers(cls)
        if not name.startswith("_") and name not in {"close", "perform"}
    }


@pytest.mark.parametrize(("plain", "awaited"), PAIRS)
def test_both_drivers_offer_the_same_methods(plain: type, awaited: type) -> None:
    blocking_methods, awaited_methods = methods(plain), methods(awaited)
    assert list(blocking_methods) == list(awaited_methods)
    for name, method in blocking_methods.items():
        if isinstance(method, property):
            continue
        assert inspect.signature(method) == inspect.signature(awaited_methods[name])
        assert method.__doc__ == awaited_methods[name].__doc__
        assert inspect.iscoroutinefunction(awaited_methods[name])


@pytest.mark.parametrize("plain", [plain for plain, _ in PAIRS])
def test_every_operation_is_offered(plain: type) -> None:
    (base,) = plain.__orig_bases__  # type: ignore[attr-defined]  # of a generic class
    (operations,) = base.__args__
    written = {name for name, _ in inspect.getmembers(operations, inspect.isgeneratorfunction)}
    assert {name for name in written if not name.startswith("_")} <= set(methods(plain))


def test_a_locked_client_says_so_before_it_asks_anything() -> None:
    class Silent(Cell):
        def ask(self, request: Ask) -> Response:
            raise AssertionError("it asked")

    alice = Client("http://node.example", evm_wallet(b"\x01" * 32), transport=Silent())
    with pytest.raises(Denied) as caught:
        alice.enclave.lock()
    assert caught.value.code == "locked"
