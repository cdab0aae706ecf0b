"""What an operator of Charlie's exchange chooses."""

from __future__ import annotations

from dataclasses import dataclass

from idos.apps.site_settings import DAY, SiteSettings
from idos.sdk.inspection import TrustedIssuer


@dataclass(frozen=True, slots=True, kw_only=True)
class CharlieSettings(SiteSettings):
    """The exchange's web site; ``key_file`` is a server's. ``issuers`` are those whose word counts.

    People are asked not to revoke for ``lock_seconds``; 0 asks for no lock.
    """

    issuers: tuple[TrustedIssuer, ...]
    name: str = "Charlie"
    lock_seconds: int = 30 * DAY
