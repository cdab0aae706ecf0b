"""The file of the access log: what is in it, and what is no longer."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Unavailable
from idos.rpc.access_log import log as access_log
from idos.rpc.access_log.file import AccessFile, CredentialRead
from idos.rpc.access_log.log import AccessLog
from idos.store.memory import MemoryStore
from idos.store.records import User
from tests.people import uid
from tests.rpc.kit import START, Clock

OWNERS = [uid(f"owner {number}") for number in range(4)]
READERS = [f"reader {number}" for number in range(3)]
CREDENTIAL = uid("credential")


def reading(owner: UUID = OWNERS[0], reader: str = READERS[0]) -> CredentialRead:
    return CredentialRead(owner, CREDENTIAL, reader, "grantee", "get_credential_shared")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "access" / "log.sqlite"


@pytest.fixture
def file(path: Path) -> Iterator[AccessFile]:
    with closing(AccessFile(path)) as file:
        yield file


def numbers(file: AccessFile, owner: UUID = OWNERS[0], before: int | None = None, limit: int = 100) -> Any:
    return [entry.number for entry in file.page(owner, before, limit)]


@pytest.mark.parametrize("kind", ["memory", "disk"])
def test_owners_have_numbers_of_their_own(kind: str, path: Path) -> None:
    with closing(AccessFile(path if kind == "disk" else None)) as file:
        file.add([(reading(owner), 1) for owner in OWNERS[:2] * 3])
        file.settle()
        file.add([(reading(), 2)])
        assert numbers(file) == [4, 3, 2, 1]
        assert numbers(file, OWNERS[1]) == [3, 2, 1]
        assert numbers(file, OWNERS[2]) == []
        file.verify()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(OWNERS), st.sampled_from(READERS), st.integers(0, 9)),
        st.tuples(st.just("forget"), st.sampled_from(OWNERS), st.integers(1, 5)),
        st.tuples(st.just("expire"), st.integers(0, 9), st.integers(1, 5)),
    ),
    max_size=40,
)


@given(STEPS)
def test_the_file_does_what_a_list_would(steps: list[Any]) -> None:
    file = AccessFile(None)
    model: list[tuple[UUID, int, str, int]] = []
    with closing(file):
        for step in steps:
            if step[0] == "add":
                _, owner, reader, at = step
                file.add([(reading(owner, reader), at)])
                last = max((known[1] for known in model if known[0] == owner), default=0)
                model.append((owner, last + 1, reader, at))
            elif step[0] == "forget":
                gone = [known for known in model if known[0] == step[1]][: step[2]]
                assert file.forget(step[1], step[2]) == len(gone)
                model = [known for known in model if known not in gone]
            else:
                due = [known for known in model if known[3] < step[1]]
                assert file.expire(step[1], step[2]) == min(len(due), step[2])
                kept = {(owner, e.number) for owner in OWNERS for e in file.page(owner, None, 100)}
                assert kept >= {known[:2] for known in model if known not in due}
                model = [known for known in model if known[:2] in kept]
            for owner in OWNERS:
                listed = [(entry.number, entry.reader, entry.time) for entry in file.page(owner, None, 100)]
                assert listed == [known[1:] for known in reversed(model) if known[0] == owner]
            owners = sorted({known[0] for known in model}, key=lambda owner: owner.bytes)
            assert file.owners(None, 100) == owners
            assert file.owners(None, 2) == owners[:2]
            assert [found for owner in owners for found in file.owners(owner, 1)] == owners[1:]


def test_one_reader_does_not_fill_the_disk_nor_push_out_others(path: Path) -> None:
    with closing(AccessFile(path, most_of_a_reader=10)) as file:
        file.add([(reading(reader="other"), 0)])
        file.add([(reading(), time) for time in range(5_000)])
        kept = file.page(OWNERS[0], None, 1_000)
        assert kept[-1].reader == "other"
        assert 10 <= len(kept) <= 300
        assert kept[0].time == 4_999


def residue(path: Path) -> list[str]:
    traces = [b"secret reader", OWNERS[0].bytes]
    return [
        each.name for each in path.parent.iterdir() if any(trace in each.read_bytes() for trace in traces)
    ]


def fill(file: AccessFile) -> None:
    """Many pages, in which entries move when pages fill and empty."""
    for number in range(60):
        rows = [reading(uid(f"someone {number} {row}")) for row in range(20)]
        file.add([(row, number) for row in [*rows, *[reading(reader="secret reader")] * 20]])


def test_what_was_deleted_is_gone_from_the_files(path: Path, file: AccessFile) -> None:
    fill(file)
    file.settle()
    assert residue(path)
    while file.forget(OWNERS[0], 100):
        pass
    file.settle()
    assert residue(path) == []
    assert len(file.owners(None, 10_000)) == 1_200
    file.verify()


def test_what_was_deleted_is_gone_after_a_crash_too(path: Path, file: AccessFile, tmp_path: Path) -> None:
    fill(file)
    while file.forget(OWNERS[0], 100):
        pass
    left = tmp_path / "as a crash leaves it"
    shutil.copytree(path.parent, left)
    assert residue(left / path.name)
    with closing(AccessFile(left / path.name)) as opened:
        opened.settle()
        assert residue(left / path.name) == []
        opened.verify()
        assert len(opened.owners(None, 10_000)) == 1_200


def test_a_file_that_is_used_elsewhere_is_settled_later(path: Path, file: AccessFile) -> None:
    file.add([(reading(reader="secret reader"), 1)])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM entries").fetchall()
        file.forget(OWNERS[0], 1)
        assert not file.settle()
        other.execute("ROLLBACK")
    assert file.settle()
    assert residue(path) == []


def test_a_later_or_another_file_is_refused(path: Path) -> None:
    AccessFile(path).close()
    for pragma in ("user_version = 2", "application_id = 1"):
        with closing(sqlite3.connect(path)) as other:
            other.execute(f"PRAGMA {pragma}")
        with pytest.raises(Unavailable, match="another version"):
            AccessFile(path)


def test_what_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database, but long enough to be told from an empty one" * 20)
    with pytest.raises(Unavailable) as caught:
        AccessFile(path)
    assert caught.value.code == "access_log"


def test_damage_is_found(path: Path) -> None:
    with closing(AccessFile(path)) as file:
        fill(file)
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 3 + 64] = b"\xff" * 64
    path.write_bytes(content)
    with closing(AccessFile(path)) as file, pytest.raises(Unavailable, match=r"damaged|malformed"):
        file.verify()


def test_a_closed_file_can_not_be_used(path: Path) -> None:
    file = AccessFile(path)
    file.close()
    with pytest.raises(Unavailable):
        file.add([(reading(), 1)])


# The log


def log_of(file: AccessFile, store: MemoryStore | None = None, clock: Clock | None = None) -> AccessLog:
    return AccessLog(
        file, store or MemoryStore(), clock=clock or Clock(), retention_seconds=1_000, tick_seconds=0.01
    )


class Counting(AccessFile):
    """Counts its commits, each of which takes a while."""

    commits = 0

    def add(self, entries: Any) -> None:
        type(self).commits += 1
        super().add(entries)


def profiles(*owners: UUID) -> MemoryStore:
    store = MemoryStore()
    with store.write() as batch:
        for owner in owners:
            batch.put(User(owner, "key", "user", "inserter", uid("inserter"), Decimal(0)))
    return store


def test_readings_that_come_together_are_written_together(path: Path) -> None:
    file = Counting(path)
    log = log_of(file, profiles(*OWNERS))
    with ThreadPoolExecutor(16) as pool:
        for done in pool.map(lambda number: log.record([reading(OWNERS[number % 4])]), range(400)):
            done.result(10)
    assert [len(log.page(owner, None, 1_000)) for owner in OWNERS] == [100] * 4
    assert Counting.commits < 400
    assert log.page(OWNERS[0], None, 1)[0].time == int(START * 1000)
    log.close()


def test_what_waits_when_the_log_closes_is_written(path: Path) -> None:
    log = log_of(AccessFile(path), profiles(OWNERS[0]))
    waiting = [log.record([reading()]) for _ in range(50)]
    log.close()
    assert [done.exception(1) for done in waiting] == [None] * 50
    late = log.record([reading()]).exception(1)
    assert isinstance(late, Unavailable)
    assert late.code == "access_log"
    with closing(AccessFile(path)) as file:
        assert len(file.page(OWNERS[0], None, 100)) == 50


def test_a_reader_who_leaves_does_not_take_the_entry_along(path: Path) -> None:
    log = log_of(AccessFile(path), profiles(OWNERS[0]))
    done = log.record([reading()])
    assert not done.cancel()
    done.result(10)
    assert len(log.page(OWNERS[0], None, 100)) == 1
    log.close()


def test_what_nobody_thought_of_does_not_stop_the_log(path: Path) -> None:
    file = AccessFile(path)
    log = log_of(file, profiles(OWNERS[0]))
    nonsense: Any = [None]
    failure = log.record(nonsense).exception(10)
    assert isinstance(failure, Unavailable)
    assert failure.code == "access_log"
    log.record([reading()]).result(10)
    assert log.writable
    log.close()


def test_many_owners_and_entries_are_looked_after_in_parts(path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(access_log, "_OWNERS_AT_ONCE", 2)
    monkeypatch.setattr(access_log, "_DELETED_AT_ONCE", 3)
    living, erased = [uid(f"living {n}") for n in range(5)], [uid(f"erased {n}") for n in range(5)]
    log = log_of(AccessFile(path), profiles(*living))
    log.record([reading(owner) for owner in [*living, *erased] * 7]).result(10)
    end = time.monotonic() + 20
    while any(log.page(owner, None, 10) for owner in erased) and time.monotonic() < end:
        time.sleep(0.01)
    log.close()
    with closing(AccessFile(path)) as file:
        assert file.owners(None, 100) == sorted(living, key=lambda owner: owner.bytes)
        assert all(numbers(file, owner) == [7, 6, 5, 4, 3, 2, 1] for owner in living)
