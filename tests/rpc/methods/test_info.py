"""The info views, and the one form of SQL that is understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.actions.registry import actions
from idos.actions.rules import owners_of
from idos.errors import Invalid
from idos.protocol.payloads import RawStatement
from idos.protocol.values import BOOL, TEXT, EncodedValue
from idos.rpc.methods import info
from idos.rpc.methods.info import MAX_TERMS, VIEWS, select
from tests.people import OWNER
from tests.rpc.kit import Client, genesis

OFFICIAL = "SELECT * FROM info.actions WHERE namespace = $namespace"


def ask(sql: str, **params: str) -> list[tuple[Any, ...]]:
    values = tuple((f"${name}", EncodedValue.of(value, TEXT)) for name, value in params.items())
    return list(select(RawStatement(sql, values), owners_of(genesis())).rows)


def test_the_official_clients_question_is_answered_as_it_expects(client: Client) -> None:
    namespace = {"type": {"name": "text", "is_array": False, "metadata": [0, 0]}, "data": ["AW1haW4="]}
    result = client.rpc("user.query", {"query": OFFICIAL, "params": {"$namespace": namespace}}).result
    assert result["column_names"] == [
        "namespace",
        "name",
        "raw_statement",
        "access_modifiers",
        "parameter_names",
        "parameter_types",
        "return_names",
        "return_types",
        "returns_table",
        "built_in",
    ]
    rows = {row[1]: dict(zip(result["column_names"], row, strict=True)) for row in result["values"]}
    assert rows["has_profile"] == {
        "namespace": "main",
        "name": "has_profile",
        "raw_statement": "",
        "access_modifiers": ["PUBLIC", "VIEW"],
        "parameter_names": ["$address"],
        "parameter_types": ["text"],
        "return_names": ["has_profile"],
        "return_types": ["bool"],
        "returns_table": False,
        "built_in": False,
    }
    assert list(rows) == sorted(rows)
    assert set(rows) == {action.name for action in actions()}


def test_each_name_is_listed_once_with_the_parameters_of_today() -> None:
    rows = dict(ask("SELECT name, parameter_names FROM info.actions"))
    assert len(rows) == len(ask("SELECT name FROM info.actions"))
    assert len(rows["add_wallet"]) == max(len(a.parameters) for a in actions() if a.name == "add_wallet")


def test_another_namespace_has_no_actions(client: Client) -> None:
    assert ask(OFFICIAL, namespace="other") == []
    value = EncodedValue.of("other", TEXT).to_json()
    result = client.rpc("user.query", {"query": OFFICIAL, "params": {"$namespace": value}}).result
    assert result == {"column_names": None, "column_types": None, "values": None}


@pytest.mark.parametrize(
    "sql",
    [
        "select name from info.namespaces where name=$n",
        "SELECT name FROM info.namespaces WHERE name = $n;",
        "  SELECT  name\nFROM info.namespaces\tWHERE name = $n AND type = $t  ;  ",
        "SELECT Name FROM info.Namespaces WHERE NAME = $n ORDER BY name",
    ],
)
def test_spelling_does_not_matter(sql: str) -> None:
    assert ask(sql, n="main", t="SYSTEM") == [("main",)]


def test_no_run_of_spaces_is_read_twice() -> None:
    """A long one in front of something else would take quadratic time."""
    assert re.findall(r"\\s[*+](?!\+)", info._STATEMENT.pattern) == []
    assert ask(f"SELECT name{' ' * 900}FROM info.namespaces{' ' * 900};") == [("main",), ("info",)]
    with pytest.raises(Invalid):
        ask(f"SELECT name FROM info.namespaces{' ' * 1_900}x")


@pytest.mark.parametrize(
    "form",
    [
        lambda terms: f"SELECT {', '.join(['name'] * terms)} FROM info.roles",
        lambda terms: f"SELECT name FROM info.roles WHERE {' AND '.join(['name = $n'] * terms)}",
        lambda terms: f"SELECT name FROM info.roles ORDER BY {', '.join(['name'] * terms)}",
    ],
    ids=["columns", "conditions", "order"],
)
def test_a_query_names_only_so_many_columns(form: Callable[[int], str]) -> None:
    """A name that is repeated hundreds of times would cost as many sorts, or make as long an answer."""
    assert ask(form(MAX_TERMS), n="owner")
    with pytest.raises(Invalid, match="a query has at most 16 columns"):
        ask(form(MAX_TERMS + 1), n="owner")


def test_rows_can_be_ordered() -> None:
    assert ask("SELECT name FROM info.namespaces ORDER BY name") == [("info",), ("main",)]
    assert ask("SELECT name FROM info.namespaces ORDER BY name DESC") == [("main",), ("info",)]
    assert ask("SELECT name FROM info.namespaces ORDER BY type ASC, name DESC") == [("main",), ("info",)]


def test_who_owns_the_network() -> None:
    assert ask("SELECT * FROM info.db_owner") == [(OWNER.caller,)]
    assert ask("SELECT * FROM info.user_roles") == [("owner", OWNER.caller)]


def test_flags_can_be_asked_for() -> None:
    built_in = EncodedValue.of(value=True, type=BOOL)
    statement = RawStatement("SELECT name FROM info.roles WHERE built_in = $b", (("$b", built_in),))
    assert select(statement, owners_of(genesis())).rows == (("default",), ("owner",))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_rows_of_its_columns(view: str) -> None:
    result = select(RawStatement(f"SELECT * FROM info.{view}"), owners_of(genesis()))
    assert result.rows
    assert list(result.column_names) == list(VIEWS[view].columns)
    assert result.to_json()["values"]


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("SELECT * FROM users", "a query is"),
        ("SELECT * FROM info.actions; DROP TABLE users", "a query is"),
        ("SELECT * FROM info.actions WHERE name = 'main'", "a query is"),
        ("SELECT * FROM info.actions WHERE name = $a OR name = $b", "a query is"),
        ("SELECT count(*) FROM info.actions", "a query is"),
        ("INSERT INTO info.actions VALUES ($a)", "a query is"),
        ("", "a query is"),
        ("SELECT * FROM info.namespaces" + " " * 2_000, "a query is"),
        ("SELECT * FROM info.users", "there is no view info.users; there are: namespaces, actions"),
        ("SELECT secret FROM info.actions", "there is no column secret; there are: namespace, name"),
        ("SELECT * FROM info.actions WHERE secret = $n", "there is no column secret"),
        ("SELECT * FROM info.actions ORDER BY secret", "there is no column secret"),
        ("SELECT * FROM info.actions WHERE name = $missing", "parameter $missing is missing"),
        ("SELECT * FROM info.actions WHERE built_in = $n", "parameter $n is not of type bool"),
    ],
)
def test_nothing_else_is_understood(sql: str, text: str) -> None:
    with pytest.raises(Invalid, match=text.replace("$", r"\$")):
        ask(sql, n="main")


def test_nothing_else_is_understood_over_http(client: Client) -> None:
    assert client.rpc("user.query", RawStatement("SELECT 1").to_json()).code == -300


@given(st.text(max_size=200), st.sampled_from(["", "SELECT ", "SELECT * FROM info.actions "]))
def test_no_text_does_more_than_be_refused(text: str, prefix: str) -> None:
    try:
        statement = RawStatement(prefix + text)
        result = select(statement, owners_of(genesis()))
    except Invalid:
        return
    assert result.rows
