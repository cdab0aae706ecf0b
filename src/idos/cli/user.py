"""``idos user``: what a person does with her own profile."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from idos.cli import profile_parts
from idos.cli.command import command
from idos.cli.consent import consent_to_share
from idos.cli.groups import Holder, KeyFile, Lock, PersonAt, ProfilePasswordFile, UnlockedPersonAt
from idos.cli.options import InputFile, confirm, password, read_document, seconds_of
from idos.cli.output import CommandResult, progress
from idos.enclave.local import LocalEnclave
from idos.errors import NotFound
from idos.protocol.access_log import MAX_ENTRIES
from idos.protocol.grants import AccessGrantOffer, WriteGrant
from idos.protocol.times import format_time
from idos.sdk.issuer import NewProfile
from idos.sdk.keystore import Card

app = typer.Typer(help="A person's own profile. Her wallet: --key, or IDOS_KEY.")
app.add_typer(profile_parts.credentials, name="credentials")
app.add_typer(profile_parts.attributes, name="attributes")
app.add_typer(profile_parts.wallets, name="wallets")

Grantee = Annotated[
    InputFile,
    typer.Option(metavar="HOLDER.json", help="The grantee's `idos keys show --json`."),
]


@command(app, examples=["user join --json > alice.json"])
def join(key_file: KeyFile, profile_password_file: ProfilePasswordFile = None) -> CommandResult:
    """Prepare a new profile, for an issuer to create.

    Asks for the profile's own password: from it and the new id comes the key that contents are encrypted to.
    Nobody can reset it. Hand the JSON form to the issuer; it holds no secret.
    """
    wallet, profile_id = key_file.keys.wallet, uuid4()
    chosen = password("new profile's password", profile_password_file, "IDOS_PROFILE_PASSWORD", is_new=True)
    enclave = LocalEnclave.create(str(profile_id), chosen)
    proof = wallet.prove(f"I join the idOS with the profile {profile_id}.")
    return CommandResult(data=NewProfile(profile_id, enclave.public_key, proof, wallet_id=uuid4()))


@command(app, rule="get_user", examples=["user profile"])
def profile(person: PersonAt) -> CommandResult:
    """Show the profile of the wallet."""
    with person.client() as client:
        return CommandResult(data=client.profile())


@command(
    app,
    name="change-password",
    rule="change_encryption_key",
    examples=["user change-password", "user change-password --new-password-file new.txt"],
)
def change_password(
    person: UnlockedPersonAt,
    new_password_file: Annotated[
        Path | None,
        typer.Option(
            help="File with the new one; - for standard input. Else IDOS_NEW_PASSWORD, or a question."
        ),
    ] = None,
) -> CommandResult:
    """Change the profile's password: encrypt all credentials to its key, and swap them at once.

    Safe to repeat after any interruption. Until it is done, the old password stays in force.
    """
    with person.client(destructive=True) as client:
        chosen = password("new profile's password", new_password_file, "IDOS_NEW_PASSWORD", is_new=True)
        with progress("Encrypting the credentials to the new key") as report:
            client.change_password(chosen, progress=report)
        return CommandResult(data=client.profile(), sentence="The new password is in force.")


@command(app, rule="discard_reencryptions", examples=["user abandon-password-change"])
def abandon_password_change(person: PersonAt) -> CommandResult:
    """Undo a change of the password that was interrupted. The old password stays in force."""
    with person.client(destructive=True) as client:
        client.abandon_password_change()
    return CommandResult(
        data={"abandoned": True}, sentence="The change is abandoned; the old password is in force."
    )


@command(
    app,
    rule="dwg_message",
    examples=["user permit neobank.json --json > permission.json"],
)
def permit(
    person: PersonAt,
    issuer: Holder,
    usable: Annotated[
        str, typer.Option("--for", metavar="DURATION", help="How long it can be used: 90s, 15m, 12h, 30d.")
    ] = "1d",
    lock: Lock = "0s",
) -> CommandResult:
    """Permit an issuer to write one credential, and to keep a copy. Hand the JSON form to the issuer.

    The wallet signs the text that the node composes, if it says exactly this and no more.
    """
    card, now = read_document(issuer, Card), int(time.time())
    grant = WriteGrant(
        owner=person.keys.wallet.identifier,
        grantee=card.identifier,
        issuer_public_key=card.identifier,
        id=uuid4(),
        access_grant_timelock=format_time(_end_of(lock)),
        not_usable_before=format_time(now),
        not_usable_after=format_time(now + seconds_of(usable)),
    )
    with person.client() as client:
        return CommandResult(data=client.sign_write_grant(grant))


@command(
    app,
    rule="share_credential",
    examples=[
        "user share 3f0c… --to charlie.json",
        "user share 3f0c… --to c.json --lock 30d",
    ],
)
def share(
    person: UnlockedPersonAt,
    credential_id: Annotated[UUID, typer.Argument(help="The credential's id.")],
    to: Grantee,
    lock: Lock = "0s",
    content_hash: Annotated[
        str | None,
        typer.Option(
            "--hash", metavar="HEX", help="The SHA-256 of the content that is meant. Else it is shown first."
        ),
    ] = None,
) -> CommandResult:
    """Let somebody read a credential: encrypt a copy for them, and grant them access to it.

    A node could serve another credential under this id. So the content is shown, and shared when you say that
    it is the right one; or --hash names it, as `idos user credentials decrypt --json` and issuers do.
    """
    grantee, locked_until = read_document(to, Card).grantee, _end_of(lock)
    consent = None if content_hash else consent_to_share(grantee.identifier)
    with person.client() as client:
        return CommandResult(
            data=client.share(
                credential_id,
                grantee,
                content_hash=content_hash,
                consent=consent,
                locked_until=locked_until,
            )
        )


@command(
    app,
    rule="dag_message",
    examples=["user offer 3f0c… --to charlie.json --lock 30d --json > offer.json"],
)
def offer(
    person: PersonAt,
    copy_id: Annotated[UUID, typer.Argument(help="The copy's id: `data_id` of a grant.")],
    to: Grantee,
    lock: Lock = "0s",
) -> CommandResult:
    """Let whoever holds the offer create one more grant on a copy. Hand the JSON form to them.

    The copy stays as it is, encrypted to whom it was made for. The wallet signs the text that the node
    composes, if it says exactly this and no more.
    """
    grantee, locked_until = read_document(to, Card).identifier, _end_of(lock)
    with person.client() as client:
        hashes = {grant.data_id: grant.content_hash for grant in client.grants_given()}
        if copy_id not in hashes:
            raise NotFound("nobody has a grant on such a copy", code="copy_not_found")
        owner = person.keys.wallet.identifier
        return CommandResult(
            data=client.sign_offer(AccessGrantOffer(owner, grantee, copy_id, locked_until, hashes[copy_id]))
        )


@command(app, rule="get_access_grants_owned", examples=["user grants"])
def grants(person: PersonAt) -> CommandResult:
    """List who may read what."""
    with person.client() as client:
        return CommandResult(data=client.grants_given())


@command(app, rule="revoke_access_grant", examples=["user revoke 3f0c…"])
def revoke(
    person: PersonAt,
    grant_id: Annotated[UUID, typer.Argument(help="The grant's id, as `idos user grants` shows it.")],
) -> CommandResult:
    """Take a grant back. What its holder has read before cannot be taken back."""
    with person.client(destructive=True) as client:
        client.revoke(grant_id)
    return CommandResult(data={"revoked": grant_id}, sentence="The grant is revoked, and its copy erased.")


@command(app, examples=["user access-log", "user access-log --before 120 --limit 20"])
def access_log(
    person: PersonAt,
    before: Annotated[
        int | None, typer.Option(min=1, metavar="NUMBER", help="Only older entries than this one.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=MAX_ENTRIES, metavar="COUNT", help="How many at most.")
    ] = 100,
) -> CommandResult:
    """Show who read which of the credentials at this node, the newest entries first."""
    with person.client() as client:
        return CommandResult(data=client.access_log(before=before, limit=limit))


@command(
    app,
    rule="erase_profile",
    examples=["user erase --plan", "user erase --yes"],
)
def erase(
    person: PersonAt,
    *,
    plan: Annotated[bool, typer.Option("--plan", help="Only show what time locks would keep.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> CommandResult:
    """Erase the whole profile. This cannot be undone."""
    with person.client(destructive=not plan) as client:
        if plan:
            return CommandResult(data=client.erasure_plan())
        if not yes:
            confirm(f"Erase the profile {client.profile().id} and all that is in it?")
        kept = client.erase_profile()
    sentence = "Everything is erased."
    if kept:
        sentence = f"Erased, except for locked copies ({len(kept)}): each goes by itself when its lock ends."
    return CommandResult(data={"erased": True, "kept": kept}, sentence=sentence)


def _end_of(lock: str) -> int:
    """When a lock that begins now ends: in unix seconds, 0 for none."""
    seconds = seconds_of(lock)
    return int(time.time()) + seconds if seconds else 0
