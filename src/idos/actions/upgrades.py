"""Changing the rules of a network that runs: a later version, from a height and a time on; and its limits.

``schedule_upgrade`` and ``cancel_upgrade`` are part of every version: without them none could follow. What a
version changes, and what a block does that begins one: ``docs/protocol/upgrades.md``.
"""

from __future__ import annotations

from dataclasses import replace

from idos.actions.context import Context
from idos.actions.limits import A_YEAR, bounds
from idos.actions.registry import Row, action
from idos.protocol.actions.governance import CancelUpgrade, GetLimits, GetUpgrades, ScheduleUpgrade, SetLimit
from idos.protocol.payloads import ActionExecution
from idos.protocol.refusals import Refusal
from idos.store.governance import ChangedLimit, Upgrade
from idos.store.record import fold
from idos.store.verbs import Tx


@action(owner=True)
def schedule_upgrade(ctx: Context, tx: Tx, call: ScheduleUpgrade) -> None:
    """Let a later rules version begin with the first block of this height and this time (unix seconds).

    Both count: a chain without transactions has no blocks, and anybody's transactions make some. The time is
    at least the network's notice away, and at most a year. One upgrade can wait at a time. Programs that lack
    the version stop before that block.
    """
    if call.version <= ctx.rules.version:
        raise Refusal.UPGRADE_NOT_LATER.error()
    if pending_upgrade(tx):
        raise Refusal.UPGRADE_SCHEDULED.error()
    if call.height < 0 or not ctx.limits.notice_seconds <= call.time - ctx.block_time <= A_YEAR:
        raise Refusal.UPGRADE_NOTICE.error()
    tx.put(Upgrade(call.version, call.height, call.time, 0))


@action(owner=True)
def cancel_upgrade(_ctx: Context, tx: Tx, call: CancelUpgrade) -> None:
    """Take back the upgrade to this version, which has not begun."""
    pending = pending_upgrade(tx)
    if pending is None or pending.version != call.version:
        raise Refusal.UPGRADE_NOT_FOUND.error()
    tx.delete(Upgrade, call.version)


@action(owner=True, since=2)
def set_limit(ctx: Context, tx: Tx, call: SetLimit) -> None:
    """Change a limit of the rules, from the next block on. What exceeds it stays, readable and removable."""
    within = bounds(ctx.rules.version).get(call.name)
    if within is None:
        raise Refusal.UNKNOWN_LIMIT.error()
    if not within.least <= call.value <= within.most:
        raise Refusal.LIMIT_OUT_OF_RANGE.error(f"{within.least} to {within.most}")
    tx.put(ChangedLimit(call.name, call.value), replace=True)


@action(
    open=True, table=True, since=2, returns={"version": int, "height": int, "time": int, "activated": int}
)
def get_upgrades(_ctx: Context, tx: Tx, _: GetUpgrades) -> list[Row]:
    """The upgrades that were, and the one that is scheduled: its ``activated`` is 0, else it is a height."""
    return [(each.version, each.height, each.time, each.activated) for each in tx.find(Upgrade)]


@action(open=True, table=True, since=2, returns={"name": str, "value": int, "least": int, "most": int})
def get_limits(ctx: Context, _tx: Tx, _: GetLimits) -> list[Row]:
    """The limits of the rules, and between what each can be changed."""
    return [
        (name, getattr(ctx.limits, name), within.least, within.most)
        for name, within in bounds(ctx.rules.version).items()
    ]


def pending_upgrade(tx: Tx) -> Upgrade | None:
    """The upgrade that is scheduled, or None."""
    return next((upgrade for upgrade in tx.find(Upgrade, reverse=True) if not upgrade.activated), None)


def activate(tx: Tx, upgrade: Upgrade, height: int) -> None:
    """Let the upgrade's version hold from the block of this height on."""
    tx.put(replace(upgrade, activated=height), replace=True)


# [upgrades 1.3]: the name is known under version 1 too.
def versions_scheduled(execution: ActionExecution) -> list[int]:
    """The rules versions to which a transaction schedules upgrades, whether or not it may."""
    if fold(execution.action) != ScheduleUpgrade.NAME:
        return []
    return [version for args in execution.calls if args and isinstance(version := args[0].python(), int)]
