"""A node as a process of its own, with all that it writes in one folder: started, stopped, killed."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from idos.node import init
from tests.rpc.kit import genesis

SECONDS = 30.0
LOG = "node.log"
_PROGRAM = """
import sys
from pathlib import Path
from idos.errors import IdosError
from idos.node import load_config, run
folder = Path(sys.argv[1])
try:
    run(folder, load_config(folder), ready=lambda url: print(url, flush=True))
except IdosError as error:
    sys.exit(f"{error.code}: {error}")
"""

RATES = (
    "requests_per_second",
    "request_burst",
    "calls_per_second",
    "call_burst",
    "transactions_per_second",
    "transaction_burst",
)
"""Limits that a load would run into before it runs into the node."""


def found(folder: Path) -> Path:
    """The folder of a new network, whose genesis is the one of ``tests.rpc.kit``, now."""
    init(folder, replace(genesis(), time_ms=time.time_ns() // 1_000_000))
    return folder


class NodeProcess:
    """Starts the node of a folder. ``prefix`` are words of a command that is to run it."""

    def __init__(self, folder: Path, *, prefix: Sequence[str] = (), **settings: object) -> None:
        chosen = {"port": 0, **dict.fromkeys(RATES, 100_000), **settings}
        environ = {f"IDOS_NODE_{name.upper()}": str(value) for name, value in chosen.items()}
        self._started = time.perf_counter()
        with (folder / LOG).open("ab") as log:
            self._begin = log.tell()
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-c", _PROGRAM, str(folder)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, **environ},
            )
        self._log = folder / LOG

    def ready(self) -> str:
        """Wait until it answers. Gives its URL, or nothing when it ended instead."""
        assert self.process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            assert selector.select(SECONDS), f"the node neither answers nor ends: {self.log()}"
        url = self.process.stdout.readline().strip()
        self.start_seconds = time.perf_counter() - self._started
        return url

    def kill(self) -> int:
        """End it at once."""
        self.process.kill()
        return self._end()

    def stop(self) -> int:
        """Ask it to end."""
        self.process.send_signal(signal.SIGTERM)
        return self._end()

    def wait(self) -> int:
        """Wait until it ends by itself. Gives its exit status."""
        return self._end()

    def log(self) -> str:
        """What it wrote to standard error."""
        return self._log.read_bytes()[self._begin :].decode()

    def _end(self) -> int:
        self.process.communicate(timeout=SECONDS)
        return self.process.returncode


@contextmanager
def node(
    folder: Path, *, prefix: Sequence[str] = (), **settings: object
) -> Iterator[tuple[NodeProcess, str]]:
    """A node that answers, and its URL. It is killed in the end if it still runs."""
    process = NodeProcess(folder, prefix=prefix, **settings)
    try:
        url = process.ready()
        assert url, process.log()
        yield process, url
    finally:
        process.kill()


def refusal(folder: Path, *, prefix: Sequence[str] = (), **settings: object) -> str:
    """Why the node does not start: its last words."""
    process = NodeProcess(folder, prefix=prefix, **settings)
    try:
        assert process.ready() == "", "it started"
    finally:
        process.kill()
    assert process.process.returncode == 1, process.log()
    return process.log().strip().splitlines()[-1]
