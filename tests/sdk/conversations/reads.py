"""Reads: who asks, and what is made of strange answers."""

from __future__ import annotations

from typing import Final

from idos.protocol.challenges import challenge_of
from tests.sdk.conversations.script import (
    CHAIN_ID,
    PRIVATE,
    URL,
    Answer,
    Conversation,
    Differs,
    fault,
    rows,
    uuid,
)

USER = rows(
    {
        "id": uuid(1),
        "recipient_encryption_public_key": "VxR2nRFr92Q2rnS8eT0sMK0ZA8WaxSc4BcfiaYtBDDY=",
        "encryption_password_store": "user",
        "inserter": None,
    }
)
UNAUTHORIZED = fault(-901, "not authorized")
OFFER = {
    "nonce": "0123456789",
    "statement": "Sign in",
    "issue_at": "2026-01-01T00:00:00Z",
    "expiration_time": "2026-01-01T00:05:00Z",
    "chain_id": CHAIN_ID,
    "domain": URL,
    "version": "1",
    "uri": URL + "/rpc/v1",
}
LOGIN: list[Answer] = [{"result": {}}]
MEETING = ["user.health", "user.chain_info"]
ASKED_FIRST = "a page opens a session when the person says so, and a program when the node first wants one"
SIGN_READS = {"sign_reads": True}
RANDOM_BYTES: Answer = {"result": {"challenge": "00" * 32}}
OTHER_CHALLENGE: Answer = {"result": {"challenge": challenge_of(URL, "idos-other", bytes(16)).hex()}}


def profile(name: str, **given: object) -> Conversation:
    """A conversation about reading the own profile."""
    return Conversation(name, "person", "profile", **given)  # type: ignore[arg-type]  # as the class has them


SIGN_IN: Final = [
    profile("a read names its sender and signs nothing", answers={"user.call": [USER]}),
    profile(
        "a session is opened with a signature for this gateway and network",
        answers={
            "user.call": [{**USER, "session": True}],
            "kgw.authn_param": [{"result": OFFER}],
            "kgw.authn": LOGIN,
        },
        signs_in=True,
        differs=Differs(ASKED_FIRST, [*MEETING, "kgw.authn_param", "kgw.authn", "user.call"]),
    ),
    profile(
        "a gateway may leave out what it is",
        answers={
            "user.call": [{**USER, "session": True}],
            "kgw.authn_param": [{"result": {**OFFER, "chain_id": "", "domain": "", "version": ""}}],
            "kgw.authn": LOGIN,
        },
        signs_in=True,
        differs=Differs(ASKED_FIRST, [*MEETING, "kgw.authn_param", "kgw.authn", "user.call"]),
    ),
    *(
        profile(
            f"a login for another {name} is not signed",
            answers={"user.call": [UNAUTHORIZED], "kgw.authn_param": [{"result": {**OFFER, name: other}}]},
            signs_in=True,
            differs=Differs(ASKED_FIRST, [*MEETING, "kgw.authn_param"]),
        )
        for name, other in (("domain", "http://evil.example"), ("chain_id", "idos-other"), ("version", "2"))
    ),
    profile(
        "a node without a gateway opens no session",
        answers={"user.call": [UNAUTHORIZED]},
        signs_in=True,
        differs=Differs(ASKED_FIRST, [*MEETING, "kgw.authn_param"]),
    ),
    profile(
        "a session that is over at once is not opened in circles",
        answers={"user.call": [UNAUTHORIZED], "kgw.authn_param": [{"result": OFFER}], "kgw.authn": LOGIN},
        signs_in=True,
        differs=Differs(
            f"{ASKED_FIRST}; it says by a code of its own that the person has to",
            [*MEETING, "kgw.authn_param", "kgw.authn", "user.call"],
            outcome={"error": "signed_out"},
        ),
    ),
    Conversation(
        "a session is ended at the node, too",
        "person",
        "log_out",
        answers={"kgw.authn_param": [{"result": OFFER}], "kgw.authn": LOGIN, "kgw.logout": [{"result": {}}]},
        signs_in=True,
        differs=Differs(ASKED_FIRST, [*MEETING, "kgw.authn_param", "kgw.authn", "kgw.logout"]),
    ),
    Conversation(
        "a session that the node can not end is over",
        "person",
        "log_out",
        answers={"kgw.authn_param": [{"result": OFFER}], "kgw.authn": LOGIN},
        signs_in=True,
        differs=Differs(ASKED_FIRST, [*MEETING, "kgw.authn_param", "kgw.authn", "kgw.logout"]),
    ),
    profile("another network than the wanted one is not asked", terms={"chain_id": "idos-main"}),
]

CHALLENGES: Final = [
    profile(
        "in private mode a read is signed over a challenge",
        answers={**PRIVATE, "user.call": [USER]},
        terms=SIGN_READS,
    ),
    profile(
        "a node that turns private is followed",
        answers={"user.challenge": PRIVATE["user.challenge"], "user.call": [fault(-1001), USER]},
        terms=SIGN_READS,
    ),
    profile(
        "a challenge that came too late is replaced",
        answers={**PRIVATE, "user.call": [fault(-1003), USER]},
        terms=SIGN_READS,
    ),
    profile(
        "a challenge is replaced once", answers={**PRIVATE, "user.call": [fault(-1003)]}, terms=SIGN_READS
    ),
    profile(
        "the challenge of another network is not signed",
        answers={**PRIVATE, "user.challenge": [OTHER_CHALLENGE]},
        terms=SIGN_READS,
    ),
    profile(
        "random bytes are not signed",
        answers={**PRIVATE, "user.challenge": [RANDOM_BYTES]},
        terms=SIGN_READS,
    ),
    profile(
        "no challenge is asked for more often than the node allows",
        answers={**PRIVATE, "user.challenge": [fault(-1006)]},
        terms=SIGN_READS,
    ),
    profile("reads are signed only where that was allowed", answers=PRIVATE),
    profile("an open node does not have reads signed either", answers={"user.call": [fault(-1001)]}),
]

STRANGE: Final = [
    profile(
        "a refusal in a result has the code of its text",
        answers={
            "user.call": [
                {"result": {"query_result": None, "logs": "", "error": "the caller has no profile"}}
            ]
        },
    ),
    profile("no row is not found", answers={"user.call": [rows()]}),
    profile("a row without its columns is not understood", answers={"user.call": [rows({"id": uuid(1)})]}),
    profile(
        "a row of another width is not understood",
        answers={
            "user.call": [
                {
                    "result": {
                        "query_result": {"column_names": ["id"], "column_types": [], "values": [["a", "b"]]}
                    }
                }
            ]
        },
    ),
    profile(
        "neither result nor error is not understood", answers={"user.call": [{"status": 200, "body": "{}"}]}
    ),
    profile("what is not JSON is not understood", answers={"user.call": [{"status": 502, "body": "<html>"}]}),
    profile("something on the way refuses", answers={"user.call": [{"status": 413, "body": "too large"}]}),
    profile("an unknown fault is one", answers={"user.call": [fault(-77)]}),
    profile("a node that fails is not asked again", answers={"user.call": [fault(-32603)]}),
    profile("a node that has too much to do is not asked again", answers={"user.call": [fault(-905)]}),
    profile(
        "a health of another kind is not understood", answers={"user.health": [{"result": {"mode": "x"}}]}
    ),
    *(
        profile(f"a read ends with {broken}", answers={"user.call": [{"broken": broken}]})
        for broken in ("unreachable", "timeout", "network")
    ),
    Conversation("the network is asked for", "person", "chain"),
    Conversation(
        "anybody may ask for a profile",
        "person",
        "has_profile",
        {"address": "0xabc"},
        {"user.call": [rows({"has_profile": True})]},
        differs=Differs(
            "a page asks before there is a wallet, in the name of nobody",
            ["user.call"],
            params={"auth_type": "secp256k1_ep", "sender": "", "signature": ""},
        ),
    ),
]

LOG: Final = [
    Conversation(
        "the access log is asked for by its pages",
        "person",
        "access_log",
        {"before": 7, "limit": 2},
        {
            "user.access_log": [
                {
                    "result": {
                        "entries": [
                            {
                                "number": 6,
                                "credential_id": uuid(2),
                                "reader": "ab",
                                "relation": "grantee",
                                "action": "get_credential_shared",
                                "time": 1_700_000_000_000,
                            }
                        ]
                    }
                }
            ]
        },
    ),
    Conversation(
        "the access log is signed for in private mode",
        "person",
        "access_log",
        {"before": None, "limit": 100},
        {**PRIVATE, "user.access_log": [{"result": {"entries": []}}]},
        SIGN_READS,
    ),
    Conversation(
        "a node without an access log says so", "person", "access_log", {"before": None, "limit": 100}
    ),
    Conversation(
        "an entry of another kind is not understood",
        "person",
        "access_log",
        {"before": None, "limit": 100},
        {"user.access_log": [{"result": {"entries": [{"number": -1}]}}]},
    ),
]

READS: Final = [*SIGN_IN, *CHALLENGES, *STRANGE, *LOG]
