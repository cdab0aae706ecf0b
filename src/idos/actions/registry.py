"""The table of actions: names, parameters, results, who may call; and ``dispatch``, which runs them.

An action is a function ``(ctx, tx, *arguments)``. Its parameters are read from the signature: the names are
those of the wire, the types give the wire types, ``| None`` says that null is accepted.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints
from uuid import UUID

from idos.actions.context import Context, Limits
from idos.crypto.wallets import wallet_identity
from idos.errors import Invalid
from idos.protocol.refusals import Refusal
from idos.protocol.results import QueryResult
from idos.protocol.values import BOOL, INT8, TEXT, DataType, EncodedValue, Value, numeric
from idos.protocol.values import UUID as UUID_TYPE
from idos.store.records import fold
from idos.store.verbs import Tx

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
    open: bool
    discloses: bool
    doc: str

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The access modifiers as ``info.actions`` lists them."""
        return ("PUBLIC",) + (("VIEW",) if self.view else ()) + (("OWNER",) if self.owner else ())


_ACTIONS: dict[tuple[str, int], Action] = {}
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
    open: bool = False,  # the field's word for "no sign-in needed"
    discloses: bool = False,
    returns: Mapping[str, Any] | None = None,
    table: bool = False,
    name: str | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a public action.

    ``view``: reads only. ``owner``: only for the network's owner. ``open``: needs no verified caller.
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
            open=open,
            discloses=discloses,
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


def find_action(name: str, arguments: int) -> Action:
    """The action with this name, in any case. Raises ``Invalid``, or ``Denied`` if it is private."""
    name = fold(name)
    if name in _PRIVATE:
        raise Refusal.ACTION_IS_PRIVATE.error()
    found = _ACTIONS.get((name, arguments))
    if found is None:
        expected = sorted(count for known, count in _ACTIONS if known == name)
        if not expected:
            raise Refusal.UNKNOWN_ACTION.error(name if _NAME.fullmatch(name) else "")
        wanted = " or ".join(map(str, expected))
        raise Invalid(
            f'action "{name}" expected {wanted} arguments, but got {arguments}', code="wrong_argument_count"
        )
    return found


def dispatch(
    ctx: Context, tx: Tx, name: str, arguments: Sequence[EncodedValue], *, reading: bool
) -> QueryResult:
    """Run an action: the one way into the rules.

    ``reading`` says whether the call came as a view call (``tx`` is then a snapshot) or in a transaction.

    Raises:
        Invalid: unknown action, wrong number or type of arguments, or the rule says so.
        Denied: the caller may not run it, or the rule refuses.
    """
    found = find_action(name, len(arguments))
    if reading and not found.view:
        raise Refusal.ACTION_IS_NOT_A_VIEW.error()
    if found.view and not reading:
        raise Refusal.ACTION_IS_A_VIEW.error()
    if ctx.caller is None and not found.open:
        raise Refusal.CALLER_UNKNOWN.error()
    if found.owner and wallet_identity(ctx.caller_text) != wallet_identity(ctx.owner):
        raise Refusal.ACTION_IS_OWNER_ONLY.error()
    values = [_argument(ctx.limits, found, *pair) for pair in zip(found.parameters, arguments, strict=True)]
    result = found.run(ctx, tx, *values)
    if not found.view:
        return QueryResult.empty()
    rows = result if found.returns_table else [] if result is None else [result]
    return QueryResult(
        tuple(column.name for column in found.returns),
        tuple(column.type for column in found.returns),
        tuple(rows),
    )


def _argument(limits: Limits, found: Action, parameter: Parameter, argument: EncodedValue) -> Value:
    """The Python value of an argument. Null has any type; anything else has exactly the declared one."""
    value = argument.python()
    if value is None:
        if not parameter.nullable:
            raise Invalid(
                f'action "{found.name}": parameter "{parameter.name}" must not be null', code="null_argument"
            )
        return None
    if argument.type.canonical != parameter.type.canonical:
        raise Invalid(
            f'action "{found.name}": parameter "{parameter.name}" expected type {parameter.type.name}',
            code="wrong_argument_type",
        )
    if isinstance(value, str) and len(value.encode()) > limits.text_bytes(parameter.name):
        raise Refusal.TOO_LARGE.error(parameter.name)
    return value
