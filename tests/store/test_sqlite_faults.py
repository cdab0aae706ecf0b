"""Full disks, failing disks and damaged files: ``Unavailable``, never half done, never taken for good."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from idos.errors import Unavailable
from idos.store.record import Record
from idos.store.records import Account, Block, Inserter, Receipt, User, Wallet
from idos.store.schema import DATABASE
from idos.store.seal import SEAL
from idos.store.sqlite import SqliteStore
from idos.store.tables import BY_TYPE
from tests.store.samples import account, content, grant, wallet

pytestmark = pytest.mark.slow

ACCOUNT = ", ".join(column.name for column in BY_TYPE[Account].columns)
OTHER_ACCOUNT = ACCOUNT.replace("key_type", "'ed25519'")
"""The columns of an account, and those of the same with another key."""


def _filled(folder: Path) -> SqliteStore:
    store = SqliteStore(folder)
    with store.write() as batch:
        for record in _sample():
            batch.put(record)
    return store


def _sample() -> list[Record]:
    user = User(UUID(int=1), "key", "", "neobank", UUID(int=2), Decimal(7))
    records: list[Record] = [user, content(1, "c" * 9000), Block(1, 2, b"p", b"r", b"s", b"h")]
    records.append(Inserter(UUID(int=2), "neobank"))
    for n in range(1, 30):
        records += [wallet(n), account(n, n), grant(n, n), Receipt(bytes([n]), 1, n, 0, 0, "log")]
    return records


def _everything(store: SqliteStore) -> set[Record]:
    with store.read() as tx:
        return {record for table in BY_TYPE.values() for record in tx.find(table.type)}


def _code_of(use: Callable[[], object]) -> str:
    with pytest.raises(Unavailable) as caught:
        use()
    return caught.value.code


def test_a_full_disk_refuses_the_block_and_leaves_the_store_usable(tmp_path: Path) -> None:
    store = _filled(tmp_path)
    pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {pages + 3}")

    def write() -> None:
        with store.write() as batch:
            batch.put(account(77, 1))
            batch.put(content(2, "x" * 100_000))

    assert _code_of(write) == "disk"
    assert _everything(store) == set(_sample())
    store.verify()
    store._writer.execute("PRAGMA max_page_count = 100000")
    write()
    store.verify()
    store.close()


def test_a_block_that_met_a_full_disk_cannot_go_on(tmp_path: Path) -> None:
    store = _filled(tmp_path)
    pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {pages}")
    codes = []

    def write() -> None:
        with store.write() as batch:
            for part in (lambda: _nested_put(batch), lambda: batch.put(account(78, 1)), batch.state_hash):
                codes.append(_code_of(part))

    assert _code_of(write) == "disk"
    assert codes == ["disk"] * 3
    assert _everything(store) == set(_sample())
    store.verify()
    store.close()


def _nested_put(batch: Any) -> None:
    with batch.nested(), pytest.raises(Unavailable):
        batch.put(content(2, "x" * 100_000))
        # Whoever takes the failure for an answer learns of it here at the latest.


class _Failing:
    """A connection whose statements fail as told."""

    def __init__(self, connection: sqlite3.Connection, failures: dict[str, int]) -> None:
        self._connection = connection
        self._failures = failures

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        for start, code in self._failures.items():
            if sql.startswith(start):
                error = sqlite3.OperationalError("told to fail")
                error.sqlite_errorcode = code
                raise error
        return self._connection.execute(sql, values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = _filled(tmp_path)
    yield opened
    opened.close()


def _fail(store: SqliteStore, failures: dict[str, int]) -> sqlite3.Connection:
    connection = store._writer
    store._writer = _Failing(connection, failures)  # type: ignore[assignment]  # it stands in for the connection
    return connection


def _write(store: SqliteStore) -> None:
    with store.write() as batch:
        batch.put(account(99, 1))


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (sqlite3.SQLITE_FULL, "disk"),
        (sqlite3.SQLITE_IOERR_WRITE, "disk"),
        (sqlite3.SQLITE_READONLY, "disk"),
        (sqlite3.SQLITE_BUSY, "busy"),
        (sqlite3.SQLITE_CORRUPT, "store_corrupt"),
        (sqlite3.SQLITE_ERROR, "store_corrupt"),
    ],
)
@pytest.mark.parametrize("statement", ["BEGIN", "SELECT", "INSERT", "UPDATE", "COMMIT"])
def test_whatever_fails_in_a_block_nothing_of_it_is_kept(
    store: SqliteStore, statement: str, result: int, code: str
) -> None:
    connection = _fail(store, {statement: result})
    assert _code_of(lambda: _write(store)) == code
    store._writer = connection
    assert _everything(store) == set(_sample())
    store.verify()
    if statement == "COMMIT" and result != sqlite3.SQLITE_FULL:
        with pytest.raises(Unavailable, match="open the store again"):
            _write(store)
    else:
        _write(store)
        assert _everything(store) == {*_sample(), account(99, 1)}


def test_an_undoing_that_fails_closes_the_store_to_writers(store: SqliteStore) -> None:
    connection = _fail(store, {"INSERT": sqlite3.SQLITE_FULL, "ROLLBACK": sqlite3.SQLITE_IOERR})
    assert _code_of(lambda: _write(store)) == "disk"
    store._writer = connection
    connection.execute("ROLLBACK")
    assert _code_of(lambda: _write(store)) == "disk"
    assert _everything(store) == set(_sample())


def test_a_constraint_nobody_knows_of_is_damage(store: SqliteStore) -> None:
    _fail(store, {})
    with closing(sqlite3.connect(store._path)) as other:
        other.execute("CREATE UNIQUE INDEX surprise ON accounts (key_type, nonce)")

    def write() -> None:
        with store.write() as batch:
            batch.put(account(98, 1))

    assert _code_of(write) == "store_corrupt"
    assert _code_of(store.verify) == "store_corrupt"


def test_a_reader_whose_connection_fails_is_replaced(store: SqliteStore) -> None:
    with store.read():
        pass
    store._idle[0].close()
    assert _code_of(lambda: _everything(store)) == "store_corrupt"
    assert _everything(store) == set(_sample())


IO_ERROR = """
import resource, signal, sys
from pathlib import Path
from idos.errors import Unavailable
from idos.store.records import CredentialContent
from idos.store.sqlite import SqliteStore
from uuid import UUID

store = SqliteStore(Path(sys.argv[1]))
with store.write() as batch:
    batch.put(CredentialContent(UUID(int=1), "kept"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
try:
    with store.write() as batch:
        batch.put(CredentialContent(UUID(int=2), "x" * 1_000_000))
except Unavailable as error:
    print(error.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.read() as tx:
    print(tx.count(CredentialContent))
store.close()
"""


def test_a_disk_that_fails_while_a_block_is_written(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", IO_ERROR, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (run.stdout.split(), run.stderr) == (["disk", "1"], "")
    store = SqliteStore(tmp_path)
    store.verify()
    assert _everything(store) == {content(1, "kept")}
    store.close()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE accounts SET nonce = nonce + 1 WHERE nonce = 5",
        "UPDATE wallets SET ix_user = 'another' WHERE address LIKE '%07'",
        "UPDATE access_grants SET ix_grantee = NULL WHERE height = 3",
        "UPDATE receipts SET log = 'nothing happened' WHERE position = 3",
        "UPDATE blocks SET state_hash = x'00'",
        "DELETE FROM credential_contents",
        "DELETE FROM receipts WHERE position = 9",
        f"INSERT INTO accounts ({ACCOUNT}) SELECT {OTHER_ACCOUNT} FROM accounts WHERE nonce = 4",
        "UPDATE users SET id = x'00'",
        "UPDATE users SET gas_allowance = '1E5'",
        "UPDATE users SET gas_allowance = 'many'",
        "UPDATE inserters SET retired = 2",
        "UPDATE state SET lattice = zeroblob(2048)",
        "UPDATE state SET journal = zeroblob(32)",
        "UPDATE state SET lattice = x'00'",
        "DELETE FROM state",
        "DROP INDEX wallets_identity",
        "DROP TABLE receipts",
        "ALTER TABLE users ADD COLUMN more TEXT",
    ],
)
def test_verify_finds_rows_that_are_not_as_they_were_written(tmp_path: Path, damage: str) -> None:
    _filled(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as connection:
        changed = connection.execute(damage).rowcount
    assert changed != 0
    assert _code_of(lambda: _open_and_verify(tmp_path)) == "store_corrupt"


def _open_and_verify(folder: Path) -> set[Record]:
    store = SqliteStore(folder)
    try:
        store.verify()
        return _everything(store)
    finally:
        store.close()


@pytest.mark.parametrize(
    ("damage", "use"),
    [
        ("UPDATE wallets SET user_id = x'00'", lambda tx: tx.find(Wallet)),
        ("UPDATE wallets SET message = CAST(x'ff' AS TEXT)", lambda tx: tx.find(Wallet)),
        ("UPDATE wallets SET user_id = x'00'", lambda tx: tx.get(Wallet, UUID(int=1))),
        ("UPDATE wallets SET user_id = x'00'", lambda tx: tx.delete(Wallet, UUID(int=1))),
    ],
)
def test_a_damaged_row_is_told_when_it_is_met(
    store: SqliteStore, damage: str, use: Callable[[Any], object]
) -> None:
    with closing(sqlite3.connect(store._path, isolation_level=None)) as other:
        other.execute(damage)

    def write() -> None:
        with store.write() as batch:
            use(batch)

    assert _code_of(write) == "store_corrupt"
    assert _code_of(store.verify) == "store_corrupt"


@pytest.mark.parametrize("kept", [1, 50, 4096, 8192, -4096, -1])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: int) -> None:
    _filled(tmp_path).close()
    whole = (tmp_path / DATABASE).read_bytes()
    (tmp_path / DATABASE).write_bytes(whole[:kept])
    assert _code_of(lambda: _open_and_verify(tmp_path)) == "store_corrupt"


def _found_in(folder: Path, image: bytes) -> set[Record] | None:
    """What a store of this file holds, or None when it is refused."""
    (folder / SEAL).write_bytes(b"made\n")
    (folder / DATABASE).write_bytes(image)
    try:
        return _open_and_verify(folder)
    except Unavailable as error:
        return None if error.code in {"store_corrupt", "store_newer"} else set()


def test_a_flipped_bit_is_found_or_changes_nothing(tmp_path: Path) -> None:
    store = _filled(tmp_path / "whole")
    expected = _everything(store)
    store.close()
    whole = (tmp_path / "whole" / DATABASE).read_bytes()
    random = Random(9)
    results = []
    for number in range(150):
        at = random.randrange(len(whole) * 8)
        folder = tmp_path / str(number)
        folder.mkdir()
        results.append(_found_in(folder, _flipped(whole, at)))
    assert None in results
    assert [result for result in results if result not in (None, expected)] == []


def _flipped(image: bytes, at: int) -> bytes:
    return image[: at // 8] + bytes([image[at // 8] ^ 1 << at % 8]) + image[at // 8 + 1 :]


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    _filled(tmp_path).close()
    size = (tmp_path / DATABASE).stat().st_size
    (tmp_path / DATABASE).write_bytes(os.urandom(size))
    assert _code_of(lambda: _open_and_verify(tmp_path)) == "store_corrupt"
