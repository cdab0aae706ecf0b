"""Pictures made anew, so that nothing but the picture is kept: no place, no device, no time, no preview."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

from PIL import Image

from idos.errors import Invalid
from idos.verification.image import decode_colour

_QUALITIES: Final = (85, 75, 65, 55, 45)


def reencoded(picture: bytes, *, side: int, max_bytes: int) -> bytes:
    """The picture in ``picture`` and nothing else: upright, no side over ``side`` pixels, ``max_bytes`` long.

    A PNG stays one, without loss, if it fits; else it becomes a JPEG, of less quality or size as the limit
    needs. Transparency becomes white. Raises `Invalid` as `idos.verification.image.decode_colour` does, and
    with ``image_too_large`` when the limit admits no form of the picture.
    """
    image, form = decode_colour(picture, side)
    for small in _forms(image, form):
        if len(small) <= max_bytes:
            return small
    raise Invalid("The picture cannot be made small enough.", code="image_too_large")


def _forms(image: Image.Image, form: str) -> Iterator[bytes]:
    """The best first."""
    if form == "PNG":
        yield _encoded(image, "PNG")
    side = max(image.size)
    while side >= 1:
        image.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            yield _encoded(image, "JPEG", quality=quality)
        side //= 2


def _encoded(image: Image.Image, form: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()
