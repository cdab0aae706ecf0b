"""``idos pages run``, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

COMMAND = [sys.executable, "-m", "idos.cli", "pages", "run"]
TOML = """\
scheme = "https"
node_url = "https://node.example"
[hosts]
enclave = "enclave.example"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pages.toml"
    path.write_text(TOML)
    return path


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IDOS_")}
    with subprocess.Popen(
        [*COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_the_addresses_when_it_answers_and_ends_in_order(file: Path, signum: int) -> None:
    with running(str(file), "--port", "0", "--json") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"enclave": "https://enclave.example"}
        process.send_signal(signum)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")


def test_without_a_file_the_pages_are_on_this_machine_at_the_port_it_has() -> None:
    with running("--port", "0", "--node-url", "http://node.localhost:8484") as process:
        assert process.stdout is not None
        addresses = [process.stdout.readline().strip() for _ in range(4)]
        port = addresses[0].rsplit(":", 1)[1]
        names = ("enclave", "isle", "dashboard", "consumer")
        assert addresses == [f"http://{name}.localhost:{port}" for name in names]
        host = {"Host": f"isle.localhost:{port}"}
        config = httpx.get(f"http://127.0.0.1:{port}/config.json", headers=host).json()
        assert config["node"] == "http://node.localhost:8484"
        assert config["sites"] == dict(zip(names, addresses, strict=True))


def test_the_address_for_all_is_of_both_families() -> None:
    with running("--port", "0", "--host", "::") as process:
        if process.stdout is None or not (first := process.stdout.readline().strip()):
            pytest.skip("this machine has no IPv6")
        name, port = first.removeprefix("http://").rsplit(":", 1)
        for host in ("127.0.0.1", "[::1]"):
            answer = httpx.get(f"http://{host}:{port}/", headers={"Host": f"{name}:{port}"})
            assert answer.status_code == 200


def test_who_says_nothing_or_half_is_not_waited_for(file: Path) -> None:
    with running("--port", "0") as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().strip().rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as silent:
            silent.sendall(b"GET / HT")
            assert silent.recv(1) == b""


@pytest.mark.parametrize(
    ("added", "code", "exit_code"),
    [("colour = 1\n", "bad_pages", 3), ("verify = 'verify.example'\n", "bad_pages", 3)],
)
def test_what_is_wrong_with_the_settings_is_told(file: Path, added: str, code: str, exit_code: int) -> None:
    file.write_text(TOML + added)
    with running(str(file), "--port", "0") as process:
        _, err = process.communicate(timeout=30)
    assert process.returncode == exit_code
    assert f"({code})" in err
