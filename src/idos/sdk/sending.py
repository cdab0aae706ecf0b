"""How a transaction is committed: signed for one network, sent once, and followed until its fate is known.

See ``docs/protocol/transactions.md``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from idos.crypto.authenticators import authenticator
from idos.errors import Denied, IdosError, Unavailable, UnknownOutcome
from idos.protocol.jsonrpc import TxCode
from idos.protocol.requests import AccountQuery, Broadcast, Estimate, TransactionQuery
from idos.protocol.results import AccountInfo, BroadcastResult, ChainInfo, Price, TransactionInfo, TxResult
from idos.protocol.transaction import Transaction
from idos.sdk.connection import Connection
from idos.sdk.drivers import Operation, Pause
from idos.sdk.faults import NONCE_TAKEN, NOT_EXECUTED, SENT_TWICE, result_error

NONCE_ATTEMPTS: Final = 8
OUTCOME_PAUSES: Final = (0.1, 0.2, 0.4, 0.8, *(1.5,) * 20)
"""Seconds between questions about a transaction whose answer was lost."""

DESTRUCTIVE: Final = frozenset(
    {
        # of a person
        "change_encryption_key",
        "discard_reencryptions",
        "edit_attribute",
        "edit_credential",
        "erase_profile",
        "remove_attribute",
        "remove_credential",
        "remove_credentials",
        "remove_wallet",
        "revoke_access_grant",
        # of an issuer, and of a consumer
        "edit_public_notes_as_issuer",
        "rescind_shared_credential",
        # of owners
        "accept_ownership",
        "approve_act",
        "cancel_upgrade",
        "delete_delegate_as_owner",
        "delete_inserter_as_owner",
        "offer_ownership",
        "schedule_upgrade",
        "set_limit",
        "withdraw_approval",
        "withdraw_ownership_offer",
    }
)
"""Actions that take something away, replace it, or hand a network over.

A node chooses the network that a client signs for, unless the client knows it: a node of a test network could
name another network, and have these acts happen there.
"""


def check_network(action: str, wanted_chain_id: str | None) -> None:
    """Raise ``Denied`` (``network_not_given``) for a destructive action on the word of the node."""
    if wanted_chain_id is None and action in DESTRUCTIVE:
        raise Denied(
            f"{action} is signed only for a network that was given: chain_id=…", code="network_not_given"
        )


def send(connection: Connection, payload: bytes, description: str) -> Operation[str]:
    """Commit an encoded execution. Gives the transaction's hash as hex.

    When somebody else used the account's nonce first, it is signed again with the next. Raises ``Denied``:
    ``network_unnamed`` when the node names no network, as what is signed for none counts on all of them;
    ``fee_too_high``; and what the rules refuse. ``UnknownOutcome`` when its fate could not be learned.
    """
    signer = connection.own_signer()
    chain = yield from connection.chain()
    if not chain.chain_id:
        raise Denied("the node does not name its network: nothing was signed", code="network_unnamed")
    attempts = 0
    while True:
        attempts += 1
        unsigned = yield from _prepare(connection, chain, payload, description)
        signed = replace(unsigned, signature=signer.sign(unsigned.signed_text()))
        try:
            yield from _commit(connection, signed)
        except Denied as error:
            if error.code != NONCE_TAKEN or attempts == NONCE_ATTEMPTS:
                raise
        else:
            return signed.hash().hex()


def _prepare(
    connection: Connection, chain: ChainInfo, payload: bytes, description: str
) -> Operation[Transaction]:
    """The transaction, unsigned, with the nonce and the fee that the node states."""
    signer = connection.own_signer()
    key_type = authenticator(signer.auth_type).key_type(signer.sender)
    query = AccountQuery(signer.sender, key_type, pending=True)
    account = yield from connection.ask(AccountInfo.from_json, "user.account", query.to_json())
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
    fee = (yield from connection.ask(Price.from_json, "user.estimate_price", estimate)).price
    if fee > connection.max_fee:
        raise Denied(f"the node asks for a fee of {fee}: max_fee allows less", code="fee_too_high")
    return replace(transaction, fee=fee)


def _commit(connection: Connection, transaction: Transaction) -> Operation[None]:
    """Send it once, and find out what became of it. Raises the error of one that was refused."""
    tx_hash = transaction.hash().hex()
    broadcast = Broadcast(transaction, sync=True).to_json()
    try:
        result = (yield from connection.ask(BroadcastResult.from_json, "user.broadcast", broadcast)).result
    except Denied as error:
        if error.code not in SENT_TWICE or not (yield from _has_arrived(connection, tx_hash)):
            raise
        result = None
    except Unavailable as error:
        if error.code in NOT_EXECUTED:
            raise
        result = None
    result = result or (yield from _outcome(connection, tx_hash))
    if result.code != TxCode.OK:
        raise result_error(result)


def _has_arrived(connection: Connection, tx_hash: str) -> Operation[bool]:
    """Whether the node may know a transaction: something on the way may have sent it twice."""
    try:
        yield from _transaction(connection, tx_hash)
    except IdosError as error:
        return error.code != "transaction_not_found"
    return True


def _outcome(connection: Connection, tx_hash: str) -> Operation[TxResult]:
    """Ask what became of a transaction until it is in a block; never send it again.

    A node that refuses the question says nothing about the transaction.
    """
    for pause in OUTCOME_PAUSES:
        try:
            known = yield from _transaction(connection, tx_hash)
        except IdosError:
            known = None
        if known is not None and known.height > 0 and known.result is not None:
            return known.result
        yield Pause(pause)
    raise UnknownOutcome("the transaction was sent, and its outcome could not be learned", tx_hash=tx_hash)


def _transaction(connection: Connection, tx_hash: str) -> Operation[TransactionInfo]:
    query = TransactionQuery(tx_hash).to_json()
    return (yield from connection.ask(TransactionInfo.from_json, "user.tx_query", query))
