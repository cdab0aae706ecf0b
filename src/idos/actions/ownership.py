"""The owners of the network, and how they hand it over to one key or to several.

Every new owner must accept, also those who stay. So a mistyped key cannot become an owner, and a threshold
cannot count on one. With the last acceptance the former owners lose all rights. Acting together is in
``idos.actions.approvals``.
"""

from __future__ import annotations

from dataclasses import replace

from idos.actions.approvals import forget_approvals
from idos.actions.context import Context
from idos.actions.genesis import check_owners
from idos.actions.registry import Row, action
from idos.actions.rules import Owners, join, split
from idos.actions.trail import note_owner_act
from idos.crypto.wallets import wallet_identity
from idos.errors import Invalid
from idos.protocol.actions.governance import (
    AcceptOwnership,
    GetOwners,
    GetOwnershipOffer,
    OfferOwnership,
    WithdrawOwnershipOffer,
)
from idos.protocol.payloads import offer_id
from idos.protocol.refusals import Refusal
from idos.store.governance import Ownership, OwnershipOffer
from idos.store.verbs import Tx


@action(owner=True, since=2)
def offer_ownership(ctx: Context, tx: Tx, call: OfferOwnership) -> None:
    """Offer the network to these owners, ``threshold`` of whom will act together.

    ``owners`` are keys and EVM addresses, with commas between them, and include the owners who are to stay.
    Once all of them have accepted, the network is theirs; a caller among them accepts by this call. One offer
    can wait at a time.
    """
    texts = _owners(call.owners)
    if not 1 <= call.threshold <= len(texts):
        raise Refusal.INVALID_THRESHOLD.error()
    for former in tx.find(OwnershipOffer):
        if former.expires > ctx.block_time:
            raise Refusal.OWNERSHIP_OFFERED.error()
        tx.delete(OwnershipOffer, former.id)
    expires = ctx.block_time + ctx.limits.approval_seconds
    id_ = offer_id(ctx.height, call.threshold, texts)
    offer = OwnershipOffer(id_, ctx.height, join(texts), call.threshold, "", expires)
    tx.put(offer)
    if wallet_identity(ctx.caller_text) in texts:
        _accept(ctx, tx, offer)


@action(since=2)
def accept_ownership(ctx: Context, tx: Tx, call: AcceptOwnership) -> None:
    """Accept to be one of the network's owners. With the last acceptance it is theirs alone."""
    offer = tx.get(OwnershipOffer, call.id)
    caller = wallet_identity(ctx.caller_text)
    if offer is None or offer.expires <= ctx.block_time or caller not in split(offer.owners):
        raise Refusal.OWNERSHIP_NOT_OFFERED.error()
    if caller in split(offer.accepted_by):
        raise Refusal.OWNERSHIP_ACCEPTED.error()
    _accept(ctx, tx, offer)
    note_owner_act(ctx, tx, call, (caller,))


@action(owner=True, since=2)
def withdraw_ownership_offer(_ctx: Context, tx: Tx, call: WithdrawOwnershipOffer) -> None:
    """Take an offer of the network back, before it was accepted by all."""
    if not tx.delete(OwnershipOffer, call.id):
        raise Refusal.OWNERSHIP_NOT_OFFERED.error()


@action(open=True, table=True, since=2, returns={"owner": str, "threshold": int})
def get_owners(ctx: Context, _tx: Tx, _: GetOwners) -> list[Row]:
    """The network's owners, and how many of them act together."""
    return [(owner, ctx.rules.owners.threshold) for owner in ctx.rules.owners.texts]


@action(
    open=True,
    table=True,
    since=2,
    returns={
        "id": str,
        "height": int,
        "owner": str,
        "accepted": bool,
        "threshold": int,
        "expires": int,
    },
)
def get_ownership_offer(ctx: Context, tx: Tx, _: GetOwnershipOffer) -> list[Row]:
    """The ownership that is offered, if any: the new owners, and which of them have accepted.

    ``height`` is of the block that offered it. ``id`` is the SHA-256 of ``height|threshold|owners`` in hex.
    """
    return [
        (offer.id, offer.height, owner, owner in split(offer.accepted_by), offer.threshold, offer.expires)
        for offer in tx.find(OwnershipOffer)
        if offer.expires > ctx.block_time
        for owner in split(offer.owners)
    ]


def _accept(ctx: Context, tx: Tx, offer: OwnershipOffer) -> None:
    """Count the caller's acceptance; with the last one the network changes hands."""
    accepted = join(tuple(sorted({*split(offer.accepted_by), wallet_identity(ctx.caller_text)})))
    # Every owner must have accepted: nothing can bring back a network whose keys nobody holds. [upgrades 5.4]
    if accepted == offer.owners:
        tx.delete(OwnershipOffer, offer.id)
        tx.put(Ownership(ctx.height, offer.owners, offer.threshold), replace=True)
        forget_approvals(tx, Owners(split(offer.owners), offer.threshold))
    else:
        tx.put(replace(offer, accepted_by=accepted), replace=True)


def _owners(owners: str) -> tuple[str, ...]:
    texts = [text.strip(" ") for text in owners.split(",")]
    try:
        check_owners(texts)
    except Invalid as error:
        raise Refusal.INVALID_OWNERS.error(error.message) from None
    return tuple(sorted(map(wallet_identity, texts)))
