"""People, their specimens, and what cameras do to pictures."""

from __future__ import annotations

import io
from datetime import date
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from idos.verification import DocumentHolder, draw_passport, ocrb

TODAY = date(2026, 11, 22)

ANNA = DocumentHolder(
    given_names="Anna Maria",
    surname="Eriksson",
    birth_date=date(1990, 8, 12),
    sex="F",
    birth_place="Zenith",
    number="L898902C3",
    issue_date=date(2022, 4, 16),
    expiry_date=date(2032, 4, 15),
)
ACCENTED = DocumentHolder(
    given_names="Zoë Anaïs",
    surname="Müller-Łoś",
    birth_date=date(1991, 4, 30),
    sex="X",
    birth_place="Århus",
    number="X12345672",
    issue_date=date(2020, 2, 29),
    expiry_date=date(2030, 2, 28),
    nationality="D",
)
LONG = DocumentHolder(
    given_names="Bartholomew Maximilian Cornelius",
    surname="Featherstonehaugh",
    birth_date=date(1949, 12, 31),
    sex="M",
    birth_place="Abraxia",
    number="P0O1I8B5S",
    issue_date=date(2019, 1, 1),
    expiry_date=date(2028, 12, 31),
    nationality="GBR",
)


@cache
def passport(person: DocumentHolder) -> bytes:
    return draw_passport(person)


def photographed(
    picture: bytes,
    *,
    turned: float = 0,
    width: int = 1250,
    border: int = 60,
    blur: float = 0,
    noise: float = 0,
    quality: int = 90,
) -> bytes:
    """The picture on a dark table, as a JPEG; ``turned`` in degrees, ``noise`` a deviation of 255."""
    page = Image.open(io.BytesIO(picture)).convert("RGB")
    table = Image.new("RGB", (page.width + 2 * border, page.height + 2 * border), (90, 70, 60))
    table.paste(page, (border, border))
    table = table.rotate(turned, Image.Resampling.BICUBIC, fillcolor=(90, 70, 60))
    table = table.resize((width, round(width * table.height / table.width)), Image.Resampling.LANCZOS)
    pixels = np.asarray(table.filter(ImageFilter.GaussianBlur(blur)), dtype=np.float64)
    noisy = pixels + np.random.default_rng(7).normal(0, noise, pixels.shape)
    return encoded(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)), "JPEG", quality=quality)


def printed(lines: tuple[str, ...], *, pen: float = ocrb.PEN) -> Image.Image:
    """A plain page with these lines as its machine-readable zone."""
    page = Image.new("L", (1250, 880), 240)
    fine = Image.new("L", (1250 * 4, 300 * 4))
    for row, line in enumerate(lines):
        ocrb.draw(ImageDraw.Draw(fine), line, (62 * 4, (80 + 63 * row) * 4), 25.4 * 4, 255, pen)
    page.paste(20, (0, 560), fine.reduce(4))
    return page


def encoded(image: Image.Image, form: str = "PNG", *, quality: int = 90) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, quality=quality)
    return buffer.getvalue()
