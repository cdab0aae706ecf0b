"""What makes a function a command: its options from groups, one answer, and an exit code for every error."""

from __future__ import annotations

import errno
import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, TextIO, get_type_hints

import msgspec
import typer
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from idos.actions.registry import actions
from idos.errors import Denied, IdosError, Invalid, Unavailable, UnknownOutcome

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Group = type[DataclassInstance]

EXIT_CODES: Final[tuple[tuple[type[IdosError], int], ...]] = (
    (UnknownOutcome, 5),
    (Unavailable, 4),
    (Invalid, 3),
    (Denied, 1),
)
"""The exit code of an error: that of the first class that it is of."""

EXIT_MEANINGS: Final = {
    0: "Done.",
    1: "Denied: a rule, a signature or a missing right; or there is no such thing.",
    2: "Usage: the command line is wrong.",
    3: "Invalid: an input is malformed, or a password is missing.",
    4: "Unavailable: the network, the disk or the node; trying again may help.",
    5: "Unknown: a transaction was sent, and whether it was committed could not be learned.",
    130: "Interrupted.",
}

HINTS: Final = {
    "grant_locked": "`idos user grants` shows until when.",
    "no_password": "Run it in a terminal, or give a file or an environment variable: see --help.",
    "no_profile": "An issuer creates profiles: `idos user join` writes what it needs.",
    "node_not_found": "Make one with `idos node init`.",
    "not_initialised": "Make a node with `idos node init`.",
    "store_locked": "Stop the process that runs this node first.",
    "unauthorized_inserter": "The network's owner must name this key as an inserter's: `idos keys show`.",
    "unknown_outcome": "Look before you repeat it: it may have happened.",
    "unreachable": "Is the node running? `idos node run` starts one, --node-url names another.",
    "wrong_network": "--node-url names the node.",
}
"""What to do about an error, by its code."""

_WIDTH_OF_FILES: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command found or did: ``data`` for programs; for people a sentence, and a view of their own.

    ``raw`` is printed byte for byte, but for control characters on terminals. Without view and raw, the data
    are shown. With an ``error`` the command fails, and the data say more about it.
    """

    data: object
    sentence: str = ""
    view: RenderableType | None = None
    raw: bytes | None = None
    error: IdosError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where answers go: JSON or text to standard output, errors also to standard error."""

    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document, for programs.")] = False

    def show(self, answer: Answer) -> None:
        """Print an answer."""
        if self.as_json:
            typer.echo(msgspec.json.encode(answer.data))
        elif answer.raw is not None and not sys.stdout.isatty():
            typer.echo(answer.raw, nl=False)
        elif answer.raw is not None:
            typer.echo(printable(answer.raw.decode(errors="backslashreplace")))
        else:
            console = _console(sys.stdout)
            if answer.sentence:
                console.print(answer.sentence, markup=False)
            if answer.view or not answer.sentence:
                console.print(answer.view or _view(msgspec.to_builtins(answer.data)))

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


def printable(text: str) -> str:
    """The text without what could steer a terminal: others wrote it. Lines and tabs stay."""
    return "".join(
        each if each.isprintable() or each in "\n\t" else each.encode("unicode_escape").decode()
        for each in text
    )


def exit_code(error: IdosError) -> int:
    """The exit code of an error."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def command(
    app: typer.Typer, *, examples: Sequence[str], name: str | None = None, rule: str | None = None
) -> Callable[[Callable[..., Answer | None]], Callable[..., Answer | None]]:
    """Register a function as a command.

    A parameter whose type is a dataclass stands for a group of options: its fields. ``Output`` is given to
    commands that answer before they end. ``rule`` names the action of the network that the command runs; its
    description becomes part of the help. Examples are written without the leading ``idos``.
    """

    def register(run: Callable[..., Answer | None]) -> Callable[..., Answer | None]:
        groups, parameters = _parameters(run)

        def perform(**values: object) -> None:
            output = Output(as_json=bool(values.pop("as_json")))
            given = {name: kind(**_take(values, kind)) for name, kind in groups.items() if kind is not Output}
            given |= {name: output for name, kind in groups.items() if kind is Output}
            try:
                answer = run(**values, **given)
            except OSError as error:
                if error.errno == errno.EPIPE:
                    raise
                failure = Unavailable(f"{error.filename or 'a file'}: {error.strerror}", code="disk")
                output.fail(failure)
                raise typer.Exit(exit_code(failure)) from None
            except IdosError as error:
                output.fail(error)
                raise typer.Exit(exit_code(error)) from None
            if answer:
                output.show(answer)
            if answer and answer.error:
                explain(answer.error)
                raise typer.Exit(exit_code(answer.error))

        perform.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
        perform.__annotations__ = {each.name: each.annotation for each in parameters}
        wire_name = name or run.__name__.replace("_", "-")
        app.command(wire_name, help=_help(run, rule), epilog=_epilog(examples))(perform)
        return run

    return register


def _parameters(
    run: Callable[..., Any],
) -> tuple[dict[str, type[DataclassInstance]], list[inspect.Parameter]]:
    """The groups of options that a function wants, and every single parameter, ``--json`` last."""
    groups: dict[str, Group] = {}
    parameters: list[inspect.Parameter] = []
    hints = get_type_hints(run, include_extras=True)
    for each in inspect.signature(run).parameters.values():
        kind = hints[each.name]
        if isinstance(kind, type) and is_dataclass(kind):
            groups[each.name] = kind
            parameters += [] if kind is Output else _members(kind)
        else:
            parameters.append(each.replace(kind=each.KEYWORD_ONLY, annotation=kind))
    return groups, parameters + _members(Output)


def _members(group: Group) -> list[inspect.Parameter]:
    """The fields of a group of options as parameters."""
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(group)
    ]


def _take(values: dict[str, object], group: Group) -> dict[str, object]:
    return {field.name: values.pop(field.name) for field in fields(group)}


def _help(run: Callable[..., Any], rule: str | None) -> str:
    text = inspect.getdoc(run) or ""
    if rule is None:
        return text
    paragraph = next(action.doc for action in actions() if action.name == rule).split("\n\n")[0]
    sentence = " ".join(paragraph.replace("``", "`").split())
    return f"{text}\n\nThe network's rule `{rule}`: {sentence}"


def _epilog(examples: Sequence[str]) -> str:
    return "\n\n".join(["Examples:", *(f"  idos {example}" for example in examples)])


def _console(file: TextIO) -> Console:
    """Colours only on terminals (and never with ``NO_COLOR``); in files, lines are not broken."""
    return Console(file=file, highlight=False, width=None if file.isatty() else _WIDTH_OF_FILES)


def _view(data: dict[str, object] | list[dict[str, object]]) -> RenderableType:
    """Lists as tables, objects as lines: with the names that programs see."""
    if isinstance(data, list):
        return _table(data) if data else "none"
    lines = Table.grid(padding=(0, 2, 0, 0))
    for name, value in data.items():
        if value is not None:
            lines.add_row(name, _cell(value))
    return lines


def _table(rows: list[dict[str, object]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    return table


def _cell(value: object) -> Text:
    text = value if isinstance(value, str) else "" if value is None else msgspec.json.encode(value).decode()
    return Text(printable(text))
