"""Groups of options, and where passwords come from: never from the command line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from getpass import getpass
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from idos.errors import Invalid
from idos.protocol.wire import Bounds, decode_json
from idos.sdk.clients import Auditor, Client, Consumer, Issuer, Owner
from idos.sdk.keystore import Keys, load

T = TypeVar("T")

_DEFAULT_NODE_URL: Final = "http://127.0.0.1:8484"
_MAX_LINE: Final = 4096
_DOCUMENT_BOUNDS: Final = Bounds(size=1024 * 1024, values=4096)
_DURATION: Final = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class File(typer.FileBinaryRead):
    """A file to read; ``-`` is standard input. Its name is what help shows."""


_BASE58 = "[1-9A-HJ-NP-Za-km-z]"
_KEY = re.compile(
    r"0x[0-9a-fA-F]{40}|(?:0[23])?[0-9a-fA-F]{64}|G[A-Z2-7]{55}"
    rf"|ed25519:{_BASE58}{{32,50}}|r{_BASE58}{{24,34}}"
)
"""EVM addresses, hex keys, Stellar addresses, NEAR keys, XRPL addresses."""


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


def read_document(file: File, shape: type[T]) -> T:
    """A JSON document that another command printed. Raises ``Invalid`` when it is of another shape."""
    return decode_json(file.read(_DOCUMENT_BOUNDS.size + 1), shape, _DOCUMENT_BOUNDS)


def password(what: str, file: Path | None, variable: str, *, is_new: bool = False) -> str:
    """A password: from a file's first line (``-``: standard input), the environment, or the terminal.

    Raises ``Invalid``: ``no_password`` when it can not be asked for, ``passwords_differ``.
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

    Raises ``Invalid`` (``no_password``) when they can not be asked for.
    """
    return [_ask(name) for name in names] if file is None else _lines(file, len(names))


def _lines(file: Path, count: int) -> list[str]:
    """The first lines, without their ends; an empty one for each that is missing."""
    try:
        with nullcontext(sys.stdin) if file == Path("-") else file.open(encoding="utf-8") as stream:
            lines = [stream.readline(_MAX_LINE) for _ in range(count)]
    except UnicodeDecodeError:
        lines = []
    if not lines or max(map(len, lines)) == _MAX_LINE:
        raise Invalid(f"{file} is not a text with lines", code="not_a_text")
    return [line.rstrip("\r\n") for line in lines]


def _ask(what: str) -> str:
    if not sys.stdin.isatty():
        raise Invalid(f"there is no terminal to ask for the {what}", code="no_password")
    try:
        return getpass(f"{what.capitalize()}: ")
    except EOFError:
        raise Invalid(f"the {what} was not given", code="no_password") from None


def confirm(question: str) -> None:
    """Ask at the terminal. Raises ``Invalid`` (``not_confirmed``) without one, and when the answer is no."""
    if not sys.stdin.isatty():
        raise Invalid("there is no terminal to ask; --yes confirms", code="not_confirmed")
    if not typer.confirm(question, err=True):
        raise Invalid("nothing was done", code="not_confirmed")


PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="File with the key file's password; - for standard input. Else IDOS_PASSWORD, or a question.",
    ),
]
ProfilePasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--profile-password-file",
        help="File with the profile's password; - for standard input. Else IDOS_PROFILE_PASSWORD, or a "
        "question.",
    ),
]
Holder = Annotated[
    File,
    typer.Argument(metavar="HOLDER.json", help="What `idos keys show --json` prints of the holder's keys."),
]
Threshold = Annotated[
    int | None, typer.Option(metavar="N", help="How many of the owners act together, if there are several.")
]
Lock = Annotated[
    str,
    typer.Option(metavar="DURATION", help="How long the grant can not be revoked: 90s, 15m, 12h, 30d."),
]


@dataclass(frozen=True, kw_only=True)
class NodeAt:
    """Which node."""

    node_url: Annotated[str, typer.Option("--node-url", envvar="IDOS_URL", help="The node's URL.")] = (
        _DEFAULT_NODE_URL
    )


@dataclass(frozen=True, kw_only=True)
class KeyFile:
    """Whose keys."""

    key: Annotated[
        Path,
        typer.Option(
            "--key", "-k", envvar="IDOS_KEY", exists=True, dir_okay=False, help="The key file to act with."
        ),
    ]
    password_file: PasswordFile = None

    @cached_property
    def keys(self) -> Keys:
        """The keys. The file is opened, and its password asked for, once."""
        return load(self.key, password("key file's password", self.password_file, "IDOS_PASSWORD"))


@dataclass(frozen=True, kw_only=True)
class PersonAt(KeyFile, NodeAt):
    """A person at a node."""

    def client(self) -> Client:
        """The person's client."""
        return Client(self.node_url, self.keys.wallet)


@dataclass(frozen=True, kw_only=True)
class UnlockedPersonAt(PersonAt):
    """A person at a node, with her encryption key."""

    profile_password_file: ProfilePasswordFile = None

    def client(self) -> Client:
        """The person's client, unlocked with the profile's password."""
        client = super().client()
        try:
            client.unlock(password("profile's password", self.profile_password_file, "IDOS_PROFILE_PASSWORD"))
        except BaseException:
            client.close()
            raise
        return client


@dataclass(frozen=True, kw_only=True)
class IssuerAt(KeyFile, NodeAt):
    """An issuer at a node."""

    def client(self) -> Issuer:
        """The issuer's client."""
        return Issuer(self.node_url, self.keys.server, self.keys.encryption_key)


@dataclass(frozen=True, kw_only=True)
class ConsumerAt(KeyFile, NodeAt):
    """A consumer at a node."""

    def client(self) -> Consumer:
        """The consumer's client."""
        return Consumer(self.node_url, self.keys.server, self.keys.encryption_key)


@dataclass(frozen=True, kw_only=True)
class OwnerAt(KeyFile, NodeAt):
    """A network's owner at a node."""

    def client(self) -> Owner:
        """The owner's client."""
        return Owner(self.node_url, self.keys.signer)


@dataclass(frozen=True, kw_only=True)
class AuditorAt(NodeAt):
    """Anybody at a node."""

    def client(self) -> Auditor:
        """A client without keys."""
        return Auditor(self.node_url)
