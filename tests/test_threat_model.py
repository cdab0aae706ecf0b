"""The threat model speaks of every known hole, and of tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "threat-model.md").read_text()
ROW = re.compile(r"^\| (S\d+) \|.*$", re.MULTILINE)
TEST = re.compile(r"`(test_\w+)`")


def known_tests() -> set[str]:
    return {
        node.name
        for folder in Path(__file__).parent.iterdir()
        if folder.name != "interop"
        for path in (folder.rglob("test_*.py") if folder.is_dir() else [folder])
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_test_that_is_named_exists() -> None:
    assert sorted(set(TEST.findall(PAGE)) - known_tests()) == []


def test_every_known_hole_has_one_row_and_each_row_a_test() -> None:
    rows = {match[1]: match[0] for match in ROW.finditer(PAGE)}
    assert [match[1] for match in ROW.finditer(PAGE)] == [f"S{number}" for number in range(1, 29)]
    assert [name for name, row in rows.items() if not TEST.search(row)] == []


def test_every_link_leads_somewhere() -> None:
    docs = Path(__file__).parents[1] / "docs"
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", PAGE):
        assert (docs / target).is_file(), target
