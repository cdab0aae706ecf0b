"""What the methods work on, and what they know about one request."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from idos.consensus.engine import Engine
from idos.consensus.machine import Machine
from idos.http_server.shares import Share, Shares
from idos.rpc.access_log import AccessLog
from idos.rpc.expiring import Clock
from idos.rpc.figures import Figures
from idos.rpc.limits import RateLimiter
from idos.rpc.sessions import Gateway
from idos.rpc.settings import RpcSettings
from idos.rpc.streams import Streams
from idos.rpc.threads import Threads
from idos.store.verbs import Store

T = TypeVar("T")
P = TypeVar("P")
Json = dict[str, Any]
Random = Callable[[int], bytes]


class DebtError(Exception):
    """The client owes for its other requests, so this one is not worked on."""


class Door:
    """The node behind the methods: its engine, rules, store and access log; and what it itself remembers."""

    def __init__(
        self,
        settings: RpcSettings,
        *,
        engine: Engine,
        machine: Machine,
        store: Store,
        access_log: AccessLog,
        clock: Clock,
        random: Random = os.urandom,
        log: Path | None = None,
    ) -> None:
        """``clock`` gives seconds since 1970. ``settings.public_urls`` is not empty.

        ``log``: the file of the state's log, to be watched; None in memory.
        """
        self.settings = settings
        self.engine = engine
        self.machine = machine
        self.store = store
        self.access_log = access_log
        self.figures = Figures()
        self.figures.watch(engine, access_log, log)
        self.gateway = Gateway(settings, machine.genesis.chain_id, clock=clock, random=random)
        self.challenge_rate = RateLimiter(
            per_second=settings.challenges_per_second, burst=settings.challenge_burst, clock=clock
        )
        self.call_rate = RateLimiter(
            per_second=settings.calls_per_second, burst=settings.call_burst, clock=clock
        )
        self.request_rate = RateLimiter(
            per_second=settings.requests_per_second, burst=settings.request_burst, clock=clock
        )
        self.transaction_rate = RateLimiter(
            per_second=settings.transactions_per_second, burst=settings.transaction_burst, clock=clock
        )
        self.waiting = Shares(max(1, settings.max_connections // 2), settings.requests_per_client)
        self.streams = Streams(engine.feed, settings)
        self._threads = Threads(settings.threads)

    async def in_thread(self, work: Callable[[], T], client: str | None = None) -> T:
        """Run what computes, reads the store or checks a signature, off the event loop.

        For a client, when it has its turn.
        """
        return await self._threads.run(work, client)

    def close(self) -> None:
        """Let the threads end. Work that began is finished, what waits is dropped."""
        self._threads.close()


@dataclass(slots=True)
class Call(Generic[P]):
    """One request: what the transport knows of it, its parameters, and the cookie to answer with.

    ``client`` is whom the limits count, and so is ``signer`` once it is known; ``host`` the name that was
    asked for, ``session`` the name of the session whose token was shown; ``by_cookie`` says that a cookie
    showed it, or nothing did. ``origin``: of the page that asks, None for who is no page; ``trusted``: it may
    have a cookie. ``large``: the request is of a size that is decoded off the event loop. ``seat``: what it
    holds among the requests that are worked on; one that only waits gives it back.
    """

    door: Door
    client: str
    host: str
    session: bytes | None
    by_cookie: bool
    origin: str | None
    trusted: bool
    params: P
    set_cookie: str | None = None
    signer: str | None = None
    large: bool = False
    seat: Share | None = None
    _cost: float = 0.0

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run it as ``Door.in_thread`` does, on the account of who asks.

        Raises ``DebtError`` when, by the time of its turn, the client owes for other requests.
        """

        def timed() -> T:
            began = time.thread_time()
            if self.door.request_rate.debt(self.client) > max(0.0, self._cost - 1):
                raise DebtError
            try:
                return work()
            finally:
                self.charge(seconds=time.thread_time() - began)

        return await self.door.in_thread(timed, self.client)

    async def decode(self, work: Callable[[], T]) -> T:
        """Run what decodes the request, or a part of it."""
        return await self.in_thread(work) if self.large else work()

    def charge(self, *, size: int = 0, seconds: float = 0.0) -> None:
        """Charge client and signer for bytes that were read or are answered, and for time that was worked.

        What goes beyond one request's share counts as more requests of the one and more calls of the other.
        From any thread, but one at a time.
        """
        settings, before = self.door.settings, max(1.0, self._cost)
        self._cost += size / settings.counted_bytes + seconds / settings.counted_seconds
        if self._cost > before:
            self.door.request_rate.charge(self.client, self._cost - before)
            if self.signer is not None:
                self.door.call_rate.charge(self.signer, self._cost - before)
