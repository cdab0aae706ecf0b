"""Who calls a view: a session's signer, or the signer of a challenge; never what the request itself claims.

Official nodes believe the sender of an unsigned call, and leave the check to a gateway in front.
This node is its own gateway: a call reaches the rules with a verified caller, or with none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from idos.actions.context import Context, find_user, grantee_texts
from idos.actions.inserters import delegating
from idos.actions.registry import find_action
from idos.crypto.authenticators import Identity, authenticator, identify
from idos.errors import Invalid, NotFound
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.payloads import CallHead
from idos.protocol.reads import CHALLENGE_BYTES, CallRequest, call_text
from idos.rpc.call import Call
from idos.rpc.methods.table import MethodError
from idos.rpc.services import NodeServices
from idos.rpc.sessions.tables import OpenSession, Standing
from idos.store.record import fold
from idos.store.records import AccessGrant
from idos.store.verbs import one

CHALLENGE_ERRORS = (
    ErrorCode.CALL_CHALLENGE_NEEDED,
    ErrorCode.CALL_CHALLENGE_INVALID,
    ErrorCode.CALL_CHALLENGE_EXPIRED,
    ErrorCode.CALL_SIGNATURE,
    ErrorCode.IDENTITY_INVALID,
)
_SIGN = "signed call message with challenge required"

Verify = Callable[[], Identity]
"""The part of finding the caller that computes, to be run off the event loop. Raises ``MethodError``."""


def caller_of(call: Call[CallRequest], action: CallHead) -> Callable[[], Identity | None]:
    """Settle how the caller of a view is known. A challenge is spent now; its signature is checked later.

    An action that is open to everybody runs without a caller when nothing proves one. Raises as
    ``proven_caller_of``.
    """
    verify = _proof(call, call.params, action)
    if verify:
        return verify
    if _is_open(action):
        return lambda: None
    raise _sign_in_needed(call.services)


def proven_caller_of(call: Call[Any], request: CallRequest, action: CallHead) -> Verify:
    """As ``caller_of``, for what is open to nobody.

    Raises:
        MethodError: -901 (in private mode -1001) when signing in is needed; or what a challenge lacks.
    """
    verify = _proof(call, request, action)
    if verify is None:
        raise _sign_in_needed(call.services)
    return verify


def _proof(call: Call[Any], request: CallRequest, action: CallHead) -> Verify | None:
    """What proves the caller: a signed challenge or a session."""
    services = call.services
    if request.signature or request.challenge:
        challenge = spend_challenge(services, request.sender, request.challenge, request.signature)

        def check() -> Identity:
            text = call_text(action.namespace, action.action, request.payload, challenge)
            return signer(call, challenge, request.auth_type, request.sender, text, request.signature)

        return check
    session = _session(call)
    if session and session.belongs_to(request.auth_type, request.sender):
        return lambda: _in_session(call, session)
    return None


def _in_session(call: Call[Any], session: OpenSession) -> Identity:
    """The session's signer."""
    standing_in_session(call, session.identity)
    return _rationed(call, session.identity)


def standing_in_session(call: Call[Any], caller: Identity) -> Standing:
    """The standing of the session's signer, which is looked up now and then. Reads the store."""
    sessions, session = call.services.gateway.sessions, call.requester.session
    if sessions.is_to_be_looked_up(session):
        sessions.looked_up(session, standing_of(call.services, caller))
    return sessions.standing(session)


def standing_of(services: NodeServices, caller: Identity) -> Standing:
    """What the network has of the caller's: a profile or a right to act in it, only a grant, or nothing."""
    with services.store.read() as snapshot:
        rules = services.machine.rules(snapshot)
        context = Context(caller, 0, 0, rules)
        if (
            find_user(context, snapshot) is not None
            or delegating(snapshot, caller.caller) is not None
            or caller.caller in rules.owners
        ):
            return Standing.MEMBER
        texts = map(fold, grantee_texts(context))
        is_grantee = any(one(snapshot, AccessGrant, "grantee", text) for text in texts)
        return Standing.GRANTEE if is_grantee else Standing.STRANGER


def signed_in_caller_of(call: Call[Any]) -> Identity:
    """The caller by the session alone. Raises ``MethodError`` as ``proven_caller_of``, or -905."""
    session = _session(call)
    if session is None:
        raise _sign_in_needed(call.services)
    return _rationed(call, session.identity)


def _session(call: Call[Any]) -> OpenSession | None:
    """The session of the request, where sessions count."""
    services = call.services
    return None if services.settings.private else services.gateway.sessions.find(call.requester.session)


def _sign_in_needed(services: NodeServices) -> MethodError:
    if services.settings.private:
        return MethodError(ErrorCode.CALL_CHALLENGE_NEEDED, _SIGN)
    return MethodError(ErrorCode.GATEWAY_NOT_AUTHORIZED, "not authorized")


def spend_challenge(
    services: NodeServices, sender: bytes, challenge: bytes | None, signature: bytes
) -> bytes:
    """Take a challenge out of use, whatever comes of the call. Raises ``MethodError``."""
    if not (sender and challenge and signature):
        raise MethodError(ErrorCode.CALL_CHALLENGE_NEEDED, _SIGN)
    if len(challenge) != CHALLENGE_BYTES:
        raise MethodError(ErrorCode.CALL_CHALLENGE_INVALID, f"a challenge has {CHALLENGE_BYTES} bytes")
    try:
        services.gateway.spend(challenge)
    except NotFound as error:
        if error.code == "ticket_expired":
            raise MethodError(ErrorCode.CALL_CHALLENGE_EXPIRED, "the challenge has expired") from None
        text = "the challenge is unknown or was used"
        raise MethodError(ErrorCode.CALL_CHALLENGE_NEEDED, text) from None
    return challenge


def signer(
    call: Call[Any], challenge: bytes, auth_type: str, sender: bytes, text: bytes, signature: bytes
) -> Identity:
    """The identity of the signer of the text, which contains the challenge.

    Raises ``MethodError``; -905 when they ask too often.
    """
    try:
        identity = identify(auth_type, sender)
    except Invalid as error:
        raise MethodError(ErrorCode.IDENTITY_INVALID, f"the sender names no caller: {error}") from None
    if not authenticator(auth_type).verify(sender, text, signature):
        raise MethodError(ErrorCode.CALL_SIGNATURE, "invalid signature on the call")
    call.services.gateway.keep_spent(challenge)
    return _rationed(call, identity)


def _rationed(call: Call[Any], identity: Identity) -> Identity:
    """Count the call. Its caller was proved, so nobody can use up another's share."""
    call.signer = identity.caller
    if not call.services.rates.calls.allow(identity.caller):
        raise MethodError(ErrorCode.GATEWAY_TOO_MANY_REQUESTS, "too many calls by this signer, slow down")
    return identity


def _is_open(action: CallHead) -> bool:
    """Whether anybody may run it. An unknown action is refused as such, not for lack of a caller."""
    try:
        return find_action(action.action, action.arguments).open
    except Invalid as error:
        raise MethodError(ErrorCode.ENGINE, error.message) from None
