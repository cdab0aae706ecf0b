"""Where a server listens."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys

import pytest

from idos.errors import Unavailable
from idos.http_server.sockets import listen
from tests.http_server.kit import is_fine, rest


def has_ipv6() -> bool:
    try:
        listen("::1", 0).close()
    except Unavailable:
        return False
    return True


def answers(host: str, port: int) -> bool:
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return is_fine(rest(connection))


def test_the_address_for_all_takes_both_families() -> None:
    if not has_ipv6():
        pytest.skip("this machine has no IPv6")
    with listen("::", 0) as listening:
        for host in ("127.0.0.1", "::1"):
            with socket.create_connection((host, listening.getsockname()[1]), timeout=10):
                listening.accept()[0].close()


def test_a_name_of_both_families_is_where_its_ipv4_address_is() -> None:
    with listen("localhost", 0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", -1), ("127.0.0.1", 70_000), ("a..b", 0), ("192.0.2.1", 0)]
)
def test_what_can_not_be_listened_on_is_named(host: str, port: int) -> None:
    with pytest.raises(Unavailable, match=r"cannot listen on '.*' port ") as error:
        listen(host, port)
    assert error.value.code == "address"


ALLOW = """
import resource, sys
from idos.http_server.sockets import allow_files
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 400))
print([allow_files(count) for count in (100, 300, 1_000)], *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_a_process_may_have_as_many_files_as_it_needs_and_the_system_lets_it() -> None:
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 400:
        pytest.skip("this machine allows fewer")
    done = subprocess.run([sys.executable, "-c", ALLOW], capture_output=True, text=True, check=True)
    assert done.stdout == "[100, 300, 400] 400 400\n"
