"""NEP-413 envelopes, against payloads built by an independent Borsh library."""

from __future__ import annotations

from typing import Any

import pytest
from borsh_construct import U8, U32, CStruct, Option, String
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from idos.crypto.encoding import b58encode
from idos.crypto.hashes import sha256
from idos.crypto.wallets import near
from idos.errors import Invalid
from tests.crypto.recorded import vectors

PAYLOAD = CStruct(
    "tag" / U32, "message" / String, "nonce" / U8[32], "recipient" / String, "callback_url" / Option(String)
)
SEED = bytes(range(32))
SIGNER = SigningKey(SEED)
KEY = bytes(SIGNER.verify_key)
NONCE = bytes(range(100, 132))


def payload(message: str = "hello", **changes: Any) -> bytes:
    fields = {"tag": 2**31 + 413, "nonce": list(NONCE), "recipient": "idos.network", "callback_url": None}
    return bytes(PAYLOAD.build({**fields, "message": message, **changes}))


def envelope(carried: bytes, signed: bytes | None = None) -> bytes:
    signature = SIGNER.sign(sha256(carried if signed is None else signed)).signature
    return len(carried).to_bytes(2, "big") + carried + signature


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(message=texts, recipient=texts, callback=st.none() | texts)
def test_payloads_are_those_of_borsh(message: str, recipient: str, callback: str | None) -> None:
    independent = envelope(payload(message, recipient=recipient, callback_url=callback))
    assert near.verify(KEY, message.encode(), independent)
    assert independent == near.sign(
        SEED, message.encode(), nonce=NONCE, recipient=recipient, callback_url=callback
    )


def test_the_recorded_server_signature_is_reproduced() -> None:
    case, identifiers = vectors("sdk")["near_nep413"], vectors("sdk")["identifiers"]["near"]
    message, recorded = case["message"].encode(), bytes.fromhex(case["signed_payload_hex"])
    key = near.parse(identifiers["public_key"])
    assert near.key_text(key) == identifiers["public_key"]
    assert near.implicit_account(key) == identifiers["implicit_identifier"].lower()
    assert near.verify(key, message, recorded)
    assert case["recipient"].encode() in recorded
    assert bytes.fromhex(case["nonce_hex"]) in recorded


@pytest.mark.parametrize("index", [1, 2])
def test_recorded_envelopes_are_reproduced(index: int) -> None:
    wallet = vectors("wallets")["wallets"][index]
    made = near.sign(
        bytes.fromhex(wallet["seed_hex"]),
        wallet["message"].encode(),
        nonce=bytes.fromhex(wallet["nep413"]["nonce_hex"]),
        recipient=wallet["nep413"]["recipient"],
        callback_url=wallet["nep413"]["callback_url"],
    )
    assert made == bytes.fromhex(wallet["signature"])


def test_an_empty_callback_may_have_been_signed_as_none() -> None:
    empty, none = payload(callback_url=""), payload(callback_url=None)
    assert near.verify(KEY, b"hello", envelope(empty, signed=empty))
    assert near.verify(KEY, b"hello", envelope(empty, signed=none))
    assert not near.verify(KEY, b"hello", envelope(payload(callback_url="x"), signed=none))
    assert not near.verify(KEY, b"hello", envelope(none, signed=empty))


@pytest.mark.parametrize(
    "carried",
    [
        payload("other"),
        payload(tag=2**31 + 414),
        payload() + b"\0",
        payload()[:-1],
        payload()[:-1] + b"\2",
        payload(callback_url="x")[:-1],
        payload(callback_url="x") + b"y",
        payload()[:40],
        b"",
    ],
    ids=[
        "message",
        "tag",
        "trailing",
        "no callback",
        "bad option",
        "cut url",
        "long url",
        "cut nonce",
        "empty",
    ],
)
def test_a_payload_that_is_not_exactly_this_message_is_refused(carried: bytes) -> None:
    assert not near.verify(KEY, b"hello", envelope(carried))


def test_an_envelope_holds_one_payload_and_64_bytes() -> None:
    good = envelope(payload())
    assert near.verify(KEY, b"hello", good)
    for bad in (b"", good[:1], good[:-1], good + b"\0", b"\xff\xff" + good[2:], good[2:]):
        assert not near.verify(KEY, b"hello", bad)


@given(st.binary(max_size=200))
def test_garbage_is_refused(signature: bytes) -> None:
    assert not near.verify(KEY, b"hello", signature)
    assert not near.verify(KEY, b"", signature)


def test_what_cannot_be_put_into_an_envelope_is_not_signed() -> None:
    with pytest.raises(Invalid):
        near.sign(SEED, bytes(0x10000), nonce=NONCE, recipient="idos.network")
    with pytest.raises(Invalid):
        near.sign(SEED, b"hello", nonce=NONCE[1:], recipient="idos.network")
    with pytest.raises(Invalid):
        near.sign(SEED, b"hello", nonce=NONCE, recipient="\ud800")


@pytest.mark.parametrize(
    "text",
    [
        "",
        near.key_text(KEY).removeprefix("ed25519:"),
        near.key_text(KEY).replace("ed25519", "secp256k1"),
        near.key_text(KEY).upper(),
        near.key_text(KEY) + " ",
        near.key_text(KEY)[:-1],
        near.key_text(KEY[1:]),
        near.key_text(KEY + b"\1"),
        "ed25519:",
        "ed25519:" + "1" * 33,
        "ed25519:\ud800",
    ],
)
def test_a_key_is_ed25519_and_base58_of_32_bytes(text: str) -> None:
    with pytest.raises(Invalid):
        near.parse(text)


WELL_FORMED_NAMES = [
    "ok",
    "bowen",
    "ek-2",
    "100",
    "near2019",
    "over.9000",
    "max_99.near",
    "google.com",
    "illia.cheap-accounts.near",
]
MALFORMED_NAMES = [
    "a",
    "Not-ok",
    "100-",
    "bo__wen",
    "bo-_wen",
    "_illia",
    ".near",
    "near.",
    "a..near",
    "$$$",
    "WAT",
    "me@google.com",
    "абв",
]


@pytest.mark.parametrize("name", [*WELL_FORMED_NAMES, "z" * 64])
def test_well_formed_names_are_let_through(name: str) -> None:
    assert near.binds(name, KEY)


@pytest.mark.parametrize(
    "name", ["", "not ok", "z" * 65, "near\n", "near\0", "\ud800\ud800", *MALFORMED_NAMES]
)
def test_malformed_names_are_refused(name: str) -> None:
    assert not near.binds(name, KEY)


def test_names_that_are_identities_of_another_kind_are_refused() -> None:
    """S7: an EVM address or the implicit account of another key is no name for a NEAR wallet."""
    assert near.binds(near.implicit_account(KEY), KEY)
    assert not near.binds(bytes(32).hex(), KEY)
    assert not near.binds(near.implicit_account(KEY).upper(), KEY)
    assert not near.binds("0x" + "ab" * 20, KEY)
    assert not near.binds("rNYuYkzTer8PEZFNpfT7r9D1if9a7N5Qn7", KEY)
    assert not near.binds(near.key_text(KEY), KEY)


def test_a_secret_key_is_the_seed_and_its_public_key() -> None:
    assert near.seed("ed25519:" + b58encode(SEED + KEY)) == SEED
    assert near.seed("ed25519:" + b58encode(SEED)) == SEED


@pytest.mark.parametrize(
    "text",
    [
        "",
        b58encode(SEED + KEY),
        "secp256k1:" + b58encode(SEED + KEY),
        "ed25519:",
        "ed25519:" + b58encode(SEED[:31]),
        "ed25519:" + b58encode(SEED + KEY + b"x"),
        "ed25519:" + b58encode(SEED + SEED),
        "ed25519:0",
    ],
)
def test_what_is_no_secret_key(text: str) -> None:
    with pytest.raises(Invalid):
        near.seed(text)
