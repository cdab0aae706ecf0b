"""``user.*``: reading, by a caller who is proved."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import Raw

from idos.errors import Denied, Invalid
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.payloads import ActionCall, CallHead, RawStatement
from idos.protocol.reads import CallRequest, SignedQuery, query_text
from idos.protocol.results import Challenge, QueryResult
from idos.protocol.wire import encode_json
from idos.rpc.access_log.file import CredentialRead
from idos.rpc.call import Call, Json
from idos.rpc.methods.access import readings
from idos.rpc.methods.info import select
from idos.rpc.methods.schemas import (
    BASE64,
    ENCODED_VALUE,
    HEX,
    HEX32,
    QUERY_RESULT,
    STRING,
    array,
    nullable,
    record,
)
from idos.rpc.methods.table import MethodError, method
from idos.rpc.sessions.callers import CHALLENGE_ERRORS, caller_of, signer, spend_challenge

_BODY = record(payload=BASE64, challenge=nullable(BASE64), optional=("challenge",))
_CALL = record(
    body=_BODY,
    auth_type=STRING,
    sender=nullable(HEX),
    signature=nullable(BASE64),
    optional=("sender", "signature"),
)
_QUERY = record(
    query=STRING,
    params=nullable({"type": "object", "additionalProperties": ENCODED_VALUE}),
    optional=("params",),
)
_PARAMETERS = nullable(array(record(Name=STRING, Value=ENCODED_VALUE)))
_SIGNED_QUERY = record(
    body=record(Statement=STRING, Parameters=_PARAMETERS, optional=("Parameters",)),
    Challenge=BASE64,
    auth_type=STRING,
    sender=HEX,
    signature=BASE64,
)


@method(
    "user.call",
    params=CallRequest,
    schema=_CALL,
    result=record(query_result=QUERY_RESULT, logs=STRING, error=nullable(STRING)),
    errors=(
        ErrorCode.RESULT_ENCODING,
        ErrorCode.ENGINE,
        ErrorCode.NAMESPACE_NOT_FOUND,
        ErrorCode.GATEWAY_NOT_AUTHORIZED,
        *CHALLENGE_ERRORS,
    ),
)
async def call_view(call: Call[CallRequest]) -> Json:
    """Run a view, for somebody signed in or for the signer of a challenge. What it refuses is in `error`."""
    services, payload = call.services, call.params.payload
    with _about_the_payload():
        head = CallHead.decode(payload)
    verify = caller_of(call, head)

    def run() -> tuple[Json, list[CredentialRead]]:
        caller = verify()
        with _about_the_payload():
            action = ActionCall.decode(payload)
        status = services.engine.status()
        with services.store.read() as snapshot:
            result = services.machine.call(snapshot, caller, action, status.height, status.now)
            read = readings(services.machine, snapshot, caller, action, result)
        _check_size(result.query_result, services.settings.max_result_bytes)
        answer = result.to_json()
        answer["query_result"] = Raw(encode_json(answer["query_result"]))  # of all that may be long
        return answer, read

    try:
        answer, read = await call.in_thread(run)
    except (Denied, Invalid) as error:
        unknown = error.code == "namespace_not_found"
        number = ErrorCode.NAMESPACE_NOT_FOUND if unknown else ErrorCode.ENGINE
        raise MethodError(number, error.message) from None
    if read:
        await asyncio.wrap_future(services.access_log.record(read))
    return answer


@contextmanager
def _about_the_payload() -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        raise MethodError(ErrorCode.INVALID_PARAMS, f"invalid params: payload: {error}") from None


def _check_size(result: QueryResult, most: int) -> None:
    if sum(len(cell) for row in result.rows for cell in row if isinstance(cell, str)) > most:
        raise MethodError(ErrorCode.RESULT_ENCODING, f"the result is longer than {most} bytes")


@method("user.challenge", result=record(challenge=HEX32), errors=(ErrorCode.CHALLENGE_RATE,))
async def challenge(call: Call[None]) -> Json:
    """32 bytes to sign with the next call. They name the node and its network; good once, and soon."""
    services = call.services
    if not services.rates.challenges.allow(call.requester.client):
        raise MethodError(ErrorCode.CHALLENGE_RATE, "too many challenges, slow down")
    return Challenge(services.gateway.challenge(call.requester.host).hex()).to_json()


@method(
    "user.query",
    params=RawStatement,
    schema=_QUERY,
    result=QUERY_RESULT,
    errors=(ErrorCode.ENGINE, ErrorCode.QUERY_NOT_ALLOWED),
)
async def query(call: Call[RawStatement]) -> Json:
    """Read a public `info` view, such as `SELECT * FROM info.actions WHERE namespace = $namespace`."""
    if call.services.settings.private:
        raise MethodError(ErrorCode.QUERY_NOT_ALLOWED, "ad-hoc queries are not allowed in private mode")
    return await _select(call, call.params)


@method(
    "user.authenticated_query",
    params=SignedQuery,
    schema=_SIGNED_QUERY,
    result=QUERY_RESULT,
    errors=(ErrorCode.ENGINE, *CHALLENGE_ERRORS),
)
async def authenticated_query(call: Call[SignedQuery]) -> Json:
    """The same as `user.query`, by the signer of a challenge; in private mode too."""
    services, asked = call.services, call.params
    spent = spend_challenge(services, asked.sender, asked.challenge, asked.signature)

    def check() -> None:
        text = query_text(asked.statement.statement, asked.statement.encode(), spent)
        signer(call, spent, asked.auth_type, asked.sender, text, asked.signature)

    await call.in_thread(check)
    return await _select(call, asked.statement)


async def _select(call: Call[Any], statement: RawStatement) -> Json:
    owners = call.services.engine.status().rules.owners
    try:
        return await call.in_thread(lambda: select(statement, owners).to_json())
    except Invalid as error:
        raise MethodError(ErrorCode.ENGINE, error.message) from None
