"""Texts with which a key acts: never to be signed when a text of another kind is meant.

Clients sign transactions, reads, logins and grants as bare texts; so do issuers their public notes, and
wallets the messages that prove them.
"""

from __future__ import annotations

from typing import Final

from idos.errors import Invalid

_BEGINNINGS: Final = ("Kwil view call.\n", "Kwil SQL statement.\n", "operation: delegated")
_LINES: Final = (
    ("\nPayloadDigest: ", "\nKwil Chain ID: "),
    (" wants you to sign in with your account:\n", "\nNonce: "),
)


def refuse_signed_text(text: str, what: str) -> None:
    """Raise ``Invalid`` (``signed_text``) for a text that the network would take for an act of its signer."""
    if text.startswith(_BEGINNINGS) or any(all(line in text for line in lines) for lines in _LINES):
        raise Invalid(f"{what} reads as something that acts when it is signed", code="signed_text")
