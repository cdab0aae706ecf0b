"""Sharing: a copy of an own credential, encrypted to a grantee, and the grantee's right to read it."""

from __future__ import annotations

from uuid import UUID

from idos.actions.access_grants import create_access_grant, granted, remove_grants
from idos.actions.context import Context, find_user
from idos.actions.credentials import check_issued, insert
from idos.actions.registry import action
from idos.protocol.actions.sharing import RescindSharedCredential, ShareCredential
from idos.protocol.credentials import IssuedContent
from idos.protocol.refusals import Refusal
from idos.store.records import Credential, SharedCredential
from idos.store.verbs import Tx


@action()
def share_credential(ctx: Context, tx: Tx, call: ShareCredential) -> None:
    """Store a copy of an own credential and grant it. Notes of a copy are empty: readers get the original's.

    ``content_hash`` is the lower-case hex SHA-256 of the plaintext. ``locked_until``: unix seconds, 0 for no
    lock.
    """
    copy = add_own_copy(ctx, tx, call.id, call.original_credential_id, call.issued)
    create_access_grant(
        ctx,
        tx,
        copy,
        call.grantee_wallet_identifier,
        call.locked_until,
        call.content_hash,
        inserter_type="user",
        inserter_id=ctx.caller_text,
    )


@action()
def rescind_shared_credential(ctx: Context, tx: Tx, call: RescindSharedCredential) -> None:
    """Give back, as a grantee, one's grants on a copy, also locked ones. A copy without grants is deleted."""
    grants = granted(ctx, tx, "grantee_data", call.credential_id)
    if not grants:
        raise Refusal.CREDENTIAL_NOT_SHARED_WITH_CALLER.error()
    remove_grants(ctx, tx, call.credential_id, grants)


def add_own_copy(ctx: Context, tx: Tx, id: UUID, original_id: UUID, issued: IssuedContent) -> Credential:
    """Store a copy of a credential of the caller."""
    original = tx.get(Credential, original_id)
    if original is None or original.user_id != find_user(ctx, tx):
        raise Refusal.ORIGINAL_NOT_OWNED.error()  # [rules 5.1]
    if issued.public_notes:
        raise Refusal.COPY_WITH_NOTES.error()
    check_issued(issued)
    return add_copy(ctx, tx, id, original, issued)


def add_copy(
    ctx: Context,
    tx: Tx,
    id: UUID,
    original: Credential,
    issued: IssuedContent,
    *,
    inserter: str | None = None,
) -> Credential:
    """Store a copy whose signatures are checked already, and its link to the original."""
    copy = insert(ctx, tx, id, original.user_id, issued, inserter=inserter, copy=True)
    tx.put(SharedCredential(original.id, id))
    return copy
