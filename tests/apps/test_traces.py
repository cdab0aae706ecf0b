"""The search for remains finds what is there, in every form, and nothing else."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from idos.apps.traces import RUN, Scan, Trace, Traces

NEEDLE = Random(1).randbytes(400)
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "bare": bytes,
    "hex": lambda data: data.hex().encode(),
    "capital hex": lambda data: data.hex().upper().encode(),
    "base64": base64.b64encode,
    "base64 for URLs": base64.urlsafe_b64encode,
    "base64 after one byte": lambda data: base64.b64encode(b"1" + data),
    "base64 after two bytes": lambda data: base64.b64encode(b"12" + data),
}


def _found(folder: Path, content: bytes, *needles: bytes) -> tuple[Trace, ...]:
    (folder / "file").write_bytes(content)
    return Traces(needles or [NEEDLE]).search(folder).found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("before", [0, 1, 13, 4_080, 4_096, 9_999])
def test_a_part_is_found_in_any_form_at_any_place(tmp_path: Path, form: str, before: int) -> None:
    part = FORMS[form](NEEDLE)[101 : 101 + 3 * RUN]
    (trace,) = _found(tmp_path, bytes(before) + part + bytes(5_000))
    assert (trace.file, trace.offset, trace.length) == ("file", before, len(part))


@pytest.mark.parametrize("start", range(30))
def test_the_shortest_run_is_found_wherever_it_begins(tmp_path: Path, start: int) -> None:
    part = NEEDLE[start : start + RUN]
    assert _found(tmp_path, b"\xff" * 7 + part + b"\xff" * 7) == (Trace("file", 7, RUN),)
    assert _found(tmp_path, b"\xff" * 7 + part[1:] + b"\xff" * 7) == ()


def test_equal_blocks_in_different_runs_are_told_apart(tmp_path: Path) -> None:
    first, second = b"x" * 12 + b"first" * 9, b"y" * 12 + b"x" * 12 + b"second" * 9
    assert _found(tmp_path, second[:40], first) == ()
    assert _found(tmp_path, second[:40], first, second) == (Trace("file", 0, 40),)


def test_every_file_however_deep_is_searched_and_counted(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "deep").write_bytes(NEEDLE)
    (tmp_path / "clean").write_bytes(bytes(10_000))
    (tmp_path / "empty").touch()
    scan = Traces([NEEDLE]).search(tmp_path)
    assert scan == Scan(3, 10_400, (Trace("a/b/deep", 0, 400),))
    assert (str(scan), str(scan.found[0])) == ("3 files, 0.0 MB", "a/b/deep from byte 0")


def test_a_file_that_vanishes_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(NEEDLE)
    read = Path.read_bytes

    def vanish(path: Path) -> bytes:
        path.unlink()
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", vanish)
    assert Traces([NEEDLE]).search(tmp_path) == Scan(0, 0, ())


def test_what_moves_from_a_log_to_its_database_meanwhile_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, log = tmp_path / "state.sqlite", tmp_path / "state.sqlite-wal"
    database.write_bytes(b"")
    log.write_bytes(NEEDLE)
    read = Path.read_bytes

    def move_after(path: Path) -> bytes:
        content = read(path)
        database.write_bytes(NEEDLE)
        log.write_bytes(b"")
        return content

    monkeypatch.setattr(Path, "read_bytes", move_after)
    assert Traces([NEEDLE]).search(tmp_path).found


def test_without_needles_there_is_nothing_to_find(tmp_path: Path) -> None:
    assert _found(tmp_path, NEEDLE, b"") == ()
