"""How fast does the solo engine answer on this machine, compared with SQLite alone writing the same bytes?

    python bench/engine.py [--seconds 3] [--threads 4] [--folder DIR]

Two loads: a new profile (about 450 bytes), and a credential with 5 KB of content and its issuer's two
signatures. Each is sent by one client that waits for every answer ("idle"), and by several threads that keep
many transactions under way ("loaded"). Signing is done before the clock runs; checking signatures is part of
what is measured.
"""

from __future__ import annotations

import argparse
import base64
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from idos.actions.genesis import FoundingInserter, Genesis
from idos.actions.limits import LATEST_RULES
from idos.consensus.machine import Machine
from idos.consensus.solo import SoloEngine, unix_ms
from idos.crypto import ed25519
from idos.protocol.actions.action import Action
from idos.protocol.actions.credentials import UpsertCredentialAsInserter
from idos.protocol.actions.profiles import AddUserAsInserter
from idos.protocol.credentials import broader_message, notes_message
from idos.protocol.payloads import ActionExecution
from idos.protocol.transaction import Transaction
from idos.store.records import Block, Receipt
from idos.store.sqlite import SqliteStore

CHAIN_ID = "idos-bench"
CONTENT_BYTES = 5 * 1024
UNDER_WAY = 64
KEY = base64.b64encode(bytes(range(32))).decode()
Make = Callable[[bytes, int], Transaction]


@dataclass(frozen=True)
class Load:
    """A name, and how to make the transaction of this seed and nonce. The first always creates a profile."""

    name: str
    make: Make


def transaction(seed: bytes, nonce: int, action: Action) -> Transaction:
    """A signed transaction that runs one action."""
    payload = ActionExecution("main", action.NAME, (action.arguments(),)).encode()
    fields = ("", payload, "execute", 0, nonce, CHAIN_ID, ed25519.public_key(seed))
    text = Transaction(None, "ed25519", *fields).signed_text()
    return Transaction(ed25519.sign(seed, text), "ed25519", *fields)


def profile(seed: bytes, nonce: int) -> Transaction:
    """A new profile; the signer's first is the one that its credentials are for."""
    user = user_of(seed) if nonce == 1 else uuid4()
    return transaction(seed, nonce, AddUserAsInserter(user, KEY, "user"))


def credential(seed: bytes, nonce: int) -> Transaction:
    """A new credential, of random bytes."""
    if nonce == 1:
        return profile(seed, nonce)
    content = os.urandom(CONTENT_BYTES)
    notes = f'{{"id": "{uuid4()}"}}'
    notes_signature = ed25519.sign(seed, notes_message(notes))
    broader_signature = ed25519.sign(seed, broader_message(notes_signature, content))
    added = UpsertCredentialAsInserter(
        id=uuid4(),
        user_id=user_of(seed),
        issuer_auth_public_key=ed25519.public_key(seed).hex(),
        encryptor_public_key=KEY,
        content=base64.b64encode(content).decode(),
        public_notes=notes,
        public_notes_signature=base64.b64encode(notes_signature).decode(),
        broader_signature=base64.b64encode(broader_signature).decode(),
    )
    return transaction(seed, nonce, added)


def user_of(seed: bytes) -> UUID:
    """The profile that a signer's credentials are for."""
    return UUID(bytes=seed[-16:], version=4)


LOADS = (Load("profile", profile), Load("credential, 5 KB", credential))


@dataclass(frozen=True)
class Result:
    """What a run gave. Latencies in seconds, ascending."""

    count: int
    seconds: float
    latencies: list[float]
    blocks: int

    def __str__(self) -> str:
        rate = self.count / self.seconds
        middle, high, highest = (1e3 * self.latencies[int(q * (self.count - 1))] for q in (0.5, 0.95, 0.99))
        return (
            f"{rate:8.0f} tx/s   p50 {middle:7.2f} ms   p95 {high:7.2f} ms   p99 {highest:7.2f} ms   "
            f"{self.count / self.blocks:6.1f} tx/block"
        )


class Sender(threading.Thread):
    """Keeps ``under_way`` transactions of one signer with the engine, until all are answered."""

    def __init__(self, engine: SoloEngine, txs: list[Transaction], under_way: int) -> None:
        super().__init__()
        self._engine = engine
        self._txs = txs
        self._under_way = under_way
        self.latencies: list[float] = []

    def run(self) -> None:
        """The thread's work."""
        waiting: deque[Future[Receipt]] = deque()
        for tx in self._txs:
            if len(waiting) >= self._under_way:
                check(waiting.popleft())
            waiting.append(self._send(tx))
        for receipt in waiting:
            check(receipt)

    def _send(self, tx: Transaction) -> Future[Receipt]:
        start = time.perf_counter()
        receipt = self._engine.submit(tx)
        receipt.add_done_callback(lambda _: self.latencies.append(time.perf_counter() - start))
        return receipt


def check(receipt: Future[Receipt]) -> None:
    """Wait for a receipt, and stop everything when its transaction failed."""
    if receipt.result().code:
        raise SystemExit(f"a transaction failed: {receipt.result().log}")


def run(folder: Path, signed: list[list[Transaction]], under_way: int) -> Result:
    """Send each signer's transactions from a thread of its own to an engine with an empty store."""
    delegates = tuple(txs[0].sender.hex() for txs in signed)
    inserter = FoundingInserter(uuid4(), "bench", delegates)
    genesis = Genesis(
        chain_id=CHAIN_ID, owner=delegates[0], time_ms=unix_ms(), inserters=(inserter,), rules=LATEST_RULES
    )
    store = SqliteStore(folder)
    engine = SoloEngine(store, Machine(genesis))
    engine.start()
    senders = [Sender(engine, txs, under_way) for txs in signed]
    start = time.perf_counter()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    seconds = time.perf_counter() - start
    engine.stop()
    with store.read() as tx:
        blocks = tx.count(Block) - 1
    store.close()
    latencies = sorted(latency for sender in senders for latency in sender.latencies)
    return Result(len(latencies), seconds, latencies, blocks)


def limit(path: Path, bodies: list[bytes], group: int) -> Result:
    """The same bytes as rows of one table: an insert each, a durable commit for every ``group``."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB)")
    latencies = []
    start = time.perf_counter()
    for first in range(0, len(bodies), group):
        began = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        for body in bodies[first : first + group]:
            database.execute("INSERT INTO bodies (body) VALUES (?)", (body,))
        database.execute("COMMIT")
        latencies += [time.perf_counter() - began] * len(bodies[first : first + group])
    seconds = time.perf_counter() - start
    database.close()
    return Result(len(bodies), seconds, sorted(latencies), -(-len(bodies) // group))


def results(load: Load, folder: Path, seconds: float, threads: int) -> Iterator[tuple[str, Result]]:
    """Idle, loaded and the limits, each for about ``seconds``; a short run says how many that is."""
    seeds = [os.urandom(32) for _ in range(threads)]
    idle = sign(load, seeds[:1], rate(load, folder / "try", seeds[:1], 1) * seconds)
    yield "idle, 1 client", run(folder / "idle", idle, 1)
    loaded = sign(load, seeds, rate(load, folder / "try-loaded", seeds, UNDER_WAY) * seconds / threads)
    result = run(folder / "loaded", loaded, UNDER_WAY)
    yield f"loaded, {threads} threads", result
    bodies = [tx.encode() for txs in loaded for tx in txs]
    yield "SQLite alone, 1 a commit", limit(folder / "one.sqlite", bodies, 1)
    group = max(1, result.count // result.blocks)
    yield f"SQLite alone, {group} a commit", limit(folder / "group.sqlite", bodies, group)


def sign(load: Load, seeds: list[bytes], count: float) -> list[list[Transaction]]:
    """``count`` transactions of each signer."""
    return [[load.make(seed, nonce) for nonce in range(1, max(20, int(count)) + 1)] for seed in seeds]


def rate(load: Load, folder: Path, seeds: list[bytes], under_way: int) -> float:
    """Transactions a second, roughly."""
    result = run(folder, sign(load, seeds, 500), under_way)
    return result.count / result.seconds


def machine(folder: Path) -> str:
    """Where the figures are from."""
    free = shutil.disk_usage(folder).free // 2**30
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{folder} ({free} GiB free)"
    )


def main() -> None:
    """Run all loads and write a line for each result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="about how long each run takes")
    parser.add_argument("--threads", type=int, default=4, help="threads, and signers, under load")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where the disk is")
    options = parser.parse_args()
    sys.stdout.write(machine(options.folder) + "\n")
    for load in LOADS:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            for name, result in results(load, Path(folder), options.seconds, options.threads):
                sys.stdout.write(f"{load.name:18} {name:28} {result}\n")


if __name__ == "__main__":
    main()
