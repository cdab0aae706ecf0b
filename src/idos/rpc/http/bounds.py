"""The bounds of a node's HTTP server, by the operator's settings."""

from __future__ import annotations

from idos.http_server.bounds import ServerBounds
from idos.rpc.settings import RpcSettings

_READ_AWAY_TIMES = 4


def http_bounds(settings: RpcSettings) -> ServerBounds:
    """What the server bears by these settings."""
    return ServerBounds(
        connections=settings.max_connections,
        connections_per_client=settings.connections_per_client,
        head_bytes=settings.max_header_bytes,
        head_seconds=settings.header_seconds,
        body_seconds=settings.body_seconds,
        arriving_bytes=settings.max_arriving_bytes,
        arriving_bytes_per_client=settings.arriving_bytes_per_client,
        read_away_bytes=_READ_AWAY_TIMES * settings.max_request_bytes,
        keep_alive_seconds=settings.keep_alive_seconds,
        answer_bytes=settings.max_answer_bytes,
        answer_bytes_per_client=settings.answer_bytes_per_client,
        answer_bytes_per_signer=settings.answer_bytes_per_signer,
        write_seconds=settings.write_seconds,
        write_rate=settings.write_bytes_per_second,
        work_seconds=int(settings.handler_seconds) + 1,
        trusted_proxies=settings.trusted_proxies,
    )
