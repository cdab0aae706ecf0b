"""The printed ground of a document: tinted paper, and the fine line work of bank notes."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Final

from PIL import Image, ImageDraw

from idos.verification.portrait import Colour
from idos.verification.strokes import Point

_TINTS: Final[tuple[Colour, Colour]] = ((226, 239, 234), (246, 241, 229))
_LINES: Final[tuple[Colour, ...]] = ((184, 216, 204), (212, 214, 190), (192, 210, 220))


def ground(width: int, height: int) -> Image.Image:
    """A sheet of the paper, lines of one pixel, before anything is printed on it."""
    paper = blend(width, height, *_TINTS)
    canvas = ImageDraw.Draw(paper)
    unit = height / 100
    for i in range(64):
        wave = _wave(width, (2 * i - 14) * unit, (4 + 3 * sin(i / 5)) * unit, i / 9)
        canvas.line(wave, _LINES[i % len(_LINES)], 1)
    rosette(canvas, (0.79 * width, 0.44 * height), 34 * unit, _LINES[0])
    rosette(canvas, (0.2 * width, 0.44 * height), 30 * unit, _LINES[2])
    return paper


def rosette(
    canvas: ImageDraw.ImageDraw, centre: Point, radius: float, colour: Colour, width: int = 1
) -> None:
    """The woven flower of security printing: a wavy circle, many times, each a little turned and smaller."""
    for ring in range(14):
        size, turn = radius * (1 - ring / 18), ring * pi / 24
        points = []
        for step in range(361):
            angle = 2 * pi * step / 360
            reach = size * (0.82 + 0.18 * cos(12 * angle + 7 * turn))
            points.append((centre[0] + reach * cos(angle + turn), centre[1] + reach * sin(angle + turn)))
        canvas.line(points, colour, width)


def blend(width: int, height: int, start: Colour, stop: Colour) -> Image.Image:
    """A picture that passes from ``start`` above to ``stop`` below."""
    mask = Image.linear_gradient("L").resize((width, height))
    return Image.composite(Image.new("RGB", mask.size, stop), Image.new("RGB", mask.size, start), mask)


def _wave(width: int, middle: float, swing: float, phase: float) -> list[Point]:
    return [
        (
            x,
            middle
            + swing * (sin(2 * pi * x / width * 1.5 + phase) + 0.4 * sin(2 * pi * x / width * 4 - 2 * phase)),
        )
        for x in range(0, width + 12, 12)
    ]
