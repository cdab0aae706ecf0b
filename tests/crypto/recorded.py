"""The recorded vectors, by name: see ``vectors/``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parents[2] / "vectors"


@cache
def vectors(name: str) -> Any:
    """The parsed content of ``vectors/<name>.json``; not to be changed."""
    return json.loads((VECTORS / f"{name}.json").read_text())


def wycheproof(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every test of a Wycheproof file, with the group that holds its key."""
    return [
        (group, test)
        for group in vectors(f"public/wycheproof_{name}")["testGroups"]
        for test in group["tests"]
    ]
