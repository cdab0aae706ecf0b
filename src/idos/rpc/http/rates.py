"""How often, and for how much, a client or a signer may ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from http import HTTPStatus
from threading import Lock

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from idos.consensus.clock import Clock
from idos.http_server.exchange import Exchange
from idos.rpc.settings import RpcSettings


class RateLimiter:
    """A token bucket a client: ``burst`` at once, ``per_second`` sustained.

    What turns out to cost more than the token that it took is charged afterwards, and can leave a debt, of at
    most another burst. The buckets of the ``capacity`` clients seen last are kept; a forgotten client starts
    with a full one. Safe for use from several threads.
    """

    def __init__(self, *, per_second: float, burst: int, clock: Clock, capacity: int = 65_536) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._capacity = capacity
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allow(self, client: str) -> bool:
        """Take one token of the client's. False when there is none."""
        with self._lock:
            tokens = self._tokens(client)
            allowed = tokens >= 1
            self._keep(client, tokens - allowed)
            return allowed

    def charge(self, client: str, tokens: float) -> None:
        """Take so many more of the client's tokens, whether it has them or not."""
        with self._lock:
            self._keep(client, max(self._tokens(client) - tokens, -self._burst))

    def debt(self, client: str) -> float:
        """How many tokens the client owes now; 0 for none."""
        with self._lock:
            return max(0.0, -self._tokens(client))

    def is_spent(self, client: str) -> bool:
        """Whether the client has no token now. Takes none."""
        with self._lock:
            tokens = self._tokens(client)
            if client in self._buckets:
                self._keep(client, tokens)  # as of now: a clock that was set back takes nothing away
            return tokens < 1

    def _tokens(self, client: str) -> float:
        now = self._clock()
        tokens, then = self._buckets.get(client, (float(self._burst), now))
        return min(self._burst, tokens + max(0.0, now - then) * self._per_second)

    def _keep(self, client: str, tokens: float) -> None:
        self._buckets.pop(client, None)
        if len(self._buckets) >= self._capacity:
            self._buckets.popitem(last=False)
        self._buckets[client] = (tokens, self._clock())


class Rates:
    """The rates that a node holds its clients to: of requests, views, transactions, and challenges."""

    def __init__(self, settings: RpcSettings, clock: Clock) -> None:
        def limiter(per_second: float, burst: int) -> RateLimiter:
            return RateLimiter(per_second=per_second, burst=burst, clock=clock)

        self.requests = limiter(settings.requests_per_second, settings.request_burst)
        self.calls = limiter(settings.calls_per_second, settings.call_burst)
        self.transactions = limiter(settings.transactions_per_second, settings.transaction_burst)
        self.challenges = limiter(settings.challenges_per_second, settings.challenge_burst)


class RateLimited:
    """An ASGI layer that counts the requests of each client, except at paths that count by themselves."""

    def __init__(self, app: ASGIApp, rate: RateLimiter, counted: Collection[str]) -> None:
        self._app = app
        self._rate = rate
        self._counted = counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, or answer 429."""
        counts_itself = scope["path"] in self._counted and scope["method"] != "OPTIONS"
        if counts_itself or self._rate.allow(Exchange.of(scope).client):
            await self._app(scope, receive, send)
            return
        refusal = PlainTextResponse("too many requests, slow down", HTTPStatus.TOO_MANY_REQUESTS)
        await refusal(scope, receive, send)
