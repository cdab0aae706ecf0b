"""What programs do with each wallet kind: one row for each of ``idos.crypto.wallets.WALLET_KINDS``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from idos.crypto.encoding import hexdecode
from idos.crypto.wallets import evm, facesign, near, stellar, xrpl
from idos.errors import Invalid
from idos.sdk.secret_texts import SECRET_SIZE, is_mnemonic, secret_of, seed_of
from idos.sdk.signers import (
    WalletSigner,
    evm_wallet,
    facesign_wallet,
    near_wallet,
    stellar_wallet,
    xrpl_wallet,
)

_XRPL_ED25519: Final = b"\xed"


@dataclass(frozen=True, slots=True)
class WalletProgram:
    """How programs have a wallet of a kind.

    ``signer`` makes it from the 32 bytes that key files keep. ``read_secret`` reads these from a text that
    other programs wrote, without blanks and quotes around it, and raises ``Invalid``.
    """

    signer: Callable[[bytes], WalletSigner]
    read_secret: Callable[[str], bytes]


def _evm(text: str) -> bytes:
    secret = evm.secret_from_mnemonic(text) if is_mnemonic(text) else secret_of(text)
    evm.account(secret)  # not every number is a key
    return secret


def _near(text: str) -> bytes:
    kind, colon, key = text.partition(":")
    return near.seed(f"{kind.lower()}:{key}") if colon else seed_of(text)


def _xrpl(text: str) -> bytes:
    key = xrpl.private_key_from_seed(text) if text.startswith("s") else hexdecode(text, 1 + SECRET_SIZE)
    if len(key) != 1 + SECRET_SIZE or key[:1] != _XRPL_ED25519:
        raise Invalid("of XRPL, only Ed25519 keys can be kept: sEd…, or ED and 64 hex digits")
    return key[1:]


def _stellar(text: str) -> bytes:
    return stellar.seed(text.upper()) if len(text) == stellar.STRKEY_SIZE else seed_of(text)


def _facesign(text: str) -> bytes:
    return facesign.seed_from_mnemonic(text) if is_mnemonic(text) else seed_of(text)


WALLET_PROGRAMS: Final[Mapping[str, WalletProgram]] = MappingProxyType(
    {
        evm.KIND.name: WalletProgram(evm_wallet, _evm),
        near.KIND.name: WalletProgram(near_wallet, _near),
        xrpl.KIND.name: WalletProgram(lambda seed: xrpl_wallet(_XRPL_ED25519 + seed), _xrpl),
        stellar.KIND.name: WalletProgram(stellar_wallet, _stellar),
        facesign.KIND.name: WalletProgram(facesign_wallet, _facesign),
    }
)
