"""Killed while version 2 begins: the chain is wholly before or after, and goes on to the same hashes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from idos.consensus.chain import verify_chain
from idos.node import STATE_FOLDER
from idos.protocol.transaction import Transaction
from idos.store.governance import Upgrade
from idos.store.memory import MemoryStore
from idos.store.record import Record
from idos.store.records import Block, Receipt, TransactionBody
from idos.store.seal import SEAL
from idos.store.sqlite import LOG, SqliteStore
from tests.upgrades import crossing, killing
from tests.upgrades.crossing import AT, BEFORE, BEGINS, HEAD, SECOND
from tests.upgrades.kit import (
    FOLDER,
    Chain,
    Made,
    Plan,
    Signer,
    genesis,
    lasting,
    loaded,
    migrated,
    rows,
    write_plans,
)

KILLED = 2
"""How many blocks are made by a process to be killed: the first of version 2, and the one after it."""

FRAME_HEADER, PAGE = 24, 4096


class Straight:
    """The chain that nothing interrupts: each of its blocks, and its records after each."""

    def __init__(self, store: MemoryStore, plans: Sequence[Plan]) -> None:
        chain = Chain(store)
        self.plans = plans
        self.made: list[Made] = []
        self.states: dict[int, list[Record]] = {}
        for plan in plans:
            self.made.append(chain.make(plan))
            self.states[chain.committer.position.head.height] = lasting(store)

    def check(self, folder: Path, *, to_the_end: bool) -> int:
        """Check what a kill left in a folder, and give its height; ``to_the_end``, let its chain go on."""
        with closing(SqliteStore(folder)) as store:
            height = verify_chain(store, genesis()).height
            chain = Chain(store)
            assert (chain.committer.position.head.height, chain.version) == (height, 2 if height >= AT else 1)
            assert lasting(store) == self.states[height]
            if to_the_end:
                done = height - HEAD
                assert [chain.make(plan) for plan in self.plans[done:]] == self.made[done:]
                assert lasting(store) == self.states[chain.committer.position.head.height]
                assert verify_chain(store, genesis()) == chain.committer.position.head
        return height


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Straight:
    with closing(migrated(tmp_path_factory.mktemp("straight"))) as store:
        return Straight(loaded(store), crossing.plans(store))


@pytest.fixture
def folder(straight: Straight, tmp_path: Path) -> Path:
    """A closed store of the chain up to the blocks that are made by a process to be killed."""
    with closing(migrated(tmp_path / "node")) as store:
        chain = Chain(store)
        for plan in straight.plans[:BEFORE]:
            chain.make(plan)
    write_plans(tmp_path / killing.PLANS, straight.plans[BEFORE : BEFORE + KILLED])
    return tmp_path / "node" / STATE_FOLDER


def test_a_kill_at_any_step_leaves_a_whole_block(straight: Straight, folder: Path, tmp_path: Path) -> None:
    steps = killing.steps(killing.cross, folder, tmp_path)
    commits = [number for number, name in enumerate(steps) if name == "COMMIT"][-KILLED:]
    for number in range(len(steps) + 1):
        committed = sum(number > commit for commit in commits)
        around = {number - 1, number} & set(commits)
        height = straight.check(tmp_path / str(number), to_the_end=bool(around))
        assert height == AT - 1 + committed, f"killed before {steps[number : number + 1]}"


def test_a_commit_that_reached_the_disk_in_part_did_not_happen(
    straight: Straight, folder: Path, tmp_path: Path
) -> None:
    """What a kill right after the activating commit leaves, its log cut where each page of it begins."""
    with closing(SqliteStore(folder)) as store:
        chain = Chain(store)
        before, seal = (folder / LOG).stat().st_size, (folder / SEAL).read_bytes()
        chain.make(straight.plans[BEFORE])
        after = shutil.copytree(folder, tmp_path / "after")
    (after / SEAL).write_bytes(seal)
    log = (after / LOG).read_bytes()
    ends = range(before, len(log) + 1, FRAME_HEADER + PAGE)
    assert (len(ends) > 10, ends[-1]) == (True, len(log))
    for end in ends:
        cut = shutil.copytree(after, tmp_path / f"cut at {end}")
        (cut / LOG).write_bytes(log[:end])
        height = straight.check(cut, to_the_end=end in (before, ends[-2], len(log)))
        assert height == (AT if end == len(log) else AT - 1)


def writer(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.upgrades.crash_writer", str(folder)],
        cwd=FOLDER.parents[1],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("after", [0, 7])
def test_no_acknowledged_transaction_is_lost_around_the_activation(tmp_path: Path, after: int) -> None:
    """An engine under load is killed before the activation, then so many receipts after it."""
    with closing(migrated(tmp_path)) as store:
        Chain(store).block(crossing.NOW * SECOND, Signer(store).schedule(2, 0, BEGINS))
        copy = Chain(loaded(store))
    folder, acknowledged, versions = tmp_path / STATE_FOLDER, set[str](), list[str]()
    for seen, version in ((20, "1"), (after, "2")):
        with writer(folder) as process:
            assert process.stdout is not None
            left = seen
            for line in process.stdout:
                tx_hash, version_of_block = line.split()
                acknowledged.add(tx_hash)
                versions.append(version_of_block)
                left -= version_of_block == version
                if left < 0:
                    process.kill()
            assert process.wait(30) == -9, "it was killed, and did not fail by itself"
        with closing(SqliteStore(folder)) as store:
            verify_chain(store, genesis())
    with closing(SqliteStore(folder)) as store:
        assert acknowledged <= {receipt.tx_hash.hex() for receipt in rows(store, Receipt)}
        _check_that_it_began_once(store)
        plans = made(store, since=copy.committer.position.head.height + 1)
        for plan in plans:
            again = copy.make(plan)
            assert again.header == rows(store, Block)[again.header.height]
        assert lasting(copy.store) == lasting(store)


def _check_that_it_began_once(store: SqliteStore) -> None:
    (upgrade,) = rows(store, Upgrade)
    (first,) = [block for block in rows(store, Block) if block.time >= BEGINS * SECOND][:1]
    assert upgrade == Upgrade(2, 0, BEGINS, first.height)


def made(store: SqliteStore, since: int) -> list[Plan]:
    """The blocks of a store that kept all bodies, as they can be made again."""
    bodies = {body.tx_hash: Transaction.decode(body.body) for body in rows(store, TransactionBody)}
    receipts = rows(store, Receipt)
    return [
        (
            block.time,
            [
                bodies[each.tx_hash]
                for each in sorted(receipts, key=lambda each: each.position)
                if each.height == block.height
            ],
        )
        for block in rows(store, Block)[since:]
    ]
