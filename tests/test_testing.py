"""The network that users get for their own tests."""

from __future__ import annotations

import os
import time

import httpx
import pytest

from idos import AsyncConsumer, Client, Denied, Unavailable
from idos.actions.limits import Limits
from idos.sdk.w3c import serialize
from idos.testing import CHAIN_ID, PASSWORD, WALLETS, network
from tests.people import agrees

HOUR = 3_600
DAY = 24 * HOUR


def test_a_network_is_gone_when_its_block_is_left() -> None:
    with network() as net:
        alice = net.join()
        assert alice.chain().chain_id == CHAIN_ID
    with (
        Client(net.url, WALLETS["EVM"](), timeout=5, **net.terms) as late,
        pytest.raises(Unavailable),
    ):
        late.chain()


def test_two_networks_know_nothing_of_each_other() -> None:
    with network() as first, network() as second:
        wallet = first.join().wallet
        assert first.consumer.has_profile(wallet.address)
        assert not second.consumer.has_profile(wallet.address)


@pytest.mark.parametrize("wallet_type", WALLETS)
def test_everything_works_in_private_mode_too(wallet_type: str) -> None:
    with network(private=True) as net:
        alice = net.join(wallet_type)
        issued = net.issue(alice, serialize(net.credential()))
        shared = alice.share(issued.original_id, net.consumer.grantee, consent=agrees)
        assert net.consumer.verified_credential(shared.copy_id, [net.trusted_issuer]).status == "verified"
        with Client(net.url, alice.wallet, **net.terms) as again:
            assert again.unlock(PASSWORD).encryption_public_key == alice.enclave.public_key
        answer = httpx.post(
            f"{net.url}/rpc/v1", json={"jsonrpc": "2.0", "id": 1, "method": "user.health", "params": {}}
        )
        assert answer.json()["result"]["mode"] == "private"


def test_time_passes_as_the_test_wants() -> None:
    now = [time.time()]
    with network(clock=lambda: now[0]) as net:
        alice = net.join()
        issued = net.issue(alice, b"x", grantee=net.consumer.grantee)
        (grant,) = alice.grants_given()
        with pytest.raises(Denied) as caught:
            alice.revoke(grant.id)
        assert caught.value.code == "grant_locked"
        now[0] += DAY + HOUR
        alice.revoke(grant.id)
        assert [info.id for info in alice.credentials()] == [issued.original_id]


def test_what_locks_keep_goes_when_they_end() -> None:
    now = [time.time()]
    with network(clock=lambda: now[0]) as net:
        alice, bob = net.join(), net.join()
        issued = net.issue(alice, b"x", grantee=net.consumer.grantee)
        assert [kept.credential_id for kept in alice.erase_profile()] == [issued.copy_id]
        assert net.consumer.read(issued.copy_id) == b"x"
        now[0] += DAY + HOUR
        bob.add_attribute("any", "transaction makes a block")
        with pytest.raises(Denied) as caught:
            net.consumer.read(issued.copy_id)
        assert caught.value.code == "credential_not_readable"


def test_the_networks_limits_can_be_chosen() -> None:
    with network(limits=Limits(attributes_per_user=1)) as net:
        alice = net.join()
        alice.add_attribute("a", "1")
        with pytest.raises(Denied) as caught:
            alice.add_attribute("b", "2")
        assert caught.value.code == "quota_exceeded"


def test_a_credential_says_what_the_test_wants() -> None:
    with network() as net:
        document = net.credential(first_name="Zoë", nationality="CZ")
    assert document["credentialSubject"]["firstName"] == "Zoë"
    assert len(document["proof"]) == 2
    assert isinstance(net.credential(bound=False)["proof"], dict)


def test_its_keys_serve_the_other_driver() -> None:
    import asyncio

    async def read() -> bytes:
        async with AsyncConsumer(
            net.url, net.consumer_key, net.consumer_encryption_key, **net.terms
        ) as consumer:
            return await consumer.read(shared.copy_id)

    with network() as net:
        alice = net.join()
        content = os.urandom(100)
        shared = alice.share(net.issue(alice, content).original_id, net.consumer.grantee, consent=agrees)
        assert asyncio.run(read()) == content
