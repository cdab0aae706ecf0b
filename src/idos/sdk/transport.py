"""HTTP to a node: one JSON-RPC request a POST, the session cookie kept (``docs/protocol/transport.md``)."""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

import httpx

from idos.errors import IdosError, Invalid, NotFound, Unavailable
from idos.protocol.jsonrpc import (
    MAX_REQUEST_BYTES,
    MAX_RESPONSE_BYTES,
    Request,
    Response,
    parse_response,
)
from idos.sdk.drivers import Ask
from idos.sdk.http import AnswerBounds, async_client, blocking_client, within

DEFAULT_TIMEOUT: Final = 30.0
"""Seconds. More than a node waits for a commit, so that the node's own answer comes first."""

_PATH: Final = "/rpc/v1"
_BOUNDS: Final = AnswerBounds(
    MAX_RESPONSE_BYTES,
    compressed="the node's answer is compressed, unasked",
    too_long="the node's answer is too long",
)
_HEADERS: Final = MappingProxyType(
    {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
)
_NOWHERE: Final = frozenset({404, 405, 410})
"""HTTP statuses of servers that have no node at this path."""

_DISTRUST: Final = "CERTIFICATE_VERIFY_FAILED"
"""What OpenSSL says of a certificate that it does not take."""

_COOKIE = re.compile(r"""(b'(?:set-)?cookie', )b(?:'[^']*'|"[^"]*")""", re.IGNORECASE)


class _WithoutCookies(logging.Filter):
    """Takes session tokens out of the HTTP library's log, which at level DEBUG shows every answer's head."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, and let it pass."""
        record.msg = _COOKIE.sub(r"\1…", record.getMessage())
        record.args = ()
        return True


for _name in ("httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.connection"):
    logging.getLogger(_name).addFilter(_WithoutCookies())


def provider(node_url: str) -> str:
    """The node's address without a final slash: the form that gateways name in what they let clients sign.

    Raises ``Invalid`` for anything that is not an http or https URL, and for one with a password or query:
    wallets would sign those too.
    """
    _url(node_url)
    return node_url.removesuffix("/")


def _url(node_url: str) -> httpx.URL:
    try:
        url = httpx.URL(node_url)
        scheme, host = url.scheme, url.host
    except (httpx.InvalidURL, UnicodeError, TypeError):
        raise Invalid("the node URL is not a URL", code="bad_url") from None
    if scheme not in {"http", "https"} or not host:
        raise Invalid("the node URL must start with http:// or https://", code="bad_url")
    if url.userinfo or url.query or url.fragment:
        raise Invalid("the node URL must not have a user, a query or a fragment", code="bad_url")
    return url


class HttpTransport:
    """Blocking HTTP. A request and its answer take at most ``timeout`` seconds in all.

    ``http`` may bring an own ``httpx.Client``, with time-outs of its own; it is closed with the transport.
    Raises ``Invalid`` and ``Unavailable`` as :func:`idos.sdk.http.blocking_client` does.
    """

    def __init__(
        self, node_url: str, *, timeout: float = DEFAULT_TIMEOUT, http: httpx.Client | None = None
    ) -> None:
        url = _url(node_url)
        self._url = provider(node_url) + _PATH
        self._timeout = timeout
        self._http = http or blocking_client(url, timeout)
        self._ids = itertools.count(1)

    def ask(self, request: Ask) -> Response:
        """Put the request."""
        body = _encode(next(self._ids), request)
        ends = time.monotonic() + self._timeout
        with (
            _typed_errors(self._http),
            within(self._timeout),
            self._http.stream("POST", self._url, content=body, headers=_HEADERS) as reply,
        ):
            answer = _BOUNDS.read(reply, ends)
        return _decode(reply.status_code, answer)

    def close(self) -> None:
        """Release connections."""
        self._http.close()


class AsyncHttpTransport:
    """As :class:`HttpTransport`, awaited, in one event loop."""

    def __init__(
        self, node_url: str, *, timeout: float = DEFAULT_TIMEOUT, http: httpx.AsyncClient | None = None
    ) -> None:
        url = _url(node_url)
        self._url = provider(node_url) + _PATH
        self._timeout = timeout
        self._http = http or async_client(url, timeout)
        self._ids = itertools.count(1)

    async def ask(self, request: Ask) -> Response:
        """Put the request."""
        body = _encode(next(self._ids), request)
        with _typed_errors(self._http):
            async with (
                asyncio.timeout(self._timeout),
                self._http.stream("POST", self._url, content=body, headers=_HEADERS) as reply,
            ):
                _BOUNDS.check(reply)
                answer = bytearray()
                async for part in reply.aiter_bytes():
                    _BOUNDS.extend(answer, part)
        return _decode(reply.status_code, bytes(answer))

    async def close(self) -> None:
        """Release connections."""
        await self._http.aclose()


def _encode(number: int, request: Ask) -> bytes:
    body = Request(number, request.method, request.params).encode()
    if len(body) > MAX_REQUEST_BYTES:
        raise Invalid(f"the request is longer than {MAX_REQUEST_BYTES} bytes", code="too_large")
    return body


def _decode(status: int, answer: bytes) -> Response:
    try:
        return parse_response(answer)
    except Invalid:
        pass
    if status in _NOWHERE:
        raise NotFound(f"there is no node at this URL (HTTP status {status})", code="no_node")
    if httpx.codes.is_redirect(status):
        text = f"the URL leads elsewhere: name the node's own (HTTP status {status})"
        raise Unavailable(text, code="bad_response")
    code = "http_refused" if httpx.codes.is_client_error(status) else "bad_response"
    raise Unavailable(f"the node's answer is not JSON-RPC (HTTP status {status})", code=code)


@contextmanager
def _typed_errors(http: httpx.Client | httpx.AsyncClient) -> Iterator[None]:
    """Errors of the HTTP library as ours. Their texts, which may hold what was sent, are not repeated."""
    if http.is_closed:
        raise Unavailable("the client was closed", code="unreachable")
    try:
        yield
    except IdosError:
        raise
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.PoolTimeout) as error:
        why = "its certificate is not trusted" if _DISTRUST in str(error) else type(error).__name__
        raise Unavailable(f"the node cannot be reached ({why})", code="unreachable") from None
    except (httpx.TimeoutException, TimeoutError):
        raise Unavailable("the node did not answer in time", code="timeout") from None
    except Exception as error:  # noqa: BLE001  # what a server sends leads to errors of many libraries
        raise Unavailable(
            f"the connection to the node failed ({type(error).__name__})", code="network"
        ) from None
