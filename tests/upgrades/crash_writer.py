"""A process to be killed: an engine under load whose clock soon passes the second at which version 2 begins.

It prints the hash of each transaction that was acknowledged, and the rules version of its block.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from threading import Lock, Thread
from uuid import uuid4

from idos.consensus.machine import Machine
from idos.consensus.solo import EngineSettings, SoloEngine
from idos.store.governance import Upgrade
from idos.store.records import Receipt
from idos.store.sqlite import SqliteStore
from tests.people import ACME, NEOBANK, Person, encryption_key
from tests.upgrades.crossing import BEGINS, SECOND
from tests.upgrades.kit import Signer, genesis, rows

LEAD = 200
"""How many milliseconds before the activation its clock begins."""

KEPT = 86_400
UNDER_WAY = 8
PRINTING = Lock()


class Crossing:
    """A clock that begins shortly before the activation, when the process does."""

    def __init__(self) -> None:
        self._started = time.monotonic_ns()

    def __call__(self) -> int:
        return BEGINS * SECOND - LEAD + (time.monotonic_ns() - self._started) // 1_000_000


def acknowledge(store: SqliteStore, future: Future[Receipt]) -> None:
    receipt = future.result()
    (upgrade,) = rows(store, Upgrade)
    version = 2 if 0 < upgrade.activated <= receipt.height else 1
    with PRINTING:
        sys.stdout.write(f"{receipt.tx_hash.hex()} {version}\n")
        sys.stdout.flush()


def send(engine: SoloEngine, store: SqliteStore, who: Person) -> None:
    signer = Signer(store)
    waiting: deque[Future[Receipt]] = deque()
    while True:
        user = signer.run(who, "add_user_as_inserter", uuid4(), encryption_key("anybody"), "user")
        waiting.append(engine.submit(user))
        if len(waiting) > UNDER_WAY:
            acknowledge(store, waiting.popleft())


def main() -> None:
    store = SqliteStore(Path(sys.argv[1]))
    settings = EngineSettings(tick_seconds=0.02, body_retention_seconds=KEPT)
    engine = SoloEngine(store, Machine(genesis()), clock=Crossing(), settings=settings)
    engine.start()
    for who in (NEOBANK, ACME):
        Thread(target=send, args=(engine, store, who)).start()


if __name__ == "__main__":
    main()
