"""What an operator of Charlie's exchange chooses."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from idos.sdk.inspection import TrustedIssuer

DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class CharlieSettings:
    """The exchange's web site. Times are in seconds.

    ``public_url`` is its origin, as browsers see it; ``node_url`` a node, as this process reaches it, of the
    network ``chain_id``: nothing is signed for another.
    ``key_file`` is a server's (`idos.sdk.keystore`), and ``key_password`` opens it. ``issuers`` are those
    whose word counts. ``database`` is a file, or ``:memory:``.

    People are asked not to revoke for ``lock_seconds``; 0 asks for no lock.
    """

    public_url: str
    node_url: str
    chain_id: str
    key_file: Path
    key_password: str = field(repr=False)
    issuers: tuple[TrustedIssuer, ...]
    database: str = ":memory:"
    name: str = "Charlie"
    lock_seconds: int = 30 * DAY
    visit_seconds: int = DAY
    challenge_seconds: int = 3600
