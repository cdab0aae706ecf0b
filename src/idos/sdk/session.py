"""A conversation with one node as one signer: how reads are signed in, and how changes are committed.

Works with our nodes and with the official ones. See ``docs/protocol/reads.md`` and
``docs/protocol/transactions.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from idos.errors import Denied, NotFound, Unavailable
from idos.protocol import access_log, challenges
from idos.protocol.access_log import AccessLogPage, AccessLogQuery, access_log_call
from idos.protocol.actions.action import Action, View
from idos.protocol.payloads import NAMESPACE, ActionCall, ActionExecution
from idos.protocol.reads import LOGIN_VERSION, CallRequest, LoginParameters, call_text, login_text
from idos.protocol.refusals import refusal_of
from idos.protocol.requests import Login, Logout
from idos.protocol.results import CallResult, Challenge, ConsensusParams
from idos.protocol.wire import convert
from idos.sdk.connection import Connection
from idos.sdk.drivers import Operation
from idos.sdk.faults import CHALLENGE_NEEDED, SIGN_IN_NEEDED, understood
from idos.sdk.records import Row, RowRecord
from idos.sdk.sending import check_network, send

T = TypeVar("T")
R = TypeVar("R", bound=RowRecord)


class Session(Connection):
    """The state of the conversation: which network this is, and how it wants to know who asks.

    ``provider`` is the node's address as its gateway names it in what clients sign. Without a signer, what is
    open to everybody can be read; the rest raises ``Denied`` (``no_signer``).
    """

    def params(self) -> Operation[ConsensusParams]:
        """What all nodes of the network decide alike, as it is now. Asked without signing in."""
        yield from self.chain()
        return (yield from self.ask(ConsensusParams.from_json, "chain.consensus_params"))

    def rows(self, shape: type[R], view: View) -> Operation[list[R]]:
        """The rows of a view. Signs in when the node asks for it."""
        rows = yield from self._call(view)
        return [understood(shape.of, row) for row in rows]

    def row(self, shape: type[R], view: View) -> Operation[R]:
        """The first row of a view. Raises ``NotFound`` when there is none."""
        return understood(shape.of, (yield from self._first(view)))

    def value(self, shape: type[T], view: View) -> Operation[T]:
        """The first column of the first row of a view. Raises ``NotFound`` when there is none."""
        cell = next(iter((yield from self._first(view)).values()), None)
        return understood(lambda cell: convert(cell, shape), cell)

    def access_log(self, before: int | None, limit: int) -> Operation[AccessLogPage]:
        """Entries of the access log of the signer's profile. Signs in as for a view action."""
        return (
            yield from self._ask_proven(
                AccessLogPage.from_json,
                access_log.METHOD,
                access_log_call(before, limit),
                lambda proof: AccessLogQuery(before, limit, proof).to_json(),
            )
        )

    def execute(self, action: Action, description: str) -> Operation[str]:
        """Run an action in a transaction and wait until it is committed. Gives the transaction's hash as hex.

        Wallets show the description first.

        Raises:
            Denied, Invalid: the rules refuse it, or the client what the node wants signed; nothing was
                changed. ``network_not_given`` for an action of ``DESTRUCTIVE`` without a given chain id.
            UnknownOutcome: it was sent, and whether it was committed could not be learned.
        """
        self.own_signer()
        check_network(action.NAME, self.wanted_chain_id)
        payload = ActionExecution(NAMESPACE, action.NAME, (action.arguments(),)).encode()
        return (yield from send(self, payload, description))

    def log_out(self) -> Operation[None]:
        """End the gateway session, if the node keeps sessions."""
        try:
            yield from self.ask(_anything, "kgw.logout", Logout().to_json())
        except Unavailable as error:
            if error.code != "unsupported_method":
                raise

    def _first(self, view: View) -> Operation[Row]:
        rows = yield from self._call(view)
        if not rows:
            raise NotFound(f"{view.NAME} has no result for this caller")
        return rows[0]

    def _call(self, view: View) -> Operation[list[Row]]:
        call = ActionCall(NAMESPACE, view.NAME, view.arguments())
        result = yield from self._ask_proven(CallResult.from_json, "user.call", call, CallRequest.to_json)
        if result.error is not None:
            raise refusal_of(result.error)
        names = result.query_result.column_names
        return [dict(zip(names, row, strict=True)) for row in result.query_result.rows]

    def _ask_proven(
        self,
        read: Callable[[object], T],
        method: str,
        call: ActionCall,
        params: Callable[[CallRequest], Mapping[str, Any]],
    ) -> Operation[T]:
        """The result of a request that proves who asks, as a view call does; signs in if needed."""
        yield from self.chain()
        try:
            request = yield from self._proof(call)
            return (yield from self.ask(read, method, params(request)))
        except Denied as error:
            if error.code == SIGN_IN_NEEDED:
                yield from self._log_in()
            elif error.code in CHALLENGE_NEEDED:
                self.own_signer()
                self._private = True
            else:
                raise
        request = yield from self._proof(call)
        return (yield from self.ask(read, method, params(request)))

    def _proof(self, call: ActionCall) -> Operation[CallRequest]:
        """The call as this signer's: named, where there is a session, else signed over a new challenge.

        Without a signer, nothing is signed.
        """
        payload, signer, challenge, signature = call.encode(), self._signer, None, b""
        if signer is None:
            return CallRequest(payload, None, "", b"", b"")
        if self._private:
            challenge = yield from self._own_challenge()
            signature = signer.sign(call_text(call.namespace, call.action, payload, challenge))
        return CallRequest(payload, challenge, signer.auth_type, signer.sender, signature)

    def _own_challenge(self) -> Operation[bytes]:
        """A challenge of the node that is asked. Another's, signed, would read there in the signer's name."""
        if not self._sign_reads:
            raise Denied(
                "the node wants every read signed: sign_reads=True does that", code="reads_not_signed"
            )
        chain = yield from self.chain()
        answer = yield from self.ask(Challenge.from_json, "user.challenge")
        challenge = bytes.fromhex(answer.challenge)
        if not chain.chain_id or not challenges.names(challenge, self.provider, chain.chain_id):
            raise Denied("the challenge is not this node's: it was not signed", code="challenge_mismatch")
        return challenge

    def _log_in(self) -> Operation[None]:
        """Open a gateway session. What the gateway wants signed must be for this gateway and this network."""
        signer = self.own_signer()
        chain = yield from self.chain()
        params = yield from self.ask(LoginParameters.from_json, "kgw.authn_param")
        expected = {"domain": self.provider, "version": LOGIN_VERSION, "chain_id": chain.chain_id}
        for name, value in expected.items():
            if getattr(params, name) not in {"", value}:
                what = name.replace("_", " ")
                raise Denied(f"the gateway's login is for another {what}", code="login_mismatch")
        signature = signer.sign(login_text(replace(params, chain_id=chain.chain_id), self.provider))
        login = Login(params.nonce, signer.sender, signature, signer.auth_type)
        yield from self.ask(_anything, "kgw.authn", login.to_json())


def _anything(answer: object) -> object:
    return answer
