"""``idos user credentials``, ``attributes`` and ``wallets``: the parts of a profile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from idos.cli.command import command
from idos.cli.groups import PersonAt, UnlockedPersonAt
from idos.cli.options import confirm, password
from idos.cli.output import CommandResult
from idos.crypto.hashes import content_hash
from idos.errors import Invalid, NotFound
from idos.sdk.keystore import load

credentials = typer.Typer(help="The credentials of a profile.")
attributes = typer.Typer(help="The attributes of a profile. They are not encrypted.")
wallets = typer.Typer(help="The wallets that control a profile.")

CredentialId = Annotated[UUID, typer.Argument(help="The credential's id.")]
AttributeId = Annotated[UUID, typer.Argument(help="The attribute's id.")]
Key = Annotated[str, typer.Argument(metavar="KEY", help="What is stated.")]
Value = Annotated[str, typer.Argument(help="What is stated of it.")]


@command(credentials, name="list", rule="get_credentials", examples=["user credentials list"])
def list_credentials(person: PersonAt) -> CommandResult:
    """List the credentials, and the copies made of them."""
    with person.client() as client:
        return CommandResult(data=client.credentials())


@command(credentials, rule="get_credential_owned", examples=["user credentials show 3f0c…"])
def show(person: PersonAt, credential_id: CredentialId) -> CommandResult:
    """Show all of a credential but its content."""
    with person.client() as client:
        found = client.credential(credential_id)
    return CommandResult(
        data={
            "id": found.id,
            "user_id": found.user_id,
            "public_notes": found.public_notes,
            "issuer_auth_public_key": found.issuer_auth_public_key,
            "inserter": found.inserter,
            "encrypted_bytes": len(found.sealed.content),
        }
    )


@command(
    credentials,
    examples=[
        "user credentials decrypt 3f0c… > credential.json",
        "user credentials decrypt 3f0c… --json",
    ],
)
def decrypt(person: UnlockedPersonAt, credential_id: CredentialId) -> CommandResult:
    """Print a credential's content as it was issued. The JSON form has it in base64."""
    with person.client() as client:
        plaintext = client.read(credential_id)
    return CommandResult(data=content(credential_id, plaintext), raw=plaintext)


@command(
    credentials,
    rule="remove_credential",
    examples=["user credentials remove 3f0c…", "user credentials remove 3f0c… 77ab… 9d1e…"],
)
def remove(
    person: PersonAt,
    credential_ids: Annotated[list[UUID], typer.Argument(help="The credentials' ids.")],
) -> CommandResult:
    """Delete credentials: several in few transactions, or one by one where the network takes no lists."""
    with person.client(destructive=True) as client:
        if len(credential_ids) == 1:
            client.remove_credential(credential_ids[0])
            return CommandResult(data={"removed": credential_ids[0]}, sentence="The credential is removed.")
        kept = client.remove_credentials(credential_ids)
    sentence = "The credentials are removed."
    if kept:
        sentence = f"Removed, except for those with a locked grant: {', '.join(map(str, kept))}."
    return CommandResult(
        data={"removed": [each for each in credential_ids if each not in kept], "kept": kept},
        sentence=sentence,
    )


@command(
    credentials,
    rule="remove_credentials",
    examples=["user credentials remove-from --inserter Acme", "user credentials remove-from --issuer 5d1e…"],
)
def remove_from(
    person: PersonAt,
    inserter: Annotated[str | None, typer.Option(metavar="NAME", help="Who wrote them, unasked.")] = None,
    issuer: Annotated[str | None, typer.Option(metavar="KEY", help="The key that issued them.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> CommandResult:
    """Delete all credentials of one source, with their copies. Copies with locked grants stay until then."""
    if (inserter is None) == (issuer is None):
        raise Invalid(
            "say whose: --inserter or --issuer, as `idos user credentials list` shows", code="no_source"
        )
    with person.client(destructive=True) as client:
        found = [
            info.id
            for info in client.credentials()
            if info.original_id is None
            and (info.inserter == inserter if inserter else info.issuer_auth_public_key == issuer)
        ]
        if not found:
            text = "no credential is of that source; `idos user credentials list` shows who wrote each"
            raise NotFound(text, code="not_found")
        if not yes:
            confirm(f"Delete these credentials ({len(found)}) and all copies of them?")
        kept = client.remove_credentials(found)
    removed = len(found) - len(kept)
    return CommandResult(data={"removed": removed, "kept": kept}, sentence=f"Credentials removed: {removed}.")


@command(attributes, name="list", rule="get_attributes", examples=["user attributes list"])
def list_attributes(person: PersonAt) -> CommandResult:
    """List the attributes."""
    with person.client() as client:
        return CommandResult(data=client.attributes())


@command(attributes, name="add", rule="add_attribute", examples=["user attributes add language pt"])
def add_attribute(person: PersonAt, attribute_key: Key, value: Value) -> CommandResult:
    """Add an attribute."""
    with person.client() as client:
        return CommandResult(data={"id": client.add_attribute(attribute_key, value)})


@command(attributes, name="edit", rule="edit_attribute", examples=["user attributes edit 3f0c… language fr"])
def edit_attribute(
    person: PersonAt, attribute_id: AttributeId, attribute_key: Key, value: Value
) -> CommandResult:
    """Change an attribute."""
    with person.client(destructive=True) as client:
        client.edit_attribute(attribute_id, attribute_key, value)
    return CommandResult(data={"edited": attribute_id}, sentence="The attribute is changed.")


@command(attributes, name="remove", rule="remove_attribute", examples=["user attributes remove 3f0c…"])
def remove_attribute(person: PersonAt, attribute_id: AttributeId) -> CommandResult:
    """Remove an attribute."""
    with person.client(destructive=True) as client:
        client.remove_attribute(attribute_id)
    return CommandResult(data={"removed": attribute_id}, sentence="The attribute is removed.")


@command(wallets, name="list", rule="get_wallets", examples=["user wallets list"])
def list_wallets(person: PersonAt) -> CommandResult:
    """List the wallets."""
    with person.client() as client:
        return CommandResult(data=client.wallets())


@command(wallets, name="add", rule="add_wallet", examples=["user wallets add phone.key"])
def add_wallet(
    person: PersonAt,
    other_key: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The key file of the wallet to add.")
    ],
    other_password_file: Annotated[
        Path | None,
        typer.Option(
            help="File with its password; - for standard input. Else IDOS_OTHER_PASSWORD, or a question."
        ),
    ] = None,
) -> CommandResult:
    """Let another wallet control the profile. It signs a proof that it is yours."""
    with person.client() as client:
        user_id = client.profile().id
        secret = password("other key file's password", other_password_file, "IDOS_OTHER_PASSWORD")
        proof = load(other_key, secret).wallet.prove(f"I control the idOS profile {user_id}.")
        return CommandResult(data={"id": client.add_wallet(proof), "address": proof.address})


@command(wallets, name="remove", rule="remove_wallet", examples=["user wallets remove 3f0c…"])
def remove_wallet(
    person: PersonAt, wallet_id: Annotated[UUID, typer.Argument(help="The wallet's id.")]
) -> CommandResult:
    """Take control from a wallet."""
    with person.client(destructive=True) as client:
        client.remove_wallet(wallet_id)
    return CommandResult(data={"removed": wallet_id}, sentence="The wallet is removed.")


def content(credential_id: UUID, plaintext: bytes) -> dict[str, object]:
    """A decrypted content as programs get it."""
    return {"id": credential_id, "content_hash": content_hash(plaintext), "content": plaintext}
