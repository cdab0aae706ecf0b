"""Keys as credentials and profiles write them. A node cannot know whose a key is, or what it decrypts."""

from __future__ import annotations

import re

from idos.crypto.encoding import b64decode
from idos.errors import Invalid
from idos.protocol.refusals import Refusal

ISSUER_KEY = re.compile(r"[0-9a-f]{64}")
"""The form in which credentials name the key that issued them: Ed25519, in lower hex."""

_BYTES = 32


def check_key(key: str, refusal: Refusal) -> None:
    """Raise ``refusal`` unless this is the base64 of 32 bytes, which an X25519 public key has (RFC 7748)."""
    try:
        size = len(b64decode(key, _BYTES))
    except Invalid:
        size = 0
    if size != _BYTES:
        raise refusal.error()
