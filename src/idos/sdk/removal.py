"""Removing many credentials in few transactions: the lists that the network takes, or one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from idos.errors import Denied, IdosError
from idos.protocol.actions.credentials import RemoveCredential, RemoveCredentials
from idos.sdk.drivers import Operation
from idos.sdk.faults import UNKNOWN_ACTION
from idos.sdk.session import Session

MOST_AT_ONCE: Final = 100
"""How many ids the network takes in one call (``docs/protocol/actions.md``)."""
_LEFT_ALONE: Final = frozenset({"credential_locked", "credential_not_owned"})
_DESCRIPTION: Final = "Remove credentials from idOS"


def remove_credentials(session: Session, ids: Sequence[UUID]) -> Operation[None]:
    """Delete these credentials; what is locked, or not the caller's, is left alone."""
    for start in range(0, len(ids), MOST_AT_ONCE):
        part = ",".join(map(str, ids[start : start + MOST_AT_ONCE]))
        try:
            yield from session.execute(RemoveCredentials(part), _DESCRIPTION)
        except IdosError as error:
            if error.code not in UNKNOWN_ACTION:
                raise
            yield from _one_by_one(session, ids[start:])
            return


def _one_by_one(session: Session, ids: Sequence[UUID]) -> Operation[None]:
    """As on networks of rules version 1, and on the official one."""
    for id_ in ids:
        try:
            yield from session.execute(RemoveCredential(id_), _DESCRIPTION)
        except Denied as error:
            if error.code not in _LEFT_ALONE:
                raise
