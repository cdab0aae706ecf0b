"""Reading credentials: the caller's own, those shared with the caller, and what an issuer attested."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from idos.actions.access_grants import granted
from idos.actions.contents import content_of
from idos.actions.context import Context, find_user, own
from idos.actions.credentials import original_of
from idos.actions.inserters import inserter_of
from idos.actions.registry import Row, action
from idos.protocol.actions.credentials import (
    CredentialExistAsInserter,
    GetCredentialAttestation,
    GetCredentialOwned,
    GetCredentials,
    GetCredentialShared,
    GetCredentialsSharedByUser,
    GetIssuerFee,
    GetSiblingCredentialId,
)
from idos.protocol.refusals import Refusal
from idos.store.records import Credential
from idos.store.verbs import Tx

_FULL = {
    "id": UUID,
    "user_id": UUID,
    "public_notes": str,
    "content": str,
    "encryptor_public_key": str,
    "issuer_auth_public_key": str,
    "inserter": str | None,
}


@action(
    table=True,
    returns={
        "id": UUID,
        "user_id": UUID,
        "public_notes": str,
        "issuer_auth_public_key": str,
        "inserter": str | None,
        "original_id": UUID | None,
    },
)
def get_credentials(ctx: Context, tx: Tx, _: GetCredentials) -> list[Row]:
    """The caller's credentials without content. ``original_id`` is set for copies of what still exists."""
    return [
        (
            credential.id,
            credential.user_id,
            credential.public_notes,
            credential.issuer_auth_public_key,
            credential.inserter,
            _original_id(tx, credential),
        )
        for credential in own(ctx, tx, Credential)
    ]


@action(table=True, returns=_FULL, discloses=True)
def get_credential_owned(ctx: Context, tx: Tx, call: GetCredentialOwned) -> list[Row]:
    """One credential of the caller with its content; no row when it is not the caller's."""
    credential = tx.get(Credential, call.id)
    if credential is None or credential.user_id != find_user(ctx, tx):
        return []
    return [_full(tx, credential, credential.public_notes)]


@action(table=True, returns=_FULL, discloses=True)
def get_credential_shared(ctx: Context, tx: Tx, call: GetCredentialShared) -> list[Row]:
    """One credential granted to the caller, with its content and the present notes of its original.

    Once the original was removed the notes are empty.
    """
    credential = tx.get(Credential, call.id)
    if credential is None or not granted(ctx, tx, "grantee_data", call.id):
        raise Refusal.CREDENTIAL_NOT_READABLE.error()
    original = original_of(tx, credential)
    return [_full(tx, credential, original.public_notes if original else "")]


@action(
    table=True,
    returns={
        "id": UUID,
        "user_id": UUID,
        "public_notes": str,
        "encryptor_public_key": str,
        "issuer_auth_public_key": str,
        "inserter": str | None,
        "original_id": UUID | None,
    },
)
def get_credentials_shared_by_user(ctx: Context, tx: Tx, call: GetCredentialsSharedByUser) -> list[Row]:
    """The copies of one profile's credentials that are granted to the caller, with the originals' notes.

    Only of originals that still exist and, with an issuer key, that this key issued.
    """
    rows: list[Row] = []
    for data_id in dict.fromkeys(grant.data_id for grant in granted(ctx, tx, "grantee_owner", call.user_id)):
        copy = tx.get(Credential, data_id)
        original = original_of(tx, copy) if copy else None
        if not copy or not original:
            continue
        if call.original_issuer_auth_public_key in (None, original.issuer_auth_public_key):
            rows.append(
                (
                    copy.id,
                    copy.user_id,
                    original.public_notes,
                    copy.encryptor_public_key,
                    copy.issuer_auth_public_key,
                    copy.inserter,
                    original.id,
                )
            )
    return rows


@action(returns={"id": UUID})
def get_sibling_credential_id(ctx: Context, tx: Tx, call: GetSiblingCredentialId) -> Row | None:
    """The credential granted to the caller first under this content hash; no row when there is none."""
    grants = granted(ctx, tx, "grantee_hash", call.content_hash, limit=1)
    return (grants[0].data_id,) if grants else None


@action(returns={"credential_exist": bool})
def credential_exist_as_inserter(ctx: Context, tx: Tx, call: CredentialExistAsInserter) -> Row:
    """Whether a credential with this id exists, for any inserter."""
    inserter_of(ctx, tx)
    return (tx.get(Credential, call.id) is not None,)


@action(returns={"issuer_fee": Decimal})
def get_issuer_fee(ctx: Context, tx: Tx, call: GetIssuerFee) -> Row:
    """The fee of a credential, for its owner, its grantees and its issuer."""
    credential = tx.get(Credential, call.credential_id)
    if credential is None or not (
        _may_read(ctx, tx, credential) or credential.issuer_auth_public_key == ctx.caller_text
    ):
        raise Refusal.CREDENTIAL_NOT_FOUND.error()
    return (credential.issuer_fee,)


@action(
    discloses=True,
    returns={
        "id": UUID,
        "user_id": UUID,
        "public_notes": str,
        "public_notes_signature": str,
        "issuer_auth_public_key": str,
        "copy_public_notes_signature": str,
        "broader_signature": str,
        "copy_issuer_auth_public_key": str,
    },
)
def get_credential_attestation(ctx: Context, tx: Tx, call: GetCredentialAttestation) -> Row:
    """What proves the notes and content of a credential, for its owner and its grantees.

    After the ids, three columns are of the original: ``public_notes_signature`` is its issuer key's, over
    ``public_notes``. They are empty once the original was removed; the signature is empty when the issuer
    edited the notes in a transaction. The last three are of the credential itself: ``broader_signature`` is
    over ``copy_public_notes_signature`` and the content; it is empty when the owner re-encrypted the content.
    The official network lacks this view.
    """
    credential = tx.get(Credential, call.id)
    if credential is None or not _may_read(ctx, tx, credential):
        raise Refusal.CREDENTIAL_NOT_READABLE.error()
    original = original_of(tx, credential) if credential.copy else credential
    attested = (
        (original.public_notes, original.public_notes_signature, original.issuer_auth_public_key)
        if original
        else ("", "", "")
    )
    return (
        credential.id,
        credential.user_id,
        *attested,
        credential.public_notes_signature,
        credential.broader_signature,
        credential.issuer_auth_public_key,
    )


def _may_read(ctx: Context, tx: Tx, credential: Credential) -> bool:
    return credential.user_id == find_user(ctx, tx) or bool(granted(ctx, tx, "grantee_data", credential.id))


def _original_id(tx: Tx, credential: Credential) -> UUID | None:
    original = original_of(tx, credential)
    return original.id if original else None


def _full(tx: Tx, credential: Credential, public_notes: str) -> Row:
    return (
        credential.id,
        credential.user_id,
        public_notes,
        content_of(tx, credential),
        credential.encryptor_public_key,
        credential.issuer_auth_public_key,
        credential.inserter,
    )
