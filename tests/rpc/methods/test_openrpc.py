"""The description of the methods is true: of every method, of what it takes, and of what it gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.requests import Broadcast, Login
from idos.rpc.methods.openrpc import document
from idos.rpc.methods.table import METHODS
from tests.people import ALICE, NEOBANK, encryption_key, uid
from tests.rpc.kit import Client, log_query, sign_login, transaction, view_call

VECTORS = Path(__file__).parents[3] / "vectors" / "node-rpc.json"
BY_NAME = {method["name"]: method for method in document()["methods"]}


def validate(schema: Any, value: object) -> None:
    Draft202012Validator({**schema, "components": document()["components"]}).validate(value)


def validate_params(method: str, params: dict[str, Any]) -> None:
    described = BY_NAME[method]["params"]
    required = [param["name"] for param in described if param["required"]]
    properties = {param["name"]: param["schema"] for param in described}
    validate({"type": "object", "properties": properties, "required": required}, params)


def test_the_document_has_the_shape_of_its_standard(client: Client) -> None:
    served = client.get("/spec/v1").json()
    assert served == client.rpc("rpc.discover").result == json.loads(json.dumps(document()))
    assert served["openrpc"] == "1.3.2"
    assert {"title", "version"} <= set(served["info"])
    for method in served["methods"]:
        assert method["description"]
        assert set(method["result"]) == {"name", "schema"}
        assert all(set(param) == {"name", "required", "schema"} for param in method["params"])
        assert all(set(error) == {"code", "message"} for error in method["errors"])
        for schema in [method["result"]["schema"], *(param["schema"] for param in method["params"])]:
            Draft202012Validator.check_schema(schema)


def test_exactly_the_methods_that_exist_are_described(client: Client) -> None:
    assert [method["name"] for method in document()["methods"]] == sorted(METHODS)
    for name in METHODS:
        assert client.rpc(name, {"id": 1}).body.get("error", {}).get("code") != ErrorCode.UNKNOWN_METHOD


# Called with a text instead of bytes, the official client sends 0x, which official nodes refuse as well.
REFUSED = {"getAccount_evm", "getAccount_pending"}
RECORDED = [
    pytest.param(json.loads(request["request_body"]), id=vector["name"])
    for vector in json.loads(VECTORS.read_text())["vectors"]
    for request in vector["requests"]
    if vector["name"] not in REFUSED
]


@pytest.mark.parametrize("recorded", RECORDED)
def test_the_official_clients_requests_are_as_described(recorded: dict[str, Any]) -> None:
    validate_params(recorded["method"], recorded["params"])


def parameters(client: Client) -> dict[str, dict[str, Any]]:
    """Parameters with which each method that needs any succeeds."""
    tx = transaction(
        NEOBANK,
        client.nonce(NEOBANK) + 1,
        "add_user_as_inserter",
        uid("openrpc"),
        encryption_key("x"),
        "user",
    )
    tx_hash = tx.hash().hex()
    account = {"identifier": NEOBANK.sender.hex(), "key_type": "ed25519"}
    login: Login = sign_login(ALICE, client.sign_in_text())
    return {
        "user.broadcast": Broadcast(tx, sync=True).to_json(),
        "user.tx_query": {"tx_hash": tx_hash},
        "chain.tx": {"hash": tx_hash},
        "user.account": {"id": account, "status": 0},
        "user.estimate_price": {"tx": tx.to_json()},
        "user.call": view_call(None, "has_profile", ALICE.address).to_json(),
        "user.access_log": log_query(client, ALICE).to_json(),
        "user.query": {"query": "SELECT * FROM info.actions"},
        "kgw.authn": login.to_json(),
        "function.verify_sig": {
            "signature": {"sig": "", "type": "ed25519"},
            "sender": ALICE.sender.hex(),
            "msg": "",
        },
        "user.authenticated_query": {},
    }


def test_what_methods_take_and_give_is_as_described(client: Client) -> None:
    given = parameters(client)
    for name in [*given, *(METHODS.keys() - given)]:
        if name == "user.authenticated_query":
            continue  # its result is that of user.query; tests/rpc/methods/test_views.py signs one
        params = given.get(name, {})
        validate_params(name, params)
        validate(BY_NAME[name]["result"]["schema"], client.rpc(name, params).result)
