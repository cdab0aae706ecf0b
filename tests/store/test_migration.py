"""A store that an earlier program wrote: brought up to date whole or not at all; damage is not blessed."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from idos.errors import Invalid, Unavailable
from idos.node import STATE_FOLDER
from idos.store import schema
from idos.store.record import Record
from idos.store.records import TABLES, Delegate
from idos.store.schema import DATABASE, VERSION
from idos.store.seal import SEAL, Seal, digest_of
from idos.store.sqlite import LOG, SqliteStore, examined
from idos.store.tables import BY_TYPE
from idos.store.verbs import Batch
from tests.store.samples import account
from tests.upgrades import killing
from tests.upgrades.kit import RECORD_TYPES, environment, files, record_of, recorded, records, unpacked

pytestmark = pytest.mark.slow

FRAME = 24 + 4096
"""The size of a page in the log, with its header."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The state's folder as the old program left it."""
    return unpacked(tmp_path / "old") / STATE_FOLDER


@pytest.fixture(scope="module")
def held() -> list[Record]:
    """What it holds."""
    return [
        record_of(RECORD_TYPES[entry["table"]], entry["fields"]) for entry in recorded("records")["records"]
    ]


def _opened(folder: Path, *, upgrade: bool = True) -> str | None:
    """Open a store and close it. Gives the code of the refusal, or None."""
    try:
        SqliteStore(folder, upgrade=upgrade).close()
    except Unavailable as error:
        return error.code
    return None


def _run(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
        return connection.execute(sql).fetchall()


def _version(folder: Path) -> object:
    ((version,),) = _run(folder, "PRAGMA user_version")
    return version


def _sealed(folder: Path) -> Path:
    """Seal a folder as if its database was left as it is now."""
    seal = Seal(folder / SEAL)
    left = seal.read()
    assert left is not None
    seal.write(left.commits, digest_of(folder / DATABASE))
    seal.close()
    return folder


def test_an_older_store_is_brought_up_to_date_and_holds_the_same(old: Path, held: list[Record]) -> None:
    assert _version(old) == 1
    with closing(SqliteStore(old)) as store:
        assert records(store) == held
        store.verify()
    assert _version(old) == VERSION
    with closing(SqliteStore(old, upgrade=False)) as store:
        assert records(store) == held
        with store.write() as batch:
            batch.put(Delegate("ab", UUID(int=1), 7))
            batch.put(account(1, 1))
        store.verify()
    with closing(SqliteStore(old)) as store, store.read() as tx:
        assert tx.get(Delegate, "ab") == Delegate("ab", UUID(int=1), 7)


def test_a_store_that_was_brought_up_to_date_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    SqliteStore(old).close()
    SqliteStore(tmp_path / "new").close()
    shapes = []
    for folder in (old, tmp_path / "new"):
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            shapes.append(schema.shape(connection))
    assert shapes[0] == shapes[1]
    assert set(shapes[0]) >= {table.TABLE for table in TABLES}


def test_bringing_up_to_date_again_changes_nothing(old: Path, held: list[Record]) -> None:
    SqliteStore(old).close()
    for _ in range(5):
        before = _run(old, "SELECT type, name, sql FROM sqlite_schema ORDER BY name")
        _run(old, "PRAGMA user_version = 1")
        with closing(SqliteStore(old)) as store:
            assert records(store) == held
            store.verify()
        assert _run(old, "SELECT type, name, sql FROM sqlite_schema ORDER BY name") == before
        assert _version(old) == VERSION
    database = (old / DATABASE).read_bytes()
    for _ in range(5):
        SqliteStore(old).close()
    assert (old / DATABASE).read_bytes() == database


def test_a_store_is_not_brought_up_to_date_when_it_must_not_be(old: Path, held: list[Record]) -> None:
    before = files(old)
    for _ in range(2):
        with pytest.raises(Unavailable, match="has version 1 and this program writes") as caught:
            SqliteStore(old, upgrade=False)
        assert caught.value.code == "store_older"
        assert files(old) == before
    with closing(SqliteStore(old)) as store:
        assert records(store) == held


def test_a_store_is_examined_without_a_change(old: Path, held: list[Record]) -> None:
    before = files(old)
    with examined(old) as (version, snapshot):
        assert version == 1
        assert [record for table in BY_TYPE for record in snapshot.find(table)] == held
    assert files(old) == before
    _run(old, "DELETE FROM accounts")
    damaged = files(old)
    with pytest.raises(Unavailable) as caught, examined(old):
        pass
    assert (caught.value.code, files(old)) == ("store_corrupt", damaged)


@pytest.mark.parametrize("is_old", [True, False])
def test_a_store_that_lost_commits_is_found_by_its_seal_and_not_changed(old: Path, *, is_old: bool) -> None:
    """As when a log is gone: the rows are whole, but they are not the last ones."""
    if not is_old:
        SqliteStore(old).close()
    with closing(Seal(old / SEAL)) as seal:
        left = seal.read()
        assert left is not None
        seal.write(left.commits + 3)
    before = files(old)
    with pytest.raises(Unavailable, match="and with it 3 acknowledged commits") as caught, examined(old):
        pass
    assert (caught.value.code, files(old)) == ("store_corrupt", before)
    without = shutil.copytree(old, old.parent / "without a seal")
    (without / SEAL).unlink()
    with examined(without) as (version, _):
        assert version == (1 if is_old else VERSION)
    assert not (without / SEAL).exists()
    assert _opened(old) == "store_corrupt"
    assert files(old)[DATABASE] == before[DATABASE]


def test_a_state_that_is_not_accepted_stays_as_it_was(old: Path, held: list[Record]) -> None:
    """Whose state it is, and whether its rules are known, is found out before it can not be undone."""
    before = files(old)
    shown: list[Record] = []

    def accept(batch: Batch) -> None:
        shown.extend(record for table in BY_TYPE for record in batch.find(table))
        raise Invalid("another's", code="other_genesis")

    with pytest.raises(Invalid, match="another's"):
        SqliteStore(old, accept=accept)
    assert shown == held
    assert files(old)[DATABASE] == before[DATABASE]
    assert _opened(old, upgrade=False) == "store_older"
    assert _opened(old) is None
    SqliteStore(old, accept=accept).close()


@pytest.mark.parametrize("version", [VERSION + 1, 99])
def test_a_store_of_a_later_version_is_refused(old: Path, version: int) -> None:
    SqliteStore(old).close()
    _run(old, f"PRAGMA user_version = {version}")
    before = files(old)
    for upgrade in (True, False):
        with pytest.raises(
            Unavailable, match=f"version {version}; this program knows versions up to {VERSION}"
        ) as caught:
            SqliteStore(old, upgrade=upgrade)
        assert caught.value.code == "store_newer"
        assert files(old) == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE accounts SET nonce = nonce + 1 WHERE nonce = 1",
        "UPDATE delegates SET inserter_id = zeroblob(16)",
        "UPDATE user_attributes SET value = value || ' ' WHERE attribute_key = 'colour'",
        "UPDATE wallets SET ix_user = 'another'",
        "UPDATE access_grants SET ix_grantee = NULL",
        "UPDATE receipts SET log = 'nothing happened' WHERE position = 1",
        "UPDATE users SET gas_allowance = 'many'",
        "UPDATE users SET id = x'00' WHERE id = (SELECT min(id) FROM users)",
        "DELETE FROM delegates",
        "DELETE FROM pending_erasures",
        "DELETE FROM blocks WHERE height = 20",
        "INSERT INTO accounts SELECT identifier, key_type || 'x', nonce FROM accounts",
        "UPDATE state SET lattice = zeroblob(2048)",
        "UPDATE state SET journal = zeroblob(32)",
        "UPDATE state SET lattice = x'00'",
        "DELETE FROM state",
        "DROP TABLE state",
        "DROP INDEX wallets_identity",
        "DROP TABLE receipts",
        "DROP TABLE spent_proofs",
        "CREATE TABLE extra (x)",
        "CREATE TABLE upgrades (version INTEGER PRIMARY KEY)",
        "CREATE INDEX extra ON accounts (nonce)",
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TRIGGER extra AFTER INSERT ON accounts BEGIN DELETE FROM accounts; END",
        "ALTER TABLE users ADD COLUMN more TEXT",
        "ALTER TABLE users DROP COLUMN content_bytes",
        "ALTER TABLE delegates ADD COLUMN since INTEGER",
        "ALTER TABLE delegates ADD COLUMN since INTEGER NOT NULL DEFAULT 7",
        "PRAGMA application_id = 1",
        "PRAGMA user_version = 0",
        f"PRAGMA user_version = {VERSION}",
    ],
)
def test_damage_is_refused_and_not_blessed(old: Path, damage: str) -> None:
    """Also where the seal says that all is as it was left."""
    whole = (old / DATABASE).read_bytes()
    _run(old, damage)
    assert (old / DATABASE).read_bytes() != whole
    for folder in (old, _sealed(shutil.copytree(old, old.parent / "sealed"))):
        before = files(folder)
        for _ in range(2):
            assert _opened(folder) == "store_corrupt"
            assert files(folder)[DATABASE] == before[DATABASE]


def test_a_column_that_is_there_already_with_its_default_is_as_good(old: Path, held: list[Record]) -> None:
    _run(old, "ALTER TABLE delegates ADD COLUMN since INTEGER NOT NULL DEFAULT 0")
    with closing(SqliteStore(old)) as store:
        assert records(store) == held
        store.verify()


def test_a_flipped_bit_is_found_or_changes_nothing(old: Path, tmp_path: Path, held: list[Record]) -> None:
    whole, random = (old / DATABASE).read_bytes(), Random(8)
    found: list[list[Record] | None] = []
    for number in range(50):
        at = random.randrange(len(whole) * 8)
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / SEAL).write_bytes(b"made\n")
        flipped = bytes([whole[at // 8] ^ 1 << at % 8])
        (folder / DATABASE).write_bytes(whole[: at // 8] + flipped + whole[at // 8 + 1 :])
        found.append(_found_in(folder))
    assert None in found
    assert [each for each in found if each not in (None, held)] == []


def _found_in(folder: Path) -> list[Record] | None:
    """What a store holds, or None when it is refused as damaged."""
    try:
        with closing(SqliteStore(folder)) as store:
            store.verify()
            return records(store)
    except Unavailable as error:
        return None if error.code == "store_corrupt" else []


def test_a_kill_leaves_it_as_it_was_or_up_to_date(old: Path, tmp_path: Path, held: list[Record]) -> None:
    scratch = tmp_path / "killed"
    scratch.mkdir()
    steps = killing.steps(killing.migrate, old, scratch)
    commit = steps.index("COMMIT")
    assert sum(step.startswith(("CREATE", "ALTER")) for step in steps[:commit]) > 8
    assert len(steps) > commit + 5, "the log is emptied, and the seal written"
    _check_a_log_cut_short(scratch / str(commit + 1), held)
    for number, step in enumerate([*steps, "the end"]):
        folder, before = scratch / str(number), number <= commit
        assert _opened(folder, upgrade=False) == ("store_older" if before else None), step
        with closing(SqliteStore(folder, upgrade=before)) as store:
            assert records(store) == held, step


def _check_a_log_cut_short(after: Path, held: list[Record]) -> None:
    """A disk that lost the end of the log lost the whole of the commit."""
    log = (after / LOG).read_bytes()
    ends = range(32, len(log) + 1, FRAME)
    assert (len(ends) > 8, ends[-1]) == (True, len(log))
    for end in ends:
        cut = shutil.copytree(after, after.parent / f"cut at {end}")
        (cut / LOG).write_bytes(log[:end])
        whole = end == len(log)
        if not whole:
            assert _opened(cut, upgrade=False) == "store_older"
        with closing(SqliteStore(cut, upgrade=not whole)) as store:
            assert records(store) == held


def test_a_full_disk_leaves_it_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch, held: list[Record]
) -> None:
    before, refused = files(old), 0
    ((pages,),) = _run(old, "PRAGMA page_count")
    assert isinstance(pages, int)
    connect = SqliteStore._connect
    for spare in range(0, 60, 4):

        def connect_to_a_small_disk(store: SqliteStore, most: int = pages + spare) -> sqlite3.Connection:
            connection = connect(store)
            connection.execute(f"PRAGMA max_page_count = {most}")
            return connection

        with monkeypatch.context() as patch:
            patch.setattr(SqliteStore, "_connect", connect_to_a_small_disk)
            code = _opened(old)
        if code is None:
            break
        assert code == "disk"
        refused += 1
        assert files(old) == before
        assert _opened(old, upgrade=False) == "store_older"
    assert refused > 2
    with closing(SqliteStore(old, upgrade=False)) as store:
        assert records(store) == held


FAILING_DISK = """
import resource, signal, sys
from pathlib import Path
from idos.errors import Invalid, Unavailable
from idos.store.sqlite import SqliteStore

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for size in (0, 5_000, 20_000, 60_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        SqliteStore(Path(sys.argv[1])).close()
    except Unavailable as error:
        print(error.code)
"""


def test_a_failing_disk_leaves_it_as_it_was(old: Path, held: list[Record]) -> None:
    before = files(old)
    words = [sys.executable, "-c", FAILING_DISK, str(old)]
    run = subprocess.run(words, env=environment(), capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["disk"] * 4
    assert "Traceback" not in run.stderr
    assert _opened(old, upgrade=False) == "store_older"
    assert files(old)[DATABASE] == before[DATABASE]
    with closing(SqliteStore(old)) as store:
        assert records(store) == held
