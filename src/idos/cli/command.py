"""What makes a function a command: its options from groups, one answer, and an exit code for every error."""

from __future__ import annotations

import errno
import inspect
from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final, get_type_hints

import typer

from idos.actions.registry import Rule, actions
from idos.cli.output import CommandResult, Output, explain
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
    1: "Denied: by a rule, a signature or a missing right; or it is not there.",
    2: "Usage: the command line is wrong.",
    3: "Invalid: an input is malformed, or a password is missing.",
    4: "Unavailable: the network, the disk or the node; trying again may help.",
    5: "Unknown: a transaction was sent, and its outcome could not be learned.",
    130: "Interrupted.",
}
_INTERRUPTED: Final = 130


def exit_code(error: IdosError) -> int:
    """The exit code of an error."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def command(
    app: typer.Typer,
    *,
    examples: Sequence[str],
    name: str | None = None,
    rule: str | None = None,
    panel: str | None = None,
) -> Callable[[Callable[..., CommandResult | None]], Callable[..., CommandResult | None]]:
    """Register a function as a command.

    A parameter whose type is a dataclass stands for a group of options: its fields. ``Output`` is given to
    commands that answer before they end. ``rule`` names the action of the network that the command runs; its
    description becomes part of the help. ``panel`` groups commands there. Examples are written without the
    leading ``idos``.
    """

    action = _action(rule) if rule else None
    caution = " It may have happened: look before you repeat it." if action and not action.view else ""

    def register(run: Callable[..., CommandResult | None]) -> Callable[..., CommandResult | None]:
        groups, parameters = _parameters(run)

        def perform(**values: object) -> None:
            output = Output(as_json=bool(values.pop("as_json")))
            given = {name: kind(**_take(values, kind)) for name, kind in groups.items() if kind is not Output}
            given |= {name: output for name, kind in groups.items() if kind is Output}
            try:
                _answer(output, lambda: run(**values, **given), action)
            except (KeyboardInterrupt, typer.Abort):  # the latter from a question
                typer.echo(f"\nInterrupted.{caution}", err=True)  # after what was asked, or ^C
                raise typer.Exit(_INTERRUPTED) from None

        perform.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
        perform.__annotations__ = {each.name: each.annotation for each in parameters}
        wire_name = name or run.__name__.replace("_", "-")
        epilog = "\n".join(["Examples:", *(f"  idos {example}" for example in examples)])
        app.command(wire_name, help=_help(run, action), epilog=epilog, rich_help_panel=panel)(perform)
        return run

    return register


def _answer(output: Output, run: Callable[[], CommandResult | None], action: Rule | None) -> None:
    """Print what comes of a command. Raises ``typer.Exit`` with the code of an error."""
    error: IdosError | None
    try:
        answer = run()
    except OSError as failure:
        if failure.errno == errno.EPIPE:
            raise
        error = Unavailable(f"{failure.filename or 'a file'}: {failure.strerror}", code="disk")
        output.fail(error)
    except IdosError as refusal:
        error = _explained(refusal, action)
        output.fail(error)
    else:
        error = answer.error if answer else None
        if answer:
            output.show(answer)
        if error:
            explain(error)
    if error:
        raise typer.Exit(exit_code(error))


def _explained(error: IdosError, action: Rule | None) -> IdosError:
    """The error; of a network or a node that is too old for the command, one that says so."""
    if action is None or action.since == 1 or error.code != "unknown_action":
        return error
    if action.view:
        return Denied("the node's program does not know this yet: install a later one", code="rules_older")
    version = action.since
    return Denied(
        f"the network does not know this yet: it came with rules version {version}, which its owner begins "
        f"with `idos network upgrade {version} --at +2h`",
        code="rules_older",
    )


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


def _action(name: str) -> Rule:
    """The action of this name; of several, the one with the most parameters: others are for older clients."""
    return [action for action in actions() if action.name == name][-1]


def _help(run: Callable[..., Any], action: Rule | None) -> str:
    """What the function says of itself, and its rule: a line for each paragraph, for terminals to break."""
    paragraphs = (inspect.getdoc(run) or "").split("\n\n")
    if action:
        rule = action.doc.split("\n\n")[0].replace("``", "`")
        paragraphs.append(f"The network's rule `{action.name}`: {rule}")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs)
