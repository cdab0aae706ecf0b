"""Whom limits count: the client behind an address, and the proxies that many clients are behind."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=4096)
def client_name(address: str) -> str:
    """The client behind an IP address: the address itself, of IPv6 the /64 that one customer is given.

    The address may have a port, as some proxies write it: ``192.0.2.7:1234``, ``[2001:db8::7]:1234``. All
    texts that are not addresses are one client, whose name is empty.
    """
    match = _ADDRESS.fullmatch(address)
    try:
        parsed = ipaddress.ip_address((match["v6"] or match["v4"]) if match else address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return str(parsed)
    of_version_4 = parsed.ipv4_mapped or (
        ipaddress.IPv4Address(parsed.packed[12:]) if parsed in _TRANSLATED else None
    )
    return str(of_version_4 or ipaddress.ip_network((parsed.packed, 64), strict=False))


_ADDRESS = re.compile(r"\[(?P<v6>[^\[\]]+)\](?::[0-9]{1,5})?|(?P<v4>[0-9.]+):[0-9]{1,5}", re.ASCII)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 addresses behind NAT64 (RFC 6052)


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
