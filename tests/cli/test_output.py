"""What people see, and what it must not do to their terminals."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout

import pytest

from idos.cli.output import CommandResult, Output, explain, printable, progress
from idos.errors import Denied

HOSTILE = "\x1b]0;title\x07\u202e café\n\ttab"
HARMLESS = "\\x1b]0;title\\x07\\u202e café\n\ttab"
ROWS = [
    {"id": "3f0c0b52-93b3-4d3e-9a4a-0d9b2c9f7e10", "grantee": "ab" * 32, "locked_until": 0, "note": None},
    {"id": "5d1e2a40-93b3-4d3e-9a4a-0d9b2c9f7e10", "grantee": "cd" * 32, "locked_until": 2**31, "note": None},
]


class Terminal(io.StringIO):
    """80 columns, no colours."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)


def on_terminal(answer: CommandResult) -> str:
    with redirect_stdout(Terminal()) as terminal:
        Output().show(answer)
    return terminal.getvalue()


def test_raw_answers_are_harmless_on_terminals() -> None:
    assert on_terminal(CommandResult(data={}, raw=HOSTILE.encode() + b"\xff")) == HARMLESS + "\\xff\n"


def test_what_looks_like_markup_is_data(capsys: pytest.CaptureFixture[str]) -> None:
    Output().show(
        CommandResult(data=[{"name": "[bold]", "value": None}, {"name": "[/]", "value": ["[red]"]}])
    )
    assert capsys.readouterr().out.split() == ["name", "value", "[bold]", "[/]", '["[red]"]']


def test_what_others_wrote_does_not_steer_the_terminal() -> None:
    assert printable(HOSTILE) == HARMLESS
    assert "\\x1b[31m" in on_terminal(CommandResult(data={"note": "\x1b[31m"}))
    with redirect_stderr(Terminal()) as terminal:
        explain(Denied("\x1b[31m"))
    assert "\\x1b[31m" in terminal.getvalue()


def test_rows_are_a_table_where_lines_are_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    Output().show(CommandResult(data=ROWS))
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["id", "grantee", "locked_until", "note"]
    assert [row.split()[:2] for row in rows] == [[row["id"], row["grantee"]] for row in ROWS]


def test_rows_too_wide_for_the_terminal_stand_below_each_other() -> None:
    assert [line.split() for line in on_terminal(CommandResult(data=ROWS)).splitlines()] == [
        ["id", ROWS[0]["id"]],
        ["grantee", "ab" * 32],
        ["locked_until", "not", "locked"],
        [],
        ["id", ROWS[1]["id"]],
        ["grantee", "cd" * 32],
        ["locked_until", "2038-01-19T03:14:08Z"],
    ]


def test_narrow_rows_are_a_table_on_terminals_too() -> None:
    assert "language  pt" in on_terminal(CommandResult(data=[{"key": "language", "value": "pt"}]))


def test_nothing_of_a_long_value_is_left_out() -> None:
    shown = on_terminal(CommandResult(data={"content": "x" * 300}))
    assert shown.count("x") == 300
    assert max(map(len, shown.splitlines())) <= 80


def test_times_are_dates_for_people_and_numbers_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    answer = CommandResult(data={"time": 1_700_000_000_999, "locked_until": 2**62})
    Output().show(answer)
    assert capsys.readouterr().out.split() == ["time", "2023-11-14T22:13:20Z", "locked_until", str(2**62)]
    Output(as_json=True).show(answer)
    assert capsys.readouterr().out == f'{{"time":1700000000999,"locked_until":{2**62}}}\n'


def test_days_and_heights_are_words_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    Output().show(CommandResult(data=[{"day": 20_000, "activated": 0}, {"day": 2**40, "activated": 7}]))
    _, *rows = capsys.readouterr().out.splitlines()
    assert [row.split() for row in rows] == [["2024-10-04", "not", "yet"], [str(2**40 * 86_400), "7"]]


def test_progress_is_a_number_on_terminals() -> None:
    with redirect_stderr(Terminal()) as terminal, progress("Encrypting") as told:
        told(3, 10)
    assert "Encrypting: 3 of 10" in terminal.getvalue()


def test_progress_is_silent_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Encrypting") as told:
        told(3, 10)
    assert capsys.readouterr() == ("", "")
