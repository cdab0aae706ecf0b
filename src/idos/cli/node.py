"""``idos node``: run a node of one's own."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from idos.actions.genesis import FoundingInserter, Genesis
from idos.cli.command import command
from idos.cli.options import NodeAt
from idos.cli.output import Answer, Output
from idos.errors import Invalid, Unavailable
from idos.protocol.results import Health
from idos.sdk.operations import Ask
from idos.sdk.transport import HttpTransport

app = typer.Typer(help="Run a node.")

Folder = Annotated[Path, typer.Argument(help="The node's folder.")]


@command(
    app,
    examples=["node init node --chain-id my-idos --owner 9f2c… --inserter Neobank=5d1e…"],
)
def init(
    folder: Folder,
    owner: Annotated[str, typer.Option(metavar="KEY", help="Who governs it: a key or an EVM address.")],
    chain_id: Annotated[str, typer.Option(help="The new network's name, which no other should have.")],
    inserters: Annotated[
        list[str] | None,
        typer.Option(
            "--inserter", metavar="NAME=KEY,…", help="Who may write: a name, and its keys (`idos keys show`)."
        ),
    ] = None,
) -> Answer:
    """Found a network: write its genesis and the settings of its first node."""
    from idos import node

    genesis = Genesis(
        chain_id=chain_id,
        owner=owner,
        time_ms=time.time_ns() // 1_000_000,
        inserters=tuple(map(_inserter, inserters or ())),
    )
    node.init(folder, genesis)
    return Answer(
        data={"folder": folder, "chain_id": chain_id},
        sentence=f"Start the node with `idos node run {folder}`.",
    )


@command(app, examples=["node run node", "node run node --host 0.0.0.0 --port 8484"])
def run(
    output: Output,
    folder: Folder,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 for any free one.")] = None,
) -> None:
    """Run the node until it is interrupted. Prints its URL when it answers; logs go to standard error.

    Other settings are in the folder's config.toml and in the environment (IDOS_NODE_…): docs/operator.md.
    """
    from idos import node

    def ready(url: str) -> None:
        output.show(Answer(data={"url": url}, sentence=url))

    node.run(folder, node.load_config(folder, flags={"host": host, "port": port}), ready=ready)


@command(app, examples=["node verify node"])
def verify(folder: Folder) -> Answer:
    """Check a stopped node's files: every block header, from the first, and the state they lead to."""
    from idos import node

    block = node.verify(folder)
    return Answer(
        data={"height": block.height, "block_hash": block.hash.hex(), "state_hash": block.state_hash.hex()},
        sentence=f"The chain of {block.height + 1} blocks is whole, and the state is the one it leads to.",
    )


@command(app, examples=["node status --node-url https://idos.example"])
def status(at: NodeAt) -> Answer:
    """Show how a node is."""
    with closing(HttpTransport(at.node_url)) as transport:
        response = transport.ask(Ask("user.health"))
    if response.fault is not None:
        raise Unavailable(response.fault.message, code="node_refused")
    return Answer(data=Health.from_json(response.result))


def _inserter(text: str) -> FoundingInserter:
    name, equals, keys = text.partition("=")
    if not (name and equals and keys):
        raise Invalid("an inserter is NAME=KEY, more keys separated by commas", code="bad_inserter")
    return FoundingInserter(uuid4(), name, tuple(keys.split(",")))
