"""``idos network``: what the owner of a network does."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from idos.cli.command import command
from idos.cli.options import OwnerAt
from idos.cli.output import Answer

app = typer.Typer(help="Govern a network: who may create profiles. Its owner's keys: --key, or IDOS_KEY.")

InserterId = Annotated[UUID, typer.Argument(help="The organisation's id.")]
Delegate = Annotated[
    str, typer.Argument(metavar="KEY", help="A key, or an EVM address: `identifier` of `idos keys show`.")
]


@command(app, rule="add_inserter_as_owner", examples=["network add-inserter Neobank"])
def add_inserter(
    owner: OwnerAt, name: Annotated[str, typer.Argument(help="Its name, which nobody ever had.")]
) -> Answer:
    """Add an organisation that may create profiles. Keep its id: it is shown this once."""
    with owner.client() as client:
        return Answer(data={"id": client.add_inserter(name), "name": name})


@command(app, rule="delete_inserter_as_owner", examples=["network remove-inserter 3f0c…"])
def remove_inserter(owner: OwnerAt, inserter_id: InserterId) -> Answer:
    """Remove an organisation and all its keys. What it wrote stays. An unknown id is not an error."""
    with owner.client() as client:
        client.remove_inserter(inserter_id)
    return Answer(data={"removed": inserter_id}, sentence="No organisation has this id any more.")


@command(app, rule="add_delegate_as_owner", examples=["network add-delegate 5d1e… --inserter 3f0c…"])
def add_delegate(
    owner: OwnerAt,
    delegate: Delegate,
    inserter_id: Annotated[UUID, typer.Option("--inserter", help="The organisation's id.")],
) -> Answer:
    """Let a key act for an organisation."""
    with owner.client() as client:
        client.add_delegate(delegate, inserter_id)
    return Answer(data={"added": delegate}, sentence="The key may write.")


@command(app, rule="delete_delegate_as_owner", examples=["network remove-delegate 5d1e…"])
def remove_delegate(owner: OwnerAt, delegate: Delegate) -> Answer:
    """Take from a key the right to act for its organisation."""
    with owner.client() as client:
        client.remove_delegate(delegate)
    return Answer(data={"removed": delegate}, sentence="The key may not write any more.")
