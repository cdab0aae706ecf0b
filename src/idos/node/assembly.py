"""The assembly of a node: store, rules, engine and RPC."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from socket import socket

from starlette.types import ASGIApp

from idos.actions.genesis import Genesis
from idos.actions.limits import A_YEAR
from idos.consensus.chain import check_head, last_block
from idos.consensus.clock import SteadyClock
from idos.consensus.machine import Machine
from idos.consensus.pool import PoolBounds
from idos.consensus.solo import EngineSettings, SoloEngine
from idos.errors import Unavailable
from idos.http_server.bounds import ServerBounds, Traffic
from idos.http_server.server import Server, running, serving_app
from idos.http_server.sockets import listen
from idos.node.config import (
    ENVIRONMENT_PREFIX,
    NodeConfig,
    disk,
)
from idos.node.folder import (
    ACCESS_LOG,
    STATE_FOLDER,
    about_the_genesis,
)
from idos.rpc.access_log.file import AccessFile
from idos.rpc.access_log.log import AccessLog
from idos.rpc.http.app import build_app
from idos.rpc.http.bounds import http_bounds
from idos.rpc.monitoring.logs import Logger, json_logger
from idos.rpc.monitoring.metrics import Metrics, metrics_app
from idos.rpc.services import NodeServices
from idos.store import files
from idos.store.memory import MemoryStore
from idos.store.sqlite import LOG as STATE_LOG
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Store

URL_FILE = "node.url"
"""Holds the node's own URL while it answers."""

_A_MINUTE = 60
_SCRAPERS = 100
_HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::"}  # noqa: S104  # compared with, not listened on


@dataclass(frozen=True, slots=True)
class Node:
    """A node whose engine runs and whose socket listens; ``serve`` answers."""

    url: str
    app: ASGIApp
    services: NodeServices
    logger: Logger
    folder: Path | None
    _socket: socket
    _server: Server

    def serve(self, ready: Callable[[], None]) -> None:
        """Answer until ``stop``, and finish requests in progress. ``ready`` is called when answering begins.

        Raises ``Unavailable`` (``rule_failed``) when the engine ended by itself.
        """
        file = self.folder and self.folder / URL_FILE

        def announce() -> None:
            if file:
                with disk():
                    files.replace(file, self.url + "\n")
            self.logger.info("ready", url=self.url)
            ready()

        self.services.engine.when_failed(self.stop)
        try:
            self._server.serve_on(self._socket, announce)
        finally:
            if file:
                file.unlink(missing_ok=True)
            self.logger.info("stopped")
        if failure := self.services.engine.failure:
            raise failure

    def stop(self) -> None:
        """Let ``serve`` return. From any thread, or a signal handler."""
        self._server.stop()


@contextmanager
def open_node(
    config: NodeConfig,
    genesis: Genesis,
    folder: Path | None = None,
    *,
    clock: Callable[[], float] = time.time,
) -> Iterator[Node]:
    """Open the state in ``folder`` and start the engine; on leaving, stop the one and close the other.

    Without a folder the state is in memory. ``clock`` gives seconds since 1970.

    Raises:
        Invalid: ``code="other_genesis"`` when the state belongs to another network.
        Unavailable: ``address`` when the address cannot be listened on, ``clock`` when the clock is more
            than a year away from the newest block, or what the store says, such as ``store_locked`` or
            ``store_newer``.
    """
    logger = json_logger(sys.stderr.buffer, config.log_level)
    with ExitStack() as opened:
        listening = opened.enter_context(listen(config.host, config.port))
        on_disk = folder if config.store == "sqlite" else None
        store = _open_store(config, genesis, on_disk)
        opened.callback(store.close)
        steady = _steady_clock(store, genesis, clock, config, logger)  # before what is due by it is erased
        machine = Machine(genesis, allow_empty_chain_id=config.allow_empty_chain_id)
        engine = SoloEngine(store, machine, clock=steady, settings=_engine_settings(config))
        with about_the_genesis():
            engine.start()
        opened.callback(engine.stop)
        access_log = AccessLog(
            AccessFile(on_disk and on_disk / ACCESS_LOG, most_of_a_reader=config.access_log_entries),
            store,
            clock=steady.seconds,
            retention_seconds=config.access_log_seconds,
        )
        opened.callback(access_log.close)
        urls = _own_urls(config.host, listening.getsockname()[1])
        services = NodeServices(
            replace(config, public_urls=config.public_urls or urls),
            engine=engine,
            machine=machine,
            store=store,
            access_log=access_log,
            clock=steady.seconds,
            log=on_disk and on_disk / STATE_FOLDER / STATE_LOG,
        )
        opened.callback(services.close)
        app, server = opened.enter_context(_open_server(services, config, logger))
        yield Node(urls[0], app, services, logger, folder, listening, server)


@contextmanager
def serving(node: Node) -> Iterator[str]:
    """Serve in another thread. Gives the node's URL once it answers; on leaving, it stops answering."""
    refusal = Unavailable("the node did not start", code="node_failed")
    with running(node.serve, node.stop, refusal=refusal):
        yield node.url


def _open_store(config: NodeConfig, genesis: Genesis, folder: Path | None) -> Store:
    """The state in a folder, or in memory."""
    if folder is None:
        return MemoryStore()
    with about_the_genesis():
        accept = partial(check_head, genesis=genesis)
        return SqliteStore(folder / STATE_FOLDER, readers=config.threads, accept=accept)


def _steady_clock(
    store: Store, genesis: Genesis, clock: Callable[[], float], config: NodeConfig, logger: Logger
) -> SteadyClock:
    """The clock that the engine goes by, from the newest block on. Raises as ``_check_clock`` does."""
    with store.read() as snapshot:
        newest = last_block(snapshot)
    newest_ms = newest.time if newest else genesis.time_ms
    _check_clock(clock(), newest_ms // 1000, config, logger)
    steady = SteadyClock(clock)
    steady.reach(newest_ms)
    return steady


@contextmanager
def _open_server(
    services: NodeServices, config: NodeConfig, logger: Logger
) -> Iterator[tuple[ASGIApp, Server]]:
    """The node's application and its server. Metrics that have an address of their own are shown there."""
    traffic = Traffic(http_bounds(config))
    metrics = Metrics(services, traffic)
    app = build_app(services, logger, metrics)
    place = config.metrics_listen
    with _showing(metrics, place) if place else nullcontext():
        yield app, Server(app, traffic, leaving=services.streams.close, lifespan="off")


@contextmanager
def _showing(metrics: Metrics, place: str) -> Iterator[None]:
    """Show the metrics at an address of their own."""
    host, _, port = place.rpartition(":")
    listening = listen(host.removeprefix("[").removesuffix("]"), int(port))
    with serving_app(metrics_app(metrics), listening, ServerBounds(connections=_SCRAPERS)):
        yield


def _check_clock(now: float, newest: int, config: NodeConfig, logger: Logger) -> None:
    """Compare the clock with the newest block's time.

    A block's time cannot be taken back, nor what is erased because a clock is ahead: ended locks.
    """
    if now < newest - A_YEAR:
        raise Unavailable(
            f"this machine's clock is {newest - int(now)} seconds behind the newest block: set the clock",
            code="clock",
        )
    if now > newest + A_YEAR and not config.clock_is_right:
        raise Unavailable(
            f"this machine's clock is {int(now) - newest} seconds ahead of the newest block: set the clock; "
            f"if it is right, start once with {ENVIRONMENT_PREFIX}CLOCK_IS_RIGHT=true",
            code="clock",
        )
    if not newest - _A_MINUTE <= now <= newest + A_YEAR:
        logger.warning("clock", seconds_after_newest_block=int(now - newest))


def _engine_settings(config: NodeConfig) -> EngineSettings:
    return EngineSettings(
        block_transactions=config.block_transactions,
        block_bytes=config.block_bytes,
        pool=PoolBounds(config.waiting_transactions, config.waiting_bytes, config.waiting_per_account),
        body_retention_seconds=config.body_retention_seconds,
    )


def _own_urls(host: str, port: int) -> tuple[str, ...]:
    """Where clients on this machine reach a node that listens there."""
    hosts = ("127.0.0.1", "localhost", "[::1]") if host in _HERE else (f"[{host}]" if ":" in host else host,)
    return tuple(f"http://{name}:{port}" for name in hosts)
