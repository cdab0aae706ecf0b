"""Clients that offer to go on in another protocol are answered as without the offer."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from idos.http_server.offers import without_offer
from tests.http_server.kit import connected, is_fine, rest, server

H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
WEBSOCKET = (
    b"Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
OFFERS = pytest.mark.parametrize("offer", [H2C, WEBSOCKET, b"Connection: upgrade\r\nUpgrade: TLS/1.0\r\n"])
CLOSE = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def answers(*sent: bytes) -> list[bytes]:
    """What is answered to this, sent in these pieces."""
    with server() as port, connected(port) as connection:
        for part in sent:
            connection.sendall(part)
        return rest(connection).split(b"HTTP/1.1 ")[1:]


@OFFERS
@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_a_body_is_read_whatever_is_offered(offer: bytes, piece: int) -> None:
    whole = b"POST /a HTTP/1.1\r\nHost: x\r\n" + offer + b"Content-Length: 4\r\n\r\nbody" + CLOSE
    first, last = answers(*(whole[at : at + piece] for at in range(0, len(whole), piece)))
    assert first.startswith(b"200 ")
    assert first.endswith(b"POST /a body")
    assert last.endswith(b"GET /last ")


@OFFERS
def test_a_body_of_unknown_length_is_read_too(offer: bytes) -> None:
    chunks = b"2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"
    head = b"POST /a HTTP/1.1\r\nHost: x\r\n" + offer + b"Transfer-Encoding: chunked\r\n\r\n"
    first, last = answers(head, chunks + CLOSE)
    assert first.endswith(b"POST /a body")
    assert last.endswith(b"GET /last ")


@OFFERS
def test_a_request_without_a_body_is_answered(offer: bytes) -> None:
    first, last = answers(b"GET /a?b=c HTTP/1.1\r\nHost: x\r\n" + offer + b"\r\n" + CLOSE)
    assert first.endswith(b"GET /a ")
    assert last.endswith(b"GET /last ")


def test_offers_may_come_one_after_the_other() -> None:
    request = b"POST /a HTTP/1.1\r\nHost: x\r\n" + H2C + b"Content-Length: 4\r\n\r\nbody"
    *others, last = answers(request * 5 + CLOSE)
    assert [answer.endswith(b"POST /a body") for answer in others] == [True] * 5
    assert last.endswith(b"GET /last ")


def test_but_not_without_end() -> None:
    request = b"GET /a HTTP/1.1\r\nHost: x\r\n" + H2C + b"\r\n"
    assert any(answer.startswith(b"400 ") for answer in answers(request * 500))


def test_an_offer_does_not_keep_a_connection_that_is_to_be_closed() -> None:
    offer = b"Connection: close, Upgrade\r\nUpgrade: h2c\r\n"
    (only,) = answers(b"GET /a HTTP/1.1\r\nHost: x\r\n" + offer + b"\r\n")
    assert only.endswith(b"GET /a ")


@pytest.mark.parametrize(
    "sent",
    [
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\n" + H2C + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
    ],
)
def test_what_is_no_request_to_this_server_is_refused(sent: bytes) -> None:
    (only,) = answers(sent)
    assert only.startswith(b"400 ")


def test_everything_but_the_offer_is_kept() -> None:
    headers = [(b"host", b"x"), (b"connection", b"Close, UPGRADE"), (b"upgrade", b"h2c"), (b"a", b"")]
    assert without_offer(b"GET", b"/?a", "1.0", headers) == (
        b"GET /?a HTTP/1.0\r\nhost: x\r\nconnection: Close\r\na: \r\n\r\n"
    )


def test_curl_that_would_rather_speak_http_2_is_answered() -> None:
    if shutil.which("curl") is None:
        pytest.skip("this machine has no curl")
    with server() as port:
        for more in (["--data", "body"], ["--header", "Transfer-Encoding: chunked", "--data", "body"]):
            url = f"http://127.0.0.1:{port}/a"
            done = subprocess.run(
                ["curl", "-sS", "--http2", "-i", *more, url], capture_output=True, check=False, timeout=30
            )
            assert is_fine(done.stdout), done
            assert done.stdout.endswith(b"POST /a body")


JAVA = """
import java.net.URI;
import java.net.http.*;

public class Ask {
    public static void main(String[] args) throws Exception {
        var body = HttpRequest.BodyPublishers.ofString("body");
        var request = HttpRequest.newBuilder(URI.create(args[0])).POST(body).build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.print(answer.statusCode() + " " + answer.body());
    }
}
"""


def test_javas_own_client_is_answered(tmp_path: Path) -> None:
    """It offers HTTP/2 with every first request, bodies and all."""
    if shutil.which("javac") is None:
        pytest.skip("this machine has no Java compiler")
    (tmp_path / "Ask.java").write_text(JAVA)
    with server() as port:
        command = ["java", "-Xmx64m", str(tmp_path / "Ask.java"), f"http://127.0.0.1:{port}/a"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "200 POST /a body", done
