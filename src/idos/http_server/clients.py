"""Whom limits count: the client behind an address, and the proxies that many clients are behind."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=4096)
def client_name(address: str) -> str:
    """The client behind an IP address: the address itself, of IPv6 the /64 that one customer is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return address
    return (
        parsed.ipv4_mapped.compressed
        if parsed.ipv4_mapped
        else str(ipaddress.ip_network((parsed, 64), strict=False))
    )


def plain_address(address: str) -> str:
    """An address as everybody writes it: an IPv4 client of a socket for both families has an IPv6 form."""
    if not address.startswith("::ffff:"):
        return address
    parsed = ipaddress.ip_address(address)
    mapped = parsed.ipv4_mapped if parsed.version == 6 else None
    return mapped.compressed if mapped else address


class Proxies:
    """The proxies whose word for their client is taken: addresses, networks, or ``*`` for everybody."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._everybody = "*" in trusted
        self._networks = [network for text in trusted if (network := _network(text))]

    def __contains__(self, address: object) -> bool:
        """Whether a peer is one."""
        try:
            parsed = ipaddress.ip_address(str(address))
        except ValueError:
            return self._everybody
        return self._everybody or any(parsed in network for network in self._networks)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None
