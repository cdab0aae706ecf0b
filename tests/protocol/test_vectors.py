"""All recorded scenarios of the official client, byte for byte, and the recorded grant texts."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from idos.crypto import ed25519
from idos.crypto.authenticators import authenticator
from idos.crypto.encoding import b64decode
from idos.errors import Invalid
from idos.protocol import jsonrpc
from idos.protocol.credentials import broader_message, notes_message, verifiable_credential_id
from idos.protocol.grants import AccessGrantOffer, WriteGrant, access_grant_id
from idos.protocol.payloads import (
    PAYLOADS,
    ActionCall,
    ActionExecution,
    RawStatement,
    Transfer,
    payload_digest,
)
from idos.protocol.reads import CallRequest, LoginParameters, call_text, login_text
from idos.protocol.requests import AccountQuery, Broadcast, Estimate, Login, Logout, TransactionQuery
from idos.protocol.results import (
    AccountInfo,
    BroadcastResult,
    CallResult,
    ChainInfo,
    Challenge,
    Health,
    Price,
    QueryResult,
    Rejection,
    TransactionInfo,
)
from idos.protocol.transaction import Transaction
from idos.protocol.values import DataType, EncodedValue
from tests.crypto.recorded import vectors

SCENARIOS = vectors("node-rpc")["vectors"]
REQUESTS = [
    pytest.param(scenario, number, id=f"{scenario['name']}-{number}")
    for scenario in SCENARIOS
    for number in range(len(scenario["requests"]))
]
PARAMS: dict[str, Any] = {
    "user.call": CallRequest,
    "user.query": RawStatement,
    "user.estimate_price": Estimate,
    "user.broadcast": Broadcast,
    "user.account": AccountQuery,
    "user.tx_query": TransactionQuery,
    "kgw.authn": Login,
    "kgw.logout": Logout,
}
RESULTS: dict[str, Any] = {
    "user.health": Health,
    "user.chain_info": ChainInfo,
    "user.challenge": Challenge,
    "user.call": CallResult,
    "user.query": QueryResult,
    "user.estimate_price": Price,
    "user.broadcast": BroadcastResult,
    "user.account": AccountInfo,
    "user.tx_query": TransactionInfo,
    "kgw.authn_param": LoginParameters,
}
PLAIN = {"user.health", "user.chain_info", "user.challenge", "user.ping", "kgw.authn_param"}
# An application may pass any text as account id; this one begins with 0x, which official nodes refuse too.
REFUSED = {"getAccount_evm", "getAccount_pending"}
NO_RESULT_MODEL = {"user.ping", "kgw.authn", "kgw.logout"}


def _params(request: dict[str, Any]) -> Any:
    parsed = jsonrpc.parse_request(request["request_body"].encode())
    assert parsed.method == request["method"]
    return PARAMS[parsed.method].from_json(parsed.params)


def test_there_are_61_scenarios_and_no_method_is_overlooked() -> None:
    assert len(SCENARIOS) == 61
    methods = {request["method"] for scenario in SCENARIOS for request in scenario["requests"]}
    assert methods == set(PARAMS) | PLAIN
    assert methods == set(RESULTS) | NO_RESULT_MODEL


@pytest.mark.parametrize(("scenario", "number"), REQUESTS)
def test_request_bodies_are_rebuilt_byte_for_byte(scenario: dict[str, Any], number: int) -> None:
    recorded = scenario["requests"][number]
    request = jsonrpc.parse_request(recorded["request_body"].encode())
    if scenario["name"] in REFUSED:
        with pytest.raises(Invalid):
            PARAMS[request.method].from_json(request.params)
    elif request.method not in PLAIN:
        params = PARAMS[request.method].from_json(request.params)
        request = jsonrpc.Request(request.id, request.method, params.to_json())
    assert request.encode().decode() == recorded["request_body"]


def _value(expected: dict[str, Any]) -> EncodedValue:
    """The value that a vector describes in its own words."""
    data_type = DataType.from_json(expected["type"])
    read: dict[str, Any] = {
        "int8": int,
        "numeric": Decimal,
        "uuid": UUID,
        "bytea": lambda value: bytes.fromhex(value["bytes_hex"]),
    }

    def scalar(value: Any) -> Any:
        return None if value is None else read.get(data_type.kind, lambda plain: plain)(value)

    value = expected["value"]
    python = [scalar(item) for item in value] if data_type.is_array else scalar(value)
    encoded = EncodedValue.of(python, data_type)
    assert [b"\x00" if item is None else b"\x01" + item for item in encoded.data] == [
        bytes.fromhex(item) for item in expected["data_hex"]
    ]
    return encoded


def _with_expected(key: str, *methods: str) -> list[Any]:
    return [
        param
        for param in REQUESTS
        if key in _request(param).get("expected", {})
        and (not methods or _request(param)["method"] in methods)
    ]


def _request(param: Any) -> dict[str, Any]:
    scenario, number = param.values
    found: dict[str, Any] = scenario["requests"][number]
    return found


@pytest.mark.parametrize(("scenario", "number"), _with_expected("payload"))
def test_payloads_are_read_and_rebuilt_from_their_meaning(scenario: dict[str, Any], number: int) -> None:
    request = scenario["requests"][number]
    expected, payload = request["expected"]["payload"], bytes.fromhex(request["expected"]["payload_hex"])
    params = _params(request)
    sent = params.payload if isinstance(params, CallRequest) else params.transaction.payload
    assert sent == payload
    if expected is None:
        with pytest.raises(Invalid):  # the official client's own form of a transfer, which no node reads
            Transfer.decode(payload)
        return
    rebuilt: ActionCall | ActionExecution | RawStatement
    if "calls" in expected:
        calls = tuple(tuple(map(_value, call)) for call in expected["calls"])
        rebuilt = ActionExecution(expected["namespace"], expected["action"], calls)
    elif "arguments" in expected:
        rebuilt = ActionCall(
            expected["namespace"], expected["action"], tuple(map(_value, expected["arguments"]))
        )
    else:
        named = tuple((name, _value(value)) for name, value in expected["parameters"])
        rebuilt = RawStatement(expected["statement"], named)
    assert type(rebuilt).decode(payload) == rebuilt
    assert rebuilt.encode() == payload


def test_payload_types_name_the_payload_classes() -> None:
    assert {"execute": ActionExecution, "raw_statement": RawStatement, "transfer": Transfer} == PAYLOADS


@pytest.mark.parametrize(("scenario", "number"), _with_expected("tx_bytes_hex"))
def test_transactions_have_the_recorded_text_bytes_and_hash(scenario: dict[str, Any], number: int) -> None:
    request = scenario["requests"][number]
    expected, transaction = request["expected"], _params(request).transaction
    assert transaction.signed_text().hex() == expected["signed_message_hex"]
    assert transaction.encode().hex() == expected["tx_bytes_hex"]
    assert transaction.hash().hex() == expected["tx_hash_hex"]
    assert Transaction.decode(bytes.fromhex(expected["tx_bytes_hex"])) == transaction
    assert expected["payload_sha256_hex"].startswith(payload_digest(transaction.payload))
    assert transaction.signature.hex() == expected["signature_hex"]
    assert authenticator(transaction.signature_type).verify(
        transaction.sender, transaction.signed_text(), transaction.signature
    )


@pytest.mark.parametrize(("scenario", "number"), _with_expected("challenge_hex", "user.call"))
def test_signed_calls_have_the_recorded_text_and_signature(scenario: dict[str, Any], number: int) -> None:
    request = scenario["requests"][number]
    expected, params = request["expected"], _params(request)
    call = ActionCall.decode(params.payload)
    text = call_text(call.namespace, call.action, params.payload, params.challenge)
    assert params.challenge.hex() == expected["challenge_hex"]
    assert text.hex() == expected["signed_message_hex"]
    assert params.signature.hex() == expected["signature_hex"]
    assert authenticator(params.auth_type).verify(params.sender, text, params.signature)


@pytest.mark.parametrize(("scenario", "number"), _with_expected("signed_message_hex", "kgw.authn"))
def test_logins_have_the_recorded_text_and_signature(scenario: dict[str, Any], number: int) -> None:
    request, offered = scenario["requests"][number], scenario["requests"][number - 1]
    offer = jsonrpc.parse_response(offered["response_body"].encode()).result
    login = _params(request)
    parameters = LoginParameters.from_json({**(offer or {}), "chain_id": scenario["chain_id"]})
    text = login_text(parameters, scenario["base_url"])
    assert text.hex() == request["expected"]["signed_message_hex"]
    assert authenticator(login.signature_type).verify(login.sender, text, login.signature)


@pytest.mark.parametrize(("scenario", "number"), REQUESTS)
def test_responses_keep_their_recorded_meaning(scenario: dict[str, Any], number: int) -> None:
    request = scenario["requests"][number]
    recorded = json.loads(request["response_body"])
    if "result" not in recorded and "error" not in recorded:
        with pytest.raises(Invalid):
            jsonrpc.parse_response(request["response_body"].encode())
        return
    response = jsonrpc.parse_response(request["response_body"].encode())
    assert response.id == recorded["id"]
    assert response.id is not None
    if response.fault is not None:
        assert json.loads(jsonrpc.fault(response.id, response.fault)) == recorded
        if response.fault.code == jsonrpc.ErrorCode.TX_REJECTED:
            assert Rejection.from_json(response.fault.data).to_json() == response.fault.data
    elif request["method"] in NO_RESULT_MODEL:
        assert response.result == recorded["result"]
    else:
        result = RESULTS[request["method"]].from_json(response.result)
        written = json.loads(jsonrpc.response(response.id, result.to_json()))["result"]
        assert _without_shorthand(recorded["result"], written) == recorded["result"]


def _without_shorthand(recorded: Any, written: Any) -> Any:
    """What was written, less members and column types that the recording server left out or null."""
    if recorded is None and (written is None or isinstance(written, list | dict)):
        return None
    if isinstance(recorded, dict) and isinstance(written, dict):
        return {name: _without_shorthand(value, written.get(name)) for name, value in recorded.items()}
    return written


@pytest.mark.parametrize(
    ("scenario", "number"), [param for param in REQUESTS if "error" in _request(param)["response_body"][:40]]
)
def test_faults_have_the_recorded_http_status_unless_a_gateway_chose_it(
    scenario: dict[str, Any], number: int
) -> None:
    request = scenario["requests"][number]
    fault = jsonrpc.parse_response(request["response_body"].encode()).fault
    assert fault is not None
    if scenario["name"] == "kgw_401_http_status":
        assert request["response_status"] == 401
    else:
        assert jsonrpc.http_status(fault.code) == request["response_status"]


def test_the_clients_form_of_a_transaction_hash_is_the_recorded_one() -> None:
    (scenario,) = (scenario for scenario in SCENARIOS if scenario["name"] == "txInfo_roundtrip")
    client = scenario["client_return"]["arg"]
    sent = json.loads(scenario["requests"][0]["request_body"])["params"]["tx_hash"]
    assert jsonrpc.server_tx_hash(client) == sent
    assert jsonrpc.client_tx_hash(sent) == client


@pytest.mark.parametrize("vector", vectors("wallets")["dwg"], ids=lambda vector: vector["wallet_type"])
def test_write_grants_have_the_recorded_text(vector: dict[str, Any]) -> None:
    params = vector["params"]
    grant = WriteGrant(
        params["owner_wallet_identifier"],
        params["grantee_wallet_identifier"],
        params["issuer_public_key"],
        UUID(params["id"]),
        params["access_grant_timelock"],
        params["not_usable_before"],
        params["not_usable_after"],
    )
    assert grant.text() == vector["message"]
    assert WriteGrant.parse(vector["message"]) == grant


@pytest.mark.parametrize("vector", vectors("wallets")["dag"], ids=lambda vector: vector["wallet_type"])
def test_access_grant_offers_have_the_recorded_text(vector: dict[str, Any]) -> None:
    params = vector["params"]
    offer = AccessGrantOffer(
        params["dag_owner_wallet_identifier"],
        params["dag_grantee_wallet_identifier"],
        UUID(params["dag_data_id"]),
        params["dag_locked_until"],
        params["dag_content_hash"],
    )
    assert offer.text() == vector["message"]
    assert AccessGrantOffer.parse(vector["message"]) == offer


@pytest.mark.parametrize("vector", vectors("wallets")["access_grant_ids"]["vectors"], ids=lambda v: v["name"])
def test_access_grant_ids_are_the_recorded_ones(vector: dict[str, Any]) -> None:
    grant_id = access_grant_id(vector["grantee"], UUID(vector["data_id"]), vector["locked_until"])
    assert str(grant_id) == vector["id"]


CREDENTIALS = vectors("wallets")["credentials"]


@pytest.mark.parametrize("name", ["original", "copy_by_issuer", "copy_by_user_ephemeral_key"])
def test_credential_signatures_cover_the_recorded_messages(name: str) -> None:
    credential = CREDENTIALS[name]
    notes_signature = b64decode(credential["public_notes_signature"], 64)
    content = b64decode(credential["content"], 1 << 20)
    key = bytes.fromhex(credential["issuer_auth_public_key"])
    assert ed25519.verify(key, notes_message(credential["public_notes"]), notes_signature)
    broader_signature = b64decode(credential["broader_signature"], 64)
    assert ed25519.verify(key, broader_message(notes_signature, content), broader_signature)
    expected = credential["expected_verifiable_credential_id"]
    assert verifiable_credential_id(credential["public_notes"]) == (expected or "")
