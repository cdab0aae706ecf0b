"""Signing in at the gateway: sign-in texts that wait for their signature, and sessions.

A session is known by a 256-bit token. Its holder shows it in a cookie or, where there are none, as a bearer
(RFC 6750). Only the token's hash is kept, as the session's name: what is in memory opens no session.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from idos.crypto.authenticators import Identity, authenticator, identify
from idos.crypto.hashes import sha256
from idos.errors import Denied, NotFound
from idos.protocol.reads import LOGIN_VERSION, LoginParameters, login_text
from idos.protocol.requests import Login
from idos.protocol.times import format_time
from idos.rpc.expiring import Clock, Expiring
from idos.rpc.settings import RpcSettings

COOKIE = "kgw_session"
_COOKIES = (COOKIE, f"__Host-{COOKIE}")
_NONCE_BYTES = 16
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in: the signature type and the sender that the signature was checked with."""

    auth_type: str
    sender: bytes
    identity: Identity

    def belongs_to(self, auth_type: str, sender: bytes) -> bool:
        """Whether a request that names this sender may use the session. One that names none may."""
        return not sender or (sender == self.sender and auth_type.lower() == self.auth_type)


class Gateway:
    """The sign-in of one network's node. Not safe for use from several threads.

    Raises:
        Invalid: the statement or a URL holds what a sign-in text can not.
    """

    def __init__(
        self, settings: RpcSettings, chain_id: str, *, clock: Clock, random: Callable[[int], bytes]
    ) -> None:
        self._settings = settings
        self._chain_id = chain_id
        self._clock = clock
        self._random = random
        self._urls = {urlsplit(url).netloc.lower(): url for url in reversed(settings.public_urls)}
        for url in settings.public_urls:
            self._invitation(url, "")  # a text that no wallet shows is the operator's mistake, found here
        self._logins: Expiring[LoginParameters] = Expiring(
            capacity=settings.max_logins, seconds=settings.login_seconds, clock=clock
        )
        self.sessions: Expiring[Session] = Expiring(
            capacity=settings.max_sessions, seconds=settings.session_seconds, clock=clock
        )

    def url(self, host: str) -> str:
        """The public URL by which the client came.

        A host that is not the node's own is never echoed: what is signed for another site is no good here.
        """
        return self._urls.get(host.lower(), self._settings.public_urls[0])

    def invite(self, host: str) -> LoginParameters:
        """What to sign in order to open a session; good once, until it expires."""
        login = self._invitation(self.url(host), self._random(_NONCE_BYTES).hex())
        self._logins.put(login.nonce.encode(), login)
        return login

    def _invitation(self, url: str, nonce: str) -> LoginParameters:
        now = int(self._clock())
        return LoginParameters(
            nonce=nonce,
            statement=self._settings.statement,
            issue_at=format_time(now),
            expiration_time=format_time(now + int(self._settings.login_seconds)),
            chain_id=self._chain_id,
            domain=url,
            version=LOGIN_VERSION,
            uri=f"{url}/rpc/v1",
        )

    def accept(self, nonce: str) -> LoginParameters:
        """Take back a sign-in text by its nonce. Raises ``NotFound`` when it is unknown, used or expired."""
        entry = self._logins.take(nonce.encode())
        if entry is None or self._logins.expired(entry):
            raise NotFound("the nonce is unknown, used or expired", code="nonce_unknown")
        return entry.value

    def open(self, session: Session) -> str:
        """Begin a session. Returns its token."""
        token = base64.urlsafe_b64encode(self._random(_TOKEN_BYTES)).rstrip(b"=").decode()
        self.sessions.put(session_name(token), session)
        return token

    def find(self, name: bytes | None) -> Session | None:
        """The session of this name, while it lasts."""
        return self.sessions.get(name) if name else None

    def close(self, name: bytes | None) -> None:
        """End the session, if there is one."""
        if name:
            self.sessions.take(name)

    def cookie(self, host: str, token: str) -> str:
        """The cookie that holds the token; with an empty one, the cookie that makes clients forget theirs."""
        # Pages of other sites may use a session only where nobody can read along.
        site = "SameSite=None; Secure" if self.url(host).startswith("https:") else "SameSite=Lax"
        seconds = int(self._settings.session_seconds) if token else 0
        return f"{COOKIE}={token}; Path=/; HttpOnly; Max-Age={seconds}; {site}"

    def expires_at(self) -> int:
        """The unix second in which a session that begins now ends."""
        return int(self._clock() + self._settings.session_seconds)


def signed_in(login: Login, invitation: LoginParameters) -> Session:
    """Who signed the sign-in text. Raises ``Denied`` for a wrong signature, ``Invalid`` for no sender."""
    kind = authenticator(login.signature_type)
    identity = identify(kind.name, login.sender)
    if not kind.verify(login.sender, login_text(invitation, invitation.domain), login.signature):
        raise Denied("the signature is not the sender's over this sign-in text", code="wrong_signature")
    return Session(kind.name, login.sender, identity)


def cookie_token(cookie: str) -> str | None:
    """The token in a ``Cookie`` header. Clients outside browsers send back attributes as well."""
    for pair in cookie.split(";"):
        name, _, value = pair.strip().partition("=")
        if name in _COOKIES and value:
            return value
    return None


def bearer_token(authorization: str) -> str | None:
    """The token in an ``Authorization`` header; None when that is of another scheme than ``Bearer``."""
    scheme, _, token = authorization.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def session_name(token: str) -> bytes:
    """The name of the session that a token opens."""
    return sha256(token.encode())
