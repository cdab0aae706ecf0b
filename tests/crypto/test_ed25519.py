"""Strictness is what keeps nodes with different libraries of one opinion, so it is tested point by point."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings
from nacl.exceptions import BadSignatureError

from idos.crypto import ed25519
from idos.crypto.encoding import b64decode
from idos.errors import Invalid
from tests.crypto.recorded import vectors, wycheproof

ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19
IDENTITY = (1).to_bytes(32, "little")
TORSION = bytes.fromhex(
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
)  # a point of order 8
SEED = bytes(range(32))


def multiples_of_torsion() -> list[bytes]:
    points = [IDENTITY]
    while len(points) < 8:
        points.append(bindings.crypto_core_ed25519_add(points[-1], TORSION))
    return points


SMALL_ORDER = multiples_of_torsion()


def forged(a: int, r: int, extra_a: bytes, extra_r: bytes, message: bytes) -> tuple[bytes, bytes]:
    """Key aB + extra_a and the signature (rB + extra_r, r + ha): right but for its small-order parts."""
    key = bindings.crypto_core_ed25519_add(times_base(a), extra_a)
    point = bindings.crypto_core_ed25519_add(times_base(r), extra_r)
    h = int.from_bytes(hashlib.sha512(point + key + message).digest(), "little")
    return key, point + ((r + h * a) % ORDER).to_bytes(32, "little")


def times_base(scalar: int) -> bytes:
    return bindings.crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little"))


def test_wycheproof() -> None:
    for group, case in wycheproof("ed25519"):
        accepted = ed25519.verify(
            bytes.fromhex(group["publicKey"]["pk"]), bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])
        )
        assert accepted == (case["result"] == "valid"), case["tcId"]


def test_rfc_8032_section_7_1_test_3() -> None:
    seed = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
    assert (
        ed25519.public_key(seed).hex() == "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    )
    assert ed25519.sign(seed, b"\xaf\x82").hex() == (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=64))
def test_what_is_signed_verifies_and_nothing_else(seed: bytes, message: bytes) -> None:
    key, signature = ed25519.public_key(seed), ed25519.sign(seed, message)
    assert ed25519.verify(key, message, signature)
    assert not ed25519.verify(key, message + b"\0", signature)


def test_the_forgery_itself_is_sound() -> None:
    key, signature = forged(5, 7, IDENTITY, IDENTITY, b"m")
    assert ed25519.verify(key, b"m", signature)


@pytest.mark.parametrize("torsion", SMALL_ORDER[1:], ids=bytes.hex)
@pytest.mark.parametrize("where", ["key", "R", "both"])
def test_points_outside_the_prime_order_group_are_refused_whatever_the_library_says(
    torsion: bytes, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cofactored library accepts all of these, a cofactorless one some; the strict rule needs neither."""
    key, signature = forged(
        5, 7, torsion if where != "R" else IDENTITY, torsion if where != "key" else IDENTITY, b"m"
    )
    assert not ed25519.verify(key, b"m", signature)
    monkeypatch.setattr(bindings, "crypto_sign_open", lambda signed, key: signed)
    assert not ed25519.verify(key, b"m", signature)


def test_the_strict_rule_is_stricter_than_the_library() -> None:
    """Without it, a key with a small-order part passes now and then: the test above has something to find."""
    passed = 0
    for r in range(2, 66):
        key, signature = forged(5, r, TORSION, IDENTITY, b"m")
        try:
            bindings.crypto_sign_open(signature + b"m", key)
            passed += 1
        except BadSignatureError:
            continue
    assert passed


@pytest.mark.parametrize("key", SMALL_ORDER, ids=bytes.hex)
@pytest.mark.parametrize("point", SMALL_ORDER, ids=bytes.hex)
def test_small_order_keys_sign_nothing(key: bytes, point: bytes) -> None:
    assert not any(ed25519.verify(key, bytes([i]), point + bytes(32)) for i in range(16))


@pytest.mark.parametrize("sign_bit", [0, 0x80])
@pytest.mark.parametrize("y", range(19))
def test_non_canonical_points_are_refused(y: int, sign_bit: int) -> None:
    encoded = bytearray((PRIME + y).to_bytes(32, "little"))
    encoded[31] |= sign_bit
    point = bytes(encoded)
    signature = ed25519.sign(SEED, b"m")
    assert not ed25519.verify(point, b"m", signature)
    assert not ed25519.verify(point, b"m", IDENTITY + bytes(32))
    assert not ed25519.verify(ed25519.public_key(SEED), b"m", point + signature[32:])


def test_the_identity_written_with_a_negative_x_is_refused() -> None:
    assert not ed25519.verify(bytes([1, *bytes(30), 0x80]), b"m", IDENTITY + bytes(32))


@pytest.mark.parametrize("times", range(1, 15))
def test_s_is_reduced(times: int) -> None:
    key, signature = ed25519.public_key(SEED), ed25519.sign(SEED, b"m")
    s = int.from_bytes(signature[32:], "little") + times * ORDER
    assert not ed25519.verify(key, b"m", signature[:32] + s.to_bytes(32, "little"))


@given(
    key=st.binary(max_size=40) | st.binary(min_size=32, max_size=32),
    signature=st.binary(max_size=80) | st.binary(min_size=64, max_size=64),
)
def test_garbage_is_false(key: bytes, signature: bytes) -> None:
    assert not ed25519.verify(key, b"message", signature)


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33), bytes(64)])
def test_a_seed_has_32_bytes(seed: bytes) -> None:
    with pytest.raises(Invalid):
        ed25519.public_key(seed)
    with pytest.raises(Invalid):
        ed25519.sign(seed, b"")


CREDENTIALS: dict[str, Any] = vectors("wallets")["credentials"]
COPIES = ("original", "copy_by_issuer", "copy_by_user_ephemeral_key")


@pytest.mark.parametrize("name", COPIES)
def test_recorded_credential_signatures(name: str) -> None:
    credential = CREDENTIALS[name]
    key = bytes.fromhex(credential["issuer_auth_public_key"])
    notes, content = credential["public_notes"].encode(), b64decode(credential["content"], 10**6)
    notes_signature = b64decode(credential["public_notes_signature"], 64)
    broader_signature = b64decode(credential["broader_signature"], 64)
    assert ed25519.verify(key, notes, notes_signature)
    assert ed25519.verify(key, notes_signature + content, broader_signature)
    assert not ed25519.verify(key, notes_signature + content[:-1], broader_signature)
    assert not any(
        ed25519.verify(key, notes, b64decode(CREDENTIALS[other]["public_notes_signature"], 64))
        for other in COPIES
        if other != name
    )


def test_recorded_issuer_signature_is_reproduced_from_its_seed() -> None:
    seed, original = bytes.fromhex(CREDENTIALS["issuer_signing_seed_hex"]), CREDENTIALS["original"]
    assert ed25519.public_key(seed).hex() == original["issuer_auth_public_key"]
    signature = ed25519.sign(seed, original["public_notes"].encode())
    assert signature == b64decode(original["public_notes_signature"], 64)
