"""Acts of several owners: one proposes, others approve, and the last approval needed does the act.

An owner proposes an act by calling it. Another owner approves it by the same call with the same arguments, or
by ``approve_act`` with its id. Approvals of former owners do not count. Where one owner is enough, the call
itself does the act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from idos.actions.context import Context
from idos.actions.registry import Row, Rule, action, decoded, find_action
from idos.actions.rules import Owners, join, present_owners, split
from idos.actions.trail import note_owner_act, text_of
from idos.crypto.wallets import wallet_identity
from idos.protocol.actions.governance import ApproveAct, GetPendingActs, WithdrawApproval
from idos.protocol.payloads import ActionCall, act_id
from idos.protocol.refusals import Refusal
from idos.protocol.values import EncodedValue, Value
from idos.store.governance import PendingAct
from idos.store.verbs import Tx

MOST_PROPOSALS: Final = 16
"""How many proposals of one owner can wait, so that no owner can use up the others' room."""


def act(ctx: Context, tx: Tx, owners: Owners, found: Rule, arguments: Sequence[EncodedValue]) -> None:
    """Do an owners' act that one of them calls, or record that one more of them approves it.

    Malformed arguments are refused at once, since everybody can read a proposal as long as it waits.
    """
    call = decoded(ctx, found, arguments)
    if isinstance(call, ApproveAct | WithdrawApproval):
        found.run(ctx, tx, call)  # about the caller's own approval, so it needs no other
    else:
        _approve(ctx, tx, owners, _proposal(ctx, tx, ActionCall("", found.name, call.arguments())))


@action(owner=True, since=2)
def approve_act(ctx: Context, tx: Tx, call: ApproveAct) -> None:
    """Approve an act that another owner proposed; with the last approval that is needed it happens."""
    pending = _pending(ctx, tx, call.id)
    if pending is None:
        raise Refusal.ACT_NOT_FOUND.error()
    _approve(ctx, tx, present_owners(tx, ctx.rules.owners), pending)


@action(owner=True, since=2)
def withdraw_approval(ctx: Context, tx: Tx, call: WithdrawApproval) -> None:
    """Take back an own approval. A proposal that nobody approves any more is gone."""
    pending = _pending(ctx, tx, call.id)
    caller = wallet_identity(ctx.caller_text)
    if pending is None or caller not in split(pending.approved_by):
        raise Refusal.ACT_NOT_FOUND.error()
    others = tuple(text for text in split(pending.approved_by) if text != caller)
    if others:
        tx.put(replace(pending, approved_by=join(others)), replace=True)
    else:
        tx.delete(PendingAct, call.id)


@action(
    open=True,
    table=True,
    since=2,
    returns={
        "id": str,
        "call": str,
        "action": str,
        "arguments": str,
        "approved_by": str,
        "needed": int,
        "expires": int,
    },
)
def get_pending_acts(ctx: Context, tx: Tx, _: GetPendingActs) -> list[Row]:
    """The acts that wait for more owners. ``arguments`` are a JSON array.

    ``call`` is the act as a view call's binary form, in hex, and ``id`` its SHA-256: by these a client knows
    what it approves, whatever a node says of action and arguments.
    ``approved_by`` are owners with commas between them, ``needed`` is how many must approve in all,
    ``expires`` the unix second at which the proposal ends.
    """
    rows: list[Row] = []
    owners = ctx.rules.owners
    for pending in tx.find(PendingAct):
        if pending.expires > ctx.block_time:
            call = ActionCall.decode(pending.call)
            approved_by, needed = join(_approvals(owners, pending)), owners.threshold
            arguments = text_of(_values(call))
            act = (pending.id, pending.call.hex(), call.action, arguments)
            rows.append((*act, approved_by, needed, pending.expires))
    return rows


def forget_approvals(tx: Tx, owners: Owners) -> None:
    """Delete approvals of keys that are not owners: they must not count if such a key becomes one again."""
    for pending in tx.find(PendingAct):
        approved_by = join(_approvals(owners, pending))
        if approved_by != pending.approved_by:
            tx.put(replace(pending, approved_by=approved_by), replace=True)


def _proposal(ctx: Context, tx: Tx, call: ActionCall) -> PendingAct:
    """The proposal of this call that waits, or a new one."""
    digest = act_id(call.action, call.args)
    expires = ctx.block_time + ctx.limits.approval_seconds
    new = PendingAct(digest, call.encode(), wallet_identity(ctx.caller_text), "", expires)
    return _pending(ctx, tx, digest) or new


def _approve(ctx: Context, tx: Tx, owners: Owners, pending: PendingAct) -> None:
    """Count the caller's approval, and do the act when there are as many as are needed."""
    caller = wallet_identity(ctx.caller_text)
    before = _approvals(owners, pending)
    approvals = (*(text for text in before if text != caller), caller)
    call = ActionCall.decode(pending.call)
    found = find_action(call.action, len(call.args), ctx.rules.version)
    if len(approvals) >= owners.threshold:
        tx.delete(PendingAct, pending.id)
        wanted = decoded(ctx, found, call.args)
        found.run(ctx, tx, wanted)
        note_owner_act(ctx, tx, wanted, approvals)
        return
    if caller in before:
        raise Refusal.ACT_APPROVED.error()
    if not before:
        _make_room(ctx, tx, owners, pending)
    tx.put(replace(pending, approved_by=join(approvals)), replace=True)


def _approvals(owners: Owners, pending: PendingAct) -> tuple[str, ...]:
    return tuple(text for text in split(pending.approved_by) if text in owners)


def _pending(ctx: Context, tx: Tx, id: str) -> PendingAct | None:
    pending = tx.get(PendingAct, id)
    return pending if pending and pending.expires > ctx.block_time else None


def _values(call: ActionCall) -> list[Value]:
    return [argument.python() for argument in call.args]


def _make_room(ctx: Context, tx: Tx, owners: Owners, proposal: PendingAct) -> None:
    """Delete proposals that ended. Raises when too many proposals of this owner wait."""
    waiting = 0
    for pending in tx.find(PendingAct):
        if pending.expires <= ctx.block_time or not _approvals(owners, pending):
            tx.delete(PendingAct, pending.id)
        elif pending.proposed_by == proposal.proposed_by:
            waiting += 1
    if waiting >= MOST_PROPOSALS:
        raise Refusal.TOO_MANY_ACTS.error()
