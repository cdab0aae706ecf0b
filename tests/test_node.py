"""Configuration, the folder of a node, and a node as a process."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from idos.actions.genesis import Genesis
from idos.errors import IdosError, Invalid, Unavailable
from idos.node import (
    CONFIG_FILE,
    ENVIRONMENT_PREFIX,
    GENESIS_FILE,
    URL_FILE,
    NodeConfig,
    init,
    load_config,
    open_node,
    read_genesis,
    run,
    serving,
    settings,
    verify,
)
from idos.protocol.requests import Broadcast
from tests.actions.world import bundle, sharing
from tests.people import ALICE, CHARLIE, NEOBANK, encryption_key, uid
from tests.rpc.kit import Client, Clock, genesis, listening, running, transaction

DOCS = Path(__file__).parents[1] / "docs" / "operator.md"
PROGRAM = """
import sys
from pathlib import Path
from idos.node import load_config, run
folder = Path(sys.argv[1])
run(folder, load_config(folder), ready=lambda url: print(url, flush=True))
"""

FAULTY = """
import sys
from idos.consensus import machine
from idos.cli import main

dispatch = machine.dispatch

def faulty(ctx, tx, name, arguments, *, reading):
    if name == "edit_public_notes_as_issuer":
        raise KeyError(repr(arguments))
    return dispatch(ctx, tx, name, arguments, reading=reading)

machine.dispatch = faulty
sys.argv = ["idos", "node", "run", sys.argv[1]]
main()
"""


def configured(folder: Path, text: str) -> Path:
    (folder / CONFIG_FILE).write_text(text + "\n")
    return folder


def test_without_any_configuration_the_defaults_hold(tmp_path: Path) -> None:
    assert load_config(tmp_path, environ={}) == NodeConfig()


def test_flags_go_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    configured(tmp_path, "port = 1\nthreads = 1\nmax_sessions = 1\n")
    environ = {"IDOS_NODE_PORT": "2", "IDOS_NODE_THREADS": "2", "PATH": "/bin"}
    config = load_config(tmp_path, environ=environ, flags={"port": 3, "private": None})
    assert (config.port, config.threads, config.max_sessions) == (3, 2, 1)


def test_the_environment_is_text(tmp_path: Path) -> None:
    environ = {
        "IDOS_NODE_PRIVATE": "true",
        "IDOS_NODE_PUBLIC_URLS": "https://a.example, https://b.example/x",
        "IDOS_NODE_SESSION_SECONDS": "1.5",
        "IDOS_NODE_ALLOWED_ORIGINS": "",
        "IDOS_NODE_STORE": "memory",
    }
    config = load_config(tmp_path, environ=environ)
    assert config.private
    assert config.public_urls == ("https://a.example", "https://b.example/x")
    assert config.session_seconds == 1.5
    assert config.allowed_origins == ()
    assert config.store == "memory"


def test_a_whole_number_of_seconds_may_be_written_as_such(tmp_path: Path) -> None:
    assert load_config(configured(tmp_path, "session_seconds = 60"), environ={}).session_seconds == 60.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 1", "config.toml: there is no setting 'prot'"),
        ("[rpc]\nport = 1", "config.toml: there is no setting 'rpc'"),
        ("port = '1'", "config.toml: port: Expected `int`, got `str`"),
        ("port = 65536", "config.toml: port: Expected `int` <= 65535"),
        ("port = -1", "config.toml: port: Expected `int` >= 0"),
        ("threads = 0", "config.toml: threads: "),
        ("session_seconds = 0", "config.toml: session_seconds: "),
        ("session_seconds = nan", "config.toml: session_seconds: "),
        ("store = 'postgres'", "config.toml: store: "),
        ("log_level = 'loud'", "config.toml: log_level: "),
        ("max_request_bytes = 6_000_001", "config.toml: max_request_bytes: "),
        ('statement = "two\\nlines"', "config.toml: statement: "),
        ("public_urls = ['https://a.example/']", "config.toml: public_urls: "),
        ("public_urls = ['a.example']", "config.toml: public_urls: "),
        ("public_urls = 'https://a.example'", "config.toml: public_urls: "),
        ("allowed_origins = ['https://a.example/x']", "config.toml: allowed_origins: "),
        ("allowed_origins = ['*']", "config.toml: allowed_origins: "),
        ("port = ", "config.toml: "),
    ],
)
def test_what_is_no_setting_or_out_of_its_bounds_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(Invalid, match=re.escape(message)) as error:
        load_config(configured(tmp_path, text), environ={})
    assert error.value.code == "invalid_config"


@pytest.mark.parametrize(
    ("environ", "flags", "message"),
    [
        ({"IDOS_NODE_PROT": "1"}, None, "environment: there is no setting 'prot'"),
        ({"IDOS_NODE_PORT": "x"}, None, "environment: port: "),
        ({}, {"prot": 1}, "flags: there is no setting 'prot'"),
        ({}, {"port": "1"}, "flags: port: "),
    ],
)
def test_so_it_is_elsewhere(tmp_path: Path, environ: dict[str, str], flags: Any, message: str) -> None:
    with pytest.raises(Invalid, match=re.escape(message)):
        load_config(tmp_path, environ=environ, flags=flags)


def test_a_configuration_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text("port = 8484\nmax_sessions = 10")
    with pytest.raises(Invalid, match="is the file whole"):
        load_config(tmp_path, environ={})


def test_a_new_folder_lists_every_setting_and_keeps_the_genesis(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    init(folder, genesis())
    assert read_genesis(folder) == genesis()
    text = (folder / CONFIG_FILE).read_text()
    assert {line.split(" = ")[0].removeprefix("# ") for line in text.splitlines() if " = " in line} == {
        field.name for field in fields(NodeConfig)
    }
    development = ("http://localhost:*", "http://127.0.0.1:*")
    assert load_config(folder, environ={}) == NodeConfig(allowed_origins=development)
    everything = text.replace("\n# ", "\n").split("\n", 1)[1]
    settled = "\n".join(line for line in everything.splitlines() if re.match(r"[a-z_]+ = ", line))
    (folder / CONFIG_FILE).write_text(settled + "\n")
    assert load_config(folder, environ={}) == NodeConfig(allowed_origins=development)
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    init(tmp_path, genesis())
    with pytest.raises(Invalid, match="holds a node already"):
        init(tmp_path, genesis())


def test_an_empty_folder_holds_no_node(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds no node"):
        read_genesis(tmp_path)


def test_every_setting_is_documented() -> None:
    table = [f"| `{each.name}` | `{each.default}` | {each.doc} |" for each in settings()]
    assert len(table) == len(fields(NodeConfig))
    assert "\n".join(table) in DOCS.read_text()


CONFIG = NodeConfig(port=0, log_level="error")


def refused(folder: Path, first: Genesis) -> IdosError:
    with pytest.raises(IdosError) as error, open_node(CONFIG, first, folder):
        pytest.fail("it opened")
    return error.value


def test_a_folder_of_another_network_is_refused(tmp_path: Path) -> None:
    with open_node(CONFIG, genesis(), tmp_path):
        pass
    error = refused(tmp_path, replace(genesis(), chain_id="another"))
    assert (type(error), error.code) == (Invalid, "other_genesis")
    with open_node(CONFIG, genesis(), tmp_path):
        pass


def test_a_folder_serves_one_node_at_a_time(tmp_path: Path) -> None:
    with open_node(CONFIG, genesis(), tmp_path):
        error = refused(tmp_path, genesis())
    assert (type(error), error.code) == (Unavailable, "store_locked")


def test_the_state_survives_the_node(tmp_path: Path) -> None:
    with open_node(CONFIG, genesis(), tmp_path) as node, serving(node) as url, httpx.Client() as http:
        Client(url, http).done(
            NEOBANK, "add_user_as_inserter", uid("kept on disk"), encryption_key("x"), "user"
        )
        assert (tmp_path / URL_FILE).read_text() == url + "\n"
    assert not (tmp_path / URL_FILE).exists()
    with open_node(CONFIG, genesis(), tmp_path) as node, serving(node) as url, httpx.Client() as http:
        assert Client(url, http).nonce(NEOBANK) == 1


def test_a_stopped_nodes_files_can_be_verified(tmp_path: Path) -> None:
    init(tmp_path, genesis())
    with pytest.raises(Invalid, match="the node never ran"):
        verify(tmp_path)
    with open_node(CONFIG, genesis(), tmp_path), pytest.raises(Unavailable) as running:
        verify(tmp_path)
    assert running.value.code == "store_locked"
    assert verify(tmp_path).height == 0


def test_a_genesis_that_is_no_genesis_is_named(tmp_path: Path) -> None:
    (tmp_path / GENESIS_FILE).write_text("{}")
    with pytest.raises(Invalid, match="restore it from a backup"):
        read_genesis(tmp_path)


def test_a_folder_that_can_not_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be used") as error:
        init(tmp_path / "file", genesis())
    assert error.value.code == "disk"


YEAR = 366 * 86_400


@pytest.mark.parametrize("seconds", [-YEAR, YEAR])
def test_a_clock_that_is_years_away_stops_the_node(seconds: int) -> None:
    now = genesis().time_ms // 1000 + seconds
    with (
        pytest.raises(Unavailable, match="set the clock") as stopped,
        open_node(CONFIG, genesis(), clock=lambda: now),
    ):
        pytest.fail("it opened")
    assert stopped.value.code == "clock"


def test_a_clock_that_is_years_ahead_ends_no_lock(tmp_path: Path) -> None:
    """Its copy would be erased in the first block."""
    clock = Clock()
    with running(clock, tmp_path) as (_, client):
        client.join(ALICE)
        issued = bundle(NEOBANK, "passport")
        client.done(NEOBANK, "upsert_credential_as_inserter", uid("passport"), ALICE.id, *issued)
        locked = sharing("passport", "copy", CHARLIE.caller, int(clock.now) + 1_000)
        client.done(ALICE, "share_credential", *locked)
        client.done(ALICE, "remove_credential", uid("passport"))
    wrong = Clock()
    wrong.now += YEAR
    with pytest.raises(Unavailable, match="set the clock"), running(wrong, tmp_path):
        pytest.fail("it opened")
    with running(clock, tmp_path) as (_, client):
        read = client.signed_call(CHARLIE, "get_credential_shared", uid("copy")).result["query_result"]
        assert len(read["values"]) == 1


def test_who_says_that_the_clock_is_right_starts_the_node_and_is_told() -> None:
    config = replace(CONFIG, clock_is_right=True)
    with open_node(config, genesis(), clock=lambda: began() + YEAR) as node:
        assert node.services.engine.status().now == (began() + YEAR) * 1000


def began() -> float:
    return genesis().time_ms / 1000


def test_the_url_is_written_whole(tmp_path: Path) -> None:
    """Who waits for the file never reads a part of it, nor finds it gone while it is replaced."""
    (tmp_path / URL_FILE).write_text("http://former.example\n")
    with open_node(CONFIG, genesis(), tmp_path) as node, serving(node) as url:
        assert (tmp_path / URL_FILE).read_text() == url + "\n"
        assert [path.name for path in tmp_path.glob(f"{URL_FILE}*")] == [URL_FILE]


@pytest.mark.parametrize(("seconds", "warned"), [(-61, True), (-59, False), (3600, False)])
def test_a_clock_that_may_be_wrong_is_logged(
    capfd: pytest.CaptureFixture[str], seconds: int, warned: bool
) -> None:
    now = genesis().time_ms // 1000 + seconds
    with open_node(replace(CONFIG, log_level="warning"), genesis(), clock=lambda: now):
        pass
    assert ('"event":"clock"' in capfd.readouterr().err) is warned


def test_in_memory_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    with open_node(replace(CONFIG, store="memory"), genesis(), tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_node_that_can_not_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_node(CONFIG, genesis()) as node:
        node.services.close()
        monkeypatch.setattr(type(node), "serve", lambda self, ready: None)
        with pytest.raises(Unavailable, match="did not start"), serving(node):
            pytest.fail("it served")


def test_a_running_node_is_stopped_by_a_signal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    init(tmp_path, genesis())
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    urls = []

    def stop(url: str) -> None:
        urls.append(url)
        logging.getLogger("anything").error("told")
        os.kill(os.getpid(), signal.SIGTERM)

    try:
        run(tmp_path, CONFIG, ready=stop)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert len(urls) == 1
    assert json.loads(capfd.readouterr().err)["message"] == "told"


@contextmanager
def process(
    folder: Path, program: str = PROGRAM, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A node in a process of its own, and its URL."""
    chosen = {ENVIRONMENT_PREFIX + name.upper(): value for name, value in settings.items()}
    environ = {**os.environ, "IDOS_NODE_PORT": "0", **chosen}
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    ) as node:
        assert node.stdout
        try:
            yield node, node.stdout.readline().strip()
        finally:
            node.kill()


def test_clients_that_say_half_do_not_hold_up_the_end(tmp_path: Path) -> None:
    """Nor do streams; and what was acknowledged is there afterwards."""
    init(tmp_path, genesis())
    with process(tmp_path, header_seconds="600", body_seconds="600") as (node, url), ExitStack() as opened:
        client = Client(url, opened.enter_context(httpx.Client(timeout=30)))
        client.join(ALICE)
        opened.enter_context(listening(client.with_token(ALICE)))
        address = url.removeprefix("http://").split(":")
        for sent in (b"", b"POST /rpc", b"POST /rpc/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"):
            connection = opened.enter_context(socket.create_connection((address[0], int(address[1])), 10))
            connection.sendall(sent)
        assert client.rpc("user.ping").result
        node.send_signal(signal.SIGTERM)
        node.communicate(timeout=60)
    assert node.returncode == 0
    assert verify(tmp_path).height == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_finishes_what_is_at_hand_and_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    init(tmp_path, genesis())
    answered: list[dict[str, Any]] = []
    with process(tmp_path) as (node, url):
        assert (tmp_path / URL_FILE).read_text().strip() == url

        def write() -> None:
            with httpx.Client(timeout=30) as http:
                for nonce in range(1, 10_000):
                    user = uid(f"user {nonce}"), encryption_key("x"), "user"
                    tx = transaction(NEOBANK, nonce, "add_user_as_inserter", *user)
                    try:
                        reply = Client(url, http).rpc("user.broadcast", Broadcast(tx, sync=True).to_json())
                    except (httpx.TransportError, json.JSONDecodeError):  # or says that it stops
                        return
                    answered.append(reply.body)

        writer = Thread(target=write)
        writer.start()
        while len(answered) < 20:
            time.sleep(0.01)
        node.send_signal(number)
        _, errors = node.communicate(timeout=30)
        writer.join()
    assert node.returncode == 0, errors
    assert all(reply["result"]["result"]["code"] == 0 for reply in answered), answered[-1]
    events = [json.loads(line)["event"] for line in errors.splitlines()]
    assert events[-1] == "stopped"
    assert "ready" in events
    assert not (tmp_path / URL_FILE).exists()
    with process(tmp_path) as (_, url), httpx.Client() as http:
        nonce = Client(url, http).nonce(NEOBANK)
        assert nonce >= len(answered), "what was acknowledged is there"
    assert (tmp_path / GENESIS_FILE).exists()


def test_a_rule_that_fails_ends_the_process_and_loses_nothing(tmp_path: Path) -> None:
    init(tmp_path, genesis())
    user = uid("a user"), encryption_key("x"), "user"
    good = transaction(NEOBANK, 1, "add_user_as_inserter", *user)
    fatal = transaction(NEOBANK, 2, "edit_public_notes_as_issuer", "an id of notes", "somebody's notes")
    with process(tmp_path, FAULTY) as (node, url), httpx.Client(timeout=30) as http:
        assert Client(url, http).rpc("user.broadcast", Broadcast(good, sync=True).to_json()).body["result"]
        try:
            reply = Client(url, http).rpc("user.broadcast", Broadcast(fatal, sync=True).to_json())
            assert "result" not in reply.body
        except httpx.TransportError:
            pass  # it was faster to leave than to answer
        _, errors = node.communicate(timeout=30)
    assert node.returncode == 4
    last = errors.splitlines()[-1]
    assert f"KeyError in transaction {fatal.hash().hex()}: the node stops" in last
    assert "Start it again" in last
    assert "rule_failed" in last
    assert "somebody's notes" not in errors
    assert verify(tmp_path).height == 1
    with process(tmp_path) as (_, url), httpx.Client(timeout=30) as http:
        assert Client(url, http).nonce(NEOBANK) == 1
        body = Client(url, http).rpc("user.broadcast", Broadcast(fatal, sync=True).to_json()).body
        assert body["result"]["result"]["code"] == 0
