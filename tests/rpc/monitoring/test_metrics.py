"""The figures: to whom they are shown, and what they say of the traffic."""

from __future__ import annotations

import socket

import httpx
import pytest

from idos.errors import Unavailable
from idos.node import NodeConfig, open_node
from tests.rpc.http.test_bounds import ASK, ASK_HEAD, answering, connected
from tests.rpc.kit import Client, genesis, running

PATH = "/metrics"


@pytest.mark.parametrize("host", ["127.0.0.1:8484", "localhost", "[::1]:8484"])
def test_they_are_shown_to_this_machine(client: Client, host: str) -> None:
    assert "idos_block_height" in client.with_headers(host=host).get(PATH).text


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "node.example"},
        {"host": "127.0.0.1.example"},
        {"x-forwarded-for": "192.0.2.7"},
        {"x-forwarded-for": "127.0.0.1"},
        {"x-real-ip": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
        {"via": "1.1 proxy"},
    ],
)
def test_they_are_not_shown_to_who_comes_through_a_proxy(client: Client, headers: dict[str, str]) -> None:
    """Neither when the proxy says for whom it asks, nor when it keeps only the name that was asked."""
    answer = client.with_headers(**headers).get(PATH)
    assert (answer.status_code, answer.text) == (404, "Not Found")


def test_they_are_not_shown_to_another_machine(client: Client) -> None:
    transport = httpx.HTTPTransport(local_address="127.0.0.9")
    with httpx.Client(transport=transport) as http:
        assert Client(client.url, http).get(PATH).status_code == 200  # loopback, all of it
    with running(trusted_proxies=("127.0.0.9",)) as (_, there), httpx.Client(transport=transport) as http:
        other = Client(there.url, http, **{"x-forwarded-for": "192.0.2.7"})
        assert other.get(PATH).status_code == 404


@pytest.fixture
def place() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"


def test_they_may_have_an_address_of_their_own(place: str) -> None:
    with running(metrics_listen=place) as (_, client):
        client.rpc("user.ping")
        assert client.get(PATH).status_code == 404
        text = httpx.get(f"http://{place}{PATH}").text
        assert 'idos_rpc_requests_total{code="0",method="user.ping"} 1.0' in text
        assert httpx.get(f"http://{place}/rpc/v1").status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{place}{PATH}")


def test_an_address_that_can_not_be_had_stops_the_node(place: str) -> None:
    host, port = place.split(":")
    config = NodeConfig(port=0, metrics_listen=place)
    with (
        socket.create_server((host, int(port))),
        pytest.raises(Unavailable, match=port) as error,
        open_node(config, genesis()),
    ):
        pytest.fail("it opened")
    assert error.value.code == "address"


def test_they_count_connections_and_what_waits_to_be_read() -> None:
    with answering(40_000_000), running(header_seconds=0.3) as (_, client), connected(client) as slow:
        slow.sendall(ASK_HEAD + ASK)
        assert slow.recv(1) == b"H"
        text = client.get(PATH).text
        assert "idos_connections 2.0" in text
        assert "idos_requests_in_progress 1.0" in text
        assert "idos_answer_bytes 4.00000" in text
        with connected(client) as silent:
            assert silent.recv(1) == b""
        assert 'idos_http_ended_total{reason="late head"} 1.0' in client.get(PATH).text
