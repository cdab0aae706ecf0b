"""A node: the assembly of store, rules, engine and RPC. Settings and folder: ``docs/operator.md``."""

from __future__ import annotations

from idos.extras import extra

with extra("node", "idos.node"):
    import httptools  # noqa: F401  # named before a part deep inside misses it
    import prometheus_client  # noqa: F401  # as above
    import starlette  # noqa: F401  # as above
    import structlog  # noqa: F401  # as above
    import uvicorn  # noqa: F401  # as above

from idos.node.assembly import URL_FILE, Node, open_node, serving
from idos.node.config import CONFIG_FILE, ENVIRONMENT_PREFIX, NodeConfig, Setting, load_config, settings
from idos.node.folder import (
    ACCESS_LOG,
    GENESIS_FILE,
    STATE_FOLDER,
    UpgradeReport,
    check_upgrade,
    init,
    read_genesis,
    upgrade,
    verify,
)
from idos.node.process import run

__all__ = [
    "ACCESS_LOG",
    "CONFIG_FILE",
    "ENVIRONMENT_PREFIX",
    "GENESIS_FILE",
    "STATE_FOLDER",
    "URL_FILE",
    "Node",
    "NodeConfig",
    "Setting",
    "UpgradeReport",
    "check_upgrade",
    "init",
    "load_config",
    "open_node",
    "read_genesis",
    "run",
    "serving",
    "settings",
    "upgrade",
    "verify",
]
