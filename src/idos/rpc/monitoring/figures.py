"""Figures of the node behind its methods: what waits for a block, the files, and how long writing takes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from idos.consensus.engine import Engine
from idos.rpc.access_log.log import AccessLog

_SECONDS: Final = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)


class Figures:
    """What writing and the access log measure, in the registry that it is shown from."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.write_seconds = Histogram(
            "idos_write_seconds",
            "Time from a transaction's admission to the disk that has its block.",
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.unwritten = Counter(
            "idos_unwritten",
            "Transactions that were admitted, and then are in no block.",
            registry=self.registry,
        )

    def watch(self, engine: Engine, access_log: AccessLog, log: Path | None) -> None:
        """Show what these are about. ``log``: the file of the state's log, None in memory."""
        gauges = {
            "idos_waiting": (
                "Transactions that wait for a block.",
                lambda: engine.status().waiting,
            ),
            "idos_waiting_bytes": (
                "Bytes of transactions that wait for a block.",
                lambda: engine.status().waiting_bytes,
            ),
            "idos_log_bytes": (
                "Size of the state's log, which the disk must have room for once more.",
                lambda: log.stat().st_size if log and log.exists() else 0,
            ),
            "idos_access_log_waiting": (
                "Answers that wait for their entries in the access log.",
                lambda: access_log.waiting,
            ),
            "idos_access_log_entries": (
                "Entries that were written to the access log since the node began.",
                lambda: access_log.written,
            ),
            "idos_access_log_bytes": ("Size of the access log's files.", lambda: access_log.size),
            "idos_access_log_writable": (
                "1 while nothing keeps the access log from being written.",
                lambda: access_log.writable,
            ),
        }
        for name, (doc, value) in gauges.items():
            Gauge(name, doc, registry=self.registry).set_function(value)
