"""A real node in a process of its own, and scenarios played to it by the official JavaScript client."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from idos.crypto import ed25519
from idos.crypto.hashes import sha256
from idos.crypto.wallets import evm

HERE = Path(__file__).parent
CHAIN_ID = "interop"
FAILED = 65_535
IDOS = (sys.executable, "-m", "idos.cli")


def seed_of(name: str) -> bytes:
    """The secret of somebody in the scenarios, whose keys come from their names."""
    return sha256(f"interop {name}".encode())


@dataclass
class RunningNode:
    """A node that answers at ``url`` and logs to a file, which is read on from ``read``."""

    url: str
    log: Path
    read: int = 0

    def play(self, scenario: str, **given: object) -> dict[str, Any]:
        """Play a scenario. Returns what it says, by step."""
        return play(scenario, url=self.url, **given)

    def requests(self) -> list[tuple[str, int]]:
        """The methods called since the last time, each with its error code or 0."""
        httpx.post(f"{self.url}/rpc/v1", content=b"{}")  # the log of what was answered before is written then
        lines = self.log.read_bytes()[self.read :].splitlines(keepends=True)
        self.read += sum(map(len, lines))
        entries = [entry for entry in map(json.loads, lines) if entry["event"] == "rpc"]
        return [(entry["method"], entry["code"]) for entry in entries if entry["method"]]


def play(scenario: str, **given: object) -> dict[str, Any]:
    """Run a scenario in Node, which must reach its end."""
    assert (HERE / "node_modules").is_dir(), "run: npm ci --prefix tests/interop/kwil"
    node = shutil.which("node")
    assert node, "Node is needed"
    command = [node, str(HERE / "scenarios" / f"{scenario}.mjs")]
    done = subprocess.run(command, input=json.dumps(given).encode(), capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    lines = map(json.loads, done.stdout.splitlines())
    return {line["step"]: line["value"] for line in lines}


def failure(said: Any) -> str:
    """Why a transaction failed in its block: the client throws the node's whole answer as a text."""
    result = json.loads(said["error"])["result"]
    assert result["code"] == FAILED
    log: str = result["log"]
    return log.removeprefix("ERROR: ")


def found(folder: Path) -> None:
    """Make the folder of a node with a new network."""
    owner = evm.checksum(evm.account(seed_of("owner")))
    inserter = f"neobank={ed25519.public_key(seed_of('neobank')).hex()}"
    options = ("--chain-id", CHAIN_ID, "--owner", owner, "--inserter", inserter)
    subprocess.run([*IDOS, "node", "init", str(folder), *options], check=True, capture_output=True)


@contextmanager
def running_node(folder: Path, **settings: object) -> Iterator[RunningNode]:
    """The node of a folder, a new one if need be, on a free port until it is told to stop."""
    if not folder.exists():
        found(folder)
    chosen = {f"IDOS_NODE_{name.upper()}": str(value) for name, value in settings.items()}
    log = folder / f"{time.monotonic_ns()}.log"
    command = [*IDOS, "node", "run", str(folder), "--port", "0"]
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, env={**os.environ, **chosen}, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            assert url, log.read_text()
            yield RunningNode(url, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
    assert process.returncode == 0, log.read_text()


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNode]:
    """A node with the defaults, for all scenarios that leave each other alone."""
    with running_node(tmp_path_factory.mktemp("node") / "n") as node:
        yield node
