"""The table of limits: what each probe is about, where its default comes from, and how it is to be answered.

A probe goes beyond its limit, and says how that was answered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from idos.actions.limits import Limits
from idos.node import NodeConfig, settings

Probe = Callable[[], str]


@dataclass(frozen=True)
class Limit:
    """A row of the table, without its probe."""

    name: str
    default: int | float
    doc: str
    answer: str

    @property
    def row(self) -> str:
        return f"| {self.name} | {self.default:_} | {self.doc} | {self.answer} |"


PROBES: list[tuple[Limit, Probe]] = []
GENESIS = get_type_hints(Limits, include_extras=True)
SETTINGS = {setting.name: setting.doc for setting in settings()}


def of_genesis(name: str, answer: str) -> Callable[[Probe], Probe]:
    """A limit that is the same on every node of a network."""
    return _row(Limit(f"genesis `{name}`", getattr(Limits(), name), GENESIS[name].__metadata__[0], answer))


def of_rules(doc: str, value: int, answer: str) -> Callable[[Probe], Probe]:
    """A limit of the rules themselves, which is the same on every network."""
    return _row(Limit("rules", value, doc, answer))


def of_node(name: str, answer: str) -> Callable[[Probe], Probe]:
    """A limit that each operator sets."""
    return _row(Limit(f"`{name}`", getattr(NodeConfig(), name), SETTINGS[name], answer))


def fixed(doc: str, value: int, answer: str) -> Callable[[Probe], Probe]:
    """A limit of the wire's."""
    return _row(Limit("fixed", value, doc, answer))


def _row(limit: Limit) -> Callable[[Probe], Probe]:
    def register(probe: Probe) -> Probe:
        PROBES.append((limit, probe))
        return probe

    return register


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what happens by itself."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def code(reply: Any) -> str:
    """How a request was refused: its number, and the HTTP status if that is another than 200."""
    number = str(reply.body["error"]["code"])
    data = reply.body["error"].get("data")
    with_code = f"{number} with code {data['code']}" if data else number
    return with_code if reply.status == 200 else f"{with_code}, HTTP {reply.status}"
