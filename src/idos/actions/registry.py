"""The table of actions: names, parameters, results, who may call, and since which rules version.

A rule is a function ``(ctx, tx, call)``. The annotation of ``call`` says of which action it is the rule: a
class of ``idos.protocol.actions``, which has the name and the parameters.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, get_type_hints

from idos.actions.context import Context
from idos.actions.limits import LATEST_RULES
from idos.errors import Invalid
from idos.protocol.actions.action import Action, Parameter, View
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.protocol.refusals import Refusal
from idos.protocol.values import EncodedValue, Value
from idos.store.record import fold
from idos.store.verbs import Tx

Row = tuple[Value, ...]
Run = TypeVar("Run", bound=Callable[[Context, Tx, Any], object])


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of one action. A name may stand for several, by number of parameters: older clients send
    fewer.

    ``call`` is the action, which has the name, the parameters and the kind; ``run`` is the function.
    """

    call: type[Action]
    run: Callable[..., Any]
    returns: tuple[Parameter, ...]
    returns_table: bool
    owner: bool
    inserter: bool
    open: bool
    discloses: bool
    bounds_content: bool
    alone: bool
    since: int
    doc: str

    @property
    def name(self) -> str:
        """The action's name on the wire."""
        return self.call.NAME

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The action's parameters, in order."""
        return self.call.parameters()

    @property
    def view(self) -> bool:
        """Whether the action only reads."""
        return issubclass(self.call, View)

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The access modifiers as ``info.actions`` lists them."""
        return ("PUBLIC",) + (("VIEW",) if self.view else ()) + (("OWNER",) if self.owner else ())


_ACTIONS: dict[tuple[str, int], Rule] = {}
_OWNERS_TEXT = 4_096
"""What an owner's text may always have: no limit may keep owners from changing it again."""
_NAME = re.compile(r"[a-z0-9_]{1,64}")
# Actions of the official network that only other actions may run; here they are plain functions.
_PRIVATE = frozenset(
    {
        "capture_fee",
        "capture_gas",
        "create_access_grant",
        "credential_belongs_to_caller",
        "credential_exist",
        "from_human_units",
        "get_inserter",
        "get_inserter_or_null",
        "update_allowance",
    }
)


def action(
    *,
    owner: bool = False,
    inserter: bool = False,
    open: bool = False,  # the field's word for "no sign-in needed"
    discloses: bool = False,
    bounds_content: bool = False,
    alone: bool = False,
    since: int = 1,
    returns: Mapping[str, Any] | None = None,
    table: bool = False,
) -> Callable[[Run], Run]:
    """Register the rule of a public action.

    ``owner``: only for the network's owners, and as many of them as must act together.
    ``inserter``: counted in the public trail when an inserter's key calls. ``open``: needs no verified
    caller.
    ``bounds_content``: the rule bounds ``content`` itself; from version 2 on the limit does not apply.
    ``alone``: from version 2 on, the only call of its transaction: its work grows with what there is.
    ``since``: the rules version that brought it; before that, transactions find no such action.
    ``discloses``: each row shows a credential, named in its columns ``id`` and ``user_id``; nodes log it.
    ``returns``: the result columns; the function of a view returns a list of rows if it is a ``table``, else
    one row or None.
    """

    def register(run: Run) -> Run:
        entry = Rule(
            call=_call_of(run),
            run=run,
            returns=tuple(Parameter.of(column, kind) for column, kind in (returns or {}).items()),
            returns_table=table,
            owner=owner,
            inserter=inserter,
            open=open,
            discloses=discloses,
            bounds_content=bounds_content,
            alone=alone,
            since=since,
            doc=inspect.getdoc(run) or "",
        )
        _add(entry)
        return run

    return register


def _add(rule: Rule) -> None:
    key = (rule.name, len(rule.parameters))
    if key in _ACTIONS:
        raise RuntimeError("two actions named {} take {} parameters".format(*key))
    _ACTIONS[key] = rule


def _call_of(run: Callable[..., Any]) -> type[Action]:
    call: type[Action] = get_type_hints(run)[list(inspect.signature(run).parameters)[2]]
    return call


def actions() -> Sequence[Rule]:
    """All public actions, by name, then by number of parameters."""
    return [_ACTIONS[key] for key in sorted(_ACTIONS)]


def find_action(name: str, arguments: int, version: int = LATEST_RULES) -> Rule:
    """The action with this name, in any case, under this rules version.

    Raises ``Invalid``, or ``Denied`` if it is private.
    """
    name = fold(name)
    if name in _PRIVATE:
        raise Refusal.ACTION_IS_PRIVATE.error()
    found = _ACTIONS.get((name, arguments))
    if found is None or found.since > version:  # [upgrades 1.2]
        expected = sorted(
            count for (known, count), each in _ACTIONS.items() if known == name and each.since <= version
        )
        if not expected:
            raise Refusal.UNKNOWN_ACTION.error(name if _NAME.fullmatch(name) else "")
        wanted = " or ".join(map(str, expected))
        raise Invalid(  # [rules 1.1]
            f'action "{name}" expected {wanted} arguments, but got {arguments}',
            code="wrong_argument_count",
        )
    return found


def is_alone(name: str) -> bool:
    """Whether an action with this name, in any case, has to be the only call of its transaction."""
    return fold(name) in _alone()


# The table is complete once the package is imported, so this is computed once.
@cache
def _alone() -> frozenset[str]:
    return frozenset(action.name for action in actions() if action.alone)


def signatures(name: str, arguments: int) -> int:
    """How many signatures a call of an action with this name, in any case, has among its arguments."""
    found = _ACTIONS.get((fold(name), arguments))
    return sum(each.name.endswith("signature") for each in found.parameters) if found else 0


def decoded(ctx: Context, found: Rule, arguments: Sequence[EncodedValue]) -> Action:
    """The action that is called. Raises ``Invalid`` for any argument that does not fit."""

    def check(parameter: Parameter, value: Value) -> None:
        if isinstance(value, str) and len(value.encode()) > _most(ctx, found, parameter):
            raise Refusal.TOO_LARGE.error(parameter.name)  # [rules 1.3]

    return found.call.decode(arguments, check)  # [rules 1.2]


def _most(ctx: Context, found: Rule, parameter: Parameter) -> int:
    """The most bytes of a text argument."""
    most = ctx.limits.text_bytes(parameter.name)
    if ctx.rules.version >= 2 and found.owner:  # [upgrades 4.3]
        return max(most, _OWNERS_TEXT)
    if ctx.rules.version >= 2 and found.bounds_content and parameter.name == "content":
        return MAX_PAYLOAD_BYTES
    return most
