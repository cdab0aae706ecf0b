"""Which account a signer's nonces are counted in.

A signature covers neither the sender's bytes nor the signature's type. One Ed25519 key can be written as a
plain key, a Stellar address or an XRPL key, and what it signed as one of them verifies as the others. So the
account is the key's, however it is written: else each form would begin again at nonce 1, and all that the key
ever signed could be replayed. [blocks 6.1]
"""

from __future__ import annotations

from typing import NamedTuple

from idos.crypto.authenticators import key_of_sender
from idos.store.records import Account
from idos.store.verbs import Tx


class AccountKey(NamedTuple):
    """The primary key of an ``Account``: the key (of an EVM sender, the address) in hex, and its type."""

    identifier: str
    key_type: str


def account_key(sender: bytes, key_type: str) -> AccountKey:
    """The account of a sender, whose key is of this type (``secp256k1`` or ``ed25519``).

    Bytes that no key can be read from are kept as they are: they name an account that nobody can use.
    """
    return AccountKey(key_of_sender(sender, key_type).hex(), key_type)


def nonce_of(tx: Tx, account: AccountKey) -> int:
    """How many transactions of the account are in blocks."""
    found = tx.get(Account, *account)
    return found.nonce if found else 0
