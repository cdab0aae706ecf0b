"""Choosing among credentials by what their public notes say.

See ``docs/protocol/w3c.md`` §7 for where these rules, the official SDK's, surprise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol, TypeVar

from idos.enclave.filters import same_value
from idos.sdk.attestation import read_notes
from idos.sdk.w3c.levels import level_matches, level_score


class HasNotes(Protocol):
    """A record of a credential: anything with public notes."""

    @property
    def public_notes(self) -> str:
        """JSON text, empty for a copy."""
        ...


RecordT = TypeVar("RecordT", bound=HasNotes)


def highest_matching(
    credentials: Iterable[RecordT],
    base: str,
    addons: Collection[str] = (),
    notes: Mapping[str, object] | None = None,
) -> RecordT | None:
    """The credential of the highest level that matches, the first of equals; None if none does.

    ``notes`` are members its public notes must have, with exactly these values. Credentials whose notes are
    not a JSON object, or state no level, are skipped.
    """
    best: tuple[int, RecordT] | None = None
    for credential in credentials:
        stated = read_notes(credential.public_notes)
        level = stated.get("level")
        if not isinstance(level, str) or not level_matches(level, base, addons):
            continue
        if not all(same_value(stated.get(name), value) for name, value in (notes or {}).items()):
            continue
        if best is None or level_score(level) > best[0]:
            best = level_score(level), credential
    return best and best[1]
