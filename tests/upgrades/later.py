"""A rules version after all others: other formats, smaller transactions, and a row written at its start."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from idos.consensus.versions import VERSIONS, ChainFormat, Version
from idos.crypto.hashes import sha256
from idos.protocol.binary import prefixed_text, uint
from idos.protocol.payloads import PayloadBounds
from idos.store.governance import ChangedLimit
from idos.store.records import Block, Receipt
from idos.store.verbs import Batch, Tx

CALLS: Final = 2
"""The most calls of a transaction."""

TEXT: Final = 8_000
"""What it makes of the limit ``text``."""


def receipts(of: Sequence[Receipt]) -> bytes:
    return sha256(b"receipts next" + b"".join(each.tx_hash + uint(each.position, 4) for each in of))


def header(chain_id: str, block: Block) -> bytes:
    place = prefixed_text(chain_id) + uint(block.height, 8, "big") + uint(block.time, 8, "big")
    return sha256(b"header next" + block.state_hash + block.receipts_hash + block.previous_hash + place)


def state(batch: Batch) -> bytes:
    return sha256(b"state next" + batch.state_hash())


def begin(tx: Tx) -> None:
    tx.put(ChangedLimit("text", TEXT), replace=True)


VERSION: Final = Version(ChainFormat(receipts, header, state), PayloadBounds(calls=CALLS), begin)
NEXT: Final = max(VERSIONS) + 1
"""Its number."""

LATER: Final = MappingProxyType({**VERSIONS, NEXT: VERSION})
"""The versions of a later program."""
