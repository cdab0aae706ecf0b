from __future__ import annotations

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from hypothesis import given
from hypothesis import strategies as st

from idos.crypto.wallets import evm
from idos.errors import Invalid

SECRET = bytes(range(1, 33))
ACCOUNT = evm.account(SECRET)

secrets = st.integers(1, 2**255).map(lambda n: n.to_bytes(32, "big"))


@given(secret=secrets, message=st.binary(max_size=300))
def test_eth_account_agrees_on_address_digest_and_signature(secret: bytes, message: bytes) -> None:
    theirs = Account.from_key(secret)
    signed = theirs.sign_message(encode_defunct(message))
    assert evm.checksum(evm.account(secret)) == theirs.address
    assert evm.personal_digest(message) == bytes(signed.message_hash)
    assert evm.sign(secret, message) == bytes(signed.signature)
    assert evm.verify(evm.account(secret), message, bytes(signed.signature))


@pytest.mark.parametrize(
    "address",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_checksums_of_eip_55(address: str) -> None:
    assert evm.checksum(evm.parse(address.lower())) == address


def test_both_ways_to_write_v_are_read_and_no_other() -> None:
    signature = evm.sign(SECRET, b"m")
    assert signature[64] in (27, 28)
    assert evm.verify(ACCOUNT, b"m", signature[:64] + bytes([signature[64] - 27]))
    assert not evm.verify(ACCOUNT, b"m", signature[:64] + bytes([signature[64] + 8]))
    assert not evm.verify(ACCOUNT, b"m", signature[:64])


def test_a_signature_is_of_one_message_by_one_account() -> None:
    signature = evm.sign(SECRET, b"m")
    assert not evm.verify(ACCOUNT, b"n", signature)
    assert not evm.verify(bytes(20), b"m", signature)


@pytest.mark.parametrize(
    "text", ["", "0x", "0x" + "0" * 39, "0x" + "0" * 41, "0X" + "0" * 40, "0" * 40, "0x" + "g" * 40]
)
def test_an_address_is_0x_and_40_digits(text: str) -> None:
    with pytest.raises(Invalid):
        evm.parse(text)
