"""A person proves a wallet to a site, by signing a text of the site's (EIP-4361; CAIP-122 for other chains).

The text names the site's domain, so that a wallet can warn of a site that passes another's off as its own;
the profile; and a nonce. What a text alone cannot show is the site's to keep: that it was made here, for this
visitor, and that it was not used before.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit
from uuid import UUID

from idos.crypto.wallets import (
    MAX_IDENTIFIER_CHARS,
    MAX_SIGNATURE_BYTES,
    is_wallet_valid,
    verify_message,
    wallet_identity,
)
from idos.errors import Denied
from idos.protocol.text import check_line
from idos.protocol.times import format_time
from idos.sdk.signers import WalletProof

__all__ = [
    "MAX_IDENTIFIER_CHARS",
    "MAX_SIGNATURE_BYTES",
    "SignInChallenge",
    "is_proved",
    "is_signed_by",
    "wallet_identity",
]

_NONCE_BYTES: Final = 16
_TEXT: Final = """\
{domain} wants you to sign in with your {account}:
{address}

This shows {name} that the wallet is yours. It costs nothing and moves nothing.

URI: {origin}
Version: 1
{chain}Nonce: {nonce}
Issued At: {now}
Expiration Time: {end}
Resources:
- urn:uuid:{profile}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInChallenge:
    """A text for one wallet, profile and site. Keep it with the visit that asked, and accept it once.

    ``origin`` is the site's, such as ``https://shop.example``, and ``name`` what people call it. Times are in
    Unix seconds. Raises ``Invalid`` for an address that is not one line of text.
    """

    origin: str
    name: str
    address: str
    profile_id: UUID
    nonce: str
    issued: int
    expires: int

    def __post_init__(self) -> None:
        check_line(self.address, "address", max_bytes=MAX_IDENTIFIER_CHARS)

    @classmethod
    def fresh(
        cls, *, origin: str, name: str, address: str, profile_id: UUID, now: float, seconds: int = 3600
    ) -> Self:
        """A challenge with a nonce that nobody can guess, good for so many ``seconds``."""
        return cls(
            origin=origin,
            name=name,
            address=address,
            profile_id=profile_id,
            nonce=secrets.token_hex(_NONCE_BYTES),
            issued=int(now),
            expires=int(now) + seconds,
        )

    @property
    def text(self) -> str:
        """What the wallet is to sign. An address that begins with ``0x`` is an Ethereum account's."""
        is_ethereum = self.address.startswith("0x")
        return _TEXT.format(
            domain=urlsplit(self.origin).netloc,
            account="Ethereum account" if is_ethereum else "wallet",
            chain="Chain ID: 1\n" if is_ethereum else "",
            address=self.address,
            name=self.name,
            origin=self.origin,
            nonce=self.nonce,
            now=format_time(self.issued),
            end=format_time(self.expires),
            profile=self.profile_id,
        )

    def check(self, proof: WalletProof, *, now: float) -> str:
        """Whether the wallet signed this text, in time. Gives the text that names the wallet's key.

        A site's account belongs to that text, and not to the address: an address may be a name, as on NEAR,
        and anybody's key can be shown for a name, which only its chain confirms.

        Raises ``Denied``: ``bad_challenge`` for another text or address, or a late one; ``bad_proof`` when
        the wallet did not sign it.
        """
        if (proof.message, proof.address) != (self.text, self.address):
            raise Denied("The text is not one to sign here, or was used.", code="bad_challenge")
        if now >= self.expires:
            raise Denied("The text was signed too late.", code="bad_challenge")
        if not is_proved(proof):
            raise Denied("The signature is not the wallet's.", code="bad_proof")
        return wallet_identity(proof.identifier)


def is_proved(proof: WalletProof) -> bool:
    """Whether who made the proof controls its wallet, of whatever kind. Never raises."""
    return is_wallet_valid(proof.address, proof.public_key, proof.wallet_type, proof.message, proof.signature)


def is_signed_by(proof: WalletProof, text: str, signature: str) -> bool:
    """Whether a wallet that was proved signed another text, such as a permission. Never raises."""
    return verify_message(proof.wallet_type, proof.address, proof.public_key, text, signature)
