"""``vectors/operations.json``: what both SDKs offer (``web/sdk/operations.test.ts`` has the other side)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from idos import Auditor, Client, Consumer, Issuer, Owner
from idos.actions import registry
from idos.crypto.encoding import b64decode
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.rpc.methods.table import METHODS
from tests.sdk.conversations.recorded import PATH

VECTORS = PATH.parent
OPERATIONS: list[dict[str, Any]] = json.loads((VECTORS / "operations.json").read_text())["operations"]
CONVERSATIONS: list[dict[str, Any]] = json.loads(PATH.read_text())["conversations"]
CLIENTS = {"person": Client, "issuer": Issuer, "consumer": Consumer, "owner": Owner, "auditor": Auditor}
EVERYWHERE = {
    *("user.health", "user.chain_info", "user.call", "user.challenge", "kgw.authn_param", "kgw.authn"),
    *("user.account", "user.estimate_price", "user.broadcast", "user.tx_query"),
}
"""What any conversation may ask for: which network it is, who asks, and how a transaction is committed."""


@pytest.mark.parametrize("who", CLIENTS)
def test_a_client_has_the_operations_of_the_list(who: str) -> None:
    offered = {name for name, member in vars(CLIENTS[who]).items() if _is_operation(name, member)}
    listed = [each["python"] for each in OPERATIONS if who in each["who"] and each["python"]]
    assert sorted(listed) == sorted(offered)


def _is_operation(name: str, member: object) -> bool:
    return not name.startswith("_") and hasattr(member, "__wrapped__")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each["python"] or each["typescript"])
def test_a_name_is_the_same_in_both_languages_or_it_is_said_why_not(operation: dict[str, Any]) -> None:
    python, typescript = operation["python"], operation["typescript"]
    first, *others = (python or "").split("_")
    is_twin = typescript == first + "".join(word.title() for word in others)
    assert is_twin is ("why" not in operation)
    assert python or typescript


def test_what_operations_ask_for_is_there() -> None:
    known = {each.name for each in registry.actions()} | METHODS.keys()
    assert {name for each in OPERATIONS for name in each["asks"]} <= known


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda each: each["name"])
def test_a_conversation_asks_for_what_its_operation_does(conversation: dict[str, Any]) -> None:
    [asks] = [
        each["asks"]
        for each in OPERATIONS
        if conversation["who"] in each["who"] and each["python"] == conversation["operation"]
    ]
    assert set(_asked(conversation)) <= {*asks, *EVERYWHERE}


def _asked(conversation: dict[str, Any]) -> Iterator[str]:
    for request in conversation["requests"]:
        yield request["method"]
        params = request["params"]
        if request["method"] == "user.call":
            yield ActionCall.decode(b64decode(params["body"]["payload"], 1 << 20)).action
        if request["method"] == "user.broadcast":
            yield ActionExecution.decode(b64decode(params["tx"]["body"]["payload"], 1 << 20)).action
