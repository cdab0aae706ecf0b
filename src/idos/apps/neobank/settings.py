"""What an operator of Neobank chooses."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from idos.apps.neobank.opening import Attempts

DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class NeobankSettings:
    """The bank's web site. Times are in seconds.

    ``public_url`` is its origin, as browsers see it; ``node_url`` a node, as this process reaches it, of the
    network ``chain_id``: nothing is signed for another.
    ``key_file`` is an issuer's (`idos.sdk.keystore`), and ``key_password`` opens it. ``database`` is a file,
    or ``:memory:``.

    A person's permission to write is good for ``permission_seconds``, so that she need not wait for a slow
    verification. She may have ``max_sessions`` verifications, and as many again ``rest_seconds`` after the
    last. What she does not sign is forgotten after ``visit_seconds``; an opening that came to nothing,
    ``keep_seconds`` after its end. ``retry_seconds`` are the pauses after which something that nobody
    answered is tried again, the last one for ever; ``pause`` lies between looks.
    """

    public_url: str
    node_url: str
    chain_id: str
    key_file: Path
    key_password: str = field(repr=False)
    database: str = ":memory:"
    name: str = "Neobank"
    permission_seconds: int = 7 * DAY
    visit_seconds: int = DAY
    challenge_seconds: int = 3600
    max_sessions: int = 5
    rest_seconds: int = DAY
    keep_seconds: int = 30 * DAY
    retry_seconds: tuple[int, ...] = (2, 10, 60, 300, 1800, 3600)
    pause: float = 0.5

    @property
    def tries(self) -> Attempts:
        """How often a person may be verified."""
        return Attempts(self.max_sessions, self.rest_seconds)
