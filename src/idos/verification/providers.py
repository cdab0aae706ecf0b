"""The identity-verification providers to choose by name: a further one is a file and a row."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from idos.errors import Invalid
from idos.verification.provider import Clock, Provider
from idos.verification.sandbox import SandboxSettings, sandbox_of
from idos.verification.sumsub import SumsubSettings, sumsub_of


@dataclass(frozen=True, slots=True)
class ProviderKind:
    """A provider to choose. ``settings`` is a dataclass, whose fields without ``repr`` are secrets.

    ``make`` builds the adapter of such settings, and raises ``Invalid`` where they make no sense.
    """

    settings: type
    make: Callable[[Any, Clock], Provider]


PROVIDERS: Final[Mapping[str, ProviderKind]] = MappingProxyType(
    {
        "sandbox": ProviderKind(SandboxSettings, sandbox_of),
        "sumsub": ProviderKind(SumsubSettings, sumsub_of),
    }
)
"""By the name that configurations have for it."""


def provider_kind(name: str) -> ProviderKind:
    """The provider of this name. Raises ``Invalid`` (``unknown_provider``)."""
    found = PROVIDERS.get(name)
    if found is None:
        raise Invalid(
            f"there is no provider of this name; there are {', '.join(PROVIDERS)}", code="unknown_provider"
        )
    return found


def provider_of(settings: object, clock: Clock = time.time) -> Provider:
    """The adapter of a provider's settings. Raises ``Invalid``."""
    make = next(kind.make for kind in PROVIDERS.values() if isinstance(settings, kind.settings))
    return make(settings, clock)
