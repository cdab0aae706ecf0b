"""One HTTP exchange with a provider: bounded in time and size, every fault an error of ours.

What was sent or answered is repeated in no error.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable

TIMEOUT: Final = 30.0
"""Seconds for a whole exchange, however the answer trickles in."""

_LOCAL: Final = re.compile(r"(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|::1")
_REFUSALS: Final[Mapping[int, tuple[type[IdosError], str]]] = MappingProxyType(
    {
        400: (Invalid, "provider_input"),
        401: (Denied, "provider_refused"),
        403: (Denied, "provider_refused"),
        404: (NotFound, "not_found"),
        409: (Denied, "conflict"),
        410: (NotFound, "not_found"),
        413: (Invalid, "provider_input"),
        422: (Invalid, "provider_input"),
    }
)


def is_local(url: str) -> bool:
    """Whether the URL names this machine, which is asked directly and never through a proxy."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return _LOCAL.fullmatch(host or "") is not None


def connection(url: str) -> httpx.Client:
    """A client for exchanges with the provider at ``url``. It keeps no cookies."""
    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    return httpx.Client(timeout=TIMEOUT, trust_env=not is_local(url), cookies=cookies)


def exchange(http: httpx.Client, request: httpx.Request, *, limit: int, seconds: float = TIMEOUT) -> bytes:
    """The body of a successful answer, at most ``limit`` bytes of it, after at most ``seconds``.

    Redirects are failures. Raises `Unavailable`: ``unreachable``, ``bad_response`` (too long, or compressed,
    which was not asked for), ``provider_failed`` (another status); `Invalid` (``provider_input``),
    `NotFound`, and `Denied`: ``provider_refused``, ``conflict``.
    """
    if http.is_closed:
        raise Unavailable("The provider's connection was closed.", code="unreachable")
    # A connection is for one exchange: its socket is then known, and can be cut.
    request.headers.update({"Connection": "close", "Accept-Encoding": "identity"})
    try:
        with _cut_after(seconds, request) as is_late:
            body = _answer(http, request, limit)
    except IdosError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever the library makes of a stranger's bytes
        kind = type(error).__name__
        raise Unavailable(f"The provider can not be reached ({kind}).", code="unreachable") from None
    if is_late.is_set():  # what was cut off can look like an answer that ended
        raise Unavailable("The provider did not answer in time.", code="unreachable")
    return body


def _answer(http: httpx.Client, request: httpx.Request, limit: int) -> bytes:
    body = bytearray()
    reply = http.send(request, stream=True, follow_redirects=False)
    try:
        if not reply.is_success:
            raise _refusal(reply.status_code)
        if reply.headers.get("Content-Encoding", "identity") != "identity":
            raise Unavailable("The provider's answer is compressed.", code="bad_response")
        for part in reply.iter_bytes():
            body += part
            if len(body) > limit:
                raise Unavailable("The provider's answer is too long.", code="bad_response")
    finally:
        reply.close()
    return bytes(body)


@contextmanager
def _cut_after(seconds: float, request: httpx.Request) -> Iterator[threading.Event]:
    """Cut the connection that the request goes over, unless the block is left in time; gives whether it was.

    The library's time-outs are for each read, and one byte at a time passes them for ever.
    """
    lines: list[socket.socket] = []
    is_late = threading.Event()

    def cut() -> None:
        is_late.set()
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def trace(event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            # A second handle: the first one is given away when TLS begins.
            lines.append(info["return_value"].get_extra_info("socket").dup())
            if is_late.is_set():
                cut()

    request.extensions = {**request.extensions, "trace": trace}
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()
        for line in lines:
            line.close()


def _refusal(status: int) -> IdosError:
    kind, code = _REFUSALS.get(status, (Unavailable, "provider_failed"))
    return kind(f"The provider answered with HTTP status {status}.", code=code)
