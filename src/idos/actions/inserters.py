"""Inserters and their delegates: organisations that create profiles, and the keys that act for them.

Rights depend on the inserter's id, and a name is never given out twice: nobody inherits from a removed one.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from idos.actions.context import Context
from idos.actions.registry import Row, action
from idos.crypto.wallets import wallet_identity
from idos.protocol.actions.governance import (
    AddDelegateAsOwner,
    AddFormerDelegateAsOwner,
    AddInserterAsOwner,
    DeleteDelegateAsOwner,
    DeleteInserterAsOwner,
    GetDelegates,
    GetInserters,
)
from idos.protocol.refusals import Refusal
from idos.store.governance import FormerDelegate
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


def records_of(tx: Tx, address: str) -> list[Delegate | FormerDelegate]:
    """For whom a key, in its comparison form, acts and acted."""
    present = tx.get(Delegate, address)
    former = tx.find(FormerDelegate, "address", address)
    return [*former, *([present] if present else [])]


@action(owner=True)
def add_inserter_as_owner(_ctx: Context, tx: Tx, call: AddInserterAsOwner) -> None:
    """Add an inserter. A name that was ever taken, also by an inserter since removed, is refused."""
    tx.put(Inserter(call.id, call.name))  # [rules 11.3]


@action(owner=True)
def delete_inserter_as_owner(ctx: Context, tx: Tx, call: DeleteInserterAsOwner) -> None:
    """Retire an inserter: its keys end, its name stays taken. An unknown id changes nothing."""
    inserter = tx.get(Inserter, call.id)
    if inserter is None:
        return
    for delegate in tx.find(Delegate, "inserter", str(call.id)):
        _end(ctx, tx, delegate)
    tx.put(replace(inserter, retired=True), replace=True)


@action(owner=True)
def add_delegate_as_owner(ctx: Context, tx: Tx, call: AddDelegateAsOwner) -> None:
    """Let a key act for an inserter. EVM addresses and hex keys are compared without regard to case.

    From rules version 2 on an inserter has at most ``delegates_per_inserter`` keys, former ones counted; a
    former key can always be added back.
    """
    _require_acting(tx, call.inserter_id)
    key = wallet_identity(call.address)
    if ctx.rules.version < 2:
        tx.put(Delegate(key, call.inserter_id))
        return
    former = tx.get(FormerDelegate, key, call.inserter_id)
    if former:
        tx.delete(FormerDelegate, key, call.inserter_id)
    else:
        _check_room(ctx, tx, call.inserter_id)
    tx.put(Delegate(key, call.inserter_id, former.since if former else ctx.height))


@action(owner=True)
def delete_delegate_as_owner(ctx: Context, tx: Tx, call: DeleteDelegateAsOwner) -> None:
    """Take from a key the right to act for its inserter. An unknown key is an error.

    From rules version 2 on it is recorded that the key acted for this inserter.
    """
    delegate = tx.get(Delegate, wallet_identity(call.address))
    if delegate is None:
        raise Refusal.DELEGATE_NOT_FOUND.error()
    _end(ctx, tx, delegate)


@action(owner=True, since=2)
def add_former_delegate_as_owner(ctx: Context, tx: Tx, call: AddFormerDelegateAsOwner) -> None:
    """Record that a key acted for an inserter, when it was removed before rules version 2.

    Refused for a key that acts or acted for another inserter: otherwise this one could edit what it issued.
    """
    if tx.get(Inserter, call.inserter_id) is None:
        raise Refusal.INSERTER_NOT_FOUND.error()
    key = wallet_identity(call.address)
    present = tx.get(Delegate, key)
    if present and present.inserter_id == call.inserter_id:
        raise Refusal.DELEGATE_ACTS.error()
    if any(each.inserter_id != call.inserter_id for each in records_of(tx, key)):
        raise Refusal.DELEGATE_OF_ANOTHER.error()
    _check_room(ctx, tx, call.inserter_id)
    tx.put(FormerDelegate(key, call.inserter_id, 0, ctx.height))


@action(open=True, table=True, since=2, returns={"id": UUID, "name": str, "retired": bool})
def get_inserters(_ctx: Context, tx: Tx, _: GetInserters) -> list[Row]:
    """All inserters that ever were. A retired one writes no more."""
    return [(inserter.id, inserter.name, inserter.retired) for inserter in tx.find(Inserter)]


@action(
    open=True,
    table=True,
    since=2,
    returns={"address": str, "inserter_id": UUID, "since": int, "ended": int | None},
)
def get_delegates(_ctx: Context, tx: Tx, call: GetDelegates) -> list[Row]:
    """The keys of an inserter: the height of the block that first added each, and of the one that ended it.

    The acts in between are in ``get_owner_acts``. ``since`` is 0 where it is not known: for keys of the
    genesis and of rules version 1.
    """
    present = tx.find(Delegate, "inserter", str(call.inserter_id))
    former = tx.find(FormerDelegate, "inserter", str(call.inserter_id))
    return [
        *((each.address, each.inserter_id, each.since, None) for each in present),
        *((each.address, each.inserter_id, each.since, each.ended) for each in former),
    ]


def _require_acting(tx: Tx, id: UUID) -> None:
    inserter = tx.get(Inserter, id)
    if inserter is None or inserter.retired:
        raise Refusal.INSERTER_NOT_FOUND.error()


def _end(ctx: Context, tx: Tx, delegate: Delegate) -> None:
    tx.delete(Delegate, delegate.address)
    if ctx.rules.version >= 2:
        former = FormerDelegate(delegate.address, delegate.inserter_id, delegate.since, ctx.height)
        tx.put(former, replace=True)


def _check_room(ctx: Context, tx: Tx, inserter_id: UUID) -> None:
    keys = sum(tx.count(table, "inserter", str(inserter_id)) for table in (Delegate, FormerDelegate))
    if keys >= ctx.limits.delegates_per_inserter:
        raise Refusal.INSERTER_KEYS_EXCEEDED.error()
