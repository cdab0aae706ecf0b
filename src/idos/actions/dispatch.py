"""``dispatch``: the only entry to the rules."""

from __future__ import annotations

from collections.abc import Sequence

from idos.actions import approvals
from idos.actions.context import Context
from idos.actions.limits import LATEST_RULES
from idos.actions.registry import decoded, find_action
from idos.actions.rules import present_owners
from idos.protocol.refusals import Refusal
from idos.protocol.results import QueryResult
from idos.protocol.values import EncodedValue
from idos.store.verbs import Tx


def dispatch(
    ctx: Context, tx: Tx, name: str, arguments: Sequence[EncodedValue], *, reading: bool
) -> QueryResult:
    """Run an action.

    ``reading``: the call is a view call (``tx`` is then a snapshot) and not in a transaction. A transaction
    finds the actions of its rules version; views change nothing, and can be called under any version.

    Raises:
        Invalid: unknown action, wrong number or type of arguments, or the rule says so.
        Denied: the caller may not run it, or the rule refuses.
    """
    found = find_action(name, len(arguments), LATEST_RULES if reading else ctx.rules.version)
    if reading and not found.view:
        raise Refusal.ACTION_IS_NOT_A_VIEW.error()
    if found.view and not reading:
        raise Refusal.ACTION_IS_A_VIEW.error()
    if ctx.caller is None and not found.open:
        raise Refusal.CALLER_UNKNOWN.error()
    if found.owner:
        owners = present_owners(tx, ctx.rules.owners)
        if ctx.caller_text not in owners:
            raise Refusal.ACTION_IS_OWNER_ONLY.error()
        approvals.act(ctx, tx, owners, found, arguments)
        return QueryResult.empty()
    result = found.run(ctx, tx, decoded(ctx, found, arguments))
    if not found.view:
        return QueryResult.empty()
    rows = result if found.returns_table else [] if result is None else [result]
    return QueryResult(
        tuple(column.name for column in found.returns),
        tuple(column.type for column in found.returns),
        tuple(rows),
    )
