"""A network for all tests of the SDK, and everybody on it with either driver."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any, cast

import pytest

from idos import (
    AsyncClient,
    AsyncConsumer,
    AsyncIssuer,
    AsyncOwner,
    Client,
    Consumer,
    Issuer,
    Owner,
    ServerKey,
    WalletSigner,
)
from idos.testing import Network, network


@pytest.fixture(scope="session")
def net() -> Iterator[Network]:
    with network() as net:
        yield net


class Awaited:
    """An async client whose methods are called like a blocking one's, so that one test tells of both."""

    def __init__(self, client: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._client = client
        self._loop = loop

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._client, name)
        if not inspect.iscoroutinefunction(member):
            return member
        return lambda *args, **kwargs: self._loop.run_until_complete(member(*args, **kwargs))


class World:
    """The network as one driver sees it."""

    def __init__(self, net: Network, loop: asyncio.AbstractEventLoop | None) -> None:
        self.net = net
        self._loop = loop
        self._clients: list[Any] = []
        self.issuer = cast(
            "Issuer", self._driven(Issuer, AsyncIssuer, net.issuer_key, net.issuer_encryption_key)
        )
        self.consumer = cast(
            "Consumer", self._driven(Consumer, AsyncConsumer, net.consumer_key, net.consumer_encryption_key)
        )

    def person(self, wallet_type: str = "EVM") -> Client:
        """Somebody with a new profile."""
        known = self.net.join(wallet_type)
        return self.client(known.wallet, known.enclave)

    def client(self, wallet: WalletSigner, enclave: Any = None) -> Client:
        """A client of this wallet, whether it has a profile or not."""
        return cast("Client", self._driven(Client, AsyncClient, wallet, enclave))

    def owner(self, signer: ServerKey | WalletSigner) -> Owner:
        """Somebody who acts as the network's owner, and may be it."""
        return cast("Owner", self._driven(Owner, AsyncOwner, signer))

    def _driven(self, blocking: Any, awaiting: Any, *args: Any) -> Any:
        client = (
            blocking(self.net.url, *args, chain_id=self.net.chain_id)
            if self._loop is None
            else Awaited(awaiting(self.net.url, *args, chain_id=self.net.chain_id), self._loop)
        )
        self._clients.append(client)
        return client

    def close(self) -> None:
        for client in self._clients:
            client.close()


@pytest.fixture(params=["blocking", "awaited"])
def world(request: pytest.FixtureRequest, net: Network) -> Iterator[World]:
    loop = asyncio.new_event_loop() if request.param == "awaited" else None
    world = World(net, loop)
    yield world
    world.close()
    if loop:
        loop.close()
