"""What contributors are told to open and to run exists, and the map leads to where each recipe begins."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from tests.project.test_workflows import TARGETS

ROOT = Path(__file__).parents[2]
PAGES = ("CONTRIBUTING.md", "docs/recipes.md")
MAP = (ROOT / "docs" / "architecture.md").read_text()
RECIPES = (ROOT / "docs" / "recipes.md").read_text()
AT_ROOT = ("src/", "tests/", "web/", "docs/", "vectors/", "scripts/", "bench/", ".github/", ".tools/")
SKIPPED = {"node_modules", "dist", ".venv", ".tools", ".git", "artefacts"}
FIRST = dict(re.findall(r"^\| \[([^]]+)\]\(#[\w-]+\) \| `([^`]+)` \|", RECIPES, re.MULTILINE))
FILE = re.compile(r"[\w*./-]+\.(?:py|tsx?|json|md|toml|yml|html|css|txt|lock)")
every_page = pytest.mark.parametrize("page", PAGES)


def _code(page: str) -> list[str]:
    """Every word of code of a page, and each line of its blocks; those in words may be wrapped."""
    text = (ROOT / page).read_text()
    blocks = re.findall(r"^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`]+)`", re.sub(r"^```\w*\n.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    return [" ".join(each.split()) for each in inline] + [
        line for block in blocks for line in block.splitlines()
    ]


def _files() -> set[str]:
    found = set()
    for folder in (".github", "src", "tests", "web", "docs", "vectors", "scripts"):
        for path in (ROOT / folder).rglob("*"):
            if not SKIPPED & {*path.parts}:
                found.add(f"/{path.relative_to(ROOT)}")
    return found | {f"/{path.name}" for path in ROOT.iterdir()}


def _missing(name: str, files: set[str]) -> bool:
    """Whether there is no such place: from the root, or, of a shorter name, below any folder."""
    if name.startswith(AT_ROOT):
        return not (list(ROOT.glob(name)) if "*" in name else (ROOT / name).exists())
    return not any(file.endswith(f"/{name}") for file in files)


@every_page
def test_every_place_that_is_named_exists(page: str) -> None:
    files = _files()
    named = {each for each in _code(page) if FILE.fullmatch(each) or each.startswith(AT_ROOT)}
    assert len(named) > 10
    assert sorted(name for name in named if " " not in name and _missing(name, files)) == []


@every_page
def test_every_command_that_is_named_exists(page: str) -> None:
    web = [str(path.relative_to(ROOT / "web")) for path in (ROOT / "web").glob("*/**/*.test.ts")]
    count = 0
    for line in _code(page):
        words = (
            shlex.split(line, comments=True) if line.startswith((".venv", "make", "pytest", "vitest")) else []
        )
        match words:
            case ["make", *targets]:
                assert {word for word in targets if "=" not in word} <= TARGETS, line
            case ["pytest" | ".venv/bin/pytest", *places]:
                names = [place for place in places if not place.startswith("-")]
                assert all((ROOT / name).exists() for name in names), line
            case ["vitest", *filters]:
                assert all(any(each in test for test in web) for each in filters), line
            case [".venv/bin/python", "-m", module, *_]:
                assert importlib.util.find_spec(module), line
            case _:
                continue
        count += 1
    assert count > 3


@pytest.mark.parametrize("change", FIRST)
def test_each_recipe_has_its_parts(change: str) -> None:
    sections = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", RECIPES, re.MULTILINE | re.DOTALL))
    steps = sections[change.capitalize()]
    assert steps.startswith("\n1. ") or "\n\n1. " in steps
    assert f"`{FIRST[change]}" in steps or f"`{Path(FIRST[change]).parent}/" in steps
    flat = " ".join(steps.split())
    assert [part for part in (" Run ", "Forgotten: ", "Never touched: ") if part not in flat] == []


@pytest.mark.parametrize("change", FIRST)
def test_the_map_leads_to_where_a_recipe_begins(change: str) -> None:
    """The row of its room names the file, or the folder of files that are alike."""
    place = Path(FIRST[change])
    tower, *parts = place.parts
    python, web = MAP.split("| room of `web`")
    room, rows = (parts[0], web) if tower == "web" else (parts[1], python)
    (row,) = re.findall(rf"^\| `{room}` \|.*$", rows, re.MULTILINE)
    assert f"`{place.name}`" in row or f"`{place.parts[-2]}/{place.name}`" in row, row


def test_contributing_lists_the_recipes() -> None:
    (links,) = re.findall(r"^## Recipes\n(.*?)^## ", (ROOT / "CONTRIBUTING.md").read_text(), re.M | re.S)
    assert re.findall(r"\[(an? [^]]+)\]", links) == list(FIRST)
    assert all((ROOT / place).exists() for place in FIRST.values())
