"""Challenges that name the node that gave them out (``docs/protocol/reads.md`` §2).

A challenge has 32 bytes: 16 random ones, and the first 16 of a SHA-256 over the origin of the node's public
URL, the chain id and the random ones. A client can check before it signs that the challenge is not another
node's. To other clients it is 32 bytes. [reads 2.3]
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from idos.crypto.hashes import sha256
from idos.errors import Invalid
from idos.protocol.binary import prefixed_text

RANDOM_BYTES: Final = 16
_DIGEST_BYTES: Final = 16
_TAG: Final = b"idos challenge 1\0"
_OWN_PORT: Final = {"http": 80, "https": 443}


def origin(url: str) -> str:
    """The origin of an http(s) URL [reads 2.4]: scheme and host in lower case, and the port unless it is the
    scheme's own.

    Raises:
        Invalid: it is not an http or https URL with a host.
    """
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        raise Invalid("not a URL") from None
    if scheme not in _OWN_PORT or not host:
        raise Invalid("not an http or https URL with a host")
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}" + ("" if port in {None, _OWN_PORT[scheme]} else f":{port}")


def challenge_of(url: str, chain_id: str, random16: bytes) -> bytes:
    """The challenge of the node that clients reach at ``url``, on the network ``chain_id``.

    Raises:
        Invalid: ``url`` is not an http(s) URL, or these are not 16 bytes.
    """
    if len(random16) != RANDOM_BYTES:
        raise Invalid(f"a challenge is made of {RANDOM_BYTES} random bytes")
    named = prefixed_text(origin(url)) + prefixed_text(chain_id)
    return random16 + sha256(_TAG + named + random16)[:_DIGEST_BYTES]


def names(challenge: bytes, url: str, chain_id: str) -> bool:
    """Whether the challenge is of the node that was asked at ``url``, on the network ``chain_id``.

    Raises ``Invalid`` when ``url`` is not an http(s) URL.
    """
    if len(challenge) != RANDOM_BYTES + _DIGEST_BYTES:
        return False
    # Both sides are public, so the comparison need not take constant time.
    return challenge == challenge_of(url, chain_id, challenge[:RANDOM_BYTES])
