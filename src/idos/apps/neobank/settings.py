"""What an operator of Neobank chooses."""

from __future__ import annotations

from dataclasses import dataclass

from idos.apps.neobank.opening import Attempts
from idos.apps.site_settings import DAY, SiteSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class NeobankSettings(SiteSettings):
    """The bank's web site; ``key_file`` is an issuer's.

    A person's permission to write is good for ``permission_seconds``, so that she need not wait for a slow
    verification. She may have ``max_sessions`` verifications, and as many again ``rest_seconds`` after the
    last. What she does not sign is forgotten after ``visit_seconds``; an opening that came to nothing,
    ``keep_seconds`` after its end. ``retry_seconds`` are the pauses after which something that nobody
    answered is tried again, the last one for ever; ``pause`` lies between looks.
    """

    name: str = "Neobank"
    permission_seconds: int = 7 * DAY
    max_sessions: int = 5
    rest_seconds: int = DAY
    keep_seconds: int = 30 * DAY
    retry_seconds: tuple[int, ...] = (2, 10, 60, 300, 1800, 3600)
    pause: float = 0.5

    @property
    def tries(self) -> Attempts:
        """How often a person may be verified."""
        return Attempts(self.max_sessions, self.rest_seconds)
