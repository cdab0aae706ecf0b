"""A node as its operator runs it: a process of its own, whose state is in SQLite and whose log is a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from idos.actions.genesis import Genesis
from idos.node import ENVIRONMENT_PREFIX, init, settings

_PATIENCE = 30
_UNLIMITED = {
    setting.name: "1000000" for setting in settings() if setting.name.endswith(("_per_second", "_burst"))
}


@dataclass(frozen=True)
class NodeProcess:
    """A running node, and the files that tell of it."""

    url: str
    folder: Path
    log: Path


@contextmanager
def node_process(folder: Path, genesis: Genesis, **chosen: str) -> Iterator[NodeProcess]:
    """Run a node that limits nobody's rate until the block is left; then it must end in order."""
    init(folder, genesis)
    log = folder.with_suffix(".log")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IDOS_")}
    for name, value in {**_UNLIMITED, **chosen}.items():
        environment[ENVIRONMENT_PREFIX + name.upper()] = value
    words = [sys.executable, "-m", "idos.cli", "node", "run", str(folder), "--port", "0", "--json"]
    with (
        log.open("wb") as stderr,
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=stderr, env=environment) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, log.read_text()
            yield NodeProcess(json.loads(line)["url"], folder, log)
            process.terminate()
            out, _ = process.communicate(timeout=_PATIENCE)
            assert (process.returncode, out) == (0, b"")
        finally:
            process.kill()
