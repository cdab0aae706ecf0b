"""The state machine: which transactions are well formed, and what a block of them does to the state.

Both depend on the genesis and their arguments only, so all nodes decide alike, whatever engine they run.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from idos.actions.context import Context, find_user
from idos.actions.erasure import sweep
from idos.actions.genesis import Genesis
from idos.actions.registry import dispatch
from idos.consensus.accounts import AccountKey, account_key, nonce_of
from idos.consensus.engine import Rejected
from idos.crypto.authenticators import Identity, authenticator, identify
from idos.crypto.hashes import sha256
from idos.errors import Denied, IdosError, Invalid, Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.refusals import Refusal
from idos.protocol.results import CallResult, QueryResult, tx_log
from idos.protocol.transaction import Transaction
from idos.store.records import Account, Receipt
from idos.store.verbs import Batch, Tx

NAMESPACE = "main"
INTERNAL_ERROR = "internal error"

_log = logging.getLogger(__name__)
_identify = lru_cache(maxsize=4096)(identify)


@dataclass(frozen=True, slots=True)
class Checked:
    """A transaction that ``Machine.check`` let through, with all that was found out about it."""

    tx: Transaction
    hash: bytes
    encoded: bytes
    nonce: int
    account: AccountKey
    caller: Identity
    execution: ActionExecution


class Machine:
    """The rules of one network, applied to transactions and view calls."""

    def __init__(self, genesis: Genesis, *, allow_empty_chain_id: bool = False) -> None:
        """``allow_empty_chain_id``: admit transactions that name no chain, as official nodes do. They can be
        replayed on other networks. All nodes of a network must have the same setting.
        """
        self.genesis = genesis
        self._chain_ids = {genesis.chain_id, ""} if allow_empty_chain_id else {genesis.chain_id}

    def check(self, tx: Transaction) -> Checked:
        """Everything about a transaction that needs no state: kind, chain, signature, sender, payload.

        Raises:
            Rejected: it can be in no block of this network.
        """
        if tx.payload_type != "execute":
            raise Rejected(f"unknown payload type: {tx.payload_type}", tx_code=TxCode.PAYLOAD_TYPE)
        if tx.chain_id not in self._chain_ids:
            raise Rejected(
                f"wrong chain id: got {tx.chain_id!r}, expected {self.genesis.chain_id!r}",
                tx_code=TxCode.CHAIN,
            )
        try:
            encoded, execution = tx.encode(), ActionExecution.decode(tx.payload)
        except Invalid as error:
            raise Rejected(f"malformed transaction: {error}", tx_code=TxCode.ENCODING) from None
        if not _is_main(execution.namespace):
            raise Rejected("namespace not found", tx_code=TxCode.NAMESPACE_MISSING)
        account, caller = _signer(tx)
        assert tx.nonce is not None
        return Checked(tx, sha256(encoded), encoded, tx.nonce, account, caller, execution)

    def apply(self, batch: Batch, height: int, time_ms: int, txs: Sequence[Checked]) -> list[Receipt]:
        """Run a block: erase what is due, then the transactions in order.

        A transaction that fails changes only its account's nonce; one out of turn changes nothing.

        Returns:
            A receipt for each transaction, not yet stored.

        Raises:
            Unavailable: the store failed; the batch must be discarded.
        """
        ctx = self._context(None, height, time_ms)
        _attempt(batch, lambda: sweep(ctx, batch), f"the erasures of block {height}")
        nonces: dict[AccountKey, int] = {}
        receipts = []
        for position, tx in enumerate(txs):
            nonce = nonces.get(tx.account)
            expected = (nonce_of(batch, tx.account) if nonce is None else nonce) + 1
            if tx.nonce == expected:
                nonces[tx.account] = tx.nonce
                code, log = self._run(batch, height, time_ms, tx)
            else:
                code, log = TxCode.NONCE, tx_log((), wrong_nonce(tx, expected))
            receipts.append(Receipt(tx.hash, height, position, int(code), 0, log))
        for account, nonce in nonces.items():
            batch.put(Account(*account, nonce), replace=True)
        return receipts

    def call(
        self, snapshot: Tx, caller: Identity | None, call: ActionCall, height: int, time_ms: int
    ) -> CallResult:
        """Run a view. A refusal by the action itself is part of the result, as on the wire.

        Raises:
            Invalid: no such namespace or action, or arguments that do not fit it.
            Denied: the action is no view, or the caller may not run it.
        """
        if not _is_main(call.namespace):
            raise Invalid("namespace not found", code="namespace_not_found")
        try:
            result = dispatch(
                self._context(caller, height, time_ms), snapshot, call.action, call.args, reading=True
            )
        except (Denied, Invalid) as refusal:
            if refusal.code in _BEFORE_THE_ACTION:
                raise
            return CallResult(QueryResult.empty(), "", refusal.message)
        return CallResult(result, "", None)

    def profile_of(self, snapshot: Tx, caller: Identity) -> UUID | None:
        """The caller's profile, by the one rule that the actions know it by."""
        return find_user(self._context(caller, 0, 0), snapshot)

    def _context(self, caller: Identity | None, height: int, time_ms: int) -> Context:
        return Context(caller, height, time_ms // 1000, self.genesis.owner, self.genesis.limits)

    def _run(self, batch: Batch, height: int, time_ms: int, tx: Checked) -> tuple[TxCode, str]:
        """Run all calls of a transaction, or none."""
        ctx, execution = self._context(tx.caller, height, time_ms), tx.execution

        def calls() -> None:
            for args in execution.calls or ((),):
                dispatch(ctx, batch, execution.action, args, reading=False)

        error = _attempt(batch, calls, f"transaction {tx.hash.hex()}")
        return (TxCode.OK, "") if error is None else (TxCode.UNKNOWN, tx_log((), error))


def _attempt(batch: Batch, work: Callable[[], None], place: str) -> str | None:
    """Do a part of a block whole or not at all; the text says why not."""
    try:
        with batch.nested():
            work()
    except (Denied, Invalid) as refusal:
        return refusal.message
    except (Unavailable, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  # a rule's bug must neither stop this node nor part it from others
        report_bug(error, place)
        return INTERNAL_ERROR
    return None


def report_bug(error: Exception, place: str) -> None:
    """Log where an unexpected error came from, but not its text: that could hold somebody's data."""
    _log.error("%s in %s\n%s", type(error).__name__, place, "".join(traceback.format_tb(error.__traceback__)))


def wrong_nonce(tx: Checked, expected: int) -> str:
    """The text of the wire for a nonce that is not the next."""
    return f"invalid nonce for account {tx.tx.sender.hex()}: got {tx.nonce}, expected {expected}"


def _is_main(namespace: str) -> bool:
    return namespace.lower() in {NAMESPACE, ""}


def _signer(tx: Transaction) -> tuple[AccountKey, Identity]:
    """Who signed. The signature is checked by the very key that the account and the identity are of."""
    try:
        kind = authenticator(tx.signature_type)
        key, _ = kind.read(tx.sender)
        account = account_key(tx.sender, kind.key_type(tx.sender))
        caller = _identify(tx.signature_type, tx.sender)
    except IdosError as error:
        raise Rejected(f"unknown signer: {error}", tx_code=TxCode.SENDER) from None
    if not kind.check(key, tx.signed_text(), tx.signature or b""):
        raise Rejected("invalid signature", tx_code=TxCode.SIGNATURE)
    return account, caller


# What ``dispatch`` refuses before the action has begun: there is no result yet to carry the refusal.
_BEFORE_THE_ACTION = {
    refusal.name.lower()
    for refusal in (
        Refusal.UNKNOWN_ACTION,
        Refusal.ACTION_IS_PRIVATE,
        Refusal.ACTION_IS_OWNER_ONLY,
        Refusal.ACTION_IS_NOT_A_VIEW,
        Refusal.CALLER_UNKNOWN,
    )
} | {"wrong_argument_count", "null_argument", "wrong_argument_type"}
