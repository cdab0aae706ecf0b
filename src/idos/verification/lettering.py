"""Text on a drawing, in the one typeface that Pillow carries with it.

That typeface has no accented letters. They are composed here: the letter, and its marks as strokes of a pen.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from PIL import ImageDraw, ImageFont

from idos.verification.ocrb import Ink
from idos.verification.strokes import Point

_PEN: Final = 0.07  # of the size
_ACUTE: Final = ((-0.04, 0.06), (0.10, 0.19))
_GRAVE: Final = ((0.04, 0.06), (-0.10, 0.19))

# Strokes by combining mark. x from the letter's middle; y up from its top, or from the baseline where
# negative. All in parts of the size.
_MARKS: Final[dict[str, tuple[tuple[Point, ...], ...]]] = {
    "\N{COMBINING GRAVE ACCENT}": (_GRAVE,),
    "\N{COMBINING ACUTE ACCENT}": (_ACUTE,),
    "\N{COMBINING CIRCUMFLEX ACCENT}": (((-0.13, 0.07), (0, 0.19), (0.13, 0.07)),),
    "\N{COMBINING TILDE}": (((-0.15, 0.08), (-0.06, 0.16), (0.06, 0.09), (0.15, 0.17)),),
    "\N{COMBINING MACRON}": (((-0.13, 0.12), (0.13, 0.12)),),
    "\N{COMBINING BREVE}": (((-0.13, 0.19), (-0.06, 0.09), (0.06, 0.09), (0.13, 0.19)),),
    "\N{COMBINING DOT ABOVE}": (((0, 0.12), (0, 0.12)),),
    "\N{COMBINING DIAERESIS}": (((-0.11, 0.12), (-0.11, 0.12)), ((0.11, 0.12), (0.11, 0.12))),
    "\N{COMBINING RING ABOVE}": (
        ((-0.08, 0.13), (-0.05, 0.2), (0.05, 0.2), (0.08, 0.13), (0.05, 0.06), (-0.05, 0.06), (-0.08, 0.13)),
    ),
    "\N{COMBINING DOUBLE ACUTE ACCENT}": (((-0.12, 0.06), (-0.04, 0.19)), ((0.06, 0.06), (0.14, 0.19))),
    "\N{COMBINING CARON}": (((-0.13, 0.19), (0, 0.07), (0.13, 0.19)),),
    "\N{COMBINING COMMA BELOW}": (((0.02, -0.1), (-0.03, -0.2)),),
    "\N{COMBINING CEDILLA}": (((0.02, -0.02), (0.08, -0.12), (0, -0.19), (-0.08, -0.18)),),
    "\N{COMBINING OGONEK}": (((0.1, -0.02), (0.03, -0.12), (0.08, -0.19), (0.14, -0.17)),),
}
# Letters that Unicode does not take apart, as the nearest that the typeface can write.
_PLAIN: Final = str.maketrans(
    {"Æ": "AE", "Œ": "OE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "Ħ": "H"}
)


def write(
    canvas: ImageDraw.ImageDraw,
    origin: Point,
    text: str,
    size: float,
    ink: Ink,
    *,
    bold: float = 0,
    spacing: float = 0,
) -> None:
    """Write ``text`` from ``origin`` on its baseline; ``bold`` and ``spacing`` are in pixels."""
    font = _font(size)
    x, y = origin
    for cluster in _clusters(text):
        letter, marks = cluster[0], cluster[1:]
        canvas.text((x, y), letter, ink, font, "ls", stroke_width=bold)
        left, top, right, _ = font.getbbox(letter, anchor="ls")
        for mark in marks:
            for stroke in _MARKS.get(mark, ()):
                points = [
                    (x + (left + right) / 2 + dx * size, y - dy * size + (top if dy > 0 else 0))
                    for dx, dy in stroke
                ]
                radius = _PEN * size / 2 + bold
                canvas.line(points, ink, round(2 * radius), "curve")
                for end in (points[0], points[-1]):
                    canvas.circle(end, radius, ink)
        x += font.getlength(letter) + spacing


def text_width(text: str, size: float, spacing: float = 0) -> float:
    """How wide `write` will make ``text``, in pixels, without the spacing after its last letter."""
    clusters = _clusters(text)
    return sum(_font(size).getlength(cluster[0]) for cluster in clusters) + spacing * (len(clusters) - 1)


@cache
def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for character in unicodedata.normalize("NFD", text.translate(_PLAIN)):
        if unicodedata.combining(character) and clusters:
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
