"""How often a client, or a signer, may ask."""

from __future__ import annotations

from threading import Lock

from idos.http_server.clients import client_name
from idos.rpc.expiring import Clock

__all__ = ["RateLimiter", "client_name"]


class RateLimiter:
    """A token bucket a client: ``burst`` at once, ``per_second`` sustained.

    The buckets of the ``capacity`` clients seen last are kept; a forgotten client starts with a full one.
    Safe for use from several threads.
    """

    def __init__(self, *, per_second: float, burst: int, clock: Clock, capacity: int = 65_536) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._capacity = capacity
        self._lock = Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def allow(self, client: str) -> bool:
        """Take one token of the client's. False when there is none."""
        with self._lock:
            tokens, now = self._tokens(client)
            self._buckets.pop(client, None)
            if len(self._buckets) >= self._capacity:
                del self._buckets[next(iter(self._buckets))]
            self._buckets[client] = (tokens - 1 if tokens >= 1 else tokens, now)
            return tokens >= 1

    def is_spent(self, client: str) -> bool:
        """Whether the client has no token now. Takes none."""
        with self._lock:
            return self._tokens(client)[0] < 1

    def _tokens(self, client: str) -> tuple[float, float]:
        now = self._clock()
        tokens, then = self._buckets.get(client, (float(self._burst), now))
        return min(self._burst, tokens + max(0.0, now - then) * self._per_second), now
