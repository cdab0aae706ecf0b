"""The state hash depends on the set of records and on nothing else."""

from __future__ import annotations

from hashlib import sha256, shake_256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.store.lattice import LANES, Lattice, LatticeChanges

DIGESTS = st.lists(st.binary(min_size=32, max_size=32), unique=True, max_size=8)


def _lanes(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]


def _sum_of(digests: list[bytes]) -> Lattice:
    total = Lattice()
    for digest in digests:
        total = total.plus(digest)
    return total


@given(DIGESTS)
def test_each_lane_is_the_sum_of_the_expanded_lanes_modulo_two_to_the_sixteen(digests: list[bytes]) -> None:
    expanded = [_lanes(shake_256(digest).digest(2 * LANES)) for digest in digests]
    expected = [sum(lane) % 2**16 for lane in zip(*expanded, strict=True)] or [0] * LANES
    assert _lanes(_sum_of(digests).to_bytes()) == expected


@given(DIGESTS, st.randoms(use_true_random=False))
def test_order_and_history_leave_no_trace(digests: list[bytes], random: object) -> None:
    gone = sha256(b"gone").digest()
    shuffled = list(digests)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis types its Random loosely
    detour = _sum_of([gone, *shuffled]).minus(gone)
    assert detour == _sum_of(digests)


def test_removing_first_borrows_from_no_neighbour() -> None:
    digest = sha256(b"x").digest()
    removed = Lattice().minus(digest)
    assert _lanes(removed.to_bytes()) == [
        -lane % 2**16 for lane in _lanes(shake_256(digest).digest(2 * LANES))
    ]
    assert removed.plus(digest) == Lattice()


def test_the_hash_is_fixed() -> None:
    assert Lattice().state_hash() == sha256(b"idos state 1\0" + bytes(2048)).digest()
    two = Lattice().plus(sha256(b"a").digest()).plus(sha256(b"b").digest())
    assert two.state_hash().hex() == "8ddf161804d780d739643a654c1000a450a3e15d586cb3865d5e0b02af447279"


@given(DIGESTS)
def test_bytes_round_trip(digests: list[bytes]) -> None:
    lattice = _sum_of(digests)
    assert Lattice.from_bytes(lattice.to_bytes()) == lattice


def test_a_lattice_has_one_size() -> None:
    with pytest.raises(ValueError, match="2048"):
        Lattice.from_bytes(bytes(2047))


def test_changes_add_up_after_rollbacks_whenever_the_sum_was_asked_for() -> None:
    one, two, three = (sha256(bytes([n])).digest() for n in range(3))
    changes = LatticeChanges(Lattice().plus(one))
    changes.note(one, -1)
    changes.note(two, 1)
    assert changes.lattice() == _sum_of([two])
    mark = changes.mark()
    changes.note(three, 1)
    assert changes.lattice() == _sum_of([two, three])
    changes.rollback(mark)
    assert changes.lattice() == _sum_of([two])
    changes.note(two, -1)
    changes.note(two, 1)
    changes.note(three, 1)
    changes.rollback(changes.mark())
    assert changes.lattice() == _sum_of([two, three])
