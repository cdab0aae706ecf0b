from __future__ import annotations

import pytest

from idos.apps.demo import narrator
from idos.apps.demo.narrator import ExpectationError, Narrator, expect, refused
from idos.errors import Denied, Unavailable


def test_a_step_keeps_account_of_who_did_what(capsys: pytest.CaptureFixture[str]) -> None:
    calls = ["before"]
    tell = Narrator(calls)
    with tell.step("Alice", "waves") as say:
        calls += ["one", "two", "one"]
        say("a detail")
    (step,) = tell.steps
    assert (step.who, step.what) == ("Alice", "waves")
    assert dict(step.actions) == {"one": 2, "two": 1}
    tell.console.print(tell.table())
    printed = capsys.readouterr().out
    assert "✓ Alice waves" in printed
    assert "    a detail" in printed
    assert "one (2), two" in printed


def test_a_step_that_fails_is_named_and_is_not_done(capsys: pytest.CaptureFixture[str]) -> None:
    tell = Narrator([])
    with pytest.raises(Unavailable), tell.step("Alice", "waves"):
        raise Unavailable("nobody looked")
    assert tell.steps == []
    assert tell.failed is not None
    assert tell.failed.what == "waves"
    assert "✗ Alice waves" in capsys.readouterr().out


def test_a_long_wait_ends_when_it_may_and_not_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrator, "_PAUSE_SECONDS", 0.001)
    answers = [False, False, True]
    tell = Narrator([])
    with tell.step("Alice", "waits"):
        tell.until(lambda: answers.pop(0), "it ends", 10)
        assert answers == []
        with pytest.raises(ExpectationError, match="It was expected that it ends"):
            tell.until(lambda: False, "it ends", 0.01)


def test_what_is_expected() -> None:
    expect([1], "there is one")
    with pytest.raises(ExpectationError, match="It was expected that there is one"):
        expect([], "there is one")


def test_a_refusal_that_is_expected() -> None:
    with refused("grant_locked"):
        raise Denied("no", code="grant_locked")


def test_another_refusal_is_not_the_expected_one() -> None:
    with pytest.raises(ExpectationError, match="grant_locked, not as no_profile"), refused("grant_locked"):
        raise Denied("no", code="no_profile")


def test_no_refusal_is_not_the_expected_one() -> None:
    with pytest.raises(ExpectationError, match="refused as grant_locked"), refused("grant_locked"):
        pass
