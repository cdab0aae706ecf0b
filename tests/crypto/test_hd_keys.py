"""BIP-32 and BIP-39, against their published vectors and an independent library."""

from __future__ import annotations

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from idos.crypto import hd_keys
from idos.crypto.hd_keys import HARDENED
from idos.crypto.wallets import evm
from idos.errors import Invalid

Account.enable_unaudited_hdwallet_features()
# BIP-32, "Test vector 1": the chain m/0'/1/2'/2.
SEED = bytes(range(16))
SECRETS = {
    (): "e8f32e723decf4051aefac8e2c93c9c5b214313817cdb01a1494b917c8436b35",
    (HARDENED,): "edb2e14f9ee77d26dd93b4ecede8d16ed408ce149b6cd80b0715a2d911a0afea",
    (HARDENED, 1): "3c6cb8d0f6a264c91ea8b5030fadaa8e538b020f0a387421a12de9319dc93368",
    (HARDENED, 1, 2 | HARDENED): "cbce0d719ecf7431d88e6a89fa1483e02e35092af60c042b1df2ff59fa424dca",
    (HARDENED, 1, 2 | HARDENED, 2): "0f479245fb19a38a1954c5c7c0ebab2f9bdfd96a17563ef28a6a4b1a2a764ef4",
}


@pytest.mark.parametrize("path", SECRETS)
def test_the_published_chain_is_derived(path: tuple[int, ...]) -> None:
    assert hd_keys.derive(SEED, path).hex() == SECRETS[path]


def test_the_published_seed_of_a_mnemonic() -> None:
    words = "abandon " * 11 + "about"
    assert (
        hd_keys.seed(words)
        .hex()
        .startswith("5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1")
    )


@given(entropy=st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32))
def test_eth_account_agrees_on_the_first_account(entropy: bytes) -> None:
    words = Mnemonic("english").to_mnemonic(entropy)
    assert evm.secret_from_mnemonic(words) == bytes(Account.from_mnemonic(words).key)


def test_what_is_no_mnemonic_is_refused() -> None:
    with pytest.raises(Invalid):
        hd_keys.seed("abandon " * 11 + "abandon")
