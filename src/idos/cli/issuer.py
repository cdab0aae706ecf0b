"""``idos issuer``: what an issuer does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

import typer

from idos.cli.command import command
from idos.cli.groups import IssuerAt, KeyFile
from idos.cli.options import InputFile, read_content, read_document
from idos.cli.output import CommandResult
from idos.cli.profile_parts import content as content_answer
from idos.errors import Denied, Invalid, Unavailable
from idos.protocol.wire import JsonBounds, decode_json
from idos.sdk.attestation import REVOKED, public_notes, read_notes, with_status
from idos.sdk.credentials import DEFAULT_FORMAT
from idos.sdk.files import to_utf8
from idos.sdk.issuer import NewProfile
from idos.sdk.records import Profile, SignedWriteGrant

app = typer.Typer(
    help="An issuer: create profiles, write credentials that people permitted, revoke them. "
    "Its keys: --key, or IDOS_KEY."
)

_NOTES_BOUNDS = JsonBounds(size=64 * 1024, values=4096)

CopyId = Annotated[UUID, typer.Argument(help="The id of the issuer's own copy.")]


@command(app, rule="add_user_as_inserter", examples=["issuer create-user alice.json"])
def create_user(
    issuer: IssuerAt,
    profile: Annotated[
        InputFile,
        typer.Argument(metavar="PROFILE.json", help="From `idos user join --json`."),
    ],
) -> CommandResult:
    """Create a profile and link its first wallet. Safe to repeat with the same file."""
    wanted = read_document(profile, NewProfile)
    with issuer.client() as client:
        client.create_profile(wanted)
    return CommandResult(data={"id": wanted.id}, sentence=f"The profile {wanted.id} exists.")


@command(app, rule="get_user_as_inserter", examples=["issuer user 3f0c…"])
def user(
    issuer: IssuerAt, user_id: Annotated[UUID, typer.Argument(help="The profile's id.")]
) -> CommandResult:
    """Show somebody's profile."""
    with issuer.client() as client:
        return CommandResult(data=client.user(user_id))


@command(
    app,
    examples=["issuer credential page.png selfie.jpg --given-names Ada --surname Park > vc.json"],
)
def credential(
    key_file: KeyFile,
    passport: Annotated[InputFile, typer.Argument(help="A picture of the data page.")],
    selfie: Annotated[InputFile, typer.Argument(help="The picture of the person.")],
    given_names: Annotated[str, typer.Option(help="As the person writes them; empty if she has one name.")],
    surname: Annotated[str, typer.Option(help="As the person writes it; empty if she has one name.")],
) -> CommandResult:
    """Verify a passport, and print the signed W3C credential that says so, not yet stored anywhere.

    Reads the passport's machine-readable zone, checks its check digits, dates and names, and refuses with the
    reasons. The JSON form is the credential itself.
    """
    from idos.apps.neobank import Application, credential_of

    application = Application(given_names, surname, passport.read(), selfie.read())
    document = credential_of(application, key_file.keys.issuer_key, now=datetime.now(UTC))
    return CommandResult(data=document, raw=DEFAULT_FORMAT.serialize(document))


@command(
    app,
    rule="create_credentials_by_dwg",
    examples=["issuer issue permission.json vc.json --user 3f0c…"],
)
def issue(
    issuer: IssuerAt,
    permission: Annotated[
        InputFile,
        typer.Argument(metavar="PERMISSION.json", help="From `idos user permit --json`."),
    ],
    content: Annotated[
        InputFile, typer.Argument(metavar="CONTENT", help="What to encrypt; - for standard input.")
    ],
    user_id: Annotated[UUID, typer.Option("--user", help="The owner's profile.")],
    notes: Annotated[
        str,
        typer.Option(
            metavar="JSON",
            help="Members of the public notes, beside its id, status and hash.",
        ),
    ] = "{}",
    profile: Annotated[
        InputFile | None,
        typer.Option(metavar="PROFILE.json", help="As its person handed it in: whose key it must be."),
    ] = None,
) -> CommandResult:
    """Write a credential: the original encrypted for its owner, a copy for the issuer itself.

    Which key the owner has is the node's word. With --profile, no other key than that one is encrypted to.
    """
    grant = read_document(permission, SignedWriteGrant)
    members = decode_json(notes.encode(), dict[str, str], _NOTES_BOUNDS)
    plaintext = read_content(content)
    stated = public_notes(plaintext, **{"id": str(uuid4())} | members)
    with issuer.client() as client:
        recipient = _recipient(client.user(user_id), user_id, profile)
        return CommandResult(data=client.issue(grant, plaintext, stated, recipient))


def _recipient(found: Profile, user_id: UUID, profile: InputFile | None) -> bytes:
    """The key to encrypt to. Raises ``Denied`` (``key_mismatch``) when the node names another than she."""
    if profile is not None:
        given = read_document(profile, NewProfile)
        if (given.id, given.encryption_public_key) != (found.id, found.encryption_public_key):
            raise Denied("the node names another key or profile than its person did", code="key_mismatch")
    if found.id != user_id:
        raise Unavailable("the node's answer is about another profile", code="bad_response")
    return found.encryption_public_key


@command(app, examples=["issuer read 3f0c…"])
def read(issuer: IssuerAt, copy_id: CopyId) -> CommandResult:
    """Print the content of the issuer's own copy. The JSON form has it in base64."""
    with issuer.client() as client:
        plaintext = client.read_shared(copy_id)
    return CommandResult(data=content_answer(copy_id, plaintext), raw=plaintext)


@command(
    app,
    rule="edit_public_notes_as_issuer",
    examples=[
        "issuer revoke 3f0c…",
        "issuer revoke --notes-file notes.json --key new.key",
        "issuer revoke 3f0c… --status approved",
    ],
)
def revoke(
    issuer: IssuerAt,
    copy_id: Annotated[
        UUID | None, typer.Argument(help="The id of the issuer's own copy, granted to this key.")
    ] = None,
    notes_file: Annotated[
        InputFile | None,
        typer.Option(metavar="NOTES.json", help="The credential's public notes, for a key without a copy."),
    ] = None,
    status: Annotated[str, typer.Option(help="What to state; `approved` takes a revocation back.")] = REVOKED,
) -> CommandResult:
    """State in the public notes that the credential is revoked. It stays where it is.

    Any key of the issuer can. The node is asked whether it took effect.
    """
    if (copy_id is None) == (notes_file is None):
        raise Invalid("name the credential by its copy's id, or else by --notes-file", code="no_credential")
    with issuer.client(destructive=True) as client:
        if copy_id:
            present = client.shared_credential(copy_id).public_notes
        else:
            assert notes_file is not None
            present = to_utf8(notes_file.read(_NOTES_BOUNDS.size + 1)).decode(errors="replace")
        notes = with_status(present, status)
        members = read_notes(notes)
        client.edit_public_notes(str(members["id"]), notes)
    return CommandResult(data=members)
