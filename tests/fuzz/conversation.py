"""Talking to a node of which nothing is taken for granted: every answer is held against its promises."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx
from jsonschema import Draft202012Validator

from idos.actions.genesis import Genesis
from idos.consensus.chain import begin
from idos.consensus.machine import Machine
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.reads import LoginParameters
from idos.protocol.requests import Broadcast
from idos.protocol.transaction import Transaction
from idos.store.memory import MemoryStore
from tests.fuzz.oracle import MAX_MESSAGE_CHARS
from tests.fuzz.rules import Attempt
from tests.people import Person
from tests.rpc.kit import raw_call, sign_call, sign_login

STATUSES = {200, 400, 404}
ALWAYS_POSSIBLE = {ErrorCode.PARSE_ERROR, ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_PARAMS}
"""Errors that every method may answer with, besides those in its description."""


class Conversation:
    """A client of one node. It remembers every transaction that the node took."""

    def __init__(self, url: str, genesis: Genesis) -> None:
        self.genesis = genesis
        parts = urlsplit(url)
        self.address = (parts.hostname or "", parts.port or 0)
        self._http = httpx.Client(base_url=url, timeout=30)
        self._ids = itertools.count(1)
        self._taken: list[Transaction] = []
        document = self.result("rpc.discover")
        self.methods = {method["name"]: method for method in document["methods"]}
        self.components = document["components"]["schemas"]

    def close(self) -> None:
        """Release connections."""
        self._http.close()

    def post(self, body: bytes, **headers: str) -> dict[str, Any]:
        """Send the bytes of a request. Whatever they are, the answer is JSON-RPC."""
        self._http.cookies.clear()
        reply = self._http.post("/rpc/v1", content=body, headers=headers)
        assert reply.status_code in STATUSES, (reply.status_code, reply.text)
        answer: dict[str, Any] = reply.json()
        assert answer["jsonrpc"] == "2.0"
        assert ("result" in answer) != ("error" in answer)
        return answer

    def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Call a method. The answer is one that the node's description of itself names."""
        request = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}
        answer = self.post(json.dumps(request).encode())
        described = self.methods[method]
        if "error" in answer:
            possible = {error["code"] for error in described["errors"]} | ALWAYS_POSSIBLE
            assert answer["error"]["code"] in possible, answer
            assert len(answer["error"]["message"]) <= MAX_MESSAGE_CHARS
        else:
            components = {"schemas": self.components}
            Draft202012Validator({**described["result"]["schema"], "components": components}).validate(
                answer["result"]
            )
            if method == "user.broadcast":
                self._taken.append(Transaction.from_json(params["tx"]))
        return answer

    def result(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        request = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}
        answer = self.post(json.dumps(request).encode())
        assert "result" in answer, answer
        return answer["result"]

    def execute(self, attempt: Attempt, *, skipped: int = 0) -> dict[str, Any]:
        """Make the call in a transaction and wait for its block; ``skipped`` nonces too early or too late."""
        return self.ask("user.broadcast", self.signed_transaction(attempt, skipped=skipped))

    def read(self, attempt: Attempt) -> dict[str, Any]:
        """Make the call as a view call, signed over a challenge; by nobody, unsigned."""
        return self.ask("user.call", self.signed_read(attempt))

    def signed_transaction(self, attempt: Attempt, *, skipped: int = 0) -> dict[str, Any]:
        """The parameters of ``user.broadcast``."""
        who = attempt.who
        assert who is not None
        payload = ActionExecution("main", attempt.action, (attempt.args,)).encode()
        nonce = max(0, self._nonce(who) + skipped)
        chain_id = self.genesis.chain_id
        unsigned = Transaction(
            None, who.signature_type, "", payload, "execute", 0, nonce, chain_id, who.sender
        )
        signed = replace(unsigned, signature=who.sign(unsigned.signed_text()))
        return Broadcast(signed, sync=True).to_json()

    def signed_read(self, attempt: Attempt) -> dict[str, Any]:
        """The parameters of ``user.call``."""
        request = raw_call(attempt.who, ActionCall("main", attempt.action, attempt.args).encode())
        if attempt.who is not None:
            challenge = bytes.fromhex(self.result("user.challenge")["challenge"])
            request = sign_call(attempt.who, challenge, request)
        return request.to_json()

    def signed_login(self, who: Person) -> dict[str, Any]:
        """The parameters of ``kgw.authn``."""
        text = LoginParameters.from_json(self.result("kgw.authn_param"))
        return sign_login(who, text).to_json()

    def check_state(self) -> int:
        """The state is the one that the taken transactions lead to, and no other. Gives how many they are."""
        machine, store = Machine(self.genesis), MemoryStore()
        with store.write() as batch:
            begin(batch, self.genesis)
        height = self.result("user.chain_info")["block_height"]
        heights = [self.result("chain.tx", hash=tx.hash().hex())["height"] for tx in self._taken]
        for number in range(1, height + 1):
            block = self.result("chain.block", height=number)
            txs = [
                machine.check(tx, self.genesis.rules)
                for tx, at in zip(self._taken, heights, strict=True)
                if at == number
            ]
            assert block["transactions"] == len(txs)
            with store.write() as batch:
                machine.apply(batch, number, block["time"], txs)
                assert batch.state_hash().hex() == block["state_hash"], f"block {number}"
        return len(self._taken)

    def _nonce(self, who: Person) -> int:
        key_type = "secp256k1" if who.wallet_type == "EVM" else "ed25519"
        account = {"identifier": who.sender.hex(), "key_type": key_type}
        return int(self.result("user.account", id=account, status=1)["nonce"]) + 1
