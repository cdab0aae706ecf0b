"""Credentials, whatever their format: recognised by their bytes, checked and read by the format they are of.

A further format is a module with a :class:`CredentialFormat`, and a place in ``FORMATS``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from idos.sdk.credential_format import Check, Claims, CredentialFormat, Status, Verification
from idos.sdk.w3c.format import W3C
from idos.sdk.w3c.keys import IssuerKey

__all__ = [
    "DEFAULT_FORMAT",
    "FORMATS",
    "Check",
    "Claims",
    "CredentialFormat",
    "Status",
    "Verification",
    "claims_of",
    "format_of",
    "verify",
]

FORMATS: tuple[CredentialFormat, ...] = (W3C,)
"""Every format that is known, in the order in which they are asked."""

DEFAULT_FORMAT: CredentialFormat = W3C
"""What is built unless another is asked for; its checks say what is wrong with an unknown format."""


def format_of(plaintext: bytes) -> CredentialFormat | None:
    """The format that the plaintext of a credential is of; None for an unknown one. Never raises."""
    return next((each for each in FORMATS if each.recognises(plaintext)), None)


def verify(
    plaintext: bytes,
    issuers: Sequence[IssuerKey],
    *,
    now: datetime,
    attested_hash: str | None = None,
) -> Verification:
    """Check the plaintext of a credential of any format. Never raises for what it is.

    An unknown format is ``failed``, with ``format`` None. Parameters: :meth:`CredentialFormat.verify`.
    """
    found = format_of(plaintext)
    checked = (found or DEFAULT_FORMAT).verify(plaintext, issuers, now=now, attested_hash=attested_hash)
    return replace(checked, format=found.name if found else None)


def claims_of(format: str | None, document: Mapping[str, Any]) -> Claims | None:
    """What a document of the format of this name says; None of an unknown format, or an empty document."""
    for each in FORMATS:
        if each.name == format and document:
            return each.claims(document)
    return None
