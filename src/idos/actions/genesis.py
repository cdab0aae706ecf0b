"""What a network begins with: its name, its owner, its first inserters, and the limits of its rules."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self
from uuid import UUID

from idos.actions.context import Limits
from idos.crypto.wallets import wallet_identity
from idos.errors import Invalid
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.protocol.text import check_line
from idos.protocol.wire import convert
from idos.store.records import Delegate, Inserter
from idos.store.verbs import Tx

MAX_NAME_BYTES = 256
_MAX_NUMBER = 1 << 53
"""Where programs begin to disagree about the numbers of JSON (RFC 8259 §6)."""


@dataclass(frozen=True, slots=True)
class FoundingInserter:
    """An inserter of the first state. ``delegates`` are caller texts: hex keys, EVM addresses."""

    id: UUID
    name: str
    delegates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Genesis:
    """The founding document. ``owner`` is a caller text, ``time_ms`` are unix milliseconds.

    Raises:
        Invalid: ``code="invalid_genesis"``: an empty or unprintable text, a limit below 1, a negative time, a
            number beyond 53 bits, or contents that fit in no transaction.
    """

    chain_id: str
    owner: str
    time_ms: int
    inserters: tuple[FoundingInserter, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        texts = [self.chain_id, self.owner]
        for inserter in self.inserters:
            texts += [inserter.name, *inserter.delegates]
        try:
            for text in texts:
                check_line(text, "a name in the genesis", max_bytes=MAX_NAME_BYTES)
        except Invalid as error:
            raise _invalid(error.message) from None
        limits = (getattr(self.limits, limit.name) for limit in fields(Limits))
        if not (0 <= self.time_ms < _MAX_NUMBER and all(1 <= limit < _MAX_NUMBER for limit in limits)):
            raise _invalid("a number in the genesis is out of range")
        if self.limits.content > MAX_PAYLOAD_BYTES:
            raise _invalid(f"no transaction carries a content of more than {MAX_PAYLOAD_BYTES} bytes")

    def to_json(self) -> dict[str, Any]:
        """The JSON object, members in order of declaration."""
        inserters = [
            {"id": str(inserter.id), "name": inserter.name, "delegates": [*inserter.delegates]}
            for inserter in self.inserters
        ]
        return {
            "chain_id": self.chain_id,
            "owner": self.owner,
            "time_ms": self.time_ms,
            "inserters": inserters,
            "limits": asdict(self.limits),
        }

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of ``to_json``. Every member must be there, and no other. Raises ``Invalid``."""
        try:
            genesis = convert(obj, cls)
        except Invalid as error:
            raise _invalid(error.message) from None
        if genesis.to_json() != obj:
            raise _invalid("the genesis has missing or unknown members")
        return genesis


def found(tx: Tx, genesis: Genesis) -> None:
    """Write the first state. Raises ``Invalid`` when an id, a name or a delegate occurs twice."""
    for inserter in genesis.inserters:
        tx.put(Inserter(inserter.id, inserter.name))
        for address in inserter.delegates:
            tx.put(Delegate(wallet_identity(address), inserter.id))


def _invalid(message: str) -> Invalid:
    return Invalid(message, code="invalid_genesis")
