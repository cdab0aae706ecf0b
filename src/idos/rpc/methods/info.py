"""The public ``info`` views, which clients read by SQL: what actions there are, and who owns the network.

No SQL engine stands behind this. One form of statement is understood, and nothing else can be asked::

    SELECT * | column, … FROM info.view
        [WHERE column = $parameter [AND …]] [ORDER BY column [ASC | DESC], …] [;]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from idos.actions.registry import Rule, actions
from idos.actions.rules import Owners
from idos.errors import Invalid
from idos.protocol.actions.action import Parameter
from idos.protocol.payloads import NAMESPACE, RawStatement
from idos.protocol.results import QueryResult
from idos.protocol.values import BOOL, TEXT, DataType, EncodedValue, Value
from idos.store.records import TABLES

MAX_STATEMENT_CHARS = 2_000
MAX_TERMS = 16
"""Columns, conditions, and columns of the order, each; no view has so many."""
_TEXTS = DataType("text", is_array=True)
_NAME = "[a-z_][a-z0-9_]*+"
_CONDITION = rf"{_NAME}\s*+=\s*+\${_NAME}"
_ORDER = rf"{_NAME}(?:\s++(?:asc|desc))?"
# Spaces are never given back once they are read: to try all lengths of a long run would take quadratic time.
_STATEMENT = re.compile(
    rf"\s*+select\s++(?P<columns>\*|{_NAME}(?:\s*+,\s*+{_NAME})*)\s++from\s++info\.(?P<view>{_NAME})"
    rf"(?:\s++where\s++(?P<where>{_CONDITION}(?:\s++and\s++{_CONDITION})*))?"
    rf"(?:\s++order\s++by\s++(?P<order>{_ORDER}(?:\s*+,\s*+{_ORDER})*))?\s*+;?\s*+",
    re.ASCII | re.IGNORECASE,
)
_TERM = re.compile(rf"({_NAME})\s*=\s*(\${_NAME})", re.ASCII | re.IGNORECASE)

Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class InfoView:
    """A view's columns, and its rows on a network with these owners."""

    columns: Mapping[str, DataType]
    rows: Callable[[Owners], Iterable[Row]]


def select(statement: RawStatement, owners: Owners) -> QueryResult:
    """Answer a statement. Raises ``Invalid`` for another form, or names that do not exist."""
    match = (
        _STATEMENT.fullmatch(statement.statement) if len(statement.statement) <= MAX_STATEMENT_CHARS else None
    )
    if match is None:
        raise Invalid(
            "a query is SELECT … FROM info.<view> [WHERE <column> = $<parameter>] [ORDER BY <column>]"
        )
    view = VIEWS.get(match["view"].lower())
    if view is None:
        raise Invalid(f"there is no view info.{match['view'].lower()}; there are: {', '.join(VIEWS)}")
    conditions, order = _TERM.findall(match["where"] or ""), _terms(match["order"])
    names = list(view.columns) if match["columns"] == "*" else [name for name, _ in _terms(match["columns"])]
    if max(len(conditions), len(order), len(names)) > MAX_TERMS:
        raise Invalid(f"a query has at most {MAX_TERMS} columns, conditions, and columns of its order")
    rows, given = list(view.rows(owners)), dict(statement.params)
    for column, parameter in conditions:
        position, wanted = _position(view, column), _argument(given, view, column, parameter)
        rows = [row for row in rows if row[position] == wanted]
    for column, direction in reversed(order):
        position = _position(view, column)
        rows.sort(key=lambda row: str(row[position]), reverse=direction == "desc")
    positions = [_position(view, name) for name in names]
    types = tuple(view.columns[name] for name in names)
    return QueryResult(
        tuple(names), types, tuple(tuple(row[position] for position in positions) for row in rows)
    )


def _terms(terms: str | None) -> list[tuple[str, str]]:
    """``a, b desc`` as (a, ""), (b, "desc")."""
    parts = [part.lower().split() for part in terms.split(",")] if terms else []
    return [(part[0], "".join(part[1:])) for part in parts]


def _position(view: InfoView, column: str) -> int:
    try:
        return list(view.columns).index(column.lower())
    except ValueError:
        raise Invalid(f"there is no column {column.lower()}; there are: {', '.join(view.columns)}") from None


def _argument(params: Mapping[str, EncodedValue], view: InfoView, column: str, parameter: str) -> Value:
    given = params.get(parameter)
    if given is None:
        raise Invalid(f"parameter {parameter.lower()} is missing")
    wanted = view.columns[column.lower()].canonical
    if given.type.canonical != wanted:
        raise Invalid(f"parameter {parameter.lower()} is not of type {wanted}")
    return given.python()


def _action(action: Rule) -> Row:
    def names(parameters: Iterable[Parameter], prefix: str = "") -> Value:
        return [prefix + parameter.name for parameter in parameters]

    def types(parameters: Iterable[Parameter]) -> Value:
        return [parameter.type.canonical for parameter in parameters]

    return (
        NAMESPACE,
        action.name,
        "",
        list(action.modifiers),
        names(action.parameters, "$"),
        types(action.parameters),
        names(action.returns),
        types(action.returns),
        action.returns_table,
        False,
    )


def _actions(_: Owners) -> Iterable[Row]:
    # A shim takes an older client's parameters under another action's name; the list has each name once.
    return (_action(action) for action in actions() if action.run.__name__ == action.name)


VIEWS: Mapping[str, InfoView] = {
    "namespaces": InfoView(
        {"name": TEXT, "type": TEXT}, lambda _: [(NAMESPACE, "SYSTEM"), ("info", "SYSTEM")]
    ),
    "actions": InfoView(
        {
            "namespace": TEXT,
            "name": TEXT,
            "raw_statement": TEXT,
            "access_modifiers": _TEXTS,
            "parameter_names": _TEXTS,
            "parameter_types": _TEXTS,
            "return_names": _TEXTS,
            "return_types": _TEXTS,
            "returns_table": BOOL,
            "built_in": BOOL,
        },
        _actions,
    ),
    "tables": InfoView(
        {"name": TEXT, "namespace": TEXT},
        lambda _: sorted((table.TABLE, NAMESPACE) for table in TABLES if table.CONSENSUS),
    ),
    "roles": InfoView({"name": TEXT, "built_in": BOOL}, lambda _: [("default", True), ("owner", True)]),
    "user_roles": InfoView(
        {"role_name": TEXT, "user_identifier": TEXT},
        lambda owners: [("owner", text) for text in owners.texts],
    ),
    "db_owner": InfoView({"user_identifier": TEXT}, lambda owners: [(text,) for text in owners.texts]),
    "role_privileges": InfoView(
        {"role_name": TEXT, "privilege": TEXT, "namespace": TEXT, "granted": BOOL},
        lambda _: [("default", "CALL", None, True), ("default", "SELECT", "info", True)],
    ),
}
