"""The limits of a server, in all and for each client."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from idos.http_server.clients import Proxies
from idos.http_server.shares import UNLIMITED, Shares
from idos.http_server.sockets import allow_files

_TURNED_AWAY: Final = 128  # connections that wait to be told that there is no room
_OTHER_FILES: Final = 256  # that a process has open besides its connections


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerBounds:
    """Sizes in bytes. A client is an IPv4 address or an IPv6 /64.

    ``head_seconds`` and ``body_seconds``: how long a request's head, and its body, may take to arrive.
    ``arriving_bytes``: of the bodies of requests, until these are answered. ``read_away_bytes``: what is read
    of a refused request so that its client sees why. ``answer_bytes``: of answers that are made and not yet
    sent; one that is alone may be longer than a client's, or signer's, share. ``write_seconds``: how long a
    client may take nothing of its answer; all of it must be taken in that time and a second more for each
    ``write_rate`` bytes. ``end_seconds``: how long a stop waits for slow readers;
    ``work_seconds``: how long it waits for requests in progress.
    """

    connections: int = 1_000
    connections_per_client: int = 200
    head_bytes: int = 32_768
    head_seconds: float = 5.0
    body_seconds: float = 120.0
    arriving_bytes: int = 134_217_728
    arriving_bytes_per_client: int = 33_554_432
    read_away_bytes: int = 24_000_000
    keep_alive_seconds: int = 5
    answer_bytes: int = 268_435_456
    answer_bytes_per_client: int = 33_554_432
    answer_bytes_per_signer: int = 33_554_432
    write_seconds: float = 30.0
    write_rate: int = 65_536
    end_seconds: float = 3.0
    work_seconds: int = 5
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")


class Traffic:
    """Who holds what of one server. ``ended`` counts what was ended or refused, by reason."""

    def __init__(self, bounds: ServerBounds) -> None:
        self.bounds = bounds
        self.proxies = Proxies(bounds.trusted_proxies)
        files = allow_files(bounds.connections + _OTHER_FILES) - _OTHER_FILES
        self.connections = Shares(max(1, min(bounds.connections, files)), bounds.connections_per_client)
        self.turned_away = Shares(_TURNED_AWAY, _TURNED_AWAY)
        self.arriving = Shares(bounds.arriving_bytes, bounds.arriving_bytes_per_client)
        self.answers = Shares(bounds.answer_bytes, bounds.answer_bytes_per_client, lone=True)
        self.answers_of_signers = Shares(UNLIMITED, bounds.answer_bytes_per_signer, lone=True)
        self.ended: Counter[str] = Counter()
