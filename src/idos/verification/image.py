"""Pictures from strangers: decoded within bounds, or refused."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from idos.errors import Invalid

FORMATS: Final = ("PNG", "JPEG")
MAX_BYTES: Final = 16 * 1024 * 1024
MAX_PIXELS: Final = 32_000_000
MAX_ASPECT: Final = 2.5
MIN_WIDTH: Final = 500
"""Below this, fewer than a dozen pixels are left for a letter of the machine-readable zone."""

WORKING_WIDTH: Final = 1600

# What Pillow's decoders raise for a file that is not what it claims to be.
_BROKEN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def decode_grey(data: bytes) -> Image.Image:
    """The PNG or JPEG in ``data``, upright, in shades of grey, `WORKING_WIDTH` pixels wide.

    The size that the file states is checked before memory is taken for its pixels. Raises `Invalid`:
    ``image_too_large``, ``image_too_small``, ``image_unsupported`` (another format, or no page's shape),
    ``image_broken``.
    """
    if len(data) > MAX_BYTES:
        raise Invalid(f"The image is larger than {MAX_BYTES} bytes.", code="image_too_large")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image.width, image.height)
            image.draft("L", (WORKING_WIDTH, WORKING_WIDTH))
            grey = ImageOps.exif_transpose(_on_white(image))
    except UnidentifiedImageError:
        raise Invalid("The image is neither a PNG nor a JPEG.", code="image_unsupported") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except _BROKEN:
        raise Invalid("The image cannot be decoded.", code="image_broken") from None
    height = round(grey.height * WORKING_WIDTH / grey.width)
    return grey.resize((WORKING_WIDTH, height), Image.Resampling.LANCZOS)


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()
    if min(width, height) * MAX_ASPECT < max(width, height):
        raise Invalid("The image does not have the shape of a page.", code="image_unsupported")
    if min(width, height) * MAX_ASPECT < MIN_WIDTH or max(width, height) < MIN_WIDTH:
        raise Invalid(f"The image is less than {MIN_WIDTH} pixels wide.", code="image_too_small")


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("L")
    layer = image.convert("LA")
    return Image.composite(layer.getchannel("L"), Image.new("L", layer.size, 255), layer.getchannel("A"))


def _too_many_pixels() -> Invalid:
    return Invalid(f"The image has more than {MAX_PIXELS} pixels.", code="image_too_large")
