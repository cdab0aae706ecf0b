"""What nodes answer: nodes write it, the SDK reads it (``docs/protocol/transport.md``).

Only query results need rules of their own (``docs/protocol/values.md``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from idos.errors import Invalid
from idos.protocol.binary import read_decimal, write_decimal
from idos.protocol.requests import AccountId
from idos.protocol.transaction import Transaction
from idos.protocol.values import NULL, DataType, Value, value_from_json, value_to_json
from idos.protocol.wire import Code, Count, Hex64, Message, convert

_ERROR_LINE = re.compile(r"^ERROR: ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ChainInfo(Message):
    """``user.chain_info``. ``gas`` says whether transactions cost anything."""

    chain_id: str
    block_height: int
    block_hash: Hex64
    gas: bool


@dataclass(frozen=True, slots=True)
class Health(Message):
    """``user.health``. Times are milliseconds. Mode ``private`` means that view calls are signed.

    Clients need only ``mode``; the rest may be missing. ``gas`` is never set here: ask :class:`ChainInfo`.
    """

    chain_id: str = ""
    block_height: int = 0
    block_hash: str = ""
    gas: bool = False
    healthy: bool = False
    version: str = ""
    block_time: int = 0
    block_age: int = 0
    syncing: bool = False
    height: int = 0
    app_hash: str = ""
    peer_count: int = 0
    mode: Literal["open", "private"] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class UpgradeInfo(Message):
    """A rules version that is to begin with the first block of this height and this time (unix seconds)."""

    version: int
    height: int
    time: int


@dataclass(frozen=True, slots=True)
class RulesInfo(Message):
    """The rules version of a network, the newest one that the node's program has, and what is scheduled."""

    version: int
    supported: int
    upgrade: UpgradeInfo | None = None


@dataclass(frozen=True, slots=True)
class OwnersInfo(Message):
    """Who governs a network: any ``threshold`` of these keys or addresses together."""

    identifiers: tuple[str, ...]
    threshold: int


@dataclass(frozen=True, slots=True)
class ConsensusParams(Message):
    """``chain.consensus_params``: what all nodes of a network decide alike."""

    chain_id: str
    limits: dict[str, int]
    rules: RulesInfo
    owners: OwnersInfo
    disabled_gas_costs: bool = True


@dataclass(frozen=True, slots=True)
class Challenge(Message):
    """``user.challenge``: 32 random bytes as hex, to be signed once."""

    challenge: Hex64


@dataclass(frozen=True, slots=True)
class Price:
    """``user.estimate_price``, in the token's smallest unit."""

    price: int

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {"price": write_decimal(self.price)}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        return cls(read_decimal(convert(obj, _PriceShape).price))


@dataclass(frozen=True, slots=True)
class _PriceShape:
    price: str


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """``user.account``. ``nonce`` is the last one used. An account that nobody used has no ``id``."""

    id: AccountId | None
    balance: int
    nonce: int

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        account = {} if self.id is None else {"id": self.id.to_json()}
        return {**account, "balance": write_decimal(self.balance), "nonce": self.nonce}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`; a null ``id`` is no ``id``."""
        shape = convert(obj, _AccountShape)
        return cls(shape.id, read_decimal(shape.balance), shape.nonce)


@dataclass(frozen=True, slots=True)
class _AccountShape:
    balance: str
    nonce: Count
    id: AccountId | None = None


@dataclass(frozen=True, slots=True)
class TxResult(Message):
    """What a transaction did. ``code`` is a ``TxCode``, ``log`` is from :func:`tx_log`."""

    code: Code
    gas: int
    log: str = ""
    events: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON form; without events, their member is left out."""
        events = {"events": list(self.events)} if self.events else {}
        return {"code": self.code, "gas": self.gas, "log": self.log, **events}


@dataclass(frozen=True, slots=True)
class BroadcastResult:
    """``user.broadcast``. A result only if the request asked to wait for it."""

    tx_hash: Hex64
    result: TxResult | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form; without a result, its member is left out."""
        return {"tx_hash": self.tx_hash, **({} if self.result is None else {"result": self.result.to_json()})}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        return convert(obj, cls)


@dataclass(frozen=True, slots=True)
class Rejection(Message):
    """The ``data`` of fault -201: a transaction was not admitted. ``hash`` is empty when unknown."""

    code: Code = 0
    hash: str = ""
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """The JSON form; zero and empty members are left out."""
        members = {"code": self.code, "hash": self.hash, "message": self.message}
        return {name: value for name, value in members.items() if value}


_PRUNED = {
    "signature": {"sig": "", "type": ""},
    "body": {"desc": "", "payload": "", "type": "execute", "fee": "0", "nonce": 0, "chain_id": ""},
    "sender": "",
    "serialization": "concat",
}


@dataclass(frozen=True, slots=True)
class TransactionInfo:
    """``user.tx_query``. A waiting transaction has height -1 and no result; a pruned one, only a result.

    On the wire a pruned transaction is an empty one: the official client reads the members of every answer.
    """

    tx_hash: str
    height: int
    transaction: Transaction | None
    result: TxResult | None

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "tx_hash": self.tx_hash,
            "height": self.height,
            # A copy: callers may change what they get.
            "tx": deepcopy(_PRUNED) if self.transaction is None else self.transaction.to_json(),
            "tx_result": None if self.result is None else self.result.to_json(),
        }

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        shape = convert(obj, _TransactionInfoShape)
        transaction = None if shape.tx in (None, _PRUNED) else Transaction.from_json(shape.tx)
        return cls(shape.tx_hash, shape.height, transaction, shape.tx_result)


@dataclass(frozen=True, slots=True)
class _TransactionInfoShape:
    tx_hash: Hex64
    height: int = 0
    tx: Any = None
    tx_result: TxResult | None = None


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Rows of named, typed columns. Without rows the wire loses the columns: :meth:`empty` is read back.

    Raises:
        Invalid: a row, or the types, do not have one entry for each column.
    """

    column_names: tuple[str, ...]
    column_types: tuple[DataType, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __post_init__(self) -> None:
        columns = len(self.column_names)
        if len(self.column_types) != columns or any(len(row) != columns for row in self.rows):
            raise Invalid("a row or the types do not match the columns")

    @classmethod
    def empty(cls) -> Self:
        """The result without rows."""
        return cls((), (), ())

    def to_json(self) -> dict[str, Any]:
        """The JSON form, all null without rows. Raises :class:`Invalid` for a cell of another type."""
        if not self.rows:
            return {"column_names": None, "column_types": None, "values": None}
        return {
            "column_names": list(self.column_names),
            "column_types": [column.to_json() for column in self.column_types],
            "values": [list(map(value_to_json, row, self.column_types)) for row in self.rows],
        }

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`. Columns without types have type ``null``: cells as in JSON."""
        shape = convert(obj, _QueryResultShape)
        if not shape.values:
            return cls.empty()
        names = tuple(shape.column_names or ())
        types = tuple(shape.column_types or [NULL] * len(names))
        if any(len(row) != len(types) for row in shape.values):
            raise Invalid("a row does not match the columns")
        return cls(names, types, tuple(tuple(map(value_from_json, row, types)) for row in shape.values))


@dataclass(frozen=True, slots=True)
class _QueryResultShape:
    column_names: list[str] | None = None
    column_types: list[DataType] | None = None
    values: list[list[Any]] | None = None


@dataclass(frozen=True, slots=True)
class CallResult:
    """``user.call``. ``error`` is the text of an action that refused; ``logs`` is from :func:`call_logs`."""

    query_result: QueryResult
    logs: str = ""
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form."""
        return {"query_result": self.query_result.to_json(), "logs": self.logs, "error": self.error}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`; a null query result is an empty one."""
        shape = convert(obj, _CallResultShape)
        return cls(QueryResult.from_json(shape.query_result or {}), shape.logs, shape.error)


@dataclass(frozen=True, slots=True)
class _CallResultShape:
    query_result: dict[str, Any] | None = None
    logs: str = ""
    error: str | None = None


def call_logs(notices: Iterable[str]) -> str:
    """An action's notices as numbered lines; line breaks inside a notice become spaces."""
    return "\n".join(f"{number}. {' '.join(notice.splitlines())}" for number, notice in enumerate(notices, 1))


def tx_log(notices: Iterable[str], error: str | None) -> str:
    """The log of a transaction: its notices, then the error of an action that failed."""
    return "\n".join(filter(None, (call_logs(notices), None if error is None else f"ERROR: {error}")))


def tx_error(log: str) -> str | None:
    """The error in a log of :func:`tx_log`. No notice can feign one: lines of notices start with a number."""
    match = _ERROR_LINE.search(log)
    return None if match is None else log[match.end() :]
