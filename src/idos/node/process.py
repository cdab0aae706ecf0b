"""A node as a process: its signals, its share of the interpreter, and the logs of libraries."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import getLogger
from pathlib import Path

from idos.node.assembly import open_node
from idos.node.config import NodeConfig
from idos.node.folder import read_genesis
from idos.rpc.monitoring.logs import Forward, json_logger

_SWITCH_SECONDS = 0.001


def run(folder: Path, config: NodeConfig, *, ready: Callable[[str], None] = lambda _: None) -> None:
    """Run the node of a folder in this process until SIGINT or SIGTERM; finish requests, and return.

    ``ready`` is given the node's URL once it answers. Raises as ``open_node`` and ``read_genesis`` do.
    """
    with _library_logs(config), _quick_turns(), open_node(config, read_genesis(folder), folder) as node:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: node.stop())
        node.serve(lambda: ready(node.url))


@contextmanager
def _quick_turns() -> Iterator[None]:
    """While the node runs, threads that compute hold up the one that answers for shorter times."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


@contextmanager
def _library_logs(config: NodeConfig) -> Iterator[None]:
    """While the node runs, what libraries log is among its own lines."""
    handler = Forward(json_logger(sys.stderr.buffer, config.log_level))
    getLogger().addHandler(handler)
    try:
        yield
    finally:
        getLogger().removeHandler(handler)
