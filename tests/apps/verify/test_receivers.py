"""Companies whose receivers of call-backs answer badly, slowly or for ever."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from idos.apps.verify import Company, deliveries
from tests.apps.verify.kit import API_KEY, Clock, Inbox, World, anna, eventually, world

Answer = Callable[[socket.socket], None]


@contextmanager
def receiver(answer: Answer) -> Iterator[tuple[str, list[bytes]]]:
    """A server that hands every connection to ``answer``. Gives its URL, and what it was sent."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        received: list[bytes] = []

        def take() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    threading.Thread(target=hold, args=(line,), daemon=True).start()

        def hold(line: socket.socket) -> None:
            with line, suppress(OSError):
                received.append(line.recv(65_536))
                answer(line)

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/hook", received
        listening.shutdown(socket.SHUT_RDWR)


def says(*lines: bytes) -> Answer:
    return lambda line: line.sendall(b"\r\n".join([*lines, b"", b""]))


def drips(line: socket.socket) -> None:
    """An answer whose head never ends."""
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    pause = threading.Event()
    while True:
        line.sendall(b"x")
        pause.wait(0.02)


@contextmanager
def neighbours(bad_url: str, **changes: Any) -> Iterator[World]:
    """The service with Neobank, and with Other, whose call-backs go to ``bad_url``."""

    def companies(neobank: Company) -> tuple[Company, ...]:
        other = replace(neobank, name="Other", api_key=f"other-{API_KEY}", webhook_url=bad_url)
        return (other, neobank)

    with world(companies=companies, **changes) as at:
        yield at


def ends_for_other(at: World) -> None:
    """A session of Other's, that ends when its time is over."""
    body = {
        "reference": "of-other",
        "surname": "Eriksson",
        "given_names": "Anna",
        "return_url": anna().return_url,
    }
    assert at.api("POST", "/api/sessions", f"other-{API_KEY}", json=body).is_success


@pytest.mark.parametrize(
    "answer",
    [
        says(b"HTTP/1.1 302 Found", b"Location: http://xn--/"),
        says(b"HTTP/1.1 307 Temporary Redirect", b"Location: http://[::1"),
        says(b"HTTP/1.1 302 Found", b"Location: //\xff\xfe"),
        says(b"HTTP/1.1 200 OK", b"Content-Length: -1"),
        says(b"HTTP/9.9 999 ?"),
        says(b"\x00" * 100),
        says(*[b"HTTP/1.1 100 Continue\r\n"] * 3),
        says(b"HTTP/1.1 500 Oh", b"X: " + b"x" * 200_000),
        lambda line: line.close(),
    ],
)
def test_whatever_a_receiver_answers_the_service_goes_on(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    with receiver(answer) as (url, _), neighbours(url, retry_seconds=()) as at:
        ends_for_other(at)
        visitor = at.start(reference="of-neobank")
        at.clock.now += at.settings.session_seconds
        assert at.provider.read_webhook(*at.inbox.wait(1)).reference == "of-neobank"
        eventually(lambda: "call-back to Other given up (" in caplog.text)
        assert "begins again" not in caplog.text
        at.clock.now += at.settings.keep_seconds
        eventually(lambda: at.api("GET", f"/api/sessions/{visitor.session_id}").status_code == 404)


def test_a_redirect_is_not_followed(caplog: pytest.LogCaptureFixture) -> None:
    with receiver(says(b"HTTP/1.1 204 No Content", b"Connection: close")) as (elsewhere, taken):
        moved = says(b"HTTP/1.1 307 Temporary Redirect", b"Location: " + elsewhere.encode())
        with receiver(moved) as (url, asked), neighbours(url, retry_seconds=()) as at:
            ends_for_other(at)
            at.clock.now += at.settings.session_seconds
            eventually(lambda: "call-back to Other given up (HTTP status 307)" in caplog.text)
            assert len(asked) == 1
        assert taken == []


def test_a_slow_company_delays_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    with receiver(drips) as (url, asked), neighbours(url, retry_seconds=(1000,)) as at:
        for _ in range(20):
            ends_for_other(at)
        at.clock.now += at.settings.session_seconds
        eventually(lambda: len(asked) >= 8)
        at.start(reference="of-neobank").pass_all()
        assert at.provider.read_webhook(*at.inbox.wait(1)).reference == "of-neobank"
        assert "call-back to Other failed" not in caplog.text, "they are waited for still"


def test_an_answer_that_never_ends_is_given_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(deliveries, "DEADLINE", 0.3)
    with receiver(drips) as (url, _), neighbours(url, retry_seconds=()) as at:
        ends_for_other(at)
        at.clock.now += at.settings.session_seconds
        eventually(lambda: "call-back to Other given up (TimeoutError)" in caplog.text)


def test_cookies_of_a_receiver_are_not_kept() -> None:
    sets = says(b"HTTP/1.1 500 Oh", b"Set-Cookie: a=b", b"Content-Length: 0", b"Connection: close")
    with receiver(sets) as (url, asked), neighbours(url, retry_seconds=(1, 1)) as at:
        ends_for_other(at)
        at.clock.now += at.settings.session_seconds
        eventually(lambda: len(asked) == 1)

        def came_again() -> bool:
            at.clock.now += 1
            return len(asked) >= 2

        eventually(came_again)
        assert b"cookie" not in asked[1].lower()


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with world() as at:
        assert at.provider.start(anna()).id
        at.clock.now += at.settings.session_seconds
        at.inbox.wait(1)


def test_a_session_that_can_not_be_read_keeps_no_other_from_being_forgotten(tmp_path: Path) -> None:
    database, clock = str(tmp_path / "verify.sqlite"), Clock()
    with world(clock=clock, database=database, inbox=Inbox()) as at:
        broken, sound = at.start(reference="broken"), at.start(reference="sound")
        with closing(sqlite3.connect(database, isolation_level=None)) as db:
            db.execute("UPDATE cases SET body = x'00', ends = ends - 1 WHERE id = ?", (broken.session_id,))
        clock.now += at.settings.session_seconds
        assert at.provider.read_webhook(*at.inbox.wait(1)).reference == "sound"
        assert at.api("GET", f"/api/sessions/{broken.session_id}").status_code == 404
        assert at.api("GET", f"/api/sessions/{sound.session_id}").is_success
