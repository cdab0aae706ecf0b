"""The chain of block headers: what each commits to, and whether a stored chain is whole.

Encodings: ``docs/protocol/blocks.md``. Integers are little-endian; times are unix milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from idos.actions.genesis import Genesis, found, rules_newer
from idos.actions.rules import versions_by_height
from idos.consensus.versions import VERSIONS, ChainFormat, Version
from idos.crypto.hashes import sha256
from idos.errors import Invalid, Unavailable
from idos.protocol.wire import encode_json
from idos.store.records import Block, Receipt, TransactionBody
from idos.store.verbs import Batch, Store, Tx

GENESIS_TAG = b"idos genesis 1\0"

_UNSEALED = b""


class BrokenChain(Unavailable):
    """The stored chain is not one that this network made; ``height`` is the first block at fault."""

    default_code = "chain_broken"

    def __init__(self, message: str, *, height: int) -> None:
        super().__init__(f"block {height}: {message}")
        self.height = height


def genesis_hash(genesis: Genesis) -> bytes:
    """The hash of the genesis document, of the members that it has; block 0 has it as its previous hash."""
    return sha256(GENESIS_TAG + encode_json(genesis.to_json()))


def last_block(tx: Tx) -> Block | None:
    """The newest block, or None when the chain has not begun."""
    return next(iter(tx.find(Block, reverse=True, limit=1)), None)


def append(
    batch: Batch,
    genesis: Genesis,
    format: ChainFormat,
    previous: Block,
    time: int,
    receipts: Sequence[Receipt],
) -> Block:
    """Write the receipts and the header of the block after ``previous``, whose effects are in ``batch``."""
    for receipt in receipts:
        batch.put(receipt)
    place = Block(previous.height + 1, time, previous.hash, _UNSEALED, _UNSEALED, _UNSEALED)
    return _seal(batch, genesis, format, place, receipts)


def check_head(batch: Batch, genesis: Genesis, versions: Mapping[int, Version] = VERSIONS) -> Block:
    """Check that the chain began with this genesis, and that the state is the one that its last header names.

    Returns:
        The newest block.

    Raises:
        Invalid: ``code="other_genesis"`` when the store belongs to another network, ``"rules_newer"`` when
            its rules are not among ``versions``.
        BrokenChain: the chain has not begun, or the state is another.
    """
    first, last = batch.get(Block, 0), last_block(batch)
    if first is None or last is None:
        raise BrokenChain("the chain has not begun", height=0)
    if first.previous_hash != genesis_hash(genesis):
        raise Invalid("it is not the genesis that the state began with", code="other_genesis")
    _, form = _formats(batch, genesis, versions)[-1]
    _check_state(batch, form, last)
    return last


def _check_state(batch: Batch, form: ChainFormat, last: Block) -> None:
    if form.state(batch) != last.state_hash:
        raise BrokenChain("the state is not the one that its header names", height=last.height)


def begin(batch: Batch, genesis: Genesis, versions: Mapping[int, Version] = VERSIONS) -> Block:
    """Write the first state and block 0; or check that the store's chain began with this genesis.

    Returns:
        The newest block.

    Raises as ``check_head`` does.
    """
    if batch.get(Block, 0) is None:
        found(batch, genesis)
        place = Block(0, genesis.time_ms, genesis_hash(genesis), _UNSEALED, _UNSEALED, _UNSEALED)
        return _seal(batch, genesis, _format(versions, genesis.rules), place, ())
    return check_head(batch, genesis, versions)


def verify_chain(store: Store, genesis: Genesis, versions: Mapping[int, Version] = VERSIONS) -> Block:
    """Check a stored chain from the genesis to the newest block, and the state that it leads to.

    The store writes nothing meanwhile. Effects are not replayed: transaction bodies are not kept that long.
    Each block is checked by the format of the rules version that held at its height.

    Returns:
        The newest block.

    Raises:
        BrokenChain: a header, its receipts or the newest state hash is not what the chain says.
        Unavailable: ``code="store_corrupt"`` when the records are not those that the store committed.
        Invalid: ``code="rules_newer"`` when some block has rules that this program does not know.
    """
    store.verify()
    with store.write() as batch:
        formats = _formats(batch, genesis, versions)
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
            form = next(each for since, each in reversed(formats) if since <= height)
            _check(genesis, form, previous, block, of_block, kept)
            previous, receipts, bodies = block, receipts + len(of_block), bodies + len(kept)
        if batch.count(Receipt) != receipts or batch.count(TransactionBody) != bodies:
            raise BrokenChain("there are transactions of blocks that do not exist", height=last.height)
        _check_state(batch, form, last)
    return last


def _check(
    genesis: Genesis,
    format: ChainFormat,
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
            "its hash is not that of its header": block.hash == format.header(genesis.chain_id, block),
            "it does not follow its predecessor": block.previous_hash == parent,
            "its time is not after its predecessor's": previous is None or block.time > previous.time,
            "its receipts are not those of its header": block.receipts_hash == format.receipts(receipts),
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
    batch: Batch, genesis: Genesis, format: ChainFormat, place: Block, receipts: Sequence[Receipt]
) -> Block:
    """Complete a header that has its place: height, time and previous hash."""
    draft = replace(place, receipts_hash=format.receipts(receipts), state_hash=format.state(batch))
    block = replace(draft, hash=format.header(genesis.chain_id, draft))
    batch.put(block)
    return block


def _formats(tx: Tx, genesis: Genesis, versions: Mapping[int, Version]) -> list[tuple[int, ChainFormat]]:
    """From which height on blocks have which format, in order. Raises ``Invalid`` (``rules_newer``)."""
    return [(height, _format(versions, version)) for height, version in versions_by_height(tx, genesis)]


def _format(versions: Mapping[int, Version], version: int) -> ChainFormat:
    if version not in versions:
        raise rules_newer(version)
    return versions[version].format
