"""One HTTP exchange with a provider: bounded in time and size, every fault an error of ours.

What was sent or answered is repeated in no error.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from types import MappingProxyType
from typing import Final

import httpx

from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable
from idos.sdk.http import AnswerBounds, blocking_client, is_loopback, within

TIMEOUT: Final = 30.0
"""Seconds for a whole exchange, however the answer trickles in."""

_COMPRESSED: Final = "The provider's answer is compressed."
_TOO_LONG: Final = "The provider's answer is too long."
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


def check_https(url: str, who: str) -> None:
    """Raise ``Invalid`` (``url``) for a URL where a key would go over the network in the clear."""
    parsed = httpx.URL(url)
    if parsed.scheme != "https" and not is_loopback(parsed.host):
        raise Invalid(f"{who} is asked over https only.", code="url")


def connection(url: str) -> httpx.Client:
    """A client for exchanges with the provider at ``url``. It keeps no cookies.

    Raises as `idos.sdk.http.blocking_client` does.
    """
    http = blocking_client(httpx.URL(url), TIMEOUT)
    http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
    return http


def exchange(http: httpx.Client, request: httpx.Request, *, limit: int, seconds: float = TIMEOUT) -> bytes:
    """The body of a successful answer, at most ``limit`` bytes of it, after at most ``seconds``.

    Redirects are failures. Raises `Unavailable`: ``unreachable``, ``bad_response`` (too long, or compressed,
    which was not asked for), ``provider_failed`` (another status); `Invalid` (``provider_input``),
    `NotFound`, and `Denied`: ``provider_refused``, ``conflict``.
    """
    if http.is_closed:
        raise Unavailable("The provider's connection was closed.", code="unreachable")
    request.headers["Accept-Encoding"] = "identity"
    try:
        with within(seconds):
            return _answer(http, request, limit, time.monotonic() + seconds)
    except IdosError:
        raise
    except TimeoutError:
        raise Unavailable("The provider did not answer in time.", code="unreachable") from None
    except Exception as error:  # noqa: BLE001  # whatever the library makes of a stranger's bytes
        kind = type(error).__name__
        raise Unavailable(f"The provider cannot be reached ({kind}).", code="unreachable") from None


def _answer(http: httpx.Client, request: httpx.Request, limit: int, ends: float) -> bytes:
    bounds = AnswerBounds(limit, _COMPRESSED, _TOO_LONG)
    reply = http.send(request, stream=True, follow_redirects=False)
    try:
        if not reply.is_success:
            raise _refusal(reply.status_code)
        return bounds.read(reply, ends)
    finally:
        reply.close()


def _refusal(status: int) -> IdosError:
    kind, code = _REFUSALS.get(status, (Unavailable, "provider_failed"))
    return kind(f"The provider answered with HTTP status {status}.", code=code)
