"""Conversations with a node that both SDKs hold alike (``web/sdk/conversations.test.ts`` has the other)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sdk.conversations.driver import OPERATIONS, held
from tests.sdk.conversations.recorded import CONVERSATIONS, PATH
from tests.sdk.conversations.script import Conversation

RECORDED: dict[str, dict[str, Any]] = {
    each["name"]: each for each in json.loads(PATH.read_text())["conversations"]
}


def test_the_file_has_every_conversation_once() -> None:
    assert [each.name for each in CONVERSATIONS] == list(RECORDED)


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=[each.name for each in CONVERSATIONS])
def test_a_recorded_conversation_is_held_again(conversation: Conversation) -> None:
    recorded = RECORDED[conversation.name]
    assert held(conversation) == {name: recorded[name] for name in ("requests", "pauses", "outcome")}


def test_what_differs_says_why_and_differs() -> None:
    for recorded in RECORDED.values():
        if differs := recorded.get("differs"):
            methods = [request["method"] for request in recorded["requests"]]
            kept = {"requests": methods, "pauses": recorded["pauses"], "outcome": recorded["outcome"]}
            told = {name: value for name, value in differs.items() if name not in {"why", "params"}}
            assert differs["why"]
            assert kept | told != kept
            assert all(kept[name] != value for name, value in told.items()), recorded["name"]


def test_every_operation_of_the_driver_is_held() -> None:
    assert {each.operation for each in CONVERSATIONS} == set(OPERATIONS)
