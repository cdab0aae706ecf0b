"""The old program beside the present one: what both do alike, and what each must refuse of the other's."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from idos import node
from idos.actions.registry import actions
from idos.cli.app import app
from idos.errors import Unavailable
from idos.protocol.payloads import Args
from idos.protocol.values import BOOL, INT8, TEXT, DataType, EncodedValue, Value, numeric
from idos.protocol.values import UUID as UUID_TYPE
from idos.store.schema import VERSION
from idos.store.sqlite import LOG, SqliteStore
from tests.people import ALICE, CHARLIE, NEOBANK, OWNER, uid
from tests.upgrades import crossing
from tests.upgrades.crossing import BEFORE, HEAD, NOW, SECOND
from tests.upgrades.kit import (
    OLD_PROGRAM,
    Chain,
    Made,
    Plan,
    Signer,
    environment,
    files,
    genesis,
    loaded,
    migrated,
    recorded,
    unpacked,
    write_plans,
)

SECONDS = 60

# Makes blocks on the state of a node's folder, as the program's own engine makes them, and prints them.
MAKE_BLOCKS = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from idos.consensus import chain
from idos.consensus.machine import Machine
from idos.node import STATE_FOLDER, read_genesis
from idos.protocol.transaction import Transaction
from idos.store.sqlite import SqliteStore

folder, plans, made = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), []
genesis = read_genesis(folder)
machine, store = Machine(genesis), SqliteStore(folder / STATE_FOLDER)
with store.read() as tx:
    head = chain.last_block(tx)
for time, txs in plans:
    checked = [machine.check(Transaction.decode(bytes.fromhex(tx))) for tx in txs]
    with store.write() as batch:
        receipts = machine.apply(batch, head.height + 1, time, checked)
        head = chain.append(batch, genesis, head, time, receipts)
    made.append({"header": asdict(head), "receipts": [asdict(receipt) for receipt in receipts]})
assert chain.verify_chain(store, genesis) == head
store.close()
print(json.dumps(made, default=bytes.hex))
"""


@dataclass(frozen=True)
class OldProgram:
    """Python processes that find the old program instead of the present one, far from its source."""

    path: Path
    cwd: Path
    compiled: Path

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=self.cwd,
            env=environment(
                PYTHONPATH=str(self.path),
                PYTHONPYCACHEPREFIX=str(self.compiled),
                PYTHONDONTWRITEBYTECODE="",
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        """Gives the exit code, standard output and standard error."""
        with self.start(*words) as process:
            out, err = process.communicate(timeout=SECONDS)
        return process.returncode, out, err

    def verify(self, folder: Path) -> object:
        """What its ``node verify`` says of a folder that it can check."""
        code, out, _ = self.run("-m", "idos.cli", "node", "verify", str(folder), "--json")
        assert code == 0
        return json.loads(out)

    def make(self, folder: Path, plans: list[Plan]) -> list[Made]:
        """Let it make blocks, and check its chain."""
        write_plans(self.cwd / "plans.json", plans)
        code, out, err = self.run("-c", MAKE_BLOCKS, str(folder), str(self.cwd / "plans.json"))
        assert code == 0, err
        return [Made.from_json(document) for document in json.loads(out)]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The old program unzipped, so that its processes need not compile it each time."""
    folder = tmp_path_factory.mktemp("program")
    with zipfile.ZipFile(OLD_PROGRAM) as archive:
        archive.extractall(folder / "unzipped")
    return folder


@pytest.fixture
def old(program: Path, tmp_path: Path) -> OldProgram:
    return OldProgram(program / "unzipped", tmp_path, program / "compiled")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The fixture's folder, as the old program left it."""
    return unpacked(tmp_path / "node")


def test_the_archive_is_the_program(old: OldProgram) -> None:
    code = "import idos.store.schema as it; print(it.__file__, len(it.MIGRATIONS) + 1)"
    for path in (OLD_PROGRAM, old.path):
        _, out, _ = replace(old, path=path).run("-c", code)
        assert out.split() == [str(path / "idos" / "store" / "schema.py"), "1"]
    assert VERSION > 1


def test_the_old_program_checks_and_runs_what_it_left(old: OldProgram, folder: Path) -> None:
    head = recorded("chain")["blocks"][-1]["header"]
    answer = {"height": HEAD, "block_hash": head["hash"], "state_hash": head["state_hash"]}
    assert old.verify(folder) == answer
    with old.start("-m", "idos.cli", "node", "run", str(folder), "--port", "0") as running:
        assert running.stdout is not None
        url = running.stdout.readline().strip()
        status = CliRunner().invoke(app, ["node", "status", "--node-url", url, "--json"])
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=SECONDS)
    assert running.returncode == 0
    assert json.loads(status.stdout)["chain_id"] == genesis().chain_id
    assert old.verify(folder) == answer


@pytest.mark.parametrize("command", ["verify", "run"])
def test_the_old_program_refuses_what_this_one_opened_and_changes_nothing(
    old: OldProgram, folder: Path, command: str
) -> None:
    SqliteStore(folder / node.STATE_FOLDER).close()
    before = files(folder)
    code, _, err = old.run("-m", "idos.cli", "node", command, str(folder))
    assert code == 4
    assert f"the store has version {VERSION}; this program knows versions up to 1 (store_newer)" in err
    assert files(folder) == before
    assert node.verify(folder).height == HEAD


@pytest.mark.parametrize("command", ["verify", "run"])
def test_the_old_program_refuses_a_genesis_of_later_rules(
    old: OldProgram, tmp_path: Path, command: str
) -> None:
    folder = tmp_path / "later"
    node.init(folder, replace(genesis(), rules=2))
    SqliteStore(folder / node.STATE_FOLDER).close()
    before = files(folder)
    code, _, err = old.run("-m", "idos.cli", "node", command, str(folder))
    assert (code, "(invalid_genesis)" in err) == (3, True)
    assert files(folder) == before


def test_this_program_does_not_check_what_it_would_have_to_change(old: OldProgram, folder: Path) -> None:
    before = files(folder)
    with pytest.raises(Unavailable) as caught:
        node.verify(folder)
    assert caught.value.code == "store_older"
    assert files(folder) == before
    old.verify(folder)
    node.upgrade(folder)
    assert node.verify(folder).height == HEAD


# Ends just before what brings a store up to date is committed.
KILLED = """
import os, sys
from pathlib import Path
from idos.store.sqlite import SqliteStore

connect = SqliteStore._connect

def traced(store):
    connection = connect(store)
    connection.set_trace_callback(lambda sql: sql == "COMMIT" and os._exit(9))
    return connection

SqliteStore._connect = traced
SqliteStore(Path(sys.argv[1]))
"""


def test_the_old_program_goes_on_when_bringing_up_to_date_was_cut_short(
    old: OldProgram, folder: Path
) -> None:
    state = folder / node.STATE_FOLDER
    cut = subprocess.run([sys.executable, "-c", KILLED, str(state)], env=environment(), check=False)
    assert cut.returncode == 9
    assert (state / LOG).exists()
    assert old.make(folder, [(NOW * SECOND, [])])[0].header.height == HEAD + 1


_VALUES: dict[DataType, tuple[Value, ...]] = {
    UUID_TYPE: (uid("passport"), UUID(int=0)),
    TEXT: ("text", CHARLIE.caller),
    INT8: (1, -1),
    BOOL: (True, False),
}
_NUMBER = EncodedValue.of(None, numeric(78, 0))


def _samples() -> Iterator[tuple[str, Args]]:
    """Calls of every action that this program has, but the two that every version got."""
    for action in actions():
        if action.name in {"schedule_upgrade", "cancel_upgrade"}:
            continue
        for which in (0, 1):
            yield (
                action.name,
                tuple(
                    EncodedValue.of(_VALUES[parameter.type][which], parameter.type)
                    if parameter.type in _VALUES
                    else _NUMBER
                    for parameter in action.parameters
                ),
            )
        yield action.name.upper(), (EncodedValue.of("surplus", TEXT),) * (len(action.parameters) + 1)


def test_under_version_1_both_programs_do_the_same(old: OldProgram, folder: Path, tmp_path: Path) -> None:
    """Every action of this program, called by an owner, an inserter and a person."""
    with closing(migrated(tmp_path / "migrated")) as store:
        chain = Chain(loaded(store))
    signer = Signer(chain.store)
    calls = list(_samples())
    plans: list[Plan] = [
        (NOW * SECOND + number, [signer.send(caller, action, args) for action, args in calls])
        for number, caller in enumerate((OWNER, NEOBANK, ALICE))
    ]
    made = old.make(folder, plans)
    assert made == [chain.make(plan) for plan in plans]
    later = [number for number, (action, _) in enumerate(calls) if _since(action) > 1]
    assert len(later) > 20
    for block in made:
        assert {block.refusals[number] for number in later} == {
            f"unknown action ({calls[number][0].lower()})" for number in later
        }


def _since(name: str) -> int:
    return min(action.since for action in actions() if action.name == name.lower())


def test_the_old_program_knows_no_upgrade(old: OldProgram, folder: Path, tmp_path: Path) -> None:
    """From the first that is scheduled the two part: what the one accepts is no action to the other."""
    with closing(migrated(tmp_path / "migrated")) as store:
        plans = crossing.plans(store)[:BEFORE]
        chain = Chain(loaded(store))
    new = [chain.make(plan) for plan in plans]
    made = old.make(folder, plans)
    assert made[0].refusals == ["unknown action (schedule_upgrade)", *new[0].refusals[1:]]
    assert [each.refusals for each in made[1:]] == [each.refusals for each in new[1:]]
    assert all(one.header.state_hash != other.header.state_hash for one, other in zip(made, new, strict=True))
