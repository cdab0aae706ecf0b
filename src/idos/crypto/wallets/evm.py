"""EVM wallets: an address, and EIP-191 personal messages signed with secp256k1.

The public key is never stored: it is recovered from each signature. Contract wallets (ERC-1271) would need a
chain to ask, so they cannot prove anything here.
"""

from __future__ import annotations

import re

from idos.crypto import hd_keys, secp256k1
from idos.crypto.hashes import keccak256
from idos.crypto.wallets.kind import SenderForm, WalletKind, sized
from idos.errors import Invalid

ACCOUNT_SIZE = 20

_FIRST_ACCOUNT = (44 | hd_keys.HARDENED, 60 | hd_keys.HARDENED, hd_keys.HARDENED, 0, 0)  # m/44'/60'/0'/0/0
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


def parse(text: str) -> bytes:
    """The 20 account bytes of an address; the case of its letters is not held against it."""
    if _ADDRESS.fullmatch(text) is None:
        raise Invalid("an EVM address is 0x and 40 hex digits")
    return bytes.fromhex(text[2:])


def binds(address: str, key: bytes) -> bool:
    """Whether the address is that of this account."""
    return parse(address) == key


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``r ‖ s ‖ v`` over the personal message recovers to this 20-byte account."""
    public_key = secp256k1.recover(personal_digest(message), signature)
    return public_key is not None and _account_of(public_key) == key


def sign(secret: bytes, message: bytes) -> bytes:
    """Sign a personal message: ``r ‖ s ‖ v`` with v 27 or 28, as wallets do."""
    signature = secp256k1.sign_recoverable(secret, personal_digest(message))
    return signature[:64] + bytes([signature[64] + 27])


def secret_from_mnemonic(mnemonic: str) -> bytes:
    """The 32-byte secret of the first account of an English BIP-39 mnemonic, as wallets derive it (BIP-44).

    Raises ``Invalid`` for a mnemonic with unknown words or a wrong checksum.
    """
    return hd_keys.derive(hd_keys.seed(mnemonic), _FIRST_ACCOUNT)


def account(secret: bytes) -> bytes:
    """The 20 account bytes of a 32-byte secret."""
    return _account_of(secp256k1.public_key(secret))


def checksum(key: bytes) -> str:
    """The address of an account, in the mixed case of EIP-55."""
    digits = key.hex()
    marks = keccak256(digits.encode()).hex()
    return "0x" + "".join(d.upper() if int(m, 16) >= 8 else d for d, m in zip(digits, marks, strict=False))


def personal_digest(message: bytes) -> bytes:
    """The 32-byte digest that ``personal_sign`` signs (EIP-191, version 0x45)."""
    return keccak256(b"\x19Ethereum Signed Message:\n%d" % len(message) + message)


def _account_of(public_key: bytes) -> bytes:
    return keccak256(secp256k1.uncompressed(public_key))[-ACCOUNT_SIZE:]


KIND = WalletKind(
    name="EVM",
    parse=parse,
    binds=binds,
    verify=verify,
    form=_ADDRESS,
    texts=lambda _key: (),  # its key is not known
    sender=SenderForm(ACCOUNT_SIZE, lambda sender: sized(sender, ACCOUNT_SIZE), checksum),
    signature_types={"secp256k1_ep": verify},
    has_public_key=False,
)
