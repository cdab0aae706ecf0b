"""Bytes from strangers: an error of ours, or a value that says the same again. Never anything else."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import FOUND, TARGETS, Target

PIECES = (
    b"",
    b"\0",
    b"\0\0",
    b"\xff" * 8,
    b'"',
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"[",
    b"null",
    b"-1",
    b"1e999",
)


@st.composite
def mutated(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A seed with a few of its parts replaced, repeated or cut off; or no seed at all."""
    data = draw(st.sampled_from((*seeds, b"")))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 8) | st.just(len(data))))
        piece = draw(st.binary(max_size=12) | st.sampled_from(PIECES) | st.just(data[start:end] * 3))
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_is_good_is_taken(target: Target) -> None:
    for seed in target.seeds:
        target(seed)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_what_is_bad_is_refused_by_an_error_of_ours(target: Target) -> None:
    @settings(database=None)
    @given(mutated(target.seeds))
    def survives(data: bytes) -> None:
        target(data)

    survives()


@pytest.mark.parametrize(
    "path", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_what_was_a_fault_once_is_none_any_more(path: Path) -> None:
    data = path.read_bytes()
    assert path.name == hashlib.sha256(data).hexdigest()[:12]
    TARGETS[path.parent.name](data)


NESTED = """
import sys
from tests.fuzz.targets import TARGETS

sys.setrecursionlimit(10**6)  # some libraries do, and then recursion in C ends the process
request = b'{"jsonrpc":"2.0","id":1,"method":"user.call","params":{"a":['
for opening in (b"[", b'{"a":', b'{"id":[', b"a=[", b"a={b=", request):
    for target in TARGETS.values():
        target(opening * 100_000)
        target(opening[:2] + opening * 500)
"""


def test_nesting_does_not_end_the_process_where_recursion_is_not_limited() -> None:
    subprocess.run([sys.executable, "-c", NESTED], check=True, cwd=Path(__file__).parents[2])
