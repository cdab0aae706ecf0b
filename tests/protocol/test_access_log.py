"""Queries of the access log and their answers have one form each."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idos.errors import Invalid
from idos.protocol.access_log import (
    MAX_ENTRIES,
    METHOD,
    AccessEntry,
    AccessLogPage,
    AccessLogQuery,
    access_log_call,
)
from idos.protocol.payloads import ActionCall
from idos.protocol.reads import CallRequest
from idos.protocol.wire import encode_json

NUMBERS = st.integers(0, (1 << 63) - 1)
ENTRIES = st.builds(
    AccessEntry,
    number=NUMBERS,
    credential_id=st.uuids(),
    reader=st.text(max_size=20),
    relation=st.sampled_from(["owner", "grantee"]),
    action=st.text(max_size=20),
    time=NUMBERS,
)


@given(
    before=st.none() | NUMBERS,
    limit=st.integers(1, MAX_ENTRIES),
    challenge=st.none() | st.binary(min_size=1, max_size=64),
    sender=st.binary(max_size=64),
    signature=st.binary(max_size=80),
)
def test_a_query_reads_back_as_it_was_written(
    before: int | None, limit: int, challenge: bytes | None, sender: bytes, signature: bytes
) -> None:
    payload = access_log_call(before, limit).encode()
    query = AccessLogQuery(before, limit, CallRequest(payload, challenge, "nep413", sender, signature))
    written = query.to_json()
    assert AccessLogQuery.from_json(written) == query
    assert AccessLogQuery.from_json(written).to_json() == written


def test_a_query_is_signed_as_a_call_that_no_action_answers() -> None:
    call = access_log_call(7, 100)
    assert ActionCall.decode(call.encode()) == call
    assert [argument.python() for argument in call.args] == [7, 100]
    assert call.action == METHOD == "user.access_log"


@pytest.mark.parametrize(
    "changes",
    [
        {"limit": 0},
        {"limit": MAX_ENTRIES + 1},
        {"limit": True},
        {"limit": None},
        {"before": -1},
        {"before": "7"},
        {"sender": "0x"},
        {"sender": "00" * 65},
        {"signature": "!"},
        {"challenge": "A"},
        {"auth_type": None},
    ],
)
def test_a_query_is_read_strictly(changes: dict[str, Any]) -> None:
    good = {"limit": 1, "auth_type": "ed25519"}
    assert AccessLogQuery.from_json(good).before is None
    with pytest.raises(Invalid):
        AccessLogQuery.from_json({**good, **changes})


@given(st.lists(ENTRIES, max_size=3).map(tuple))
def test_an_answer_reads_back_as_it_was_written(entries: tuple[AccessEntry, ...]) -> None:
    page = AccessLogPage(entries)
    assert AccessLogPage.from_json(page.to_json()) == page


def test_an_entry_looks_like_this() -> None:
    entry = AccessEntry(1, UUID(int=5), "0xabc", "grantee", "get_credential_shared", 1_800_000_000_000)
    assert json.loads(encode_json(AccessLogPage((entry,)).to_json())) == {
        "entries": [
            {
                "number": 1,
                "credential_id": "00000000-0000-0000-0000-000000000005",
                "reader": "0xabc",
                "relation": "grantee",
                "action": "get_credential_shared",
                "time": 1_800_000_000_000,
            }
        ]
    }
