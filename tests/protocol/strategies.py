"""Strategies for every type of the wire, by class."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from idos.protocol import changes, grants, jsonrpc, payloads, reads, requests, results, transaction, values

FORBIDDEN = "\u061c\u200e\u200f" + "".join(map(chr, [*range(0x2028, 0x202F), *range(0x2066, 0x206A)]))


def lines(max_size: int, min_size: int = 0) -> st.SearchStrategy[str]:
    """Text for one line of a signed message, of at most ``4 * max_size`` bytes."""
    letters = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=FORBIDDEN)
    return st.text(letters, min_size=min_size, max_size=max_size)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
int8s = st.integers(-(1 << 63), (1 << 63) - 1)
counts = st.integers(0, (1 << 63) - 1)
amounts = st.integers(0, 10**78 - 1)
names = lines(32, min_size=1)
senders = st.binary(max_size=64)


@st.composite
def numerics(draw: st.DrawFn, precision: int, scale: int) -> Decimal:
    places = draw(st.integers(0, scale))
    whole = draw(st.integers(-(10 ** (precision - scale)) + 1, 10 ** (precision - scale) - 1))
    fraction = draw(st.integers(0, 10**places - 1))
    return Decimal(f"{whole}.{fraction:0{places}}" if places else str(whole))


@st.composite
def data_types(draw: st.DrawFn) -> values.DataType:
    name = draw(st.sampled_from(sorted(values._CANONICAL)))
    number = st.integers(0, 65535)
    metadata = draw(st.tuples(number, number))
    if name in ("numeric", "decimal"):
        precision = draw(st.integers(1, 1000))
        metadata = (precision, draw(st.integers(0, precision)))
    return values.DataType(name, draw(st.booleans()), metadata)


def scalars(type: values.DataType) -> st.SearchStrategy[Any]:
    strategies: dict[str, st.SearchStrategy[Any]] = {
        "text": texts,
        "int8": int8s,
        "bool": st.booleans(),
        "uuid": st.uuids(),
        "bytea": st.binary(max_size=40),
        "null": st.none(),
    }
    return numerics(*type.metadata) if type.kind == "numeric" else strategies[type.kind]


def python_values(type: values.DataType) -> st.SearchStrategy[Any]:
    """Values that ``EncodedValue`` gives back as they were."""
    cell = st.none() | scalars(type)
    return st.lists(cell, max_size=4) if type.is_array else cell


@st.composite
def encoded_values(draw: st.DrawFn) -> values.EncodedValue:
    data_type = draw(data_types())
    return values.EncodedValue.of(draw(python_values(data_type)), data_type)


args = st.lists(encoded_values(), max_size=3).map(tuple)


@st.composite
def transactions(draw: st.DrawFn) -> transaction.Transaction:
    return transaction.Transaction(
        signature=draw(st.binary(max_size=100)),
        signature_type=draw(lines(8, min_size=1)),
        description=draw(lines(50)),
        payload=draw(st.binary(max_size=100)),
        payload_type=draw(st.sampled_from(sorted(payloads.PAYLOADS))),
        fee=draw(amounts),
        nonce=draw(counts),
        chain_id=draw(lines(20)),
        sender=draw(senders),
    )


@st.composite
def query_results(draw: st.DrawFn) -> results.QueryResult:
    columns = draw(st.lists(st.tuples(texts, data_types()), min_size=1, max_size=3))
    types = tuple(data_type for _, data_type in columns)
    rows = draw(st.lists(st.tuples(*map(_cells, types)), min_size=1, max_size=3))
    return results.QueryResult(tuple(name for name, _ in columns), types, tuple(rows))


def _cells(type: values.DataType) -> st.SearchStrategy[Any]:
    """What a result gives back as it was: an empty int8 array is null on the wire."""
    return python_values(type).filter(lambda value: value != [] or type.kind != "int8")


statements = st.builds(
    payloads.RawStatement,
    texts,
    st.lists(st.tuples(names, encoded_values()), max_size=3, unique_by=lambda param: param[0]).map(tuple),
)
tx_results = st.builds(
    results.TxResult,
    code=st.integers(0, (1 << 32) - 1),
    gas=counts,
    log=texts,
    events=st.lists(st.dictionaries(texts, texts, max_size=2), max_size=2).map(tuple),
)
account_ids = st.builds(requests.AccountId, senders.map(bytes.hex), st.sampled_from(payloads.KEY_TYPES))
all_query_results = query_results() | st.just(results.QueryResult.empty())
fields = lines(40, min_size=1)


def strategy_of(kind: type) -> st.SearchStrategy[Any]:
    """The strategy for instances of a class."""
    return _STRATEGIES[kind]


_STRATEGIES: dict[type, st.SearchStrategy[Any]] = {
    values.DataType: data_types(),
    values.EncodedValue: encoded_values(),
    payloads.ActionCall: st.builds(payloads.ActionCall, lines(32), names, args),
    payloads.ActionExecution: st.builds(
        payloads.ActionExecution, lines(32), names, st.lists(args, max_size=3).map(tuple)
    ),
    payloads.RawStatement: statements,
    payloads.Transfer: st.builds(payloads.Transfer, senders, st.sampled_from(payloads.KEY_TYPES), amounts),
    transaction.Transaction: transactions(),
    reads.CallRequest: st.builds(
        reads.CallRequest,
        st.binary(max_size=60),
        st.none() | st.binary(min_size=1, max_size=64),
        lines(8),
        senders,
        st.binary(max_size=80),
    ),
    reads.SignedQuery: st.builds(
        reads.SignedQuery,
        statements,
        st.binary(min_size=32, max_size=32),
        lines(8),
        senders,
        st.binary(max_size=80),
    ),
    reads.LoginParameters: st.builds(reads.LoginParameters, *[lines(40)] * 8),
    requests.Estimate: st.builds(requests.Estimate, transactions()),
    requests.Broadcast: st.builds(requests.Broadcast, transactions(), st.booleans()),
    requests.AccountQuery: st.builds(
        requests.AccountQuery, senders, st.sampled_from(payloads.KEY_TYPES), st.booleans()
    ),
    requests.TransactionQuery: st.builds(requests.TransactionQuery, hashes),
    requests.Login: st.builds(
        requests.Login, fields, senders, st.binary(max_size=80), lines(8, min_size=1), st.booleans()
    ),
    requests.Logout: st.builds(requests.Logout, senders),
    results.ChainInfo: st.builds(results.ChainInfo, texts, counts, hashes, st.booleans()),
    results.Health: st.builds(
        results.Health,
        chain_id=texts,
        block_height=counts,
        healthy=st.booleans(),
        mode=st.sampled_from(("open", "private")),
    ),
    results.Challenge: st.builds(results.Challenge, hashes),
    results.Price: st.builds(results.Price, amounts),
    results.AccountInfo: st.builds(results.AccountInfo, st.none() | account_ids, amounts, counts),
    results.TxResult: tx_results,
    results.BroadcastResult: st.builds(results.BroadcastResult, hashes, st.none() | tx_results),
    results.Rejection: st.builds(results.Rejection, st.integers(0, 65535), st.just("") | hashes, texts),
    results.TransactionInfo: st.builds(
        results.TransactionInfo,
        hashes,
        st.integers(-1, 9),
        st.none() | transactions(),
        st.none() | tx_results,
    ),
    results.QueryResult: all_query_results,
    changes.Change: st.builds(
        changes.Change, counts, st.lists(st.sampled_from(changes.TOPICS), unique=True).map(tuple)
    ),
    changes.Resync: st.builds(changes.Resync, counts),
    results.CallResult: st.builds(results.CallResult, all_query_results, texts, st.none() | texts),
    grants.WriteGrant: st.builds(
        grants.WriteGrant, fields, fields, fields, st.uuids(), fields, fields, fields
    ),
    grants.AccessGrantOffer: st.builds(
        grants.AccessGrantOffer, fields, fields, st.uuids(), counts, st.none() | fields
    ),
    jsonrpc.Request: st.builds(
        jsonrpc.Request,
        st.integers(1, 99) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
        st.dictionaries(texts, texts | counts, max_size=3),
    ),
}
