"""Where the machine-readable zone lies on a page, as a grid of cells.

The zone is the one place on a page where two or three lines run at one pitch without a blank, for fillers
are printed too (ICAO 9303 part 3, §4.2). So the page is levelled, its rows are searched for dense lines of
print, and a grid of 44, 36 or 30 columns is laid over them so that its cells meet ink, its edges and margins
paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from idos.verification.layouts import LAYOUTS, Format

_MAX_TILT: Final = 6.0
_PRINT: Final = 96  # ink from which a pixel counts as print when the page is levelled
_MIN_CROSSINGS: Final = 40  # from paper to ink or back, along one row: 30 letters make more
_MIN_HEIGHT: Final = 8
_MAX_LINES: Final = 12  # the lowest of a page: bounds the work on a page full of print
_MIN_FIT: Final = 0.6
# The pitch, in heights of a line: crisp print of capitals, and blurred print of digits.
_MIN_PITCH: Final = 0.65
_MAX_PITCH: Final = 1.3
_GUTTER: Final = 0.12  # of the pitch: no letter of OCR-B comes nearer to the edge of its cell

_Floats = NDArray[np.float64]
_Run = tuple[int, int]


class _Fit(NamedTuple):
    score: float
    left: float
    pitch: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a format on a level page, in pixels: middles of the lines, left edge, width of a cell."""

    format: Format
    middles: tuple[float, ...]
    left: float
    pitch: float


def ink_of(grey: Image.Image) -> Image.Image:
    """How much darker each pixel is than the paper around it: 255 for black, 0 for paper of any shade."""
    spread = grey.reduce(8).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    paper = np.asarray(spread.resize(grey.size, Image.Resampling.BILINEAR), dtype=np.float64)
    darkness = 1 - np.asarray(grey, dtype=np.float64) / np.maximum(paper, 1)
    return Image.fromarray((255 * np.clip(darkness, 0, 1)).astype(np.uint8))


def level(ink: Image.Image) -> Image.Image:
    """``ink`` turned, by 6 degrees at the most, so that its lines of print run level."""
    rows, columns = np.nonzero(_crossings(np.asarray(ink) > _PRINT))
    if not len(rows):
        return ink

    def levelness(degrees: float) -> float:
        heights = np.rint(rows - columns * np.tan(np.radians(degrees))).astype(np.int64)
        return float(np.square(np.bincount(heights - heights.min())).sum())

    coarse = max(np.arange(-_MAX_TILT, _MAX_TILT + 0.1, 0.5), key=levelness)
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.05), key=levelness)
    return ink.rotate(float(fine), Image.Resampling.BICUBIC)


def grids(ink: Image.Image, threshold: int) -> Iterator[Grid]:
    """Candidate zones on a level page, lowest first; ink up to ``threshold`` counts as paper."""
    dark = np.asarray(ink) > threshold
    runs = _dense_runs(dark)
    for name, layout in LAYOUTS.items():
        for first in range(len(runs) - layout.rows, -1, -1):
            lines = runs[first : first + layout.rows]
            if _evenly_set(lines) and (grid := _fitting(dark, lines, name)):
                yield grid


def _dense_runs(dark: NDArray[np.bool_]) -> list[_Run]:
    """The top and the bottom of each line of print that is dense enough to belong to a zone."""
    dense = np.pad(np.count_nonzero(_crossings(dark), axis=1) >= _MIN_CROSSINGS, 1)
    edges = np.flatnonzero(dense[1:] != dense[:-1]).tolist()
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [(top, bottom) for top, bottom in runs if bottom - top >= _MIN_HEIGHT][-_MAX_LINES:]


def _crossings(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where, along the rows, paper turns to ink or back: often in print, seldom in pictures."""
    return np.asarray(dark[:, 1:] != dark[:, :-1])


def _evenly_set(lines: list[_Run]) -> bool:
    heights = [bottom - top for top, bottom in lines]
    steps = [(below[0] + below[1] - above[0] - above[1]) / 2 for above, below in pairwise(lines)]
    alike = max(heights) < 1.6 * min(heights) and max(steps) < 1.3 * min(steps)
    return alike and 1.2 * max(heights) < steps[0] < 3.5 * max(heights)


def _fitting(dark: NDArray[np.bool_], lines: list[_Run], name: Format) -> Grid | None:
    ink_of_columns = np.concatenate([dark[top:bottom] for top, bottom in lines]).mean(axis=0)
    height = sum(bottom - top for top, bottom in lines) / len(lines)
    border = round(2 * _MAX_PITCH * height)  # of paper, so that the cells next to any grid exist
    sums = np.pad(np.cumsum(np.pad(ink_of_columns, border)), (1, 0))
    columns = LAYOUTS[name].width
    step = height / columns / 3
    pitches = np.arange(_MIN_PITCH * height, _MAX_PITCH * height, step)
    rough = _fit(sums, columns, pitches, np.arange(border, len(sums) - border, height / 10))
    if rough.score <= 0:
        return None
    pitches = np.linspace(rough.pitch - step, rough.pitch + step, 7)
    fine = _fit(sums, columns, pitches, rough.left + np.arange(-height / 8, height / 8))
    if fine.score < _MIN_FIT:
        return None
    middles = tuple((top + bottom) / 2 for top, bottom in lines)
    return Grid(name, middles, fine.left - border, fine.pitch)


def _fit(sums: _Floats, columns: int, pitches: _Floats, lefts: _Floats) -> _Fit:
    """The best of these pitches and left edges. ``sums[i]`` is the ink in the columns before the i-th.

    Good: ink in every cell alike. Bad: ink on the edges between cells, and in the cells next to the grid.
    """
    best = _Fit(0, 0, 0)
    for pitch in pitches.tolist():
        inside = lefts[(lefts >= pitch) & (lefts + (columns + 1) * pitch < len(sums))]
        if not len(inside):
            continue
        edges = inside[:, None] + pitch * np.arange(-1, columns + 2)
        before = sums[np.rint(edges - _GUTTER * pitch).astype(int).clip(0)]
        after = sums[np.rint(edges + _GUTTER * pitch).astype(int).clip(max=len(sums) - 1)]
        cells, on_edges = before[:, 1:] - after[:, :-1], (after - before)[:, 1:-1]
        mean = cells[:, 1:-1].mean(axis=1)
        even = np.minimum(cells[:, 1:-1], mean[:, None]).mean(axis=1)
        outside = cells[:, 0] + cells[:, -1]
        scores = (even - on_edges.mean(axis=1) / (2 * _GUTTER) - outside / 2) / np.maximum(mean, 1e-6)
        i = int(scores.argmax())
        best = max(best, _Fit(float(scores[i]), float(inside[i]), pitch))
    return best
