"""The directory: the companies that people see by name and logo, and the keys that are theirs."""

from __future__ import annotations

import base64
import re
from binascii import Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from idos.errors import Invalid

MAX_LOGO_BYTES: Final = 16 * 1024
ORIGIN: Final = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")

_LANGUAGES: Final = {"en", "de"}
_LOGO_PREFIX: Final = "data:image/svg+xml;base64,"
_URL: Final = re.compile(rf"{ORIGIN.pattern}(/[\x21-\x7e]*)?")
_URI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[\x21-\x7e]{1,200}")
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_MULTIBASE: Final = re.compile(r"z[1-9A-HJ-NP-Za-km-z]{1,100}")
_TYPE: Final = re.compile(r"[A-Za-z0-9_ -]{1,64}")
_TEXT: Final = re.compile(r"[^\x00-\x1f\x7f]+")
_MAX_NAME: Final = 64
_MAX_ABOUT: Final = 300
_MAX_LIST: Final = 16
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An issuer or a consumer whom the operator vouches for. Raises ``Invalid`` (``bad_directory``).

    ``about``: a sentence in each language of the pages (``en``, ``de``). ``origins`` are those of its own
    apps, ``url`` the page that people are sent to, ``logo`` an SVG of at most 16 KiB as a ``data:`` URL.
    ``identifiers`` are its keys at the network (as grantee and as issuer), ``issuer_ids`` the URIs by which
    its credentials name it, ``credential_keys`` their Ed25519 keys (multibase). ``encryption_key``: base64 of
    the X25519 key that copies for it are sealed to. ``credential_types``: what it issues.
    """

    name: str
    about: Mapping[str, str]
    roles: tuple[Literal["issuer", "consumer"], ...]
    origins: tuple[str, ...]
    url: str
    logo: str
    identifiers: tuple[str, ...]
    issuer_ids: tuple[str, ...] = ()
    credential_keys: tuple[str, ...] = ()
    encryption_key: str | None = None
    credential_types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(_is_text(self.name, _MAX_NAME), "a party's name is a line of at most 64 characters")
        _check(
            set(self.about) == _LANGUAGES and all(_is_text(text, _MAX_ABOUT) for text in self.about.values()),
            f"{self.name}: about is a line in each of {', '.join(sorted(_LANGUAGES))}",
        )
        _check(
            self.roles and set(self.roles) <= {"issuer", "consumer"},
            f"{self.name}: a role is issuer or consumer",
        )
        _check(_URL.fullmatch(self.url), f"{self.name}: url is no URL")
        _check(_is_logo(self.logo), f"{self.name}: the logo is no SVG of at most {MAX_LOGO_BYTES} bytes")
        _check(_is_key(self.encryption_key), f"{self.name}: encryption_key is base64 of 32 bytes")
        for field, pattern in _LISTS.items():
            values = getattr(self, field)
            _check(
                len(values) <= _MAX_LIST and all(map(pattern.fullmatch, values)),
                f"{self.name}: {field} is wrong",
            )

    def to_json(self) -> dict[str, Any]:
        """As pages read it in ``config.json``."""
        return {
            "name": self.name,
            "about": dict(self.about),
            "roles": list(self.roles),
            "origins": list(self.origins),
            "url": self.url,
            "logo": self.logo,
            "identifiers": list(self.identifiers),
            "issuerIds": list(self.issuer_ids),
            "credentialKeys": list(self.credential_keys),
            "encryptionKey": self.encryption_key,
            "credentialTypes": list(self.credential_types),
        }


_LISTS: Final[Mapping[str, re.Pattern[str]]] = {
    "origins": ORIGIN,
    "identifiers": _IDENTIFIER,
    "issuer_ids": _URI,
    "credential_keys": _MULTIBASE,
    "credential_types": _TYPE,
}


def check_directory(parties: tuple[Party, ...]) -> None:
    """Raise ``Invalid`` (``bad_directory``) when two parties share what tells them apart."""
    apart: tuple[Callable[[Party], tuple[str, ...]], ...] = (
        lambda party: (party.name.casefold(),),
        lambda party: party.origins,
        lambda party: party.identifiers,
        lambda party: party.issuer_ids,
        lambda party: party.credential_keys,
    )
    for values_of in apart:
        values = [value for party in parties for value in values_of(party)]
        _check(len(set(values)) == len(values), "two parties have the same name, origin, key or issuer id")


def logo_of(svg: bytes) -> str:
    """An SVG picture as a party's ``logo``."""
    return _LOGO_PREFIX + base64.b64encode(svg).decode()


def _is_text(text: str, longest: int) -> bool:
    return len(text) <= longest and _TEXT.fullmatch(text) is not None


def _is_logo(logo: str) -> bool:
    svg = _decoded(logo.removeprefix(_LOGO_PREFIX)) if logo.startswith(_LOGO_PREFIX) else b""
    return 0 < len(svg) <= MAX_LOGO_BYTES


def _is_key(key: str | None) -> bool:
    return key is None or len(_decoded(key)) == _KEY_BYTES


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except Error:
        return b""


def _check(holds: object, rule: str) -> None:
    if not holds:
        raise Invalid(rule, code="bad_directory")
