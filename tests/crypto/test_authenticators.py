from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from eth_account import Account
from hypothesis import given, settings
from hypothesis import strategies as st

from idos.crypto import ed25519, secp256k1
from idos.crypto.authenticators import Identity, authenticator, identify, texts_of_same_key
from idos.crypto.encoding import b64decode
from idos.crypto.hashes import sha256
from idos.crypto.wallets import evm, near, stellar, wallet_key, xrpl
from idos.errors import Invalid
from tests.crypto.recorded import vectors

NAMES = ("secp256k1_ep", "secp256k1", "ed25519", "nep413", "xrpl", "sep53")
SEED = bytes(range(32))
SECRET = bytes(range(1, 33))
ED_KEY = ed25519.public_key(SEED)
EC_KEY = secp256k1.public_key(SECRET)
STRKEY = stellar.strkey(ED_KEY)
ED_ADDRESS = xrpl.classic_address(ED_KEY)
EC_ADDRESS = xrpl.classic_address(EC_KEY)
EVM_ADDRESS = str(Account.from_key(SECRET).address)
MESSAGE = b"a transaction"
DIGEST = sha256(MESSAGE)
ENVELOPE = near.sign(SEED, MESSAGE, nonce=bytes(32), recipient="idos.network")

# Per signature type: sender, a signature of MESSAGE by it, caller, key type.
SIGNED: dict[str, tuple[str, bytes, bytes, str, str]] = {
    "EVM": ("secp256k1_ep", evm.account(SECRET), evm.sign(SECRET, MESSAGE), EVM_ADDRESS, "secp256k1"),
    "secp256k1": ("secp256k1", EC_KEY, secp256k1.sign_recoverable(SECRET, DIGEST), EC_KEY.hex(), "secp256k1"),
    "ed25519": ("ed25519", ED_KEY, ed25519.sign(SEED, MESSAGE), ED_KEY.hex(), "ed25519"),
    "Stellar ed25519": ("ed25519", STRKEY.encode(), ed25519.sign(SEED, MESSAGE), STRKEY, "ed25519"),
    "NEAR": ("nep413", ED_KEY, ENVELOPE, near.key_text(ED_KEY), "ed25519"),
    "XRPL ed25519": ("xrpl", b"\xed" + ED_KEY, ed25519.sign(SEED, MESSAGE), ED_ADDRESS, "ed25519"),
    "XRPL secp256k1": ("xrpl", EC_KEY, xrpl.sign(b"\0" + SECRET, MESSAGE), EC_ADDRESS, "secp256k1"),
    "SEP-53": ("sep53", STRKEY.encode(), stellar.sign_sep53(SEED, MESSAGE), STRKEY, "ed25519"),
}

each_signed = pytest.mark.parametrize(
    ("name", "sender", "signature", "caller", "key_type"), SIGNED.values(), ids=SIGNED.keys()
)


@each_signed
def test_a_type_verifies_its_own_signatures_and_names_the_caller(
    name: str, sender: bytes, signature: bytes, caller: str, key_type: str
) -> None:
    kind = authenticator(name)
    assert kind.name == name
    assert kind.verify(sender, MESSAGE, signature)
    assert kind.caller(sender) == caller
    assert kind.key_type(sender) == key_type


@each_signed
def test_any_change_is_refused(
    name: str, sender: bytes, signature: bytes, caller: str, key_type: str
) -> None:
    kind = authenticator(name)
    assert not kind.verify(sender, MESSAGE + b"\0", signature)
    assert not kind.verify(sender, MESSAGE, signature[:-1])
    assert not kind.verify(sender, MESSAGE, signature + b"\0")
    assert not kind.verify(sender, MESSAGE, bytes([signature[0], signature[1] ^ 1]) + signature[2:])
    assert not kind.verify(sender[:-1] + bytes([sender[-1] ^ 1]), MESSAGE, signature)
    assert not kind.verify(sender[:-1], MESSAGE, signature)
    assert not kind.verify(b"", MESSAGE, signature)


def test_types_do_not_take_the_signatures_of_other_types() -> None:
    for name, sender, signature, _, _ in SIGNED.values():
        for other in set(NAMES) - {name}:
            assert not authenticator(other).verify(sender, MESSAGE, signature)


def test_the_recovery_byte_says_nothing_when_the_key_is_known() -> None:
    _, sender, signature, _, _ = SIGNED["secp256k1"]
    assert authenticator("secp256k1").verify(sender, MESSAGE, signature[:64] + b"\xff")
    assert not authenticator("secp256k1").verify(sender, MESSAGE, signature[:64])


def test_names_are_found_in_any_case() -> None:
    assert authenticator("Secp256k1_EP") is authenticator("secp256k1_ep")


@pytest.mark.parametrize("name", ["", "ed25519 ", "ed25519_nr", "secp256\u212a1", "\ud800"])
def test_other_names_are_unknown(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        authenticator(name)
    assert caught.value.code == "unknown_signature_type"


RECORDED: list[dict[str, Any]] = vectors("wallets")["wallets"]
CALLERS = [
    (wallet["kwil_signature_type"], wallet["kwil_sender_hex"], wallet["caller_expected"])
    for wallet in RECORDED
    if "kwil_sender_hex" in wallet
] + [
    ("ed25519", RECORDED[5]["kwil_sender_hex_ed25519"], RECORDED[5]["caller_expected_plain_ed25519"]),
    ("sep53", RECORDED[5]["kwil_sender_hex_sep53"], RECORDED[5]["caller_expected_sep53"]),
    *(
        (v["kwil_signature_type"], v["sender_hex"], v["caller"])
        for v in vectors("wallets")["caller_vectors"].values()
    ),
]


@pytest.mark.parametrize(("name", "sender", "caller"), CALLERS)
def test_recorded_callers(name: str, sender: str, caller: str) -> None:
    assert authenticator(name).caller(bytes.fromhex(sender)) == caller
    assert identify(name, bytes.fromhex(sender)).caller == caller


@pytest.mark.parametrize("wallet", RECORDED, ids=lambda wallet: wallet["label"][:28])
def test_a_caller_has_the_key_of_their_wallet(wallet: dict[str, Any]) -> None:
    """Rules find a wallet by this name, whichever signature type its owner used."""
    address, public_key = wallet["address"], wallet["public_key"]
    read_sender: dict[str, tuple[str, Callable[[], bytes]]] = {
        "EVM": ("secp256k1_ep", lambda: evm.parse(address)),
        "NEAR": ("nep413", lambda: near.parse(public_key)),
        "XRPL": ("xrpl", lambda: bytes.fromhex(public_key)),
        "Stellar": ("sep53", address.encode),
        "FaceSign": ("ed25519", lambda: bytes.fromhex(public_key)),
    }
    name, sender = read_sender[wallet["wallet_type"]]
    identity = identify(name, sender())
    assert identity.key == wallet_key(wallet["wallet_type"], wallet["address"], wallet["public_key"])
    named = (identity.caller, *identity.aliases)
    assert (wallet["public_key"] if wallet["wallet_type"] == "NEAR" else wallet["address"]) in named


def test_every_type_sees_the_same_key_under_the_same_texts() -> None:
    texts = {ED_KEY.hex(), near.key_text(ED_KEY), STRKEY, ED_ADDRESS, "ED" + ED_KEY.hex().upper()}
    for name, sender, _, caller, key_type in SIGNED.values():
        if key_type == "ed25519":
            identity = identify(name, sender)
            assert identity.key == f"ed25519/{ED_KEY.hex()}"
            assert identity.caller == caller
            assert caller not in identity.aliases
            assert {caller, *identity.aliases} == texts
            assert len(identity.aliases) == len(texts) - 1


def test_the_order_of_a_keys_texts_is_fixed_as_rules_are() -> None:
    """Rules ask for them in turn, and what they ask is counted in receipts."""
    aliases = (ED_ADDRESS, "ED" + ED_KEY.hex().upper(), near.key_text(ED_KEY), STRKEY)
    assert identify("ed25519", ED_KEY).aliases == aliases
    assert texts_of_same_key(STRKEY) == (ED_KEY.hex(), *aliases)


def test_secp256k1_keys_have_their_own_aliases_and_evm_accounts_none() -> None:
    assert identify("xrpl", EC_KEY).aliases == (EC_KEY.hex(), EC_KEY.hex().upper())
    assert identify("secp256k1", EC_KEY) == Identity(
        EC_KEY.hex(), f"secp256k1/{EC_KEY.hex()}", (EC_ADDRESS, EC_KEY.hex().upper())
    )
    assert identify("secp256k1_ep", bytes(20)) == Identity(evm.checksum(bytes(20)), None, ())


@pytest.mark.parametrize("key", [ED_KEY, EC_KEY], ids=["Ed25519", "secp256k1"])
def test_a_text_tells_every_other_form_of_its_key_unless_it_is_an_address(key: bytes) -> None:
    identity = identify("ed25519" if key == ED_KEY else "secp256k1", key)
    texts = {identity.caller, *identity.aliases}
    address = xrpl.classic_address(key)
    for text in texts - {address}:
        assert {*texts_of_same_key(text)} == texts
    for text in (address, EVM_ADDRESS, "", "alice", "ed25519:", "\ud800"):
        assert texts_of_same_key(text) == ()


@pytest.mark.parametrize(
    ("name", "sender"),
    [
        ("secp256k1_ep", bytes(21)),
        ("secp256k1", bytes(33)),
        ("secp256k1", b"\x04" + bytes(64)),
        ("ed25519", bytes(33)),
        ("ed25519", b"G" * 56),
        ("ed25519", STRKEY.lower().encode()),
        ("nep413", bytes(31)),
        ("xrpl", ED_KEY),
        ("xrpl", b"\x04" + bytes(32)),
        ("sep53", ED_KEY),
        ("sep53", b"\xff" * 56),
        ("sep53", STRKEY.encode() + b" "),
    ],
)
def test_senders_of_another_shape_are_malformed(name: str, sender: bytes) -> None:
    with pytest.raises(Invalid):
        authenticator(name).caller(sender)
    with pytest.raises(Invalid):
        authenticator(name).key_type(sender)
    with pytest.raises(Invalid):
        identify(name, sender)


@settings(deadline=None)
@given(
    name=st.sampled_from(NAMES),
    sender=st.binary(max_size=70) | st.sampled_from([signed[1] for signed in SIGNED.values()]),
    signature=st.binary(max_size=200),
)
def test_nothing_makes_verify_raise(name: str, sender: bytes, signature: bytes) -> None:
    assert not authenticator(name).verify(sender, MESSAGE, signature)


def recorded_requests() -> Iterator[tuple[str, str, bytes, bytes, bytes]]:
    """Scenario, type, sender, message and signature of every request that the npm client signed."""
    for scenario in vectors("node-rpc")["vectors"]:
        for request in scenario["requests"]:
            message = request.get("expected", {}).get("signed_message_hex")
            if message is None:
                continue
            params = json.loads(request["request_body"])["params"]
            params = params.get("tx", params)
            signature = params["signature"]
            if isinstance(signature, str):
                signature = {"sig": signature, "type": params["auth_type"]}
            sender = bytes.fromhex(params["sender"])
            proof = b64decode(signature["sig"], 10_000)
            yield scenario["name"], signature["type"], sender, bytes.fromhex(message), proof


def test_requests_of_the_npm_client_verify() -> None:
    seen = set()
    for scenario, name, sender, message, signature in recorded_requests():
        assert authenticator(name).verify(sender, message, signature), scenario
        assert not authenticator(name).verify(sender, message + b"\n", signature), scenario
        seen.add(name)
    assert seen == {"secp256k1_ep", "ed25519", "nep413", "xrpl"}
