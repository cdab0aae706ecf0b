"""Erasing a profile, and what time locks keep of it until they end."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from idos.actions.attributes import delete_attribute
from idos.actions.context import Context, own, user_of
from idos.actions.credentials import erase, is_locked
from idos.actions.proofs import spend
from idos.actions.registry import Row, action
from idos.protocol.actions.profiles import EraseProfile, GetErasurePlan
from idos.protocol.refusals import Refusal
from idos.store.records import (
    AccessGrant,
    ConsumedWriteGrant,
    Credential,
    PendingErasure,
    User,
    UserAttribute,
    Wallet,
)
from idos.store.verbs import Tx


@action(table=True, returns={"credential_id": UUID, "grantee": str, "locked_until": int})
def get_erasure_plan(ctx: Context, tx: Tx, _: GetErasurePlan) -> list[Row]:
    """What would remain of the caller's profile after ``erase_profile``, and until which second (unix).

    Each row is a copy of a credential that a locked grant keeps for its grantee. The official network lacks
    this view.
    """
    return [
        (grant.data_id, grant.ag_grantee_wallet_identifier, grant.locked_until)
        for grant in own(ctx, tx, AccessGrant, "owner")
        if is_locked(ctx, grant)
    ]


@action(alone=True)
def erase_profile(ctx: Context, tx: Tx, _: EraseProfile) -> None:
    """Delete the caller's profile: attributes, credentials, copies, grants, wallets and itself.

    Copies with locked grants stay with these until the last lock ends, then they go too. What remains are
    digests: they keep signed proofs, and the profile's id, from being used again. The official network lacks
    this action.
    """
    user_id = user_of(ctx, tx)
    for attribute in own(ctx, tx, UserAttribute):
        delete_attribute(tx, attribute.id)
    for credential in own(ctx, tx, Credential):
        if tx.get(Credential, credential.id):
            erase(ctx, tx, credential)
    for used in own(ctx, tx, ConsumedWriteGrant, "owner"):
        tx.delete(ConsumedWriteGrant, used.id, user_id)
    for wallet in own(ctx, tx, Wallet):
        tx.delete(Wallet, wallet.id)
    tx.delete(User, user_id)
    spend(ctx, tx, user_id, Refusal.USER_ERASED, "profile", str(user_id))


def next_due(tx: Tx) -> int | None:
    """The unix second after which something waits to be erased, or None when nothing does."""
    first = _first(tx)
    return first.due if first else None


def sweep(ctx: Context, tx: Tx, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Erase what has locks that ended; at the start of every block.

    The next block goes on after ``erasures_per_block`` erasures, or when ``goes_on`` is false.
    """
    for _ in range(ctx.limits.erasures_per_block):
        pending = _first(tx)
        if pending is None or pending.due >= ctx.block_time or not goes_on():
            return
        credential = tx.get(Credential, pending.credential_id)
        assert credential is not None, "an erasure of nothing"
        erase(ctx, tx, credential)


def _first(tx: Tx) -> PendingErasure | None:
    return next(iter(tx.find(PendingErasure, limit=1)), None)
