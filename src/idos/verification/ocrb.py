"""The letters of OCR-B (ISO 1073-2), which every machine-readable zone is printed in, as centre lines.

OCR-B is drawn with a pen of one width, so a letter is the path of the pen. One table serves both ends: the
specimen is printed from it, and the reader compares a document's cells with it.

A letter is a list of strokes (`idos.verification.strokes`) on a grid 30 units wide, one cell; y goes up,
capitals stand 25 units high and digits 28.
"""

from __future__ import annotations

from typing import Final

from PIL import ImageDraw

from idos.verification.strokes import Point, path

CELL: Final = 30.0
"""The pitch, in units of the grid; 2.54 mm in print (ICAO 9303 part 3, §4.2)."""

PEN: Final = 4.1
"""The width of the pen, in units of the grid; 0.35 mm in print."""

Ink = int | tuple[int, int, int]

_LETTERS: Final = {
    "A": ["6.5,0 13.3,25 16.7,25 23.5,0", "9,8 21,8"],
    "B": ["15,13 ~22.5,13 ~22.5,25 15,25 7,25 7,0 15.5,0 ~23.5,0 ~23.5,13 15,13 7,13"],
    "C": ["21.5,20.5 ~20.5,25 ~15.5,25.5 ~9,25 ~9,0 ~15.5,-0.5 ~20.5,0 21.5,4.5"],
    "D": ["10,25 ~22.7,24 ~22.7,1 10,0 8.8,0 8.8,25 10,25"],
    "E": ["23,25 8.6,25 8.6,0 23,0", "8.6,12.5 21,12.5"],
    "F": ["22,25 10.6,25 10.6,0", "10.6,12.5 20.5,12.5"],
    "G": ["21.5,21.5 ~20,25.3 ~15,25.5 ~7.8,25 ~7.8,0.5 ~14,-0.5 ~18,-0.5 22.5,1.5 22.5,12 16,12"],
    "H": ["8,0 8,25", "22,0 22,25", "8,12.5 22,12.5"],
    "I": ["10,25 20,25", "9,0 21,0", "15,0 15,25"],
    "J": ["18.5,25 18.5,7 ~18.5,-0.8 ~7.5,-0.8 7.5,6"],
    "K": ["7.5,0 7.5,25", "22.5,25 9.7,13 23.5,0"],
    "L": ["8,25 8,0 23.5,0"],
    "M": ["6.5,0 6.5,25 9.5,25 15,9 20.5,25 23.5,25 23.5,0"],
    "N": ["7.5,0 7.5,25 9,25 21,0 22.5,0 22.5,25"],
    "O": ["~11,25.5 ~19,25.5 ~23.2,19 ~23.2,6 ~19,-0.5 ~11,-0.5 ~6.8,6 ~6.8,19"],
    "P": ["8,0 8,25 16,25 ~23.5,25 ~23.5,12 16,12 8,12"],
    "Q": ["~11,25.5 ~18.5,25.5 ~22.3,20 ~22.3,7.5 ~18.5,1.7 ~11,1.7 ~7,7.5 ~7,20", "15,11 23.5,0"],
    "R": ["8,0 8,25 12,25 ~18,25 22,22 21.7,17.5 ~21,12.3 16,12.3 8,12.3", "17,12.3 22.5,0"],
    "S": ["21.5,21 ~20.5,25.5 ~15,25.5 ~8.5,25.5 ~8.5,17 ~15,13.2 ~22.5,9.5 ~22,-0.5 ~15,-0.8 ~8.5,-0.5 8,5"],
    "T": ["6.5,25 23.5,25", "15,25 15,0"],
    "U": ["7.3,25 7.3,7 ~7.3,-0.8 ~22.7,-0.8 22.7,7 22.7,25"],
    "V": ["6.7,25 13.7,0 16.3,0 23.3,25"],
    "W": ["6.7,25 ~7.2,12 9,0 10.8,0 15,14.5 19.2,0 21,0 ~22.8,12 23.3,25"],
    "X": ["8,25 22.5,0", "22,25 7.5,0"],
    "Y": ["7.7,25 15,12.5 22.3,25", "15,12.5 15,0"],
    "Z": ["8,25 21.5,25 7.5,0 23,0"],
    "0": ["~9.8,28.2 ~20.2,28.2 ~23.2,23 ~23.2,5.2 ~20.2,0 ~9.8,0 ~6.8,5.2 ~6.8,23"],
    "1": ["8.3,21.5 15.3,28 17,28 17,0"],
    "2": ["7.3,26 ~10,28.2 ~15,28.2 ~22.5,28 ~22.8,17 ~15,13 ~7.5,8.5 7.5,0 23,0"],
    "3": ["6.7,28 22,28 12.5,16.5 14,16.5 ~23,16 ~23,0 ~12,-0.3 6.7,1.3"],
    "4": ["15.8,28 6.5,9 6.5,7.5 23.3,7.5", "19.2,14.5 19.2,0"],
    "5": ["21.3,28 8.8,28 8.3,17.5 11,17.5 ~21.8,17.3 ~21.8,0.2 11,0 7.8,0"],
    "6": [
        "18.4,28 ~6.7,14.5 6.7,8",
        "6.7,8 ~6.7,3.8 ~10.5,0 ~19.5,0 ~23.3,4 ~23.3,12.5 ~19.5,16.3 ~11,16.3 ~6.7,13 6.7,8",
    ],
    "7": ["6.7,28 23.7,28 ~22.7,22 ~17,16.5 ~12.5,10 12,0"],
    "8": [
        "15,16.2 ~22.2,19.8 ~22.2,25 ~19.5,28.2 ~10.5,28.2 ~7.8,25 ~7.8,19.8 15,16.2",
        "15,16.2 ~23.4,12.3 ~23.4,4 ~20,-0.1 ~10,-0.1 ~6.6,4 ~6.6,12.3 15,16.2",
    ],
    "9": [
        "12,0 ~23.3,14 23.3,20.3",
        "23.3,20.3 ~23.3,24.5 ~19.5,28.2 ~10.5,28.2 ~6.7,24.5 ~6.7,16 ~10.5,12 ~19.5,12 ~23.3,16 23.3,20.3",
    ],
    "<": ["23.3,25 6.5,14 23.3,3"],
}  # fmt: skip


def draw(
    canvas: ImageDraw.ImageDraw, text: str, origin: Point, pitch: float, ink: Ink, pen: float = PEN
) -> None:
    """Print ``text`` from ``origin`` on its baseline, one letter every ``pitch`` pixels."""
    scale = pitch / CELL
    radius = pen * scale / 2
    for column, letter in enumerate(text):
        for stroke in PATHS[letter]:
            points = [(origin[0] + column * pitch + x * scale, origin[1] - y * scale) for x, y in stroke]
            canvas.line(points, ink, round(2 * radius))
            for point in points:
                canvas.circle(point, radius, ink)


PATHS: Final = {letter: [path(stroke) for stroke in strokes] for letter, strokes in _LETTERS.items()}
"""The pen's path for each of the 37 characters of a machine-readable zone, in units of the grid."""
