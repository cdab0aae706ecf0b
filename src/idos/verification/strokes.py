"""Curves written as text: the notation in which letters and portraits are drawn.

A stroke is a list of points ``x,y``. A point marked ``~`` attracts the line without lying on it, as in the
outlines of TrueType: quadratic Bézier curves, with a point implied half way between two such marks. A stroke
in which every point is marked is a closed loop.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

Point = tuple[float, float]

_STEPS: Final = 12


def path(stroke: str) -> list[Point]:
    """The points of ``stroke``, its curves as chords."""
    nodes = [_node(text) for text in stroke.split()]
    if all(marked for _, marked in nodes):
        nodes = _with_implied([*nodes, *nodes[:2]])[1:-1]
    else:
        nodes = _with_implied(nodes)
    points: list[Point] = []
    for i, (point, marked) in enumerate(nodes):
        if marked:
            points += [_bezier(nodes[i - 1][0], point, nodes[i + 1][0], t / _STEPS) for t in range(1, _STEPS)]
        else:
            points.append(point)
    return points


def _node(text: str) -> tuple[Point, bool]:
    x, _, y = text.removeprefix("~").partition(",")
    return (float(x), float(y)), text.startswith("~")


def _with_implied(nodes: list[tuple[Point, bool]]) -> list[tuple[Point, bool]]:
    full = nodes[:1]
    for (before, pulled), (after, pulls) in pairwise(nodes):
        if pulled and pulls:
            full.append((((before[0] + after[0]) / 2, (before[1] + after[1]) / 2), False))
        full.append((after, pulls))
    return full


def _bezier(start: Point, pull: Point, stop: Point, t: float) -> Point:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
    return (
        a * start[0] + b * pull[0] + c * stop[0],
        a * start[1] + b * pull[1] + c * stop[1],
    )
