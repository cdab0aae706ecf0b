from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.secret import SecretBox

from idos.crypto import box
from idos.crypto.encoding import b64decode, b64encode
from idos.errors import Denied, Invalid
from tests.crypto.recorded import vectors, wycheproof

SDK = vectors("sdk")
BOX = SDK["box"]
BOB = bytes.fromhex(BOX["keys"]["bob_secret_hex"])
BOB_PUBLIC = bytes.fromhex(BOX["keys"]["bob_public_hex"])


def drawing(*values: bytes) -> Callable[[int], bytes]:
    """A random source that gives these values in this order, each asked for by its size."""
    rest = list(values)

    def random(size: int) -> bytes:
        value = rest.pop(0)
        assert len(value) == size
        return value

    return random


@pytest.mark.parametrize("case", BOX["encrypt"])
def test_sealing_gives_the_bytes_of_the_official_sdk(case: dict[str, str]) -> None:
    secret, nonce = bytes.fromhex(case["ephemeral_secret_hex"]), bytes.fromhex(case["nonce_hex"])
    sealed = box.seal(
        case["plaintext"].encode(), bytes.fromhex(case["receiver_public_hex"]), random=drawing(secret, nonce)
    )
    assert sealed.content.hex() == case["content_hex"]
    assert sealed.encryptor_public_key.hex() == case["encryptor_public_key_hex"]
    assert box.open_sealed(sealed.content, sealed.encryptor_public_key, BOB).decode() == case["decrypts_to"]


@pytest.mark.parametrize("case", BOX["encryptContent"])
def test_contents_sealed_by_the_official_issuer_open(case: dict[str, str]) -> None:
    sender = box.public_key(bytes.fromhex(case["sender_secret_hex"]))
    assert (
        box.open_sealed(b64decode(case["full_message_b64"], 10**6), sender, BOB).decode() == case["plaintext"]
    )


@pytest.mark.parametrize("copy", ["original", "copy"])
def test_randomness_is_drawn_in_the_order_of_the_official_issuer(copy: str) -> None:
    case: dict[str, Any] = SDK["credential_signing"]["issuer_dwg"]
    issuer = box.public_key(bytes.fromhex(case["issuer_encryption_secret_hex"]))
    sealed = box.seal(
        case["plaintext"].encode(),
        BOB_PUBLIC if copy == "original" else issuer,
        random=drawing(
            bytes.fromhex(case[f"{copy}_ephemeral_secret_hex"]), bytes.fromhex(case[f"{copy}_nonce_hex"])
        ),
    )
    assert b64encode(sealed.content) == case["inputs"][f"{copy}_content"]
    assert b64encode(sealed.encryptor_public_key) == case["inputs"][f"{copy}_encryptor_public_key"]


@pytest.mark.parametrize("name", ["original", "copy_by_issuer", "copy_by_user_ephemeral_key"])
def test_recorded_credentials_open(name: str) -> None:
    credential = vectors("wallets")["credentials"][name]
    opened = box.open_sealed(
        b64decode(credential["content"], 10**6),
        b64decode(credential["encryptor_public_key"], 32),
        b64decode(credential["recipient_encryption_secret_key"], 32),
    )
    assert opened.decode() == credential["plaintext"]
    assert (
        b64encode(box.public_key(b64decode(credential["recipient_encryption_secret_key"], 32)))
        == (credential["recipient_encryption_public_key"])
    )


@given(st.binary(max_size=200))
def test_opening_undoes_sealing_and_the_overhead_is_fixed(plaintext: bytes) -> None:
    sealed = box.seal(plaintext, BOB_PUBLIC)
    assert box.open_sealed(sealed.content, sealed.encryptor_public_key, BOB) == plaintext
    assert len(sealed.content) == len(plaintext) + box.OVERHEAD


def test_every_message_has_a_key_and_a_nonce_of_its_own() -> None:
    first, second = (box.seal(b"same", BOB_PUBLIC) for _ in range(2))
    assert first.encryptor_public_key != second.encryptor_public_key
    assert first.content[: box.NONCE_SIZE] != second.content[: box.NONCE_SIZE]


def test_tampering_recorded_by_the_official_sdk_is_refused() -> None:
    case = BOX["tampered"]
    with pytest.raises(Denied) as caught:
        box.open_sealed(
            b64decode(case["content_b64"], 1000), b64decode(case["encryptor_public_key_b64"], 32), BOB
        )
    assert caught.value.code == "cannot_decrypt"


@given(position=st.integers(0, 44), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused_and_the_message_tells_nothing(position: int, bit: int) -> None:
    sealed = box.seal(b"hello", BOB_PUBLIC)
    altered = bytearray(sealed.content)
    altered[position] ^= 1 << bit
    with pytest.raises(Denied) as caught:
        box.open_sealed(bytes(altered), sealed.encryptor_public_key, BOB)
    assert str(caught.value) == "the content cannot be decrypted with this key"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("size", [0, 1, 23, 24, 25, 39])
def test_contents_too_short_to_hold_a_box_are_refused(size: int) -> None:
    with pytest.raises(Denied) as caught:
        box.open_sealed(bytes(size), BOB_PUBLIC, BOB)
    assert caught.value.code == "cannot_decrypt"


def test_another_key_cannot_open() -> None:
    sealed = box.seal(b"hello", BOB_PUBLIC)
    with pytest.raises(Denied):
        box.open_sealed(sealed.content, sealed.encryptor_public_key, box.generate_secret_key())


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_keys_of_another_size_are_malformed(key: bytes) -> None:
    for call in (
        lambda: box.public_key(key),
        lambda: box.seal(b"", key),
        lambda: box.open_sealed(bytes(40), key, BOB),
        lambda: box.open_sealed(bytes(40), BOB_PUBLIC, key),
    ):
        with pytest.raises(Invalid):
            call()


def test_x25519_agrees_with_wycheproof_and_low_order_keys_are_refused() -> None:
    """The box key is HSalsa20 of the X25519 secret, so each vector's secret must open what its keys seal."""
    for _, case in wycheproof("x25519"):
        public, private, shared = (bytes.fromhex(case[name]) for name in ("public", "private", "shared"))
        if not any(shared):
            with pytest.raises(Invalid):
                box.seal(b"hello", public, random=drawing(private, bytes(24)))
            with pytest.raises(Invalid):
                box.open_sealed(bytes(40), public, private)
            continue
        sealed = box.seal(b"hello", public, random=drawing(private, bytes(24)))
        assert SecretBox(hsalsa20(shared)).decrypt(sealed.content) == b"hello", case["tcId"]


def hsalsa20(key: bytes) -> bytes:
    """HSalsa20 with a zero input (Bernstein, "Extending the Salsa20 nonce", 2011)."""
    sigma = struct.unpack("<4I", b"expand 32-byte k")
    k = struct.unpack("<8I", key)
    x = [sigma[0], *k[:4], sigma[1], 0, 0, 0, 0, sigma[2], *k[4:], sigma[3]]
    columns = [(0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11)]
    rows = [(0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)]
    for _ in range(10):
        for a, b, c, d in columns + rows:
            for target, left, right, turn in ((b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)):
                total = (x[left] + x[right]) & 0xFFFFFFFF
                x[target] ^= (total << turn | total >> (32 - turn)) & 0xFFFFFFFF
    return struct.pack("<8I", *(x[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))
