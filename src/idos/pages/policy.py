"""The headers of the pages: what they may load, who may frame them, and which windows may reach them.

Sources: Content Security Policy Level 3, Trusted Types, the HTML standard (cross-origin opener policy),
Permissions Policy. Each choice is explained in ``docs/enclave.md``, "Headers".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_CONTENT: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_FEATURES: Final = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture")

COMMON_HEADERS: Final[Mapping[str, str]] = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer, files included."""


@dataclass(frozen=True, slots=True)
class Document:
    """How one HTML document is protected.

    ``is_framed``: whether others may embed it. ``opener_policy``: its ``Cross-Origin-Opener-Policy``.
    """

    is_framed: bool
    opener_policy: str

    def headers(self, frame_ancestors: Sequence[str]) -> dict[str, str]:
        """Its headers; ``frame_ancestors`` counts only where the document may be framed."""
        ancestors = " ".join(frame_ancestors) if self.is_framed else "'none'"
        return {
            "Content-Security-Policy": f"{_CONTENT}; frame-ancestors {ancestors}",
            "Cross-Origin-Opener-Policy": self.opener_policy,
            "Cross-Origin-Resource-Policy": "cross-origin" if self.is_framed else "same-origin",
            "Origin-Agent-Cluster": "?1",
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        }


ENCLAVE_DOCUMENTS: Final[Mapping[str, Document]] = {
    "index.html": Document(is_framed=True, opener_policy="same-origin-allow-popups"),
    # Its opener is a frame on another site's page: any stricter policy would cut it off from that frame.
    "dialog.html": Document(is_framed=False, opener_policy="unsafe-none"),
    "consents.html": Document(is_framed=False, opener_policy="same-origin"),
}
