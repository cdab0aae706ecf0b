"""One request and its answer, as an application sees them, within the server's bounds."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import Final, cast

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from idos.http_server.bounds import Traffic
from idos.http_server.clients import client_name
from idos.http_server.connection import CONNECTION, PATIENCE, BoundedProtocol
from idos.http_server.shares import Share

PART: Final = 65_536
"""Bytes that are sent at a time.

Answers of at most this size are not counted: a connection buffers as much anyhow.
"""

_EXCHANGE: Final = "idos.exchange"
_READ_AWAY_SECONDS: Final = 2.0
_LENGTH: Final = b"content-length"


class Exchange:
    """What the server knows of one request. ``client``: whom the limits count."""

    def __init__(self, traffic: Traffic, scope: Scope, receive: Receive, send: Send) -> None:
        self._traffic = traffic
        self._receive = receive
        self._send = send
        self._connection = cast("BoundedProtocol", scope["extensions"][CONNECTION])
        self._arrived = 0
        self._next = 0  # the body must reach this size soon, or it gives way to others
        self._body: Share | None = None
        self._kept: list[Share] = []
        self._reserved = False
        self._is_whole = False
        self._sent = 0
        self._waited = 0.0
        self.refused = False
        self.client = client_name(scope["client"][0]) if scope["client"] else ""

    @staticmethod
    def of(scope: Scope) -> Exchange:
        """That of the request which an application was given."""
        return cast("Exchange", scope["extensions"][_EXCHANGE])

    async def receive(self) -> Message:
        """More of the request. Its body is counted; one for which there is no room is refused."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            return message
        self._is_whole = not message.get("more_body", False)
        self._arrived += len(message.get("body", b""))
        if self._arrived > PART and not self._hold_body():
            self._traffic.ended["body"] += 1
            await self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "too many requests are arriving")
            return {"type": "http.disconnect"}
        return message

    def _hold_body(self) -> bool:
        if self._body is None:
            self._body = self._traffic.arriving.take(self.client, self._arrived)
        elif not self._body.grow(self._arrived - self._body.amount):
            return False
        if self._body and self._is_whole:
            self._body.stay()
        elif self._body and self._arrived >= self._next:
            self._next = self._arrived + PART
            self._body.may_end(self._connection.give_way, PATIENCE)
        return self._body is not None

    def reserve(self, size: int, signer: str = "") -> bool:
        """Whether there is room for an answer of so many bytes, now; then it is kept until it was sent.

        ``signer``: the proved caller, if any.
        """
        if size <= PART or self._reserved:
            return True
        taken = [self._traffic.answers.take(self.client, size)]
        if signer:
            taken.append(self._traffic.answers_of_signers.take(signer, size))
        held = [share for share in taken if share]
        self._reserved = len(held) == len(taken)
        if self._reserved:
            self._kept += held
        else:
            self._traffic.ended["answer"] += 1
            for share in held:
                share.release()
        return self._reserved

    def keep(self, share: Share) -> None:
        """Release a share when the answer was sent. It gives way to others when the client reads nothing."""
        self._kept.append(share)

    def cut(self) -> None:
        """End the connection, for what others wait for it to give back."""
        self._connection.cut("slow reader")

    async def send(self, message: Message) -> None:
        """More of the answer, in parts that wait until the client has taken those before."""
        if self.refused:
            return
        if message["type"] == "http.response.start":
            if self.reserve(_length(message)):
                await self._send(message)
            else:
                await self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "too many answers wait to be read")
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if len(body) <= PART:
            await self._send_part(body, more=more)
            return
        view = memoryview(body)
        for start in range(0, len(view), PART):
            await self._send_part(view[start : start + PART], more=True)
        if not more:
            await self._send_part(b"", more=False)  # waits until hardly anything is left of those before

    async def _send_part(self, part: bytes | memoryview, *, more: bool) -> None:
        message: Message = {"type": "http.response.body", "body": part, "more_body": more}
        shares = (*self._kept, self._connection.share)
        for share in shares:
            share.may_end(self.cut, PATIENCE)
        if not self._sent:
            await self._send(message)  # the first waits for nothing
        else:
            bounds, loop = self._traffic.bounds, asyncio.get_running_loop()
            began = loop.time()
            try:
                async with asyncio.timeout(
                    bounds.write_seconds + self._sent / bounds.write_rate - self._waited
                ):
                    await self._send(message)
            except TimeoutError:
                self.cut()
                self.refused = True
            self._waited += loop.time() - began
        if more:
            for share in shares:
                share.stay()
        self._sent += len(part)

    async def refuse(self, status: HTTPStatus, text: str, send: Send | None = None) -> None:
        """Answer in plain text, and end the connection. What the application sends after it is not sent.

        ``send``: that of the application, when it is the one that refuses.
        """
        if self.refused:
            return
        body, out = text.encode(), send or self._send
        plain = (b"content-type", b"text/plain; charset=utf-8")
        headers = [plain, (_LENGTH, b"%d" % len(body)), (b"connection", b"close")]
        await out({"type": "http.response.start", "status": status, "headers": headers})
        await out({"type": "http.response.body", "body": body, "more_body": True})
        await self._read_away()
        await out({"type": "http.response.body", "body": b""})
        self.refused = True

    async def _read_away(self) -> None:
        """Read what is still sent of a refused request, within bounds.

        Its connection ends. If that were with bytes unread, TCP would reset it, and a client that is still
        sending would not see its answer.
        """
        bounds = self._traffic.bounds
        left = bounds.read_away_bytes
        with suppress(TimeoutError):
            async with asyncio.timeout(min(_READ_AWAY_SECONDS, bounds.body_seconds)):
                while left > 0 and not self._is_whole:
                    message = await self._receive()
                    self._is_whole = not message.get("more_body", False)
                    left -= len(message.get("body", b""))

    def end(self) -> None:
        """The exchange is over: nothing is held for it."""
        for share in self._kept:
            share.release()
        if self._body:
            self._body.release()


class Exchanges:
    """An application whose every request is an `Exchange`."""

    def __init__(self, app: ASGIApp, traffic: Traffic) -> None:
        self._app = app
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(self._traffic, scope, receive, send)
        scope["extensions"][_EXCHANGE] = exchange
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            pass  # there is nobody to answer
        except Exception:
            if not exchange.refused:  # an application may break over a request that it was not given
                raise
        finally:
            exchange.end()


def _length(start: Message) -> int:
    return next((int(value) for name, value in start.get("headers", ()) if name.lower() == _LENGTH), 0)
