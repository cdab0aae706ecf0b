"""``vectors/actions.json`` is current, and its calls are read back."""

from __future__ import annotations

import pytest

from idos.actions.registry import Rule, actions
from idos.protocol.payloads import ActionCall, ActionExecution
from tests.actions import catalogue
from tests.actions.frozen import plain

RECORDED = {(each["name"], len(each["parameters"])): each for each in catalogue.recorded()}


def test_the_recorded_actions_are_the_present_ones() -> None:
    """``python -m tests.actions.catalogue`` writes them."""
    assert catalogue.recorded() == catalogue.describe()


@pytest.mark.parametrize("rule", actions(), ids=lambda rule: f"{rule.name} {len(rule.parameters)}")
def test_what_was_sent_is_what_the_rule_gets(rule: Rule) -> None:
    for sent in RECORDED[rule.name, len(rule.parameters)]["calls"]:
        data = bytes.fromhex(sent["payload_hex"])
        args = ActionCall.decode(data).args if rule.view else ActionExecution.decode(data).calls[0]
        call = rule.call.decode(args)
        assert [plain(value) for value in call.values()] == sent["arguments"]
        assert catalogue.payload(call) == data


def test_a_rule_has_its_actions_name_but_for_older_clients() -> None:
    others = {rule.run.__name__: rule.name for rule in actions() if rule.run.__name__ != rule.name}
    assert others == {"add_wallet_of_any_type": "add_wallet"}
