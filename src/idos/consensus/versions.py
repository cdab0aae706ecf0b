"""What each rules version means outside of the rules: formats, bounds of transactions, and what begins it.

The rules themselves say which of them need which version (``since`` of an action, ``ctx.rules.version``). A
version that was ever in a release is never changed. ``docs/protocol/upgrades.md`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from idos.crypto.hashes import sha256
from idos.protocol.binary import prefixed_text, uint
from idos.protocol.payloads import PayloadBounds
from idos.store.records import Block, Receipt
from idos.store.verbs import Batch, Tx

BLOCK_TAG = b"idos block 1\0"
RECEIPTS_TAG = b"idos receipts 1\0"


@dataclass(frozen=True, slots=True)
class ChainFormat:
    """How blocks commit to what came of them. ``header`` takes the chain id and the block. [upgrades 8.2]"""

    receipts: Callable[[Sequence[Receipt]], bytes]
    header: Callable[[str, Block], bytes]
    state: Callable[[Batch], bytes]


@dataclass(frozen=True, slots=True)
class WorkBounds:
    """How much work (``idos.store.work``) a block takes, in units. [blocks 5.3]

    ``block``: once its transactions have done so much, those behind them are for the next. Erasing what is
    due takes half of it at most. ``transaction``: what a transaction of several calls may do. One of one call
    has no such limit: what that can do is bounded by what there is, and a limit would keep people from
    erasing much.
    """

    block: int
    transaction: int


@dataclass(frozen=True, slots=True)
class Version:
    """A rules version. ``begin`` writes what its rules need, in the block that begins it: bounded work.

    ``work``: None when work is not counted.
    """

    format: ChainFormat
    bounds: PayloadBounds = field(default_factory=PayloadBounds)
    begin: Callable[[Tx], None] = lambda _: None
    work: WorkBounds | None = None


def receipts_hash(receipts: Sequence[Receipt]) -> bytes:
    """What a block commits to of its receipts, in the order of its transactions."""
    parts = (
        receipt.tx_hash + uint(receipt.code, 4) + uint(receipt.gas, 8) + prefixed_text(receipt.log)
        for receipt in receipts
    )
    return sha256(RECEIPTS_TAG + b"".join(parts))


def header_hash(chain_id: str, block: Block) -> bytes:
    """The hash of a block: of everything in its header but itself."""
    place = prefixed_text(chain_id) + uint(block.height, 8) + uint(block.time, 8)
    return sha256(BLOCK_TAG + place + block.previous_hash + block.receipts_hash + block.state_hash)


FIRST_FORMAT: Final = ChainFormat(receipts_hash, header_hash, lambda batch: batch.state_hash())
_FIRST: Final = Version(FIRST_FORMAT)

VERSIONS: Final[Mapping[int, Version]] = MappingProxyType(
    {1: _FIRST, 2: replace(_FIRST, work=WorkBounds(block=80_000, transaction=25_000))}
)
"""All versions that this program has, by number."""
