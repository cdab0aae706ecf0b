"""What a wallet kind is: everything that differs from kind to kind is in one row.

A kind is a module of this package, which ends with its row, and a place in the table of the package. How
programs make its signers and read its secrets is a row of ``idos.sdk.wallet_kinds``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from idos.errors import Invalid

Check = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature of a message is by a key: ``check(key, message, signature)``. Never raises."""


@dataclass(frozen=True, slots=True)
class SenderForm:
    """How transactions and view calls write their signer.

    ``size`` is that of the sender in bytes. ``key`` reads it into the key that signs (of an EVM sender, the
    account) and raises ``Invalid``; ``caller`` is the text by which rules name that key.
    """

    size: int
    key: Callable[[bytes], bytes]
    caller: Callable[[bytes], str]

    def read(self, sender: bytes) -> tuple[bytes, str]:
        """The key and the caller's text. Raises ``Invalid`` for bytes that are no sender of this form."""
        key = self.key(sender)
        return key, self.caller(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletKind:
    """One kind of wallet, as the network and everybody's programs know it.

    A proof:
        ``parse`` reads the text that says under which key a proof verifies: the public key, or the address of
        a kind without ``has_public_key``, whose keys are recovered from signatures. ``binds`` says whether an
        address is that of a key, ``verify`` checks a signature of a proof.
    Names:
        ``named_by`` says which of its texts names a wallet to the network, and ``form`` what that looks like.
        ``proves_address`` is False where an address may be a name that only a chain can confirm. ``texts``
        gives every text of this kind that names a key; none for a key that it cannot have.
    A signer:
        ``sender`` is its form in transactions. ``signature_types`` are the types that it may sign with, and
        their checks; the first is what signers of ours use.
    """

    name: str
    parse: Callable[[str], bytes]
    binds: Callable[[str, bytes], bool]
    verify: Check
    form: re.Pattern[str]
    texts: Callable[[bytes], tuple[str, ...]]
    sender: SenderForm
    signature_types: Mapping[str, Check]
    named_by: Literal["address", "public_key"] = "address"
    has_public_key: bool = True
    proves_address: bool = True

    @property
    def signature_type(self) -> str:
        """The signature type of transactions."""
        return next(iter(self.signature_types))

    def identifier(self, address: str, public_key: str | None) -> str | None:
        """The text that names a wallet to the network; None where that is a public key, and it is missing."""
        return address if self.named_by == "address" else public_key


def sized(sender: bytes, size: int) -> bytes:
    """The sender. Raises ``Invalid`` when it has another size."""
    if len(sender) != size:
        raise Invalid(f"a sender of this type has {size} bytes")
    return sender
