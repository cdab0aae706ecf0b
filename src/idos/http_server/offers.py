"""Offers to go on in another protocol: a server may pass them over (RFC 9110 §7.8), and this one does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

_OF_OFFERS: Final = {b"upgrade", b"http2-settings"}
Headers = Sequence[tuple[bytes, bytes]]


def without_offer(method: bytes, target: bytes, version: str, headers: Headers) -> bytes:
    """The head of a request as it would be without the offer: ``h2c``, ``websocket`` or any other.

    ``headers`` have names in lower case.
    """
    lines = [method + b" " + target + b" HTTP/" + version.encode()]
    lines += [name + b": " + value for name, value in _kept(headers)]
    return b"\r\n".join([*lines, b"", b""])


def _kept(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        if name == b"connection":
            tokens = [token.strip() for token in value.split(b",")]
            value = b", ".join(token for token in tokens if token.lower() not in _OF_OFFERS)  # noqa: PLW2901
        if name not in _OF_OFFERS:
            yield name, value
