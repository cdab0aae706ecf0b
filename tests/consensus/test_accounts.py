from __future__ import annotations

from dataclasses import replace

import pytest

from idos.consensus.accounts import account_key, nonce_of
from idos.consensus.engine import Rejected
from idos.protocol.jsonrpc import TxCode
from idos.store.memory import MemoryStore
from idos.store.records import Account

from .conftest import Start
from .network import ISSUER, Signer, machine

FORMS = ("ed25519", "stellar", "xrpl")


def test_all_forms_of_a_key_have_one_account() -> None:
    accounts = {account_key(Signer(ISSUER.seed, form).sender, "ed25519") for form in FORMS}
    assert accounts == {(ISSUER.sender.hex(), "ed25519")}


@pytest.mark.parametrize(
    ("sender", "key_type"),
    [
        (bytes(20), "secp256k1"),
        (b"\x02" + bytes(32), "secp256k1"),
        (b"\x02" + bytes(32), "ed25519"),
        (b"G" * 56, "ed25519"),
        (b"", "ed25519"),
    ],
)
def test_what_is_no_other_form_of_a_key_is_kept(sender: bytes, key_type: str) -> None:
    assert account_key(sender, key_type) == (sender.hex(), key_type)


def test_the_nonce_of_an_account_is_that_of_its_record_or_zero() -> None:
    store = MemoryStore()
    with store.write() as batch:
        batch.put(Account("ab", "ed25519", 7))
    with store.read() as tx:
        assert nonce_of(tx, account_key(b"\xab", "ed25519")) == 7
        assert nonce_of(tx, account_key(b"\xab", "secp256k1")) == 0


def test_what_a_key_signed_in_one_form_can_not_be_replayed_in_another(start: Start) -> None:
    """A signature does not cover the sender: a plain key's verifies for its Stellar and XRPL forms too."""
    engine = start(MemoryStore())
    tx = ISSUER.add_user(1, nonce=1)
    engine.submit(tx).result(10)
    for form in ("stellar", "xrpl"):
        other = Signer(ISSUER.seed, form)
        replayed = replace(tx, sender=other.sender, signature_type=other.signature_type)
        machine().check(replayed, 1)
        with pytest.raises(Rejected) as caught:
            engine.submit(replayed)
        assert caught.value.tx_code == TxCode.NONCE
        assert engine.pending_nonce(other.sender.hex(), other.key_type) == 1
