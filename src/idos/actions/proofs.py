"""Signed things that count once: their digests outlive what they were used for.

The parts of a digest are what was signed and whose key signed, never the signature itself: one signature has
many spellings (hex case, recovery ids, unsigned parts of an envelope).
"""

from __future__ import annotations

from uuid import UUID

from idos.crypto.hashes import sha256
from idos.protocol.refusals import Refusal
from idos.store.records import SpentProof
from idos.store.verbs import Tx


def is_spent(tx: Tx, *parts: str) -> bool:
    """Whether the thing was used before."""
    return tx.get(SpentProof, _digest(parts)) is not None


def spend(tx: Tx, user_id: UUID, refusal: Refusal, *parts: str) -> None:
    """Use it up for this profile. Raises ``refusal`` when it was used before, by anyone."""
    if is_spent(tx, *parts):
        raise refusal.error()
    tx.put(SpentProof(_digest(parts), user_id))


def bind(tx: Tx, user_id: UUID, refusal: Refusal, *parts: str) -> None:
    """Tie it to this profile, which may use it again. Raises ``refusal`` when it is tied to another."""
    spent = tx.get(SpentProof, _digest(parts))
    if spent is None:
        tx.put(SpentProof(_digest(parts), user_id))
    elif spent.user_id != user_id:
        raise refusal.error()


def _digest(parts: tuple[str, ...]) -> str:
    """SHA-256 over the parts, each preceded by its length (8 bytes, big-endian), in lower-case hex."""
    encoded = [part.encode() for part in parts]
    return sha256(b"".join(len(part).to_bytes(8, "big") + part for part in encoded)).hex()
