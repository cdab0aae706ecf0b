"""A conversation with one node as one signer: how reads are signed in, and how changes are committed.

Works with our nodes and with the official ones. See ``docs/protocol/reads.md`` and
``docs/protocol/transactions.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar
from uuid import UUID

from idos.crypto.authenticators import authenticator
from idos.errors import Denied, Invalid, NotFound, Unavailable, UnknownOutcome
from idos.protocol import access_log, values
from idos.protocol.access_log import AccessLogPage, AccessLogQuery, access_log_call
from idos.protocol.jsonrpc import TxCode
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.reads import LOGIN_VERSION, CallRequest, LoginParameters, call_text, login_text
from idos.protocol.refusals import refusal_of
from idos.protocol.requests import AccountQuery, Broadcast, Estimate, Login, Logout, TransactionQuery
from idos.protocol.results import (
    Account,
    BroadcastResult,
    CallResult,
    ChainInfo,
    Challenge,
    ConsensusParams,
    Health,
    Price,
    TransactionInfo,
    TxResult,
)
from idos.protocol.transaction import Transaction
from idos.protocol.values import DataType, EncodedValue
from idos.protocol.wire import convert
from idos.sdk.faults import (
    CHALLENGE_NEEDED,
    NONCE_TAKEN,
    NOT_EXECUTED,
    SENT_TWICE,
    SIGN_IN_NEEDED,
    fault_error,
    result_error,
    understood,
)
from idos.sdk.operations import Ask, Operation, Pause
from idos.sdk.records import Record, Row
from idos.sdk.signers import Signer

NAMESPACE: Final = "main"
NONCE_ATTEMPTS: Final = 8
OUTCOME_PAUSES: Final = (0.1, 0.2, 0.4, 0.8, *(1.5,) * 20)
"""Seconds between questions after the fate of a transaction whose answer was lost."""

T = TypeVar("T")
R = TypeVar("R", bound=Record)
Argument = UUID | str | int | bool | None

_TYPES: Final[Mapping[type, DataType]] = {
    UUID: values.UUID,
    str: values.TEXT,
    bool: values.BOOL,
    int: values.INT8,
    type(None): values.NULL,
}


class Session:
    """The state of the conversation: which network this is, and how it wants to know who asks.

    ``provider`` is the node's address as its gateway names it in what clients sign. Without a signer, what is
    open to everybody can be read; the rest raises ``Denied`` (``no_signer``).
    """

    def __init__(self, provider: str, signer: Signer | None, *, chain_id: str | None = None) -> None:
        self._signer = signer
        self._provider = provider
        self._wanted_chain_id = chain_id
        self._chain: ChainInfo | None = None
        self._private = False

    def chain(self) -> Operation[ChainInfo]:
        """Which network this is, asked once. Raises ``Denied`` (``wrong_network``) if another was wanted."""
        if self._chain is None:
            health = yield from self._ask(Health.from_json, "user.health")
            chain = yield from self._ask(ChainInfo.from_json, "user.chain_info")
            if self._wanted_chain_id not in {None, chain.chain_id}:
                raise Denied(f"the node belongs to the network {chain.chain_id}", code="wrong_network")
            self._private = health.mode == "private"
            self._chain = chain
        return self._chain

    def params(self) -> Operation[ConsensusParams]:
        """What all nodes of the network decide alike, as it is now. Asked without signing in."""
        yield from self.chain()
        return (yield from self._ask(ConsensusParams.from_json, "chain.consensus_params"))

    def rows(self, shape: type[R], action: str, *arguments: Argument) -> Operation[list[R]]:
        """The rows of a view action. Signs in when the node asks for it."""
        rows = yield from self._call(action, arguments)
        return [understood(shape.of, row) for row in rows]

    def row(self, shape: type[R], action: str, *arguments: Argument) -> Operation[R]:
        """The first row of a view action. Raises ``NotFound`` when there is none."""
        return understood(shape.of, (yield from self._first(action, arguments)))

    def value(self, shape: type[T], action: str, *arguments: Argument) -> Operation[T]:
        """The first column of the first row of a view action. Raises ``NotFound`` when there is none."""
        cell = next(iter((yield from self._first(action, arguments)).values()), None)
        return understood(lambda cell: convert(cell, shape), cell)

    def access_log(self, before: int | None, limit: int) -> Operation[AccessLogPage]:
        """Entries of the access log of the signer's profile. Signs in as for a view action."""
        return (
            yield from self._ask_proven(
                AccessLogPage.from_json,
                access_log.METHOD,
                access_log_call(before, limit),
                lambda proof: AccessLogQuery(before, limit, proof).to_json(),
            )
        )

    def execute(self, action: str, *arguments: Argument, description: str = "") -> Operation[str]:
        """Run an action in a transaction and wait until it is committed. Gives the transaction's hash as hex.

        When somebody else used the account's nonce first, it is signed again with the next. Raises:
            Denied, Invalid: the rules refuse it; nothing was changed.
            UnknownOutcome: it was sent, and whether it was committed could not be learned.
        """
        signer = self._own_signer()
        chain = yield from self.chain()
        payload = ActionExecution(NAMESPACE, action, (encoded(arguments),)).encode()
        attempts = 0
        while True:
            attempts += 1
            unsigned = yield from self._prepare(chain, signer, payload, description)
            signed = replace(unsigned, signature=signer.sign(unsigned.signed_text()))
            try:
                yield from self._commit(signed)
            except Denied as error:
                if error.code != NONCE_TAKEN or attempts == NONCE_ATTEMPTS:
                    raise
            else:
                return signed.hash().hex()

    def log_out(self) -> Operation[None]:
        """End the gateway session, if the node keeps sessions."""
        try:
            yield from self._ask(_anything, "kgw.logout", Logout().to_json())
        except Unavailable as error:
            if error.code != "unsupported_method":
                raise

    def _ask(
        self, read: Callable[[object], T], method: str, params: Mapping[str, Any] | None = None
    ) -> Operation[T]:
        """The result of a request. Raises the error that a fault stands for."""
        response = yield Ask(method, params or {})
        if response.fault is not None:
            raise fault_error(response.fault)
        return understood(read, response.result)

    def _first(self, action: str, arguments: Sequence[Argument]) -> Operation[Row]:
        rows = yield from self._call(action, arguments)
        if not rows:
            raise NotFound(f"{action} has no result for this caller")
        return rows[0]

    def _call(self, action: str, arguments: Sequence[Argument]) -> Operation[list[Row]]:
        call = ActionCall(NAMESPACE, action, encoded(arguments))
        result = yield from self._ask_proven(CallResult.from_json, "user.call", call, CallRequest.to_json)
        if result.error is not None:
            raise refusal_of(result.error)
        names = result.query_result.column_names
        return [dict(zip(names, row, strict=True)) for row in result.query_result.rows]

    def _ask_proven(
        self,
        read: Callable[[object], T],
        method: str,
        call: ActionCall,
        params: Callable[[CallRequest], Mapping[str, Any]],
    ) -> Operation[T]:
        """The result of a request that proves who asks, as a view call does; signs in if needed."""
        yield from self.chain()
        try:
            request = yield from self._proof(call)
            return (yield from self._ask(read, method, params(request)))
        except Denied as error:
            if error.code == SIGN_IN_NEEDED:
                yield from self._log_in()
            elif error.code in CHALLENGE_NEEDED:
                self._own_signer()
                self._private = True
            else:
                raise
        request = yield from self._proof(call)
        return (yield from self._ask(read, method, params(request)))

    def _proof(self, call: ActionCall) -> Operation[CallRequest]:
        """The call as this signer's: named, where there is a session, else signed over a new challenge.

        Without a signer, it is nobody's.
        """
        payload, signer, challenge, signature = call.encode(), self._signer, None, b""
        if signer is None:
            return CallRequest(payload, None, "", b"", b"")
        if self._private:
            answer = yield from self._ask(Challenge.from_json, "user.challenge")
            challenge = bytes.fromhex(answer.challenge)
            signature = signer.sign(call_text(call.namespace, call.action, payload, challenge))
        return CallRequest(payload, challenge, signer.auth_type, signer.sender, signature)

    def _log_in(self) -> Operation[None]:
        """Open a gateway session. What the gateway wants signed must be for this gateway and this network."""
        signer = self._own_signer()
        chain = yield from self.chain()
        params = yield from self._ask(LoginParameters.from_json, "kgw.authn_param")
        expected = {"domain": self._provider, "version": LOGIN_VERSION, "chain_id": chain.chain_id}
        for name, value in expected.items():
            if getattr(params, name) not in {"", value}:
                what = name.replace("_", " ")
                raise Denied(f"the gateway's login is for another {what}", code="login_mismatch")
        signature = signer.sign(login_text(replace(params, chain_id=chain.chain_id), self._provider))
        login = Login(params.nonce, signer.sender, signature, signer.auth_type)
        yield from self._ask(_anything, "kgw.authn", login.to_json())

    def _own_signer(self) -> Signer:
        if self._signer is None:
            raise Denied("this needs somebody who signs", code="no_signer")
        return self._signer

    def _prepare(
        self, chain: ChainInfo, signer: Signer, payload: bytes, description: str
    ) -> Operation[Transaction]:
        """The transaction, unsigned, with the nonce and the fee that the node states."""
        key_type = authenticator(signer.auth_type).key_type(signer.sender)
        query = AccountQuery(signer.sender, key_type, pending=True)
        account = yield from self._ask(Account.from_json, "user.account", query.to_json())
        transaction = Transaction(
            signature=None,
            signature_type=signer.auth_type,
            description=description,
            payload=payload,
            payload_type="execute",
            fee=0,
            nonce=account.nonce + 1,
            chain_id=chain.chain_id,
            sender=signer.sender,
        )
        if not chain.gas:
            return transaction
        estimate = Estimate(transaction).to_json()
        price = yield from self._ask(Price.from_json, "user.estimate_price", estimate)
        return replace(transaction, fee=price.price)

    def _commit(self, transaction: Transaction) -> Operation[None]:
        """Send it once, and find out what became of it. Raises the error of one that was refused."""
        tx_hash = transaction.hash().hex()
        broadcast = Broadcast(transaction, sync=True).to_json()
        try:
            result = (yield from self._ask(BroadcastResult.from_json, "user.broadcast", broadcast)).result
        except Denied as error:
            if error.code not in SENT_TWICE or not (yield from self._has_arrived(tx_hash)):
                raise
            result = None
        except Unavailable as error:
            if error.code in NOT_EXECUTED:
                raise
            result = None
        result = result or (yield from self._outcome(tx_hash))
        if result.code != TxCode.OK:
            raise result_error(result)

    def _has_arrived(self, tx_hash: str) -> Operation[bool]:
        """Whether the node may know a transaction: something on the way may have sent it twice."""
        try:
            yield from self._transaction(tx_hash)
        except NotFound:
            return False
        except Unavailable:
            return True
        return True

    def _outcome(self, tx_hash: str) -> Operation[TxResult]:
        """Ask what became of a transaction until it is in a block; never send it again."""
        for pause in OUTCOME_PAUSES:
            try:
                known = yield from self._transaction(tx_hash)
            except (NotFound, Unavailable):
                known = None
            if known is not None and known.height > 0 and known.result is not None:
                return known.result
            yield Pause(pause)
        raise UnknownOutcome(
            "the transaction was sent, and its outcome could not be learned", tx_hash=tx_hash
        )

    def _transaction(self, tx_hash: str) -> Operation[TransactionInfo]:
        query = TransactionQuery(tx_hash).to_json()
        return (yield from self._ask(TransactionInfo.from_json, "user.tx_query", query))


def _anything(answer: object) -> object:
    return answer


def encoded(arguments: Sequence[Argument]) -> tuple[EncodedValue, ...]:
    """Arguments as actions take them. Raises ``Invalid`` for a type that no action has."""
    taken = []
    for argument in arguments:
        data_type = _TYPES.get(type(argument))
        if data_type is None:
            raise Invalid(f"an argument can not be a {type(argument).__name__}")
        taken.append(EncodedValue.of(argument, data_type))
    return tuple(taken)
