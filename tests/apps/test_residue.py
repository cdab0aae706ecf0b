from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idos.apps.demo.residue import RUN, Traces
from idos.crypto.hashes import sha256

CIPHERTEXT = b"".join(sha256(bytes([number])) for number in range(40))
TRACES = Traces([CIPHERTEXT])


def _search(folder: Path, content: bytes) -> tuple[str, ...]:
    (folder / "file").write_bytes(content)
    return TRACES.search(folder).found


@settings(max_examples=100, deadline=None)
@given(start=st.integers(0, len(CIPHERTEXT) - RUN), before=st.integers(0, 9000), after=st.integers(0, 9000))
def test_any_run_is_found_wherever_it_stands(
    start: int, before: int, after: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = CIPHERTEXT[start : start + RUN]
    assert _search(tmp_path_factory.getbasetemp(), bytes(before) + run + b"x" * after)


@settings(max_examples=100, deadline=None)
@given(shift=st.binary(max_size=5), start=st.integers(0, 1500), before=st.integers(0, 5000))
def test_any_run_of_its_base64_is_found(
    shift: bytes, start: int, before: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = base64.b64encode(shift + CIPHERTEXT)[8:]  # what stands before it shares characters with it
    run = text[start : start + RUN]
    assert _search(tmp_path_factory.getbasetemp(), b" " * before + run)


@pytest.mark.parametrize(
    "content", [b"", bytes(10_000), b"x" * 10_000, sha256(b"else") * 300, CIPHERTEXT[:15]]
)
def test_nothing_is_found_where_nothing_is(content: bytes, tmp_path: Path) -> None:
    assert _search(tmp_path, content) == ()


def test_every_file_is_searched_however_deep(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c.bin").write_bytes(b"x" * 5000 + CIPHERTEXT)
    (tmp_path / "empty").touch()
    scan = TRACES.search(tmp_path)
    assert (scan.files, scan.bytes, scan.found) == (2, 5000 + len(CIPHERTEXT), ("a/b/c.bin",))
    assert str(scan) == "2 files, 0.0 MB"
