"""The table of actions: names, parameters, results, who may call, and since which rules version.

An action is a function ``(ctx, tx, *arguments)``. Its parameters are read from the signature: the names are
those of the wire, the types give the wire types, ``| None`` says that null is accepted.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints
from uuid import UUID

from idos.actions.context import Context
from idos.actions.limits import LATEST_RULES
from idos.errors import Invalid
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.protocol.refusals import Refusal
from idos.protocol.values import BOOL, INT8, TEXT, DataType, EncodedValue, Value, numeric
from idos.protocol.values import UUID as UUID_TYPE
from idos.store.record import fold

Row = tuple[Value, ...]
_WIRE_TYPES: Mapping[type, DataType] = {
    UUID: UUID_TYPE,
    str: TEXT,
    int: INT8,
    bool: BOOL,
    Decimal: numeric(78, 0),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter or a result column: its name on the wire, its type, and whether it may be null."""

    name: str
    type: DataType
    nullable: bool


@dataclass(frozen=True, slots=True)
class Action:
    """One action. A name may stand for several, by number of parameters: older clients send fewer."""

    name: str
    run: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    returns: tuple[Parameter, ...]
    returns_table: bool
    view: bool
    owner: bool
    inserter: bool
    open: bool
    discloses: bool
    bounds_content: bool
    alone: bool
    since: int
    doc: str

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The access modifiers as ``info.actions`` lists them."""
        return ("PUBLIC",) + (("VIEW",) if self.view else ()) + (("OWNER",) if self.owner else ())


_ACTIONS: dict[tuple[str, int], Action] = {}
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
    view: bool = False,
    owner: bool = False,
    inserter: bool = False,
    open: bool = False,  # the field's word for "no sign-in needed"
    discloses: bool = False,
    bounds_content: bool = False,
    alone: bool = False,
    since: int = 1,
    returns: Mapping[str, Any] | None = None,
    table: bool = False,
    name: str | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a public action.

    ``view``: reads only. ``owner``: only for the network's owners, and as many of them as must act together.
    ``inserter``: counted in the public trail when an inserter's key calls. ``open``: needs no verified
    caller.
    ``bounds_content``: the rule bounds ``content`` itself; from version 2 on the limit does not apply.
    ``alone``: from version 2 on, the only call of its transaction: its work grows with what there is.
    ``since``: the rules version that brought it; before that, transactions find no such action.
    ``discloses``: each row shows a credential, named in its columns ``id`` and ``user_id``; nodes log it.
    ``returns``: the result columns; the function of a view returns a list of rows if it is a ``table``, else
    one row or None. ``name``: the name on the wire, when it is not the function's.
    """

    def register(run: Callable[..., Any]) -> Callable[..., Any]:
        types = get_type_hints(run)
        names = list(inspect.signature(run).parameters)[2:]
        entry = Action(
            name=name or run.__name__,
            run=run,
            parameters=tuple(_parameter(parameter, types[parameter]) for parameter in names),
            returns=tuple(_parameter(column, kind) for column, kind in (returns or {}).items()),
            returns_table=table,
            view=view,
            owner=owner,
            inserter=inserter,
            open=open,
            discloses=discloses,
            bounds_content=bounds_content,
            alone=alone,
            since=since,
            doc=inspect.getdoc(run) or "",
        )
        key = (entry.name, len(entry.parameters))
        if key in _ACTIONS:
            raise RuntimeError(f"two actions named {entry.name} take {len(names)} parameters")
        _ACTIONS[key] = entry
        return run

    return register


def _parameter(name: str, annotation: object) -> Parameter:
    kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    (kind,) = (kind for kind in kinds if kind is not NoneType)
    return Parameter(name, _WIRE_TYPES[kind], NoneType in kinds)


def actions() -> Sequence[Action]:
    """All public actions, by name, then by number of parameters."""
    return [_ACTIONS[key] for key in sorted(_ACTIONS)]


def find_action(name: str, arguments: int, version: int = LATEST_RULES) -> Action:
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


def types_of(found: Action) -> list[DataType]:
    """The types of the action's parameters."""
    return [parameter.type for parameter in found.parameters]


def values_of(ctx: Context, found: Action, arguments: Sequence[EncodedValue]) -> list[Value]:
    """The arguments as values of the action's parameters. Raises ``Invalid`` for any that does not fit."""
    return [_argument(ctx, found, *pair) for pair in zip(found.parameters, arguments, strict=True)]


def _argument(ctx: Context, found: Action, parameter: Parameter, argument: EncodedValue) -> Value:
    """The Python value of an argument. Null has any type; anything else has exactly the declared one."""
    value = argument.python()
    if value is None:
        if not parameter.nullable:
            raise Invalid(  # [rules 1.2]
                f'action "{found.name}": parameter "{parameter.name}" must not be null', code="null_argument"
            )
        return None
    if argument.type.canonical != parameter.type.canonical:
        raise Invalid(  # [rules 1.2]
            f'action "{found.name}": parameter "{parameter.name}" expected type {parameter.type.name}',
            code="wrong_argument_type",
        )
    if isinstance(value, str) and len(value.encode()) > _most(ctx, found, parameter):
        raise Refusal.TOO_LARGE.error(parameter.name)  # [rules 1.3]
    return value


def _most(ctx: Context, found: Action, parameter: Parameter) -> int:
    """The most bytes of a text argument."""
    most = ctx.limits.text_bytes(parameter.name)
    if ctx.rules.version >= 2 and found.owner:  # [upgrades 4.3]
        return max(most, _OWNERS_TEXT)
    if ctx.rules.version >= 2 and found.bounds_content and parameter.name == "content":
        return MAX_PAYLOAD_BYTES
    return most
