from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.crypto import secp256k1
from idos.errors import Invalid
from tests.crypto.recorded import wycheproof

ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
SECRET = bytes(31) + b"\x07"
KEY = secp256k1.public_key(SECRET)
DIGEST = hashlib.sha256(b"message").digest()

secrets = st.integers(1, ORDER - 1).map(lambda n: n.to_bytes(32, "big"))
digests = st.binary(min_size=32, max_size=32)


def high_s(signature: bytes) -> bytes:
    """The other signature that the same equation allows: r, n - s, and the other v."""
    s = ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes(v ^ 1 for v in signature[64:])


def der(signature: bytes) -> bytes:
    """r ‖ s in DER, without checking anything."""
    numbers = [int.from_bytes(part, "big") for part in (signature[:32], signature[32:64])]
    body = b""
    for number in numbers:
        data = number.to_bytes(number.bit_length() // 8 + 1, "big")
        body += b"\x02" + bytes([len(data)]) + data
    return b"\x30" + bytes([len(body)]) + body


@given(secret=secrets, number=st.integers(0, ORDER - 1))
def test_a_sum_is_that_of_the_numbers(secret: bytes, number: int) -> None:
    total = (int.from_bytes(secret, "big") + number) % ORDER
    if total:
        assert secp256k1.add(secret, number.to_bytes(32, "big")) == total.to_bytes(32, "big")


def test_a_sum_that_is_no_secret() -> None:
    for number in (ORDER - int.from_bytes(SECRET, "big"), ORDER):
        with pytest.raises(Invalid):
            secp256k1.add(SECRET, number.to_bytes(32, "big"))


def test_wycheproof_with_low_s_required() -> None:
    """The Bitcoin set of Wycheproof has our rule: strict DER and s at most half the order."""
    for group, case in wycheproof("ecdsa_secp256k1_sha256_bitcoin"):
        point = bytes.fromhex(group["publicKey"]["uncompressed"])
        key = bytes([2 + point[-1] % 2]) + point[1:33]
        assert secp256k1.uncompressed(key) == point[1:]
        digest = hashlib.sha256(bytes.fromhex(case["msg"])).digest()
        accepted = secp256k1.verify_der(key, digest, bytes.fromhex(case["sig"]))
        assert accepted == (case["result"] == "valid"), case["tcId"]


def test_generator() -> None:
    assert secp256k1.public_key(bytes(31) + b"\x01").hex() == (
        "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    )


@given(secret=secrets, digest=digests)
def test_all_three_forms_of_a_signature_verify(secret: bytes, digest: bytes) -> None:
    key = secp256k1.public_key(secret)
    signature = secp256k1.sign_recoverable(secret, digest)
    assert signature[64] in (0, 1)
    assert secp256k1.recover(digest, signature) == key
    assert secp256k1.recover(digest, signature[:64] + bytes([signature[64] + 27])) == key
    assert secp256k1.verify(key, digest, signature[:64])
    assert secp256k1.verify_der(key, digest, secp256k1.sign_der(secret, digest))
    assert der(signature) == secp256k1.sign_der(secret, digest)


@given(secret=secrets, digest=digests)
def test_the_high_s_twin_of_a_signature_is_refused(secret: bytes, digest: bytes) -> None:
    key = secp256k1.public_key(secret)
    twin = high_s(secp256k1.sign_recoverable(secret, digest))
    assert secp256k1.recover(digest, twin) is None
    assert not secp256k1.verify(key, digest, twin[:64])
    assert not secp256k1.verify_der(key, digest, der(twin))


@pytest.mark.parametrize("v", [2, 3, 4, 26, 29, 30, 255])
def test_other_recovery_ids_are_refused(v: int) -> None:
    assert secp256k1.recover(DIGEST, secp256k1.sign_recoverable(SECRET, DIGEST)[:64] + bytes([v])) is None


@pytest.mark.parametrize("r", [0, ORDER, 2**256 - 1])
@pytest.mark.parametrize("s", [0, 1])
def test_numbers_out_of_range_recover_nothing(r: int, s: int) -> None:
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert secp256k1.recover(DIGEST, signature + b"\0") is None
    assert not secp256k1.verify(KEY, DIGEST, signature)


def test_signatures_of_other_digests_and_keys_are_refused() -> None:
    signature = secp256k1.sign_recoverable(SECRET, DIGEST)
    assert not secp256k1.verify(KEY, bytes(32), signature[:64])
    assert not secp256k1.verify(secp256k1.public_key(bytes(31) + b"\x08"), DIGEST, signature[:64])
    assert secp256k1.recover(bytes(32), signature) != KEY


@given(key=st.binary(max_size=70), digest=st.binary(max_size=40), signature=st.binary(max_size=80))
def test_garbage_is_refused(key: bytes, digest: bytes, signature: bytes) -> None:
    assert secp256k1.recover(digest, signature) is None
    for some_key in (key, KEY):
        for some_digest in (digest, DIGEST):
            assert not secp256k1.verify(some_key, some_digest, signature)
            assert not secp256k1.verify_der(some_key, some_digest, signature)


@given(signature=st.binary(min_size=64, max_size=64), v=st.sampled_from([0, 1, 27, 28]))
def test_any_65_bytes_recover_a_key_that_verifies_or_nothing(signature: bytes, v: int) -> None:
    key = secp256k1.recover(DIGEST, signature + bytes([v]))
    assert key is None or secp256k1.verify(key, DIGEST, signature)


@pytest.mark.parametrize(
    "secret", [b"", bytes(32), bytes(31), ORDER.to_bytes(32, "big"), b"\xff" * 32, SECRET + b"\0"]
)
def test_bad_secrets_are_malformed(secret: bytes) -> None:
    with pytest.raises(Invalid):
        secp256k1.public_key(secret)


@pytest.mark.parametrize("sign", [secp256k1.sign_recoverable, secp256k1.sign_der])
def test_only_digests_are_signed(sign: Callable[[bytes, bytes], bytes]) -> None:
    with pytest.raises(Invalid):
        sign(SECRET, b"a message")


@pytest.mark.parametrize("key", [b"", bytes(33), b"\x04" + KEY[1:], KEY + b"\0"])
def test_what_is_no_key_has_no_coordinates(key: bytes) -> None:
    with pytest.raises(Invalid):
        secp256k1.uncompressed(key)
