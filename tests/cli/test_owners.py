"""Which versions of the rules are refused before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

from idos import Denied, Owner, ServerKey, Unavailable
from idos.actions.limits import LATEST_RULES
from idos.cli import owners
from idos.cli.owners import _named, check_supported
from idos.protocol.jsonrpc import ErrorCode
from tests.sdk.scripted import URL, ScriptedNode, fault


def params(supported: int) -> dict[str, Any]:
    return {
        "chain_id": "c",
        "limits": {},
        "rules": {"version": 1, "supported": supported},
        "owners": {"identifiers": ["ab"], "threshold": 1},
    }


def client(*answers: Any) -> Owner:
    node = ScriptedNode().on("chain.consensus_params", *answers)
    return Owner(URL, ServerKey.generate(), transport=node)


def test_what_both_programs_have_is_not_refused() -> None:
    check_supported(client(params(LATEST_RULES)), LATEST_RULES)


def test_what_this_program_lacks_is_refused_before_anybody_is_asked() -> None:
    with pytest.raises(Denied, match="this program has rules versions up to") as caught:
        check_supported(client(Unavailable("cut")), LATEST_RULES + 1)
    assert caught.value.code == "rules_newer"


@pytest.mark.parametrize("answer", [params(LATEST_RULES), {"chain_id": "c", "limits": {}}])
def test_what_the_nodes_program_lacks_is_refused(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a program's that does not speak of versions yet."""
    monkeypatch.setattr(owners, "LATEST_RULES", LATEST_RULES + 1)
    known = LATEST_RULES if "rules" in answer else 1
    with pytest.raises(Denied, match=f"the node's program has rules versions up to {known}") as caught:
        check_supported(client(answer), LATEST_RULES + 1)
    assert caught.value.code == "rules_newer"


def test_a_node_that_can_not_say_is_no_refusal() -> None:
    with pytest.raises(Unavailable) as caught:
        check_supported(client(fault(ErrorCode.TIMEOUT)), LATEST_RULES)
    assert caught.value.code == "node_timeout"


def test_arguments_have_the_names_of_their_rule_where_it_is_known() -> None:
    assert _named("set_limit", ("page", 700)) == "name page, value 700"
    assert _named("set_limit", ("page",)) == "page"
    assert _named("of_a_later_program", ("a", None, 1)) == "a, None, 1"
