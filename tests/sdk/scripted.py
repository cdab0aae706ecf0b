"""A node that says what a test wants it to say, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from idos.crypto.encoding import b64decode
from idos.errors import IdosError
from idos.protocol.jsonrpc import ErrorCode, Response, RpcFault, TxCode
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.requests import Broadcast
from idos.protocol.results import CallResult, QueryResult, TxResult
from idos.protocol.transaction import Transaction
from idos.protocol.values import BOOL, INT8, TEXT
from idos.sdk.clients import Client
from idos.sdk.drivers import Ask
from idos.sdk.signers import WalletSigner, evm_wallet

URL = "http://node.example"
CHAIN_ID = "idos-scripted"

Answer = Mapping[str, Any] | RpcFault | IdosError
_TYPES = {str: TEXT, int: INT8, bool: BOOL}


def fault(code: int, message: str = "no", data: Any = None) -> RpcFault:
    return RpcFault(code, message, data)


def rejection(code: TxCode) -> RpcFault:
    return fault(ErrorCode.TX_REJECTED, "broadcast error", {"code": int(code), "message": "not admitted"})


def refused(text: str) -> Mapping[str, Any]:
    """The answer of a view that refuses."""
    return CallResult(QueryResult.empty(), "", text).to_json()


def rows(*records: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer of a view, with UUIDs as text."""
    if not records:
        return CallResult(QueryResult.empty()).to_json()
    types = [_TYPES.get(type(value), TEXT) for value in records[0].values()]
    cells = [[str(cell) if type(cell) is int else cell for cell in record.values()] for record in records]
    result = {
        "column_names": list(records[0]),
        "column_types": [each.to_json() for each in types],
        "values": cells,
    }
    return {"query_result": result, "logs": "", "error": None}


class ScriptedNode:
    """A transport. Each method answers what was scripted for it, in order; the last answer stays."""

    def __init__(self, **views: Mapping[str, Any]) -> None:
        self.asked: list[Ask] = []
        self.views = views
        self._scripts: dict[str, list[Answer]] = {
            "user.health": [{"mode": "open"}],
            "user.chain_info": [
                {"chain_id": CHAIN_ID, "block_height": 7, "block_hash": "ab" * 32, "gas": False}
            ],
            "user.account": [{"balance": "0", "nonce": 4}],
        }

    def on(self, method: str, *answers: Any) -> ScriptedNode:
        self._scripts[method] = list(answers)
        return self

    def ask(self, request: Ask) -> Response:
        self.asked.append(request)
        answer = self._answer(request)
        if isinstance(answer, IdosError):
            raise answer
        if isinstance(answer, RpcFault):
            return Response(1, None, answer)
        return Response(1, dict(answer), None)

    def close(self) -> None:
        self.asked.clear()

    def _answer(self, request: Ask) -> Answer:
        script = self._scripts.get(request.method)
        if script:
            return script.pop(0) if len(script) > 1 else script[0]
        if request.method == "user.broadcast":
            return {"tx_hash": sent(request).hash().hex(), "result": TxResult(0, 0).to_json()}
        if request.method == "user.call":
            return self.views[called(request).action]
        return fault(ErrorCode.UNKNOWN_METHOD)

    @property
    def methods(self) -> list[str]:
        """What was asked, without the questions that open every conversation."""
        return [ask.method for ask in self.asked if ask.method not in {"user.health", "user.chain_info"}]

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The actions, in the form of the recorded flows."""
        return [flow for ask in self.asked for flow in _flow(ask)]

    def transactions(self) -> list[Transaction]:
        return [sent(ask) for ask in self.asked if ask.method == "user.broadcast"]


def sent(ask: Ask) -> Transaction:
    return Broadcast.from_json(ask.params).transaction


def called(ask: Ask) -> ActionCall:
    return ActionCall.decode(b64decode(ask.params["body"]["payload"], 1 << 22))


def _flow(ask: Ask) -> list[dict[str, Any]]:
    if ask.method == "user.call":
        call = called(ask)
        return [{"kind": "call", "action": call.action, "inputs": [_plain(arg) for arg in call.args]}]
    if ask.method == "user.broadcast":
        transaction = sent(ask)
        execution = ActionExecution.decode(transaction.payload)
        return [
            {
                "kind": "execute",
                "action": execution.action,
                "inputs": [[_plain(arg) for arg in args] for args in execution.calls],
                "description": transaction.description,
                "sync": ask.params.get("sync") == 1,
            }
        ]
    return []


def _plain(argument: Any) -> Any:
    value = argument.python()
    return value if isinstance(value, str | int | None) else str(value)


def person(node: ScriptedNode, wallet: WalletSigner | None = None, **options: Any) -> Client:
    terms = {"chain_id": CHAIN_ID, **options}
    return Client(URL, wallet or evm_wallet(b"\x01" * 32), transport=node, **terms)
