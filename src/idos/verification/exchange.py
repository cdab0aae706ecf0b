"""One HTTP exchange with a provider: the answer bounded, every fault an error of ours.

What was sent or answered is repeated in no error.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import httpx

from idos.errors import Denied, IdosError, Invalid, NotFound, Unavailable

TIMEOUT: Final = 30.0
"""Seconds."""

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


def exchange(http: httpx.Client, request: httpx.Request, *, limit: int) -> bytes:
    """The body of a successful answer, at most ``limit`` bytes of it.

    Raises `Unavailable`: ``unreachable``, ``bad_response`` (too long), ``provider_failed`` (another status);
    `Invalid` (``provider_input``), `NotFound`, and `Denied`: ``provider_refused``, ``conflict``.
    """
    if http.is_closed:
        raise Unavailable("The provider's connection was closed.", code="unreachable")
    body = bytearray()
    try:
        reply = http.send(request, stream=True)
        try:
            if not reply.is_success:
                raise _refusal(reply.status_code)
            for part in reply.iter_bytes():
                body += part
                if len(body) > limit:
                    raise Unavailable("The provider's answer is too long.", code="bad_response")
        finally:
            reply.close()
    except httpx.HTTPError as error:
        kind = type(error).__name__
        raise Unavailable(f"The provider can not be reached ({kind}).", code="unreachable") from None
    return bytes(body)


def _refusal(status: int) -> IdosError:
    kind, code = _REFUSALS.get(status, (Unavailable, "provider_failed"))
    return kind(f"The provider answered with HTTP status {status}.", code=code)
