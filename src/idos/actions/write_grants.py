"""Delegated write grants (DWG): a user signs a text, and an issuer may write a credential and a copy, once.

Text and signature: ``docs/protocol/grants.md``. Anyone may send the signed bundle.
"""

from __future__ import annotations

from uuid import UUID

from idos.actions.access_grants import create_access_grant
from idos.actions.context import Context, wallet_named
from idos.actions.credential_sharing import add_copy
from idos.actions.credentials import IssuedContent, insert
from idos.actions.inserters import delegating
from idos.actions.proofs import spend
from idos.actions.registry import Row, action
from idos.crypto.wallets import verify_message, wallet_identity
from idos.protocol.grants import WriteGrant
from idos.protocol.refusals import Refusal
from idos.protocol.times import parse_time
from idos.store.records import ConsumedWriteGrant
from idos.store.verbs import Tx

EARLY_SECONDS = 65
"""How long before its first second a grant is accepted: block time may be behind the signer's clock."""


@action(inserter=True)
def create_credentials_by_dwg(
    ctx: Context,
    tx: Tx,
    issuer_auth_public_key: str,
    original_encryptor_public_key: str,
    original_credential_id: UUID,
    original_content: str,
    original_public_notes: str,
    original_public_notes_signature: str,
    original_broader_signature: str,
    copy_encryptor_public_key: str,
    copy_credential_id: UUID,
    copy_content: str,
    copy_public_notes_signature: str,
    copy_broader_signature: str,
    content_hash: str | None,
    dwg_owner: str,
    dwg_grantee: str,
    dwg_issuer_public_key: str,
    dwg_id: UUID,
    dwg_access_grant_timelock: str,
    dwg_not_before: str,
    dwg_not_after: str,
    dwg_signature: str,
) -> None:
    """Store an original for the owner and a granted copy for the grantee, as a delegated write grant allows.

    The key that issued both and the key named in the grant act for the same inserter. A grant is used once.
    """
    grant = WriteGrant(
        dwg_owner,
        dwg_grantee,
        dwg_issuer_public_key,
        dwg_id,
        dwg_access_grant_timelock,
        dwg_not_before,
        dwg_not_after,
    )
    user_id = _owner(ctx, tx, issuer_auth_public_key, grant, dwg_signature)
    original = IssuedContent(
        issuer_auth_public_key,
        original_encryptor_public_key,
        original_content,
        original_public_notes,
        original_public_notes_signature,
        original_broader_signature,
    )
    copy = IssuedContent(
        issuer_auth_public_key,
        copy_encryptor_public_key,
        copy_content,
        "",
        copy_public_notes_signature,
        copy_broader_signature,
    )
    original.check(Refusal.INVALID_ORIGINAL_SIGNATURE)
    copy.check(Refusal.INVALID_COPY_SIGNATURE)
    _consume(ctx, tx, user_id, grant, original_credential_id, copy_credential_id)
    stored = insert(ctx, tx, original_credential_id, user_id, original, inserter=str(dwg_id))
    create_access_grant(
        ctx,
        tx,
        add_copy(ctx, tx, copy_credential_id, stored, copy, inserter=str(dwg_id)),
        dwg_grantee,
        parse_time(dwg_access_grant_timelock),
        content_hash,
        inserter_type="delegated_write_grant",
        inserter_id=str(dwg_id),
    )


@action(view=True, open=True, returns={"message": str})
def dwg_message(
    _ctx: Context,
    _tx: Tx,
    owner_wallet_identifier: str,
    grantee_wallet_identifier: str,
    issuer_public_key: str,
    id: UUID,
    access_grant_timelock: str,
    not_usable_before: str,
    not_usable_after: str,
) -> Row:
    """The text that the owner signs for a delegated write grant. Times are ``YYYY-MM-DDTHH:MM:SSZ``."""
    parse_time(access_grant_timelock)
    if parse_time(not_usable_before) >= parse_time(not_usable_after):
        raise Refusal.MESSAGE_TIMES_REVERSED.error()
    grant = WriteGrant(
        owner_wallet_identifier,
        grantee_wallet_identifier,
        issuer_public_key,
        id,
        access_grant_timelock,
        not_usable_before,
        not_usable_after,
    )
    return (grant.text(),)


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
