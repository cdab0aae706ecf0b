"""A process to be killed: it sends transactions as fast as it can and prints what was acknowledged."""

from __future__ import annotations

import sys
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from threading import Lock, Thread

from idos.consensus.solo import EngineSettings, SoloEngine
from idos.store.records import Receipt
from idos.store.sqlite import SqliteStore

from .network import SIGNERS, Signer, machine

THREADS = 4
UNDER_WAY = 16
PRINTING = Lock()


def acknowledge(future: Future[Receipt]) -> None:
    line = future.result().tx_hash.hex() + "\n"
    with PRINTING:
        sys.stdout.write(line)
        sys.stdout.flush()


def send(engine: SoloEngine, signer: Signer) -> None:
    nonce = engine.pending_nonce(signer.sender.hex(), signer.key_type)
    waiting: deque[Future[Receipt]] = deque()
    while True:
        nonce += 1
        waiting.append(engine.submit(signer.add_user(SIGNERS.index(signer) * 1_000_000 + nonce, nonce)))
        if len(waiting) > UNDER_WAY:
            acknowledge(waiting.popleft())


def main() -> None:
    engine = SoloEngine(SqliteStore(Path(sys.argv[1])), machine(), settings=EngineSettings(tick_seconds=0.02))
    engine.start()
    for signer in SIGNERS[:THREADS]:
        Thread(target=send, args=(engine, signer)).start()


if __name__ == "__main__":
    main()
