"""Actions of older clients. Each does what its successor does, with the former parameters."""

from __future__ import annotations

import re
from uuid import UUID

from idos.actions.context import Context
from idos.actions.credential_sharing import add_copy, add_own_copy
from idos.actions.credentials import IssuedContent
from idos.actions.inserters import inserter_of
from idos.actions.offers import accept, offering_user
from idos.actions.registry import action
from idos.actions.wallets import add_wallet
from idos.protocol.grants import AccessGrantOffer
from idos.protocol.refusals import Refusal
from idos.store.records import Credential
from idos.store.verbs import Tx

_ADDRESS_FORMS = (
    ("EVM", re.compile(r"0x[0-9a-fA-F]{40}")),
    ("XRPL", re.compile(r"r[1-9A-HJ-NP-Za-km-z]{24,34}")),
    ("Stellar", re.compile(r"G[A-Z2-7]{55}")),
)


@action(name="add_wallet")
def add_wallet_of_any_type(
    ctx: Context, tx: Tx, id: UUID, address: str, public_key: str | None, message: str, signature: str
) -> None:
    """``add_wallet`` of clients that do not say the wallet's type; the form of the address tells it."""
    add_wallet(ctx, tx, id, address, public_key, _wallet_type(address, public_key), message, signature)


@action()
def create_credential_copy(
    ctx: Context,
    tx: Tx,
    id: UUID,
    original_credential_id: UUID,
    public_notes: str,
    public_notes_signature: str,
    broader_signature: str,
    content: str,
    encryptor_public_key: str,
    issuer_auth_public_key: str,
) -> None:
    """``share_credential`` without a grant: the copy waits for a delegated access grant."""
    issued = IssuedContent(
        issuer_auth_public_key,
        encryptor_public_key,
        content,
        public_notes,
        public_notes_signature,
        broader_signature,
    )
    add_own_copy(ctx, tx, id, original_credential_id, issued)


@action(inserter=True)
def share_credential_through_dag(
    ctx: Context,
    tx: Tx,
    id: UUID,
    user_id: UUID,
    issuer_auth_public_key: str,
    encryptor_public_key: str,
    content: str,
    content_hash: str | None,
    public_notes: str,
    public_notes_signature: str,
    broader_signature: str,
    original_credential_id: UUID,
    dag_owner_wallet_identifier: str,
    dag_grantee_wallet_identifier: str,
    dag_locked_until: int,
    dag_signature: str,
) -> None:
    """Store a copy of a user's credential, as an inserter, and create the grant on it that the user offered.

    The signed offer names the id of the copy and no content hash.
    """
    inserter = inserter_of(ctx, tx)
    offer = AccessGrantOffer(
        dag_owner_wallet_identifier, dag_grantee_wallet_identifier, id, dag_locked_until, None
    )
    owner_id = offering_user(tx, offer, dag_signature)
    original = tx.get(Credential, original_credential_id)
    if original is None or not user_id == owner_id == original.user_id:
        raise Refusal.OFFER_DATA_NOT_OWNED.error()
    if public_notes:
        raise Refusal.COPY_WITH_NOTES.error()
    issued = IssuedContent(
        issuer_auth_public_key,
        encryptor_public_key,
        content,
        public_notes,
        public_notes_signature,
        broader_signature,
    )
    issued.check()
    accept(ctx, tx, offer, add_copy(ctx, tx, id, original, issued, inserter=inserter.name), content_hash)


def _wallet_type(address: str, public_key: str | None) -> str:
    for wallet_type, form in _ADDRESS_FORMS:
        if form.fullmatch(address):
            return wallet_type
    return "FaceSign" if address == public_key else "NEAR"
