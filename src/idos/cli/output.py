"""How answers and errors are printed: for people, or as one JSON document for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Final, TextIO

import msgspec
import typer
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from idos.errors import IdosError, Invalid, UnknownOutcome
from idos.protocol.times import format_time

HINTS: Final = {
    "act_not_found": "`idos network pending` lists the acts that wait.",
    "grant_locked": "`idos user grants` shows until when.",
    "limit_out_of_range": "`idos network limits` shows what each limit can be.",
    "network_unnamed": "A node that names no network could have anything signed: ask its operator.",
    "no_network": "The network's operator, or whoever gave you the URL, knows its name.",
    "no_node": "Is the URL the node's own? `idos node run` prints it, --node-url names it.",
    "no_password": "Run it in a terminal, or give a file or an environment variable: see --help.",
    "no_profile": "An issuer creates profiles: `idos user join` writes what it needs.",
    "node_not_found": "Make one with `idos node init`.",
    "not_initialised": "Make a node with `idos node init`.",
    "ownership_accepted": "`idos network owners` shows who has not accepted yet.",
    "ownership_not_offered": "`idos network owners` shows an offer, and to whom it is made.",
    "ownership_offered": "`idos network owners` shows it, `idos network withdraw-ownership` takes it back.",
    "reads_not_signed": "--sign-reads signs them.",
    "rules_older": "Every node's program must have the version first: `idos node status` shows it.",
    "store_locked": "Stop the process that runs this node first.",
    "unauthorized_inserter": "The network's owner must name this key as an inserter's: `idos network`.",
    "unknown_limit": "`idos network limits` lists them.",
    "unknown_outcome": "Look before you repeat it: it may have happened.",
    "unreachable": "Is the node running? `idos node run` starts one, --node-url names another. A proxy "
    "that the environment names (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY) is asked for nodes elsewhere.",
    "upgrade_notice": "The notice is an hour, unless `idos network limits` shows another `notice_seconds`.",
    "upgrade_scheduled": "`idos network upgrades` shows it, `idos network cancel-upgrade` takes it back.",
    "wrong_network": "--node-url names the node, --chain-id the network; idos-networks.json beside the key "
    "file has what was known.",
}
"""What to do about an error, by its code."""

_WIDTH_OF_FILES: Final = 100_000
_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """What a command found or did: ``data`` for programs; for people a sentence, and a view of their own.

    ``raw`` is printed byte for byte, but for control characters on terminals. Without view and raw, the data
    are shown, or what is ``shown`` in their place. With an ``error`` the command fails, and the data say more
    about it.
    """

    data: object
    sentence: str = ""
    view: RenderableType | None = None
    raw: bytes | None = None
    shown: object = None
    error: IdosError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where answers go: JSON or text to standard output, errors also to standard error."""

    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document, for programs.")] = False

    def show(self, answer: CommandResult) -> None:
        """Print an answer."""
        if self.as_json:
            typer.echo(msgspec.json.encode(answer.data, enc_hook=str))
        elif answer.raw is not None and not sys.stdout.isatty():
            typer.echo(answer.raw, nl=False)
        elif answer.raw is not None:
            typer.echo(printable(answer.raw.decode(errors="backslashreplace")))
        else:
            console = _console(sys.stdout)
            if answer.sentence:
                console.print(answer.sentence, markup=False)
            if answer.view or not answer.sentence:
                data = answer.data if answer.shown is None else answer.shown
                console.print(answer.view or _view(msgspec.to_builtins(data, enc_hook=str), console))

    def fail(self, error: IdosError) -> None:
        """Print an error where an answer was to be."""
        if self.as_json:
            known = {"tx_hash": error.tx_hash} if isinstance(error, UnknownOutcome) else {}
            document = {"code": error.code, "message": error.message, **known}
            typer.echo(msgspec.json.encode({"error": document}))
        explain(error)


def explain(error: IdosError) -> None:
    """Print an error for people, and what to do about it."""
    console = _console(sys.stderr)
    console.print(f"error: {printable(error.message)} ({error.code})", style="red", markup=False)
    if isinstance(error, UnknownOutcome):
        console.print(f"transaction: {error.tx_hash}", markup=False)
    if error.code in HINTS:
        console.print(HINTS[error.code], markup=False)


def remark(text: str) -> None:
    """Say something beside the answer, on standard error."""
    _console(sys.stderr).print(printable(text), markup=False)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how far a long work is: the function is told how many parts of how many are done."""
    with _console(sys.stderr).status(what) as status:
        yield lambda done, parts: status.update(f"{what}: {done} of {parts}")


def printable(text: str) -> str:
    """The text without what could steer a terminal: others wrote it. Lines and tabs stay."""
    return "".join(
        each if each.isprintable() or each in "\n\t" else each.encode("unicode_escape").decode()
        for each in text
    )


def _console(file: TextIO) -> Console:
    """Colours only on terminals (and never with ``NO_COLOR``); in files, lines are not broken."""
    return Console(file=file, highlight=False, width=None if file.isatty() else _WIDTH_OF_FILES)


def _view(data: dict[str, object] | list[dict[str, object]], console: Console) -> RenderableType:
    """Objects as lines, with the names that programs see; lists as a table, if there is room for one."""
    if isinstance(data, dict):
        return _lines([data])
    if not data:
        return "none"
    table, unbounded = _table(data), console.options.update(max_width=_WIDTH_OF_FILES)
    return table if console.measure(table, options=unbounded).maximum <= console.width else _lines(data)


def _lines(records: list[dict[str, object]]) -> Table:
    """Every value on a line of its own; records have an empty line between them."""
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for number, record in enumerate(records):
        if number:
            lines.add_row()
        for name, value in record.items():
            if value is not None:
                lines.add_row(name, _cell(name, value))
    return lines


def _table(rows: list[dict[str, object]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(name, value) for name, value in row.items()))
    return table


def _cell(name: str, value: object) -> Text:
    if name in _PEOPLE_READ and isinstance(value, int):
        value = _PEOPLE_READ[name](value)
    text = value if isinstance(value, str) else "" if value is None else msgspec.json.encode(value).decode()
    return Text(printable(text))


def _utc(seconds: int) -> str:
    try:
        return format_time(seconds)
    except Invalid:  # beyond the year 9999; nobody asked for a date
        return str(seconds)


_PEOPLE_READ: Final[Mapping[str, Callable[[int], str]]] = {
    "locked_until": lambda seconds: _utc(seconds) if seconds else "not locked",
    "time": lambda milliseconds: _utc(milliseconds // 1000),
    "block_time": lambda milliseconds: _utc(milliseconds // 1000),
    "at": _utc,
    "begins": _utc,
    "upgrade_begins": _utc,
    "expires": _utc,
    "day": lambda days: _utc(days * _A_DAY).partition("T")[0],
    "activated": lambda height: str(height or "not yet"),
}
"""Values that people read otherwise than programs do, by their name."""
