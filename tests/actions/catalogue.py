"""What is recorded of every action in ``vectors/actions.json``, for clients in other languages.

``python -m tests.actions.catalogue`` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from idos.actions.registry import Rule, actions
from idos.protocol.actions.action import Action, Parameter, View
from idos.protocol.payloads import ActionCall, ActionExecution
from idos.protocol.values import Value
from tests.actions.frozen import plain, to_text
from tests.people import uid

FILE = Path(__file__).parents[2] / "vectors" / "actions.json"
NAMESPACE = "main"
SAMPLES: dict[str, Any] = {"int8": 1_800_000_000, "bool": True, "numeric": Decimal(10**18)}


def describe() -> list[dict[str, Any]]:
    """Every action, and calls of it with the bytes that they are sent as."""
    return [
        {
            "name": rule.name,
            "since": rule.since,
            "view": rule.view,
            "parameters": [
                {"name": each.name, "type": each.type.canonical, "nullable": each.nullable}
                for each in rule.parameters
            ],
            "calls": [_call(call) for call in _calls(rule)],
        }
        for rule in actions()
    ]


def _calls(rule: Rule) -> Iterator[Action]:
    """One with all arguments; and one with null wherever it is accepted, if it is."""
    full = {each.name: _sample(each) for each in rule.parameters}
    bare = {each.name: None for each in rule.parameters if each.nullable}
    yield rule.call(**full)
    if bare:
        yield rule.call(**{**full, **bare})


def _sample(parameter: Parameter) -> Value:
    samples = {**SAMPLES, "uuid": uid(parameter.name), "text": f"{parameter.name} of Zoë"}
    sample: Value = samples[parameter.type.kind]
    return sample


def _call(call: Action) -> dict[str, Any]:
    return {"arguments": list(map(plain, call.values())), "payload_hex": payload(call).hex()}


def payload(call: Action) -> bytes:
    """What a client sends: of a view the call, of another action its one run."""
    if isinstance(call, View):
        return ActionCall(NAMESPACE, call.NAME, call.arguments()).encode()
    return ActionExecution(NAMESPACE, call.NAME, (call.arguments(),)).encode()


def recorded() -> list[dict[str, Any]]:
    document: list[dict[str, Any]] = json.loads(FILE.read_text())
    return document


def main() -> None:
    FILE.write_text(to_text(describe()) + "\n")


if __name__ == "__main__":
    main()
