"""A node that can be stopped and started again, with what it keeps on disk."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from idos import Client, Issuer, NewProfile, ServerKey
from idos.actions.genesis import FoundingInserter, Genesis
from idos.crypto.box import generate_secret_key
from idos.enclave.local import LocalEnclave
from idos.node import NodeConfig, open_node, serving
from idos.sdk.signers import WalletSigner
from idos.testing import PASSWORD


class FrailNode:
    """The same node, at the same address, whenever it is started."""

    def __init__(self, folder: Path, genesis: Genesis) -> None:
        self.url = ""
        self._folder = folder
        self._genesis = genesis
        self._running = ExitStack()
        self.start()

    def start(self) -> None:
        """Start answering."""
        port = urlsplit(self.url).port or 0
        config = NodeConfig(port=port, log_level="error")
        node = self._running.enter_context(open_node(config, self._genesis, self._folder))
        self.url = self._running.enter_context(serving(node))

    def stop(self) -> None:
        """Stop answering, and end every connection."""
        self._running.close()


@contextmanager
def frail_node(folder: Path, signer: WalletSigner) -> Iterator[tuple[FrailNode, Client]]:
    """A node, and the person whose wallet it is with a profile there."""
    key = ServerKey.generate()
    genesis = Genesis(
        chain_id="idos-frail",
        owner=key.identifier,
        time_ms=int(time.time() * 1000),
        inserters=(FoundingInserter(uuid4(), "issuer", (key.identifier,)),),
    )
    node, profile_id = FrailNode(folder, genesis), uuid4()
    enclave = LocalEnclave.create(str(profile_id), PASSWORD)
    proof = signer.prove(f"This wallet is for the profile {profile_id}.")
    with (
        ExitStack() as opened,
        Issuer(node.url, key, generate_secret_key(), chain_id=genesis.chain_id) as issuer,
        Client(node.url, signer, enclave, chain_id=genesis.chain_id) as person,
    ):
        opened.callback(node.stop)
        issuer.create_profile(NewProfile(profile_id, enclave.public_key, proof, uuid4()))
        yield node, person
