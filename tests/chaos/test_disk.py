"""Disks that are full, fail, or cannot be written: refused with a reason, served no further than is true."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from idos.node import verify
from tests.chaos.disks import limited_files, read_only_disk, seen_by, small_disk, small_disk_for_all
from tests.chaos.process import SECONDS, node, refusal
from tests.people import ALICE, uid
from tests.rpc.kit import Client

VALUE = "x" * 16_000
MEGABYTE = 1 << 20


def _fill(client: Client) -> set[str]:
    """Write until the node can't. Gives what was acknowledged."""
    kept: set[str] = set()
    for number in range(500):
        attribute = uid(f"attribute {number}")
        reply = client.execute(ALICE, "add_attribute", attribute, "note", VALUE)
        if "error" in reply.body:
            assert reply.error == (-700, "the node can not answer now: disk")
            return kept
        assert reply.result["result"]["code"] == 0
        kept.add(str(attribute))
    pytest.fail("the disk never filled up")


def _is_refused(client: Client) -> bool:
    return "error" in client.execute(ALICE, "add_attribute", uid("refused"), "note", VALUE).body


def _attributes(client: Client) -> set[str]:
    rows = client.signed_call(ALICE, "get_attributes").result["query_result"]["values"] or []
    assert all(row[3] == VALUE for row in rows)
    return {row[0] for row in rows}


def _health(client: Client) -> int:
    return client.get("/api/v1/health").status_code


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.1)


@pytest.mark.parametrize("disk", [small_disk, small_disk_for_all])
def test_a_node_on_a_full_disk_goes_on_reading_and_recovers_with_the_disk(
    network: Path, tmp_path: Path, disk: Callable[[Path, str], list[str]]
) -> None:
    with node(network, prefix=disk(network, "12m")) as (process, url), httpx.Client(timeout=30) as http:
        client = Client(url, http)
        client.join(ALICE)
        inside = seen_by(process.process.pid, network)
        filler = inside / "state" / "filler"
        filler.write_bytes(bytes(8 * MEGABYTE))
        kept = _fill(client)
        _until(lambda: _is_refused(client) and _health(client) == 503)
        assert _attributes(client) == kept
        shutil.copytree(inside / "state", tmp_path / "full" / "state")
        filler.unlink()
        _until(lambda: _health(client) == 200)
        client.done(ALICE, "add_attribute", uid("later"), "note", VALUE)
        assert _attributes(client) == {*kept, str(uid("later"))}
        assert process.stop() == 0
    for file in ("genesis.json", "config.toml"):
        shutil.copy(network / file, tmp_path / "full")
    verify(tmp_path / "full")
    with node(tmp_path / "full") as (_, url), httpx.Client(timeout=30) as http:
        assert _attributes(Client(url, http)) == kept


def test_a_node_whose_disk_fails_writes_no_more_until_it_is_started_again(network: Path) -> None:
    with node(network, prefix=limited_files(4_000)) as (process, url), httpx.Client(timeout=30) as http:
        client = Client(url, http)
        client.join(ALICE)
        kept = _fill(client)
        assert _health(client) == 503
        assert _attributes(client) == kept
        process.kill()
    verify(network)
    with node(network) as (_, url), httpx.Client(timeout=30) as http:
        client = Client(url, http)
        assert _attributes(client) == kept
        client.done(ALICE, "add_attribute", uid("later"), "note", VALUE)


def test_a_disk_without_room_for_a_database_is_refused(network: Path) -> None:
    assert refusal(network, prefix=small_disk(network, "64k")) == "disk: the disk is full"


def test_a_folder_that_can_not_be_written_is_refused(network: Path) -> None:
    with node(network) as (process, _):
        assert process.stop() == 0
    state = network / "state"
    reason = f"disk: {state}/seal cannot be used: Read-only file system"
    assert refusal(network, prefix=read_only_disk(state)) == reason
    with node(network):
        pass
