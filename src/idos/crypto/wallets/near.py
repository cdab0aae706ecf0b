"""NEAR wallets: Ed25519 keys in base58, and messages signed as NEP-413 says.

A signature travels in an envelope: u16 big-endian payload length, the NEP-413 payload, 64-byte signature. The
payload, in Borsh, is u32 tag 2^31 + 413, string message, 32-byte nonce, string recipient, optional string
callback URL; what is signed is its SHA-256.
"""

from __future__ import annotations

import re

from idos.crypto import ed25519
from idos.crypto.encoding import b58decode, b58encode, utf8
from idos.crypto.hashes import sha256
from idos.crypto.wallets.kind import SenderForm, WalletKind, sized
from idos.errors import Invalid

NONCE_SIZE = 32

_KEY_PREFIX = "ed25519:"
_TAG = (2**31 + 413).to_bytes(4, "little")
_NO_CALLBACK = b"\x00"
_EMPTY_CALLBACK = b"\x01" + bytes(4)

# The account ids of NEAR's nomenclature: parts of a-z and 0-9, single - or _ inside a part, dots between.
_ACCOUNT_ID = re.compile(r"(?=.{2,64}\Z)[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_ETH_ACCOUNT = re.compile(r"0x[0-9a-f]{40}")
_IMPLICIT_ACCOUNT = re.compile(r"[0-9a-f]{64}")


def parse(text: str) -> bytes:
    """The 32 key bytes of ``ed25519:<base58>``."""
    if not text.startswith(_KEY_PREFIX):
        raise Invalid("a NEAR key starts with ed25519:")
    key = b58decode(text.removeprefix(_KEY_PREFIX), ed25519.PUBLIC_KEY_SIZE)
    if len(key) != ed25519.PUBLIC_KEY_SIZE:
        raise Invalid("a NEAR key has 32 bytes")
    return key


def key_text(key: bytes) -> str:
    """``ed25519:<base58>``."""
    return _KEY_PREFIX + b58encode(key)


def implicit_account(key: bytes) -> str:
    """The account id that a key owns without registering it: its lower-case hex."""
    return key.hex()


def binds(address: str, key: bytes) -> bool:
    """Whether the address may be that of this key.

    Who holds a named account is known only to the NEAR chain, so any well-formed name is let through. Not so
    the names that are identities of another kind: an EVM address, and the implicit account of another key.
    """
    if _ACCOUNT_ID.fullmatch(address) is None or _ETH_ACCOUNT.fullmatch(address):
        return False
    return not _IMPLICIT_ACCOUNT.fullmatch(address) or address == implicit_account(key)


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the envelope holds this message, for any recipient, signed by this key.

    Some wallets sign "no callback" when the application gave an empty one, so that is tried as well.
    """
    end = 2 + int.from_bytes(signature[:2], "big")
    proof = signature[end:]
    return any(ed25519.verify(key, sha256(form), proof) for form in _forms(signature[2:end], message))


def sign(
    seed: bytes, message: bytes, *, nonce: bytes, recipient: str, callback_url: str | None = None
) -> bytes:
    """The envelope of a signed message.

    Raises ``Invalid`` for a nonce of another size, a text that is not Unicode, and a payload longer than
    the envelope can say.
    """
    if len(nonce) != NONCE_SIZE:
        raise Invalid("a NEP-413 nonce has 32 bytes")
    callback = _NO_CALLBACK if callback_url is None else b"\x01" + _string(utf8(callback_url))
    payload = _TAG + _string(message) + nonce + _string(utf8(recipient)) + callback
    if len(payload) > 0xFFFF:
        raise Invalid("the message is too long for a NEP-413 envelope")
    return len(payload).to_bytes(2, "big") + payload + ed25519.sign(seed, sha256(payload))


def seed(secret: str) -> bytes:
    """The 32-byte Ed25519 seed of a secret key: ``ed25519:`` and, in base58, the seed.

    Its public key may be behind it.

    Raises ``Invalid``, also when the public key is not that of the seed.
    """
    if not secret.startswith(_KEY_PREFIX):
        raise Invalid("a NEAR secret key starts with ed25519:")
    data = b58decode(secret.removeprefix(_KEY_PREFIX), ed25519.SEED_SIZE + ed25519.PUBLIC_KEY_SIZE)
    start, key = data[: ed25519.SEED_SIZE], data[ed25519.SEED_SIZE :]
    if len(start) != ed25519.SEED_SIZE or key not in {b"", ed25519.public_key(start)}:
        raise Invalid("this is not a NEAR secret key")
    return start


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "little") + data


def _forms(payload: bytes, message: bytes) -> list[bytes]:
    """The payloads that may have been signed; none when this is not a complete payload with this message."""
    head = _TAG + _string(message)
    end = _string_end(payload, len(head) + NONCE_SIZE)
    callback = payload[end:]
    if not payload.startswith(head):
        return []
    if callback == _EMPTY_CALLBACK:
        return [payload, payload[:end] + _NO_CALLBACK]
    is_url = callback[:1] == b"\x01" and _string_end(callback, 1) == len(callback)
    return [payload] if is_url or callback == _NO_CALLBACK else []


def _string_end(payload: bytes, start: int) -> int:
    return start + 4 + int.from_bytes(payload[start : start + 4], "little")


KIND = WalletKind(
    name="NEAR",
    parse=parse,
    binds=binds,
    verify=verify,
    form=re.compile(r"ed25519:[1-9A-HJ-NP-Za-km-z]{32,50}"),
    texts=lambda key: (key_text(key),) if len(key) == ed25519.PUBLIC_KEY_SIZE else (),
    sender=SenderForm(
        ed25519.PUBLIC_KEY_SIZE, lambda sender: sized(sender, ed25519.PUBLIC_KEY_SIZE), key_text
    ),
    signature_types={"nep413": verify},
    named_by="public_key",
    proves_address=False,
)
