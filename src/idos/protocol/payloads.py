"""What a transaction or a view call asks for (``docs/protocol/transactions.md``).

Each kind is frozen, has one binary form, and is bounded: :data:`MAX_PAYLOAD_BYTES` in all, :data:`MAX_ARGS`
arguments a call, :data:`MAX_CALLS` calls, ``MAX_ITEMS`` items in all arrays together. What is beyond a bound
is refused before it is read, since what takes time is the number of values more than their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, Self, TypeAlias

from idos.crypto.hashes import sha256
from idos.errors import Invalid
from idos.protocol.binary import VERSION, Reader, amount, prefixed, prefixed_text, uint, write_decimal
from idos.protocol.text import check_line, encode_text
from idos.protocol.values import MAX_ITEMS, EncodedValue
from idos.protocol.wire import convert

NAMESPACE: Final = "main"
"""Where the network's actions are; an empty name is the same."""

MAX_PAYLOAD_BYTES = 4 * 1024 * 1024
MAX_ARGS = 64
MAX_CALLS = 64
MAX_NAME_BYTES = 128
MAX_IDENTIFIER_BYTES = 64

Args: TypeAlias = tuple[EncodedValue, ...]
KEY_TYPES = ("secp256k1", "ed25519")
"""The kinds of account keys; the position is the number that stands for it in a transfer."""


def payload_digest(payload: bytes) -> str:
    """What a signed text says of a payload: the first 20 bytes of its SHA-256, lower-case hex."""
    return sha256(payload)[:20].hex()


def _open(data: bytes) -> Reader:
    if len(data) > MAX_PAYLOAD_BYTES:
        raise Invalid(f"payload is longer than {MAX_PAYLOAD_BYTES} bytes")
    reader = Reader(data)
    reader.version()
    return reader


def _check_names(namespace: str, action: str) -> None:
    check_line(namespace, "namespace", max_bytes=MAX_NAME_BYTES, may_be_empty=True)
    check_line(action, "action name", max_bytes=MAX_NAME_BYTES)


def _check_args(args: Args) -> None:
    if len(args) > MAX_ARGS:
        raise Invalid(f"more than {MAX_ARGS} arguments")


def _items(values: Iterable[EncodedValue]) -> int:
    return sum(value.items for value in values)


def _check_items(values: Iterable[EncodedValue], most: int = MAX_ITEMS) -> None:
    if _items(values) > most:
        raise Invalid("arrays have too many items")


def _write_args(args: Args) -> bytes:
    return uint(len(args), 2) + b"".join(prefixed(arg.encode()) for arg in args)


def _read_count(reader: Reader) -> int:
    count = reader.uint(2)
    if count > MAX_ARGS:
        raise Invalid(f"more than {MAX_ARGS} arguments")
    return count


def _read_args(reader: Reader, count: int, most_items: int = MAX_ITEMS) -> Args:
    args: list[EncodedValue] = []
    for _ in range(count):
        args.append(EncodedValue.decode(reader.prefixed(), most_items))
        most_items -= args[-1].items
    return tuple(args)


@dataclass(frozen=True, slots=True)
class CallHead:
    """What a view call is about, before its arguments are decoded: names, and the number of arguments."""

    namespace: str
    action: str
    arguments: int

    def __post_init__(self) -> None:
        _check_names(self.namespace, self.action)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the beginning of an encoded :class:`ActionCall`."""
        return cls(reader.prefixed_text(), reader.prefixed_text(), _read_count(reader))

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The head of an encoded :class:`ActionCall`, whose arguments may be malformed."""
        return cls.read(_open(data))


@dataclass(frozen=True, slots=True)
class ActionCall:
    """A view call. Letter case of the names is kept; an empty namespace means ``main``."""

    namespace: str
    action: str
    args: Args

    def __post_init__(self) -> None:
        _check_names(self.namespace, self.action)
        _check_args(self.args)
        _check_items(self.args)

    @property
    def head(self) -> CallHead:
        """What it is about."""
        return CallHead(self.namespace, self.action, len(self.args))

    def encode(self) -> bytes:
        """The binary form."""
        return VERSION + prefixed_text(self.namespace) + prefixed_text(self.action) + _write_args(self.args)

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The inverse of :meth:`encode`."""
        reader = _open(data)
        head = CallHead.read(reader)
        call = cls(head.namespace, head.action, _read_args(reader, head.arguments))
        reader.finish()
        return call


def act_id(action: str, args: Args) -> str:
    """The id of an owners' act that waits for more of them, in hex (``docs/protocol/upgrades.md`` §5)."""
    return sha256(ActionCall("", action, args).encode()).hex()


def offer_id(height: int, threshold: int, owners: Sequence[str]) -> str:
    """The id of an offered ownership, in hex (``docs/protocol/upgrades.md`` §5); ``owners`` in order."""
    return sha256(f"{height}|{threshold}|{','.join(owners)}".encode()).hex()


@dataclass(frozen=True, slots=True)
class ActionExecution:
    """One action, run once for each of ``calls`` in order; no calls mean one run without arguments."""

    namespace: str
    action: str
    calls: tuple[Args, ...]

    def __post_init__(self) -> None:
        _check_names(self.namespace, self.action)
        if len(self.calls) > MAX_CALLS:
            raise Invalid(f"more than {MAX_CALLS} calls")
        for args in self.calls:
            _check_args(args)
        _check_items(chain.from_iterable(self.calls))

    def encode(self) -> bytes:
        """The binary form."""
        names = prefixed_text(self.namespace) + prefixed_text(self.action)
        return VERSION + names + uint(len(self.calls), 2) + b"".join(map(_write_args, self.calls))

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The inverse of :meth:`encode`."""
        reader = _open(data)
        namespace, action, count = reader.prefixed_text(), reader.prefixed_text(), reader.uint(2)
        if count > MAX_CALLS:
            raise Invalid(f"more than {MAX_CALLS} calls")
        calls: list[Args] = []
        most_items = MAX_ITEMS
        for _ in range(count):
            calls.append(_read_args(reader, _read_count(reader), most_items))
            most_items -= _items(calls[-1])
        reader.finish()
        return cls(namespace, action, tuple(calls))


@dataclass(frozen=True, slots=True)
class PayloadBounds:
    """How much a transaction's payload may hold under a rules version; no more than can be decoded."""

    payload_bytes: int = MAX_PAYLOAD_BYTES
    calls: int = MAX_CALLS
    arguments: int = MAX_ARGS
    items: int = MAX_ITEMS

    def check(self, payload: bytes, execution: ActionExecution) -> None:
        """Raise ``Invalid`` when a payload, or the execution that it encodes, is beyond the bounds."""
        if len(payload) > self.payload_bytes:
            raise Invalid(f"payload is longer than {self.payload_bytes} bytes")
        if len(execution.calls) > self.calls:
            raise Invalid(f"more than {self.calls} calls")
        for args in execution.calls:
            if len(args) > self.arguments:
                raise Invalid(f"more than {self.arguments} arguments")
        _check_items(chain.from_iterable(execution.calls), self.items)


@dataclass(frozen=True, slots=True)
class RawStatement:
    """An SQL statement and its parameters by name, ``$`` included. Also the parameters of ``user.query``."""

    statement: str
    params: tuple[tuple[str, EncodedValue], ...] = ()

    def __post_init__(self) -> None:
        if len(encode_text(self.statement)) > MAX_PAYLOAD_BYTES:
            raise Invalid(f"statement is longer than {MAX_PAYLOAD_BYTES} bytes")
        if len(self.params) > MAX_ARGS:
            raise Invalid(f"more than {MAX_ARGS} parameters")
        for name, _ in self.params:
            check_line(name, "parameter name", max_bytes=MAX_NAME_BYTES)
        if len(dict(self.params)) != len(self.params):
            raise Invalid("two parameters have the same name")
        _check_items(value for _, value in self.params)

    def encode(self) -> bytes:
        """The binary form."""
        params = (prefixed_text(name) + prefixed(value.encode()) for name, value in self.params)
        return VERSION + prefixed_text(self.statement) + uint(len(self.params), 2) + b"".join(params)

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The inverse of :meth:`encode`."""
        reader = _open(data)
        statement, count = reader.prefixed_text(), _read_count(reader)
        params = tuple((reader.prefixed_text(), EncodedValue.decode(reader.prefixed())) for _ in range(count))
        reader.finish()
        return cls(statement, params)

    def to_json(self) -> dict[str, Any]:
        """The parameters of ``user.query``."""
        return {"query": self.statement, "params": {name: value.to_json() for name, value in self.params}}

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of :meth:`to_json`."""
        shape = convert(obj, _QueryShape)
        params = (shape.params or {}).items()
        return cls(shape.query, tuple((name, EncodedValue.from_json(value)) for name, value in params))


@dataclass(frozen=True, slots=True)
class _QueryShape:
    query: str
    params: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer of the network's own token, in the form that nodes decode.

    The official browser client writes another form, which nodes cannot read; it raises :class:`Invalid`.
    """

    identifier: bytes
    key_type: str
    amount: int

    def __post_init__(self) -> None:
        if len(self.identifier) > MAX_IDENTIFIER_BYTES:
            raise Invalid(f"identifier is longer than {MAX_IDENTIFIER_BYTES} bytes")
        if self.key_type not in KEY_TYPES:
            raise Invalid("unknown key type")
        write_decimal(self.amount)

    def encode(self) -> bytes:
        """The binary form."""
        account = VERSION + prefixed(self.identifier) + uint(KEY_TYPES.index(self.key_type), 4)
        return VERSION + prefixed(account) + amount(self.amount)

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The inverse of :meth:`encode`."""
        reader = _open(data)
        account = Reader(reader.prefixed())
        account.version()
        identifier, key_type = account.prefixed(), account.uint(4)
        account.finish()
        transferred = reader.amount()
        reader.finish()
        if key_type >= len(KEY_TYPES):
            raise Invalid("unknown key type")
        return cls(identifier, KEY_TYPES[key_type], transferred)


Payload: TypeAlias = ActionExecution | RawStatement | Transfer
PAYLOADS: MappingProxyType[str, type[Payload]] = MappingProxyType(
    {"execute": ActionExecution, "raw_statement": RawStatement, "transfer": Transfer}
)
"""What a transaction may carry, by the name of its type on the wire."""
