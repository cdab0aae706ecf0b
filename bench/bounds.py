"""What do clients that are slow, idle or silent cost a node: memory, and others' waiting?

    python bench/bounds.py          (QUICK=1: seconds; Linux, which has many loopback addresses)

A node in a process of its own is asked over loopback by clients that read nothing of long answers, by bodies
of which one byte arrives, and by connections that say nothing. Meanwhile somebody else asks.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from idos.actions.genesis import FoundingInserter, Genesis
from idos.actions.limits import LATEST_RULES
from idos.node import init
from idos.protocol.actions.profiles import AddAttribute, GetAttributes
from rpc import CHAIN_ID, NODE, Client, Key, prepare, request, say

READERS, BODIES, IDLE = 150, 260, 2_000
ATTRIBUTES = 320  # of 16 KiB each: an answer of 5 MB
ATTACKER, OTHER = "127.0.0.2", "127.0.0.3"  # neither is a proxy that is trusted
SECONDS = 3 if os.environ.get("QUICK") else 12
SETTINGS = {"IDOS_NODE_PORT": "0", "IDOS_NODE_LOG_LEVEL": "error", "IDOS_NODE_TRANSACTION_BURST": "1000"}
PING = request("/rpc/v1", b'{"jsonrpc":"2.0","id":1,"method":"user.ping","params":{}}')
ONE_BYTE = PING[: PING.index(b"{") + 1]


@contextmanager
def node(folder: Path) -> Iterator[tuple[str, int]]:
    """A node of that folder: its URL and the number of its process."""
    command = [sys.executable, "-c", NODE, str(folder)]
    with subprocess.Popen(  # noqa: S603  # the program is a constant
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **SETTINGS}
    ) as process:
        try:
            yield process.stdout.readline().strip() if process.stdout else "", process.pid
        finally:
            process.terminate()


def memory(pid: int) -> float:
    """What a process has in memory, in MB (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def connect(url: str, address: str) -> socket.socket:
    """A connection from this address, which takes little of what is sent to it."""
    parts = urlsplit(url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(10)
    connection.bind((address, 0))
    connection.connect((parts.hostname, parts.port))
    return connection


def attack(name: str, url: str, pid: int, sent: Iterable[bytes]) -> None:
    """Send each on a connection of its own, read nothing, and see how somebody else is served meanwhile."""
    before, most, good, bad, longest = memory(pid), 0.0, 0, 0, 0.0
    with ExitStack() as opened:
        for content in sent:
            with suppress(OSError):
                opened.enter_context(connect(url, ATTACKER)).sendall(content)
            most = max(most, memory(pid))
        end = time.monotonic() + SECONDS
        while (began := time.monotonic()) < end:
            answer = b""
            with suppress(OSError), connect(url, OTHER) as connection:
                connection.sendall(PING)
                answer = connection.recv(65_536)
            is_answered = answer.startswith(b"HTTP/1.1 200 ")
            good, bad = good + is_answered, bad + (not is_answered)
            longest, most = max(longest, time.monotonic() - began), max(most, memory(pid))
            time.sleep(0.02)
    others = f"{good:6d} answered, {bad} refused, longest {longest * 1000:.0f} ms"
    say(f"{name:34}{before:6.0f} → {most:4.0f} MB   others: {others}")


def main() -> None:
    """Run every attack and print the figures."""
    issuer, person = Key(os.urandom(32)), Key(os.urandom(32))
    founding = FoundingInserter(UUID(int=1), "bench", (issuer.public.hex(),))
    now = int(time.time() * 1000) - 1000
    genesis = Genesis(CHAIN_ID, issuer.public.hex(), now, (founding,), rules=LATEST_RULES)
    with tempfile.TemporaryDirectory() as name:
        init(Path(name), genesis)
        with node(Path(name)) as (url, pid):
            client, nonces = Client(url), count(1)
            cookie, _ = prepare(client, issuer, person)
            for number in range(ATTRIBUTES):
                value = f"{number} ".ljust(16_384, "v")
                client.done(person.execute(next(nonces), AddAttribute(uuid4(), "key", value)))
            long_list = request("/rpc/v1", person.call(GetAttributes()), cookie)
            attack(f"{READERS} readers of 5 MB, who do not", url, pid, [long_list] * READERS)
            attack(f"{BODIES} bodies of one byte", url, pid, [ONE_BYTE] * BODIES)
            attack(f"{IDLE} idle connections", url, pid, [b""] * IDLE)
            began = time.monotonic()
        say(f"it stopped in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
