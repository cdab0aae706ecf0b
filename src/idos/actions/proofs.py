"""Signed things that count once: their digests outlive what they were used for.

The parts of a digest are what was signed and whose key signed, never the signature itself: one signature has
many spellings (hex case, recovery ids, unsigned parts of an envelope).

A signed text can be guessed if it is a client's constant text, and so can its digest. So from rules version 2
on no profile's id stands beside a digest, but a hash by which a known id can be recognised.
"""

from __future__ import annotations

from uuid import UUID

from idos.actions.context import Context
from idos.crypto.hashes import sha256
from idos.protocol.refusals import Refusal
from idos.store.records import SpentProof
from idos.store.verbs import Tx


def is_spent(tx: Tx, *parts: str) -> bool:
    """Whether what was signed was used before."""
    return tx.get(SpentProof, _digest(parts)) is not None


def spend(ctx: Context, tx: Tx, user_id: UUID, refusal: Refusal, *parts: str) -> None:
    """Use it up for this profile. Raises ``refusal`` when it was used before, by anyone."""
    if is_spent(tx, *parts):
        raise refusal.error()
    tx.put(_proof(ctx, _digest(parts), user_id))


def bind(ctx: Context, tx: Tx, user_id: UUID, refusal: Refusal, *parts: str) -> None:
    """Tie it to this profile, which may use it again. Raises ``refusal`` when it is tied to another."""
    digest = _digest(parts)
    spent = tx.get(SpentProof, digest)
    if spent is None:
        tx.put(_proof(ctx, digest, user_id))
    elif spent.user_id != (_hidden(digest, user_id) if spent.hashed else user_id):  # [rules 13.2]
        raise refusal.error()


def _proof(ctx: Context, digest: str, user_id: UUID) -> SpentProof:
    if ctx.rules.version < 2:
        return SpentProof(digest, user_id)
    return SpentProof(digest, _hidden(digest, user_id), hashed=True)


def _hidden(digest: str, user_id: UUID) -> UUID:
    # Half of a SHA-256 is enough to recognise a known id. Ids are random, so none can be found by trying.
    return UUID(bytes=sha256(bytes.fromhex(digest) + user_id.bytes)[:16])


def _digest(parts: tuple[str, ...]) -> str:
    """SHA-256 over the parts, each preceded by its length (8 bytes, big-endian), in lower-case hex.

    The lengths keep two lists of parts from having one encoding, and the first part, the kind, keeps the
    digests of one use apart from those of another. [rules 13.1]
    """
    encoded = [part.encode() for part in parts]
    return sha256(b"".join(len(part).to_bytes(8, "big") + part for part in encoded)).hex()
