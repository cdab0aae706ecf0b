"""Base58btc text of keys and signatures: ``z`` and the base58 digits (Multibase)."""

from __future__ import annotations

from typing import Final

import base58

from idos.errors import Invalid

_MAX_TEXT: Final = 128  # base58 takes quadratic time; the longest value here, a private key, has 91 digits


def encode(data: bytes) -> str:
    """The text form of some bytes."""
    return "z" + base58.b58encode(data).decode("ascii")


def decode(text: str, size: int) -> bytes:
    """The ``size`` bytes that :func:`encode` turns into this text; raises ``Invalid`` for anything else."""
    if len(text) <= _MAX_TEXT and text.startswith("z"):
        try:
            data = base58.b58decode(text[1:])
        except ValueError:
            data = b""
        if len(data) == size and encode(data) == text:
            return data
    raise Invalid(f"not {size} bytes in base58btc multibase", code="bad_multibase")
