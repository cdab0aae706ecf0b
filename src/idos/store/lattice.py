"""The state hash: LtHash over the set of consensus records.

Lewi, Kim, Maykov, Weis, "Securing Update Propagation with Homomorphic Hashing" (2019), with 1024 lanes of
16 bits, which its authors put above 200 bits of security against collisions. A record's digest is expanded by
SHAKE-256 (FIPS 202) to 2048 bytes, read as 1024 little-endian lanes. The lattice is the sum of all records'
lanes, each modulo 2^16: adding and removing commute, so it depends on the set of records and nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256, shake_256

LANES = 1024
SIZE = 2 * LANES
STATE_TAG = b"idos state 1\0"

# A lattice is one integer of 1024 lanes. The top bit of each lane is added apart, so that no carry leaves it.
_TOPS = int.from_bytes(b"\x00\x80" * LANES, "little")
_RESTS = int.from_bytes(b"\xff\x7f" * LANES, "little")


@dataclass(frozen=True, slots=True)
class Lattice:
    """A sum of digests; ``Lattice()`` is the empty one."""

    lanes: int = 0

    def plus(self, digest: bytes) -> Lattice:
        """The sum with a record's digest."""
        ours, theirs = self.lanes, _expand(digest)
        return Lattice(((ours & _RESTS) + (theirs & _RESTS)) ^ ((ours ^ theirs) & _TOPS))

    def minus(self, digest: bytes) -> Lattice:
        """The sum without a record's digest: undoes ``plus``."""
        ours, theirs = self.lanes, _expand(digest)
        return Lattice(((ours | _TOPS) - (theirs & _RESTS)) ^ ((ours ^ theirs ^ _TOPS) & _TOPS))

    def to_bytes(self) -> bytes:
        """2048 bytes: each lane little-endian, in order."""
        return self.lanes.to_bytes(SIZE, "little")

    @classmethod
    def from_bytes(cls, data: bytes) -> Lattice:
        """The inverse of ``to_bytes``. Raises ``ValueError`` when the size is wrong."""
        if len(data) != SIZE:
            raise ValueError("a lattice has 2048 bytes")
        return cls(int.from_bytes(data, "little"))

    def state_hash(self) -> bytes:
        """SHA-256 of a domain tag and the lanes, 32 bytes."""
        return sha256(STATE_TAG + self.to_bytes()).digest()


# The digest is of a canonical record that begins with its table's name: two records expand alike only where
# SHA-256 collides.
def _expand(digest: bytes) -> int:
    return int.from_bytes(shake_256(digest).digest(SIZE), "little")


class LatticeChanges:
    """The digests of records put and removed since a lattice, with marks to return to.

    They are added up when the sum is asked for: what a block writes and overwrites again costs nothing.
    """

    def __init__(self, start: Lattice) -> None:
        self._start = start
        self._journal: list[tuple[bytes, int]] = []
        self._folded = start, 0

    def note(self, digest: bytes, count: int) -> None:
        """Note a record that is there from now on (1), or was there until now (-1)."""
        self._journal.append((digest, count))

    def mark(self) -> int:
        """A point to return to with ``rollback``."""
        return len(self._journal)

    def rollback(self, mark: int) -> None:
        """Forget everything noted since the mark."""
        del self._journal[mark:]
        # What was added up behind the mark cannot be taken out of the sum by itself: the sum begins anew.
        if self._folded[1] > mark:
            self._folded = self._start, 0

    def lattice(self) -> Lattice:
        """The lattice with everything noted so far."""
        lattice, done = self._folded
        counts: Counter[bytes] = Counter()
        for digest, count in self._journal[done:]:
            counts[digest] += count
        for digest, count in counts.items():
            if count:
                lattice = lattice.plus(digest) if count > 0 else lattice.minus(digest)
        self._folded = lattice, len(self._journal)
        return lattice
