"""The picture of the import rules for ``docs/architecture.md``: ``python -m scripts.architecture``."""

from __future__ import annotations

from collections.abc import Mapping

from tests.test_imports import ALLOWED

PACKAGE = "__init__"
"""The package's own module in the table of rules; in the picture it is ``idos``."""


def picture(allowed: Mapping[str, set[str]]) -> str:
    """A graph for Mermaid, readable as text: each room, and the rooms that stand right below it."""
    lines = ["graph TD"]
    for room in sorted(allowed, key=lambda room: (-_height(room, allowed), room)):
        below = sorted(map(_shown, _nearest(room, allowed)))
        lines.append(f"  {_shown(room)} --> {' & '.join(below)}" if below else f"  {_shown(room)}")
    return "\n".join(lines) + "\n"


def _shown(room: str) -> str:
    return "idos" if room == PACKAGE else room


def _nearest(room: str, allowed: Mapping[str, set[str]]) -> set[str]:
    """What of ``room``'s imports none of its other imports may import."""
    return {one for one in allowed[room] if not any(one in allowed[other] for other in allowed[room])}


def _height(room: str, allowed: Mapping[str, set[str]]) -> int:
    """How many rooms stand below each other under this one."""
    return max((1 + _height(below, allowed) for below in allowed[room]), default=0)


if __name__ == "__main__":
    print(picture(ALLOWED), end="")
