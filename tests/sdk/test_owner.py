"""The owner of a real network, with either driver."""

from __future__ import annotations

from uuid import uuid4

import pytest

from idos import Denied, Invalid, Issuer, NotFound, Owner, ServerKey, WalletSigner
from idos.testing import WALLETS, Network
from tests.sdk.conftest import World
from tests.sdk.test_issuer import new_profile


@pytest.fixture
def owner(world: World) -> Owner:
    """The network of these tests belongs to its issuer."""
    return world.owner(world.net.issuer_key)


def may_write(net: Network, key: ServerKey) -> bool:
    with Issuer(net.url, key, bytes(range(32)), chain_id=net.chain_id) as issuer:
        try:
            issuer.create_profile(new_profile())
        except Denied as error:
            if error.code != "unauthorized_inserter":
                raise
            return False
    return True


def test_whom_the_owner_adds_may_write_until_removed(net: Network, owner: Owner) -> None:
    key, other = ServerKey.generate(), ServerKey.generate()
    inserter = owner.add_inserter(f"Bank {uuid4()}")
    assert not may_write(net, key)
    for each in (key, other):
        owner.add_delegate(each.identifier, inserter)
        assert may_write(net, each)
    owner.remove_delegate(key.identifier.upper())
    assert not may_write(net, key)
    assert may_write(net, other)
    owner.remove_inserter(inserter)
    assert not may_write(net, other)


def test_a_name_is_given_once(owner: Owner) -> None:
    name, inserter = f"Bank {uuid4()}", uuid4()
    assert owner.add_inserter(name, id=inserter) == inserter
    owner.remove_inserter(inserter)
    with pytest.raises(Invalid) as caught:
        owner.add_inserter(name)
    assert caught.value.code == "already_exists"


def test_a_key_writes_for_one_inserter(net: Network, owner: Owner) -> None:
    inserter = owner.add_inserter(f"Bank {uuid4()}")
    with pytest.raises(Invalid) as caught:
        owner.add_delegate(net.issuer_key.identifier, inserter)
    assert caught.value.code == "already_exists"


def test_what_is_not_there_is_not_found(owner: Owner) -> None:
    with pytest.raises(NotFound) as caught:
        owner.remove_delegate("ab" * 32)
    assert caught.value.code == "delegate_not_found"
    with pytest.raises(NotFound) as caught:
        owner.add_delegate("ab" * 32, uuid4())
    assert caught.value.code == "inserter_not_found"
    owner.remove_inserter(uuid4())  # the rules say nothing of it


@pytest.mark.parametrize("signer", [ServerKey.generate(), WALLETS["EVM"]()])
def test_nobody_else_may(world: World, signer: ServerKey | WalletSigner) -> None:
    stranger = world.owner(signer)
    with pytest.raises(Denied) as caught:
        stranger.add_inserter("Mallory")
    assert caught.value.code == "action_is_owner_only"
