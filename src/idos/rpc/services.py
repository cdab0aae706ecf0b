"""What the methods work on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from idos.consensus.clock import Clock
from idos.consensus.engine import Engine
from idos.consensus.machine import Machine
from idos.http_server.shares import Shares
from idos.rpc.access_log.log import AccessLog
from idos.rpc.changes.streams import Streams
from idos.rpc.http.rates import Rates
from idos.rpc.monitoring.figures import Figures
from idos.rpc.sessions.gateway import Gateway
from idos.rpc.settings import RpcSettings
from idos.rpc.threads import Threads
from idos.store.verbs import Store

T = TypeVar("T")
Random = Callable[[int], bytes]


class NodeServices:
    """A node's parts, made once and shared by all requests."""

    def __init__(
        self,
        settings: RpcSettings,
        *,
        engine: Engine,
        machine: Machine,
        store: Store,
        access_log: AccessLog,
        clock: Clock,
        random: Random = os.urandom,
        log: Path | None = None,
    ) -> None:
        """``clock`` gives seconds since 1970. ``settings.public_urls`` is not empty.

        ``log``: the file of the state's log, to be watched; None in memory.
        """
        self.settings = settings
        self.engine = engine
        self.machine = machine
        self.store = store
        self.access_log = access_log
        self.figures = Figures()
        self.figures.watch(engine, access_log, log)
        self.gateway = Gateway(settings, machine.genesis.chain_id, clock=clock, random=random)
        self.rates = Rates(settings, clock)
        self.waiting = Shares(max(1, settings.max_connections // 2), settings.requests_per_client)
        self.streams = Streams(engine.feed, settings)
        self._threads = Threads(settings.threads)

    async def in_thread(self, work: Callable[[], T], client: str | None = None) -> T:
        """Run what computes, reads the store or checks a signature, off the event loop.

        For a client, when it has its turn.
        """
        return await self._threads.run(work, client)

    def close(self) -> None:
        """Let the threads end. Work that began is finished, what waits is dropped."""
        self._threads.close()
