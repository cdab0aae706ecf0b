"""Keys that exist already, as wallets and servers write them down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from idos.crypto import ed25519
from idos.crypto.encoding import b64decode, hexdecode
from idos.crypto.wallets import evm, facesign, near, stellar, xrpl
from idos.errors import Invalid
from idos.sdk.keystore import SECRETS, KeyKind, Keys

_SIZE: Final = 32


def import_keys(kind: KeyKind, texts: Sequence[str], uri: str | None = None) -> Keys:
    """Keys from the texts of their secrets, in the order of ``SECRETS``.

    A secret is 32 bytes in hex or base64; an Ed25519 key may have its public key behind it. Wallets have
    forms of their own besides: EVM and FaceSign a BIP-39 mnemonic (EVM: the account m/44'/60'/0'/0/0), NEAR
    ``ed25519:…``, Stellar ``S…`` (SEP-23). XRPL has only its own: ``sEd…``, or ``ED`` and hex.

    Raises ``Invalid`` (``bad_key``). The message repeats nothing of the secrets.
    """
    if len(texts) != len(SECRETS[kind]):
        raise Invalid(f"needed, one on a line: the {', the '.join(SECRETS[kind])}", code="bad_key")
    secrets = []
    for name, read, text in zip(SECRETS[kind], _READERS[kind], texts, strict=True):
        try:
            secrets.append(read(text.strip()))
        except Invalid as error:
            raise Invalid(f"the {name}: {error.message}", code="bad_key") from None
    return Keys(kind, tuple(secrets), uri)


def _secret(text: str) -> bytes:
    secret = _decoded(text)
    if len(secret) != _SIZE:
        raise Invalid("a secret has 32 bytes")
    return secret


def _seed(text: str) -> bytes:
    """An Ed25519 seed; many libraries write the public key behind it."""
    secret = _decoded(text)
    seed = secret[:_SIZE]
    if secret not in {seed, seed + ed25519.public_key(seed)}:
        raise Invalid("an Ed25519 key is its seed, or its seed and its public key")
    return seed


def _decoded(text: str) -> bytes:
    if text.endswith("="):  # as base64 of 32 or 64 bytes does, and hex never
        return b64decode(text, 2 * _SIZE)
    return hexdecode(text, 2 * _SIZE, allow_0x=True)


def _evm(text: str) -> bytes:
    secret = evm.secret_from_mnemonic(text) if " " in text else _secret(text)
    evm.account(secret)  # not every number is a key
    return secret


def _near(text: str) -> bytes:
    return near.seed(text) if ":" in text else _seed(text)


def _xrpl(text: str) -> bytes:
    key = xrpl.private_key_from_seed(text) if text.startswith("s") else hexdecode(text, 1 + _SIZE)
    if len(key) != 1 + _SIZE or key[:1] != b"\xed":
        raise Invalid("of XRPL, only Ed25519 keys can be kept: sEd…, or ED and 64 hex digits")
    return key[1:]


def _stellar(text: str) -> bytes:
    return stellar.seed(text) if len(text) == stellar.STRKEY_SIZE else _seed(text)


def _facesign(text: str) -> bytes:
    return facesign.seed_from_mnemonic(text) if " " in text else _seed(text)


_READERS: Final[Mapping[KeyKind, Sequence[Callable[[str], bytes]]]] = MappingProxyType(
    {
        KeyKind.EVM: (_evm,),
        KeyKind.NEAR: (_near,),
        KeyKind.XRPL: (_xrpl,),
        KeyKind.STELLAR: (_stellar,),
        KeyKind.FACESIGN: (_facesign,),
        KeyKind.SERVER: (_seed, _secret),
        KeyKind.ISSUER: (_seed, _secret, _seed),
    }
)
