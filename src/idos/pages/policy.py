"""The headers of the pages: what they may load, who may frame them, and which windows may reach them.

Sources: Content Security Policy Level 3, Trusted Types, the HTML standard (cross-origin opener policy),
Permissions Policy. Each choice is explained in ``docs/operator.md``, "Serving the pages".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

# What a page may load if nothing else is said, directive by directive.
_SOURCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "default-src": (),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "font-src": ("'self'",),
        "img-src": ("'self'",),
        "connect-src": (),
        "frame-src": (),
        "base-uri": (),
        "form-action": (),
    }
)
_TRUSTED_TYPES: Final = ("require-trusted-types-for 'script'", "trusted-types 'none'")
_FEATURES: Final = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture")
_PLACEHOLDER: Final = "https://{}.invalid"

COMMON_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
)
"""On every answer, files included."""

ANSWER_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **COMMON_HEADERS,
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
"""On what an application below a site's ``/api/`` answers, where it does not say otherwise."""

PUBLISHED_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
)
"""On scripts that pages of other origins load."""


def placeholder(name: str) -> str:
    """What stands for a site's origin until it is known: RFC 2606 keeps the name from being anybody's."""
    return _PLACEHOLDER.format(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePolicy:
    """How one HTML document is protected.

    ``is_framed``: whether others may embed it. ``opener_policy``: its ``Cross-Origin-Opener-Policy``.
    ``sources``: what it may load beyond its own scripts, styles, fonts and images, by CSP directive; another
    site is named by its placeholder, and counts only where that site is served.
    """

    is_framed: bool = False
    opener_policy: str = "same-origin-allow-popups"
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def headers(self, origins: Mapping[str, str], frame_ancestors: Sequence[str]) -> dict[str, str]:
        """Its headers. ``origins``: what placeholders stand for; ``frame_ancestors``: who may embed it."""
        known = {placeholder(name): origin for name, origin in origins.items()}
        directives = []
        for name, own in _SOURCES.items():
            wanted = [known.get(source, source) for source in (*own, *self.sources.get(name, ()))]
            served = [source for source in wanted if not source.endswith(".invalid")]
            directives.append(" ".join((name, *served)) if served else f"{name} 'none'")
        ancestors = " ".join(frame_ancestors) if self.is_framed else "'none'"
        return {
            "Content-Security-Policy": "; ".join(
                (*directives, *_TRUSTED_TYPES, f"frame-ancestors {ancestors}")
            ),
            "Cross-Origin-Opener-Policy": self.opener_policy,
            "Cross-Origin-Resource-Policy": "cross-origin" if self.is_framed else "same-origin",
            "Origin-Agent-Cluster": "?1",
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        }
