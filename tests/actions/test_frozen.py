"""What a network that runs depends on stays as it is: limits, tables, actions, texts of receipts."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from idos.actions.limits import LATEST_RULES
from tests.actions import frozen
from tests.actions.frozen import (
    FILE,
    Difference,
    describe,
    differences,
    is_addition,
    recorded,
    since,
    to_text,
)

KNOWN = recorded()
PRESENT = describe(KNOWN)
FROZEN = """
The rules of networks that run would change, and their nodes would part:
{}
Leave vectors/rules.json as it is. Put back what was, and bring the change by a new rules version: raise
LATEST_RULES, add with `since`, ask for `ctx.rules.version` (docs/recipes.md; docs/protocol/upgrades.md).
"""
NEW = """
New to the rules:
{}
Run `python -m tests.actions.frozen`, which adds it to vectors/rules.json.
"""
EARLY = """
These say that they came with a rules version that networks have without them:
{}
Raise LATEST_RULES, and let them say `since` that.
"""


def listed(differences: list[Difference]) -> str:
    return "\n".join(map(str, differences))


def changes(known: Any, present: Any) -> tuple[list[Difference], list[Difference]]:
    """What was changed of what is frozen, and what was added."""
    found = [each for each in differences(known, present) if each.place != ("rules",)]
    return [each for each in found if not is_addition(each)], [each for each in found if is_addition(each)]


def test_nothing_that_is_frozen_was_changed() -> None:
    changed, _ = changes(KNOWN, PRESENT)
    assert not changed, FROZEN.format(listed(changed))


def test_what_is_new_says_since_when() -> None:
    _, added = changes(KNOWN, PRESENT)
    early = [each for each in added if (since(each) or LATEST_RULES) < KNOWN["rules"]]
    assert not early, EARLY.format(listed(early))


def test_what_is_new_is_recorded() -> None:
    _, added = changes(KNOWN, PRESENT)
    assert not added, NEW.format(listed(added))
    assert KNOWN["rules"] == LATEST_RULES, NEW.format("the newest version")


def test_the_file_is_as_the_command_writes_it() -> None:
    assert FILE.read_text() == to_text(KNOWN) + "\n"
    assert json.loads(to_text(PRESENT)) == PRESENT


def altered(place: str, change: Any) -> dict[str, Any]:
    """The document with something else at a place; None takes it away."""
    document = copy.deepcopy(PRESENT)
    *path, last = place.split("/")
    at: Any = document
    for name in path:
        at = at[name]
    if change is None:
        del at[last]
    else:
        at[last] = change
    return document


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("limits/page", None),
        ("limits/page/least", 499),
        ("limits/page/defaults/1", 999),
        ("actions/add_wallet 6", None),
        ("actions/set_limit 2/since", 1),
        ("actions/set_limit 2/parameters", ["name text", "value int8?"]),
        ("actions/set_limit 2/kinds", []),
        ("tables/users", None),
        ("tables/users/key", ["id", "inserter"]),
        ("tables/users/consensus", False),
        ("tables/users/columns/rekeyed", None),
        ("tables/users/columns/rekeyed", "bool? since 1"),
        ("tables/delegates/columns/since", "int since 2, default 1"),
        ("tables/wallets/indexes/user", None),
        ("tables/wallets/indexes/user/unique", True),
        ("tables/wallets/indexes/new", {"unique": True, "order": []}),
        ("tables/wallets/indexes/new", {"unique": False, "order": []}),
        ("tables/access_grants/indexes/grantee/order", []),
        ("tables/wallets/samples/1/texts/identity", "another"),
        ("tables/upgrades/samples/1/digest", "00"),
        ("receipts/texts/no_profile", "you have no profile"),
        ("receipts/codes/nonce", 7),
        ("constants/owners", 17),
        ("wallets/NEAR", None),
        ("wallets/NEAR/named_by", "address"),
        ("wallets/Stellar/signature_types", ["ed25519"]),
    ],
)
def test_a_change_of_what_is_frozen_is_found(place: str, change: Any) -> None:
    changed, _ = changes(PRESENT, altered(place, change))
    assert ["/".join(each.place) for each in changed] == [place]


@pytest.mark.parametrize(
    ("place", "change", "version"),
    [
        ("limits/new", {"defaults": {"3": 1}, "least": 1, "most": 2}, 3),
        ("limits/page/defaults/3", 500, 3),
        ("actions/new 0", {"since": 3, "kinds": ["owner"], "parameters": []}, 3),
        ("actions/get_new 0", {"since": 1, "kinds": ["view"], "parameters": []}, None),
        ("tables/users/columns/new", "int since 3, default 0", 3),
        ("tables/new", {"key": ["id"], "consensus": True, "columns": {"id": "int since 1"}}, None),
        ("tables/users/samples/2", {"fields": {}, "texts": {}, "digest": "00"}, None),
        ("receipts/texts/new", "no", None),
        ("wallets/New", {"named_by": "address"}, None),
    ],
)
def test_what_is_added_is_told_from_a_change(place: str, change: Any, version: int | None) -> None:
    changed, added = changes(PRESENT, altered(place, change))
    assert changed == []
    assert ["/".join(each.place) for each in added] == [place]
    assert since(added[0]) == version


def test_the_order_of_columns_and_limits_is_frozen() -> None:
    """Records are hashed column by column, and a genesis limit by limit."""
    for section in (PRESENT["limits"], PRESENT["tables"]["users"]["columns"]):
        document = copy.deepcopy(PRESENT)
        reordered = dict(reversed(section.items()))
        if section is PRESENT["limits"]:
            document["limits"] = reordered
        else:
            document["tables"]["users"]["columns"] = reordered
        changed, _ = changes(PRESENT, document)
        assert [each.place[-1] for each in changed] == ["order"]


def test_the_command_adds_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "rules.json"
    monkeypatch.setattr(frozen, "FILE", file)
    less = altered("tables/delegates/columns/since", None)
    del less["actions"]["set_limit 2"]
    less["rules"] = 1
    file.write_text(to_text(less))
    frozen.main()
    assert json.loads(file.read_text()) == PRESENT
    other = to_text(altered("limits/page/least", 499))
    file.write_text(other)
    with pytest.raises(SystemExit, match="limits / page / least: 499 became 500"):
        frozen.main()
    assert file.read_text() == other
