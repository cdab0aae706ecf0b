"""Which account a signer's nonces are counted in.

A signature covers neither the sender's bytes nor the signature's type. One Ed25519 key can be written as a
plain key, a Stellar address or an XRPL key, and what it signed as one of them verifies as the others. So the
account is the key's, however it is written: else each form would begin again at nonce 1, and all that the key
ever signed could be replayed. [blocks 6.1]
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from idos.crypto.authenticators import authenticator
from idos.errors import Invalid
from idos.store.records import Account
from idos.store.verbs import Tx


class AccountKey(NamedTuple):
    """The primary key of an ``Account``: the key (of an EVM sender, the address) in hex, and its type."""

    identifier: str
    key_type: str


# The form of a sender shows in its length; each form is read by any one signature type that accepts it.
_FORMS = {("ed25519", 33): "xrpl", ("ed25519", 56): "ed25519"}


def account_key(sender: bytes, key_type: str) -> AccountKey:
    """The account of a sender, whose key is of this type (``secp256k1`` or ``ed25519``).

    Bytes that no key can be read from are kept as they are: they name an account that nobody can use.
    """
    form = _FORMS.get((key_type, len(sender)))
    if form:
        with suppress(Invalid):
            sender, _ = authenticator(form).read(sender)
    return AccountKey(sender.hex(), key_type)


def nonce_of(tx: Tx, account: AccountKey) -> int:
    """How many transactions of the account are in blocks."""
    found = tx.get(Account, *account)
    return found.nonce if found else 0
