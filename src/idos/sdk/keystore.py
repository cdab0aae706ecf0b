"""Keys in files: one identity's secrets, encrypted with a password, beside what may be shown of them.

The format, ``idos-key-1``, is JSON: the public part as it is, a 16-byte salt, and a NaCl secretbox of the
secrets (XSalsa20, Poly1305). The box's key is Argon2id of the password (RFC 9106: version 1.3, 64 MiB, three
passes, one lane), so that a stolen file is dear to guess at.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from idos.crypto import box
from idos.crypto.encoding import utf8
from idos.errors import Denied, Invalid
from idos.protocol.wire import JsonBounds, Message, decode_json, encode_json
from idos.sdk.files import disk_error, read_bytes, to_utf8
from idos.sdk.records import Grantee
from idos.sdk.secret_texts import SECRET_SIZE
from idos.sdk.signers import ServerKey, WalletSigner
from idos.sdk.w3c import IssuerKey
from idos.sdk.wallet_kinds import WALLET_PROGRAMS

_PASSES: Final = 3
_MEMORY_BYTES: Final = 64 * 1024 * 1024
_SALT_BYTES: Final = argon2id.SALTBYTES
_BOUNDS: Final = JsonBounds(size=16 * 1024, values=64)


class KeyKind(StrEnum):
    """Whose keys they are: a person's wallet, by its kind, a server's, or an issuer's."""

    EVM = "EVM"
    NEAR = "NEAR"
    XRPL = "XRPL"
    STELLAR = "Stellar"
    FACESIGN = "FaceSign"
    SERVER = "server"
    ISSUER = "issuer"


SECRETS: Final[Mapping[KeyKind, tuple[str, ...]]] = MappingProxyType(
    {KeyKind(name): ("private key",) for name in WALLET_PROGRAMS}
    | {
        KeyKind.SERVER: ("signing key", "encryption key"),
        KeyKind.ISSUER: ("signing key", "encryption key", "credential key"),
    }
)
"""What each kind consists of, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Message):
    """What others may know: who signs, and of servers what to encrypt to and which key proves credentials.

    ``identifier`` names the holder to the network; ``credential_key`` is an issuer's verification method.
    """

    kind: KeyKind
    identifier: str
    address: str | None = None
    encryption_public_key: bytes | None = None
    credential_key: dict[str, str] | None = None

    @property
    def grantee(self) -> Grantee:
        """The holder as somebody to share with. Raises ``Invalid`` (``wrong_key_kind``) for a wallet."""
        if self.encryption_public_key is None:
            raise _wrong_kind(self.kind, "a server's or an issuer's")
        return Grantee(self.identifier, self.encryption_public_key)

    @property
    def issuer_key(self) -> IssuerKey:
        """The key that proves an issuer's credentials. Raises ``Invalid`` (``wrong_key_kind``) for others."""
        if self.credential_key is None:
            raise _wrong_kind(self.kind, "an issuer's")
        return IssuerKey.parse(self.credential_key)


@dataclass(frozen=True, slots=True, repr=False)
class Keys(Message):
    """The secrets of one identity, 32 bytes each. ``uri``: an issuer's name in its credentials."""

    kind: KeyKind
    secrets: tuple[bytes, ...]
    uri: str | None = None

    def __post_init__(self) -> None:
        if len(self.secrets) != len(SECRETS[self.kind]) or {*map(len, self.secrets)} != {SECRET_SIZE}:
            raise Invalid("the secrets do not fit the kind of the keys", code="bad_key")
        if (self.uri is not None) != (self.kind is KeyKind.ISSUER):
            raise Invalid("an issuer needs a URI, and nobody else has one", code="bad_key")

    @classmethod
    def generate(cls, kind: KeyKind, uri: str | None = None) -> Keys:
        """Fresh keys. Raises ``Invalid`` for an issuer without a URI, and for others with one."""
        return cls(kind, tuple(secrets.token_bytes(SECRET_SIZE) for _ in SECRETS[kind]), uri)

    @property
    def wallet(self) -> WalletSigner:
        """The person's wallet. Raises ``Invalid`` (``wrong_key_kind``) for a server's keys."""
        if self.kind not in WALLET_PROGRAMS:
            raise _wrong_kind(self.kind, "a wallet's")
        return WALLET_PROGRAMS[self.kind].signer(self.secrets[0])

    @property
    def signer(self) -> WalletSigner | ServerKey:
        """Whoever signs: the wallet, or the server's key."""
        return self.wallet if self.kind in WALLET_PROGRAMS else self.server

    @property
    def server(self) -> ServerKey:
        """The key that a server or an issuer signs with. Raises ``Invalid`` (``wrong_key_kind``)."""
        return ServerKey(self._servers()[0])

    @property
    def encryption_key(self) -> bytes:
        """The X25519 secret that a server's copies are for. Raises ``Invalid`` (``wrong_key_kind``)."""
        return self._servers()[1]

    @property
    def issuer_key(self) -> IssuerKey:
        """The key that signs credentials. Raises ``Invalid`` (``wrong_key_kind``)."""
        if self.uri is None:
            raise _wrong_kind(self.kind, "an issuer's")
        return IssuerKey.of_issuer(self.uri, self.secrets[2])

    @property
    def card(self) -> Card:
        """What may be shown."""
        if self.kind in WALLET_PROGRAMS:
            return Card(kind=self.kind, identifier=self.wallet.identifier, address=self.wallet.address)
        return Card(
            kind=self.kind,
            identifier=self.server.identifier,
            encryption_public_key=box.public_key(self.encryption_key),
            credential_key=self.issuer_key.document() if self.uri is not None else None,
        )

    def _servers(self) -> tuple[bytes, ...]:
        if self.kind in WALLET_PROGRAMS:
            raise _wrong_kind(self.kind, "a server's or an issuer's")
        return self.secrets


@dataclass(frozen=True, slots=True)
class _File(Message):
    """A key file: ``box`` is a 24-byte nonce and the boxed JSON of :class:`Keys`."""

    format: Literal["idos-key-1"]
    public: Card
    salt: bytes
    box: bytes


def save(path: Path, keys: Keys, password: str) -> None:
    """Write a new key file that only its owner can read: whole, or not at all.

    Raises:
        Invalid: ``empty_password``, or ``file_exists``: no file is ever overwritten.
        Unavailable: ``code="disk"`` when the file cannot be written.
    """
    if not password:
        raise Invalid("the password must not be empty", code="empty_password")
    salt = secrets.token_bytes(_SALT_BYTES)
    boxed = bytes(SecretBox(_box_key(password, salt)).encrypt(encode_json(keys)))
    _write_new(path, encode_json(_File("idos-key-1", keys.card, salt, boxed)) + b"\n")


def load(path: Path, password: str) -> Keys:
    """Open a key file.

    Raises:
        Denied: ``code="wrong_key_password"``.
        Invalid: ``code="not_a_key_file"``, also when its public part is not that of its secrets.
        Unavailable: ``code="disk"`` when it cannot be read.
    """
    file = _read(path)
    try:
        plain = SecretBox(_box_key(password, file.salt)).decrypt(file.box)
    except CryptoError:
        raise Denied("the password does not open the key file", code="wrong_key_password") from None
    keys = decode_json(plain, Keys, _BOUNDS)
    if keys.card != file.public:
        raise _not_a_key_file()
    return keys


def read_card(path: Path) -> Card:
    """The public part of a key file, without a password. Nothing vouches for it until the file is opened."""
    return _read(path).public


def _read(path: Path) -> _File:
    data = read_bytes(path, 4 * _BOUNDS.size)
    try:
        file = decode_json(to_utf8(data), _File, _BOUNDS)
    except Invalid:
        raise _not_a_key_file() from None
    if len(file.salt) != _SALT_BYTES:
        raise _not_a_key_file()
    return file


def _box_key(password: str, salt: bytes) -> bytes:
    text = utf8(unicodedata.normalize("NFKC", password))
    return argon2id.kdf(SecretBox.KEY_SIZE, text, salt, opslimit=_PASSES, memlimit=_MEMORY_BYTES)


def _write_new(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        try:
            _write_durably(draft, data)
            if not _linked(path, draft):
                _write_in_place(path, data)
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError:
        raise Invalid(f"{path} exists, and is left as it is", code="file_exists") from None
    except OSError as error:
        raise disk_error(path, error) from None


def _linked(path: Path, draft: Path) -> bool:
    """Give the draft its name, if the file system has hard links: a link never replaces a file."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        return False
    return True


def _write_in_place(path: Path, data: bytes) -> None:
    """Where there are no hard links (FAT, some shares): made under its name, and gone again if that fails."""
    try:
        _write_durably(path, data)
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _write_durably(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _wrong_kind(kind: KeyKind, wanted: str) -> Invalid:
    return Invalid(f"these keys are of the kind {kind}; {wanted} are needed", code="wrong_key_kind")


def _not_a_key_file() -> Invalid:
    return Invalid("this is not a key file, or it was altered", code="not_a_key_file")
