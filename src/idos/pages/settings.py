"""What an operator chooses about the pages: where each is reached, at which node, with which companies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from idos.errors import Invalid, Unavailable
from idos.pages.directory import ORIGIN, Party, check_directory, logo_of
from idos.pages.sites import PUBLIC_SITES, SITES

_HOST_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_SOURCE: Final = re.compile(r"\*|https?://[a-z0-9*.-]+(:(\*|[0-9]+))?")
_NETWORK: Final = re.compile(r"[\x21-\x7e]{1,128}")
_DEFAULT_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}
_MAX_PORT: Final = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesSettings:
    """Raises ``Invalid`` (``bad_pages``) when the settings make no sense.

    ``hosts`` has a host name, in lower case and without a port, for each site that is served. No two may be
    the same, because an origin's storage is open to all its pages. ``scheme`` and ``port`` are those in the
    address bar. ``node_url`` is where browsers find the node, and ``network`` its chain id: pages sign for no
    other; without it they expect the network of the node's first use. ``frame_ancestors`` are the CSP sources
    that may embed the enclave and the Isle besides the pages themselves: ``*`` for any, or origins such as
    ``https://app.example``. ``trusted_proxies`` are addresses and networks of proxies whose
    ``X-Forwarded-For`` is believed.
    """

    hosts: Mapping[str, str] = field(
        default_factory=lambda: {name: f"{name}.localhost" for name in PUBLIC_SITES}
    )
    scheme: Literal["http", "https"] = "http"
    port: int | None = None
    node_url: str = "http://localhost:8484"
    network: str | None = None
    directory: tuple[Party, ...] = ()
    frame_ancestors: tuple[str, ...] = ("*",)
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")

    def __post_init__(self) -> None:
        unknown = set(self.hosts) - set(SITES)
        _check(not unknown, f"there is no site {', '.join(sorted(unknown))}; there are {', '.join(SITES)}")
        _check(self.hosts, "no site is named")
        _check(len(set(self.hosts.values())) == len(self.hosts), "every site needs a host name of its own")
        _check(
            all(map(_HOST_NAME.fullmatch, self.hosts.values())),
            "a host name is in lower case and has no port",
        )
        _check(self.scheme in _DEFAULT_PORTS, "the scheme is http or https")
        _check(self.port is None or 0 < self.port <= _MAX_PORT, f"a port is a number up to {_MAX_PORT}")
        _check(ORIGIN.fullmatch(self.node_url), "node_url is like https://node.example, and without a path")
        _check(self.network is None or _NETWORK.fullmatch(self.network), "network is a chain id")
        _check(all(map(_SOURCE.fullmatch, self.frame_ancestors)), "frame_ancestors are * or origins")
        check_directory(self.directory)

    @property
    def origins(self) -> dict[str, str]:
        """The origin of each site that is served, and of the ``node``."""
        is_usual = self.port in {None, _DEFAULT_PORTS[self.scheme]}
        port = "" if is_usual else f":{self.port}"
        sites = {name: f"{self.scheme}://{host}{port}" for name, host in self.hosts.items()}
        return {**sites, "node": self.node_url}

    @property
    def config(self) -> bytes:
        """What every site serves as ``config.json``."""
        sites = {name: origin for name, origin in self.origins.items() if name in SITES and SITES[name].index}
        directory = [party.to_json() for party in self.directory]
        network = {"network": self.network} if self.network is not None else {}
        return msgspec.json.encode({"node": self.node_url, **network, "sites": sites, "directory": directory})

    @property
    def embedders(self) -> tuple[str, ...]:
        """The CSP sources that may embed what is made to be embedded."""
        if "*" in self.frame_ancestors:
            return ("*",)
        return (*(origin for name, origin in self.origins.items() if name != "node"), *self.frame_ancestors)


def read_settings(file: Path) -> PagesSettings:
    """Read a TOML file: the names of ``PagesSettings`` and, in ``[[directory]]`` tables, of ``Party``.

    A party's ``logo`` is the name of an SVG file, beside the TOML file.

    Raises:
        Invalid: ``bad_pages`` or ``bad_directory``.
        Unavailable: ``disk`` when a file cannot be read.
    """
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
        _refuse_unknown(values, PagesSettings)
        for party in _parties(values):
            _refuse_unknown(party, Party)
            if isinstance(name := party.get("logo"), str):
                party["logo"] = logo_of((file.parent / name).read_bytes())
        return msgspec.convert(values, PagesSettings)
    except OSError as error:
        raise Unavailable(f"{error.filename} cannot be read: {error.strerror}", code="disk") from error
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{file.name}: {error}", code="bad_pages") from None


def _parties(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables of the directory; what is of another shape is refused later."""
    directory = values.get("directory")
    return [party for party in directory if isinstance(party, dict)] if isinstance(directory, list) else []


def _refuse_unknown(values: Mapping[str, Any], kind: type[PagesSettings | Party]) -> None:
    unknown = set(values) - {field.name for field in fields(kind)}
    _check(not unknown, f"there is no setting {', '.join(sorted(unknown))}")


def _check(holds: object, rule: str) -> None:
    if not holds:
        raise Invalid(rule, code="bad_pages")
