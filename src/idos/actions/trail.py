"""The public trail: what owners did, and how often inserters' keys acted. Everybody may read it.

An inserter's acts are counted by key, action and day, without whom they were about: rows that stay for ever
must not hold anything about a person. The trail begins with rules version 2. The official network lacks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from uuid import UUID

from idos.actions.context import Context
from idos.actions.limits import MAX_NUMBER
from idos.actions.registry import Row, action, actions
from idos.actions.rules import Rules, join
from idos.crypto.wallets import wallet_identity
from idos.protocol.actions.action import Action
from idos.protocol.actions.governance import GetInserterActs, GetOwnerActs
from idos.protocol.values import Value
from idos.protocol.wire import encode_json
from idos.store.governance import InserterActs, OwnerAct
from idos.store.record import fold
from idos.store.records import Delegate
from idos.store.verbs import Tx

# [upgrades 7.2]: rows are counted by day so that their number is bounded, however many calls there are.
_A_DAY = 86_400
_PAGE = 100


def note_owner_act(ctx: Context, tx: Tx, call: Action, owners: tuple[str, ...]) -> None:
    """Write down what these owners did together. Proposals are not written: nothing bounds their number."""
    if ctx.rules.version < 2:
        return
    last = next(iter(tx.find(OwnerAct, reverse=True, limit=1)), None)
    tx.put(
        OwnerAct(
            number=last.number + 1 if last else 1,
            height=ctx.height,
            time=ctx.block_time,
            owners=join(owners),
            action=call.NAME,
            arguments=text_of(call.values()),
        )
    )


def text_of(arguments: Sequence[Value]) -> str:
    """Arguments as a JSON array of texts, integers, booleans and nulls."""
    texts = [each if each is None or isinstance(each, int) else str(each) for each in arguments]
    return encode_json(texts).decode()


class Tally:
    """The inserters' acts of one block, written at its end.

    Many are of one key and one action. Writing a row for each act would cost half as much as the act itself.
    """

    def __init__(self, rules: Rules) -> None:
        self._counts = rules.version >= 2
        self._acts: Counter[tuple[str, str, UUID]] = Counter()

    def count(self, tx: Tx, caller: str, name: str, calls: int) -> None:
        """Count so many calls of an action by this caller, which took effect."""
        name = fold(name)
        if not self._counts or name not in _inserters_actions():
            return
        delegate = tx.get(Delegate, wallet_identity(caller))
        if delegate:
            self._acts[delegate.address, name, delegate.inserter_id] += calls

    def write(self, tx: Tx, block_time: int) -> None:  # [upgrades 7.1]
        """Add what was counted to the trail of the day of this block (unix seconds)."""
        day = block_time // _A_DAY
        # In the order of insertion, which the block decides: every node writes the same rows.
        for (address, name, inserter_id), calls in self._acts.items():
            former = tx.get(InserterActs, day, address, name, inserter_id)
            total = calls + (former.calls if former else 0)
            tx.put(InserterActs(day, address, name, inserter_id, total), replace=True)


@cache
def _inserters_actions() -> frozenset[str]:
    return frozenset(action.name for action in actions() if action.inserter)


@action(
    open=True,
    table=True,
    since=2,
    returns={
        "number": int,
        "height": int,
        "time": int,
        "owners": str,
        "action": str,
        "arguments": str,
    },
)
def get_owner_acts(_ctx: Context, tx: Tx, call: GetOwnerActs) -> list[Row]:
    """What owners did: the newest hundred acts, or the newest numbered below ``before``.

    When, in which block, and who of them, with commas between them. ``arguments`` are a JSON array, ``time``
    is in unix seconds. Numbers are 1, 2, 3 … without a gap.
    """
    last = next(iter(tx.find(OwnerAct, reverse=True, limit=1)), None)
    end = min(MAX_NUMBER if call.before is None else call.before, last.number + 1 if last else 1)
    acts = (tx.get(OwnerAct, number) for number in range(end - 1, max(end - 1 - _PAGE, 0), -1))
    return [
        (each.number, each.height, each.time, each.owners, each.action, each.arguments)
        for each in acts
        if each
    ]


@action(
    open=True,
    table=True,
    since=2,
    returns={"day": int, "address": str, "action": str, "inserter_id": UUID, "calls": int},
)
def get_inserter_acts(ctx: Context, tx: Tx, call: GetInserterActs) -> list[Row]:
    """How often each key of an inserter, or of all, ran which action on one day, counted since 1970.

    Without a day, on the day of the newest block.
    """
    day = ctx.block_time // _A_DAY if call.day is None else call.day
    index, value = ("inserter_day", f"{call.inserter_id}|{day}") if call.inserter_id else ("day", str(day))
    return [
        (each.day, each.address, each.action, each.inserter_id, each.calls)
        for each in tx.find(InserterActs, index, value)
    ]
