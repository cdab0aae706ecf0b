from __future__ import annotations

from typing import Any

import pytest

from idos.errors import Invalid
from idos.protocol.results import (
    AccountInfo,
    CallResult,
    Health,
    QueryResult,
    Rejection,
    TransactionInfo,
    TxResult,
    call_logs,
    tx_error,
    tx_log,
)
from idos.protocol.values import INT8, NULL, TEXT

TABLE = QueryResult(("id", "count"), (TEXT, INT8), (("a", 1), (None, -5)))


def test_a_table_has_the_documented_json() -> None:
    assert TABLE.to_json() == {
        "column_names": ["id", "count"],
        "column_types": [
            {"name": "text", "is_array": False, "metadata": (0, 0)},
            {"name": "int8", "is_array": False, "metadata": (0, 0)},
        ],
        "values": [["a", "1"], [None, "-5"]],
    }


def test_without_rows_everything_is_null_and_read_back_as_empty() -> None:
    nothing = {"column_names": None, "column_types": None, "values": None}
    assert QueryResult(("id",), (TEXT,), ()).to_json() == nothing
    assert QueryResult.from_json(nothing) == QueryResult.empty()
    assert QueryResult.from_json({**nothing, "column_names": ["id"], "values": []}) == QueryResult.empty()


def test_columns_without_types_are_read_as_json_has_them() -> None:
    table = QueryResult.from_json(
        {"column_names": ["a"], "column_types": None, "values": [["1"], [True], [["x"]]]}
    )
    assert table == QueryResult(("a",), (NULL,), (("1",), (True,), (["x"],)))


@pytest.mark.parametrize(
    "arguments",
    [(("a",), (), ()), (("a",), (TEXT,), (("x", "y"),)), ((), (TEXT,), ()), (("a",), (TEXT,), ((),))],
)
def test_tables_are_rectangular(arguments: Any) -> None:
    with pytest.raises(Invalid):
        QueryResult(*arguments)


def test_rows_on_the_wire_are_as_wide_as_the_columns() -> None:
    with pytest.raises(Invalid, match="row"):
        QueryResult.from_json({"column_names": ["a"], "column_types": None, "values": [["x", "y"]]})


def test_a_null_query_result_is_an_empty_one() -> None:
    assert CallResult.from_json({"query_result": None, "logs": "", "error": "no"}) == CallResult(
        QueryResult.empty(), error="no"
    )


def test_health_needs_only_the_mode() -> None:
    assert Health.from_json({"mode": "open"}) == Health(mode="open")
    assert list(Health(mode="private").to_json())[-1] == "mode"
    for obj in ({}, {"mode": "public"}):
        with pytest.raises(Invalid):
            Health.from_json(obj)


def test_an_unused_account_has_no_id() -> None:
    assert AccountInfo(None, 0, 0).to_json() == {"balance": "0", "nonce": 0}
    assert AccountInfo.from_json({"id": None, "balance": "0", "nonce": 4}) == AccountInfo(None, 0, 4)


def test_a_rejection_says_only_what_it_knows() -> None:
    assert Rejection(65535, "", "no").to_json() == {"code": 65535, "message": "no"}
    assert Rejection.from_json({}) == Rejection()


def test_events_are_left_out_when_there_are_none() -> None:
    assert TxResult(0, 0).to_json() == {"code": 0, "gas": 0, "log": ""}
    assert TxResult(0, 0, "", ({"a": 1},)).to_json()["events"] == [{"a": 1}]


def test_a_pruned_transaction_still_has_its_result() -> None:
    pruned = TransactionInfo("ab" * 32, 7, None, TxResult(0, 0))
    assert TransactionInfo.from_json(pruned.to_json()) == pruned


@pytest.mark.parametrize(
    ("notices", "error", "log"),
    [
        ([], None, ""),
        ([], "nope", "ERROR: nope"),
        (["hi"], None, "1. hi"),
        (["hi", "ho"], "no\nway", "1. hi\n2. ho\nERROR: no\nway"),
        (["hi\nERROR: feigned"], None, "1. hi ERROR: feigned"),
        (["hi\r\n\u2028ho"], "ERROR: twice", "1. hi  ho\nERROR: ERROR: twice"),
        ([], "", "ERROR: "),
    ],
)
def test_logs_number_the_notices_and_end_with_the_error(
    notices: list[str], error: str | None, log: str
) -> None:
    assert tx_log(notices, error) == log
    assert tx_error(log) == error


def test_the_logs_of_a_call_are_its_notices_only() -> None:
    assert call_logs(["hi", "ho"]) == "1. hi\n2. ho"
