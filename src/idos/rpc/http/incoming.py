"""What the head of a request says: who sends it, which session it shows, and whether that is too often."""

from __future__ import annotations

from typing import Any

from starlette.types import Scope

from idos.http_server.exchange import Exchange
from idos.protocol.jsonrpc import ErrorCode
from idos.rpc.call import Call, Requester
from idos.rpc.http.origins import Origins
from idos.rpc.methods.table import MethodError
from idos.rpc.services import NodeServices
from idos.rpc.sessions.gateway import bearer_token, cookie_token, session_name


class Incoming:
    """Admits requests to the node's methods and streams."""

    def __init__(self, services: NodeServices, origins: Origins) -> None:
        self._services = services
        self._origins = origins

    def call(self, scope: Scope, headers: dict[bytes, bytes]) -> Call[Any]:
        """The request, without parameters. Raises ``MethodError``, -905, when its client asks too often."""
        client = Exchange.of(scope).client
        if not self._services.rates.requests.allow(client):
            raise MethodError(ErrorCode.GATEWAY_TOO_MANY_REQUESTS, "too many requests, slow down")
        bearer = bearer_token(headers.get(b"authorization", b"").decode("latin-1"))
        trusted = self._origins.may_have_cookies(headers)
        cookie = cookie_token(headers.get(b"cookie", b"").decode("latin-1")) if trusted else None
        token = cookie if bearer is None else bearer
        origin = headers.get(b"origin")
        requester = Requester(
            client=client,
            host=headers.get(b"host", b"").decode("latin-1"),
            session=None if token is None else session_name(token),
            by_cookie=bearer is None,
            origin=None if origin is None else origin.decode("latin-1"),
            trusted=trusted,
        )
        return Call(self._services, requester, params=None)
