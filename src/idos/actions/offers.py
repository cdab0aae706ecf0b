"""Delegated access grants (DAG): a user signs an offer, and its holder may once create the grant it names.

Text and signature: ``docs/protocol/grants.md``.
"""

from __future__ import annotations

from uuid import UUID

from idos.actions.access_grants import create_access_grant
from idos.actions.context import Context, wallet_named
from idos.actions.proofs import spend
from idos.actions.registry import Row, action
from idos.crypto.wallets import verify_message, wallet_identity
from idos.protocol.actions.delegated import CreateAgByDagForCopy, DagMessage
from idos.protocol.grants import AccessGrantOffer
from idos.protocol.refusals import Refusal
from idos.store.records import Credential
from idos.store.verbs import Tx


@action(open=True, returns={"message": str})
def dag_message(_ctx: Context, _tx: Tx, call: DagMessage) -> Row:
    """The text that the owner signs to offer a grant. ``dag_locked_until``: unix seconds, 0 for no lock."""
    return (call.offer.text(),)


@action()
def create_ag_by_dag_for_copy(ctx: Context, tx: Tx, call: CreateAgByDagForCopy) -> None:
    """Create the grant that the owner of a copy offered. An offer is good for one grant, once."""
    offer = call.offer
    user_id = offering_user(tx, offer, call.dag_signature)
    copy = tx.get(Credential, call.dag_data_id)
    if copy is None or copy.user_id != user_id or not copy.copy:
        raise Refusal.OFFER_DATA_NOT_OWNED.error()
    accept(ctx, tx, offer, copy, offer.content_hash)


def offering_user(tx: Tx, offer: AccessGrantOffer, signature: str) -> UUID:
    """The profile of the owner, who signed the offer."""
    wallet = wallet_named(tx, offer.owner)
    if wallet is None:
        raise Refusal.OFFER_OWNER_NOT_FOUND.error()
    if not verify_message(wallet.wallet_type, wallet.address, wallet.public_key, offer.text(), signature):
        raise Refusal.OFFER_SIGNATURE.error()
    return wallet.user_id


def accept(ctx: Context, tx: Tx, offer: AccessGrantOffer, copy: Credential, content_hash: str | None) -> None:
    """Use the offer up and create its grant on the copy."""
    # [rules 7.3]: the text names the copy but not the grant, so it is used up even if the grant is revoked.
    spend(ctx, tx, copy.user_id, Refusal.GRANT_EXISTS, "offer", wallet_identity(offer.owner), offer.text())
    create_access_grant(
        ctx,
        tx,
        copy,
        offer.grantee,
        offer.locked_until,
        content_hash,
        inserter_type="dag_message",
        inserter_id=ctx.caller_text,
    )
