"""The node's HTTP: methods at ``/rpc/v1``; beside them what describes and watches them."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from idos.protocol.changes import PATH as CHANGES_PATH
from idos.rpc.changes.endpoint import ChangesEndpoint
from idos.rpc.http.endpoint import RpcEndpoint
from idos.rpc.http.incoming import Incoming
from idos.rpc.http.origins import Cors, Origins, UnlistedOrigins
from idos.rpc.http.rates import RateLimited
from idos.rpc.methods import (  # noqa: F401  # importing them fills the table of methods
    access,
    chain,
    function,
    health,
    kgw,
    openrpc,
    user,
    views,
)
from idos.rpc.monitoring.logs import Logger
from idos.rpc.monitoring.metrics import PATH as METRICS_PATH
from idos.rpc.monitoring.metrics import Metrics
from idos.rpc.services import NodeServices

RPC_PATH = "/rpc/v1"


def build_app(services: NodeServices, logger: Logger, metrics: Metrics) -> ASGIApp:
    """The ASGI application of a node. Unless they have an address of their own, it shows the metrics too."""
    origins = Origins(services.settings)
    incoming = Incoming(services, origins)
    endpoint = RpcEndpoint(services, incoming, logger, metrics)

    async def describe(_: Request) -> Response:
        return JSONResponse(openrpc.document())

    async def all_health(_: Request) -> Response:
        return _health(health.overall_health(services))

    async def one_health(request: Request) -> Response:
        service = health.SERVICES.get(request.path_params["service"])
        if service is None:
            return PlainTextResponse("unknown service", HTTPStatus.NOT_FOUND)
        return _health(service[0](services))

    routes = [
        Route("/spec/v1", describe),
        Route("/api/v1/health", all_health),
        Route("/api/v1/health/{service}", one_health),
        Route(CHANGES_PATH, ChangesEndpoint(services, incoming, logger)),
    ]
    if not services.settings.metrics_listen:
        routes.append(Route(METRICS_PATH, metrics.show_here))
    others = Router(routes, redirect_slashes=False)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # Nearly all requests are for one path, and to match it with patterns would cost as much as to answer.
        await (endpoint if scope["path"] == RPC_PATH else others)(scope, receive, send)

    answers = Cors(app, origins, UnlistedOrigins(origins, logger))
    return RateLimited(answers, services.rates.requests, {RPC_PATH, CHANGES_PATH})


def _health(body: dict[str, object]) -> Response:
    return JSONResponse(body, HTTPStatus.OK if body["healthy"] else HTTPStatus.SERVICE_UNAVAILABLE)
