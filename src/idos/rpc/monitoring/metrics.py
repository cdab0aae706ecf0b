"""Figures for Prometheus (``GET /metrics``), and to whom they are shown."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from http import HTTPStatus

from prometheus_client import Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from idos.http_server.bounds import Traffic
from idos.rpc.services import NodeServices

PATH = "/metrics"

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)


class Metrics:
    """One node's figures: those of its traffic and its rules, in one registry."""

    def __init__(self, services: NodeServices, traffic: Traffic) -> None:
        self._registry = services.figures.registry
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
            "idos_connections": ("Connections that are open.", lambda: traffic.connections.held),
            "idos_arriving_bytes": (
                "Bytes of long request bodies that arrive or are worked on.",
                lambda: traffic.arriving.held,
            ),
            "idos_answer_bytes": (
                "Bytes of long answers that are made and not yet sent.",
                lambda: traffic.answers.held,
            ),
            "idos_sessions": ("Sessions that are open.", lambda: len(services.gateway.sessions)),
            "idos_streams": ("Streams of changes that are open.", lambda: len(services.streams)),
            "idos_block_height": ("Height of the newest block.", lambda: services.engine.status().height),
            "idos_block_time_seconds": (
                "Unix time of the newest block.",
                lambda: services.engine.status().block_time / 1000,
            ),
            "idos_syncing": (
                "1 while the node catches up with its network.",
                lambda: services.engine.status().syncing,
            ),
        }
        gauges |= _of_rules(services)
        for name, (doc, value) in gauges.items():
            self.gauge(name, doc, value)
        self._registry.register(_Ended(traffic))

    def gauge(self, name: str, doc: str, value: Callable[[], float]) -> None:
        """Show what ``value`` gives whenever it is asked for."""
        Gauge(name, doc, registry=self._registry).set_function(value)

    def observe(self, method: str, code: int, seconds: float) -> None:
        """Count a request. ``method`` is one of the table's, or a word for an unknown one."""
        self._requests.labels(method, str(code)).inc()
        self._seconds.labels(method).observe(seconds)

    def render(self) -> bytes:
        """The figures in Prometheus's text format."""
        return generate_latest(self._registry)

    async def show(self, _: Request) -> Response:
        """The figures, for anybody."""
        return Response(self.render(), media_type=CONTENT_TYPE)

    async def show_here(self, request: Request) -> Response:
        """The figures, for who asks from this machine; to others there is nothing here."""
        if _is_from_here(request):
            return await self.show(request)
        return PlainTextResponse(HTTPStatus.NOT_FOUND.phrase, HTTPStatus.NOT_FOUND)


def metrics_app(metrics: Metrics) -> Router:
    """The ASGI application of an address where there is nothing else."""
    return Router([Route(PATH, metrics.show)], redirect_slashes=False)


_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def _is_from_here(request: Request) -> bool:
    """Whether a program of this machine asks, by an address of this machine, and not for somebody else."""
    asked = request.url.hostname or ""
    client = request.client.host if request.client else ""
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    return not is_forwarded and _is_loopback(client) and (asked == "localhost" or _is_loopback(asked))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class _Ended(Collector):
    """What the server ended or refused to stay within its bounds."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(
            "idos_http_ended",
            "What was ended or refused for its bounds.",
            labels=["reason"],
        )
        for reason, times in sorted(self._traffic.ended.items()):
            family.add_metric([reason], times)
        yield family


def _of_rules(services: NodeServices) -> dict[str, tuple[str, Callable[[], float]]]:
    """An operator is to be woken when what is scheduled is more than what is supported."""

    def scheduled() -> tuple[int, int]:
        upgrade = services.engine.status().rules.upgrade
        return (upgrade.version, upgrade.time) if upgrade else (0, 0)

    return {
        "idos_rules_version": (
            "The version of the network's rules.",
            lambda: services.engine.status().rules.version,
        ),
        "idos_rules_supported": (
            "The newest rules version that this program has.",
            lambda: services.machine.supported,
        ),
        "idos_upgrade_version": ("The rules version that is scheduled; 0 for none.", lambda: scheduled()[0]),
        "idos_upgrade_time_seconds": (
            "The unix time before which it does not begin; 0 for none.",
            lambda: scheduled()[1],
        ),
        "idos_writable": (
            "1 while nothing keeps the node from making blocks.",
            lambda: services.engine.status().writable,
        ),
    }
