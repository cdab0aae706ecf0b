"""What of a view's answer is to be logged, and ``user.access_log``, by which owners read their log."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from idos.actions.registry import find_action
from idos.consensus.machine import Machine
from idos.crypto.authenticators import Identity
from idos.protocol.access_log import METHOD, AccessLogPage, AccessLogQuery, Relation, access_log_call
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.payloads import ActionCall
from idos.protocol.refusals import Refusal
from idos.protocol.results import CallResult
from idos.rpc.access_log.file import CredentialRead
from idos.rpc.call import Call, Json
from idos.rpc.methods.schemas import BASE64, HEX, INTEGER, STRING, array, nullable, record
from idos.rpc.methods.table import MethodError, method
from idos.rpc.sessions.callers import CHALLENGE_ERRORS, proven_caller_of
from idos.store.verbs import Tx

_QUERY = record(
    before=nullable(INTEGER),
    limit=INTEGER,
    challenge=nullable(BASE64),
    auth_type=STRING,
    sender=nullable(HEX),
    signature=nullable(BASE64),
    optional=("before", "challenge", "sender", "signature"),
)
_ENTRY = record(
    number=INTEGER,
    credential_id=STRING,
    reader=STRING,
    relation={"enum": ["owner", "grantee"]},
    action=STRING,
    time=INTEGER,
)


def readings(
    machine: Machine, snapshot: Tx, caller: Identity | None, call: ActionCall, result: CallResult
) -> list[CredentialRead]:
    """The credentials that the answer to this call shows, each read by the caller."""
    found, rows = find_action(call.action, len(call.args)), result.query_result
    if not found.discloses or not rows.rows:
        return []
    assert caller is not None, "an open action discloses"
    profile = machine.profile_of(snapshot, caller)
    read = []
    for row in rows.rows:
        named = dict(zip(rows.column_names, row, strict=True))
        owner, credential = cast("UUID", named["user_id"]), cast("UUID", named["id"])
        relation: Relation = "owner" if owner == profile else "grantee"
        read.append(CredentialRead(owner, credential, caller.caller, relation, found.name))
    return read


@method(
    METHOD,
    params=AccessLogQuery,
    schema=_QUERY,
    result=record(entries=array(_ENTRY)),
    errors=(ErrorCode.ENGINE, ErrorCode.GATEWAY_NOT_AUTHORIZED, *CHALLENGE_ERRORS),
)
async def access_log(call: Call[AccessLogQuery]) -> Json:
    """Who read the caller's credentials here: the newest entries, or the newest numbered below `before`."""
    services, asked = call.services, call.params
    verify = proven_caller_of(call, asked.proof, access_log_call(asked.before, asked.limit).head)

    def run() -> Json:
        caller = verify()
        with services.store.read() as snapshot:
            owner = services.machine.profile_of(snapshot, caller)
        if owner is None:
            raise MethodError(ErrorCode.ENGINE, Refusal.NO_PROFILE.text)  # [reads 4.3]
        entries = services.access_log.page(owner, asked.before, asked.limit)
        return AccessLogPage(tuple(entries)).to_json()

    return await call.in_thread(run)
