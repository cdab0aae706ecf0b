"""Pictures from strangers: decoded within bounds, or refused."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from PIL import Image, UnidentifiedImageError

from idos.errors import Invalid
from idos.verification.exif import orientation, without_notes

FORMATS: Final = ("PNG", "JPEG")
MAX_BYTES: Final = 16 * 1024 * 1024
MAX_PIXELS: Final = 32_000_000
"""Of a PNG, which is decoded whole."""
MAX_JPEG_PIXELS: Final = 80_000_000
"""Of a JPEG, which is decoded at a half, a quarter or an eighth of its size."""
MAX_COEFFICIENTS: Final = 150_000_000
"""Of a progressive JPEG, in all its bands: its decoder keeps two bytes for each."""
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
# EXIF 2.3, Orientation: what brings a picture upright.
_TURNS: Final = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)


def decode_grey(data: bytes) -> Image.Image:
    """The PNG or JPEG in ``data``, upright, in shades of grey, `WORKING_WIDTH` pixels wide.

    The size that the file states is checked before memory is taken for its pixels. Raises `Invalid`:
    ``image_too_large``, ``image_too_small``, ``image_unsupported`` (another format, or no page's shape),
    ``image_broken``.
    """
    with _opened(data) as image:
        _check_shape(image.width, image.height)
        grey = _decoded(image, "L", WORKING_WIDTH)
    height = round(grey.height * WORKING_WIDTH / grey.width)
    return grey.resize((WORKING_WIDTH, height), Image.Resampling.LANCZOS)


def decode_colour(data: bytes, side: int) -> tuple[Image.Image, str]:
    """The PNG or JPEG in ``data``, upright, in RGB, no side longer than ``side`` pixels, and its format.

    Raises as `decode_grey` does, but takes pictures of any shape.
    """
    with _opened(data) as image:
        colours, form = _decoded(image, "RGB", side), str(image.format)
    colours.thumbnail((side, side), Image.Resampling.LANCZOS)
    return colours, form


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture, its pixels not yet decoded. What decoding raises becomes `Invalid`."""
    if len(data) > MAX_BYTES:
        raise Invalid(f"The image is larger than {MAX_BYTES} bytes.", code="image_too_large")
    try:
        plain, exif = without_notes(data)
        with Image.open(io.BytesIO(plain), formats=FORMATS) as image:
            _check_size(image)
            image.info.setdefault("exif", exif)
            yield image
    except UnidentifiedImageError:
        raise Invalid("The image is neither a PNG nor a JPEG.", code="image_unsupported") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except _BROKEN:
        raise Invalid("The image cannot be decoded.", code="image_broken") from None


def _check_size(image: Image.Image) -> None:
    pixels, is_png = image.width * image.height, image.format == "PNG"
    if pixels > (MAX_PIXELS if is_png else MAX_JPEG_PIXELS):
        raise _too_many_pixels()
    if image.info.get("progressive") and pixels * len(image.getbands()) > MAX_COEFFICIENTS:
        raise _too_many_pixels()


def _check_shape(width: int, height: int) -> None:
    if min(width, height) * MAX_ASPECT < max(width, height):
        raise Invalid("The image does not have the shape of a page.", code="image_unsupported")
    if min(width, height) * MAX_ASPECT < MIN_WIDTH or max(width, height) < MIN_WIDTH:
        raise Invalid(f"The image is less than {MIN_WIDTH} pixels wide.", code="image_too_small")


def _decoded(image: Image.Image, mode: Literal["L", "RGB"], side: int) -> Image.Image:
    """The pixels, upright; of a JPEG, at the smallest scale at which no side is shorter than ``side``."""
    image.draft(mode, (side, side))
    image.load()
    notes = image.info["exif"]  # text, when a PNG has a text of that name
    turn = _TURNS.get(orientation(notes if isinstance(notes, bytes) else b""))
    flat = _on_white(image, mode)
    return flat.transpose(turn) if turn is not None else flat


def _on_white(image: Image.Image, mode: Literal["L", "RGB"]) -> Image.Image:
    """The picture in ``mode``, in 8 bits; what is transparent shows white paper."""
    if image.mode.startswith("I"):
        image = _in_eight_bits(image)
    if not image.has_transparency_data:
        return image.convert(mode)
    if image.mode == "RGB":  # the colour that stands for transparency may be stated in 16 bits
        clear = image.info["transparency"]
        image.info["transparency"] = tuple(value >> 8 * (max(clear) > 255) for value in clear)
    layer = image.convert("LA" if mode == "L" else "RGBA")
    paper = Image.new(mode, layer.size, "white")
    paper.paste(layer.convert(mode), mask=layer.getchannel("A"))
    return paper


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """A grey picture of 16 bits, which Pillow would cut off instead of scaling."""
    values = np.asarray(image)
    grey = Image.fromarray((values >> 8).astype(np.uint8))
    if (clear := image.info.get("transparency")) is not None:
        grey.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
    return grey


def _too_many_pixels() -> Invalid:
    return Invalid("The image has too many pixels.", code="image_too_large")
