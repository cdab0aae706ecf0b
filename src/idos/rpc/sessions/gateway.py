"""Signing in at the gateway: sign-in texts, challenges and sessions.

A session is known by a 256-bit token. Its holder shows it in a cookie or, where there are none, as a bearer
(RFC 6750). Only the token's hash is kept, as the session's name: what is in memory opens no session.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import urlsplit

from idos.consensus.clock import Clock
from idos.crypto.authenticators import authenticator, identify
from idos.crypto.encoding import hexdecode
from idos.crypto.hashes import sha256
from idos.errors import Denied, Invalid, NotFound
from idos.protocol.challenges import challenge_of
from idos.protocol.reads import LOGIN_VERSION, LoginParameters, login_text
from idos.protocol.requests import Login
from idos.protocol.times import format_time
from idos.rpc.sessions.tables import OpenSession, Sessions, Standing
from idos.rpc.sessions.tickets import TICKET_BYTES, Ticket, Tickets
from idos.rpc.settings import RpcSettings

COOKIE = "kgw_session"
_COOKIES = (COOKIE, f"__Host-{COOKIE}")
_TOKEN_BYTES = 32
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Gateway:
    """The sign-in of one network's node. Not safe for use from several threads; its ``sessions`` are.

    Raises:
        Invalid: the statement or a URL holds what a sign-in text cannot.
    """

    def __init__(
        self, settings: RpcSettings, chain_id: str, *, clock: Clock, random: Callable[[int], bytes]
    ) -> None:
        self._settings = settings
        self._chain_id = chain_id
        self._clock = clock
        self._random = random
        self._urls = settings.public_urls
        self._of_host = {urlsplit(url).netloc.lower(): n for n, url in reversed([*enumerate(self._urls)])}
        self._logins, self._challenges = (
            Tickets(seconds=seconds, capacity=settings.max_logins, clock=clock, random=random)
            for seconds in (settings.login_seconds, settings.challenge_seconds)
        )
        self.sessions = Sessions(settings, clock)
        for number in range(len(self._urls)):  # a text that no wallet shows is the operator's mistake
            self._text_of(Ticket(0, number), "")
            self._challenge(Ticket(0, number), bytes(TICKET_BYTES))

    def url(self, host: str) -> str:
        """The public URL by which the client came.

        A host that is not the node's own is never echoed: a text that names another site is not valid here.
        """
        return self._urls[self._number(host)]

    def _number(self, host: str) -> int:
        return self._of_host.get(host.lower(), 0)

    def sign_in_text(self, host: str) -> LoginParameters:
        """What to sign in order to open a session; good once, until it expires."""
        ticket = Ticket(int(self._clock() * 1000), self._number(host))
        return self._text_of(ticket, self._logins.issue(ticket).hex())

    def _text_of(self, ticket: Ticket, nonce: str) -> LoginParameters:
        url, issued = self._urls[ticket.subject], ticket.time_ms // 1000
        return LoginParameters(
            nonce=nonce,
            statement=self._settings.statement,
            issue_at=format_time(issued),
            expiration_time=format_time(issued + int(self._settings.login_seconds)),
            chain_id=self._chain_id,
            domain=url,
            version=LOGIN_VERSION,
            uri=f"{url}/rpc/v1",
        )

    def accept(self, nonce: str) -> LoginParameters:
        """Take back a sign-in text by its nonce. Raises ``NotFound`` when it is unknown, used or expired."""
        try:
            number = hexdecode(nonce, TICKET_BYTES)
            return self._text_of(self._logins.use(number), number.hex())
        except (Invalid, NotFound):
            raise NotFound("the nonce is unknown, used or expired", code="nonce_unknown") from None

    def open(self, text: LoginParameters, session: OpenSession, client: str, standing: Standing) -> str:
        """Begin a session of the signer. Returns its token. Raises ``Denied`` as ``Sessions``."""
        self._logins.keep(bytes.fromhex(text.nonce))
        token = base64.urlsafe_b64encode(self._random(_TOKEN_BYTES)).rstrip(b"=").decode()
        self.sessions.open(session_name(token), session, client, standing)
        return token

    def challenge(self, host: str) -> bytes:
        """A challenge that names the URL by which the client came; good once, until it expires."""
        ticket = Ticket(int(self._clock() * 1000), self._number(host))
        return self._challenge(ticket, self._challenges.issue(ticket))

    def spend(self, challenge: bytes) -> None:
        """Take a challenge out of use. Raises ``NotFound`` as ``Tickets.use``."""
        number = challenge[:TICKET_BYTES]
        # No secret is compared: its first half is only accepted if this node made it, the second follows from
        # that.
        if challenge != self._challenge(self._challenges.use(number), number):
            raise NotFound("the challenge is unknown", code="ticket_unknown")

    def keep_spent(self, challenge: bytes) -> None:
        """Somebody signed the challenge: it stays out of use, however many others are spent."""
        self._challenges.keep(challenge[:TICKET_BYTES])

    def _challenge(self, ticket: Ticket, number: bytes) -> bytes:
        return challenge_of(self._urls[ticket.subject], self._chain_id, number)

    def cookie(self, host: str, token: str, origin: str | None) -> str:
        """The cookie that holds the token; with an empty one, the cookie that makes clients forget theirs.

        ``origin``: of the page that asks, which is trusted; None when it is not a page.
        """
        url = urlsplit(self.url(host))
        # Pages of other sites may use a session only where nobody can read along: over https, and on one
        # machine. Browsers take what is secure from their own machine over http too, others would not. They
        # refuse other sites' cookies unless these are kept apart for each site that people visit (CHIPS).
        own_machine = url.hostname in _LOOPBACK and origin and urlsplit(origin).hostname != url.hostname
        crosses_sites = url.scheme == "https" or own_machine
        site = "SameSite=None; Secure; Partitioned" if crosses_sites else "SameSite=Lax"
        seconds = int(self._settings.session_seconds) if token else 0
        return f"{COOKIE}={token}; Path=/; HttpOnly; Max-Age={seconds}; {site}"

    def expires_at(self) -> int:
        """The unix second in which a session that begins now ends."""
        return int(self._clock() + self._settings.session_seconds)


def signed_in(login: Login, text: LoginParameters) -> OpenSession:
    """Who signed the sign-in text. Raises ``Denied`` for a wrong signature, ``Invalid`` for no sender."""
    kind = authenticator(login.signature_type)
    identity = identify(kind.name, login.sender)
    if not kind.verify(login.sender, login_text(text, text.domain), login.signature):
        raise Denied("the signature is not the sender's over this sign-in text", code="wrong_signature")
    return OpenSession(kind.name, login.sender, identity)


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
    # A token has 256 random bits, so it needs no slow hash. It is looked up by its hash: the time that the
    # lookup takes tells nothing of the token.
    return sha256(token.encode())
