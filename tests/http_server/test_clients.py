"""Whom limits count, and who may speak for others."""

from __future__ import annotations

import pytest

from idos.http_server.clients import Proxies, plain_address


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:0:0:1", "::ffff:0:0:1"),
        ("", ""),
    ],
)
def test_an_ipv4_client_of_a_socket_for_both_families_is_the_same_client(address: str, plain: str) -> None:
    assert plain_address(address) == plain


@pytest.mark.parametrize(
    ("trusted", "address", "is_one"),
    [
        (("127.0.0.1", "::1"), "127.0.0.1", True),
        (("127.0.0.1", "::1"), "127.0.0.2", False),
        (("10.0.0.0/8",), "10.1.2.3", True),
        (("fd00::/8",), "fd00::1", True),
        (("fd00::/8",), "10.1.2.3", False),
        (("no address",), "127.0.0.1", False),
        (("*",), "192.0.2.1", True),
        (("127.0.0.1",), "", False),
        ((), "127.0.0.1", False),
    ],
)
def test_proxies_are_named_by_address_or_network(
    trusted: tuple[str, ...], address: str, is_one: bool
) -> None:
    assert (address in Proxies(trusted)) is is_one
