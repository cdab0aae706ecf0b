"""What is kept of a picture: the picture."""

from __future__ import annotations

import io
import os
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from idos.errors import Invalid
from idos.verification import draw_selfie
from idos.verification.exif import orientation, without_notes
from idos.verification.image import decode_colour, decode_grey
from idos.verification.reencode import reencoded
from tests.verification.pictures import ANNA, encoded, passport

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
QUARTERS = ((20, 20), (180, 20), (20, 280), (180, 280))


def quartered(mode: str = "RGB") -> Image.Image:
    """Upright, its four quarters have four shades."""
    image = Image.new("L", (200, 300))
    for shade, (x, y) in zip((0, 80, 160, 255), QUARTERS, strict=True):
        image.paste(shade, (x // 100 * 100, y // 150 * 150, x // 100 * 100 + 100, y // 150 * 150 + 150))
    return image.convert(mode)


def shades(image: Image.Image) -> list[int]:
    grey = image.convert("L")
    return [round(int(str(grey.getpixel(place))) / 10) for place in QUARTERS]


def noted(turn: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = turn, "Secret camera"
    exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 36.0)}
    return exif


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def kept(picture: bytes, max_bytes: int = 700_000) -> Image.Image:
    small = reencoded(picture, side=1600, max_bytes=max_bytes)
    assert len(small) <= max_bytes
    return Image.open(io.BytesIO(small))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_is_kept_upright_and_without_place_or_camera(form: str, turn: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what a camera held that way would have stored
    image = quartered()
    stored = image.transpose(Image.Transpose(undo[turn])) if turn > 1 else image
    found = reencoded(saved(stored, form, exif=noted(turn)), side=1600, max_bytes=700_000)
    assert b"Secret" not in found
    assert b"Exif" not in found
    result = Image.open(io.BytesIO(found))
    assert (result.format, result.size, shades(result)) == (form, (200, 300), shades(image))
    assert not result.getexif()


def test_notes_behind_and_between_are_gone_too() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", "Secret place")
    jpeg = saved(quartered(), "JPEG", comment=b"Secret place", xmp=b"Secret", icc_profile=b"Secret profile")
    for picture in (jpeg + b"Secret video", saved(quartered(), "PNG", pnginfo=texts) + b"Secret"):
        assert b"Secret" not in reencoded(picture, side=1600, max_bytes=700_000)


def test_several_pictures_in_one_file_become_the_first() -> None:
    several = saved(quartered(), "MPO", save_all=True, append_images=[Image.new("RGB", (200, 300), "red")])
    assert shades(kept(several)) == shades(quartered())


def in_mode(mode: str, scale: int) -> bytes:
    """The quarters in a file of this mode; black and white ones in mode 1."""
    image = quartered("L").resize((200 * scale, 300 * scale), Image.Resampling.NEAREST)
    if mode == "1":
        image = image.point(lambda value: 255 * (value > 100))
    if mode == "I;16":
        return saved(image.convert("I").point(lambda value: value * 257).convert(mode), "PNG")
    return saved(image.convert(mode), "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_a_picture_of_any_mode_keeps_its_shades(mode: str) -> None:
    expected = [0, 0, 26, 26] if mode == "1" else shades(quartered())
    assert shades(kept(in_mode(mode, 1))) == expected
    assert shades(decode_grey(in_mode(mode, 4)).resize((200, 300))) == expected


@pytest.mark.parametrize(
    ("mode", "clear"), [("L", 0), ("RGB", (0, 0, 0)), ("P", 0), ("1", 0), ("I;16", 0)], ids=str
)
def test_what_is_transparent_becomes_white(mode: str, clear: Any) -> None:
    picture = saved(Image.new(mode, (200, 300), 0), "PNG", transparency=clear)
    assert shades(kept(picture)) == [26] * 4


def test_a_png_stays_as_it_is_while_it_fits() -> None:
    assert reencoded(passport(ANNA), side=1600, max_bytes=700_000) == passport(ANNA)
    assert kept(passport(ANNA), max_bytes=100_000).format == "JPEG"


@pytest.mark.parametrize("side", [1200, 1600, 3000])
def test_the_most_grainy_picture_is_kept_within_the_limit(side: int) -> None:
    grainy = saved(Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)), "JPEG", quality=95)
    assert max(kept(grainy).size) >= 800


def test_a_limit_that_nothing_fits_is_said() -> None:
    with pytest.raises(Invalid) as caught:
        reencoded(draw_selfie(ANNA), side=1600, max_bytes=50)
    assert caught.value.code == "image_too_large"


BROKEN_NOTES = {
    "empty": b"Exif\0\0",
    "not TIFF": b"Exif\0\0garbage!!!!",
    "cut": noted(6).tobytes()[:16],
    "endless": b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40,
    "loops": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08",
    "far away": b"Exif\0\0II*\0\xff\xff\xff\xff",
    "strange turn": noted(99).tobytes(),
}


@pytest.mark.parametrize("notes", BROKEN_NOTES.values(), ids=BROKEN_NOTES)
def test_broken_notes_are_no_fault_of_the_picture(notes: bytes) -> None:
    picture = saved(quartered(), "JPEG", exif=notes)
    assert shades(kept(picture)) == shades(quartered())
    assert decode_grey(saved(quartered().resize((800, 1200)), "JPEG", exif=notes)).size == (1600, 2400)


def test_a_text_that_is_named_like_notes_is_none() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("exif", "upside down")
    assert shades(kept(saved(quartered(), "PNG", pnginfo=texts))) == shades(quartered())


def test_notes_of_both_byte_orders_are_read() -> None:
    little = noted(6).tobytes()
    big = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0"
    assert (orientation(little), orientation(big), orientation(b"")) == (6, 8, 1)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\x00"])
def test_what_is_no_jpeg_is_left_as_it_is(data: bytes) -> None:
    assert without_notes(data) == (data, b"")


def test_fill_bytes_between_segments_are_passed_over() -> None:
    picture = saved(quartered(), "JPEG", exif=noted(3))
    filled = picture.replace(b"\xff\xe1", b"\xff\xff\xff\xe1", 1)
    assert orientation(without_notes(filled)[1]) == 3
    assert b"Secret" not in without_notes(filled)[0]


@pytest.mark.parametrize("progressive", [False, True])
def test_a_large_jpeg_is_decoded_at_a_part_of_its_size(progressive: bool) -> None:
    large = encoded_jpeg(8000, 6000, progressive=progressive)
    assert decode_grey(large).size == (1600, 1200)
    assert decode_colour(large, 1600)[0].size == (1600, 1200)


@pytest.mark.parametrize(("width", "height", "progressive"), [(9000, 9000, False), (8000, 6300, True)])
def test_a_jpeg_beyond_the_bounds_is_too_large(width: int, height: int, progressive: bool) -> None:
    with pytest.raises(Invalid) as caught:
        decode_grey(encoded_jpeg(width, height, progressive=progressive))
    assert caught.value.code == "image_too_large"


def encoded_jpeg(width: int, height: int, *, progressive: bool) -> bytes:
    return saved(Image.new("RGB", (width, height), "grey"), "JPEG", quality=30, progressive=progressive)


def test_a_colour_that_stands_for_nothing_may_be_stated_in_16_bits() -> None:
    black = encoded(Image.new("RGB", (600, 420), "black"))
    assert decode_grey(sixteen_bits(600, 420)).getextrema() == (255, 255)
    assert decode_grey(black).getextrema() == (0, 0)


def sixteen_bits(width: int, height: int) -> bytes:
    """A PNG of one colour in 16 bits a band, which counts as transparent."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    colour = b"\x80\x00\x40\x00\x20\x00"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
        + chunk(b"tRNS", colour)
        + chunk(b"IDAT", zlib.compress((b"\0" + colour * width) * height))
        + chunk(b"IEND", b"")
    )
