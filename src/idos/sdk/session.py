"""A conversation with one node as one signer: how reads are signed in, and how changes are committed.

Works with our nodes and with the official ones. See ``docs/protocol/reads.md`` and
``docs/protocol/transactions.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from idos.crypto.authenticators import authenticator
from idos.errors import Denied, Invalid, NotFound, Unavailable, UnknownOutcome
from idos.protocol import values
from idos.protocol.jsonrpc import ErrorCode, TxCode
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
    Health,
    Price,
    TransactionInfo,
    TxResult,
)
from idos.protocol.transaction import Transaction
from idos.protocol.values import DataType, EncodedValue
from idos.sdk.faults import NOT_AUTHORIZED, fault_error, rejection_of, result_error
from idos.sdk.operations import Ask, Operation, Pause
from idos.sdk.signers import Signer

NAMESPACE: Final = "main"
NONCE_ATTEMPTS: Final = 3
OUTCOME_PAUSES: Final = (0.1, 0.2, 0.4, 0.8, *(1.5,) * 20)
"""Seconds between questions after the fate of a transaction whose answer was lost."""

Argument = UUID | str | int | bool | None
Row = dict[str, Any]

_TYPES: Final[Mapping[type, DataType]] = {
    UUID: values.UUID,
    str: values.TEXT,
    bool: values.BOOL,
    int: values.INT8,
    type(None): values.NULL,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A committed transaction: its hash (64 hex digits) and what the action noted."""

    tx_hash: str
    log: str


class Session:
    """The state of the conversation. Without a signer, only what is open to everybody can be asked."""

    def __init__(self, provider: str, signer: Signer | None = None, *, chain_id: str | None = None) -> None:
        self.signer = signer
        self._provider = provider
        self._wanted_chain_id = chain_id
        self._chain: ChainInfo | None = None
        self._private = False

    def ask(self, method: str, params: Mapping[str, Any] | None = None) -> Operation[Row]:
        """The result of a request. Raises the error that a fault stands for."""
        response = yield Ask(method, params or {})
        if response.fault is not None:
            raise fault_error(response.fault)
        return response.result or {}

    def chain(self) -> Operation[ChainInfo]:
        """Which network this is, asked once. Raises ``Denied`` (``wrong_network``) if another was wanted."""
        if self._chain is None:
            self._private = Health.from_json((yield from self.ask("user.health"))).mode == "private"
            chain = ChainInfo.from_json((yield from self.ask("user.chain_info")))
            if self._wanted_chain_id not in {None, chain.chain_id}:
                raise Denied(f"the node belongs to the network {chain.chain_id}", code="wrong_network")
            self._chain = chain
        return self._chain

    def call(self, action: str, *arguments: Argument) -> Operation[list[Row]]:
        """The rows of a view action, by column name. Signs in when the node asks for it."""
        yield from self.chain()
        payload = ActionCall(NAMESPACE, action, _encode(arguments)).encode()
        for signed_in in (False, True):
            request = yield from self._call_request(action, payload)
            response = yield Ask("user.call", request.to_json())
            if response.fault is None:
                return _rows(CallResult.from_json(response.result))
            if response.fault.code not in NOT_AUTHORIZED or self.signer is None or signed_in:
                raise fault_error(response.fault)
            if not self._private:
                yield from self._log_in(self.signer)
        raise AssertionError("unreachable")

    def row(self, action: str, *arguments: Argument) -> Operation[Row]:
        """The first row of a view action. Raises ``NotFound`` when there is none."""
        rows = yield from self.call(action, *arguments)
        if not rows:
            raise NotFound(f"{action} has no result for this caller")
        return rows[0]

    def execute(self, action: str, *arguments: Argument, description: str = "") -> Operation[Receipt]:
        """Run an action in a transaction and wait until it is committed.

        Raises:
            Denied, Invalid: the rules refuse it; nothing was changed.
            UnknownOutcome: it was sent, and whether it was committed could not be learned.
        """
        signer = self._required_signer()
        chain = yield from self.chain()
        payload = ActionExecution(NAMESPACE, action, (_encode(arguments),)).encode()
        nonce_error: Denied | None = None
        for _ in range(NONCE_ATTEMPTS):
            unsigned = yield from self._price(signer, chain, payload, description)
            response = yield from self._broadcast(
                replace(unsigned, signature=signer.sign(unsigned.signed_text()))
            )
            if isinstance(response, Receipt):
                return response
            nonce_error = response
        raise nonce_error or AssertionError("unreachable")

    def log_out(self) -> Operation[None]:
        """End the gateway session, if the node keeps sessions."""
        try:
            yield from self.ask("kgw.logout", Logout().to_json())
        except Unavailable as error:
            if error.code != "unsupported_method":
                raise

    def _required_signer(self) -> Signer:
        if self.signer is None:
            raise Denied("this needs a signer", code="no_signer")
        return self.signer

    def _call_request(self, action: str, payload: bytes) -> Operation[CallRequest]:
        signer = self.signer
        if signer is None:
            return CallRequest(payload, None, "secp256k1_ep", b"", b"")
        if not self._private:
            return CallRequest(payload, None, signer.auth_type, signer.sender, b"")
        answer = Challenge.from_json((yield from self.ask("user.challenge")))
        challenge = bytes.fromhex(answer.challenge)
        signature = signer.sign(call_text(NAMESPACE, action, payload, challenge))
        return CallRequest(payload, challenge, signer.auth_type, signer.sender, signature)

    def _log_in(self, signer: Signer) -> Operation[None]:
        """Open a gateway session. What the gateway wants signed must be for this gateway and this network."""
        chain = yield from self.chain()
        params = LoginParameters.from_json((yield from self.ask("kgw.authn_param")))
        expected = {"domain": self._provider, "version": LOGIN_VERSION, "chain_id": chain.chain_id}
        for name, value in expected.items():
            if getattr(params, name) not in {"", value}:
                raise Denied(
                    f"the gateway's login names another {name.replace('_', ' ')}", code="login_mismatch"
                )
        signature = signer.sign(login_text(replace(params, chain_id=chain.chain_id), self._provider))
        login = Login(params.nonce, signer.sender, signature, signer.auth_type)
        yield from self.ask("kgw.authn", login.to_json())

    def _price(
        self, signer: Signer, chain: ChainInfo, payload: bytes, description: str
    ) -> Operation[Transaction]:
        """The transaction, unsigned, with the fee and the nonce that the node states."""
        key_type = authenticator(signer.auth_type).key_type(signer.sender)
        query = AccountQuery(signer.sender, key_type, pending=True)
        account = Account.from_json((yield from self.ask("user.account", query.to_json())))
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
        price = Price.from_json((yield from self.ask("user.estimate_price", Estimate(transaction).to_json())))
        return replace(transaction, fee=price.price)

    def _broadcast(self, transaction: Transaction) -> Operation[Receipt | Denied]:
        """Send it once. A receipt; or the error of a nonce that somebody else used first, to try again."""
        tx_hash = transaction.hash().hex()
        try:
            response = yield Ask("user.broadcast", Broadcast(transaction, sync=True).to_json())
        except Unavailable as error:
            if error.code == "unreachable":
                raise
            return (yield from self._learn_outcome(tx_hash))
        if response.fault is None:
            result = BroadcastResult.from_json(response.result)
            if result.result is None:
                return (yield from self._learn_outcome(tx_hash))
            return _receipt(tx_hash, result.result)
        code = rejection_of(response.fault).code if response.fault.code == ErrorCode.TX_REJECTED else None
        if code == TxCode.TIMED_OUT or response.fault.code in {ErrorCode.TIMEOUT, ErrorCode.INTERNAL}:
            return (yield from self._learn_outcome(tx_hash))
        refused = fault_error(response.fault)
        if code == TxCode.NONCE and isinstance(refused, Denied):
            return refused
        raise refused

    def _learn_outcome(self, tx_hash: str) -> Operation[Receipt]:
        """Ask what became of a transaction until it is in a block; never send it again."""
        for pause in OUTCOME_PAUSES:
            try:
                query = TransactionQuery(tx_hash).to_json()
                info = TransactionInfo.from_json((yield from self.ask("user.tx_query", query)))
            except (NotFound, Unavailable):
                info = None
            if info is not None and info.height > 0 and info.result is not None:
                return _receipt(tx_hash, info.result)
            yield Pause(pause)
        raise UnknownOutcome(
            "the transaction was sent, and its outcome could not be learned", tx_hash=tx_hash
        )


def _encode(arguments: Sequence[Argument]) -> tuple[EncodedValue, ...]:
    encoded = []
    for argument in arguments:
        data_type = _TYPES.get(type(argument))
        if data_type is None:
            raise Invalid(f"an argument can not be a {type(argument).__name__}")
        encoded.append(EncodedValue.of(argument, data_type))
    return tuple(encoded)


def _rows(result: CallResult) -> list[Row]:
    if result.error is not None:
        raise refusal_of(result.error)
    names = result.query_result.column_names
    return [dict(zip(names, row, strict=True)) for row in result.query_result.rows]


def _receipt(tx_hash: str, result: TxResult) -> Receipt:
    if result.code != TxCode.OK:
        raise result_error(result)
    return Receipt(tx_hash, result.log)
