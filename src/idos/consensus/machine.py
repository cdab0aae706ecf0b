"""The state machine: which transactions are well formed, and what a block of them does to the state.

Both depend on the genesis, the state and their arguments only, so all nodes decide alike, whatever engine
they run. Only ``Denied`` and ``Invalid`` are refusals, and end in a receipt. Anything else that a rule raises
says that the program is at fault, or the machine that it runs on; other nodes may not see it, so it must end
in no block: it leaves ``apply``, whose batch is to be discarded.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from idos.actions.context import Context, find_user
from idos.actions.dispatch import dispatch
from idos.actions.erasure import sweep
from idos.actions.genesis import Genesis
from idos.actions.registry import is_alone, signatures
from idos.actions.rules import Rules, first_rules, rules_of
from idos.actions.trail import Tally
from idos.actions.upgrades import activate
from idos.consensus.accounts import AccountKey, account_key, nonce_of
from idos.consensus.engine import Rejected
from idos.consensus.versions import VERSIONS, Version, WorkBounds
from idos.crypto.authenticators import Identity, authenticator, identify
from idos.crypto.hashes import sha256
from idos.errors import Denied, IdosError, Invalid, Unavailable
from idos.protocol.jsonrpc import TxCode
from idos.protocol.payloads import NAMESPACE, ActionCall, ActionExecution
from idos.protocol.refusals import Refusal
from idos.protocol.results import CallResult, QueryResult, RulesInfo, UpgradeInfo, tx_log
from idos.protocol.transaction import Transaction
from idos.store.records import Account, Receipt
from idos.store.verbs import Batch, Tx
from idos.store.work import Metered, WorkExceeded

CALL_WORK, SIGNATURE_WORK = 30, 40
"""The units of work of a call, and of each signature in it, besides what it asks of the store."""
USUAL_WORK, ALONE_WORK = 150, 5_000
"""What a pool takes a call to be, and one that has to be alone: most of these are far less, some far more."""

_log = logging.getLogger(__name__)
# A pure function of public bytes. Bounded, since anybody can send senders that were never seen.
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
    version: int

    @property
    def price(self) -> int:
        """About how many units of work it takes, as far as it shows by itself: what a pool goes by."""
        calls = max(1, len(self.execution.calls))
        alone = calls == 1 and is_alone(self.execution.action)  # several are refused at once
        return (ALONE_WORK if alone else calls * USUAL_WORK) + 2 * len(self.encoded) // 1024


class RuleFailed(Unavailable):
    """A rule raised something else than a refusal: the block must not be made, and the node must stop."""

    default_code = "rule_failed"

    def __init__(self, error: Exception, place: str) -> None:
        super().__init__(
            f"{type(error).__name__} in {place}: the node stops. Nothing of the block was written, and all "
            "before it is safe. Start it again; if it stops here again, install a version that fixes it"
        )


class UnknownRules(Unavailable):
    """The next block begins a rules version that this program lacks: it makes no block any more."""

    default_code = "rules_unknown"

    def __init__(self, version: int) -> None:
        super().__init__(
            f"the network goes on with rules version {version}, which this program does not have: "
            "install a later one"
        )


class Machine:
    """The rules of one network, applied to transactions and view calls."""

    def __init__(
        self,
        genesis: Genesis,
        *,
        allow_empty_chain_id: bool = False,
        versions: Mapping[int, Version] = VERSIONS,
    ) -> None:
        """``allow_empty_chain_id``: admit transactions that name no chain, as official nodes do. They can be
        replayed on other networks. All nodes of a network must have the same setting. ``versions``: the rules
        versions that the program has.
        """
        self.genesis = genesis
        self.versions = versions
        self._first_rules = first_rules(genesis)
        self._chain_ids = {genesis.chain_id, ""} if allow_empty_chain_id else {genesis.chain_id}

    def check(self, tx: Transaction, version: int) -> Checked:
        """Everything about a transaction that needs no state: kind, chain, sender, signature, payload.

        The payload is decoded last: it costs the most, and by then its signature has been checked.
        ``version``: of the rules, which bound what a transaction holds.

        Raises:
            Rejected: it can be in no block of this network under these rules.
        """
        # The checks of [blocks 4.3], and their codes. A bad signature has its own code here [blocks 4.4].
        if tx.payload_type != "execute":
            raise Rejected(f"unknown payload type: {tx.payload_type}", tx_code=TxCode.PAYLOAD_TYPE)
        if tx.chain_id not in self._chain_ids:
            raise Rejected(
                f"wrong chain id: got {tx.chain_id!r}, expected {self.genesis.chain_id!r}",
                tx_code=TxCode.CHAIN,
            )
        try:
            encoded = tx.encode()
            account, caller = _signer(tx)
            execution = ActionExecution.decode(tx.payload)
            self.versions[version].bounds.check(tx.payload, execution)
        except Invalid as error:
            raise _malformed(error) from None
        if not _is_main(execution.namespace):
            raise Rejected("namespace not found", tx_code=TxCode.NAMESPACE_MISSING)
        assert tx.nonce is not None
        return Checked(tx, sha256(encoded), encoded, tx.nonce, account, caller, execution, version)

    def recheck(self, checked: Checked, version: int) -> Checked:
        """A transaction that was checked under another version, under this one [upgrades 3.7].

        Raises ``Rejected``.
        """
        try:
            self.versions[version].bounds.check(checked.tx.payload, checked.execution)
        except Invalid as error:
            raise _malformed(error) from None
        return replace(checked, version=version)

    def rules(self, tx: Tx) -> Rules:
        """The rules of this state: those that its next block begins with, unless it begins an upgrade."""
        return rules_of(tx, self._first_rules)

    def next_version(self, rules: Rules, height: int, time_ms: int) -> int:
        """The rules version of the block of this height and time, which comes after a state of these rules.

        Raises:
            UnknownRules: the program lacks it.
        """
        version = rules.version_at(height, time_ms)
        if version not in self.versions:
            raise UnknownRules(version)
        return version

    @property
    def supported(self) -> int:
        """The newest rules version that the program has."""
        return max(self.versions)

    def apply(self, batch: Batch, height: int, time_ms: int, txs: Sequence[Checked]) -> list[Receipt]:
        """Run a block: begin the upgrade that is due, erase what is due, then the transactions in order.

        All were checked under the block's version. One that fails changes only its account's nonce; one with
        a wrong nonce changes nothing. One that has a receipt already, or is earlier in the block, is skipped
        and gets no other. So are those behind as much work as a block takes: they are for the next block.

        Returns:
            The receipts, not yet stored.

        Raises:
            UnknownRules: the program lacks the block's rules.
            RuleFailed: a rule raised something else than a refusal.
            Unavailable: the store failed. After any of these the batch must be discarded.
        """
        # The order is that of [blocks 4.1]: what is due is erased by the same rules as the transactions run.
        rules = self._begin(batch, height, time_ms)
        bounds = self.versions[rules.version].work
        spent = self._sweep(batch, Context(None, height, time_ms // 1000, rules), bounds)
        nonces: dict[AccountKey, int] = {}
        receipts: dict[bytes, Receipt] = {}
        tally = Tally(rules)
        for tx in txs:
            if tx.hash in receipts or batch.get(Receipt, tx.hash):  # [upgrades 9.2]
                continue
            if bounds and spent >= bounds.block:
                break
            assert tx.version == rules.version, "a transaction was checked under other rules"
            nonce = nonces.get(tx.account)
            expected = (nonce_of(batch, tx.account) if nonce is None else nonce) + 1
            gas = 0
            if tx.nonce == expected:
                # Outside of what a refusal undoes: a refused transaction spends its nonce too, and cannot be
                # sent again.
                nonces[tx.account] = tx.nonce
                context = Context(tx.caller, height, time_ms // 1000, rules)
                code, log, gas = self._run(batch, context, tx, bounds)
                spent += gas
                if code == TxCode.OK:
                    execution = tx.execution
                    tally.count(batch, tx.caller.caller, execution.action, len(execution.calls) or 1)
            else:
                code, log = TxCode.NONCE, tx_log((), wrong_nonce(tx, expected))
            receipts[tx.hash] = Receipt(tx.hash, height, len(receipts), int(code), gas, log)
        for account, last in nonces.items():
            batch.put(Account(*account, last), replace=True)
        tally.write(batch, time_ms // 1000)
        return list(receipts.values())

    def _begin(self, batch: Batch, height: int, time_ms: int) -> Rules:
        """Begin the upgrade that is due with this block, if one is. Gives the block's rules."""
        rules = self.rules(batch)
        version = self.next_version(rules, height, time_ms)
        if rules.upgrade is None or version == rules.version:
            return rules
        activate(batch, rules.upgrade, height)
        for each in sorted(self.versions):
            if rules.version < each <= version:
                with _upkeep(height):
                    self.versions[each].begin(batch)
        return self.rules(batch)

    def call(
        self, snapshot: Tx, caller: Identity | None, call: ActionCall, height: int, time_ms: int
    ) -> CallResult:
        """Run a view. A refusal by the action itself is part of the result, as on the wire.

        Raises:
            Invalid: no such namespace or action, or arguments that do not fit it.
            Denied: the action is not a view, or the caller may not run it.
        """
        if not _is_main(call.namespace):
            raise Invalid("namespace not found", code="namespace_not_found")
        try:
            context = Context(caller, height, time_ms // 1000, self.rules(snapshot))
            result = dispatch(context, snapshot, call.action, call.args, reading=True)
        except (Denied, Invalid) as refusal:
            if refusal.code in _BEFORE_THE_ACTION:
                raise
            return CallResult(QueryResult.empty(), "", refusal.message)
        return CallResult(result, "", None)

    def profile_of(self, snapshot: Tx, caller: Identity) -> UUID | None:
        """The caller's profile, by the one rule that the actions know it by."""
        return find_user(Context(caller, 0, 0, self.rules(snapshot)), snapshot)

    def _sweep(self, batch: Batch, ctx: Context, bounds: WorkBounds | None) -> int:
        """Erase what is due. Returns the units of work."""
        with _upkeep(ctx.height):
            if bounds is None:
                sweep(ctx, batch)
                return 0
            meter = Metered(batch)
            sweep(ctx, meter, lambda: meter.spent < bounds.block // 2)
            return meter.spent

    def _run(
        self, batch: Batch, ctx: Context, tx: Checked, bounds: WorkBounds | None
    ) -> tuple[TxCode, str, int]:
        """Run all calls of a transaction, or none. Returns the units of work too, undone work included."""
        execution = tx.execution
        calls = execution.calls or ((),)
        meter = Metered(batch, bounds.transaction if bounds and len(calls) > 1 else None)
        try:
            with batch.nested(), _guarded(f"transaction {tx.hash.hex()}"):
                if bounds and len(calls) > 1 and is_alone(execution.action):
                    raise Refusal.CALL_IS_NOT_ALONE.error()
                for args in calls:
                    meter.charge(CALL_WORK + SIGNATURE_WORK * signatures(execution.action, len(args)))
                    dispatch(ctx, meter if bounds else batch, execution.action, args, reading=False)
        except (Denied, Invalid) as refusal:
            code, log = TxCode.UNKNOWN, tx_log((), refusal.message)
        except WorkExceeded:
            code, log = TxCode.UNKNOWN, tx_log((), Refusal.TOO_MUCH_WORK.text)
        else:
            code, log = TxCode.OK, ""
        return code, log, meter.spent if bounds else 0


def rules_info(rules: Rules, supported: int) -> RulesInfo:
    """The rules as the wire shows them; ``supported`` is the newest version that this program has."""
    upgrade = rules.upgrade
    scheduled = UpgradeInfo(upgrade.version, upgrade.height, upgrade.time) if upgrade else None
    return RulesInfo(rules.version, supported, scheduled)


@contextmanager
def _upkeep(height: int) -> Iterator[None]:
    """What a block does by itself, without a transaction: so there is nobody to refuse."""
    with _guarded(f"block {height}"):
        try:
            yield
        except (Denied, Invalid) as refusal:
            raise AssertionError(refusal.code) from refusal


@contextmanager
def _guarded(place: str) -> Iterator[None]:
    """A part of a block. An error that is neither a refusal nor the store's becomes ``RuleFailed``.

    [blocks 4.2] [upgrades 9.1]
    """
    try:
        yield
    except (Denied, Invalid, Unavailable, WorkExceeded):
        raise
    except Exception as error:
        report_bug(error, place)
        raise RuleFailed(error, place) from error


def report_bug(error: Exception, place: str) -> None:
    """Log where an unexpected error came from, but not its text: that could hold somebody's data."""
    _log.error("%s in %s\n%s", type(error).__name__, place, "".join(traceback.format_tb(error.__traceback__)))


def _malformed(error: Invalid) -> Rejected:
    return Rejected(f"malformed transaction: {error}", tx_code=TxCode.ENCODING)


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
