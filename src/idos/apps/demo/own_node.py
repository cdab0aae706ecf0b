"""A node in a process and a folder of its own, run by the ``idos`` command as anybody would."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from idos.errors import Unavailable

RETENTION_SECONDS: Final = 2
"""How long the node keeps what transactions carried. By itself it would be ten minutes; a demo is shorter."""

_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 30.0
_LOG: Final = "node.log"


class OwnNode:
    """A network of one node. ``folder`` holds all that the node writes, its log included."""

    def __init__(self, folder: Path, *, owner: str, inserter: str) -> None:
        """Found the network. ``inserter``: the name, ``=``, and the key of who may write to it."""
        self.folder = folder
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        idos_command(
            "node", "init", str(folder), "--chain-id", "idos-demo", "--owner", owner, "--inserter", inserter
        )

    def start(self) -> None:
        """Start the process, and wait until it answers at ``url``; the same one when it is started again."""
        port = urlsplit(self.url).port or 0
        with (self.folder / _LOG).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own program, no shell
                _command("node", "run", str(self.folder), "--port", str(port), "--json"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the demo, which stops the node in its own time
            )
        assert self._process.stdout is not None
        answer = json.loads(_first_line(self._process.stdout) or b"{}")
        if "url" not in answer:
            self.stop()
            why = answer.get("error", {}).get("message", f"its log is {self.folder / _LOG}")
            raise Unavailable(f"the node did not start: {why}", code="node_failed")
        self.url = answer["url"]

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


def _first_line(stream: IO[bytes]) -> bytes:
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return stream.readline() if selector.select(_START_SECONDS) else b""
