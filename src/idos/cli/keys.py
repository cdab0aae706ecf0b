"""``idos keys``: make and show key files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from idos.cli.command import Answer, command
from idos.cli.options import PasswordFile, password
from idos.sdk.keystore import KeyKind, Keys, read_card, save

app = typer.Typer(help="Make and show key files. Each holds one identity, encrypted with a password.")


@command(
    app,
    examples=[
        "keys new evm alice.key",
        "keys new server charlie.key",
        "keys new issuer neobank.key --uri https://neobank.example",
    ],
)
def new(
    kind: Annotated[
        KeyKind,
        typer.Argument(case_sensitive=False, help="A wallet's, a server's or an issuer's."),
    ],
    file: Annotated[Path, typer.Argument(help="The file to make. An existing one is not touched.")],
    uri: Annotated[str | None, typer.Option(help="An issuer's name in its credentials: a URI.")] = None,
    password_file: PasswordFile = None,
) -> Answer:
    """Make fresh keys, and show what others may know of them.

    Persons have wallets: EVM, NEAR, XRPL, Stellar or FaceSign. Consumers, and owners of networks, have the
    keys of a server; an issuer has one more, with which it proves credentials.
    """
    keys = Keys.generate(kind, uri)
    save(file, keys, password("new key file's password", password_file, "IDOS_PASSWORD", is_new=True))
    return Answer(data=keys.card)


@command(app, examples=["keys show neobank.key", "keys show charlie.key --json > charlie.json"])
def show(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A key file.")]) -> Answer:
    """Show what others may know of a key file's holder. Needs no password.

    The JSON form is what others' commands take where they need to know the holder.
    """
    return Answer(data=read_card(file))
