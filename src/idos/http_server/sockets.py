"""Sockets that take connections."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Final

from idos.errors import Unavailable

BACKLOG: Final = 1024
_EVERY_ADDRESS: Final = "::"
_MAX_PORT: Final = 65_535


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections; port 0 is any free one.

    ``::`` stands for every address of this machine, IPv4 and IPv6. Of a host's name with addresses of both
    families the first of IPv4 is taken. Raises ``Unavailable`` (``address``).
    """
    if not 0 <= port <= _MAX_PORT:  # the system would take the rest of a division
        raise _can_not_listen(host, port, "there is no such port")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(found, key=lambda info: info[0] != socket.AF_INET)
        both = host == _EVERY_ADDRESS and socket.has_dualstack_ipv6()
        return socket.create_server(address[:2], family=family, backlog=BACKLOG, dualstack_ipv6=both)
    except OSError as error:
        raise _can_not_listen(host, port, error.strerror or str(error)) from error
    except UnicodeError:  # from getaddrinfo, for a host that is no domain name
        raise _can_not_listen(host, port, "it is not the name of a host") from None


def allow_files(count: int) -> int:
    """Let this process have so many files and sockets open. Gives how many it may, which may be fewer."""
    try:
        import resource
    except ImportError:  # pragma: no cover  # Windows, which has no such limit
        return count
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= count:
        return count
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    with suppress(ValueError, OSError):  # the system may have a limit of its own
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def _can_not_listen(host: str, port: int, reason: str) -> Unavailable:
    return Unavailable(f"cannot listen on {host!r} port {port}: {reason}", code="address")
