"""Access grants: a grantee's right to read one copy of a credential, until it is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from uuid import UUID

from idos.actions.context import Context, find_user, grantee_texts, own
from idos.actions.credentials import erase, grants_on, is_locked, original_of
from idos.actions.registry import Row, action
from idos.protocol.actions.sharing import (
    GetAccessGrantHeightsGranted,
    GetAccessGrantHeightsOwned,
    GetAccessGrantNotesGranted,
    GetAccessGrantsForCredential,
    GetAccessGrantsGranted,
    GetAccessGrantsGrantedCount,
    GetAccessGrantsOwned,
    HasLockedAccessGrants,
    RevokeAccessGrant,
)
from idos.protocol.grants import access_grant_id
from idos.protocol.refusals import Refusal
from idos.store.record import fold
from idos.store.records import AccessGrant, Credential, PendingErasure
from idos.store.verbs import Tx

GRANT = {
    "id": UUID,
    "ag_owner_user_id": UUID,
    "ag_grantee_wallet_identifier": str,
    "data_id": UUID,
    "locked_until": int,
    "content_hash": str | None,
    "inserter_type": str,
    "inserter_id": str,
}
HEIGHT = {"id": UUID, "height": int}


def create_access_grant(
    ctx: Context,
    tx: Tx,
    copy: Credential,
    grantee: str,
    locked_until: int,
    content_hash: str | None,
    *,
    inserter_type: str,
    inserter_id: str,
) -> None:
    """Grant a copy. The same grantee, copy and ``locked_until`` make the same id, and that is refused."""
    if locked_until > ctx.block_time + ctx.limits.lock_seconds:
        raise Refusal.GRANT_LOCK_TOO_LONG.error()
    if tx.count(AccessGrant, "owner", str(copy.user_id)) >= ctx.limits.grants_per_user:
        raise Refusal.QUOTA_EXCEEDED.error()  # [rules 6.2]
    grant_id = access_grant_id(grantee, copy.id, locked_until)
    if tx.get(AccessGrant, grant_id):
        raise Refusal.GRANT_EXISTS.error()  # [rules 6.3]
    tx.put(
        AccessGrant(
            id=grant_id,
            ag_owner_user_id=copy.user_id,
            ag_grantee_wallet_identifier=grantee,
            data_id=copy.id,
            locked_until=locked_until,
            content_hash=content_hash or None,
            height=ctx.height,
            inserter_type=inserter_type,
            inserter_id=inserter_id,
        )
    )


def remove_grants(ctx: Context, tx: Tx, copy_id: UUID, grants: list[AccessGrant]) -> None:
    """Delete grants on one copy; and the copy when no grant is left, or when it was to be erased."""
    for grant in grants:
        tx.delete(AccessGrant, grant.id)
    copy = tx.get(Credential, copy_id)
    assert copy is not None, "a grant on nothing"
    if not grants_on(tx, copy_id) or tx.count(PendingErasure, "credential", str(copy_id)):  # [rules 6.6]
        erase(ctx, tx, copy)


def granted(
    ctx: Context, tx: Tx, index: str, value: object, *, limit: int | None = None
) -> list[AccessGrant]:
    """The grants to the caller that share a value: ``grantee_data``, ``grantee_owner`` or ``grantee_hash``.

    A grantee may be named by any text of the caller's key, in any case; ``limit`` is for each text.
    """
    found = (tx.find(AccessGrant, index, f"{fold(text)}|{value}", limit=limit) for text in grantee_texts(ctx))
    return list(_in_order(found))


def _in_order(found: Iterable[Iterable[AccessGrant]]) -> Iterator[AccessGrant]:
    return merge(*found, key=lambda grant: (grant.height, grant.id))


@action()
def revoke_access_grant(ctx: Context, tx: Tx, call: RevokeAccessGrant) -> None:
    """Take back an own grant that is not locked. A copy whose last grant goes is deleted with it."""
    grant = tx.get(AccessGrant, call.id)
    if grant is None or grant.ag_owner_user_id != find_user(ctx, tx):
        raise Refusal.GRANT_NOT_FOUND.error()
    if is_locked(ctx, grant):
        raise Refusal.GRANT_LOCKED.error()
    remove_grants(ctx, tx, grant.data_id, [grant])


@action(table=True, returns=GRANT)
def get_access_grants_owned(ctx: Context, tx: Tx, _: GetAccessGrantsOwned) -> list[Row]:
    """The grants that the caller's profile has given."""
    return [_row(grant) for grant in own(ctx, tx, AccessGrant, "owner")]


@action(table=True, returns=HEIGHT)
def get_access_grant_heights_owned(ctx: Context, tx: Tx, _: GetAccessGrantHeightsOwned) -> list[Row]:
    """The height of the block that made each grant the caller's profile has given.

    The official network lacks this view.
    """
    return [(grant.id, grant.height) for grant in own(ctx, tx, AccessGrant, "owner")]


@action(table=True, returns=GRANT)
def get_access_grants_granted(ctx: Context, tx: Tx, call: GetAccessGrantsGranted) -> list[Row]:
    """One page of the grants to the caller, oldest first; of one profile only when ``user_id`` is given.

    Pages count from 1. A null page is the first, a null size the network's default.
    """
    return [_row(grant) for grant in _page(ctx, tx, call.user_id, call.page, call.size)]


@action(table=True, returns=HEIGHT)
def get_access_grant_heights_granted(ctx: Context, tx: Tx, call: GetAccessGrantHeightsGranted) -> list[Row]:
    """The height of the block that made each grant of a page of ``get_access_grants_granted``.

    The official network lacks this view.
    """
    return [(grant.id, grant.height) for grant in _page(ctx, tx, call.user_id, call.page, call.size)]


@action(table=True, returns={"id": UUID, "public_notes": str, "issuer_auth_public_key": str})
def get_access_grant_notes_granted(ctx: Context, tx: Tx, call: GetAccessGrantNotesGranted) -> list[Row]:
    """What each grant of a page of ``get_access_grants_granted`` is about: its original's notes and issuer.

    Both are empty once the original was removed. The official network lacks this view.
    """
    return [(grant.id, *_notes(tx, grant)) for grant in _page(ctx, tx, call.user_id, call.page, call.size)]


@action(returns={"count": int})
def get_access_grants_granted_count(ctx: Context, tx: Tx, call: GetAccessGrantsGrantedCount) -> Row:
    """How many grants to the caller there are; of one profile only when ``user_id`` is given."""
    _, counts = _granted(ctx, tx, call.user_id)
    return (sum(counts.values()),)


@action(table=True, returns=GRANT)
def get_access_grants_for_credential(ctx: Context, tx: Tx, call: GetAccessGrantsForCredential) -> list[Row]:
    """The grants to the caller on one credential."""
    return [_row(grant) for grant in granted(ctx, tx, "grantee_data", call.credential_id)]


@action(returns={"has": bool})
def has_locked_access_grants(ctx: Context, tx: Tx, call: HasLockedAccessGrants) -> Row:
    """Whether the caller's profile has given a grant on this credential that is still locked."""
    user_id = find_user(ctx, tx)
    return (
        any(grant.ag_owner_user_id == user_id and is_locked(ctx, grant) for grant in grants_on(tx, call.id)),
    )


def _notes(tx: Tx, grant: AccessGrant) -> tuple[str, str]:
    copy = tx.get(Credential, grant.data_id)
    original = original_of(tx, copy) if copy else None
    return (original.public_notes, original.issuer_auth_public_key) if original else ("", "")


def _page(
    ctx: Context, tx: Tx, user_id: UUID | None, page: int | None, size: int | None
) -> list[AccessGrant]:
    page = 1 if page is None else page
    size = min(ctx.limits.default_page, ctx.limits.page) if size is None else size
    if page < 1:
        raise Refusal.PAGE_NOT_POSITIVE.error()
    if size < 1:
        raise Refusal.SIZE_NOT_POSITIVE.error()
    if size > ctx.limits.page:
        raise Refusal.SIZE_TOO_LARGE.error()
    start = (page - 1) * size
    index, counts = _granted(ctx, tx, user_id)
    if start >= sum(counts.values()):
        return []
    if len(counts) == 1:
        (value,) = counts
        return tx.find(AccessGrant, index, value, offset=start, limit=size)
    found = [_in_parts(tx, index, value, ctx.limits.page) for value in counts]
    return list(islice(_in_order(found), start, start + size))


def _granted(ctx: Context, tx: Tx, user_id: UUID | None) -> tuple[str, dict[str, int]]:
    """The index, and the values in it under which there are grants to the caller, with their numbers."""
    index, suffix = ("grantee", "") if user_id is None else ("grantee_owner", f"|{user_id}")
    values = [fold(text) + suffix for text in grantee_texts(ctx)]
    return index, {value: count for value in values if (count := tx.count(AccessGrant, index, value))}


def _in_parts(tx: Tx, index: str, value: str, size: int) -> Iterator[AccessGrant]:
    """The grants under a value, read in parts so that memory stays bounded."""
    offset = 0
    while part := tx.find(AccessGrant, index, value, offset=offset, limit=size):
        yield from part
        offset += size


def _row(grant: AccessGrant) -> Row:
    return (
        grant.id,
        grant.ag_owner_user_id,
        grant.ag_grantee_wallet_identifier,
        grant.data_id,
        grant.locked_until,
        grant.content_hash,
        grant.inserter_type,
        grant.inserter_id,
    )
