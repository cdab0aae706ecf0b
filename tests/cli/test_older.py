"""This program's commands at what earlier programs left: their files, and their nodes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from idos import node
from idos.actions.limits import LATEST_RULES
from idos.cli.app import app
from idos.protocol.results import UpgradeInfo
from idos.protocol.times import format_time
from idos.sdk import keystore
from idos.sdk.signers import ServerKey
from idos.store.governance import Upgrade
from idos.store.schema import VERSION
from idos.store.sqlite import SqliteStore
from tests.upgrades.crossing import BEGINS, NOW, SECOND
from tests.upgrades.kit import Chain, Signer

pytestmark = pytest.mark.slow

UPGRADES = Path(__file__).parents[1] / "upgrades"


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(app, [*words], env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A stopped node's folder, as an earlier program left it."""
    with zipfile.ZipFile(UPGRADES / "fixture" / "node.zip") as archive:
        archive.extractall(tmp_path / "node")
    return tmp_path / "node"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def schedule(folder: Path, version: int) -> None:
    """Schedule a version in a block: a program executes it, whether or not it has the version."""
    with closing(SqliteStore(folder / node.STATE_FOLDER)) as store:
        Chain(store).block(NOW * SECOND, Signer(store).schedule(version, 9, BEGINS))


def test_what_would_be_done_is_said_and_nothing_is_changed(folder: Path) -> None:
    before = contents(folder)
    result = run("node", "upgrade", str(folder), "--check")
    assert result.exit_code == 0
    assert f"The files have version 1, and this program brings them to version {VERSION}." in result.stdout
    assert "cannot be undone" in result.stdout
    assert "copy the folder before, while the node is stopped" in result.stdout
    assert "The network has rules version 1, and no other is scheduled." in result.stdout
    assert contents(folder) == before


def test_files_are_brought_up_to_date_once(folder: Path) -> None:
    first = json.loads(run("node", "upgrade", str(folder), "--json").stdout)
    assert (first["store_version"], first["program_store_version"], first["upgraded"]) == (1, VERSION, True)
    assert first["height"] > 0
    again = run("node", "upgrade", str(folder))
    assert "there is nothing to do" in again.stdout
    assert json.loads(run("node", "upgrade", str(folder), "--json").stdout)["upgraded"] is False
    assert run("node", "verify", str(folder)).exit_code == 0


def test_people_are_told_that_it_was_done(folder: Path) -> None:
    result = run("node", "upgrade", str(folder))
    assert f"The files had version 1, and have version {VERSION} now." in result.stdout


def test_a_scheduled_version_is_told(folder: Path) -> None:
    schedule(folder, 2)
    result = run("node", "upgrade", str(folder), "--check")
    assert result.exit_code == 0
    assert f"version 2 is scheduled for {format_time(BEGINS)}" in result.stdout


def test_a_scheduled_version_that_the_program_lacks_is_an_error(folder: Path) -> None:
    schedule(folder, LATEST_RULES + 1)
    result = run("node", "upgrade", str(folder), "--json")
    assert result.exit_code == 1
    assert "rules_newer" in result.stderr
    told = json.loads(result.stdout)
    assert (told["upgraded"], told["upgrade_begins"]) == (False, BEGINS)
    assert told["upgrade_version"] == told["rules_supported"] + 1


def test_files_of_another_network_stay_as_they_are(folder: Path) -> None:
    document = json.loads((folder / "genesis.json").read_text())
    (folder / "genesis.json").write_text(json.dumps({**document, "chain_id": "another"}))
    before = contents(folder)
    for words in (["--check"], []):
        result = run("node", "upgrade", str(folder), *words)
        assert result.exit_code == 3
        assert "other_genesis" in result.stderr
        assert contents(folder) == before


def test_a_state_that_its_newest_header_does_not_name_stays_as_it_is(folder: Path) -> None:
    """The program that wrote it would not have found out, and no later one can tell whose fault it was."""
    with closing(SqliteStore(folder / node.STATE_FOLDER)) as store, store.write() as batch:
        batch.put(Upgrade(2, 9, BEGINS, 0))
    before = contents(folder)
    for words in (["--check"], []):
        result = run("node", "upgrade", str(folder), *words)
        assert result.exit_code == 4
        assert "chain_broken" in result.stderr
        assert contents(folder) == before


def test_older_files_stay_as_they_are_when_the_program_is_to_be_replaced_anyway(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = node.check_upgrade(folder)
    scheduled = replace(found.rules, upgrade=UpgradeInfo(LATEST_RULES + 1, 0, BEGINS))
    report = replace(found, rules=scheduled)
    monkeypatch.setattr("idos.node.check_upgrade", lambda _: report)
    before = contents(folder)
    assert run("node", "upgrade", str(folder)).exit_code == 1
    assert contents(folder) == before


@pytest.fixture
def old_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a node of the earlier program, on a network of its own; the owner's key is ``owner.key``."""
    monkeypatch.setattr(keystore, "_MEMORY_BYTES", 64 * 1024)
    monkeypatch.chdir(tmp_path)
    owner = ServerKey(bytes(32))
    words = [sys.executable, "-m", "idos.cli", "node"]
    # Its lines are not this program's: nobody measures whether they are covered.
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("COV", "IDOS_"))}
    environment["PYTHONPATH"] = str(UPGRADES / "old.zip")
    init = ["init", "net", "--chain-id", "old", "--owner", owner.identifier]
    subprocess.run([*words, *init], env=environment, check=True, capture_output=True)
    with subprocess.Popen(
        [*words, "run", "net", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_a_node_of_an_earlier_program(old_node: str) -> None:
    secrets = "\n".join(["00" * 32, "01" * 32])
    Path("secrets").write_text(secrets)
    as_owner = {"IDOS_KEY": "owner.key", "IDOS_PASSWORD": "a password", "IDOS_URL": old_node}
    imported = run("keys", "import", "server", "owner.key", "--secret-file", "secrets", **as_owner)
    assert imported.exit_code == 0, imported.stderr

    status = json.loads(run("node", "status", "--json", **as_owner).stdout)
    assert status["chain_id"] == "old"
    assert "rules_version" not in status

    added = json.loads(run("network", "add-inserter", "Neobank", "--json", **as_owner).stdout)
    delegate = run("network", "add-delegate", "ab" * 32, "--inserter", added["id"], **as_owner)
    assert (delegate.exit_code, delegate.stdout) == (0, "The key may write.\n")

    for words in (["limits"], ["set-limit", "page", "600"], ["pending"], ["inserters"]):
        refused = run("network", *words, **as_owner)
        assert refused.exit_code == 1
        assert "rules_older" in refused.stderr
    refused = run("network", "upgrade", "2", "--at", "+2h", **as_owner)
    assert refused.exit_code == 1
    assert "the node's program has rules versions up to 1" in refused.stderr
