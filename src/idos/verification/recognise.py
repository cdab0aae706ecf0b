"""The letters in a grid of cells, by comparison with the letters of OCR-B.

Every cell is brought to one size and laid over each of the 37 letters; the likeness of two patches is their
correlation, 1 for the same shape in any strength of ink.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from idos.verification import ocrb
from idos.verification.layouts import LAYOUTS, layout_of, split_lines
from idos.verification.locate import Grid

# A patch, in pixels: one cell wide, and high enough for a digit with paper around it.
_WIDTH: Final = 16
_HEIGHT: Final = 24
_BASELINE: Final = 19
# How far a line may lie off the middle of its cells, up and down and sideways; and each letter off its line.
_REACH_Y: Final = 5
_REACH_X: Final = 3
_JITTER: Final = 1
_MIN_LIKENESS: Final = 0.5
_MIN_LEAD: Final = 0.02

_Floats = NDArray[np.float32]


class RecognisedZone(NamedTuple):
    """The lines of a zone, and how sure they are: the least of all letters counts.

    ``likeness`` is that of a cell to the letter it was read as; ``lead`` is by how much this exceeds the
    likeness to any other letter that the cell's field allows.
    """

    lines: tuple[str, ...]
    likeness: float
    lead: float

    @property
    def legible(self) -> bool:
        """Whether no letter was a guess."""
        return self.likeness >= _MIN_LIKENESS and self.lead >= _MIN_LEAD


def read(ink: Image.Image, grid: Grid) -> RecognisedZone:
    """Read every cell of ``grid`` as one of the letters that its field allows."""
    layout = LAYOUTS[grid.format]
    cells = np.concatenate([_read_line(ink, grid, middle, layout.width) for middle in grid.middles])
    layout = layout_of(grid.format, _LETTERS[int(cells[0].argmax())])
    allowed = [[letter in alphabet for letter in _LETTERS] for alphabet in layout.alphabets]
    cells = np.where(allowed, cells, -1)
    text = "".join(_LETTERS[i] for i in cells.argmax(axis=1))
    second, first = np.sort(cells, axis=1)[:, -2:].T
    return RecognisedZone(split_lines(text, layout), float(first.min()), float((first - second).min()))


def _read_line(ink: Image.Image, grid: Grid, middle: float, columns: int) -> _Floats:
    """Likeness by cell and letter."""
    scale = grid.pitch / _WIDTH
    width = columns * _WIDTH + 2 * _REACH_X
    height = _HEIGHT + 2 * _REACH_Y
    left, top = grid.left - _REACH_X * scale, middle - height / 2 * scale
    box = (left, top, left + width * scale, top + height * scale)
    strip = ink.transform((width, height), Image.Transform.EXTENT, box, Image.Resampling.BICUBIC)
    likeness = _likenesses(np.asarray(strip, dtype=np.float32), columns)
    # The line's own offset first, from all its letters together; then each letter's, close by.
    y, x = np.unravel_index(likeness.max(axis=3).sum(axis=2).argmax(), likeness.shape[:2])
    around = likeness[max(y - _JITTER, 0) : y + _JITTER + 1, max(x - _JITTER, 0) : x + _JITTER + 1]
    return np.asarray(around.max(axis=(0, 1)))


def _likenesses(strip: _Floats, columns: int) -> _Floats:
    """Likeness by offset down, offset right, cell and letter."""
    windows = sliding_window_view(strip, (_HEIGHT, _WIDTH))
    cells = np.arange(columns) * _WIDTH
    offsets = range(2 * _REACH_X + 1)
    # einsum, not a matrix product: that would wake a thread per core for so little work.
    by_offset = [np.einsum("ycp,lp->ycl", _normal(windows[:, cells + x]), _TEMPLATES) for x in offsets]
    return np.stack(by_offset, axis=1)


def _normal(patches: _Floats) -> _Floats:
    """Patches as rows of mean 0 and length 1, so that a product of two is their correlation."""
    flat = patches.reshape(*patches.shape[:-2], -1)
    flat = flat - flat.mean(axis=-1, keepdims=True)
    length = np.linalg.norm(flat, axis=-1, keepdims=True)
    return np.asarray(flat / np.maximum(length, 1), dtype=np.float32)


def _template(letter: str) -> _Floats:
    fine = 8
    image = Image.new("L", (_WIDTH * fine, _HEIGHT * fine))
    ocrb.draw(ImageDraw.Draw(image), letter, (0, _BASELINE * fine), _WIDTH * fine, 255)
    soft = image.reduce(fine).filter(ImageFilter.GaussianBlur(1))
    return np.asarray(soft, dtype=np.float32)


_LETTERS: Final = "".join(ocrb.PATHS)
_TEMPLATES: Final = _normal(np.stack([_template(letter) for letter in _LETTERS]))
