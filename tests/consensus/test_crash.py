"""A writer killed again and again under load: what it acknowledged is there, and its chain is whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from idos.consensus.chain import verify_chain
from idos.store.records import Receipt
from idos.store.sqlite import SqliteStore

from .network import genesis

pytestmark = pytest.mark.slow

CYCLES = 5
ACKNOWLEDGED_BEFORE_THE_KILL = 150
ROOT = Path(__file__).parents[2]


def writer(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.consensus.crash_writer", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_no_acknowledged_transaction_is_lost_by_a_kill(tmp_path: Path) -> None:
    acknowledged: set[bytes] = set()
    last_height = 0
    for cycle in range(CYCLES):
        with writer(tmp_path / "store") as process:
            assert process.stdout is not None
            for seen, line in enumerate(process.stdout, 1):
                acknowledged.add(bytes.fromhex(line.strip()))
                if seen == ACKNOWLEDGED_BEFORE_THE_KILL + 37 * cycle:
                    process.kill()
            assert process.wait(30) == -9, "it was killed, and did not fail by itself"
        store = SqliteStore(tmp_path / "store")
        last = verify_chain(store, genesis())
        with store.read() as tx:
            missing = [tx_hash for tx_hash in acknowledged if tx.get(Receipt, tx_hash) is None]
        store.close()
        assert missing == []
        assert last.height > last_height
        last_height = last.height
    assert len(acknowledged) >= CYCLES * ACKNOWLEDGED_BEFORE_THE_KILL
