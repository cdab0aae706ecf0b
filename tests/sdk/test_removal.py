"""Removing many credentials, at nodes that say what a test wants."""

from __future__ import annotations

from uuid import UUID

import pytest

from idos import Denied, IdosError
from idos.protocol.jsonrpc import Response, TxCode
from idos.protocol.refusals import Refusal
from idos.protocol.results import TxResult
from idos.sdk.drivers import Ask
from tests.sdk.scripted import ScriptedNode, person, rejection, rows, sent

IDS = [UUID(int=number) for number in range(1, 202)]
ALL = rows(
    *(
        {
            "id": str(each),
            "user_id": str(UUID(int=0)),
            "public_notes": "",
            "issuer_auth_public_key": "ab" * 32,
            "inserter": None,
            "original_id": None,
        }
        for each in IDS
    )
)


class FormerNode(ScriptedNode):
    """Its network takes no lists. What it refuses after that it says in order; an empty text is none."""

    def __init__(self, *refusals: str) -> None:
        super().__init__(get_credentials=ALL)
        self._refusals = ["unknown action (remove_credentials)", *refusals]

    def ask(self, request: Ask) -> Response:
        if request.method != "user.broadcast":
            return super().ask(request)
        self.asked.append(request)
        text = self._refusals.pop(0)
        result = TxResult(65535 if text else 0, 0, f"ERROR: {text}" if text else "")
        return Response(1, {"tx_hash": sent(request).hash().hex(), "result": result.to_json()}, None)


def executed(node: ScriptedNode) -> list[str]:
    return [flow["action"] for flow in node.actions if flow["kind"] == "execute"]


def test_a_long_list_is_sent_in_parts() -> None:
    node = ScriptedNode(get_credentials=ALL)
    assert person(node).remove_credentials(IDS) == IDS
    lists = [flow["inputs"][0][0].split(",") for flow in node.actions if flow["kind"] == "execute"]
    assert list(map(len, lists)) == [100, 100, 1]


def test_where_the_network_takes_no_lists_they_are_removed_one_by_one() -> None:
    node = FormerNode("", Refusal.CREDENTIAL_LOCKED.text, Refusal.CREDENTIAL_NOT_OWNED.text)
    assert person(node).remove_credentials(IDS[:3]) == IDS[:3]
    assert executed(node) == ["remove_credentials", *["remove_credential"] * 3]


def test_another_refusal_ends_it() -> None:
    node = FormerNode(Refusal.NO_PROFILE.text)
    with pytest.raises(Denied) as caught:
        person(node).remove_credentials(IDS[:3])
    assert caught.value.code == "no_profile"


def test_a_list_that_is_refused_is_not_sent_again_one_by_one() -> None:
    node = ScriptedNode(get_credentials=ALL).on("user.broadcast", rejection(TxCode.FEE))
    with pytest.raises(IdosError):
        person(node).remove_credentials(IDS[:1])
    assert executed(node) == ["remove_credentials"]
