"""Which pages there are, and how each is protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from idos.pages.policy import PagePolicy, placeholder

_ENCLAVE, _ISLE, _WALLET, _NODE = map(placeholder, ("enclave", "isle", "wallet", "node"))
_SELF: Final = ("'self'",)
# A dashboard is for any node: TLS, or a node on this machine.
_ANY_NODE: Final = ("https:", "http://localhost:*", "http://*.localhost:*", "http://127.0.0.1:*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One origin: the built files below ``dist/<name>``.

    ``index`` protects its first document, ``documents`` has those that need other headers. ``published`` are
    scripts that pages of other origins load. ``routes``: addresses without a file show the first document,
    whose script knows them. A site without ``index`` has no files: its application answers everything.
    """

    name: str
    index: PagePolicy | None
    documents: Mapping[str, PagePolicy] = field(default_factory=dict)
    published: tuple[str, ...] = ()
    routes: bool = False


_APP: Final = PagePolicy(
    sources=MappingProxyType(
        {
            "script-src": (_ISLE, _WALLET),
            "frame-src": (_ISLE, _WALLET),
            "connect-src": _SELF,
            "img-src": ("data:", "blob:"),
        }
    )
)
_DASHBOARD: Final = PagePolicy(
    sources=MappingProxyType(
        {
            "script-src": (_WALLET,),
            "frame-src": (_ENCLAVE, _WALLET),
            "connect-src": (*_SELF, *_ANY_NODE),
            "img-src": ("data:", "blob:"),
        }
    )
)

SITES: Final[Mapping[str, Site]] = MappingProxyType(
    {
        site.name: site
        for site in (
            Site(
                name="enclave",
                index=PagePolicy(is_framed=True),
                documents={
                    # Its opener is a frame on another site's page: any stricter policy would cut it off.
                    "dialog.html": PagePolicy(opener_policy="unsafe-none"),
                    "consents.html": PagePolicy(opener_policy="same-origin"),
                },
            ),
            Site(
                name="isle",
                index=PagePolicy(
                    is_framed=True,
                    sources={
                        "connect-src": (*_SELF, _NODE),
                        "frame-src": (_ENCLAVE,),
                        "img-src": ("data:",),
                    },
                ),
                published=("isle.js",),
            ),
            Site(name="dashboard", index=_DASHBOARD, routes=True),
            Site(name="consumer", index=_DASHBOARD, routes=True),
            Site(name="wallet", index=PagePolicy(is_framed=True), published=("demo-wallet.js",)),
            Site(name="neobank", index=_APP, routes=True),
            Site(name="charlie", index=_APP, routes=True),
            Site(name="start", index=PagePolicy(sources={"connect-src": _SELF, "img-src": ("data:",)})),
            Site(name="verify", index=None),
        )
    }
)
"""Every site, by name."""

PUBLIC_SITES: Final = ("enclave", "isle", "dashboard", "consumer")
"""Those of a deployment; the others are the demonstration's."""
