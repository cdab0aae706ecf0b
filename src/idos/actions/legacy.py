"""Actions of older clients. Each does what its successor does, with the former parameters."""

from __future__ import annotations

import re

from idos.actions.context import Context
from idos.actions.credential_sharing import add_copy, add_own_copy
from idos.actions.credentials import check_issued
from idos.actions.inserters import inserter_of
from idos.actions.offers import accept, offering_user
from idos.actions.registry import action
from idos.actions.wallets import add_wallet
from idos.protocol.actions.legacy import AddWalletOfAnyType, CreateCredentialCopy, ShareCredentialThroughDag
from idos.protocol.actions.profiles import AddWallet
from idos.protocol.refusals import Refusal
from idos.store.records import Credential
from idos.store.verbs import Tx

_ADDRESS_FORMS = (
    ("EVM", re.compile(r"0x[0-9a-fA-F]{40}")),
    ("XRPL", re.compile(r"r[1-9A-HJ-NP-Za-km-z]{24,34}")),
    ("Stellar", re.compile(r"G[A-Z2-7]{55}")),
)


@action()
def add_wallet_of_any_type(ctx: Context, tx: Tx, call: AddWalletOfAnyType) -> None:
    """``add_wallet`` of clients that do not say the wallet's type; the form of the address tells it."""
    type_ = _wallet_type(call.address, call.public_key)
    typed = AddWallet(call.id, call.address, call.public_key, type_, call.message, call.signature)
    add_wallet(ctx, tx, typed)


@action()
def create_credential_copy(ctx: Context, tx: Tx, call: CreateCredentialCopy) -> None:
    """``share_credential`` without a grant: the copy waits for a delegated access grant."""
    add_own_copy(ctx, tx, call.id, call.original_credential_id, call.issued)


@action(inserter=True)
def share_credential_through_dag(ctx: Context, tx: Tx, call: ShareCredentialThroughDag) -> None:
    """Store a copy of a user's credential, as an inserter, and create the grant on it that the user offered.

    The signed offer names the id of the copy and no content hash.
    """
    inserter = inserter_of(ctx, tx)
    offer = call.offer
    owner_id = offering_user(tx, offer, call.dag_signature)
    original = tx.get(Credential, call.original_credential_id)
    if original is None or not call.user_id == owner_id == original.user_id:
        raise Refusal.OFFER_DATA_NOT_OWNED.error()
    if call.public_notes:
        raise Refusal.COPY_WITH_NOTES.error()
    check_issued(call.issued)
    copy = add_copy(ctx, tx, call.id, original, call.issued, inserter=inserter.name)
    accept(ctx, tx, offer, copy, call.content_hash)


def _wallet_type(address: str, public_key: str | None) -> str:
    for wallet_type, form in _ADDRESS_FORMS:
        if form.fullmatch(address):
            return wallet_type
    return "FaceSign" if address == public_key else "NEAR"
