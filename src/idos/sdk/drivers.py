"""Operations without I/O: each is written once, and two drivers run it: one blocks, one awaits.

An operation is a generator. It yields what it needs from the world, an :class:`Ask` or a :class:`Pause`, and
is sent the answer. A driver keeps a transport and answers; when the transport fails, it throws the error
into the operation, which may know better what it means.
"""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import Callable, Coroutine, Generator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeVar

from idos.arguments import checked
from idos.errors import IdosError, Invalid
from idos.protocol.jsonrpc import Response as Response
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.reads import CallRequest
from idos.protocol.requests import Broadcast


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a request to the node. The answer is its :class:`Response`, a fault included."""

    method: str
    params: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def action(self) -> str | None:
        """The network's action that this asks for; None where it asks for none. Raises ``Invalid``."""
        if self.method == "user.call":
            return ActionCall.decode(CallRequest.from_json(self.params).payload).action
        if self.method == "user.broadcast":
            return ActionExecution.decode(Broadcast.from_json(self.params).transaction.payload).action
        return None


@dataclass(frozen=True, slots=True)
class Pause:
    """Let time pass, in seconds. The answer is an empty response."""

    seconds: float


T = TypeVar("T")
P = ParamSpec("P")
S = TypeVar("S", covariant=True)
Operation = Generator[Ask | Pause, Response, T]
_NOTHING = Response(None, {}, None)


def writes(operation: Callable[P, Operation[T]]) -> Callable[P, Operation[T]]:
    """Mark an operation that sends transactions: a client runs one of these at a time, as its nonces need."""
    operation.__dict__["writes"] = True
    return operation


class Transport(Protocol):
    """Carries one request to the node and brings back the response; keeps cookies.

    Raises ``Unavailable``: ``code="unreachable"`` or ``"http_refused"`` when the request surely had no
    effect, any other code when it may have had one; ``NotFound`` (``no_node``) when nobody there answers for
    a node; ``Invalid`` when it is too large to be sent. It takes a bounded time and a bounded memory.
    """

    def ask(self, request: Ask) -> Response:
        """Put the request."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...


class AsyncTransport(Protocol):
    """As :class:`Transport`, awaited."""

    async def ask(self, request: Ask) -> Response:
        """Put the request."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


class Blocking(Generic[S]):
    """A client whose methods block: the operations of ``S``, run over a transport."""

    def __init__(self, operations: S, transport: Transport) -> None:
        self._operations = operations
        self._transport = transport
        self._turn = threading.Lock()

    def close(self) -> None:
        """Release connections. The client cannot be used afterwards."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def perform(
        self, operation: Callable[Concatenate[S, P], Operation[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run one operation to its end; when it writes, after those that write already."""
        with self._turn if _writes(operation) else nullcontext():
            return self._run(operation(self._operations, *args, **kwargs))

    def _run(self, operation: Operation[T]) -> T:
        with closing(operation):
            try:
                effect = next(operation)
                while True:
                    try:
                        answer = self._answer(effect)
                    except IdosError as error:
                        effect = operation.throw(error)
                    else:
                        effect = operation.send(answer)
            except StopIteration as done:
                value: T = done.value
                return value

    def _answer(self, effect: Ask | Pause) -> Response:
        if isinstance(effect, Ask):
            return self._transport.ask(effect)
        time.sleep(effect.seconds)
        return _NOTHING


class Awaiting(Generic[S]):
    """A client whose methods are awaited: the operations of ``S``, run over a transport."""

    def __init__(self, operations: S, transport: AsyncTransport) -> None:
        self._operations = operations
        self._transport = transport
        self._turn = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def close(self) -> None:
        """Release connections. The client cannot be used afterwards."""
        self._check_loop()
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def perform(
        self, operation: Callable[Concatenate[S, P], Operation[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run one operation to its end; when it writes, after those that write already.

        Raises ``Invalid`` (``other_event_loop``) in another event loop than the client was first used in.
        """
        self._check_loop()
        async with self._turn if _writes(operation) else nullcontext():
            return await self._run(operation(self._operations, *args, **kwargs))

    def _check_loop(self) -> None:
        """Connections belong to the event loop that they were opened in."""
        running = asyncio.get_running_loop()
        self._loop = self._loop or running
        if self._loop is not running:
            raise Invalid(
                "the client belongs to another event loop: make one in each", code="other_event_loop"
            )

    async def _run(self, operation: Operation[T]) -> T:
        with closing(operation):
            try:
                effect = next(operation)
                while True:
                    try:
                        answer = await self._answer(effect)
                    except IdosError as error:
                        effect = operation.throw(error)
                    else:
                        effect = operation.send(answer)
            except StopIteration as done:
                value: T = done.value
                return value

    async def _answer(self, effect: Ask | Pause) -> Response:
        if isinstance(effect, Ask):
            return await self._transport.ask(effect)
        await asyncio.sleep(effect.seconds)
        return _NOTHING


def blocking(
    operation: Callable[Concatenate[S, P], Operation[T]],
) -> Callable[Concatenate[Blocking[S], P], T]:
    """The operation as a method of a :class:`Blocking` client, which refuses arguments of other types."""
    operation = checked(operation)

    @functools.wraps(operation)
    def method(client: Blocking[S], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return client.perform(operation, *args, **kwargs)

    return method


def awaiting(
    operation: Callable[Concatenate[S, P], Operation[T]],
) -> Callable[Concatenate[Awaiting[S], P], Coroutine[Any, Any, T]]:
    """The operation as a method of an :class:`Awaiting` client, which refuses arguments of other types."""
    operation = checked(operation)

    @functools.wraps(operation)
    async def method(client: Awaiting[S], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await client.perform(operation, *args, **kwargs)

    return method


def _writes(operation: Callable[..., object]) -> bool:
    return getattr(operation, "writes", False)
