"""Files that are not as the node left them: refused by name, or as good as before; never served by halves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import httpx
import pytest

from idos.errors import IdosError
from idos.node import CONFIG_FILE, GENESIS_FILE, NodeConfig, load_config, open_node, read_genesis, verify
from idos.store.schema import DATABASE
from idos.store.seal import SEAL
from idos.store.sqlite import LOG
from tests.chaos.process import node, refusal
from tests.people import ALICE, uid
from tests.rpc.kit import Client

VALUE = "what ALICE wrote down"
Damage = Callable[[bytes], bytes]


def _flip(at: int) -> Damage:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _used(folder: Path, *, killed: bool) -> Path:
    """Let ALICE write to the node of the folder, and end it."""
    with node(folder) as (process, url), httpx.Client(timeout=30) as http:
        client = Client(url, http)
        client.join(ALICE)
        client.done(ALICE, "add_attribute", uid("note"), "note", VALUE)
        process.kill() if killed else process.stop()
    return folder


def _damage(file: Path, damage: Damage) -> None:
    file.write_bytes(damage(file.read_bytes()))


def _refusal(folder: Path) -> str:
    """Why the node of the folder does not start."""
    with pytest.raises(IdosError) as caught:
        _start(folder)
    return caught.value.message


def _start(folder: Path) -> None:
    load_config(folder, environ={})
    with open_node(NodeConfig(port=0, log_level="error"), read_genesis(folder), folder):
        pass


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node's folder after a stop, to be copied."""
    from tests.chaos.process import found

    return _used(found(tmp_path_factory.mktemp("stopped") / "node"), killed=False)


@pytest.fixture
def folder(stopped: Path, tmp_path: Path) -> Path:
    """A stopped node's folder."""
    return Path(shutil.copytree(stopped, tmp_path / "copy"))


@pytest.mark.parametrize(
    ("name", "damage", "reason"),
    [
        (GENESIS_FILE, lambda data: b"", f"{GENESIS_FILE}: "),
        (GENESIS_FILE, _cut, f"{GENESIS_FILE}: "),
        (
            GENESIS_FILE,
            lambda data: data.replace(b"idos-test", b"idos-tesu"),
            f"{GENESIS_FILE}: it is not the",
        ),
        (GENESIS_FILE, lambda data: data.replace(b"neobank", b"neobanl"), "restore it from a backup"),
        (CONFIG_FILE, lambda data: b"", f"{CONFIG_FILE}: its last line has no end"),
        (CONFIG_FILE, lambda data: data + b"port = 84", f"{CONFIG_FILE}: its last line has no end"),
        (CONFIG_FILE, lambda data: data + b"qort = 8484\n", f"{CONFIG_FILE}: there is no setting 'qort'"),
        (CONFIG_FILE, lambda data: b"\xff" + data, f"{CONFIG_FILE}: "),
        (f"state/{DATABASE}", lambda data: b"", f"{DATABASE} is damaged: it is gone or empty"),
        (f"state/{DATABASE}", _cut, f"{DATABASE} is damaged: "),
        (f"state/{DATABASE}", lambda data: data[:-4096], "restore its folder from a backup"),
        (
            f"state/{DATABASE}",
            lambda data: data.replace(VALUE.encode(), VALUE.swapcase().encode()),
            "the rows are not those that were committed",
        ),
    ],
)
def test_a_damaged_file_is_named_and_the_node_does_not_start(
    folder: Path, name: str, damage: Damage, reason: str
) -> None:
    _damage(folder / name, damage)
    assert reason in _refusal(folder)


@pytest.mark.parametrize("name", [GENESIS_FILE, f"state/{DATABASE}"])
def test_a_file_taken_away_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert Path(name).name in _refusal(folder)


def test_a_bit_flipped_in_the_genesis_changes_nothing_or_is_found(folder: Path) -> None:
    whole = (folder / GENESIS_FILE).read_bytes()
    before = read_genesis(folder)
    random = Random(5)
    reasons = []
    for _ in range(40):
        (folder / GENESIS_FILE).write_bytes(_flip(random.randrange(len(whole)))(whole))
        try:
            _start(folder)
        except IdosError as error:
            reasons.append(error.message)
        else:
            assert read_genesis(folder) == before
    assert len(reasons) > 20
    assert all(GENESIS_FILE in reason for reason in reasons)


def test_verify_and_start_agree_that_a_row_was_changed(folder: Path) -> None:
    _damage(folder / "state" / DATABASE, lambda data: data.replace(VALUE.encode(), VALUE.lower().encode()))
    reason = "the rows are not those that were committed"
    assert reason in refusal(folder)
    with pytest.raises(IdosError, match=reason):
        verify(folder)


@pytest.mark.parametrize("damage", [lambda data: b"", _cut, _flip(40), lambda data: b"\0" * len(data)])
def test_a_damaged_seal_costs_no_more_than_a_check(folder: Path, damage: Damage) -> None:
    _damage(folder / "state" / SEAL, damage)
    with node(folder) as (process, url), httpx.Client() as http:
        rows = Client(url, http).signed_call(ALICE, "get_attributes").result["query_result"]["values"]
        assert [row[3] for row in rows] == [VALUE]
        assert process.stop() == 0
    (warning, *_) = [json.loads(line) for line in process.log().splitlines()]
    assert (warning["level"], "all of it is checked" in warning["message"]) == ("warning", True)


def test_a_clean_stop_needs_no_check_and_a_kill_does(network: Path) -> None:
    for killed, checks in ((True, 0), (False, 1), (False, 0)):
        with node(network) as (process, _):
            process.kill() if killed else process.stop()
        assert process.log().count("all of it is checked") == checks


@pytest.mark.parametrize("damage", [lambda data: b"", _cut, lambda data: data[:-1], _flip(100), None])
def test_acknowledged_writes_that_went_with_the_log_are_missed(network: Path, damage: Damage | None) -> None:
    """The log of a killed node holds its last blocks. SQLite by itself would forget them without a word."""
    log = _used(network, killed=True) / "state" / LOG
    if damage:
        _damage(log, damage)
    else:
        log.unlink()
    for _ in range(2):
        assert f"{LOG} is damaged or gone" in _refusal(network)


def test_two_nodes_do_not_share_a_folder(network: Path) -> None:
    with node(network) as (process, url), httpx.Client() as http:
        (network / "state" / SEAL).unlink()
        assert refusal(network) == f"store_locked: another node uses {network / 'state'}; stop it first"
        with pytest.raises(IdosError, match="stop it first"):
            verify(network)
        Client(url, http).join(ALICE)
        assert process.stop() == 0
    verify(network)
