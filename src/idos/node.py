"""A node: its configuration, and the assembly of store, rules, engine and door (``docs/operator.md``)."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, fields, replace
from logging import ERROR, getLogger
from pathlib import Path
from socket import socket
from threading import Event, Thread
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta
from starlette.types import ASGIApp

from idos.actions.genesis import Genesis
from idos.consensus.chain import verify_chain
from idos.consensus.clock import SteadyClock
from idos.consensus.machine import Machine
from idos.consensus.pool import Bounds as PoolBounds
from idos.consensus.solo import Settings, SoloEngine
from idos.errors import Invalid, Unavailable
from idos.protocol.wire import Bounds, decode_json
from idos.rpc.access_file import AccessFile
from idos.rpc.access_log import AccessLog
from idos.rpc.app import build_app
from idos.rpc.door import Door
from idos.rpc.logs import Forward, Level, Logger, json_logger
from idos.rpc.server import Server, listen
from idos.rpc.settings import Count, RpcSettings
from idos.store.memory import MemoryStore
from idos.store.records import Block
from idos.store.sqlite import SqliteStore
from idos.store.verbs import Store

CONFIG_FILE = "config.toml"
GENESIS_FILE = "genesis.json"
STATE_FOLDER = "state"
ACCESS_LOG = Path("access", "log.sqlite")
URL_FILE = "node.url"
"""Holds the node's own URL while it answers."""

ENVIRONMENT_PREFIX = "IDOS_NODE_"
_DEVELOPMENT_ORIGINS = ("http://localhost:*", "http://127.0.0.1:*")
_A_MINUTE, _A_YEAR = 60, 31_556_952
_GENESIS_BOUNDS = Bounds(size=1 << 20, values=1 << 16)
_HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::"}  # noqa: S104  # compared with, not listened on

Port = Annotated[int, Meta(ge=0, le=65_535)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeConfig(RpcSettings):
    """All that an operator may choose: how the node listens, stores and makes blocks, and its door."""

    host: Annotated[str, "The address to listen on; `0.0.0.0` or `::` for all."] = "127.0.0.1"
    port: Annotated[Port, "The port to listen on; 0 for any free one."] = 8484
    store: Annotated[Literal["sqlite", "memory"], "Where the state is; in memory it is lost."] = "sqlite"
    log_level: Annotated[Level, "The least of what is logged; a request is `info`."] = "info"
    body_retention_seconds: Annotated[Count, "How long what a transaction carried is kept."] = 600
    access_log_seconds: Annotated[Count, "How long it is kept who read which credential."] = 31_536_000
    access_log_entries: Annotated[
        Count, "The most that is kept of one reader's entries in one person's log; then the oldest go."
    ] = 10_000
    block_transactions: Annotated[Count, "The most transactions in a block."] = 2_000
    block_bytes: Annotated[Count, "The size at which a block takes no more transactions."] = 6_291_456
    waiting_transactions: Annotated[Count, "The most transactions that wait for a block."] = 20_000
    waiting_bytes: Annotated[Count, "The most bytes of transactions that wait for a block."] = 67_108_864
    waiting_per_account: Annotated[Count, "The most transactions of one account that wait."] = 2_000
    allow_empty_chain_id: Annotated[
        bool,
        "Admit transactions that name no network, which can be repeated on another. The same on all nodes of "
        "a network.",
    ] = False


_TYPES = get_type_hints(NodeConfig, include_extras=True)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as documentation shows it: ``default`` in the notation of the configuration file."""

    name: str
    default: str
    doc: str


def settings() -> list[Setting]:
    """Every setting, the node's own before the door's."""
    door = {field.name for field in fields(RpcSettings)}
    return [
        Setting(field.name, json.dumps(field.default), _TYPES[field.name].__metadata__[-1])
        for field in sorted(fields(NodeConfig), key=lambda field: field.name in door)
    ]


def load_config(
    folder: Path, *, environ: Mapping[str, str] = os.environ, flags: Mapping[str, object] | None = None
) -> NodeConfig:
    """Read the configuration. Flags go before the environment, that before the file, that before defaults.

    An environment variable is the prefix and the setting's name in upper case; commas separate a list. A flag
    of ``None`` was not given.

    Raises:
        Invalid: ``code="invalid_config"`` for an unknown setting, a value out of its bounds, or a file that
            ends within a line, as one does that was cut short.
        Unavailable: ``code="disk"`` when the file can't be read.
    """
    try:
        with _disk():
            text = path.read_text() if (path := folder / CONFIG_FILE).exists() else "\n"
        file = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also for numbers and nesting that Python gives up on
        raise Invalid(f"{CONFIG_FILE}: {error}", code="invalid_config") from None
    if not text.endswith("\n"):
        raise Invalid(f"{CONFIG_FILE}: its last line has no end: is the file whole?", code="invalid_config")
    prefix = len(ENVIRONMENT_PREFIX)
    named = {
        name[prefix:].lower(): text for name, text in environ.items() if name.startswith(ENVIRONMENT_PREFIX)
    }
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    values = {
        **_read(file, CONFIG_FILE, strict=True),
        **_read({name: _split(name, text) for name, text in named.items()}, "environment", strict=False),
        **_read(given, "flags", strict=True),
    }
    return NodeConfig(**values)


def _split(name: str, text: str) -> object:
    is_list = isinstance(getattr(NodeConfig(), name, None), tuple)
    return [part.strip() for part in text.split(",") if part.strip()] if is_list else text


def _read(values: Mapping[str, object], source: str, *, strict: bool) -> dict[str, Any]:
    read = {}
    for name, value in values.items():
        if name not in _TYPES:
            raise Invalid(f"{source}: there is no setting {name[:64]!r}", code="invalid_config")
        try:
            read[name] = msgspec.convert(value, _TYPES[name], strict=strict)
        except (msgspec.ValidationError, UnicodeError) as error:
            raise Invalid(f"{source}: {name}: {error}", code="invalid_config") from None
    return read


def init(folder: Path, genesis: Genesis) -> None:
    """Write a new node's folder: the genesis, and a configuration file that lists every setting.

    Raises:
        Invalid: ``code="already_initialised"`` when the folder holds a genesis.
        Unavailable: ``code="disk"`` when the folder can't be written.
    """
    chosen = {"allowed_origins": json.dumps(_DEVELOPMENT_ORIGINS)}
    lines = ["# Each setting with its default. docs/operator.md says more."]
    for each in settings():
        line = f"{each.name} = {chosen.get(each.name, each.default)}"
        lines += ["", f"# {each.doc}", line if each.name in chosen else f"# {line}"]
    with _disk():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / GENESIS_FILE).exists():
            raise Invalid(f"{folder} holds a node already", code="already_initialised")
        (folder / CONFIG_FILE).write_text("\n".join(lines) + "\n")
        (folder / GENESIS_FILE).write_text(json.dumps(genesis.to_json(), indent=2) + "\n")


def read_genesis(folder: Path) -> Genesis:
    """The genesis of a node's folder.

    Raises:
        Invalid: there is none, or it is malformed.
        Unavailable: ``code="disk"`` when it can't be read.
    """
    path = folder / GENESIS_FILE
    with _disk():
        if not path.exists():
            raise Invalid(f"{folder} holds no node: {GENESIS_FILE} is missing", code="not_initialised")
        text = path.read_bytes()
    with _about_the_genesis():
        return Genesis.from_json(decode_json(text, dict[str, Any], _GENESIS_BOUNDS))


@contextmanager
def _about_the_genesis() -> Iterator[None]:
    """Name the file in which the fault is, and say what helps."""
    try:
        yield
    except Invalid as error:
        text = f"{GENESIS_FILE}: {error}; restore it from a backup or another node of the network"
        raise Invalid(text, code=error.code) from None


@contextmanager
def _disk() -> Iterator[None]:
    """Turn what the operating system says into ``Unavailable``."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"{error.filename} can't be used: {error.strerror}", code="disk") from error


@dataclass(frozen=True, slots=True)
class Node:
    """A node whose engine runs and whose socket listens; ``serve`` answers."""

    url: str
    app: ASGIApp
    door: Door
    logger: Logger
    folder: Path | None
    _socket: socket
    _server: Server

    def serve(self, ready: Callable[[], None]) -> None:
        """Answer until ``stop``, and finish what is at hand. ``ready`` is called when answering begins."""
        file = self.folder and self.folder / URL_FILE

        def announce() -> None:
            if file:
                with _disk():
                    file.write_text(self.url + "\n")
            self.logger.info("ready", url=self.url)
            ready()

        try:
            self._server.serve_on(self._socket, announce)
        finally:
            if file:
                file.unlink(missing_ok=True)
            self.logger.info("stopped")

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
        Unavailable: ``address`` when the address can not be listened on, ``clock`` when the clock is years
            behind the newest block, or what the store says, such as ``store_locked`` or ``store_newer``.
    """
    logger = json_logger(sys.stderr.buffer, config.log_level)
    with ExitStack() as opened:
        listening = opened.enter_context(listen(config.host, config.port))
        store: Store = MemoryStore()
        if folder and config.store == "sqlite":
            store = SqliteStore(folder / STATE_FOLDER, readers=config.threads)
        opened.callback(store.close)
        machine = Machine(genesis, allow_empty_chain_id=config.allow_empty_chain_id)
        steady = SteadyClock(clock)
        engine = SoloEngine(store, machine, clock=steady, settings=_engine_settings(config))
        with _about_the_genesis():
            engine.start()
        opened.callback(engine.stop)
        steady.reach(engine.status().block_time)
        _check_clock(clock(), engine.status().block_time // 1000, logger)
        on_disk = folder / ACCESS_LOG if isinstance(store, SqliteStore) and folder else None
        access_log = AccessLog(
            AccessFile(on_disk, most_of_a_reader=config.access_log_entries),
            store,
            clock=clock,
            retention_seconds=config.access_log_seconds,
        )
        opened.callback(access_log.close)
        urls = _own_urls(config.host, listening.getsockname()[1])
        door = Door(
            replace(config, public_urls=config.public_urls or urls),
            engine=engine,
            machine=machine,
            store=store,
            access_log=access_log,
            clock=clock,
        )
        opened.callback(door.close)
        app = build_app(door, logger)
        yield Node(
            urls[0], app, door, logger, folder, listening, Server(app, config, leaving=door.streams.close)
        )


@contextmanager
def serving(node: Node) -> Iterator[str]:
    """Serve in another thread. Gives the node's URL once it answers; on leaving, it stops answering."""
    ready = Event()
    thread = Thread(target=node.serve, args=[ready.set], name="idos-node")
    thread.start()
    try:
        while not ready.wait(0.1):
            if not thread.is_alive():
                raise Unavailable("the node did not start", code="node_failed")
        yield node.url
    finally:
        node.stop()
        thread.join()


def run(folder: Path, config: NodeConfig, *, ready: Callable[[str], None] = lambda _: None) -> None:
    """Run the node of a folder in this process until SIGINT or SIGTERM; finish what is at hand, and return.

    ``ready`` is given the node's URL once it answers. Raises as ``open_node`` and ``read_genesis`` do.
    """
    with _library_logs(config), open_node(config, read_genesis(folder), folder) as node:
        getLogger("uvicorn").setLevel(ERROR)  # its warnings are about what clients send
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: node.stop())
        node.serve(lambda: ready(node.url))


@contextmanager
def _library_logs(config: NodeConfig) -> Iterator[None]:
    """While the node runs, what libraries log is among its own lines."""
    handler = Forward(json_logger(sys.stderr.buffer, config.log_level))
    getLogger().addHandler(handler)
    try:
        yield
    finally:
        getLogger().removeHandler(handler)


def verify(folder: Path) -> Block:
    """Check a stopped node's files: every block from the genesis on, and the state that they lead to.

    Returns the newest block. Raises ``Invalid`` (``not_initialised``) when the node never ran, else as
    ``read_genesis``, ``verify_chain`` and the store do: ``Unavailable`` (``store_locked``) while it runs.
    """
    genesis, state = read_genesis(folder), folder / STATE_FOLDER
    if not state.exists():
        raise Invalid(f"{folder} holds no state: the node never ran", code="not_initialised")
    with closing(SqliteStore(state)) as store:
        newest = verify_chain(store, genesis)
        if (log := folder / ACCESS_LOG).exists():
            with closing(AccessFile(log)) as file:
                file.verify()
    return newest


def _check_clock(now: float, newest: int, logger: Logger) -> None:
    """Compare the clock with the newest block's time. A block's time can not be taken back."""
    if now < newest - _A_YEAR:
        raise Unavailable(
            f"this machine's clock is {newest - int(now)} seconds behind the newest block: set the clock",
            code="clock",
        )
    if not newest - _A_MINUTE <= now <= newest + _A_YEAR:
        logger.warning("clock", seconds_after_newest_block=int(now - newest))


def _engine_settings(config: NodeConfig) -> Settings:
    return Settings(
        block_transactions=config.block_transactions,
        block_bytes=config.block_bytes,
        pool=PoolBounds(config.waiting_transactions, config.waiting_bytes, config.waiting_per_account),
        body_retention_seconds=config.body_retention_seconds,
    )


def _own_urls(host: str, port: int) -> tuple[str, ...]:
    """Where clients on this machine reach a node that listens there."""
    hosts = ("127.0.0.1", "localhost", "[::1]") if host in _HERE else (f"[{host}]" if ":" in host else host,)
    return tuple(f"http://{name}:{port}" for name in hosts)
