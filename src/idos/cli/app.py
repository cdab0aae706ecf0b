"""The ``idos`` command: the tree of its commands."""

from __future__ import annotations

from typing import Annotated

import typer

import idos
from idos.actions.registry import actions as all_actions
from idos.cli import consumer, issuer, keys, network, node, pages, user
from idos.cli.command import EXIT_MEANINGS, command
from idos.cli.output import CommandResult
from idos.errors import NotFound


def _version(wanted: bool) -> None:  # noqa: FBT001  # as the library calls it
    if wanted:
        typer.echo(f"idos {idos.__version__}")
        raise typer.Exit


app = typer.Typer(
    name="idos",
    help="The idOS on the command line: people, issuers, consumers, networks.\n\n"
    "Passwords are asked for, or read from files and the environment; they are never arguments. With --json, "
    "a command prints one JSON document.",
    epilog="\n".join(["Exit codes:", *(f"{code:5}  {text}" for code, text in EXIT_MEANINGS.items())]),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
PARTS = {
    "keys": keys,
    "user": user,
    "issuer": issuer,
    "consumer": consumer,
    "network": network,
    "node": node,
    "pages": pages,
}


@app.callback()
def main(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version.")
    ] = False,
) -> None:
    """See the help of the application, which is declared above."""


for name, part in PARTS.items():
    part.app.info.no_args_is_help = True
    app.add_typer(part.app, name=name)


@command(app, examples=["actions", "actions add_attribute"])
def actions(
    name: Annotated[str | None, typer.Argument(help="Only this one.")] = None,
) -> CommandResult:
    """List the network's actions: the rules that every command comes down to."""
    found = [action for action in all_actions() if name in {None, action.name}]
    if not found:
        raise NotFound("the network has no such action", code="unknown_action")
    return CommandResult(
        data=[
            {
                "name": action.name,
                "parameters": [parameter.name for parameter in action.parameters],
                "kind": "view" if action.view else "transaction",
                "rule": " ".join(action.doc.split("\n\n")[0].split()),
            }
            for action in found
        ]
    )


@app.command(epilog="Examples:\n  idos demo\n  idos demo --no-story --open")
def demo(
    *,
    story: Annotated[bool, typer.Option(help="Tell the four flows, step by step.")] = True,
    port: Annotated[int | None, typer.Option(help="The pages' port; else 4400, or a free one.")] = None,
    browse: Annotated[bool, typer.Option("--open", help="Open the first page in a browser.")] = False,
) -> None:
    """The four flows of Alice, Neobank and Charlie, and their pages, on a node that is gone afterwards.

    On a terminal the pages stay until Ctrl-C; without one it ends after the story.
    """
    from idos.apps.demo import main

    raise typer.Exit(main(story=story, port=port, browse=browse))
