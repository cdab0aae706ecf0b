"""Groups of options: whose keys, and at which node of which network."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Final

import typer

from idos.cli.options import InputFile, confirm, password
from idos.cli.output import remark
from idos.errors import Denied, Invalid, Unavailable
from idos.sdk.clients import Auditor, Client, Consumer, Issuer, Owner
from idos.sdk.connection import Terms
from idos.sdk.keystore import Keys, load
from idos.sdk.known_networks import KnownNetworks

_DEFAULT_NODE_URL: Final = "http://127.0.0.1:8484"

PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="File with the key file's password; - for standard input. Else IDOS_PASSWORD, or a question.",
    ),
]
ProfilePasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--profile-password-file",
        help="File with the profile's password; - for standard input. Else IDOS_PROFILE_PASSWORD, or a "
        "question.",
    ),
]
Holder = Annotated[
    InputFile,
    typer.Argument(metavar="HOLDER.json", help="What `idos keys show --json` prints of the holder's keys."),
]
Threshold = Annotated[
    int | None, typer.Option(metavar="N", help="How many of the owners act together, if there are several.")
]
Lock = Annotated[
    str,
    typer.Option(metavar="DURATION", help="How long the grant cannot be revoked: 90s, 15m, 12h, 30d."),
]


@dataclass(frozen=True, kw_only=True)
class NodeAt:
    """Which node."""

    node_url: Annotated[str, typer.Option("--node-url", envvar="IDOS_URL", help="The node's URL.")] = (
        _DEFAULT_NODE_URL
    )
    chain_id: Annotated[
        str | None,
        typer.Option(
            "--chain-id",
            envvar="IDOS_CHAIN_ID",
            help="The network that the node must belong to. Else the one that it had when the key was first "
            "used there.",
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class KeyFile:
    """Whose keys."""

    key: Annotated[
        Path,
        typer.Option(
            "--key", "-k", envvar="IDOS_KEY", exists=True, dir_okay=False, help="The key file to act with."
        ),
    ]
    password_file: PasswordFile = None

    @cached_property
    def keys(self) -> Keys:
        """The keys. The file is opened, and its password asked for, once."""
        return load(self.key, password("key file's password", self.password_file, "IDOS_PASSWORD"))


@dataclass(frozen=True, kw_only=True)
class SignerAt(KeyFile, NodeAt):
    """Somebody with keys at a node, which is held to its network: the given one, or that of the first use."""

    sign_reads: Annotated[
        bool,
        typer.Option(
            "--sign-reads", envvar="IDOS_SIGN_READS", help="Sign each read, where the node wants that."
        ),
    ] = False

    def terms(self, *, destructive: bool) -> Terms:
        """What the node is held to. Says the network at the first use, and before a destructive act.

        Raises ``Invalid`` (``no_network``) where nobody can be asked whether the network of a destructive
        act is the right one.
        """
        known = KnownNetworks(self.key.parent)
        chain_id = self.chain_id or known.of(self.node_url)
        if chain_id is None:
            chain_id = self._first_use(known, destructive=destructive)
        elif destructive:
            remark(f"On the network {chain_id}, at {self.node_url}.")
        return Terms(chain_id=chain_id, sign_reads=self.sign_reads)

    def _first_use(self, known: KnownNetworks, *, destructive: bool) -> str:
        with Auditor(self.node_url) as anybody:
            chain_id = anybody.chain().chain_id
        if not chain_id:
            raise Denied("the node does not name its network", code="network_unnamed")
        remark(f"{self.node_url} is used with this key for the first time. It says: network {chain_id}.")
        if destructive:
            if not sys.stdin.isatty():
                text = f"this needs a network that is known: --chain-id {chain_id}, if that is the right one"
                raise Invalid(text, code="no_network")
            confirm(f"Is the network {chain_id} the right one?")
        try:
            known.keep(self.node_url, chain_id)
        except Unavailable as error:
            remark(f"It is not kept: {error.message}. --chain-id says which network is meant.")
        else:
            remark(f"Kept in {known.path}: no other network is signed for there from here on.")
        return chain_id


@dataclass(frozen=True, kw_only=True)
class PersonAt(SignerAt):
    """A person at a node."""

    def client(self, *, destructive: bool = False) -> Client:
        """The person's client."""
        wallet = self.keys.wallet
        return Client(self.node_url, wallet, **self.terms(destructive=destructive))


@dataclass(frozen=True, kw_only=True)
class UnlockedPersonAt(PersonAt):
    """A person at a node, with her encryption key."""

    profile_password_file: ProfilePasswordFile = None

    def client(self, *, destructive: bool = False) -> Client:
        """The person's client, unlocked with the profile's password."""
        client = super().client(destructive=destructive)
        try:
            client.unlock(password("profile's password", self.profile_password_file, "IDOS_PROFILE_PASSWORD"))
        except BaseException:
            client.close()
            raise
        return client


@dataclass(frozen=True, kw_only=True)
class IssuerAt(SignerAt):
    """An issuer at a node."""

    def client(self, *, destructive: bool = False) -> Issuer:
        """The issuer's client."""
        key, secret = self.keys.server, self.keys.encryption_key
        return Issuer(self.node_url, key, secret, **self.terms(destructive=destructive))


@dataclass(frozen=True, kw_only=True)
class ConsumerAt(SignerAt):
    """A consumer at a node."""

    def client(self, *, destructive: bool = False) -> Consumer:
        """The consumer's client."""
        key, secret = self.keys.server, self.keys.encryption_key
        return Consumer(self.node_url, key, secret, **self.terms(destructive=destructive))


@dataclass(frozen=True, kw_only=True)
class OwnerAt(SignerAt):
    """A network's owner at a node."""

    def client(self, *, destructive: bool = False) -> Owner:
        """The owner's client."""
        signer = self.keys.signer
        return Owner(self.node_url, signer, **self.terms(destructive=destructive))


@dataclass(frozen=True, kw_only=True)
class AuditorAt(NodeAt):
    """Anybody at a node."""

    def client(self) -> Auditor:
        """A client without keys."""
        return Auditor(self.node_url, chain_id=self.chain_id)
