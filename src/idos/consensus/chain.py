"""The chain of block headers: what each commits to, and whether a stored chain is whole.

Encodings: ``docs/protocol/blocks.md``. Integers are little-endian; times are unix milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from idos.actions.genesis import Genesis, found
from idos.crypto.hashes import sha256
from idos.errors import Invalid, Unavailable
from idos.protocol.binary import prefixed_text, uint
from idos.protocol.wire import encode_json
from idos.store.records import Block, Receipt, TransactionBody
from idos.store.verbs import Batch, Store, Tx

BLOCK_TAG = b"idos block 1\0"
RECEIPTS_TAG = b"idos receipts 1\0"
GENESIS_TAG = b"idos genesis 1\0"

_UNSEALED = b""


class BrokenChain(Unavailable):
    """The stored chain is not one that this network made; ``height`` is the first block at fault."""

    default_code = "chain_broken"

    def __init__(self, message: str, *, height: int) -> None:
        super().__init__(f"block {height}: {message}")
        self.height = height


def genesis_hash(genesis: Genesis) -> bytes:
    """The hash of the genesis document; the first block carries it as its previous hash."""
    return sha256(GENESIS_TAG + encode_json(genesis.to_json()))


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


def last_block(tx: Tx) -> Block | None:
    """The newest block, or None when the chain has not begun."""
    return next(iter(tx.find(Block, reverse=True, limit=1)), None)


def append(batch: Batch, genesis: Genesis, previous: Block, time: int, receipts: Sequence[Receipt]) -> Block:
    """Write the receipts and the header of the block after ``previous``, whose effects are in ``batch``.

    Raises:
        Invalid: a transaction is in the chain already, or twice in the block; the batch must be discarded.
    """
    for receipt in receipts:
        batch.put(receipt)
    return _seal(batch, genesis, previous.height + 1, time, previous.hash, receipts)


def begin(batch: Batch, genesis: Genesis) -> Block:
    """Write the first state and block 0; or check that the store's chain began with this genesis.

    Returns:
        The newest block.

    Raises:
        Invalid: ``code="other_genesis"`` when the store belongs to another network.
    """
    first = batch.get(Block, 0)
    if first is None:
        found(batch, genesis)
        return _seal(batch, genesis, 0, genesis.time_ms, genesis_hash(genesis), ())
    if first.previous_hash != genesis_hash(genesis):
        raise Invalid("it is not the genesis that the state began with", code="other_genesis")
    last = last_block(batch)
    assert last is not None
    return last


def verify_chain(store: Store, genesis: Genesis) -> Block:
    """Check a stored chain from the genesis to the newest block, and the state that it leads to.

    The store writes nothing meanwhile. Effects are not replayed: transaction bodies are not kept that long.

    Returns:
        The newest block.

    Raises:
        BrokenChain: a header, its receipts or the newest state hash is not what the chain says.
        Unavailable: ``code="store_corrupt"`` when the records are not those that the store committed.
    """
    store.verify()
    with store.write() as batch:
        last = last_block(batch)
        if last is None:
            raise BrokenChain("the chain has not begun", height=0)
        previous: Block | None = None
        receipts = bodies = 0
        for height in range(last.height + 1):
            block = batch.get(Block, height)
            if block is None:
                raise BrokenChain("it is missing", height=height)
            of_block = batch.find(Receipt, "height", str(height))
            kept = batch.find(TransactionBody, "height", str(height))
            _check(genesis, previous, block, of_block, kept)
            previous, receipts, bodies = block, receipts + len(of_block), bodies + len(kept)
        if batch.count(Receipt) != receipts or batch.count(TransactionBody) != bodies:
            raise BrokenChain("there are transactions of blocks that do not exist", height=last.height)
        if batch.state_hash() != last.state_hash:
            raise BrokenChain("the state is not the one that its header names", height=last.height)
    return last


def _check(
    genesis: Genesis,
    previous: Block | None,
    block: Block,
    receipts: Sequence[Receipt],
    bodies: Sequence[TransactionBody],
) -> None:
    """Raise ``BrokenChain`` unless the block follows ``previous`` and has the transactions of its header."""
    hashes = {receipt.tx_hash for receipt in receipts}
    parent = previous.hash if previous else genesis_hash(genesis)
    try:
        checks = {
            "its hash is not that of its header": block.hash == header_hash(genesis.chain_id, block),
            "it does not follow its predecessor": block.previous_hash == parent,
            "its time is not after its predecessor's": previous is None or block.time > previous.time,
            "its receipts are not those of its header": block.receipts_hash == receipts_hash(receipts),
            "its receipts are not in order": [r.position for r in receipts] == [*range(len(receipts))],
            "its transactions are not those of its receipts": all(
                body.tx_hash in hashes and body.tx_hash == sha256(body.body) for body in bodies
            ),
        }
    except Invalid:
        raise BrokenChain("a number is out of range", height=block.height) from None
    for fault, holds in checks.items():
        if not holds:
            raise BrokenChain(fault, height=block.height)


def _seal(
    batch: Batch, genesis: Genesis, height: int, time: int, previous_hash: bytes, receipts: Sequence[Receipt]
) -> Block:
    draft = Block(height, time, previous_hash, receipts_hash(receipts), batch.state_hash(), _UNSEALED)
    block = replace(draft, hash=header_hash(genesis.chain_id, draft))
    batch.put(block)
    return block
