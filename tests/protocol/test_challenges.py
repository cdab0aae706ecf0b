"""A challenge says which node of which network it is of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol.challenges import challenge_of, names, origin

RANDOM = bytes(range(16))
NODE = "https://node.example"
OTHERS = (
    "http://node.example",
    "https://node.example:8443",
    "https://nodes.example",
    "https://node.example.evil",
)


def test_it_is_made_as_the_document_says() -> None:
    made = challenge_of(NODE, "idos-1", RANDOM)
    assert made.hex() == "000102030405060708090a0b0c0d0e0fb16dadf32bf2e0bf38ace61acd317813"


def test_it_names_its_node_and_network_and_no_other() -> None:
    made = challenge_of(NODE, "idos-1", RANDOM)
    assert names(made, NODE, "idos-1")
    assert not any(names(made, other, "idos-1") for other in OTHERS)
    assert not names(made, NODE, "idos-2")
    assert not names(made, NODE, "")


@pytest.mark.parametrize(
    "url",
    [
        "https://node.example/",
        "https://NODE.example",
        "HTTPS://node.example:443",
        "https://node.example/some/path",
        "https://node.example?x#y",
    ],
)
def test_spellings_of_one_origin_are_one(url: str) -> None:
    assert origin(url) == NODE
    assert names(challenge_of(url, "idos-1", RANDOM), NODE, "idos-1")


def test_an_address_keeps_its_brackets_and_its_port() -> None:
    assert origin("http://[::1]:8484/rpc") == "http://[::1]:8484"
    assert origin("http://127.0.0.1:80") == "http://127.0.0.1"


@given(st.binary(min_size=32, max_size=32))
def test_random_bytes_name_nobody(made: bytes) -> None:
    assert not names(made, NODE, "idos-1")


@given(st.binary(max_size=64).filter(lambda data: len(data) != 32))
def test_what_has_another_length_names_nobody(made: bytes) -> None:
    assert not names(made, NODE, "idos-1")


@pytest.mark.parametrize(
    "url", ["", "node.example", "ftp://node.example", "https://", "http://x:port", "http://["]
)
def test_what_is_no_url_of_a_node_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        challenge_of(url, "idos-1", RANDOM)


def test_it_takes_sixteen_random_bytes() -> None:
    with pytest.raises(Invalid):
        challenge_of(NODE, "idos-1", bytes(15))
