"""A node that answers anything: each operation of the SDK, run against the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import Any
from uuid import UUID

from idos.actions.registry import Rule, actions
from idos.enclave.local import LocalEnclave
from idos.errors import IdosError
from idos.protocol.grants import AccessGrantOffer, WriteGrant
from idos.protocol.jsonrpc import Response, parse_response
from idos.protocol.results import CallResult, QueryResult
from idos.protocol.values import DataType, Value
from idos.sdk.consumer import Consuming
from idos.sdk.drivers import Ask, Operation, Pause
from idos.sdk.inspection import TrustedIssuer
from idos.sdk.issuer import Issuing, NewProfile
from idos.sdk.person import Person
from idos.sdk.records import Grantee
from idos.sdk.session import Session
from idos.sdk.signers import ServerKey, evm_wallet
from idos.sdk.w3c import IssuerKey
from tests.fuzz.oracle import check_error
from tests.people import agrees

MAX_STEPS = 400
"""No operation asks a node more often, or it would never end."""

_ID = UUID("11111111-1111-4111-8111-111111111111")
_TIME = "2027-01-01T00:00:00Z"
_URL = "http://node.example"
_SECRET = bytes(range(1, 33))
_WALLET = evm_wallet(_SECRET)
_SERVER = ServerKey(_SECRET)
_ISSUER_KEY = IssuerKey.of_issuer("https://issuer.example", _SECRET)
_TRUSTED = [TrustedIssuer((_ISSUER_KEY,), (_SERVER.identifier,))]
_GRANTEE = Grantee(_SERVER.identifier, LocalEnclave(_SECRET).public_key)
_GRANT = WriteGrant(_WALLET.identifier, "grantee", _SERVER.identifier, _ID, _TIME, _TIME, _TIME)
_OFFER = AccessGrantOffer(_WALLET.identifier, "grantee", _ID, 0, None)
_PROFILE = NewProfile(_ID, bytes(32), _WALLET.prove("a text"), _ID)

_PERSON: tuple[Callable[[Person], Operation[Any]], ...] = (
    lambda person: person.chain(),
    lambda person: person.has_profile("0x"),
    lambda person: person.profile(),
    lambda person: person.wallets(),
    lambda person: person.attributes(),
    lambda person: person.credentials(),
    lambda person: person.read(_ID),
    lambda person: person.find_credentials([_SERVER.identifier], content={"pick": {"a": ["b"]}}),
    lambda person: person.grants_given(),
    lambda person: person.erasure_plan(),
    lambda person: person.sign_write_grant(_GRANT),
    lambda person: person.sign_offer(_OFFER),
    lambda person: person.share(_ID, _GRANTEE, consent=agrees),
    lambda person: person.remove_attribute(_ID),
    lambda person: person.revoke(_ID),
    lambda person: person.log_out(),
)
_CONSUMER: tuple[Callable[[Consuming], Operation[Any]], ...] = (
    lambda consumer: consumer.grants_received(),
    lambda consumer: consumer.credentials_shared_by(_ID),
    lambda consumer: consumer.inspect_credential(_ID, _TRUSTED),
    lambda consumer: consumer.rescind(_ID),
)
_ISSUER: tuple[Callable[[Issuing], Operation[Any]], ...] = (
    lambda issuer: issuer.user(_ID),
    lambda issuer: issuer.credential_exists(_ID),
    lambda issuer: issuer.create_profile(_PROFILE),
    lambda issuer: issuer.read_shared(_ID),
)


def run(data: bytes) -> None:
    """Every operation, answered with the lines of ``data``: on health, on the chain, then on the rest."""
    answers = [parse_response(line) for line in data.split(b"\n")]
    for operation in _operations():
        try:
            _drive(operation, answers)
        except IdosError as error:
            check_error(error)
        finally:
            operation.close()


def _operations() -> Iterator[Operation[Any]]:
    def session(signer: Any) -> Session:
        return Session(_URL, signer)

    yield from (op(Person(session(_WALLET), _WALLET, LocalEnclave(_SECRET))) for op in _PERSON)
    yield from (op(Consuming(session(_SERVER), _SERVER, _SECRET)) for op in _CONSUMER)
    yield from (op(Issuing(session(_SERVER), _SERVER, _SECRET)) for op in _ISSUER)


def _drive(operation: Operation[Any], answers: list[Response]) -> None:
    others = cycle(answers[2:] or answers)
    fixed = {"user.health": answers[0], "user.chain_info": answers[min(1, len(answers) - 1)]}
    try:
        effect: Ask | Pause = next(operation)
        for _ in range(MAX_STEPS):
            waited = Response(None, {}, None)
            answer = fixed.get(effect.method) or next(others) if isinstance(effect, Ask) else waited
            effect = operation.send(answer)
    except StopIteration:
        return
    raise AssertionError(f"{operation!r} does not end")


def _line(result: dict[str, Any]) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "result": result})


_HEALTH = _line({"mode": "open"})
_CHAIN = _line({"chain_id": "c", "block_height": 1, "block_hash": "ab" * 32, "gas": False})
_CELLS: Mapping[str, Value] = {"text": "AA==", "int8": 1, "uuid": _ID, "bool": True, "numeric": None}


def _row(names: tuple[str, ...], types: tuple[DataType, ...]) -> str:
    rows = QueryResult(names, types, (tuple(_CELLS[each.kind] for each in types),))
    return _line(CallResult(rows).to_json())


def _columns(action: Rule) -> str:
    return _row(
        tuple(column.name for column in action.returns), tuple(column.type for column in action.returns)
    )


SEEDS = tuple(
    "\n".join((_HEALTH, _CHAIN, *lines)).encode()
    for lines in (
        *((_columns(action),) for action in actions() if action.view),
        (_line({"balance": "0", "nonce": 1}), _line({"price": "0"}), _line({"tx_hash": "ab" * 32})),
        ('{"jsonrpc":"2.0","id":1,"error":{"code":-901,"message":"sign\\u001b[2J in"}}',),
        ('{"jsonrpc":"2.0","id":1,"error":{"code":-201,"message":"no","data":{"code":4}}}',),
    )
)
