from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import cast

import pytest

from idos.cli import options
from idos.cli.options import (
    InputFile,
    confirm,
    password,
    read_content,
    read_document,
    seconds_of,
    secrets,
    threshold_of,
    time_of,
)
from idos.errors import Invalid
from idos.sdk.records import Grantee

WHAT = "key file's password"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answers that somebody types at a terminal, one after the other."""
    answers: list[str] = []

    def ask(_prompt: str) -> str:
        if not answers:
            raise EOFError
        return answers.pop(0)

    monkeypatch.setattr(sys, "stdin", _Terminal())
    monkeypatch.setattr(options, "getpass", ask)
    monkeypatch.delenv("IDOS_PASSWORD", raising=False)
    return answers


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("12h", 43_200), ("30d", 2_592_000), ("0s", 0)]
)
def test_durations(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "1.5h", "1w", "1d ", "\u0661d", "9999999s"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        seconds_of(text)
    assert caught.value.code == "bad_duration"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2027-01-31T09:00Z", 1_801_386_000),
        ("2027-01-31T09:00:59+01:00", 1_801_382_459),
        ("20270131T090000Z", 1_801_386_000),
        ("+0s", 1_000),
        ("+2h", 8_200),
        ("+7d", 605_800),
    ],
)
def test_times(text: str, time: int) -> None:
    assert time_of(text, 1_000.9) == time


@pytest.mark.parametrize(
    "text", ["", "soon", "2027-01-31", "2027-01-31T09:00", "2027-02-30T09:00Z", "2027-01-31T09:00Z ", "2h"]
)
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        time_of(text, 0)
    assert caught.value.code == "bad_time"


@pytest.mark.parametrize("text", ["+", "+1", "+-1h", "++1h", "+1h30m"])
def test_what_is_no_time_from_now(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        time_of(text, 0)
    assert caught.value.code == "bad_duration"


def test_how_many_of_several_owners_act_together_is_said() -> None:
    assert threshold_of(["a"], None) == 1
    assert threshold_of(["a", "b"], 1) == 1
    assert threshold_of(["a", "b"], 2) == 2
    with pytest.raises(Invalid) as caught:
        threshold_of(["a", "b"], None)
    assert caught.value.code == "no_threshold"


def test_a_password_from_a_file_is_its_first_line(tmp_path: Path, typed: list[str]) -> None:
    (tmp_path / "secret").write_text(" two words \nignored\n")
    assert password(WHAT, tmp_path / "secret", "IDOS_PASSWORD") == " two words "


def test_passwords_from_standard_input_are_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("first\nsecond\n"))
    assert [password(WHAT, Path("-"), "IDOS_PASSWORD") for _ in range(2)] == ["first", "second"]


def test_a_file_goes_before_the_environment_and_that_before_the_terminal(
    tmp_path: Path, typed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("from the file")
    typed.append("from the terminal")
    monkeypatch.setenv("IDOS_PASSWORD", "from the environment")
    assert password(WHAT, tmp_path / "secret", "IDOS_PASSWORD") == "from the file"
    assert password(WHAT, None, "IDOS_PASSWORD") == "from the environment"
    monkeypatch.delenv("IDOS_PASSWORD")
    assert password(WHAT, None, "IDOS_PASSWORD") == "from the terminal"


def test_a_new_password_is_asked_for_twice(typed: list[str]) -> None:
    typed += ["one", "one", "one", "another"]
    assert password(WHAT, None, "IDOS_PASSWORD", is_new=True) == "one"
    with pytest.raises(Invalid) as caught:
        password(WHAT, None, "IDOS_PASSWORD", is_new=True)
    assert caught.value.code == "passwords_differ"


def test_the_end_of_input_is_no_password(typed: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        password(WHAT, None, "IDOS_PASSWORD")
    assert caught.value.code == "no_password"


def test_secrets_are_asked_for_one_after_the_other(typed: list[str]) -> None:
    typed += ["first", "second"]
    assert secrets(["signing key", "encryption key"], None) == ["first", "second"]


def test_secrets_are_the_first_lines_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("first\r\nsecond\nignored")
    assert secrets(["a", "b"], tmp_path / "secrets") == ["first", "second"]
    assert secrets(["a", "b", "c", "d"], tmp_path / "secrets") == ["first", "second", "ignored", ""]


WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_of_secrets_is_read_as_shells_and_editors_write_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "secret"
    path.write_bytes("password \r\nsecond".encode(encoding))
    assert secrets(["a", "b"], path)[1] == "second"
    assert password(WHAT, path, "IDOS_PASSWORD").endswith(" ")


@pytest.mark.parametrize("between", [" ", "\n", "\r\n", "\r", "\n\n", "\t"])
def test_a_mnemonic_may_have_many_lines(tmp_path: Path, between: str) -> None:
    (tmp_path / "words").write_bytes((WORDS.replace(" ", between) + between).encode())
    (text,) = secrets(["private key"], tmp_path / "words")
    assert text.split() == WORDS.split()


def test_standard_input_may_begin_with_a_byte_order_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbffirst\r\nsecond\r\n")))
    assert [password(WHAT, Path("-"), "IDOS_PASSWORD") for _ in range(3)] == ["first", "second", ""]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_documents_and_credentials_are_read_as_shells_write_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "grantee.json"
    path.write_bytes('{"identifier":"ä","encryption_public_key":"AAAA"}\r\n'.encode(encoding))
    with path.open("rb") as stream:
        assert read_document(cast("InputFile", stream), Grantee) == Grantee("ä", bytes(3))
    with path.open("rb") as stream:
        assert read_content(cast("InputFile", stream)).startswith(b'{"identifier":"\xc3\xa4"')
    path.write_bytes(b"\xff\xfe\x01\x02 what is no JSON")
    with path.open("rb") as stream:
        assert read_content(cast("InputFile", stream)) == path.read_bytes()
    with path.open("rb") as stream, pytest.raises(Invalid) as caught:
        read_document(cast("InputFile", stream), Grantee)
    assert "grantee.json" in caught.value.message


@pytest.mark.parametrize("content", [b"\xff\xff", b"\xff\xfex", b"x" * 10_000])
def test_what_is_no_text_of_lines_holds_no_secret(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(content)
    with pytest.raises(Invalid) as caught:
        password(WHAT, tmp_path / "noise", "IDOS_PASSWORD")
    assert caught.value.code == "not_a_text"


@pytest.mark.parametrize("agrees", [True, False])
def test_erasing_is_confirmed_at_the_terminal(
    typed: list[str], monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    monkeypatch.setattr("idos.cli.options.typer.confirm", lambda *_, **__: agrees)
    if agrees:
        confirm("Erase it?")
    else:
        with pytest.raises(Invalid) as caught:
            confirm("Erase it?")
        assert caught.value.code == "not_confirmed"
