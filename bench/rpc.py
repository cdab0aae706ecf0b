"""How fast does a node answer over HTTP on this machine, and how fast a bare endpoint with the same bytes?

    python bench/rpc.py [--seconds 3] [--connections 8]

A node in a process of its own (SQLite, a temporary folder) is asked over loopback by clients that wait for
each answer: a small open view, a small view and a credential of 100 KB by a signed-in person, and
transactions that wait for their block. The peer is a Starlette endpoint under the same uvicorn, which reads
the request and sends as many bytes. Signing is done before the clock runs.

Then the same transactions while 200 streams of changes are open: none that hears of them, and all that do.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count, cycle
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from idos.actions.genesis import FoundingInserter, Genesis
from idos.actions.limits import LATEST_RULES
from idos.crypto import ed25519
from idos.node import init
from idos.protocol.actions.action import Action, View
from idos.protocol.actions.credentials import GetCredentialOwned, UpsertCredentialAsInserter
from idos.protocol.actions.profiles import (
    AddUserAsInserter,
    GetUser,
    UpdateUserPubKeyAsInserter,
    UpsertWalletAsInserter,
)
from idos.protocol.actions.tokens import HasProfile
from idos.protocol.credentials import broader_message, notes_message
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.reads import CallRequest, LoginParameters, login_text
from idos.protocol.requests import Broadcast, Login
from idos.protocol.transaction import Transaction

CHAIN_ID = "idos-bench"
STREAMS = 200
CONTENT_BYTES = 75_000  # 100 KB in base64
ENCRYPTION_KEY = base64.b64encode(bytes(range(32))).decode()
SETTINGS = {
    "IDOS_NODE_PORT": "0",
    "IDOS_NODE_LOG_LEVEL": "warning",
    "IDOS_NODE_REQUESTS_PER_SECOND": "1000000",
    "IDOS_NODE_REQUEST_BURST": "1000000",
    "IDOS_NODE_CALL_BURST": "1000000",
    "IDOS_NODE_TRANSACTION_BURST": "1000000",
    "IDOS_NODE_STREAMS_PER_SIGNER": "1000",
}
NODE = """
import sys
from pathlib import Path
from idos.node import load_config, run
folder = Path(sys.argv[1])
run(folder, load_config(folder), ready=lambda url: print(url, flush=True))
"""
PEER = """
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

async def answer(request: Request) -> Response:
    await request.body()
    return Response(b"x" * int(request.path_params["size"]), media_type="application/json")

class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print("http://127.0.0.1:%d" % self.servers[0].sockets[0].getsockname()[1], flush=True)

app = Starlette(routes=[Route("/{size:int}", answer, methods=["POST"])])
config = uvicorn.Config(app, port=0, loop="uvloop", http="httptools", access_log=False, log_level="error")
Server(config).run()
"""


@dataclass(frozen=True)
class Key:
    """An Ed25519 key that signs transactions and signs in."""

    seed: bytes

    @property
    def public(self) -> bytes:
        """The key's own bytes."""
        return ed25519.public_key(self.seed)

    def sign(self, message: bytes) -> bytes:
        """Sign a text."""
        return ed25519.sign(self.seed, message)

    def proof(self) -> tuple[str, str, str, str, str]:
        """A wallet of this key, and the proof of its ownership."""
        message = "I own this"
        return self.public.hex(), self.public.hex(), "FaceSign", message, self.sign(message.encode()).hex()

    def execute(self, nonce: int, action: Action) -> Transaction:
        """A signed transaction that runs one action."""
        payload = ActionExecution("main", action.NAME, (action.arguments(),)).encode()
        unsigned = Transaction(None, "ed25519", "", payload, "execute", 0, nonce, CHAIN_ID, self.public)
        return replace(unsigned, signature=self.sign(unsigned.signed_text()))

    def call(self, view: View) -> bytes:
        """A view call, as a signed-in client sends it."""
        payload = ActionCall("main", view.NAME, view.arguments()).encode()
        return body("user.call", CallRequest(payload, None, "ed25519", self.public, b"").to_json())


def body(method: str, params: dict[str, Any]) -> bytes:
    """A JSON-RPC request."""
    return msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})


@contextmanager
def process(program: str, *arguments: str) -> Iterator[str]:
    """A server in a process of its own. Gives the URL that it prints."""
    command = [sys.executable, "-c", program, *arguments]
    with subprocess.Popen(  # noqa: S603  # the program is a constant
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **SETTINGS}
    ) as child:
        try:
            yield child.stdout.readline().strip() if child.stdout else ""
        finally:
            child.terminate()


class Client:
    """Prepares the state that the load reads."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url)

    def rpc(self, content: bytes) -> httpx.Response:
        """Ask, and demand success."""
        response = self._http.post("/rpc/v1", content=content)
        answer = response.json()
        assert "error" not in answer, answer
        assert answer["result"].get("result", {}).get("code", 0) == 0, answer
        return response

    def done(self, tx: Transaction) -> None:
        """Execute."""
        self.rpc(body("user.broadcast", Broadcast(tx, sync=True).to_json()))

    def login(self, key: Key) -> str:
        """Sign in; the session's cookie."""
        answer = self.rpc(body("kgw.authn_param", {})).json()
        params = LoginParameters.from_json(answer["result"])
        signature = key.sign(login_text(params, params.domain))
        login = Login(params.nonce, key.public, signature, "ed25519")
        cookie: str = self.rpc(body("kgw.authn", login.to_json())).headers["set-cookie"]
        return cookie


def request(path: str, content: bytes, cookie: str = "") -> bytes:
    """A whole HTTP request."""
    lines = ["Host: x", "Content-Type: application/json", f"Content-Length: {len(content)}"]
    head = [f"POST {path} HTTP/1.1", *lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]
    return "\r\n".join(head).encode() + content


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes) -> int:
    """Send a request and read its answer; the length of the answer's body."""
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), head
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    answer = await reader.readexactly(length)
    assert b'"error":{' not in answer[:64], answer[:200]
    return length


async def load(
    url: str, clients: Sequence[Iterator[bytes]], seconds: float
) -> tuple[list[float], float, int]:
    """Latencies in seconds of all answers, the time that it took, and the length of an answer."""
    host, port = url.removeprefix("http://").split(":")
    latencies: list[float] = []
    length = 0
    started = time.perf_counter()

    async def client(messages: Iterator[bytes]) -> None:
        nonlocal length
        reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 20)
        for message in messages:
            asked = time.perf_counter()
            length = await ask(reader, writer, message)
            latencies.append(time.perf_counter() - asked)
            if time.perf_counter() - started > seconds:
                break
        writer.close()

    await asyncio.gather(*map(client, clients))
    return latencies, time.perf_counter() - started, length


def say(line: str) -> None:
    """Print."""
    sys.stdout.write(line + "\n")


def report(name: str, latencies: list[float], seconds: float, length: int) -> None:
    """One line of figures."""
    ordered = sorted(latencies)
    cuts = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.95, 0.99))
    figures = "".join(f"{cut:9.2f}" for cut in cuts)
    say(f"{name:34}{len(ordered) / seconds:10.0f}{figures}{length:11}")


def measure(
    name: str, node: str, peer: str, clients: Sequence[Iterator[bytes]], size: int, seconds: float
) -> None:
    """The node under this load, then the peer under the same bytes."""
    result = asyncio.run(load(node, clients, seconds))
    report(name, *result)
    message = request(f"/{result[2]}", b"x" * size)
    peers = [cycle([message]) for _ in clients]
    report("  peer", *asyncio.run(load(peer, peers, seconds)))


def prepared(key: Key, nonces: Iterator[int], each: Iterable[Action]) -> Iterator[bytes]:
    """Synchronous broadcasts of small transactions, signed ahead."""
    txs = [key.execute(next(nonces), action) for action in each]
    return iter(
        [request("/rpc/v1", body("user.broadcast", Broadcast(tx, sync=True).to_json())) for tx in txs]
    )


def new_profiles(number: int) -> Iterator[Action]:
    """Makes so many profiles."""
    for _ in range(number):
        yield AddUserAsInserter(uuid4(), ENCRYPTION_KEY, "user")


def changes(user: UUID, number: int) -> Iterator[Action]:
    """Changes a profile so many times."""
    for _ in range(number):
        key = base64.b64encode(os.urandom(32)).decode()
        yield UpdateUserPubKeyAsInserter(user, key, "user")


async def while_streaming(
    url: str, cookie: str, streams: int, clients: Sequence[Iterator[bytes]], seconds: float
) -> tuple[tuple[list[float], float, int], int]:
    """A load while streams of changes are open; and how many events they got."""
    host, port = url.removeprefix("http://").split(":")
    head = f"GET /api/v1/changes HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode()
    heard, opened = 0, []

    async def listen(reader: asyncio.StreamReader) -> None:
        nonlocal heard
        while line := await reader.readline():
            heard += line.startswith(b"event: ")

    for _ in range(streams):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(head)
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        opened.append((writer, asyncio.create_task(listen(reader))))
    result = await load(url, clients, seconds)
    for writer, task in opened:
        task.cancel()
        writer.close()
    return result, heard


def measure_streams(node: str, client: Client, issuers: Sequence[Sequence[Key]], seconds: float) -> None:
    """Broadcasts that change one profile: without streams, with its owner's, and with a stranger's."""
    user, owner, stranger = uuid4(), Key(os.urandom(32)), Key(os.urandom(32))
    founder = issuers[0][0]
    client.done(founder.execute(1, AddUserAsInserter(user, ENCRYPTION_KEY, "user")))
    client.done(founder.execute(2, UpsertWalletAsInserter(uuid4(), user, *owner.proof())))
    rounds = [
        ("change of a profile, no streams", owner, 0),
        (f"  {STREAMS} streams of its owner", owner, STREAMS),
        (f"  {STREAMS} streams of a stranger", stranger, STREAMS),
    ]
    for keys, (name, who, streams) in zip(issuers, rounds, strict=True):
        each = int(3_000 * seconds / len(keys))
        first = [3 if key is founder else 1 for key in keys]
        clients = [prepared(key, count(n), changes(user, each)) for key, n in zip(keys, first, strict=True)]
        result, heard = asyncio.run(while_streaming(node, client.login(who), streams, clients, seconds))
        report(name, *result)
        if streams:
            say(f"{'    events a second':34}{heard / result[1]:10.0f}")


def main() -> None:
    """Run every load and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--connections", type=int, default=8)
    args = parser.parse_args()
    loads = [[Key(os.urandom(32)) for _ in range(args.connections)] for _ in range(4)]
    issuers, person = loads[0], Key(os.urandom(32))
    delegates = tuple(key.public.hex() for keys in loads for key in keys)
    founding = FoundingInserter(UUID(int=1), "bench", delegates)
    genesis = Genesis(CHAIN_ID, delegates[0], int(time.time() * 1000) - 1000, (founding,), rules=LATEST_RULES)
    say(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    say(f"{args.connections} connections, {args.seconds} s a load\n")
    say(f"{'':34}{'answers/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'bytes':>11}")
    with tempfile.TemporaryDirectory() as name:
        init(Path(name), genesis)
        with process(NODE, name) as node, process(PEER) as peer:
            client = Client(node)
            cookie, credential = prepare(client, issuers[0], person)
            reads = {
                "small open view": request("/rpc/v1", person.call(HasProfile(person.public.hex()))),
                "small view, signed in": request("/rpc/v1", person.call(GetUser()), cookie),
                "credential of 100 KB, signed in": request(
                    "/rpc/v1", person.call(GetCredentialOwned(credential)), cookie
                ),
            }
            for load_name, message in reads.items():
                clients = [cycle([message]) for _ in range(args.connections)]
                measure(load_name, node, peer, clients, len(message), args.seconds)
            each = int(3_000 * args.seconds / args.connections)
            first = [4 if issuer is issuers[0] else 1 for issuer in issuers]
            writers = [
                prepared(issuer, count(nonce), new_profiles(each))
                for issuer, nonce in zip(issuers, first, strict=True)
            ]
            measure("synchronous broadcast", node, peer, writers, 700, args.seconds)
            say("")
            measure_streams(node, client, loads[1:], args.seconds)


def prepare(client: Client, issuer: Key, person: Key) -> tuple[str, UUID]:
    """A profile with a wallet and a credential. Returns the person's session and the credential's id."""
    user, credential = uuid4(), uuid4()
    content, notes = os.urandom(CONTENT_BYTES), '{"id": "bench"}'
    notes_signature = issuer.sign(notes_message(notes))
    broader_signature = issuer.sign(broader_message(notes_signature, content))
    texts = [base64.b64encode(part).decode() for part in (content, notes_signature, broader_signature)]
    issued = (issuer.public.hex(), ENCRYPTION_KEY, texts[0], notes, texts[1], texts[2])
    client.done(issuer.execute(1, AddUserAsInserter(user, ENCRYPTION_KEY, "user")))
    client.done(issuer.execute(2, UpsertWalletAsInserter(uuid4(), user, *person.proof())))
    client.done(issuer.execute(3, UpsertCredentialAsInserter(credential, user, *issued)))
    return client.login(person), credential


if __name__ == "__main__":
    main()
