from __future__ import annotations

from typing import Any

import pytest

from idos.sdk.w3c import derive_level, highest_level, level_matches, level_score

from .samples import RECORDED, address, subject

SUBJECTS: dict[str, dict[str, Any]] = {
    "all": {},
    "no address/email": {"residential_address": None, "email": None},
    "empty selfie buffer": {
        "residential_address": None,
        "email": None,
        "phone_number": None,
        "selfie_file": b"",
    },
}


@pytest.mark.parametrize("case", RECORDED["levels"]["deriveLevel"], ids=lambda case: str(case["case"]))
def test_recorded_levels_of_subjects(case: dict[str, str]) -> None:
    assert derive_level(subject(**SUBJECTS[case["case"]])) == case["level"]


def test_an_issuer_for_whom_no_face_was_compared_claims_no_liveness() -> None:
    assert derive_level(subject(**SUBJECTS["no address/email"]), face_compared=False) == "basic+phoneNumber"
    assert derive_level(subject(**SUBJECTS["empty selfie buffer"]), face_compared=False) == "basic"


@pytest.mark.parametrize("changes", [{"city": ""}, {"proof_category": ""}])
def test_plus_takes_a_city_and_a_category_of_proof(changes: dict[str, str]) -> None:
    assert derive_level(subject(residential_address=address(**changes))).startswith("basic+")


@pytest.mark.parametrize("case", RECORDED["levels"]["match"])
def test_recorded_matches(case: dict[str, Any]) -> None:
    assert level_matches(case["current"], case["level"], case["addons"]) is case["ok"]


@pytest.mark.parametrize(("level", "score"), RECORDED["levels"]["score"])
def test_recorded_scores(level: str, score: int) -> None:
    assert level_score(level) == score


def test_the_highest_level_is_the_first_of_the_best_that_match() -> None:
    levels = ["basic", "plus", "basic+email+liveness", "plus+email", "plus+liveness"]
    assert highest_level(levels, "basic") == "plus+email"
    assert highest_level(levels, "basic", ["liveness"]) == "plus+liveness"
    assert highest_level(levels, "plus", ["liveness", "email"]) is None
    assert highest_level([], "basic") is None
