"""The reference of all actions, ``docs/protocol/actions.md``: the registry and the rules' own words."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import groupby

from idos.actions.registry import Rule, actions
from idos.protocol.actions.action import Parameter

_PREFACE = """\
# Actions

Everything that can be asked of a network. This page is generated from the rules
(`idos.actions.reference`).

A **view** only reads; every other action runs in a transaction, whole or not at all, and returns nothing.
Parameters are given in order. Types are those of [values](values.md); `?` marks what may be null. A view
returns a table, or at most one row. Entries of one name differ in the number of arguments. Names
ignore case.

An action marked **since** a rules version is unknown to transactions before that version
([upgrades](upgrades.md)); views answer under every version.

A refusal is a text. The texts, and the errors that they stand for, are the table
`idos.protocol.refusals`; when a rule refuses is in [what rules refuse](rules.md).

## Callers

The caller is the text that the signature type gives the signer ([signatures](signatures.md)): the address
of an EVM, XRPL or Stellar wallet, the public key of a NEAR or FaceSign wallet, the lower-case hex of an
Ed25519 key. A caller's profile is that of the wallet with this text; when no wallet has it, of the wallet
with the same key in another form. A grantee is matched by any form of the caller's key, ignoring case.
EVM addresses and hex keys ignore case everywhere. Inserters' delegates, issuers and the network's owners
are matched by the caller's own text only.

Views marked **open** answer anyone; all else needs a verified caller. Actions marked **owner** are for
the network's owners, of whom several may have to act together. Those marked **alone** are, from rules
version 2 on, the only call of their transaction ([work](blocks.md#5-work)).
"""


def render() -> str:
    """The page, in Markdown."""
    by_module = sorted(actions(), key=lambda action: action.run.__module__)
    lines = [_PREFACE]
    for _, members in groupby(by_module, key=lambda action: action.run.__module__):
        lines += _section(list(members))
    return "\n".join(lines)


def _section(members: list[Rule]) -> Iterator[str]:
    run = members[0].run
    title = run.__module__.rpartition(".")[2].replace("_", " ").capitalize()
    yield f"## {title}\n\n{_prose(inspect.getdoc(inspect.getmodule(run)) or '')}\n"
    for member in members:
        yield from _entry(member)


def _entry(action: Rule) -> Iterator[str]:
    kinds = {"view": action.view, "owner": action.owner, "open": action.open, "alone": action.alone}
    since = f" · since {action.since}" if action.since > 1 else ""
    marks = "".join(f" · {kind}" for kind, holds in kinds.items() if holds) + since
    yield f"### {action.name}{marks}\n\n{_prose(action.doc)}\n"
    if action.parameters:
        yield f"Parameters: {_list(action.parameters)}\n"
    if action.view:
        shape = "table" if action.returns_table else "row"
        yield f"Returns a {shape}: {_list(action.returns)}\n"


def _list(parameters: tuple[Parameter, ...]) -> str:
    return ", ".join(f"`{p.name}` {p.type.canonical}{'?' if p.nullable else ''}" for p in parameters)


def _prose(doc: str) -> str:
    return doc.replace("``", "`")
