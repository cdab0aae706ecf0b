"""A node on a real socket, a plain HTTP client, and what people say to a node."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from idos.actions.genesis import Genesis
from idos.node import Node, NodeConfig, open_node, serving
from idos.protocol import changes
from idos.protocol.access_log import AccessLogQuery, access_log_call
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.reads import CallRequest, LoginParameters, call_text, login_text
from idos.protocol.requests import Broadcast, Login
from idos.protocol.transaction import Transaction
from tests.actions.world import encoded
from tests.actions.world import genesis as world_genesis
from tests.people import NEOBANK, Person, encryption_key

CHAIN_ID = "idos-test"
START = 1_800_000_000.0
RPC = "/rpc/v1"
CHANGES = changes.PATH


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Reply:
    """What came back: HTTP status, headers, and the JSON object."""

    status: int
    headers: httpx.Headers
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert "error" not in self.body, self.body
        assert self.body["result"] is not None
        return self.body["result"]

    @property
    def error(self) -> tuple[int, str]:
        return self.body["error"]["code"], self.body["error"]["message"]

    @property
    def code(self) -> int:
        return self.error[0]

    @property
    def cookie(self) -> str:
        return self.headers["set-cookie"]


class Client:
    """One client of a node. ``headers`` go with every request."""

    def __init__(self, url: str, http: httpx.Client, **headers: str) -> None:
        self.url = url
        self._http = http
        self._headers = headers
        self._ids = itertools.count(1)

    def with_headers(self, **headers: str) -> Client:
        return Client(self.url, self._http, **{**self._headers, **headers})

    def with_cookie(self, cookie: str) -> Client:
        return self.with_headers(cookie=cookie)

    def post(self, content: bytes, **headers: str) -> httpx.Response:
        self._http.cookies.clear()
        return self._http.post(self.url + RPC, content=content, headers={**self._headers, **headers})

    def get(self, path: str) -> httpx.Response:
        return self._http.get(self.url + path, headers=self._headers)

    def request(self, method: str, path: str, **headers: str) -> httpx.Response:
        self._http.cookies.clear()
        return self._http.request(method, self.url + path, headers={**self._headers, **headers})

    @contextmanager
    def stream(self, path: str, **headers: str) -> Iterator[httpx.Response]:
        self._http.cookies.clear()
        with self._http.stream("GET", self.url + path, headers={**self._headers, **headers}) as response:
            yield response

    @property
    def height(self) -> int:
        return int(self.rpc("user.chain_info").result["block_height"])

    def rpc(self, method: str, params: Mapping[str, Any] | None = None) -> Reply:
        request = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params or {}}
        self._http.cookies.clear()
        response = self._http.post(self.url + RPC, json=request, headers=self._headers)
        reply = Reply(response.status_code, response.headers, response.json())
        assert reply.body["jsonrpc"] == "2.0"
        assert reply.body["id"] in {request["id"], -1}
        return reply

    def call(self, who: Person | None, action: str, *args: Any) -> Reply:
        """A view call as the official client sends it: it names its sender and is not signed."""
        return self.rpc("user.call", view_call(who, action, *args).to_json())

    def signed_call(self, who: Person, action: str, *args: Any) -> Reply:
        """A view call signed over a fresh challenge."""
        challenge = bytes.fromhex(self.rpc("user.challenge").result["challenge"])
        return self.rpc("user.call", sign_call(who, challenge, view_call(who, action, *args)).to_json())

    def login(self, who: Person) -> str:
        """Sign in. Returns the header by which the session's cookie was set."""
        return self.rpc("kgw.authn", sign_login(who, self.sign_in_text()).to_json()).cookie

    def with_token(self, who: Person) -> Client:
        """Somebody signed in by a token, without any cookie."""
        login = replace(sign_login(who, self.sign_in_text()), token=True)
        return self.with_headers(
            authorization=f"Bearer {self.rpc('kgw.authn', login.to_json()).result['token']}"
        )

    def sign_in_text(self) -> LoginParameters:
        return LoginParameters.from_json(self.rpc("kgw.authn_param").result)

    def nonce(self, who: Person) -> int:
        key_type = "secp256k1" if who.wallet_type == "EVM" else "ed25519"
        account = {"identifier": who.sender.hex(), "key_type": key_type}
        return int(self.rpc("user.account", {"id": account, "status": 1}).result["nonce"])

    def execute(self, who: Person, action: str, *args: Any, sync: bool = True) -> Reply:
        """Sign and broadcast a transaction."""
        tx = transaction(who, self.nonce(who) + 1, action, *args)
        return self.rpc("user.broadcast", Broadcast(tx, sync).to_json())

    def done(self, who: Person, action: str, *args: Any) -> None:
        """Execute what must succeed."""
        result = self.execute(who, action, *args).result["result"]
        assert result["code"] == 0, result

    def join(self, who: Person) -> None:
        """Give somebody a profile and a wallet, by an issuer."""
        self.done(NEOBANK, "add_user_as_inserter", who.id, encryption_key(who.name), "user")
        self.done(NEOBANK, "upsert_wallet_as_inserter", who.wallet_id, who.id, *who.proof())


@dataclass(frozen=True)
class Event:
    """What a stream sent: an event with its id, or without a name a beat."""

    id: int
    name: str = ""
    data: Any = None


def change(height: int, *topics: str) -> Event:
    return Event(height, "change", {"height": height, "topics": [*topics]})


def resync(height: int) -> Event:
    return Event(height, "resync", {"height": height})


@contextmanager
def listening(client: Client, **headers: str) -> Iterator[Iterator[Event]]:
    """The events of a stream of changes, from the first one on. Waits for each; ends with the stream."""
    with client.stream(CHANGES, **headers) as response:
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        yield events(response.iter_lines())


def events(lines: Iterator[str]) -> Iterator[Event]:
    """Events as the standard reads them (WHATWG HTML, 9.2.6)."""
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if line:
            fields[name] = value.removeprefix(" ")
        else:
            data = fields.get("data")
            yield Event(int(fields["id"]), fields.get("event", ""), json.loads(data) if data else None)
            fields = {}


def view_call(who: Person | None, action: str, *args: Any, namespace: str = "main") -> CallRequest:
    payload = ActionCall(namespace, action, tuple(encoded(action, args))).encode()
    return raw_call(who, payload)


def raw_call(who: Person | None, payload: bytes) -> CallRequest:
    if who is None:
        return CallRequest(payload, None, "secp256k1_ep", b"", b"")
    return CallRequest(payload, None, who.signature_type, who.sender, b"")


def sign_call(who: Person, challenge: bytes, request: CallRequest) -> CallRequest:
    action = ActionCall.decode(request.payload)
    text = call_text(action.namespace, action.action, request.payload, challenge)
    return replace(request, challenge=challenge, signature=who.sign(text))


def log_query(client: Client, who: Person, before: int | None = None, limit: int = 100) -> AccessLogQuery:
    """A signed query of somebody's access log."""
    call = access_log_call(before, limit)
    challenge = bytes.fromhex(client.rpc("user.challenge").result["challenge"])
    return AccessLogQuery(before, limit, sign_call(who, challenge, raw_call(who, call.encode())))


def sign_login(who: Person, parameters: LoginParameters) -> Login:
    text = login_text(parameters, parameters.domain)
    return Login(parameters.nonce, who.sender, who.sign(text), who.signature_type)


def transaction(who: Person, nonce: int, action: str, *args: Any, chain_id: str = CHAIN_ID) -> Transaction:
    payload = ActionExecution("main", action, (tuple(encoded(action, args)),)).encode()
    unsigned = Transaction(None, who.signature_type, "", payload, "execute", 0, nonce, chain_id, who.sender)
    return replace(unsigned, signature=who.sign(unsigned.signed_text()))


def genesis() -> Genesis:
    return world_genesis()


@contextmanager
def running(
    clock: Clock | None = None, folder: Path | None = None, **settings: Any
) -> Iterator[tuple[Node, Client]]:
    """A node, and a client of it. Without a folder its state is in memory."""
    untimed = {"event_seconds": 0.001, "counted_seconds": 3_600.0}
    config = NodeConfig(**{"port": 0, "log_level": "error", **untimed, **settings})
    with (
        open_node(config, genesis(), folder, clock=clock or Clock()) as node,
        serving(node) as url,
        httpx.Client(timeout=30) as http,
    ):
        yield node, Client(url, http)
