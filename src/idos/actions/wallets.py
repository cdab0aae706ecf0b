"""Wallets: the keys that control a profile, each with a signed proof that its holder agreed.

A proof counts for one profile only. A text that means something else on this network is not accepted.
"""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

from idos.actions.context import Context, own, user_of, wallet_of
from idos.actions.inserters import inserter_of
from idos.actions.proofs import bind
from idos.actions.registry import Row, action
from idos.crypto.wallets import WALLET_KINDS, is_wallet_valid, wallet_identity, wallet_key
from idos.protocol.actions.profiles import AddWallet, GetWallets, RemoveWallet, UpsertWalletAsInserter
from idos.protocol.refusals import Refusal
from idos.store.records import User, Wallet
from idos.store.verbs import Tx

# Grants, transactions, view calls and gateway logins (docs/protocol: grants, transactions, reads). Whoever
# has seen a signature over such a text could otherwise add the wallet to a profile of their own.
_OTHER_TEXTS = re.compile(
    r"\Aoperation: delegated"
    r"|\AKwil (?:view call|SQL statement)\."
    r"|\n\nPayloadType: [^\n]*\nPayloadDigest: "
    r"|\A[^\n]* wants you to sign in with your account:(?:\n|\Z)"
)


@action()
def add_wallet(ctx: Context, tx: Tx, call: AddWallet) -> None:
    """Add a wallet to the caller's profile. ``signature`` is the wallet's, over ``message``.

    EVM wallets need no public key; an empty one is stored as null.
    """
    wallet = _wallet(call, user_of(ctx, tx), None)
    _check(ctx, tx, wallet, call.message, call.signature)
    _check_room(ctx, tx, wallet.user_id)
    tx.put(wallet)


@action(inserter=True)
def upsert_wallet_as_inserter(ctx: Context, tx: Tx, call: UpsertWalletAsInserter) -> None:
    """Add the first wallet to a profile that this inserter created, or replace the proof of one it added.

    Further wallets are the person's to add. Under rules version 1 the inserter adds them too.
    """
    inserter = inserter_of(ctx, tx)
    user = tx.get(User, call.user_id)
    if user is None:
        raise Refusal.USER_NOT_FOUND.error()
    if user.inserter_id != inserter.id:
        raise Refusal.USER_NOT_INSERTED_BY_CALLER.error()
    wallet = _wallet(call, call.user_id, inserter.name)
    _check(ctx, tx, wallet, call.message, call.signature)
    former = tx.get(Wallet, call.id)
    if former is None:
        _check_first(ctx, tx, call.user_id)
    elif replace(former, message=call.message, signature=call.signature) != wallet:
        raise Refusal.INVALID_WALLET.error()  # [rules 3.5]
    tx.put(wallet, replace=True)


@action(
    table=True,
    returns={
        "id": UUID,
        "user_id": UUID,
        "address": str,
        "public_key": str | None,
        "wallet_type": str,
        "message": str | None,
        "signature": str | None,
        "inserter": str | None,
    },
)
def get_wallets(ctx: Context, tx: Tx, _: GetWallets) -> list[Row]:
    """The wallets of the caller's profile."""
    return [
        (
            wallet.id,
            wallet.user_id,
            wallet.address,
            wallet.public_key,
            wallet.wallet_type,
            wallet.message,
            wallet.signature,
            wallet.inserter,
        )
        for wallet in own(ctx, tx, Wallet)
    ]


@action()
def remove_wallet(ctx: Context, tx: Tx, call: RemoveWallet) -> None:
    """Remove a wallet of the caller's profile, but not the one that calls. Any other id changes nothing."""
    connected = wallet_of(ctx, tx)
    wallet = tx.get(Wallet, call.id)
    if connected is None or wallet is None or wallet.user_id != connected.user_id:
        return
    if wallet.id == connected.id:
        raise Refusal.WALLET_IN_USE.error()
    tx.delete(Wallet, call.id)


def _wallet(call: AddWallet | UpsertWalletAsInserter, user_id: UUID, inserter: str | None) -> Wallet:
    return Wallet(
        id=call.id,
        user_id=user_id,
        address=call.address,
        public_key=call.public_key or None,
        wallet_type=call.wallet_type,
        message=call.message,
        signature=call.signature,
        inserter=inserter,
    )


def _check_first(ctx: Context, tx: Tx, user_id: UUID) -> None:
    """Refuse an inserter when the profile has a wallet: the person adds further ones with it."""
    if ctx.rules.version >= 2 and tx.count(Wallet, "user", str(user_id)):
        raise Refusal.USER_HAS_WALLETS.error()
    _check_room(ctx, tx, user_id)


def _check_room(ctx: Context, tx: Tx, user_id: UUID) -> None:
    if tx.count(Wallet, "user", str(user_id)) >= ctx.limits.wallets_per_user:
        raise Refusal.QUOTA_EXCEEDED.error()  # [rules 3.7]


def _check(ctx: Context, tx: Tx, wallet: Wallet, message: str, signature: str) -> None:
    """Refuse unless the wallet is its signer's, new to the network, and proved for this profile."""
    kind = WALLET_KINDS.get(wallet.wallet_type)
    if kind is None:
        raise Refusal.UNSUPPORTED_WALLET_TYPE.error()
    if wallet.public_key is None and kind.has_public_key:
        raise Refusal.WALLET_NEEDS_PUBLIC_KEY.error()
    if _OTHER_TEXTS.search(message) or not is_wallet_valid(
        wallet.address, wallet.public_key, wallet.wallet_type, message, signature
    ):
        raise Refusal.INVALID_WALLET.error()  # [rules 3.3]
    key = wallet_key(wallet.wallet_type, wallet.address, wallet.public_key)
    identity = wallet_identity(wallet.identity)
    for index, value, refusal in (
        ("key", key, Refusal.WALLET_KEY_EXISTS),
        ("identity", identity, Refusal.WALLET_ADDRESS_EXISTS),
    ):
        if any(holder.id != wallet.id for holder in tx.find(Wallet, index, value)):
            raise refusal.error()
    # [rules 3.4]: a proof is bound to its text and key, not to the wallet record or its id.
    bind(ctx, tx, wallet.user_id, Refusal.INVALID_WALLET, "wallet", key or identity, message)
