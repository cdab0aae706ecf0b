"""Keys that exist already, as wallets and servers write them down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from idos.errors import Invalid
from idos.sdk.keystore import SECRETS, KeyKind, Keys
from idos.sdk.secret_texts import cleaned, secret_of, seed_of
from idos.sdk.wallet_kinds import WALLET_PROGRAMS


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
    for name, read, text in zip(SECRETS[kind], _readers(kind), texts, strict=True):
        try:
            secrets.append(read(cleaned(text)))
        except Invalid as error:
            raise Invalid(f"the {name}: {error.message}", code="bad_key") from None
    return Keys(kind, tuple(secrets), uri)


def _readers(kind: KeyKind) -> Sequence[Callable[[str], bytes]]:
    if kind in WALLET_PROGRAMS:
        return (WALLET_PROGRAMS[kind].read_secret,)
    return (seed_of, secret_of, seed_of)[: len(SECRETS[kind])]
