"""``user.*``: the chain, accounts and transactions, as clients of the network ask for them."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from functools import partial
from typing import Any

from idos.consensus.accounts import account_key, nonce_of
from idos.consensus.engine import Rejected
from idos.errors import Unavailable
from idos.protocol.jsonrpc import ErrorCode, TxCode
from idos.protocol.requests import AccountId, AccountQuery, Broadcast, Estimate, TransactionQuery
from idos.protocol.results import (
    AccountInfo,
    BroadcastResult,
    ChainInfo,
    Price,
    Rejection,
    TransactionInfo,
    TxResult,
)
from idos.protocol.transaction import Transaction
from idos.rpc.call import Call, Json
from idos.rpc.methods.schemas import (
    ACCOUNT_ID,
    BOOLEAN,
    DECIMAL,
    HEX32,
    INTEGER,
    STRING,
    TRANSACTION,
    TX_RESULT,
    nullable,
    record,
)
from idos.rpc.methods.table import MethodError, method
from idos.rpc.services import NodeServices
from idos.store import records


@method("user.ping", result=record(message=STRING))
async def ping(_: Call[None]) -> Json:
    """Answers `pong`."""
    return {"message": "pong"}


@method(
    "user.chain_info", result=record(chain_id=STRING, block_height=INTEGER, block_hash=HEX32, gas=BOOLEAN)
)
async def chain_info(call: Call[None]) -> Json:
    """The network's name and its newest block."""
    status = call.services.engine.status()
    chain_id = call.services.machine.genesis.chain_id
    return ChainInfo(chain_id, status.height, status.block_hash.hex(), gas=False).to_json()


@method(
    "user.account",
    params=AccountQuery,
    schema=record(id=ACCOUNT_ID, status={"enum": [0, 1]}, optional=("status",)),
    result=record(id=ACCOUNT_ID, balance=DECIMAL, nonce=INTEGER, optional=("id",)),
)
async def account(call: Call[AccountQuery]) -> Json:
    """An account's last nonce; with `status` 1, also counting what waits. An unused account has no id."""
    services, asked = call.services, call.params
    identifier = asked.identifier.hex()

    def read() -> int:
        if asked.pending:
            return services.engine.pending_nonce(identifier, asked.key_type)
        with services.store.read() as tx:
            return nonce_of(tx, account_key(asked.identifier, asked.key_type))

    nonce = await call.in_thread(read)
    known = AccountId.from_json({"identifier": identifier, "key_type": asked.key_type}) if nonce else None
    return AccountInfo(known, balance=0, nonce=nonce).to_json()


@method("user.num_accounts", result=record(count=INTEGER, height=INTEGER))
async def num_accounts(call: Call[None]) -> Json:
    """How many accounts there are."""
    services = call.services

    def read() -> int:
        with services.store.read() as tx:
            return tx.count(records.Account)

    return {"count": await call.in_thread(read), "height": services.engine.status().height}


@method("user.estimate_price", params=Estimate, schema=record(tx=TRANSACTION), result=record(price=DECIMAL))
async def estimate_price(_: Call[Estimate]) -> Json:
    """What a transaction costs: nothing on this network. The transaction may be a skeleton, with nulls."""
    return Price(0).to_json()


@method(
    "user.broadcast",
    params=Broadcast,
    schema=record(tx=TRANSACTION, sync={"enum": [0, 1]}, optional=("sync",)),
    result=record(tx_hash=HEX32, result=TX_RESULT, optional=("result",)),
    errors=(ErrorCode.TX_REJECTED,),
)
async def broadcast(call: Call[Broadcast]) -> Json:
    """Hand in a transaction. With `sync` 1 the answer comes once its block is durable, and has its result."""
    services = call.services
    if services.rates.transactions.is_spent(call.params.transaction.sender.hex()):
        text = "too many transactions by this signer, slow down"
        raise MethodError(ErrorCode.GATEWAY_TOO_MANY_REQUESTS, text)
    if not call.params.sync:
        return BroadcastResult((await _handed_in(call))[1].hex(), None).to_json()
    place = services.waiting.take(call.client)
    if place is None:
        raise MethodError(ErrorCode.TIMEOUT, "too many requests wait for blocks")
    try:
        promise, tx_hash = await _handed_in(call)
        assert call.place, "what is worked on has one"
        call.place.release()  # nothing is worked on while it waits, and the answer is short
        result = await _settled(services, promise, tx_hash)
    finally:
        place.release()
    return BroadcastResult(tx_hash.hex(), result).to_json()


async def _handed_in(call: Call[Broadcast]) -> tuple[Future[records.Receipt], bytes]:
    """The promise of the transaction's receipt, and its hash."""
    services, tx = call.services, call.params.transaction
    try:
        promise, tx_hash = await call.in_thread(lambda: (services.engine.submit(tx), tx.hash()))
        promise.add_done_callback(partial(_measure, services, time.monotonic()))
        # Not sooner: until its signature is checked it may be anybody's.
        services.rates.transactions.allow(tx.sender.hex())
    except Rejected as error:
        raise _rejected(error.tx_code, error.message) from None
    except Unavailable as error:
        raise _not_taken(error) from None
    return promise, tx_hash


def _measure(services: NodeServices, admitted: float, promise: Future[records.Receipt]) -> None:
    if promise.exception():
        services.figures.unwritten.inc()
    else:
        services.figures.write_seconds.observe(time.monotonic() - admitted)


async def _settled(services: NodeServices, promise: Future[records.Receipt], tx_hash: bytes) -> TxResult:
    """What the transaction did. It is kept even if nobody waits for its block."""
    try:
        async with asyncio.timeout(services.settings.broadcast_seconds):
            receipt = await asyncio.wrap_future(promise)
    except TimeoutError:
        raise _rejected(TxCode.TIMED_OUT, "timed out waiting for the transaction's block", tx_hash) from None
    except Rejected as error:  # by rules that began while it waited
        raise _rejected(error.tx_code, error.message, tx_hash) from None
    except Unavailable as error:
        raise _not_taken(error, tx_hash) from None
    return TxResult(receipt.code, receipt.gas, receipt.log)


def _not_taken(error: Unavailable, tx_hash: bytes = b"") -> Exception:
    """What to answer when the engine makes no block of a transaction: a rejection, where it never will."""
    codes = {"busy": TxCode.MEMPOOL_FULL, "rules_unknown": TxCode.UNKNOWN}
    return _rejected(codes[error.code], error.message, tx_hash) if error.code in codes else error


def _rejected(code: TxCode, message: str, tx_hash: bytes = b"") -> MethodError:
    data = Rejection(code, tx_hash.hex(), message).to_json()
    return MethodError(ErrorCode.TX_REJECTED, "broadcast error", data)


@method(
    "user.tx_query",
    params=TransactionQuery,
    schema=record(tx_hash=HEX32),
    result=record(tx_hash=HEX32, height=INTEGER, tx=TRANSACTION, tx_result=nullable(TX_RESULT)),
    errors=(ErrorCode.TX_NOT_FOUND,),
)
async def tx_query(call: Call[TransactionQuery]) -> Json:
    """What became of a transaction. Height -1 while it waits; an empty `tx` once its body is gone."""
    return (await find_transaction(call, call.params.tx_hash)).to_json()


async def find_transaction(call: Call[Any], tx_hash: str) -> TransactionInfo:
    """A transaction that waits or is in a block, by its hash in hex. Raises ``MethodError``."""
    services, key = call.services, bytes.fromhex(tx_hash)

    def read() -> TransactionInfo | None:
        waiting = services.engine.waiting(
            key
        )  # before the store: what leaves the one is in the other by then
        with services.store.read() as tx:
            receipt = tx.get(records.Receipt, key)
            body = tx.get(records.TransactionBody, key)
        if receipt is None:
            return TransactionInfo(tx_hash, -1, waiting, None) if waiting else None
        transaction = Transaction.decode(body.body) if body else None
        result = TxResult(receipt.code, receipt.gas, receipt.log)
        return TransactionInfo(tx_hash, receipt.height, transaction, result)

    found = await call.in_thread(read)
    if found is None:
        raise MethodError(ErrorCode.TX_NOT_FOUND, "transaction not found")
    return found
