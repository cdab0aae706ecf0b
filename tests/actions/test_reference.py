"""The generated reference."""

from __future__ import annotations

from pathlib import Path

from idos.actions.reference import render
from idos.actions.registry import actions


def test_the_reference_is_the_one_in_the_documentation() -> None:
    page = Path("docs/protocol/actions.md").read_text()
    assert page == render(), "regenerate docs/protocol/actions.md from idos.actions.reference.render()"


def test_every_action_has_an_entry() -> None:
    page = render()
    assert page.count("\n### ") == len(actions())
    for action in actions():
        assert f"\n### {action.name}" in page
