"""Keys that exist already, as wallets and servers write them down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from idos.crypto import ed25519
from idos.crypto.encoding import b64decode, hexdecode
from idos.crypto.wallets import evm, facesign, near, stellar, xrpl
from idos.errors import Invalid
from idos.sdk.keystore import SECRETS, KeyKind, Keys

_SIZE: Final = 32
_QUOTES: Final = frozenset({'""', "''", "``", "\u201c\u201d", "\u2018\u2019", "\u201e\u201c", "\xab\xbb"})
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_HEX: Final = re.compile("(?:0[xX])?[0-9a-fA-F]*")
_HEX_IN_GROUPS: Final = re.compile("(?:0[xX])?(?:[0-9a-fA-F]{64}|[eE][dD][0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
_URL_FORM: Final = str.maketrans("-_", "+/")
_BASE64_LENGTHS: Final = frozenset({43, 86})
"""Characters of 32 and of 64 bytes, without their end."""


def import_keys(kind: KeyKind, texts: Sequence[str], uri: str | None = None) -> Keys:
    """Keys from the texts of their secrets, in the order of ``SECRETS``.

    A secret is 32 bytes in hex or base64; an Ed25519 key may have its public key behind it. Wallets have
    forms of their own besides: EVM and FaceSign a BIP-39 mnemonic (EVM: the account m/44'/60'/0'/0/0), NEAR
    ``ed25519:…``, Stellar ``S…`` (SEP-23). XRPL has only its own: ``sEd…``, or ``ED`` and hex. Spaces,
    quotes, invisible characters and the case of what has none make no difference.

    Raises ``Invalid`` (``bad_key``). The message repeats nothing of the secrets.
    """
    if len(texts) != len(SECRETS[kind]):
        raise Invalid(f"needed, one on a line: the {', the '.join(SECRETS[kind])}", code="bad_key")
    secrets = []
    for name, read, text in zip(SECRETS[kind], _READERS[kind], texts, strict=True):
        try:
            secrets.append(read(_cleaned(text)))
        except Invalid as error:
            raise Invalid(f"the {name}: {error.message}", code="bad_key") from None
    return Keys(kind, tuple(secrets), uri)


def _cleaned(text: str) -> str:
    """The text as its writer meant it: without what copying, quoting and editors put around and into it."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    while len(plain) > 1 and plain[0] + plain[-1] in _QUOTES:
        plain = plain[1:-1].strip()
    joined = "".join(plain.split())
    return joined if _HEX_IN_GROUPS.fullmatch(joined) or len(plain.split()) == 1 else plain


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
    """Hex or base64; base64 also in its URL form, and without its end."""
    if _HEX.fullmatch(text):
        return hexdecode(text.lower(), 2 * _SIZE, allow_0x=True)
    bare = text.rstrip("=").translate(_URL_FORM)
    if len(bare) in _BASE64_LENGTHS:
        return b64decode(bare + "=" * (-len(bare) % 4), 2 * _SIZE)
    raise Invalid("not 32 bytes in hex or base64")


def _is_mnemonic(text: str) -> bool:
    return len(text.split()) > 1


def _evm(text: str) -> bytes:
    secret = evm.secret_from_mnemonic(text) if _is_mnemonic(text) else _secret(text)
    evm.account(secret)  # not every number is a key
    return secret


def _near(text: str) -> bytes:
    kind, colon, key = text.partition(":")
    return near.seed(f"{kind.lower()}:{key}") if colon else _seed(text)


def _xrpl(text: str) -> bytes:
    key = xrpl.private_key_from_seed(text) if text.startswith("s") else hexdecode(text, 1 + _SIZE)
    if len(key) != 1 + _SIZE or key[:1] != b"\xed":
        raise Invalid("of XRPL, only Ed25519 keys can be kept: sEd…, or ED and 64 hex digits")
    return key[1:]


def _stellar(text: str) -> bytes:
    return stellar.seed(text.upper()) if len(text) == stellar.STRKEY_SIZE else _seed(text)


def _facesign(text: str) -> bytes:
    return facesign.seed_from_mnemonic(text) if _is_mnemonic(text) else _seed(text)


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
