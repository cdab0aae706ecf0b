"""Secrets as people have them in texts: in hex or base64, as words, quoted and spaced by what copied them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from idos.crypto import ed25519
from idos.crypto.encoding import b64decode, hexdecode
from idos.errors import Invalid

SECRET_SIZE: Final = ed25519.SEED_SIZE
"""Bytes of every secret in a key file."""
_QUOTES: Final = frozenset({'""', "''", "``", "\u201c\u201d", "\u2018\u2019", "\u201e\u201c", "\xab\xbb"})
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_HEX: Final = re.compile("(?:0[xX])?[0-9a-fA-F]*")
_HEX_IN_GROUPS: Final = re.compile("(?:0[xX])?(?:[0-9a-fA-F]{64}|[eE][dD][0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
_URL_FORM: Final = str.maketrans("-_", "+/")
_BASE64_LENGTHS: Final = frozenset({43, 86})
"""Characters of 32 and of 64 bytes, without their end."""


def cleaned(text: str) -> str:
    """The text as its writer meant it: without what copying, quoting and editors put around and into it."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    while len(plain) > 1 and plain[0] + plain[-1] in _QUOTES:
        plain = plain[1:-1].strip()
    joined = "".join(plain.split())
    return joined if _HEX_IN_GROUPS.fullmatch(joined) or len(plain.split()) == 1 else plain


def secret_of(text: str) -> bytes:
    """Any 32 bytes. Raises ``Invalid``."""
    secret = _decoded(text)
    if len(secret) != SECRET_SIZE:
        raise Invalid("a secret has 32 bytes")
    return secret


def seed_of(text: str) -> bytes:
    """An Ed25519 seed; many libraries write the public key behind it. Raises ``Invalid``."""
    secret = _decoded(text)
    seed = secret[:SECRET_SIZE]
    if secret not in {seed, seed + ed25519.public_key(seed)}:
        raise Invalid("an Ed25519 key is its seed, or its seed and its public key")
    return seed


def _decoded(text: str) -> bytes:
    """Hex or base64; base64 also in its URL form, and without its end."""
    if _HEX.fullmatch(text):
        return hexdecode(text.lower(), 2 * SECRET_SIZE, allow_0x=True)
    bare = text.rstrip("=").translate(_URL_FORM)
    if len(bare) in _BASE64_LENGTHS:
        return b64decode(bare + "=" * (-len(bare) % 4), 2 * SECRET_SIZE)
    raise Invalid("not 32 bytes in hex or base64")


def is_mnemonic(text: str) -> bool:
    """Whether the text is several words."""
    return len(text.split()) > 1
