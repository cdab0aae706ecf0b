"""``kgw.*``: signing in once instead of signing every read."""

from __future__ import annotations

from idos.errors import Denied, Invalid, NotFound
from idos.protocol.jsonrpc import ErrorCode
from idos.protocol.requests import Login, Logout
from idos.rpc.call import Call, Json
from idos.rpc.methods.schemas import BOOLEAN, HEX, INTEGER, NOTHING, SIGNATURE, STRING, record
from idos.rpc.methods.table import MethodError, method
from idos.rpc.sessions.callers import standing_of
from idos.rpc.sessions.gateway import signed_in
from idos.rpc.sessions.tables import OpenSession, Standing

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

_NO_COOKIE = (
    "the node gives no cookie to pages of this origin: it is not in allowed_origins; ask for a token instead"
)


@method("kgw.authn_param", result=_LOGIN)
async def authn_param(call: Call[None]) -> Json:
    """What to sign in order to open a session. Each answer is good for one session, for a short time.

    `token` says that `kgw.authn` gives tokens.
    """
    return {**call.services.gateway.sign_in_text(call.host).to_json(), "token": True}


@method(
    "kgw.authn",
    params=Login,
    schema=record(nonce=STRING, sender=HEX, signature=SIGNATURE, token=BOOLEAN, optional=("token",)),
    result=record(token=STRING, expires_at=INTEGER, optional=("token", "expires_at")),
    errors=(
        ErrorCode.GATEWAY_NOT_FOUND,
        ErrorCode.GATEWAY_INVALID_PAYLOAD,
        ErrorCode.GATEWAY_NOT_AUTHORIZED,
        ErrorCode.GATEWAY_NOT_ALLOWED,
    ),
)
async def authn(call: Call[Login]) -> Json:  # [reads 3.3] [reads 3.4]
    """Open a session for the signer of a sign-in text. The answer sets the session's cookie.

    With `token` true there is no cookie: the answer holds a token, to be sent as `Authorization: Bearer`, and
    the unix second in which the session ends. For pages in frames, to which browsers give no cookies, and for
    pages of other origins than those that the operator lists, to which the node gives none.
    """
    services, login = call.services, call.params
    if not (login.token or call.trusted):
        raise MethodError(ErrorCode.GATEWAY_NOT_ALLOWED, _NO_COOKIE)

    def check() -> tuple[OpenSession, Standing]:
        session = signed_in(login, text)
        return session, standing_of(services, session.identity)

    try:
        text = services.gateway.accept(login.nonce)
        session, standing = await call.in_thread(check)
        expires_at = services.gateway.expires_at()
        token = services.gateway.open(text, session, call.client, standing)
    except NotFound as error:
        raise MethodError(ErrorCode.GATEWAY_NOT_FOUND, error.message) from None
    except Denied as error:
        too_many = error.code == "too_many_sessions"
        number = ErrorCode.GATEWAY_TOO_MANY_REQUESTS if too_many else ErrorCode.GATEWAY_NOT_AUTHORIZED
        raise MethodError(number, error.message) from None
    except Invalid as error:
        raise MethodError(ErrorCode.GATEWAY_INVALID_PAYLOAD, error.message) from None
    if login.token:
        return {"token": token, "expires_at": expires_at}
    call.set_cookie = services.gateway.cookie(call.host, token, call.origin)
    return {}


@method("kgw.logout", params=Logout, schema=record(account=HEX, optional=("account",)), result=NOTHING)
async def logout(call: Call[Logout]) -> Json:
    """End the session of the request, whomever `account` names. The answer clears its cookie."""
    services = call.services
    services.gateway.sessions.close(call.session)
    services.streams.wake(call.session)
    if call.by_cookie and call.trusted:
        call.set_cookie = services.gateway.cookie(call.host, "", call.origin)
    return {}
