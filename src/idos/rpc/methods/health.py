"""Versions and health of the groups of methods, as JSON-RPC and as plain HTTP tell them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version

from idos.protocol.results import Health as NodeHealth
from idos.rpc.call import Call, Json
from idos.rpc.methods.schemas import BOOLEAN, HEX32, INTEGER, OBJECT, STRING, Schema, record
from idos.rpc.methods.table import method
from idos.rpc.services import NodeServices

API_VERSION = (0, 2, 0)
"""The version of the methods that official clients know."""

_API = ".".join(map(str, API_VERSION))
_SOFTWARE = f"idos/{version('idos')}"
_NODE = record(
    chain_id=STRING,
    block_height=INTEGER,
    block_hash=HEX32,
    gas=BOOLEAN,
    healthy=BOOLEAN,
    version=STRING,
    block_time=INTEGER,
    block_age=INTEGER,
    syncing=BOOLEAN,
    height=INTEGER,
    app_hash=HEX32,
    peer_count=INTEGER,
    mode={"enum": ["open", "private"]},
)
_STATELESS = record(healthy=BOOLEAN, version=STRING)
_VERSION = record(
    service=STRING, api_ver=STRING, major=INTEGER, minor=INTEGER, patch=INTEGER, kwil_ver=STRING
)


def node_health(services: NodeServices) -> Json:
    """Where the chain is. An idle node makes no blocks, so a block's age says nothing about health."""
    status = services.engine.status()
    return NodeHealth(
        chain_id=services.machine.genesis.chain_id,
        block_height=status.height,
        block_hash=status.block_hash.hex(),
        healthy=status.writable and not status.syncing and services.access_log.writable,
        version=_API,
        block_time=status.block_time,
        block_age=status.now - status.block_time,
        syncing=status.syncing,
        height=status.height,
        app_hash=status.state_hash.hex(),
        peer_count=status.peers,
        mode="private" if services.settings.private else "open",
    ).to_json()


def stateless_health(_: NodeServices) -> Json:
    """The health of methods that need nothing but themselves."""
    return {"healthy": True, "version": _API}


Health = Callable[[NodeServices], Json]
SERVICES: Mapping[str, tuple[Health, Schema]] = {
    "user": (node_health, _NODE),
    "chain": (node_health, _NODE),
    "function": (stateless_health, _STATELESS),
}


def overall_health(services: NodeServices) -> Json:
    """The health of everything."""
    groups = {name: health(services) for name, (health, _) in SERVICES.items()}
    healthy = all(group["healthy"] for group in groups.values())
    return {"kwil_alive": True, "healthy": healthy, "services": groups}


@method("rpc.health", result=record(kwil_alive=BOOLEAN, healthy=BOOLEAN, services=OBJECT))
async def rpc_health(call: Call[None]) -> Json:
    """The health of all groups of methods."""
    return overall_health(call.services)


def _register(service: str, health: Health, schema: Schema) -> None:
    @method(f"{service}.version", result=_VERSION)
    async def version_of(_: Call[None]) -> Json:
        """The version of this group of methods, and the node's software."""
        numbers = dict(zip(("major", "minor", "patch"), API_VERSION, strict=True))
        return {"service": service, "api_ver": _API, **numbers, "kwil_ver": _SOFTWARE}

    @method(f"{service}.health", result=schema)
    async def health_of(call: Call[None]) -> Json:
        """The health of this group of methods."""
        return health(call.services)


for _service, (_health, _schema) in SERVICES.items():
    _register(_service, _health, _schema)
