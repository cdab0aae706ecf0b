"""Files that must not be upgraded, or not be gone on with: they stay as the old program left them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from idos import node
from idos.errors import IdosError
from idos.node import GENESIS_FILE, STATE_FOLDER, NodeConfig, check_upgrade, open_node, read_genesis
from idos.store.governance import Ownership
from idos.store.schema import DATABASE
from idos.store.seal import SEAL, Seal, digest_of
from tests.upgrades.kit import files, migrated, unpacked


def user_version(folder: Path) -> int:
    with closing(sqlite3.connect(folder / STATE_FOLDER / DATABASE)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def of_another_network(folder: Path) -> None:
    genesis = folder / GENESIS_FILE
    genesis.write_text(genesis.read_text().replace('"time_ms": 1', '"time_ms": 2', 1))


def without_its_last_commits(folder: Path) -> None:
    state = folder / STATE_FOLDER
    with closing(Seal(state / SEAL)) as seal:
        left = seal.read()
        assert left
        seal.write(left.commits + 3, digest_of(state / DATABASE))


def with_a_hole_in_an_index(folder: Path) -> None:
    """A row that the unique index does not have: SQLite's quick check does not see it."""
    state = folder / STATE_FOLDER
    with closing(sqlite3.connect(state / DATABASE, isolation_level=None)) as connection:
        (definition,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'wallets_identity'"
        ).fetchone()
        (wallet,) = connection.execute("SELECT hex(id) FROM wallets").fetchone()
        connection.execute("DROP INDEX wallets_identity")
        connection.execute(f"{definition} AND id <> x'{wallet}'")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'wallets_identity'", (definition,))
    with closing(Seal(state / SEAL)) as seal:
        left = seal.read()
        assert left
        seal.write(left.commits, digest_of(state / DATABASE))


def started(folder: Path) -> None:
    with open_node(NodeConfig(port=0, log_level="error"), read_genesis(folder), folder):
        pytest.fail("it started")


@pytest.mark.parametrize("attempt", [check_upgrade, node.upgrade, started])
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (of_another_network, "other_genesis"),
        (without_its_last_commits, "store_corrupt"),
        (with_a_hole_in_an_index, "store_corrupt"),
    ],
)
def test_what_is_refused_is_not_upgraded_before(
    tmp_path: Path, spoil: Callable[[Path], None], code: str, attempt: Callable[[Path], object]
) -> None:
    folder = unpacked(tmp_path)
    spoil(folder)
    with pytest.raises(IdosError) as caught:
        attempt(folder)
    assert caught.value.code == code
    assert user_version(folder) == 1


@pytest.mark.parametrize("attempt", [check_upgrade, started])
def test_a_state_that_its_newest_header_does_not_name_is_not_gone_on_with(
    tmp_path: Path, attempt: Callable[[Path], object]
) -> None:
    with closing(migrated(tmp_path)) as store, store.write() as batch:
        batch.put(Ownership(1, "0xsomebody", 1))
    with pytest.raises(IdosError) as caught:
        attempt(tmp_path)
    assert caught.value.code == "chain_broken"


def test_an_upgrade_makes_of_the_files_what_its_check_said(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "node")
    before = files(folder)
    report = check_upgrade(folder)
    assert files(folder) == before
    copy = shutil.copytree(folder, tmp_path / "copy")
    node.upgrade(copy)
    assert check_upgrade(copy) == replace(report, store_version=report.program_store_version)
    assert node.verify(copy).height == report.height
