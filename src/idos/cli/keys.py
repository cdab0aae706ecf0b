"""``idos keys``: make and show key files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from idos.cli.command import command
from idos.cli.groups import PasswordFile
from idos.cli.options import password, secrets
from idos.cli.output import CommandResult
from idos.crypto.wallets import WALLET_TYPES
from idos.sdk.key_import import import_keys
from idos.sdk.keystore import SECRETS, KeyKind, Keys, read_card, save

app = typer.Typer(help="Make and show key files. Each holds one identity, encrypted with a password.")

_WALLETS = [name.lower() for name in WALLET_TYPES]
Kind = Annotated[
    KeyKind,
    typer.Argument(
        case_sensitive=False,
        show_choices=False,
        help=f"{', '.join(_WALLETS[:-1])} or {_WALLETS[-1]} for a wallet; server; or issuer.",
    ),
]
NewFile = Annotated[Path, typer.Argument(help="The file to make. An existing one is not touched.")]
Uri = Annotated[str | None, typer.Option(help="An issuer's name in its credentials: a URI.")]


@command(
    app,
    examples=[
        "keys new evm alice.key",
        "keys new server charlie.key",
        "keys new issuer neobank.key --uri https://neobank.example",
    ],
)
def new(
    kind: Kind,
    file: NewFile,
    uri: Uri = None,
    password_file: PasswordFile = None,
) -> CommandResult:
    """Make fresh keys, and show what others may know of them.

    Persons have wallets. Consumers, and owners of networks, have the keys of a server; an issuer has one
    more, with which it proves credentials.
    """
    return _saved(file, Keys.generate(kind, uri), password_file)


@command(
    app,
    name="import",
    examples=[
        "keys import evm alice.key",
        "keys import stellar bob.key --secret-file secret.txt",
        "keys import server charlie.key --secret-file - < secrets.txt",
    ],
)
def import_existing(
    kind: Kind,
    file: NewFile,
    secret_file: Annotated[
        Path | None,
        typer.Option(help="File with the secrets, one a line; - for standard input. Else a question each."),
    ] = None,
    uri: Uri = None,
    password_file: PasswordFile = None,
) -> CommandResult:
    """Keep keys that exist already, and show what others may know of them.

    A secret is 32 bytes in hex or base64. Wallets may also be given as they write it: EVM and FaceSign as a
    mnemonic, NEAR as ed25519:…, Stellar as S…; XRPL only so, as sEd… or ED and hex. A server has a signing
    key (Ed25519) and an encryption key (X25519), an issuer also the key that proves credentials (Ed25519).
    """
    keys = import_keys(kind, secrets(SECRETS[kind], secret_file), uri)
    return _saved(file, keys, password_file)


@command(app, examples=["keys show neobank.key", "keys show charlie.key --json > charlie.json"])
def show(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A key file.")],
) -> CommandResult:
    """Show what others may know of a key file's holder. Needs no password.

    The JSON form is what others' commands take where they need to know the holder.
    """
    return CommandResult(data=read_card(file))


def _saved(file: Path, keys: Keys, password_file: Path | None) -> CommandResult:
    save(file, keys, password("new key file's password", password_file, "IDOS_PASSWORD", is_new=True))
    return CommandResult(data=keys.card)
