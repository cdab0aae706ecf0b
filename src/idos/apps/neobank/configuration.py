"""Neobank from a configuration file: its settings, and those of the verification provider that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from idos.apps.configuration import Source, read_toml
from idos.apps.neobank.settings import NeobankSettings
from idos.errors import Invalid
from idos.verification.providers import PROVIDERS, provider_kind

ENVIRONMENT_PREFIX: Final = "IDOS_NEOBANK_"

_MEMORY: Final = ":memory:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Who verifies the bank's customers, and where its server listens.

    ``trusted_proxies`` are those whose ``X-Forwarded-For`` is believed.
    """

    provider: str
    host: str = "127.0.0.1"
    port: int = 8686
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class NeobankConfiguration:
    """All of a configuration. ``provider`` are the settings of the provider that ``server`` names."""

    settings: NeobankSettings
    server: ServerSettings
    provider: object


def read_configuration(file: Path, environ: Mapping[str, str] = os.environ) -> NeobankConfiguration:
    """Read a TOML file and the environment, which goes first (``docs/apps.md`` §4).

    Raises:
        Invalid: ``invalid_config``, ``unknown_provider``, or as the provider's settings do.
        Unavailable: ``disk`` when a file cannot be read.
    """
    tables = read_toml(file)
    _check_variables(environ)
    source = Source(file.parent, environ, ENVIRONMENT_PREFIX)
    of_server = {field.name for field in fields(ServerSettings)}
    server = source.read(ServerSettings, {name: tables[name] for name in of_server & tables.keys()})
    kind = provider_kind(server.provider).settings
    chosen: object = source.read(kind, tables.get(server.provider, {}), server.provider)
    rest = {name: value for name, value in tables.items() if name not in of_server | PROVIDERS.keys()}
    settings = source.read(NeobankSettings, rest)
    if settings.database != _MEMORY:
        settings = replace(settings, database=str(file.parent / settings.database))
    return NeobankConfiguration(settings, server, chosen)


def _check_variables(environ: Mapping[str, str]) -> None:
    """Raise ``Invalid`` (``invalid_config``) for a variable with our prefix that names no setting."""
    kinds = {"": ServerSettings} | {f"{name}_": kind.settings for name, kind in PROVIDERS.items()}
    settings = [f"{place}{field.name}" for place, kind in kinds.items() for field in fields(kind)]
    settings += [field.name for field in fields(NeobankSettings)]
    known = {ENVIRONMENT_PREFIX + name.upper() for name in settings}
    unknown = {name for name in environ if name.startswith(ENVIRONMENT_PREFIX)} - known
    if unknown:
        raise Invalid(f"the environment: there is no setting {min(unknown)[:64]}", code="invalid_config")


def reference() -> str:
    """Every setting, as the help shows it."""
    lines = ["settings:", *_names(ServerSettings), *_names(NeobankSettings)]
    for name, kind in PROVIDERS.items():
        lines += ["", f"[{name}], if it is the provider:", *_names(kind.settings)]
    variable = f"{ENVIRONMENT_PREFIX}PUBLIC_URL, {ENVIRONMENT_PREFIX}SUMSUB_LEVEL"
    return "\n".join([*lines, "", f"Each may be in the environment instead: {variable} and so on."])


def _names(kind: type) -> list[str]:
    return [f"  {field.name}" if field.repr else f"  {field.name}_file" for field in fields(kind)]
