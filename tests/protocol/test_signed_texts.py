"""What a key signs as notes or as a proof is not what the network takes for an act of the key."""

from __future__ import annotations

import pytest

from idos import Invalid, ServerKey, WriteGrant, evm_wallet, public_notes
from idos.crypto.box import Sealed
from idos.protocol.grants import AccessGrantOffer
from idos.protocol.reads import LoginParameters, call_text, login_text, query_text
from idos.protocol.transaction import Transaction
from idos.sdk.attestation import sign_content
from tests.people import uid

KEY = ServerKey(b"\x01" * 32)
TRANSACTION = Transaction(
    signature=None,
    signature_type="ed25519",
    description="Notes",
    payload=b"x",
    payload_type="execute",
    fee=0,
    nonce=1,
    chain_id="idos",
    sender=KEY.sender,
)
LOGIN = LoginParameters("n", "Sign in", "now", "later", "idos", "https://a.example", "1", "https://a.example")
GRANT = WriteGrant(
    "o", "g", "ab", uid("g"), "2030-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "2029-02-01T00:00:00Z"
)
ACTS = [
    TRANSACTION.signed_text().decode(),
    call_text("main", "get_user", b"x", bytes(32)).decode(),
    query_text("SELECT 1", b"x", bytes(32)).decode(),
    login_text(LOGIN, "https://a.example").decode(),
    GRANT.text(),
    AccessGrantOffer("o", "g", uid("c"), 0, None).text(),
]
HARMLESS = [
    "",
    public_notes(b"x", id="n"),
    "Kwil Chain ID: idos",
    "This wallet is for the profile 1.",
    "a.example wants you to sign in with your wallet:\n0x12\n\nNonce: 1",
]


@pytest.mark.parametrize("text", ACTS)
def test_notes_that_would_act_are_not_signed(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        sign_content(Sealed(b"x", bytes(32)), text, KEY)
    assert caught.value.code == "signed_text"


@pytest.mark.parametrize("text", ACTS)
def test_a_proof_that_would_act_is_not_signed(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        evm_wallet(b"\x01" * 32).prove(text)
    assert caught.value.code == "signed_text"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_acts_nowhere_is_signed(text: str) -> None:
    assert sign_content(Sealed(b"x", bytes(32)), text, KEY).public_notes == text
    evm_wallet(b"\x01" * 32).prove(text)
