"""``kgw.*``: signing in once instead of signing every read."""

from __future__ import annotations

from idos.errors import Denied, Invalid, NotFound
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.requests import Login, Logout
from idos.rpc.door import Call, Json
from idos.rpc.methods import MethodError, method
from idos.rpc.schemas import HEX, NOTHING, SIGNATURE, STRING, record
from idos.rpc.sessions import signed_in

_LOGIN = record(
    nonce=STRING,
    statement=STRING,
    issue_at=STRING,
    expiration_time=STRING,
    chain_id=STRING,
    domain=STRING,
    version=STRING,
    uri=STRING,
)


@method("kgw.authn_param", result=_LOGIN)
async def authn_param(call: Call[None]) -> Json:
    """What to sign in order to open a session. Each answer is good for one session, for a short time."""
    return call.door.gateway.invite(call.host).to_json()


@method(
    "kgw.authn",
    params=Login,
    schema=record(nonce=STRING, sender=HEX, signature=SIGNATURE),
    result=NOTHING,
    errors=(
        ErrorCode.GATEWAY_NOT_FOUND,
        ErrorCode.GATEWAY_INVALID_PAYLOAD,
        ErrorCode.GATEWAY_NOT_AUTHORIZED,
    ),
)
async def authn(call: Call[Login]) -> Json:
    """Open a session for the signer of a sign-in text. The answer sets the session's cookie."""
    door, login = call.door, call.params
    try:
        invitation = door.gateway.accept(login.nonce)
        session = await door.in_thread(lambda: signed_in(login, invitation))
    except NotFound as error:
        raise MethodError(ErrorCode.GATEWAY_NOT_FOUND, error.message) from None
    except Denied as error:
        raise MethodError(ErrorCode.GATEWAY_NOT_AUTHORIZED, error.message) from None
    except Invalid as error:
        raise MethodError(ErrorCode.GATEWAY_INVALID_PAYLOAD, error.message) from None
    call.set_cookie = door.gateway.open(session, call.host)
    return {}


@method("kgw.logout", params=Logout, schema=record(account=HEX, optional=("account",)), result=NOTHING)
async def logout(call: Call[Logout]) -> Json:
    """End the session of the request's cookie, whomever `account` names. The answer clears the cookie."""
    call.set_cookie = call.door.gateway.close(call.session, call.host)
    return {}
