"""The demo is run as people run it, and made to fail as it might."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from idos.apps import demo
from idos.apps.demo import own_node, story
from idos.apps.demo.cast import Cast
from idos.apps.demo.narrator import ExpectationError, Narrator
from idos.apps.demo.own_node import OwnNode
from idos.apps.demo.story import Story
from idos.apps.demo.town import HOSTS, HOSTS_LINE
from idos.apps.traces import RUN, Scan, Trace, Traces
from idos.errors import Unavailable
from idos.verification import draw_passport

SECONDS = 300
"""How long anything may take on the busiest machine."""
DEMO = [sys.executable, "-m", "idos.apps.demo"]
CHAPTERS = (
    "A network of one node, and a town",
    "Five people join the idOS through Neobank",
    "Neobank verifies passports",
    "Neobank issues the credential that Alice permits",
    "Alice has her data in her own hands",
    "Alice shares, and takes back",
    "Alice deletes everything",
    "Nothing of Alice's ciphertexts is left",
    "What was done",
    "Where to go with a browser",
)
ACTIONS = {
    "add_attribute",
    "add_user_as_inserter",
    "add_wallet",
    "create_credentials_by_dwg",
    "dwg_message",
    "erase_profile",
    "get_credential_attestation",
    "get_credential_owned",
    "get_credential_shared",
    "get_erasure_plan",
    "has_profile",
    "revoke_access_grant",
    "share_credential",
    "upsert_wallet_as_inserter",
}


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made, to see whether they go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def _is_answered(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/health").is_success
    except httpx.ConnectError:
        return False


def test_without_a_terminal_it_runs_to_its_end(scratch: Path) -> None:
    with _running(
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        out, errors = process.communicate(timeout=SECONDS)
    done = subprocess.CompletedProcess(DEMO, process.returncode, out, errors)
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stdout}\n{done.stderr}"
    assert "\x1b" not in done.stdout
    places = [done.stdout.index(f"\n{title}\n") for title in CHAPTERS]
    assert places == sorted(places)
    steps = done.stdout.count("✓ ") - len(re.findall(r"^ +✓ ", done.stdout, re.MULTILINE))
    numbers = re.findall(r"^ ?([0-9]+)  \w", done.stdout[places[-2] :], re.MULTILINE)
    assert numbers == [str(number) for number in range(1, steps + 1)]
    assert f"{steps} steps, each of them checked" in done.stdout
    assert set(re.findall(r"[a-z]+(?:_[a-z]+)+", done.stdout[places[-2] :])) >= ACTIONS
    port = re.search(r"Begin at http://localhost:([0-9]+)", done.stdout)
    assert port
    sites = re.findall(rf"^http://([a-z.]+):{port[1]}  ", done.stdout[places[-1] :], re.MULTILINE)
    assert sites[0] == "localhost", "the page to begin with comes first"
    assert set(sites) == set(HOSTS.values())
    assert list(scratch.iterdir()) == []


def test_with_a_terminal_it_stays_until_it_is_interrupted(scratch: Path) -> None:
    terminal, end = pty.openpty()
    termios.tcsetwinsize(end, (50, 80))
    with _running(stdin=end, stdout=end, stderr=end, start_new_session=True) as process:
        os.close(end)
        text = _read_until(terminal, "/api/v1/health")
        (url,) = set(re.findall(r"the node at (http://[0-9.:]+) too", text))
        assert _is_answered(url)
        (port,) = set(re.findall(r"Begin at http://localhost:([0-9]+)", text))
        assert httpx.get(f"http://127.0.0.1:{port}", headers={"Host": f"localhost:{port}"}).is_success
        os.killpg(process.pid, signal.SIGINT)
        _read_until(terminal, "The node is stopped, and its folder removed.")
        assert process.wait(SECONDS) == 0
    os.close(terminal)
    assert re.search(r"ends … [1-9] s", text), "a long wait is counted"
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).splitlines()
    assert max(len(line.split("\r")[-1].rstrip()) for line in lines) <= 80
    assert not _is_answered(url)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_when_it_is_ended_early_nothing_outlives_it(scratch: Path, signum: int) -> None:
    with _running(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = _read_until(process.stdout.fileno(), r"http://[0-9.]+:[0-9]+[\s,]")
        url = re.findall(r"http://[0-9.:]+", told)[0]
        process.send_signal(signum)
        time.sleep(0.05)
        process.send_signal(signum)  # somebody is impatient
        said, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == 128 + signum, told + said
    assert ("Interrupted. The node is stopped, and its folder removed." in said) == (signum == signal.SIGINT)
    assert not _is_answered(url)
    assert list(scratch.iterdir()) == []


def test_a_forged_passport_that_is_approved_fails_the_demo(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(story, "draw_passport", lambda person, **_: draw_passport(person))
    assert demo.main() == 1
    printed = capsys.readouterr().out
    assert "✗ Neobank reads Xavier's passport, and rejects it" in printed
    assert "The demo failed where Neobank reads Xavier's passport, and rejects it." in printed
    assert "The forged passport was approved. (not_as_told)" in printed
    assert list(scratch.iterdir()) == []


def test_without_the_story_the_town_opens_and_the_browser_too(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    visited: list[str] = []
    monkeypatch.setattr("webbrowser.open", visited.append)
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    assert demo.main(story=False, port=0, browse=True) == 0
    printed = capsys.readouterr().out
    assert f"Begin at {visited[0]}" in printed
    assert "Five people join" not in printed
    assert HOSTS_LINE in printed
    assert "Where to go with a browser" in printed
    assert list(scratch.iterdir()) == []


def test_a_node_that_does_not_start_fails_the_demo(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IDOS_PASSWORD", "is not for the node")
    monkeypatch.setattr(own_node, "_environment", lambda: {"IDOS_NODE_PORT": "no number"})
    assert demo.main(story=False) == 1
    printed = capsys.readouterr().out
    assert "the node did not start: environment: port: " in printed
    assert "The demo failed where The demo founds a network" in printed
    assert list(scratch.iterdir()) == []


def test_a_node_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = OwnNode(tmp_path / "node", owner="ab" * 32, inserter=f"a={'cd' * 32}")
    assert node.stop() == 0, "none runs yet"
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        'print(\'{"url": ""}\', flush=True); time.sleep(60)'
    )
    monkeypatch.setattr(own_node, "_command", lambda *_: [sys.executable, "-c", deaf])
    monkeypatch.setattr(own_node, "_STOP_SECONDS", 0.1)
    node.start()
    assert node.stop() == -signal.SIGKILL


def test_ctrl_c_ends_it_well_only_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("signal.pause", interrupt)
    monkeypatch.setattr(demo, "_tell", lambda *_: None)
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = [signal.getsignal(number) for number in signals]
    assert demo.main() == 0
    assert "Interrupted" not in capsys.readouterr().out
    monkeypatch.setattr(demo, "_tell", interrupt)
    assert demo.main() == 130
    assert "Interrupted" in capsys.readouterr().out
    assert [signal.getsignal(number) for number in signals] == handlers


def test_a_residue_fails_the_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search of the story is no formality: what is found is held against the node."""
    monkeypatch.setattr(story, "_PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(Traces, "search", lambda *_: Scan(1, 1, (Trace("state.sqlite", 0, RUN),)))
    node = OwnNode(tmp_path / "node", owner="ab" * 32, inserter=f"a={'cd' * 32}")
    cast = Cast({}, None, None, None, None)  # type: ignore[arg-type]  # nobody acts
    with pytest.raises(ExpectationError, match="leave the files"):
        Story(Narrator([]), node, cast, tmp_path).searching(Traces([]))


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="holds no node") as caught:
        own_node.idos_command("node", "verify", str(tmp_path))
    assert caught.value.code == "command_failed"


@contextmanager
def _running(**options: Any) -> Iterator[subprocess.Popen[Any]]:
    """The demo, which a test that fails does not wait for."""
    with subprocess.Popen(DEMO, **options) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _read_until(descriptor: int, pattern: str) -> str:
    read, deadline = "", time.monotonic() + SECONDS
    while not re.search(pattern, read):
        readable, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
        part = os.read(descriptor, 65_536) if readable else b""
        assert part, f"it ended, or was silent, after:\n{read}"
        read += part.decode(errors="replace")
    return read
