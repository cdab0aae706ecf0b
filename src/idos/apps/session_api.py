"""An app's own API: JSON for the pages of one origin, in visits that a cookie names.

A change is asked for by ``POST`` with a JSON body, from our own pages: no form or script of another site can
send that with our visitor's cookie (Fetch standard, CORS). The cookie cannot be read by scripts, does not go
along with what other sites send (``SameSite=Lax``), and over https cannot be set from another host
(``__Host-``, RFC 6265bis).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from idos.apps.bodies import read_body
from idos.apps.visits import ChallengeRequest, Claim, Visits
from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable
from idos.sdk.wire import JsonBounds, decode_json, encode_json

BOUNDS: Final = JsonBounds(size=64 * 1024, values=200)
"""Of a request's body."""

STATUSES: Final[Mapping[type[IdosError], HTTPStatus]] = MappingProxyType(
    {
        Invalid: HTTPStatus.BAD_REQUEST,
        NotFound: HTTPStatus.NOT_FOUND,
        Denied: HTTPStatus.FORBIDDEN,
        Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    }
)

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]


class SessionApi:
    """Makes endpoints of functions that take the visit and what was asked, and return what to answer."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        self._is_https = visits.origin.startswith("https:")
        self._cookie = "__Host-visit" if self._is_https else "visit"

    def get(self, path: str, answer: Callable[[str, Mapping[str, str]], object]) -> BaseRoute:
        """A question: ``answer`` is called with the visit, empty when there is none, and the query."""

        async def endpoint(request: Request) -> Response:
            visit = self._visit(request) or ""
            return reply(await run_in_threadpool(answer, visit, request.query_params))

        return Route(path, refusing(endpoint))

    def post(self, path: str, shape: type[T], act: Callable[[str, T], object]) -> BaseRoute:
        """A change: ``act`` is called with the visit, which begins now if need be, and the body."""

        async def endpoint(request: Request) -> Response:
            self._check_origin(request)
            body = decode_json(await read_body(request, BOUNDS.size), shape, BOUNDS)
            visit = self._visit(request) or self._visits.token()
            answer = reply(await run_in_threadpool(act, visit, body))
            self._remember(answer, visit)
            return answer

        return Route(path, refusing(endpoint), methods=["POST"])

    def wallet_routes(self) -> list[BaseRoute]:
        """How a visitor proves a wallet, and leaves."""
        visits = self._visits
        return [
            self.post("/api/challenge", ChallengeRequest, visits.challenge),
            self.post("/api/proof", Claim, visits.prove),
            Route("/api/leave", refusing(self._leave), methods=["POST"]),
        ]

    async def _leave(self, request: Request) -> Response:
        """End the visit: nobody can ask any longer for what was stored under its name."""
        self._check_origin(request)
        await run_in_threadpool(self._visits.leave, self._visit(request) or "")
        answer = reply(None)
        answer.delete_cookie(self._cookie, secure=self._is_https, httponly=True, samesite="lax")
        return answer

    def _check_origin(self, request: Request) -> None:
        """Raise `Denied` (``foreign``) unless one of our own pages asks."""
        if request.headers.get("Origin") != self._visits.origin:
            raise Denied("Only this site's own pages may ask for this.", code="foreign")
        if request.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
            raise Invalid("The body is not JSON.", code="not_json")

    def _visit(self, request: Request) -> str | None:
        token = request.cookies.get(self._cookie, "")
        return token if _TOKEN.fullmatch(token) else None

    def _remember(self, answer: Response, visit: str) -> None:
        answer.set_cookie(
            self._cookie,
            visit,
            max_age=self._visits.visit_seconds,
            secure=self._is_https,
            httponly=True,
            samesite="lax",
        )


def reply(content: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """An answer that nobody keeps; None is an empty object."""
    body = encode_json({} if content is None else content)
    return Response(body, status, media_type="application/json", headers={"Cache-Control": "no-store"})


def refusing(endpoint: Endpoint) -> Endpoint:
    """The endpoint, answering our errors with their code, a sentence and a status."""

    async def guarded(request: Request) -> Response:
        try:
            return await endpoint(request)
        except IdosError as error:
            status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
            return reply({"code": error.code, "message": error.message}, status)

    return guarded
