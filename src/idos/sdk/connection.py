"""One node as one signer meets it: which network it belongs to, and what may be signed for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypedDict, TypeVar

from idos.crypto.authenticators import identify
from idos.errors import Denied, Invalid
from idos.protocol.results import ChainInfo, Health
from idos.sdk.drivers import Ask, Operation
from idos.sdk.faults import fault_error, understood
from idos.sdk.signers import Signer

T = TypeVar("T")

DEFAULT_MAX_FEE: Final = 10**16
"""In the token's smallest unit: five times what official nodes ask for an action."""


class Terms(TypedDict, total=False):
    """What a client holds its node to. Each may be left out.

    ``chain_id``: the network that the node must belong to (``Denied``, ``wrong_network``). Without it the
    node's word counts, and nothing that takes something away is signed (``network_not_given``).
    ``sign_reads``: prove reads by signed challenges where the node wants that, if the challenge says that it
    is this node's (``docs/protocol/reads.md`` §2); without it, such nodes are refused (``reads_not_signed``).
    ``max_fee``: the highest fee that is signed, in the token's smallest unit (``fee_too_high``).
    """

    chain_id: str | None
    sign_reads: bool
    max_fee: int


class Connection:
    """What is known of the node at the address ``provider``, and who asks it."""

    def __init__(
        self,
        provider: str,
        signer: Signer | None,
        *,
        chain_id: str | None = None,
        sign_reads: bool = False,
        max_fee: int = DEFAULT_MAX_FEE,
    ) -> None:
        if signer is not None and not isinstance(signer, Signer):
            raise Invalid(
                f"a {type(signer).__name__} does not sign: give a ServerKey or a wallet", code="wrong_type"
            )
        if chain_id is not None and (not isinstance(chain_id, str) or not chain_id):
            raise Invalid("a chain id is a text that is not empty", code="wrong_type")
        self.provider = provider
        self.max_fee = max_fee
        self.wanted_chain_id = chain_id
        self._signer = signer
        self._sign_reads = sign_reads
        self._chain: ChainInfo | None = None
        self._private = False

    def chain(self) -> Operation[ChainInfo]:
        """Which network this is, asked once. Raises ``Denied`` (``wrong_network``) if another was wanted."""
        if self._chain is None:
            health = yield from self.ask(Health.from_json, "user.health")
            chain = yield from self.ask(ChainInfo.from_json, "user.chain_info")
            if self.wanted_chain_id not in {None, chain.chain_id}:
                text = f"the node belongs to the network {chain.chain_id}, and not to {self.wanted_chain_id}"
                raise Denied(text, code="wrong_network")
            self._private = health.mode == "private"
            self._chain = chain
        return self._chain

    def ask(
        self, read: Callable[[object], T], method: str, params: Mapping[str, Any] | None = None
    ) -> Operation[T]:
        """The result of a request. Raises the error that a fault stands for."""
        response = yield Ask(method, params or {})
        if response.fault is not None:
            raise fault_error(response.fault)
        return understood(read, response.result)

    @property
    def names(self) -> frozenset[str]:
        """Every text that names the signer to the network, in lower case, as its rules compare them."""
        signer = self.own_signer()
        identity = identify(signer.auth_type, signer.sender)
        return frozenset(text.lower() for text in (identity.caller, *identity.aliases))

    def own_signer(self) -> Signer:
        """Who signs. Raises ``Denied`` (``no_signer``) when nobody does."""
        if self._signer is None:
            raise Denied("this needs somebody who signs", code="no_signer")
        return self._signer
