"""A node of the official network: it has no gateway, and none of what we added."""

from __future__ import annotations

from typing import Any

import pytest

from idos import Consumer, Denied, IdosError
from idos.crypto.encoding import b64encode
from idos.protocol.jsonrpc import ErrorCode, RpcFault
from idos.sdk.inspection import Evidence
from tests.sdk.scripted import URL, ScriptedNode, fault, person, refused, rows
from tests.sdk.test_inspection import HOLDER, TRUSTED, evidence
from tests.sdk.w3c.samples import NOW


def shared(case: Evidence) -> dict[str, Any]:
    """What an official node shows of a copy. It knows integers as decimal strings."""
    grant, stored = case.grant, case.stored
    return {
        "get_access_grants_for_credential": rows(
            {
                "id": str(grant.id),
                "ag_owner_user_id": str(grant.owner_user_id),
                "ag_grantee_wallet_identifier": grant.grantee,
                "data_id": str(grant.data_id),
                "locked_until": grant.locked_until,
                "content_hash": grant.content_hash,
                "inserter_type": grant.inserter_type,
                "inserter_id": grant.inserter_id,
            }
        ),
        "get_credential_shared": rows(
            {
                "id": str(stored.id),
                "user_id": str(stored.user_id),
                "public_notes": stored.public_notes,
                "content": b64encode(stored.content),
                "encryptor_public_key": b64encode(stored.encryptor_public_key),
                "issuer_auth_public_key": stored.issuer_auth_public_key,
                "inserter": None,
            }
        ),
    }


class OfficialNode(ScriptedNode):
    """Answers ``attestation`` when asked for what it lacks."""

    def __init__(self, case: Evidence, attestation: Any) -> None:
        super().__init__(**shared(case))
        self.views["get_credential_attestation"] = attestation


UNKNOWN = [
    fault(ErrorCode.ENGINE, 'unknown action: "get_credential_attestation"'),
    fault(ErrorCode.ENGINE, 'action "get_credential_attestation" not found in namespace "main"'),
    refused("unknown action"),
]


@pytest.mark.parametrize("answer", UNKNOWN)
def test_a_copy_that_nobody_attests_is_weak_at_most_and_the_report_says_so(answer: Any) -> None:
    case = evidence(writer=HOLDER, inserter_type="user")
    with Consumer(URL, HOLDER, b"\x11" * 32, transport=OfficialNode(case, answer)) as consumer:
        report = consumer.verified_credential(case.stored.id, [TRUSTED], now=NOW, allow_weak=True)
        with pytest.raises(Denied) as caught:
            consumer.verified_credential(case.stored.id, [TRUSTED], now=NOW)
    assert caught.value.code == "unattested"
    found = {check.name: check.code for check in report.checks}
    assert report.status == "weak"
    assert (found["provenance"], found["notes"]) == ("by_holder", "unattested")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refused("the credential is not shared with the caller"), "credential_not_readable"),
        (fault(ErrorCode.NODE_INTERNAL), "node_internal"),
    ],
)
def test_an_attestation_that_is_refused_is_not_taken_for_a_missing_view(answer: Any, code: str) -> None:
    case = evidence()
    with (
        Consumer(URL, HOLDER, b"\x11" * 32, transport=OfficialNode(case, answer)) as consumer,
        pytest.raises(IdosError) as caught,
    ):
        consumer.inspect_credential(case.stored.id, [TRUSTED], now=NOW)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (fault(ErrorCode.ENGINE, "action can only be executed by the owner"), "action_is_owner_only"),
        (fault(ErrorCode.ENGINE, "something else"), "action_failed"),
        (fault(ErrorCode.CALL_SIGNATURE), "bad_signature"),
    ],
)
def test_a_read_that_the_engine_refuses_is_not_tried_again(answer: RpcFault, code: str) -> None:
    node = ScriptedNode().on("user.call", answer)
    with pytest.raises(Denied) as caught:
        person(node).profile()
    assert caught.value.code == code
    assert node.methods == ["user.call"]
