"""All that an operator may choose, and where it is read from (``docs/operator.md``)."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta

from idos.errors import Invalid, Unavailable
from idos.rpc.monitoring.logs import Level
from idos.rpc.settings import Count, RpcSettings

CONFIG_FILE = "config.toml"
ENVIRONMENT_PREFIX = "IDOS_NODE_"
Port = Annotated[int, Meta(ge=0, le=65_535)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeConfig(RpcSettings):
    """All that an operator may choose: how the node listens, stores and makes blocks, and what RPC bears."""

    host: Annotated[str, "The address to listen on; `0.0.0.0` for all of IPv4, `::` for all."] = "127.0.0.1"
    port: Annotated[Port, "The port to listen on; 0 for any free one."] = 8484
    store: Annotated[Literal["sqlite", "memory"], "Where the state is; in memory it is lost."] = "sqlite"
    log_level: Annotated[Level, "The least of what is logged; a request is `info`."] = "info"
    body_retention_seconds: Annotated[Count, "How long bodies of transactions are kept."] = 600
    access_log_seconds: Annotated[Count, "How long entries of the access log are kept."] = 31_536_000
    access_log_entries: Annotated[
        Count, "The most entries of one reader in one person's log; then the oldest are deleted."
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
    clock_is_right: Annotated[
        bool,
        "Start although the clock is more than a year ahead of the newest block. For one start: by the "
        "environment, not in the file.",
    ] = False


_TYPES = get_type_hints(NodeConfig, include_extras=True)


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as documentation shows it: ``default`` in the notation of the configuration file."""

    name: str
    default: str
    doc: str


def settings() -> list[Setting]:
    """Every setting, the node's own before those of its RPC."""
    of_rpc = {field.name for field in fields(RpcSettings)}
    return [
        Setting(field.name, json.dumps(field.default), _TYPES[field.name].__metadata__[-1])
        for field in sorted(fields(NodeConfig), key=lambda field: field.name in of_rpc)
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
        Unavailable: ``code="disk"`` when the file cannot be read.
    """
    try:
        with disk():
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


@contextmanager
def disk() -> Iterator[None]:
    """Turn what the operating system says into ``Unavailable``."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"{error.filename} cannot be used: {error.strerror}", code="disk") from error
