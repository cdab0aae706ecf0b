"""Which pages there are, and where each is reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from idos.errors import Invalid
from idos.pages.policy import ENCLAVE_DOCUMENTS, Document

_HOST_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_SOURCE: Final = re.compile(r"\*|'self'|'none'|https?://[a-z0-9*.-]+(:(\*|[0-9]+))?")


@dataclass(frozen=True, slots=True)
class Site:
    """One origin: the built files below ``dist/<name>``, and how each of its documents is protected."""

    name: str
    documents: Mapping[str, Document]


SITES: Final = (Site("enclave", ENCLAVE_DOCUMENTS),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesSettings:
    """What an operator may choose about the pages. Raises ``Invalid`` (``bad_pages``).

    ``hosts`` has a host name for each site, in lower case and without a port. No two may be the same, because
    an origin's storage is open to all its pages. ``frame_ancestors`` are the CSP sources that may embed the
    enclave: ``*`` for any, else origins such as ``https://app.example``.
    """

    hosts: Mapping[str, str] = field(
        default_factory=lambda: {site.name: f"{site.name}.localhost" for site in SITES}
    )
    frame_ancestors: tuple[str, ...] = ("*",)

    def __post_init__(self) -> None:
        names = {site.name for site in SITES}
        if set(self.hosts) != names:
            raise Invalid(
                f"hosts must name exactly these pages: {', '.join(sorted(names))}", code="bad_pages"
            )
        if len(set(self.hosts.values())) != len(names):
            raise Invalid("every page needs a host name of its own", code="bad_pages")
        if not all(_HOST_NAME.fullmatch(host) for host in self.hosts.values()):
            raise Invalid("a host name is in lower case and has no port", code="bad_pages")
        if not self.frame_ancestors or not all(_SOURCE.fullmatch(source) for source in self.frame_ancestors):
            raise Invalid("frame_ancestors are * or origins", code="bad_pages")
