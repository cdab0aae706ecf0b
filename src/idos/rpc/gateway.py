"""``kgw.*``: signing in once instead of signing every read."""

from __future__ import annotations

from idos.errors import Denied, Invalid, NotFound
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.requests import Login, Logout
from idos.rpc.door import Call, Json
from idos.rpc.methods import MethodError, method
from idos.rpc.schemas import BOOLEAN, HEX, INTEGER, NOTHING, SIGNATURE, STRING, record
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
    token=BOOLEAN,
)


@method("kgw.authn_param", result=_LOGIN)
async def authn_param(call: Call[None]) -> Json:
    """What to sign in order to open a session. Each answer is good for one session, for a short time.

    `token` says that `kgw.authn` gives tokens.
    """
    return {**call.door.gateway.invite(call.host).to_json(), "token": True}


@method(
    "kgw.authn",
    params=Login,
    schema=record(nonce=STRING, sender=HEX, signature=SIGNATURE, token=BOOLEAN, optional=("token",)),
    result=record(token=STRING, expires_at=INTEGER, optional=("token", "expires_at")),
    errors=(
        ErrorCode.GATEWAY_NOT_FOUND,
        ErrorCode.GATEWAY_INVALID_PAYLOAD,
        ErrorCode.GATEWAY_NOT_AUTHORIZED,
    ),
)
async def authn(call: Call[Login]) -> Json:
    """Open a session for the signer of a sign-in text. The answer sets the session's cookie.

    With `token` true there is no cookie: the answer holds a token, to be sent as `Authorization: Bearer`, and
    the unix second in which the session ends. For pages in frames, to which browsers give no cookies.
    """
    door, login = call.door, call.params
    try:
        invitation = door.gateway.accept(login.nonce)
        session = await call.in_thread(lambda: signed_in(login, invitation))
    except NotFound as error:
        raise MethodError(ErrorCode.GATEWAY_NOT_FOUND, error.message) from None
    except Denied as error:
        raise MethodError(ErrorCode.GATEWAY_NOT_AUTHORIZED, error.message) from None
    except Invalid as error:
        raise MethodError(ErrorCode.GATEWAY_INVALID_PAYLOAD, error.message) from None
    expires_at = door.gateway.expires_at()
    token = door.gateway.open(session)
    if login.token:
        return {"token": token, "expires_at": expires_at}
    call.set_cookie = door.gateway.cookie(call.host, token)
    return {}


@method("kgw.logout", params=Logout, schema=record(account=HEX, optional=("account",)), result=NOTHING)
async def logout(call: Call[Logout]) -> Json:
    """End the session of the request, whomever `account` names. The answer clears its cookie."""
    door = call.door
    door.gateway.close(call.session)
    door.streams.wake(call.session)
    if call.by_cookie:
        call.set_cookie = door.gateway.cookie(call.host, "")
    return {}
