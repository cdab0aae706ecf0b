"""A clock that is wrong, or is set while the node runs."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from idos.errors import Unavailable
from idos.node import Node, NodeConfig, open_node, serving
from tests.people import ALICE, uid
from tests.rpc.kit import Client, Clock, genesis

CONFIG = NodeConfig(port=0, log_level="warning", body_retention_seconds=1)
YEAR = timedelta(days=366).total_seconds()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a node that ran when its clock was right."""
    with open_node(CONFIG, genesis(), tmp_path, clock=Clock()):
        return tmp_path


def _opened(folder: Path, *, off: float) -> Any:
    clock = Clock()
    clock.now += off
    return open_node(CONFIG, genesis(), folder, clock=clock)


def test_a_clock_that_is_years_behind_keeps_the_node_from_starting(folder: Path) -> None:
    with (
        pytest.raises(Unavailable, match="behind the newest block: set the clock") as caught,
        _opened(folder, off=-30 * YEAR),
    ):
        pytest.fail("it started")
    assert caught.value.code == "clock"
    with _opened(folder, off=0):
        pass


@pytest.mark.parametrize(("off", "warnings"), [(-3600, 1), (0, 0), (YEAR / 2, 0), (-30, 0)])
def test_a_clock_that_may_be_wrong_is_warned_of(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes], off: float, warnings: int
) -> None:
    with _opened(folder, off=off):
        pass
    events = [json.loads(line) for line in capfdbinary.readouterr().err.splitlines()]
    told = [event["seconds_after_newest_block"] for event in events if event["event"] == "clock"]
    assert told == [int(off)] * warnings


def _bodies_are_gone(client: Client, tx_hash: str) -> bool:
    shown = client.rpc("user.tx_query", {"tx_hash": tx_hash}).result
    return bool(shown["tx"]["body"]["payload"] == "")


def test_a_clock_set_back_while_the_node_runs_neither_stops_nor_reverses_time(tmp_path: Path) -> None:
    clock = Clock()
    with (
        open_node(CONFIG, genesis(), tmp_path, clock=clock) as node,
        serving(node) as url,
        httpx.Client() as http,
    ):
        client = Client(url, http)
        client.join(ALICE)
        times = [_block_time(node)]
        clock.now -= 10 * YEAR
        for number in range(5):
            reply = client.execute(ALICE, "add_attribute", uid(f"note {number}"), "note", "value")
            times.append(_block_time(node))
        assert times == sorted(set(times))
        deadline = time.monotonic() + 30
        while not _bodies_are_gone(client, reply.result["tx_hash"]):
            assert time.monotonic() < deadline, "what a transaction carried is kept for ever"
            time.sleep(0.1)


def _block_time(node: Node) -> int:
    return node.services.engine.status().block_time


def test_a_network_founded_in_the_future_keeps_its_own_time(tmp_path: Path) -> None:
    founded = replace(genesis(), time_ms=int(Clock().now * 1000 + YEAR / 2 * 1000))
    with open_node(CONFIG, founded, tmp_path, clock=Clock()) as node:
        first = node.services.engine.status().now
        time.sleep(0.1)
        assert first > founded.time_ms
        assert node.services.engine.status().now >= first + 40
