"""The recorded verdicts, of which the pages give the same (``web/sdk/credentials/inspection.test.ts``)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from idos.sdk.credentials import FORMATS
from tests.sdk.inspections import PATH, cases, from_json
from tests.sdk.test_inspection import look

FILE = json.loads(PATH.read_text())
RECORDED: list[dict[str, Any]] = FILE["cases"]


@pytest.mark.parametrize("case", RECORDED, ids=[case["name"] for case in RECORDED])
def test_a_recorded_verdict_is_given_again(case: dict[str, Any]) -> None:
    report = look(from_json(case), now=datetime.fromtimestamp(case["now_ms"] / 1000, UTC))
    assert report.status == case["status"]
    assert [[check.name, check.ok, check.code] for check in report.checks] == case["checks"]


def test_the_file_has_every_format() -> None:
    assert [each.name for each in FORMATS] == FILE["formats"]


def test_the_file_has_every_case() -> None:
    assert [name for name, _, _ in cases()] == [case["name"] for case in RECORDED]
