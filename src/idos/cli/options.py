"""What options and files are read as, and where passwords come from: never from the command line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from getpass import getpass
from pathlib import Path
from typing import Any, Final, TypeVar

import typer

from idos.crypto.wallets import WALLET_KINDS
from idos.errors import Invalid
from idos.protocol.credentials import CONTENT_BOUNDS
from idos.protocol.wire import JsonBounds, decode_json
from idos.sdk.files import read_bytes, to_utf8

T = TypeVar("T")

_MAX_LINE: Final = 4096
_MAX_TEXT: Final = 64 * 1024
_MNEMONIC_WORDS: Final = 24
_DOCUMENT_BOUNDS: Final = JsonBounds(size=1024 * 1024, values=4096)
_DURATION: Final = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class InputFile(typer.FileBinaryRead):
    """A file to read; ``-`` is standard input. Its name is what help shows."""


_SERVER_KEY: Final = "(?:0[23])?[0-9a-fA-F]{64}"
_KEY: Final = re.compile("|".join([_SERVER_KEY, *(kind.form.pattern for kind in WALLET_KINDS.values())]))
"""A server's key in hex, or what names a wallet of some kind."""


def seconds_of(duration: str) -> int:
    """Seconds of ``90s``, ``15m``, ``12h`` or ``30d``. Raises ``Invalid`` (``bad_duration``)."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise Invalid("a duration is a number and s, m, h or d, such as 30d", code="bad_duration")
    return int(match[1]) * _SECONDS[match[2]]


def time_of(text: str, now: float) -> int:
    """Unix seconds of an ISO 8601 time that says its offset from UTC, or of ``+2h``: from ``now`` on.

    Raises ``Invalid``: ``bad_time``, ``bad_duration``.
    """
    if text.startswith("+"):
        return int(now) + seconds_of(text[1:])
    with suppress(ValueError):
        time = datetime.fromisoformat(text)
        if time.tzinfo:
            return int(time.timestamp())
    raise Invalid("a time is such as 2027-01-31T09:00Z, or +7d from now", code="bad_time")


def check_keys(*texts: str) -> None:
    """Raise ``Invalid`` (``bad_key``) unless each has the form of a key or of some wallet's address.

    The rules take any text as a key, and nobody holds most of them: a slip would found a network, or admit an
    organisation, that is nobody's.
    """
    for text in texts:
        if not _KEY.fullmatch(text):
            raise Invalid(f"{text!r} is no key and no address: `idos keys show` prints it", code="bad_key")


def day_of(text: str) -> int:
    """Days since 1970 of an ISO 8601 date. Raises ``Invalid`` (``bad_day``)."""
    try:
        return (date.fromisoformat(text) - date(1970, 1, 1)).days
    except ValueError:
        raise Invalid("a day is such as 2027-01-31", code="bad_day") from None


def threshold_of(owners: Sequence[str], given: int | None) -> int:
    """How many of several owners act together: that must be said. Raises ``Invalid`` (``no_threshold``)."""
    if given is None and len(owners) > 1:
        raise Invalid("of several owners, --threshold says how many act together", code="no_threshold")
    return 1 if given is None else given


def read_document(file: InputFile, shape: type[T]) -> T:
    """A JSON document that another command printed, in whatever encoding a shell wrote it to a file.

    Raises ``Invalid`` when it is of another shape.
    """
    try:
        return decode_json(to_utf8(file.read(_DOCUMENT_BOUNDS.size + 1)), shape, _DOCUMENT_BOUNDS)
    except Invalid as error:
        raise Invalid(f"{file.name}: {error.message}", code=error.code) from None


def read_content(file: InputFile) -> bytes:
    """What is to be a credential: JSON as UTF-8 without a mark, and anything else as it is."""
    data = file.read()
    with suppress(Invalid):
        text = to_utf8(data)
        decode_json(text, dict[str, Any], CONTENT_BOUNDS)
        return text
    return data


def password(what: str, file: Path | None, variable: str, *, is_new: bool = False) -> str:
    """A password: from a file's first line (``-``: standard input), the environment, or the terminal.

    Raises ``Invalid``: ``no_password`` when it cannot be asked for, ``passwords_differ``.
    """
    if file is not None:
        return _lines(file, 1)[0]
    if variable in os.environ:
        return os.environ[variable]
    answer = _ask(what)
    if is_new and _ask(f"{what}, again") != answer:
        raise Invalid("the two passwords differ", code="passwords_differ")
    return answer


def secrets(names: Sequence[str], file: Path | None) -> list[str]:
    """Secrets: the first lines of a file (``-``: standard input), or from the terminal, one after the other.

    Where one is wanted, and all lines are words, they are one mnemonic. Raises ``Invalid`` (``no_password``)
    when they cannot be asked for.
    """
    if file is None:
        return [_ask(name) for name in names]
    if len(names) == 1 and file != Path("-"):
        lines = [line for line in _lines(file, _MNEMONIC_WORDS) if line.strip()]
        words = " ".join(lines).split()
        if len(lines) > 1 and all(word.isalpha() for word in words):
            return [" ".join(words)]
    return _lines(file, len(names))


def _lines(file: Path, count: int) -> list[str]:
    """The first lines, without their ends; an empty one for each that is missing."""
    try:
        if file == Path("-"):
            lines = [_line_of_input() for _ in range(count)]
        else:
            text = to_utf8(read_bytes(file, _MAX_TEXT)[:_MAX_TEXT]).decode()
            lines = [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:count]]
            lines += [""] * (count - len(lines))
    except (UnicodeDecodeError, Invalid):
        lines = []
    if not lines or max(map(len, lines)) >= _MAX_LINE:
        raise Invalid(f"{file} is not a text with lines", code="not_a_text")
    return lines


def _line_of_input() -> str:
    """The next line of standard input, which may go on: other options may want the following ones."""
    bytes_of_input = getattr(sys.stdin, "buffer", None)  # a test's or an embedding program's may have none
    line = bytes_of_input.readline(_MAX_LINE).decode() if bytes_of_input else sys.stdin.readline(_MAX_LINE)
    return line.removeprefix("\ufeff").rstrip("\r\n")


def _ask(what: str) -> str:
    if not sys.stdin.isatty():
        raise Invalid(f"there is no terminal to ask for the {what}", code="no_password")
    try:
        return getpass(f"{what.capitalize()}: ")
    except EOFError:
        raise Invalid(f"the {what} was not given", code="no_password") from None


def need_terminal(instead: str) -> None:
    """Raise ``Invalid`` (``not_confirmed``) where nobody can be asked. ``instead`` says what does there."""
    if not sys.stdin.isatty():
        raise Invalid(f"there is no terminal to ask; {instead}", code="not_confirmed")


def confirm(question: str, *, instead: str = "--yes confirms") -> None:
    """Ask at the terminal. Raises ``Invalid`` (``not_confirmed``) without one, and when the answer is no.

    ``instead`` says what does without a terminal.
    """
    need_terminal(instead)
    if not typer.confirm(question, err=True):
        raise Invalid("nothing was done", code="not_confirmed")
