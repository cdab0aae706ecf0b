from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from idos.sdk.w3c import highest_matching, record_matches

from .samples import RECORDED


@dataclass(frozen=True)
class Row:
    public_notes: str


def row(**notes: Any) -> Row:
    return Row(json.dumps(notes))


@pytest.mark.parametrize("case", RECORDED["recordFilter"])
def test_recorded_filters(case: dict[str, Any]) -> None:
    assert record_matches(case["record"], pick=case["pick"], omit=case["omit"]) is case["result"]


def test_pick_wants_all_and_omit_any_refuses_one() -> None:
    record = {"a": "x", "c": 1}
    assert record_matches(record)
    assert not record_matches(record, pick={"a": ["x"], "c": [2]})
    assert record_matches(record, pick={"a": ["y", "x"], "c": [1]})
    assert record_matches(record, omit={"a": ["x"], "c": [2]})
    assert not record_matches(record, omit_any={"a": ["x"], "c": [2]})
    assert record_matches(record, omit_any={"a": ["y"], "c": [2]})


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (1, "1", False),
        (None, None, True),
        (None, 0, False),
        ([1], [1], False),
        ({}, {}, False),
    ],
)
def test_values_are_equal_by_type_and_value_and_collections_never(
    found: object, wanted: object, same: bool
) -> None:
    assert record_matches({"a": found}, pick={"a": [wanted]}) is same


@pytest.mark.parametrize("path", ["a.b.c", "a[0]", "a[1].b", "a[00]", "b", "", "a[99999999999999999999].b"])
def test_a_path_that_leads_nowhere_has_no_value(path: str) -> None:
    assert record_matches({"a": [{"b": "text"}], "c": 1}, pick={path: [None]}) is (path != "a[0]")


def test_the_highest_credential_that_matches_is_chosen() -> None:
    rows = [
        row(level="basic", status="approved"),
        row(level="plus", status="approved"),
        row(level="plus", status="approved", second=True),
        row(level="plus+email", status="revoked"),
    ]
    assert highest_matching(rows, "basic") is rows[3]
    assert highest_matching(rows, "basic", notes={"status": "approved"}) is rows[1]
    assert highest_matching(rows, "basic", notes={"status": "approved", "second": True}) is rows[2]
    assert highest_matching(rows, "plus", ["email"], {"status": "approved"}) is None
    assert highest_matching([], "basic") is None


@pytest.mark.parametrize("notes", ["", "{", "[]", "null", "{}", '{"level": 1}', "[" * 100_000])
def test_credentials_without_readable_notes_or_level_are_passed_over(notes: str) -> None:
    good = row(level="basic")
    assert highest_matching([Row(notes), good], "basic") is good
