"""The API for companies: JSON over HTTP, one key a company (``docs/verification.md`` §7)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from idos.apps.bodies import read_body
from idos.apps.verify.service import Service
from idos.apps.verify.settings import Company
from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable
from idos.sdk.wire import decode_json, encode_json
from idos.verification.sandbox import BOUNDS, StartRequest

_STATUSES: Final[Mapping[type[IdosError], HTTPStatus]] = MappingProxyType(
    {
        Invalid: HTTPStatus.BAD_REQUEST,
        NotFound: HTTPStatus.NOT_FOUND,
        Denied: HTTPStatus.UNAUTHORIZED,
        Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
_PNG: Final = b"\x89PNG"


def api_routes(service: Service) -> list[BaseRoute]:
    """The routes below ``/api``."""

    def company_of(request: Request) -> Company:
        return service.settings.company_of(request.headers.get("Authorization", ""))

    async def start(request: Request) -> Response:
        company = company_of(request)
        wanted = decode_json(await read_body(request, BOUNDS.size), StartRequest, BOUNDS)
        reply = await run_in_threadpool(service.start, company, wanted)
        return _json(encode_json(reply), HTTPStatus.CREATED)

    async def report(request: Request) -> Response:
        company = company_of(request)
        reply = await run_in_threadpool(service.report, company, request.path_params["id"])
        return _json(encode_json(reply))

    async def take_image(request: Request) -> Response:
        company, path = company_of(request), request.path_params
        image = await run_in_threadpool(service.take_image, company, path["id"], path["kind"])
        return Response(image, media_type="image/png" if image.startswith(_PNG) else "image/jpeg")

    return [
        Route("/api/sessions", start, methods=["POST"]),
        Route("/api/sessions/{id}", report),
        Route("/api/sessions/{id}/images/{kind}", take_image),
    ]


async def refusal(_: Request, error: Exception) -> Response:
    """The answer to a request that raised one of our errors."""
    assert isinstance(error, IdosError), "registered for these"
    status = next(_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES)
    return JSONResponse({"code": error.code, "message": error.message}, status)


def _json(body: bytes, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(body, status, media_type="application/json")
