"""One request to a method: what the transport knows of it, and what it costs its client."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from idos.http_server.shares import Share
from idos.rpc.services import NodeServices

T = TypeVar("T")
P = TypeVar("P")
Json = dict[str, Any]


class DebtError(Exception):
    """The client owes for its other requests, so this one is not worked on."""


@dataclass(slots=True)
class Call(Generic[P]):
    """One request: what the transport knows of it, its parameters, and the cookie to answer with.

    The limits count ``client``, and ``signer`` once it is known; ``host`` is the name that was asked for,
    ``session`` the name of the session whose token was sent; ``by_cookie``: in a cookie, or there is none.
    ``origin``: of the page that asks, None when it is not a page; ``trusted``: it may have a cookie.
    ``large``: the request is of a size that is decoded off the event loop. ``place``: its place among the
    requests in progress; a request that only waits releases it.
    """

    services: NodeServices
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
    place: Share | None = None
    _cost: float = 0.0

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run it as ``NodeServices.in_thread`` does, on the account of who asks.

        Raises ``DebtError`` when, by the time of its turn, the client owes for other requests.
        """

        def timed() -> T:
            began = time.thread_time()
            if self.services.rates.requests.debt(self.client) > max(0.0, self._cost - 1):
                raise DebtError
            try:
                return work()
            finally:
                self.charge(seconds=time.thread_time() - began)

        return await self.services.in_thread(timed, self.client)

    async def decode(self, work: Callable[[], T]) -> T:
        """Run what decodes the request, or a part of it."""
        return await self.in_thread(work) if self.large else work()

    def charge(self, *, size: int = 0, seconds: float = 0.0) -> None:
        """Charge client and signer for bytes that were read or are answered, and for time that was worked.

        What goes beyond one request's share counts as more requests of the one and more calls of the other.
        From any thread, but one at a time.
        """
        settings, before = self.services.settings, max(1.0, self._cost)
        self._cost += size / settings.counted_bytes + seconds / settings.counted_seconds
        if self._cost > before:
            self.services.rates.requests.charge(self.client, self._cost - before)
            if self.signer is not None:
                self.services.rates.calls.charge(self.signer, self._cost - before)
