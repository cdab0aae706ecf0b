"""What the operator of any of the web sites chooses."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

DAY: Final = 86_400
"""In seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """A company's web site. Times are in seconds.

    ``public_url`` is its origin, as browsers see it; ``node_url`` a node, as this process reaches it, of the
    network ``chain_id``: nothing is signed for another. ``key_file`` is the company's
    (`idos.sdk.keystore`), and ``key_password`` opens it. ``database`` is a file, or ``:memory:``. ``name`` is
    what people call the company. A visit lasts ``visit_seconds``, and a text that a wallet is to sign is good
    for ``challenge_seconds``.
    """

    public_url: str
    node_url: str
    chain_id: str
    key_file: Path
    key_password: str = field(repr=False)
    database: str = ":memory:"
    name: str
    visit_seconds: int = DAY
    challenge_seconds: int = 3600
