"""Pictures for a credential: small enough that the whole of it fits in one transaction."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageOps

from idos.errors import Invalid
from idos.verification.image import FORMATS

MAX_BYTES: Final = 700_000
"""Of each of two pictures. Ascii85, encryption and base64 make 2.3 MB of both; a transaction holds 4 MiB."""

_SIDE: Final = 1600
_QUALITY: Final = 80


def fitted(picture: bytes) -> bytes:
    """The picture as it is if it fits, else a smaller JPEG of it. Raises `Invalid` (``image_broken``)."""
    if len(picture) <= MAX_BYTES:
        return picture
    try:
        with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
            image.draft("RGB", (_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Invalid("A picture can not be decoded.", code="image_broken") from None
    upright.thumbnail((_SIDE, _SIDE))
    small = io.BytesIO()
    upright.save(small, "JPEG", quality=_QUALITY)
    return small.getvalue()
