"""The companies of the demo: their keys, in files as companies keep them, and what people see of them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from idos.apps.neobank.bank import CREDENTIAL_TYPE
from idos.pages.directory import Party, logo_of
from idos.sdk.keystore import Card, KeyKind, Keys, save

NEOBANK_URI: Final = "https://neobank.example"
KEY_PASSWORD: Final = "open-sesame-demo"  # noqa: S105  # everybody may know it: the keys are gone with the demo
"""Opens the key files of both."""

_LOGOS: Final = Path(__file__).parent / "logos"


@dataclass(frozen=True, slots=True)
class Companies:
    """A bank and an exchange. Their key files are in ``folder``."""

    neobank: Keys
    charlie: Keys
    folder: Path

    @classmethod
    def founded(cls, folder: Path) -> Companies:
        """With fresh keys."""
        companies = cls(Keys.generate(KeyKind.ISSUER, NEOBANK_URI), Keys.generate(KeyKind.SERVER), folder)
        save(companies.neobank_file, companies.neobank, KEY_PASSWORD)
        save(companies.charlie_file, companies.charlie, KEY_PASSWORD)
        return companies

    @property
    def neobank_file(self) -> Path:
        """The bank's key file."""
        return self.folder / "neobank.key"

    @property
    def charlie_file(self) -> Path:
        """The exchange's key file."""
        return self.folder / "charlie.key"

    def directory(self, origins: Mapping[str, str]) -> tuple[Party, ...]:
        """What people see of them; ``origins`` are those of their pages, by site."""
        neobank, charlie = self.neobank.card, self.charlie.card
        return (
            Party(
                name="Neobank",
                about={
                    "en": "A bank without branches. It verifies who you are, and gives you the proof.",
                    "de": "Eine Bank ohne Filialen. Sie prüft, wer Sie sind, und gibt Ihnen den Nachweis.",
                },
                roles=("issuer",),
                origins=(origins["neobank"],),
                url=origins["neobank"],
                logo=logo_of((_LOGOS / "neobank.svg").read_bytes()),
                identifiers=(neobank.identifier,),
                issuer_ids=(NEOBANK_URI,),
                credential_keys=(self.neobank.issuer_key.document()["publicKeyMultibase"],),
                encryption_key=_base64(neobank),
                credential_types=(CREDENTIAL_TYPE,),
            ),
            Party(
                name="Charlie",
                about={
                    "en": "An exchange with a card, for people whom their bank knows already.",
                    "de": "Eine Börse mit Karte, für Leute, die ihre Bank schon kennt.",
                },
                roles=("consumer",),
                origins=(origins["charlie"],),
                url=origins["charlie"],
                logo=logo_of((_LOGOS / "charlie.svg").read_bytes()),
                identifiers=(charlie.identifier,),
                encryption_key=_base64(charlie),
            ),
        )


def _base64(card: Card) -> str:
    return base64.b64encode(card.grantee.encryption_public_key).decode()
