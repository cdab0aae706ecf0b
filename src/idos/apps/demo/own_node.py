"""A node in a process and a folder of its own, run by the ``idos`` command as anybody would."""

from __future__ import annotations

import json
import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from idos.errors import Unavailable

CHAIN_ID: Final = "idos-demo"
NODE_HOST: Final = "node.localhost"
"""The name by which pages reach the node."""
RETENTION_SECONDS: Final = 2
"""How long the node keeps what transactions carried. By itself it would be ten minutes; a demo is shorter."""

_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 30.0
_LOG: Final = "node.log"


class OwnNode:
    """A network of one node. ``folder`` holds all that the node writes, its log included.

    ``url`` is where programs reach it, ``page_url`` where pages do.
    """

    def __init__(self, folder: Path, *, owner: str, inserter: str, origins: Sequence[str] = ()) -> None:
        """Found the network. ``inserter``: the name, ``=``, and the key of who may write to it.

        ``origins`` are those of the pages whose sessions it takes.
        """
        self.folder = folder
        self._port = _free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.page_url = f"http://{NODE_HOST}:{self._port}"
        self._settings = {
            "IDOS_NODE_PUBLIC_URLS": f"{self.page_url},{self.url}",
            "IDOS_NODE_ALLOWED_ORIGINS": ",".join(origins),
        }
        self._process: subprocess.Popen[bytes] | None = None
        idos_command(
            "node", "init", str(folder), "--chain-id", CHAIN_ID, "--owner", owner, "--inserter", inserter
        )

    def start(self) -> None:
        """Start the process, and wait until it answers."""
        with (self.folder / _LOG).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own program, no shell
                _command("node", "run", str(self.folder), "--port", str(self._port), "--json"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=_environment() | self._settings,
                start_new_session=True,  # Ctrl-C is for the demo, which stops the node in its own time
            )
        assert self._process.stdout is not None
        answer = json.loads(_first_line(self._process.stdout) or b"{}")
        if "url" not in answer:
            self.stop()
            why = answer.get("error", {}).get("message", f"its log is {self.folder / _LOG}")
            raise Unavailable(f"the node did not start: {why}", code="node_failed")

    def stop(self) -> int:
        """Ask the process to end, and wait for it. Gives its exit code; 0 also when none runs."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.terminate()
        try:
            process.communicate(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        return process.returncode

    def verify(self) -> str:
        """Have the stopped node's files checked. Gives what the check found."""
        return idos_command("node", "verify", str(self.folder))


def idos_command(*arguments: str) -> str:
    """Run ``idos`` and give what it printed. Raises ``Unavailable`` (``command_failed``)."""
    done = subprocess.run(  # noqa: S603  # our own program, no shell
        _command(*arguments), capture_output=True, text=True, env=_environment(), check=False
    )
    if done.returncode:
        raise Unavailable(f"idos {' '.join(arguments[:2])}: {done.stderr.strip()}", code="command_failed")
    return done.stdout.strip()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "idos.cli", *arguments]


def _environment() -> dict[str, str]:
    """This process's, without what is meant for other nodes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDOS_")}
    return kept | {"IDOS_NODE_BODY_RETENTION_SECONDS": str(RETENTION_SECONDS)}


def _free_port() -> int:
    """One that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _first_line(stream: IO[bytes]) -> bytes:
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return stream.readline() if selector.select(_START_SECONDS) else b""
