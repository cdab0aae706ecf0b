"""Pictures for a credential: small enough that the whole of it fits in one transaction."""

from __future__ import annotations

from typing import Final

from idos.errors import Invalid
from idos.verification.reencode import reencoded

MAX_BYTES: Final = 700_000
"""Of each of two pictures. Ascii85, encryption and base64 make 2.3 MB of both; a transaction holds 4 MiB."""

_SIDE: Final = 1600


def fitted(picture: bytes) -> bytes:
    """The picture and nothing else, in `MAX_BYTES`. Raises `Invalid` (``image_broken``)."""
    try:
        return reencoded(picture, side=_SIDE, max_bytes=MAX_BYTES)
    except Invalid as error:
        raise Invalid(error.message, code="image_broken") from None
