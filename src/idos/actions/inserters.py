"""Inserters and their delegates: organisations that create profiles, and the keys that act for them.

Rights hang on the inserter's id, and a name is never given out twice: nobody inherits from who was removed.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from idos.actions.context import Context
from idos.actions.registry import action
from idos.crypto.wallets import wallet_identity
from idos.protocol.refusals import Refusal
from idos.store.records import Delegate, Inserter
from idos.store.verbs import Tx


def inserter_of(ctx: Context, tx: Tx) -> Inserter:
    """The inserter whose delegate calls. Raises ``Unauthorized inserter``."""
    inserter = delegating(tx, ctx.caller_text)
    if inserter is None:
        raise Refusal.UNAUTHORIZED_INSERTER.error()
    return inserter


def delegating(tx: Tx, text: str) -> Inserter | None:
    """The inserter that this key acts for, if any."""
    delegate = tx.get(Delegate, wallet_identity(text))
    return tx.get(Inserter, delegate.inserter_id) if delegate else None


@action(owner=True)
def add_inserter_as_owner(_ctx: Context, tx: Tx, id: UUID, name: str) -> None:
    """Add an inserter. A name that was ever taken, also by an inserter since removed, is refused."""
    tx.put(Inserter(id, name))


@action(owner=True)
def delete_inserter_as_owner(_ctx: Context, tx: Tx, id: UUID) -> None:
    """Retire an inserter: its delegates are deleted, its name stays taken. An unknown id changes nothing."""
    inserter = tx.get(Inserter, id)
    if inserter is None:
        return
    for delegate in tx.find(Delegate, "inserter", str(id)):
        tx.delete(Delegate, delegate.address)
    tx.put(replace(inserter, retired=True), replace=True)


@action(owner=True)
def add_delegate_as_owner(_ctx: Context, tx: Tx, address: str, inserter_id: UUID) -> None:
    """Let a key act for an inserter. EVM addresses and hex keys are compared without regard to case."""
    inserter = tx.get(Inserter, inserter_id)
    if inserter is None or inserter.retired:
        raise Refusal.INSERTER_NOT_FOUND.error()
    tx.put(Delegate(wallet_identity(address), inserter_id))


@action(owner=True)
def delete_delegate_as_owner(_ctx: Context, tx: Tx, address: str) -> None:
    """Take from a key the right to act for its inserter. An unknown key is an error."""
    if not tx.delete(Delegate, wallet_identity(address)):
        raise Refusal.DELEGATE_NOT_FOUND.error()
