"""The map of the code shows the rooms that there are, and the imports that are allowed."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.architecture import picture

from tests.test_imports import ALLOWED

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "idos"
WEB = ROOT / "web"
PAGE = (ROOT / "docs" / "architecture.md").read_text()
ROW = re.compile(r"^\| (`[^|]+`) \|.*\| `([^`]+)` \|$", re.MULTILINE)
SECTION = re.compile(r"^\| room of `web` \|", re.MULTILINE)


def _rows(text: str) -> dict[str, str]:
    """The rooms of a table, and the first file of each."""
    return {name: row[2] for row in ROW.finditer(text) for name in re.findall(r"`([^`]+)`", row[1])}


PYTHON, TYPESCRIPT = map(_rows, SECTION.split(PAGE))


def test_the_picture_is_that_of_the_rules() -> None:
    (shown,) = re.findall(r"^```mermaid\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert shown == picture(ALLOWED), "print it by: python -m scripts.architecture"


def test_the_picture_leaves_out_what_is_reached_through_others() -> None:
    shown = picture({"a": set(), "b": {"a"}, "c": {"a", "b"}, "d": {"a"}})
    assert shown == "graph TD\n  c --> b\n  b --> a\n  d --> a\n  a\n"


def test_the_map_has_every_room_and_no_other() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert folders | modules == PYTHON.keys()
    assert PYTHON.keys() == ALLOWED.keys() - {"__init__"}


def test_the_map_has_every_room_of_the_web() -> None:
    assert {path.parent.name for path in WEB.glob("*/package.json")} == TYPESCRIPT.keys()


def test_the_first_file_of_each_room_exists() -> None:
    for room, file in PYTHON.items():
        assert (PACKAGE / room / file).exists() or (PACKAGE / file).exists(), room
    for room, file in TYPESCRIPT.items():
        assert (WEB / room / file).exists(), room


def test_every_room_within_a_room_has_its_words() -> None:
    within = {
        str(path.parent.relative_to(PACKAGE))
        for path in PACKAGE.glob("*/*/__init__.py")
        if not path.is_relative_to(PACKAGE / "pages" / "dist")
    }
    assert len(within) >= 10
    assert sorted(room for room in within if f"`{room}`" not in PAGE) == []


def test_every_place_on_the_ways_exists() -> None:
    ways = PAGE.partition("## The way of a write")[2]
    named = re.findall(r"\b(?:web|rpc|protocol|consensus|actions|store|sdk|enclave)/[\w./-]+\w", ways)
    assert len(named) > 20
    for name in named:
        place = re.sub(r"\.[a-z_]+$", "", name) if name.endswith(".submit") else name
        if place.startswith("web/"):
            assert (ROOT / place).exists(), name
        else:
            assert (PACKAGE / place).exists() or (PACKAGE / f"{place}.py").exists(), name


def test_the_readme_and_contributing_lead_to_the_map() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        assert "(docs/architecture.md)" in (ROOT / page).read_text()
