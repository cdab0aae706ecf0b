"""Groups of options, and where passwords come from: never from the command line."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from functools import cached_property
from getpass import getpass
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from idos.errors import Invalid
from idos.protocol.wire import Bounds, decode_json
from idos.sdk.clients import Client, Consumer, Issuer
from idos.sdk.keystore import Keys, load

T = TypeVar("T")

NODE_URL: Final = "IDOS_NODE_URL"
DEFAULT_NODE_URL: Final = "http://127.0.0.1:8484"
_DOCUMENT_BOUNDS: Final = Bounds(size=1024 * 1024, values=4096)
_DURATION: Final = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def seconds_of(duration: str) -> int:
    """Seconds of ``90s``, ``15m``, ``12h`` or ``30d``. Raises ``Invalid`` (``bad_duration``)."""
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise Invalid("a duration is a number and s, m, h or d, such as 30d", code="bad_duration")
    return int(match[1]) * _SECONDS[match[2]]


def read_document(file: typer.FileBinaryRead, shape: type[T]) -> T:
    """A JSON document that another command printed. Raises ``Invalid`` when it is of another shape."""
    return decode_json(file.read(_DOCUMENT_BOUNDS.size + 1), shape, _DOCUMENT_BOUNDS)


def password(what: str, file: Path | None, variable: str, *, is_new: bool = False) -> str:
    """A password: from a file's first line (``-``: standard input), the environment, or the terminal.

    Raises ``Invalid``: ``no_password`` when it can not be asked for, ``passwords_differ``.
    """
    if file is not None:
        lines = sys.stdin.readline() if file == Path("-") else file.read_text()
        return lines.split("\n")[0]
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise Invalid(f"there is no terminal to ask for the {what}", code="no_password")
    try:
        answer = getpass(f"{what.capitalize()}: ")
        if is_new and getpass(f"{what.capitalize()}, again: ") != answer:
            raise Invalid("the two passwords differ", code="passwords_differ")
    except EOFError:
        raise Invalid(f"the {what} was not given", code="no_password") from None
    return answer


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
    typer.FileBinaryRead,
    typer.Argument(metavar="HOLDER.json", help="What `idos keys show --json` prints of the holder's keys."),
]
Lock = Annotated[
    str,
    typer.Option(metavar="DURATION", help="How long the grant can not be revoked: 90s, 15m, 12h, 30d."),
]


@dataclass(frozen=True, kw_only=True)
class NodeAt:
    """Which node."""

    node_url: Annotated[str, typer.Option("--node-url", envvar=NODE_URL, help="The node's URL.")] = (
        DEFAULT_NODE_URL
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
