"""A node killed under load loses nothing that it acknowledged. ``make chaos`` does this hundreds of times."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import httpx
import pytest

from tests.chaos.campaign import Plan, run
from tests.chaos.load import User, Violation
from tests.chaos.process import node
from tests.people import ALICE
from tests.rpc.kit import Client


def test_a_killed_node_keeps_its_promises(tmp_path: Path) -> None:
    figures = run(tmp_path, Plan(seed=1, cycles=6, verify_every=3, longest_load=0.4))
    counts = figures.counts
    assert counts["kill"] + counts["kill at start"] + counts["stop"] == 6
    assert counts["acknowledged"] > 20
    assert counts["records read"] > 20
    assert counts["verifications"] == 2
    assert counts["secrets deleted"] > 5


def test_acknowledged_writes_that_are_lost_would_be_noticed(network: Path) -> None:
    """An old state of the folder, whole in itself, stands for a node that forgot."""
    user, old = User(ALICE, Random(1)), network.with_name("old")
    for goes_on in (True, False):
        with node(network) as (process, url), httpx.Client(timeout=30) as http:
            client = Client(url, http)
            if goes_on:
                client.join(ALICE)
            user.settle(client)
            user.check(client)
            for _ in range(3):
                user.do(client, user.next_operation())
            assert process.stop() == 0
        if goes_on:
            shutil.copytree(network / "state", old)
    shutil.rmtree(network / "state")
    shutil.copytree(old, network / "state")
    with node(network) as (_, url), httpx.Client(timeout=30) as http:
        with pytest.raises(Violation, match="6 acknowledged, 3 in blocks"):
            user.settle(Client(url, http))
        with pytest.raises(Violation, match="differ"):
            user.check(Client(url, http))


def test_a_campaign_that_fails_says_how_to_repeat_it(tmp_path: Path) -> None:
    (tmp_path / "era-0").mkdir()
    (tmp_path / "era-0" / "genesis.json").write_text("of another node")
    with pytest.raises(Violation, match=r"seed 5, era 0, folder .*: .*holds a node already"):
        run(tmp_path, Plan(seed=5, cycles=1))
    assert (tmp_path / "era-0").exists()
