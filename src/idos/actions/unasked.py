"""What inserters write to profiles that they did not create, without a signature of the person.

Any inserter may do so, and the person cannot prevent it. So it is limited: each inserter has a small quota
of its own in each such profile, and cannot use up the person's.
"""

from __future__ import annotations

from uuid import UUID

from idos.actions.context import Context
from idos.protocol.refusals import Refusal
from idos.store.records import Inserter, UnaskedWrite, User
from idos.store.verbs import Tx


def is_unasked(ctx: Context, user: User, inserter: Inserter) -> bool:
    """Whether what this inserter writes to the profile is unasked. Under rules version 1 nothing is."""
    return ctx.rules.version >= 2 and user.inserter_id != inserter.id


def note_unasked(tx: Tx, kind: str, id: UUID, user: User, inserter: Inserter, most: int) -> None:
    """Record that an inserter writes a record of this kind and id. Raises when it has written ``most``."""
    if tx.count(UnaskedWrite, "source", f"{kind}|{user.id}|{inserter.id}") >= most:
        raise Refusal.UNASKED_EXCEEDED.error()
    tx.put(UnaskedWrite(id, kind, user.id, inserter.id), replace=True)


def forget_unasked(tx: Tx, kind: str, id: UUID) -> None:
    """Make room for another: the record of this kind and id is deleted."""
    tx.delete(UnaskedWrite, id, kind)
