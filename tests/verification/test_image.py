from __future__ import annotations

import io
import random
import struct
import zlib
from contextlib import suppress

import pytest
from PIL import Image, ImageDraw

from idos.errors import Invalid
from idos.verification.image import MAX_BYTES, MAX_PIXELS, MIN_WIDTH, WORKING_WIDTH, decode_grey
from tests.verification.pictures import encoded

pytestmark = pytest.mark.slow


def page(width: int = 800, height: int = 560, mode: str = "L") -> Image.Image:
    image = Image.new(mode, (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 4), "black")
    return image


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few dozen bytes whose header states any size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_png_becomes_a_grey_page_of_one_width(mode: str) -> None:
    grey = decode_grey(encoded(page().convert(mode)))
    assert (grey.mode, grey.size) == ("L", (WORKING_WIDTH, 1120))
    assert (grey.getpixel((100, 100)), grey.getpixel((1500, 1000))) == (0, 255)


@pytest.mark.parametrize("width", [MIN_WIDTH, 1600, 4000])
def test_jpegs_of_any_size_become_pages_of_one_width(width: int) -> None:
    grey = decode_grey(encoded(page(width, width * 7 // 10), "JPEG"))
    assert grey.size == (WORKING_WIDTH, 1120)


def test_what_is_transparent_counts_as_white() -> None:
    clear = Image.new("RGBA", (800, 560), (0, 0, 0, 0))
    assert decode_grey(encoded(clear)).getextrema() == (255, 255)


def test_a_picture_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # EXIF 2.3, Orientation: turn a quarter clockwise
    buffer = io.BytesIO()
    page(560, 800).save(buffer, "JPEG", exif=exif)
    assert decode_grey(buffer.getvalue()).size == (WORKING_WIDTH, 1120)


REFUSED = {
    "nothing": (b"", "image_unsupported"),
    "text": (b"P<UTOERIKSSON<<ANNA<MARIA", "image_unsupported"),
    "a GIF": (encoded(page(), "GIF"), "image_unsupported"),
    "a TIFF": (encoded(page(), "TIFF"), "image_unsupported"),
    "a strip": (encoded(page(3000, 600)), "image_unsupported"),
    "a tower": (encoded(page(600, 3000)), "image_unsupported"),
    "a truncated PNG": (encoded(page())[:-200], "image_broken"),
    "a truncated JPEG": (encoded(page(), "JPEG")[:-200], "image_broken"),
    "a PNG's head": (encoded(page())[:20], "image_broken"),
    "a PNG with a wrong checksum": (encoded(page()).replace(b"IDAT", b"IDAT\0", 1), "image_broken"),
    "a thumbnail": (encoded(page(MIN_WIDTH - 1, 400)), "image_too_small"),
    "a large file": (b"\x89PNG\r\n\x1a\n" + bytes(MAX_BYTES), "image_too_large"),
    "a bomb": (png_claiming(8000, 5000), "image_too_large"),
    "a bomb that Pillow warns of": (png_claiming(12_000, 8000), "image_too_large"),
    "a bomb that Pillow refuses": (png_claiming(30_000, 30_000), "image_too_large"),
    "a size of zero": (png_claiming(0, 0), "image_unsupported"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_of_a_page_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_grey(data)
    assert caught.value.code == code


def test_the_bound_on_pixels_admits_what_it_states() -> None:
    width = 8000
    with pytest.raises(Invalid) as caught:
        decode_grey(png_claiming(width, MAX_PIXELS // width))
    assert caught.value.code == "image_broken"  # it was opened, and its pixels are missing


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_damaged_files_raise_nothing_but_invalid(form: str) -> None:
    chance = random.Random(9303)
    whole = encoded(page(600, 420), form)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(Invalid):
            assert decode_grey(bytes(damaged)).width == WORKING_WIDTH
