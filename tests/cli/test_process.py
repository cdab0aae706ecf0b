"""The command as a process of its own: terminals, signals, missing parts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from idos.cli import main
from idos.cli.app import app
from idos.node import read_genesis
from idos.protocol.jsonrpc import Response, RpcFault

pytestmark = pytest.mark.slow

IDOS = [sys.executable, "-m", "idos.cli"]


def _environment(**values: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("IDOS_")} | values


OWNER, KEYS = "ab" * 32, ("cd" * 32, "0x" + "ef" * 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    words = [
        "node",
        "init",
        str(tmp_path / "net"),
        "--chain-id",
        "c",
        "--owner",
        OWNER,
        "--inserter",
        f"Acme={','.join(KEYS)}",
    ]
    assert CliRunner().invoke(app, words).exit_code == 0
    return tmp_path / "net"


def test_a_genesis_names_the_inserters_and_their_keys(folder: Path) -> None:
    genesis = read_genesis(folder)
    assert (genesis.chain_id, genesis.owner) == ("c", OWNER)
    assert [(each.name, each.delegates) for each in genesis.inserters] == [("Acme", KEYS)]


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_node_prints_its_url_when_it_answers_and_ends_in_order(folder: Path, signum: int) -> None:
    words = [*IDOS, "node", "run", str(folder), "--port", "0"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(), text=True
    ) as node:
        assert node.stdout is not None
        url = node.stdout.readline().strip()
        status = CliRunner().invoke(app, ["node", "status", "--node-url", url, "--json"])
        node.send_signal(signum)
        out, log = node.communicate(timeout=30)
    assert json.loads(status.stdout)["chain_id"] == "c"
    assert (node.returncode, out) == (0, "")
    assert {json.loads(line)["event"] for line in log.splitlines()} >= {"ready", "stopped"}


def test_a_node_in_this_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr("idos.cli.node.typer.echo", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    try:
        result = CliRunner().invoke(app, ["node", "run", str(folder), "--port", "0", "--json"])
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert result.exit_code == 0


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1", "TERM": "xterm-256color"}])
def test_without_a_terminal_there_are_no_control_characters(environment: dict[str, str]) -> None:
    for words in (["--help"], ["actions"], ["user", "profile"], ["actions", "nothing"]):
        done = subprocess.run(
            [*IDOS, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(**environment),
            check=False,
        )
        assert b"\x1b" not in done.stdout + done.stderr
        assert done.stdout + done.stderr


def test_a_node_that_refuses_to_say_how_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Response(1, None, RpcFault(-32000, "not today"))
    monkeypatch.setattr("idos.cli.node.HttpTransport.ask", lambda *_: fault)
    result = CliRunner().invoke(app, ["node", "status"])
    assert (result.exit_code, result.stderr) == (4, "error: not today (node_refused)\n")


@pytest.mark.parametrize(
    ("missing", "words"), [("typer", []), ("starlette", ["node", "verify", "x"]), ("numpy", ["demo"])]
)
def test_what_is_missing_is_named(missing: str, words: list[str]) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from idos.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {missing} is not installed")
    assert "pip install 'idos[all]'" in done.stderr


def test_an_interrupt_before_a_command_begins_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("idos.cli.app.app", interrupt)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 130
