"""Transactions and calls by name, as the official client builds, sends and reads them."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.interop.kwil.conftest import CHAIN_ID, RunningNode, failure, running_node


@pytest.fixture(scope="module")
def said(node: RunningNode) -> dict[str, Any]:
    return node.play("transactions")


@pytest.fixture(scope="module")
def names(node: RunningNode) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    node.requests()
    return node.play("names"), node.requests()


def rejection(said: Any) -> tuple[int, str]:
    """The code and the reason with which the node did not admit a transaction."""
    head, _, data = said["error"].partition(", data: ")
    assert head == "JSON RPC call error: code: -201, message: broadcast error"
    refused = json.loads(data)
    return refused["code"], refused["message"]


@pytest.mark.parametrize("way", ["sync", "async"])
def test_a_transaction_is_found_again_by_the_clients_name_for_it(said: dict[str, Any], way: str) -> None:
    hash_of_client, info = said[way]["hash"], said[way]["info"]
    assert len(hash_of_client) == 96
    assert base64.b64encode(bytes.fromhex(hash_of_client)).decode() == info["tx_hash"]
    assert info["tx_result"] == {"code": 0, "gas": 63, "log": ""}
    assert info["tx"]["sender"] == said["sender"]
    assert info["tx"]["signature"] == {"type": "secp256k1_ep", "sig": 65}
    body = info["tx"]["body"]
    assert body["nonce"] == {"sync": 1, "async": 2}[way]
    assert (body["desc"], body["fee"], body["chain_id"]) == ("for a test", "0", CHAIN_ID)


def test_accounts_count_transactions(said: dict[str, Any]) -> None:
    assert said["ping"] == "pong"
    assert said["chain"]["chain_id"] == CHAIN_ID
    assert int(said["chain"]["height"]) > 0
    assert said["fresh account"] == {"balance": "0", "nonce": 0}
    account_id = {"identifier": said["sender"], "key_type": "secp256k1"}
    assert said["account"] == said["pending account"] == {"id": account_id, "balance": "0", "nonce": 2}


def test_two_signers_send_batches_and_several_in_a_row_at_once(said: dict[str, Any]) -> None:
    assert said["batch"] == 200
    assert said["values"] == {"fay": list("12345678"), "gus": list("567")}


def test_of_two_transactions_with_one_nonce_one_is_admitted(said: dict[str, Any]) -> None:
    (first, _), (second, reason) = said["a race for one nonce"]
    assert (first, second) == ("fulfilled", "rejected")
    code, text = rejection({"error": reason})
    assert code == 4
    assert text == f"invalid nonce for account {said['sender']}: got 7, expected 8"


@pytest.mark.parametrize(
    ("step", "code", "reason"),
    [
        ("used nonce", 4, "got 7, expected 8"),
        ("nonce ahead", 4, "got 9, expected 8"),
        ("another chain", 5, "wrong chain id"),
        ("another key", 3, "invalid signature"),
        ("raw statement", 2, "unknown payload type"),
    ],
)
def test_what_is_not_admitted_says_why(said: dict[str, Any], step: str, code: int, reason: str) -> None:
    refused, text = rejection(said[step])
    assert refused == code
    assert reason in text


def test_what_fails_in_its_block_says_why_at_once_or_later(said: dict[str, Any]) -> None:
    assert failure(said["failed"]) == "the access grant not found"
    later = said["failed later"]["tx_result"]
    assert later == {"code": 65_535, "gas": 31, "log": "ERROR: the credential does not belong to the caller"}


def test_malformed_and_unknown_transactions_are_refused_and_the_node_goes_on(said: dict[str, Any]) -> None:
    malformed = json.loads(said["long description"]["error"])["error"]
    assert (malformed["code"], "200 bytes" in malformed["message"]) == (-32602, True)
    unknown = said["unknown transaction"]["error"]
    assert unknown == "JSON RPC call error: code: -202, message: transaction not found"
    assert "error" in said["too large"]
    assert said["afterwards"] == 200


def test_the_client_reads_of_each_action_what_it_needs(names: tuple[dict[str, Any], object]) -> None:
    listed = {action["name"]: action for action in names[0]["actions"]}
    assert len(listed) == len(names[0]["actions"])
    assert listed["add_attribute"] == {
        "namespace": "main",
        "name": "add_attribute",
        "raw_statement": "",
        "access_modifiers": ["PUBLIC"],
        "parameter_names": ["$id", "$attribute_key", "$value"],
        "parameter_types": ["uuid", "text", "text"],
        "return_names": [],
        "return_types": [],
        "returns_table": False,
        "built_in": False,
    }
    assert listed["has_profile"]["access_modifiers"] == ["PUBLIC", "VIEW"]
    assert "OWNER" in listed["add_inserter_as_owner"]["access_modifiers"]


def test_values_are_sent_by_name(names: tuple[dict[str, Any], list[tuple[str, int]]]) -> None:
    said, requests = names
    assert (said["execute"], said["execute as of old"]) == (200, 200)
    assert said["attributes"] == ["a key", "legacy"]
    assert said["call"] == said["call in capitals"] == [{"has_profile": True}]
    queries = [code for method, code in requests if method == "user.query"]
    assert queries.count(0) == 5  # the actions of two namespaces, and three selections


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("unknown name", "Action 'no_such_action' not found in namespace 'main'."),
        ("unknown parameter", "Incorrect parameters: $x for action 'add_attribute'"),
        ("view as transaction", "has_profile is a 'view' action"),
        ("transaction as view", "remove_wallet is not a view only action"),
        ("unknown namespace", "No actions found for the namespace 'nowhere'."),
        ("unknown action", "code: -300, message: unknown action (no_such_action)"),
        ("a private action", "code: -300, message: action is private"),
        ("not a view", "code: -300, message: connection is read-only"),
        ("too few", 'code: -300, message: action "has_profile" expected 1 arguments, but got 0'),
        ("a text that looks like a UUID", 'parameter "address" expected type text'),
        ("null where a value must be", 'parameter "address" must not be null'),
        ("namespace of nobody", "code: -301, message: namespace not found"),
        ("people", "code: -300, message: a query is SELECT"),
        ("of old", "code: -300, message: a query is SELECT"),
    ],
)
def test_the_client_throws_what_it_or_the_node_refuses(
    names: tuple[dict[str, Any], object], step: str, text: str
) -> None:
    assert text in names[0][step]["error"]


def test_values_without_types_are_sent_as_the_client_guesses_them(
    names: tuple[dict[str, Any], object],
) -> None:
    said, _ = names
    assert failure(said["a view in a transaction"]) == "a view action can not be executed in a transaction"
    assert failure(said["a fraction"]).endswith('parameter "amount" expected type numeric')
    assert failure(said["a number of the right type"]) == "no wallet with balance found"
    assert said["no values"]["status"] == 200
    assert said["a failing view"] == {"status": 200, "data": {"result": [], "logs": ""}}


def test_public_views_are_selected_from(names: tuple[dict[str, Any], object]) -> None:
    said, _ = names
    [owner] = said["db owner"]
    assert owner["user_identifier"].startswith("0x")
    assert (said["one action"], said["no rows"]) == ([{"name": "get_user"}], [])
    assert said["network"] == CHAIN_ID


def wait_until_pruned(node: RunningNode, tx_hash: str) -> None:
    """Wait until what a transaction carried is gone."""
    question = {"jsonrpc": "2.0", "id": 1, "method": "user.tx_query", "params": {"tx_hash": tx_hash}}
    deadline = time.monotonic() + 30
    while httpx.post(f"{node.url}/rpc/v1", json=question).json()["result"]["tx"]["sender"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("retention", [600, 1])
def test_a_node_that_was_stopped_goes_on_and_the_client_logs_in_again(tmp_path: Path, retention: int) -> None:
    with running_node(tmp_path / "node", body_retention_seconds=retention) as node:
        left = node.play("before")
    with running_node(tmp_path / "node", body_retention_seconds=retention) as node:
        if retention == 1:
            wait_until_pruned(node, base64.b64encode(bytes.fromhex(left["hash"])).decode())
        said = node.play("after", **left)
    assert said == {
        "old session": -901,
        "attributes": ["kept"],
        "transaction": {"code": 0, "gas": 63, "log": ""},
        "account": 1,
    }
