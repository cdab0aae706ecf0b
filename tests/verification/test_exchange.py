"""What a provider can answer, and how long it can take."""

from __future__ import annotations

import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from idos.errors import IdosError, Unavailable
from idos.verification.exchange import connection, exchange

Answer = Callable[[socket.socket], None]


@contextmanager
def provider(answer: Answer) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    threading.Thread(target=hold, args=(line,), daemon=True).start()

        def hold(line: socket.socket) -> None:
            with line, suppress(OSError):
                line.recv(65_536)
                answer(line)

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        listening.shutdown(socket.SHUT_RDWR)


def ask(url: str, *, limit: int = 1000, seconds: float = 20) -> bytes:
    with connection(url) as http:
        return exchange(http, http.build_request("GET", url), limit=limit, seconds=seconds)


def refused(url: str, **bounds: float) -> tuple[str, str]:
    with pytest.raises(IdosError) as caught:
        ask(url, **bounds)  # type: ignore[arg-type]  # a limit is whole
    return caught.value.code, caught.value.message


def says(head: bytes, body: bytes = b"") -> Answer:
    return lambda line: line.sendall(head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + body)


def drips(start: bytes) -> Answer:
    def answer(line: socket.socket) -> None:
        pause = threading.Event()
        line.sendall(start)
        while True:
            line.sendall(b"x")
            pause.wait(0.02)

    return answer


def test_an_answer_is_given_whole() -> None:
    with provider(says(b"HTTP/1.1 200 OK\nContent-Length: 4", b"good")) as url:
        assert ask(url) == b"good"
        assert ask(url, limit=4) == b"good"
        assert refused(url, limit=3)[0] == "bad_response"


@pytest.mark.parametrize(
    "start",
    [
        b"X: ",
        b"\r\n",
        b"Content-Length: 9999\r\n\r\n",
    ],
)
def test_there_is_one_deadline_however_the_answer_trickles(start: bytes) -> None:
    with provider(drips(b"HTTP/1.1 200 OK\r\n" + start)) as url:
        assert refused(url, limit=100_000, seconds=0.3)[0] == "unreachable"


def test_a_client_of_ones_own_is_left_when_the_time_is_over() -> None:
    with (
        provider(drips(b"HTTP/1.1 200 OK\r\n\r\n")) as url,
        httpx.Client() as http,
        pytest.raises(Unavailable) as caught,
    ):
        exchange(http, http.build_request("GET", url), limit=100_000, seconds=0)
    assert caught.value.message == "The provider did not answer in time."


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(b"HTTP/1.1 302 Found\nLocation: http://xn--/"), "unreachable"),
        (says(b"HTTP/1.1 302 Found\nLocation: /elsewhere"), "provider_failed"),
        (says(b"HTTP/1.1 200 OK\nContent-Length: x"), "unreachable"),
        (says(b"HTTP/1.1 200 OK\nX: " + b"x" * 200_000), "unreachable"),
        (says(b"\0\0\0"), "unreachable"),
        (says(b"HTTP/1.1 422 No\nContent-Length: 0"), "provider_input"),
    ],
)
def test_whatever_it_answers_is_an_error_of_ours(answer: Answer, code: str) -> None:
    with provider(answer) as url:
        assert refused(url)[0] == code


def test_nothing_is_unpacked() -> None:
    bomb = zlib.compress(bytes(10_000_000))
    head = b"HTTP/1.1 200 OK\nContent-Encoding: deflate\nContent-Length: %d" % len(bomb)
    with provider(says(head, bomb)) as url:
        assert refused(url, limit=100_000)[0] == "bad_response"


def test_a_client_that_is_closed_asks_nothing() -> None:
    http = connection("https://provider.example")
    http.close()
    with pytest.raises(Unavailable):
        exchange(http, httpx.Request("GET", "https://provider.example"), limit=1)


def test_this_machine_is_asked_without_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.setenv(name, "socks5://[::1]:9")
    with provider(says(b"HTTP/1.1 200 OK\nContent-Length: 4", b"here")) as url:
        assert ask(url) == b"here"
