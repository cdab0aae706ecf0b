"""A build of every page, as ``npm run build`` leaves it, and what an operator may choose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idos.pages.directory import Party, logo_of
from idos.pages.sites import SITES

SCRIPT = b"export const answer = 42;\n" * 100
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
APP_PAGE = """\
<!doctype html><title>Neobank</title>
<script type="module" src="https://isle.invalid/isle.js"></script>
<script type="module" crossorigin src="https://wallet.invalid/demo-wallet.js"></script>
<a href="https://dashboard.invalid/wallets">Wallets</a>
"""


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("dist")
    for site in SITES.values():
        (root / site.name / "assets").mkdir(parents=True)
        for name in ("index.html", *site.documents):
            (root / site.name / name).write_text(f"<!doctype html><title>{name}</title>")
        for name in (*site.published, "assets/main-1a2b.js"):
            (root / site.name / name).write_bytes(SCRIPT)
    (root / "neobank" / "index.html").write_text(APP_PAGE)
    (root / "enclave" / "assets" / "font-1a2b.woff2").write_bytes(b"wOF2")
    return root


@pytest.fixture(scope="session")
def party() -> Callable[..., Party]:
    """A party that makes sense, but for what is said otherwise."""

    def make(**otherwise: Any) -> Party:
        values: dict[str, Any] = {
            "name": "Neobank",
            "about": {"en": "A bank.", "de": "Eine Bank."},
            "roles": ("issuer",),
            "origins": ("https://neobank.example",),
            "url": "https://neobank.example/join",
            "logo": logo_of(SVG),
            "identifiers": ("9f" * 32,),
            "issuer_ids": ("https://neobank.example",),
            "credential_keys": ("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",),
            "encryption_key": "A" * 43 + "=",
            "credential_types": ("passport",),
        }
        return Party(**{**values, **otherwise})

    return make
