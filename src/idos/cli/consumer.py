"""``idos consumer``: what a consumer does with what people shared with it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from idos.apps.report import report_of
from idos.cli.command import command
from idos.cli.groups import ConsumerAt
from idos.cli.options import InputFile, read_document
from idos.cli.output import CommandResult
from idos.cli.profile_parts import content
from idos.protocol.grants import access_grant_id
from idos.sdk.inspection import Inspection, TrustedIssuer, Unverified
from idos.sdk.keystore import Card
from idos.sdk.records import SignedOffer

app = typer.Typer(help="A consumer: read what people shared, and make sure of it. Keys: --key, or IDOS_KEY.")

CopyId = Annotated[UUID, typer.Argument(help="The copy's id: `data_id` of a grant.")]


@command(app, rule="get_access_grants_granted", examples=["consumer grants"])
def grants(
    consumer: ConsumerAt,
    user_id: Annotated[UUID | None, typer.Option("--user", help="Only those of one profile.")] = None,
) -> CommandResult:
    """List the grants made to the consumer."""
    with consumer.client() as client:
        return CommandResult(data=client.all_grants(user_id))


@command(app, rule="get_credential_shared", examples=["consumer get 3f0c…"])
def get(consumer: ConsumerAt, copy_id: CopyId) -> CommandResult:
    """Print the content of a copy, not verified. The JSON form has it in base64."""
    with consumer.client() as client:
        plaintext = client.read(copy_id)
    return CommandResult(data=content(copy_id, plaintext), raw=plaintext)


@command(
    app,
    rule="get_credential_attestation",
    examples=["consumer verify 3f0c… --issuer neobank.json"],
)
def verify(
    consumer: ConsumerAt,
    copy_id: CopyId,
    issuers: Annotated[
        list[InputFile],
        typer.Option("--issuer", metavar="HOLDER.json", help="A trusted issuer's `idos keys show --json`."),
    ],
    *,
    owner: Annotated[UUID | None, typer.Option(help="The profile whose copy it should be.")] = None,
    content_hash: Annotated[
        str | None, typer.Option("--hash", metavar="HEX", help="The SHA-256 that its content should have.")
    ] = None,
    allow_weak: Annotated[
        bool, typer.Option("--allow-weak", help="Accept proofs that do not bind values to their names.")
    ] = False,
) -> CommandResult:
    """Check all of a copy: its content, writer, proofs, dates, notes and status. Denied if any fails.

    A node could show another copy under this id: --owner and --hash, as the person or one's own books name
    them, say which it should be.
    """
    trusted = []
    for file in issuers:
        card = read_document(file, Card)
        trusted.append(TrustedIssuer((card.issuer_key,), (card.identifier,)))
    with consumer.client() as client:
        report = client.inspect_credential(copy_id, trusted, owner=owner, content_hash=content_hash)
    return CommandResult(data=report, view=report_of(report), error=_verdict(report, allow_weak=allow_weak))


@command(app, rule="create_ag_by_dag_for_copy", examples=["consumer accept-offer offer.json"])
def accept_offer(
    consumer: ConsumerAt,
    offer: Annotated[InputFile, typer.Argument(metavar="OFFER.json", help="From `idos user offer --json`.")],
) -> CommandResult:
    """Create the grant that a person offered. An offer is good once."""
    signed = read_document(offer, SignedOffer)
    with consumer.client() as client:
        client.create_grant(signed)
    terms = signed.offer
    grant_id = access_grant_id(terms.grantee, terms.data_id, terms.locked_until)
    return CommandResult(data={"id": grant_id, "data_id": terms.data_id, "locked_until": terms.locked_until})


@command(app, rule="rescind_shared_credential", examples=["consumer rescind 3f0c…"])
def rescind(consumer: ConsumerAt, copy_id: CopyId) -> CommandResult:
    """Give a copy back."""
    with consumer.client(destructive=True) as client:
        client.rescind(copy_id)
    return CommandResult(data={"rescinded": copy_id}, sentence="The copy is given back.")


def _verdict(report: Inspection, *, allow_weak: bool) -> Unverified | None:
    try:
        report.raise_for_status(allow_weak=allow_weak)
    except Unverified as error:
        return error
    return None
