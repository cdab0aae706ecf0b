"""``chain.*``: the chain for explorers and auditors.

Blocks are public; what transactions carry is not. A transaction is shown to whoever knows its hash, which is
to say to its signer, and no list of hashes is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from idos.actions.limits import bounds
from idos.consensus.machine import rules_info
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.results import ConsensusParams, OwnersInfo, TxResult
from idos.protocol.wire import Count, Hex64, Message
from idos.rpc.call import Call, Json
from idos.rpc.methods.schemas import (
    ARRAY,
    BOOLEAN,
    HEX32,
    INTEGER,
    OBJECT,
    STRING,
    TRANSACTION,
    TX_RESULT,
    array,
    nullable,
    record,
)
from idos.rpc.methods.table import MethodError, method
from idos.rpc.methods.user import find_transaction
from idos.store.records import Block, Receipt

_HEADER = record(
    height=INTEGER,
    hash=HEX32,
    time=INTEGER,
    previous_hash=HEX32,
    receipts_hash=HEX32,
    state_hash=HEX32,
    transactions=INTEGER,
)
_NO_BLOCK = (ErrorCode.BLOCK_NOT_FOUND,)
_OF_HEIGHT = record(height=nullable(INTEGER), optional=("height",))

_UPGRADE = record(version=INTEGER, height=INTEGER, time=INTEGER)


@dataclass(frozen=True, slots=True)
class BlockQuery(Message):
    """A block by its height; without one, the newest."""

    height: Count | None = None


@dataclass(frozen=True, slots=True)
class HashQuery(Message):
    """A transaction by its hash."""

    hash: Hex64


async def _find_block(call: Call[Any], height: int | None) -> tuple[Block, list[Receipt]]:
    services = call.services
    wanted = services.engine.status().height if height is None else height

    def read() -> tuple[Block | None, list[Receipt]]:
        with services.store.read() as tx:
            return tx.get(Block, wanted), tx.find(Receipt, "height", str(wanted))

    block, receipts = await call.in_thread(read)
    if block is None:
        raise MethodError(ErrorCode.BLOCK_NOT_FOUND, "block not found")
    return block, receipts


@method("chain.block", params=BlockQuery, schema=_OF_HEIGHT, result=_HEADER, errors=_NO_BLOCK)
async def block_header(call: Call[BlockQuery]) -> Json:
    """A block's header, and how many transactions it holds. Without a height, the newest block's."""
    block, receipts = await _find_block(call, call.params.height)
    return {
        "height": block.height,
        "hash": block.hash.hex(),
        "time": block.time,
        "previous_hash": block.previous_hash.hex(),
        "receipts_hash": block.receipts_hash.hex(),
        "state_hash": block.state_hash.hex(),
        "transactions": len(receipts),
    }


@method(
    "chain.block_result",
    params=BlockQuery,
    schema=_OF_HEIGHT,
    result=record(height=INTEGER, tx_results=array(TX_RESULT)),
    errors=_NO_BLOCK,
)
async def block_result(call: Call[BlockQuery]) -> Json:
    """What the transactions of a block did, in their order."""
    block, receipts = await _find_block(call, call.params.height)
    results = [TxResult(receipt.code, receipt.gas, receipt.log).to_json() for receipt in receipts]
    return {"height": block.height, "tx_results": results}


@method(
    "chain.tx",
    params=HashQuery,
    schema=record(hash=HEX32),
    result=record(hash=HEX32, height=INTEGER, tx=TRANSACTION, tx_result=nullable(TX_RESULT)),
    errors=(ErrorCode.TX_NOT_FOUND,),
)
async def transaction(call: Call[HashQuery]) -> Json:
    """The same as `user.tx_query`."""
    found = (await find_transaction(call, call.params.hash)).to_json()
    return {"hash": found.pop("tx_hash"), **found}


@method("chain.genesis", result=OBJECT)
async def genesis(call: Call[None]) -> Json:
    """The document that the network began with."""
    return call.services.machine.genesis.to_json()


@method(
    "chain.consensus_params",
    result=record(
        chain_id=STRING,
        disabled_gas_costs=BOOLEAN,
        limits=OBJECT,
        rules=record(version=INTEGER, supported=INTEGER, upgrade=nullable(_UPGRADE)),
        owners=record(identifiers=array(STRING), threshold=INTEGER),
    ),
)
async def consensus_params(call: Call[None]) -> Json:
    """What every node of the network decides alike, as it is now; and which rules this node's program has.

    An upgrade that is scheduled begins with the first block of this height and this time (unix seconds).
    """
    machine, rules = call.services.machine, call.services.engine.status().rules
    return ConsensusParams(
        chain_id=machine.genesis.chain_id,
        limits={name: getattr(rules.limits, name) for name in bounds(rules.version)},
        rules=rules_info(rules, machine.supported),
        owners=OwnersInfo(rules.owners.texts, rules.owners.threshold),
    ).to_json()


@method("chain.validators", result=record(height=INTEGER, validators=ARRAY))
async def validators(call: Call[None]) -> Json:
    """Who votes on blocks: nobody, on a network with one sequencer."""
    return {"height": call.services.engine.status().height, "validators": []}


@method("chain.unconfirmed_txs", result=record(txs=ARRAY))
async def unconfirmed(_: Call[None]) -> Json:
    """No list: a transaction that waits is shown by `user.tx_query`, to whoever knows its hash."""
    return {"txs": []}
