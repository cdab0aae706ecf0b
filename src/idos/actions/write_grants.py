"""Delegated write grants (DWG): a user signs a text, and an issuer may write a credential and a copy, once.

Text and signature: ``docs/protocol/grants.md``. Anyone may send the signed bundle.
"""

from __future__ import annotations

from uuid import UUID

from idos.actions.access_grants import create_access_grant
from idos.actions.context import Context, wallet_named
from idos.actions.credential_sharing import add_copy
from idos.actions.credentials import check_issued, insert
from idos.actions.inserters import delegating
from idos.actions.proofs import spend
from idos.actions.registry import Row, action
from idos.crypto.wallets import verify_message, wallet_identity
from idos.protocol.actions.delegated import CreateCredentialsByDwg, DwgMessage
from idos.protocol.grants import WriteGrant
from idos.protocol.refusals import Refusal
from idos.protocol.times import parse_time
from idos.store.records import ConsumedWriteGrant
from idos.store.verbs import Tx

EARLY_SECONDS = 65
"""How long before its first second a grant is accepted: block time may be behind the signer's clock."""


@action(inserter=True)
def create_credentials_by_dwg(ctx: Context, tx: Tx, call: CreateCredentialsByDwg) -> None:
    """Store an original for the owner and a granted copy for the grantee, as a delegated write grant allows.

    The key that issued both and the key named in the grant act for the same inserter. A grant is used once.
    """
    grant, original, copy = call.grant, call.original, call.copy
    user_id = _owner(ctx, tx, call.issuer_auth_public_key, grant, call.dwg_signature)
    check_issued(original, Refusal.INVALID_ORIGINAL_SIGNATURE)
    check_issued(copy, Refusal.INVALID_COPY_SIGNATURE)
    _consume(ctx, tx, user_id, grant, call.original_credential_id, call.copy_credential_id)
    stored = insert(ctx, tx, call.original_credential_id, user_id, original, inserter=str(grant.id))
    create_access_grant(
        ctx,
        tx,
        add_copy(ctx, tx, call.copy_credential_id, stored, copy, inserter=str(grant.id)),
        grant.grantee,
        parse_time(grant.access_grant_timelock),
        call.content_hash,
        inserter_type="delegated_write_grant",
        inserter_id=str(grant.id),
    )


@action(open=True, returns={"message": str})
def dwg_message(_ctx: Context, _tx: Tx, call: DwgMessage) -> Row:
    """The text that the owner signs for a delegated write grant. Times are ``YYYY-MM-DDTHH:MM:SSZ``."""
    parse_time(call.access_grant_timelock)
    if parse_time(call.not_usable_before) >= parse_time(call.not_usable_after):
        raise Refusal.MESSAGE_TIMES_REVERSED.error()
    return (call.grant.text(),)


def _owner(ctx: Context, tx: Tx, issuer: str, grant: WriteGrant, signature: str) -> UUID:
    """The profile of the owner, if she signed this grant for this issuer and it is usable now."""
    inserter = delegating(tx, issuer)
    if inserter is None or inserter != delegating(tx, grant.issuer_public_key):
        raise Refusal.WRITE_GRANT_ISSUER_MISMATCH.error()
    wallet = wallet_named(tx, grant.owner)
    if wallet is None:
        raise Refusal.WRITE_GRANT_OWNER_NOT_FOUND.error()
    _check_times(ctx, grant)
    if not verify_message(wallet.wallet_type, wallet.address, wallet.public_key, grant.text(), signature):
        raise Refusal.WRITE_GRANT_SIGNATURE.error()
    return wallet.user_id


def _check_times(ctx: Context, grant: WriteGrant) -> None:
    locked_until = parse_time(grant.access_grant_timelock)
    before, after = parse_time(grant.not_usable_before), parse_time(grant.not_usable_after)
    if before >= after:
        raise Refusal.WRITE_GRANT_TIMES_REVERSED.error()
    if not before - EARLY_SECONDS <= ctx.block_time <= after:
        raise Refusal.WRITE_GRANT_NOT_USABLE_NOW.error()
    if locked_until > ctx.block_time + ctx.limits.lock_seconds:
        raise Refusal.WRITE_GRANT_LOCK_TOO_LONG.error()


def _consume(
    ctx: Context, tx: Tx, user_id: UUID, grant: WriteGrant, original_id: UUID, copy_id: UUID
) -> None:
    """Use the grant up: its id for this profile, its text for every profile that the wallet ever has."""
    if tx.get(ConsumedWriteGrant, grant.id, user_id):
        raise Refusal.WRITE_GRANT_CONSUMED.error()
    if tx.count(ConsumedWriteGrant, "owner", str(user_id)) >= ctx.limits.write_grants_per_user:
        raise Refusal.QUOTA_EXCEEDED.error()  # [rules 8.7]
    signed = ("write grant", wallet_identity(grant.owner), grant.text())
    spend(ctx, tx, user_id, Refusal.WRITE_GRANT_CONSUMED, *signed)
    tx.put(
        ConsumedWriteGrant(
            id=grant.id,
            owner_user_id=user_id,
            owner_wallet_identifier=grant.owner,
            grantee_wallet_identifier=grant.grantee,
            issuer_public_key=grant.issuer_public_key,
            original_credential_id=original_id,
            copy_credential_id=copy_id,
            access_grant_timelock=grant.access_grant_timelock,
            not_usable_before=grant.not_usable_before,
            not_usable_after=grant.not_usable_after,
        )
    )
