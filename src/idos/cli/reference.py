"""The commands as a document: ``python -m idos.cli.reference > docs/cli.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from textwrap import fill
from typing import Any, Final

from typer.main import get_command

from idos.cli.app import app
from idos.cli.command import EXIT_CODES, EXIT_MEANINGS

_WIDTH: Final = 110
_INTRODUCTION: Final = """\
# The `idos` command

Generated from the commands by `python -m idos.cli.reference`.

A key file holds the secrets of one identity, encrypted with a password. What one party hands to another is
the `--json` output of a command, in a file: who somebody is (`idos keys show`), a profile to create
(`idos user join`), a permission to write (`idos user permit`), an offer of a grant (`idos user offer`). None
of these holds a secret.

A node is held to its network. `--chain-id` names it; else the node's first answer to a key counts, and is
kept in `idos-networks.json` beside the key file. Acts that take something away, or hand a network over, want
a network that was known before, and say it on standard error. `idos user share` shows what was decrypted and
asks, or takes the content's `--hash`.

Files that a shell or an editor wrote with a byte-order mark, or in UTF-16, are read.

Passwords are asked for, or read from files and the environment; they are never arguments. With `--json` a
command prints exactly one JSON document on standard output: its result, or `{"error": {"code", "message"}}`.
Bytes are base64 in it. Errors go to standard error as well, with what to do about them. Colours appear only
on terminals, and not when `NO_COLOR` is set.
"""


def render() -> str:
    """The whole document."""
    lines = [_INTRODUCTION, "| exit code | meaning | errors |", "| --- | --- | --- |"]
    classes = {code: kind.__name__ for kind, code in EXIT_CODES}
    lines += [f"| {code} | {text} | {classes.get(code, '')} |" for code, text in EXIT_MEANINGS.items()]
    for path, node in _commands("idos", get_command(app)):
        lines += ["", *_section(path, node)]
    return "\n".join(lines) + "\n"


def _commands(path: str, node: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # typer's own tree
    """Every command below a node, in the order of its declaration."""
    members = getattr(node, "commands", None)
    if members is None:
        yield path, node
        return
    for name, member in members.items():
        yield from _commands(f"{path} {name}", member)


def _section(path: str, node: Any) -> Iterator[str]:  # noqa: ANN401  # as above
    yield f"## `{path}`"
    yield ""
    yield "\n\n".join(fill(paragraph, _WIDTH) for paragraph in node.help.split("\n\n"))
    parameters = sorted(
        (each for each in node.params if each.name != "help"),
        key=lambda each: each.param_type_name != "argument",
    )
    if parameters:
        yield ""
        yield "| argument or option | meaning | if left out |"
        yield "| --- | --- | --- |"
        for each in parameters:
            yield f"| {_spelling(each)} | {each.help} | {_fallback(each)} |"
    examples = node.epilog.splitlines()[1:]
    yield from ("", "```sh", *(example.strip() for example in examples), "```")


def _spelling(parameter: Any) -> str:  # noqa: ANN401  # as above
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    return ", ".join(f"`{name}`" for name in parameter.opts)


def _fallback(parameter: Any) -> str:  # noqa: ANN401  # as above
    variable = f"`{parameter.envvar}`" if parameter.envvar else ""
    if parameter.required:
        return f"{variable}, else an error" if variable else "an error"
    default = f"`{parameter.default}`" if isinstance(parameter.default, str) else ""
    return ", else ".join(filter(None, (variable, default)))


if __name__ == "__main__":
    sys.stdout.write(render())
