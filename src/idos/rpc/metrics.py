"""Figures for Prometheus (``GET /metrics``)."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import Counter, Gauge, Histogram, generate_latest

from idos.rpc.door import Door

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)


class Metrics:
    """One node's figures, in a registry of their own."""

    def __init__(self, door: Door, requests: Callable[[], int]) -> None:
        """``requests`` gives how many are worked on now."""
        self._registry = door.figures.registry
        self._requests = Counter(
            "idos_rpc_requests",
            "Requests by method and error code; 0 is success.",
            ["method", "code"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "idos_rpc_seconds",
            "Time from a request's head to its answer.",
            ["method"],
            registry=self._registry,
            buckets=_BUCKETS,
        )
        gauges: dict[str, tuple[str, Callable[[], float]]] = {
            "idos_requests_in_progress": ("Requests worked on now.", requests),
            "idos_sessions": ("Sessions that are open.", lambda: len(door.gateway.sessions)),
            "idos_streams": ("Streams of changes that are open.", lambda: len(door.streams)),
            "idos_block_height": ("Height of the newest block.", lambda: door.engine.status().height),
            "idos_block_time_seconds": (
                "Unix time of the newest block.",
                lambda: door.engine.status().block_time / 1000,
            ),
            "idos_syncing": (
                "1 while the node catches up with its network.",
                lambda: door.engine.status().syncing,
            ),
        }
        gauges |= _of_rules(door)
        for name, (doc, value) in gauges.items():
            Gauge(name, doc, registry=self._registry).set_function(value)

    def observe(self, method: str, code: int, seconds: float) -> None:
        """Count a request. ``method`` is one of the table's, or a word for what is none."""
        self._requests.labels(method, str(code)).inc()
        self._seconds.labels(method).observe(seconds)

    def render(self) -> bytes:
        """The figures in Prometheus's text format."""
        return generate_latest(self._registry)


def _of_rules(door: Door) -> dict[str, tuple[str, Callable[[], float]]]:
    """An operator is to be woken when what is scheduled is more than what is supported."""

    def scheduled() -> tuple[int, int]:
        upgrade = door.engine.status().rules.upgrade
        return (upgrade.version, upgrade.time) if upgrade else (0, 0)

    return {
        "idos_rules_version": (
            "The version of the network's rules.",
            lambda: door.engine.status().rules.version,
        ),
        "idos_rules_supported": (
            "The newest rules version that this program has.",
            lambda: door.machine.supported,
        ),
        "idos_upgrade_version": ("The rules version that is scheduled; 0 for none.", lambda: scheduled()[0]),
        "idos_upgrade_time_seconds": (
            "The unix time before which it does not begin; 0 for none.",
            lambda: scheduled()[1],
        ),
        "idos_writable": (
            "1 while nothing keeps the node from making blocks.",
            lambda: door.engine.status().writable,
        ),
    }
