"""The HTTP of one connection, with bounds on what uvicorn leaves to a proxy in front."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import ClassVar, Final, cast

import httptools
from uvicorn.protocols.http.flow_control import service_unavailable
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from idos.http_server.bounds import Traffic
from idos.http_server.clients import client_name, plain_address
from idos.http_server.offers import without_offer
from idos.http_server.shares import Share

CONNECTION: Final = "idos.connection"
"""Where an application finds the connection: among the ``extensions`` of the scope (ASGI 3.0)."""

MAX_FIELDS: Final = 100
"""Fields of a request's head, and of the trailer after its body, together."""

_MAX_PIPELINED: Final = 16
_AROUND_A_FIELD: Final = len(": \r\n")
# Seconds after which an idle connection, and one whose body is still arriving, gives way to others.
_IDLE_PATIENCE: Final = 0.1
PATIENCE: Final = 1.0
"""Seconds for a part; who takes or sends it more slowly gives way to others."""
_INVALID: Final = "Invalid HTTP request received."
_TOO_LARGE: Final = "too many header fields, or too long"


class _TooLargeError(Exception):
    """A head, or a trailer, has too many fields or is too long."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection.

    A request's head must arrive whole in its time and size, and its body in its time. What comes after a
    body in chunks, a trailer, is bounded as a head is, and ignored (RFC 9110 §6.5.1). Few requests may be
    sent ahead of their predecessors' answers. A client that reads nothing of its answer for ``write_seconds``
    is cut off, also while the connection is being closed. While no request of it is in progress, the
    connection gives way to others when there are too many; one for which there is no room is answered so. An
    offer of another protocol is ignored (RFC 9110 §7.8).
    """

    traffic: ClassVar[Traffic]
    _is_head = True  # that arrives next, else a body with its trailer
    _unfinished = 0  # bytes of the head that is arriving, or since the last part of a body
    _fields = 0  # of the current request
    _field_bytes = 0  # of these and of its target
    _head_timer: asyncio.TimerHandle | None = None
    _body_timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin to wait for a head."""
        super().connection_made(transport)
        host, port = self.client or ("", 0)
        self.client = (plain_address(host), port)
        exempt = self.client[0] in self.traffic.proxies
        share = self.traffic.connections.take(client_name(host), exempt=exempt)
        if share is None:
            self.traffic.ended["connection"] += 1
            self.app = service_unavailable
            share = self.traffic.turned_away.take("")
        if share is None:  # nor for so many to be told
            share = Share(self.traffic.turned_away, "")
            transport.abort()
        self.share = share
        self.share.may_end(self.give_way, _IDLE_PATIENCE)
        self._time_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self.share.release()
        for timer in (self._head_timer, self._body_timer, self._write_timer):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head, and time what has not arrived."""
        self._unfinished += len(data)
        if self._is_head:
            self._time_head()
        self._unset_keepalive_if_required()
        self._parse(data)
        if self._unfinished > self.traffic.bounds.head_bytes and not self.transport.is_closing():
            self._refuse_fields()
        elif not self._is_head:
            self._time_body()

    def _parse(self, data: bytes) -> None:
        try:
            while data:
                try:
                    self.parser.feed_data(data)
                except httptools.HttpParserUpgrade as offer:
                    data = self._decline() + data[offer.args[0] :]
                else:
                    return
        except httptools.HttpParserError as error:
            if isinstance(error.__context__, _TooLargeError):
                self._refuse_fields()
            else:
                self.send_400_response(_INVALID)

    def _decline(self) -> bytes:
        """A new parser, and the head for it that the request has without its offer.

        The parser takes what follows an offer for the other protocol, and would not read the body.
        """
        method, version = self.parser.get_method(), self.parser.get_http_version()
        if method == b"CONNECT":
            raise httptools.HttpParserError(_INVALID)
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        return without_offer(method, self.url, version, self.headers)

    def on_message_begin(self) -> None:
        """A head begins. What is raised here ends the connection with a 400."""
        if len(self.pipeline) >= _MAX_PIPELINED:
            raise ConnectionRefusedError
        super().on_message_begin()
        self._fields = self._field_bytes = 0
        self.scope["extensions"] = {CONNECTION: cast("dict[object, object]", self)}

    def on_url(self, url: bytes) -> None:
        """More of the target."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head; one of a trailer changes nothing."""
        self._fields += 1
        self._count(len(name) + len(value) + _AROUND_A_FIELD)
        if self._is_head:
            super().on_header(name, value)

    def _count(self, size: int) -> None:
        self._field_bytes += size
        if self._fields > MAX_FIELDS or self._field_bytes > self.traffic.bounds.head_bytes:
            raise _TooLargeError

    def on_headers_complete(self) -> None:
        """The head is complete."""
        if self.parser.should_upgrade():
            return  # it comes again, without the offer
        self._is_head = False
        self._unfinished = 0
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """More of the body."""
        self._unfinished = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there, and the next head may come."""
        if self.parser.should_upgrade():
            return
        super().on_message_complete()
        self._is_head = True
        self._unfinished = 0
        if not self.cycle.response_complete:
            self.share.stay()
        if self._body_timer:
            self._body_timer.cancel()
            self._body_timer = None

    def pause_writing(self) -> None:
        """The client is behind with reading."""
        super().pause_writing()
        self._time_write(self.traffic.bounds.write_seconds)

    def resume_writing(self) -> None:
        """The client caught up."""
        super().resume_writing()
        if self._write_timer and not self.transport.is_closing():
            self._write_timer.cancel()
            self._write_timer = None

    def on_response_complete(self) -> None:
        """The answer is handed to the operating system."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._time_write(self.traffic.bounds.write_seconds)
        elif self.cycle.response_complete:
            self.share.may_end(self.give_way, _IDLE_PATIENCE)
        elif self._body_timer:  # of a request that was sent ahead, and is waited for from now on
            self._body_timer.cancel()
            self._body_timer = None
            self._time_body()

    def timeout_keep_alive_handler(self) -> None:
        """Close the idle connection."""
        super().timeout_keep_alive_handler()
        self._time_write(self.traffic.bounds.write_seconds)

    def shutdown(self) -> None:
        """Finish what is worked on. What has not arrived will not be."""
        if self._is_awaited():
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "the server stops")
        else:
            super().shutdown()
        if self.transport.is_closing():
            self._time_write(self.traffic.bounds.end_seconds)

    def is_answered(self) -> bool:
        """Whether all that is left to do is to send."""
        return bool(self.cycle and self.cycle.response_started)

    def cut(self, reason: str) -> None:
        """End the connection at once, whatever it was at."""
        if not self.transport.is_closing():
            self.traffic.ended[reason] += 1
        self.transport.abort()

    def refuse(self, status: HTTPStatus, text: str) -> None:
        """Answer a request that has not arrived completely; its application sees that the client left."""
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        self._end(status, text)

    def _refuse_fields(self) -> None:
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        if self._is_awaited():
            self.traffic.ended["head"] += 1
            self.refuse(status, _TOO_LARGE)
        elif self._is_head and (self.cycle is None or self.cycle.response_complete):
            self.traffic.ended["head"] += 1
            self._end(status, _TOO_LARGE)
        else:  # in the middle of another answer
            self.cut("head")

    def _end(self, status: HTTPStatus, text: str) -> None:
        self.share.stay()
        body = text.encode()
        head = f"HTTP/1.1 {status} {status.phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
        head += f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        self.transport.write(head.encode() + body)
        self.transport.close()
        self._time_write(self.traffic.bounds.write_seconds)

    def _is_awaited(self) -> bool:
        """Whether the body of the current request is arriving, and nothing was answered."""
        if self.transport.is_closing() or self._is_head or self.pipeline:
            return False
        return not self.cycle.response_started

    def give_way(self) -> None:
        """Leave the place to somebody else's connection."""
        if self._is_awaited():
            self.traffic.ended["body"] += 1
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "too many requests are arriving")
        else:
            self.cut("idle")

    def _late(self) -> None:
        """The body has not arrived in its time. What is not read, because others are at work, is not late."""
        self._body_timer = None
        if self._is_awaited() and not self.flow.read_paused:
            self.traffic.ended["late body"] += 1
            self.refuse(HTTPStatus.BAD_REQUEST, "request body did not arrive in time")
        elif self.cycle.response_complete:
            self.cut("late body")
        else:
            self._time_body()

    def _time_head(self) -> None:
        if self._head_timer is None:
            seconds = self.traffic.bounds.head_seconds
            self._head_timer = self.loop.call_later(seconds, self.cut, "late head")

    def _time_body(self) -> None:
        if self._body_timer is None and not self.transport.is_closing():
            self._body_timer = self.loop.call_later(self.traffic.bounds.body_seconds, self._late)
            if not self.pipeline:
                self.share.may_end(self.give_way, PATIENCE)

    def _time_write(self, seconds: float) -> None:
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(seconds, self.cut, "slow reader")
