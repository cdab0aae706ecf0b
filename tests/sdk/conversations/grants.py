"""Sharing: copies and grants, their pages, and answers about something else than was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.sdk.conversations.script import (
    IDENTIFIER,
    Answer,
    Conversation,
    Differs,
    committed,
    fault,
    rows,
    uuid,
)

KEY = "VxR2nRFr92Q2rnS8eT0sMK0ZA8WaxSc4BcfiaYtBDDY="
OWNER = uuid(3)
GRANT = {
    "id": uuid(1),
    "ag_owner_user_id": OWNER,
    "ag_grantee_wallet_identifier": IDENTIFIER,
    "data_id": uuid(2),
    "locked_until": 0,
    "inserter_type": "user",
    "inserter_id": "ab",
    "content_hash": None,
}
COPY = {
    "id": uuid(2),
    "user_id": OWNER,
    "issuer_auth_public_key": "ab",
    "content": "AAEC",
    "encryptor_public_key": KEY,
    "public_notes": "",
    "inserter": None,
}
INFO = {
    "id": uuid(2),
    "user_id": OWNER,
    "issuer_auth_public_key": "ab",
    "public_notes": "",
    "inserter": None,
    "original_id": uuid(4),
}
PAGE = {"user_id": None, "page": 1, "size": 2}
WRITE_GRANT = {
    "owner": "0xA11ce",
    "grantee": IDENTIFIER,
    "issuer_public_key": IDENTIFIER,
    "id": uuid(5),
    "access_grant_timelock": "1970-01-01T00:00:00Z",
    "not_usable_before": "2026-11-22T00:00:00Z",
    "not_usable_after": "2026-11-29T00:00:00Z",
}
TEXT = "\n".join(
    (
        "operation: delegatedWriteGrant",
        f"owner: {WRITE_GRANT['owner']}",
        f"consumer: {IDENTIFIER}",
        f"issuer public key: {IDENTIFIER}",
        f"id: {uuid(5)}",
        "access grant timelock: 1970-01-01T00:00:00Z",
        "not usable before: 2026-11-22T00:00:00Z",
        "not usable after: 2026-11-29T00:00:00Z",
    )
)
OF_NOBODY = "a page asks for the text in the name of nobody, and has asked for the network when it signed in"
NOBODY = {"auth_type": "secp256k1_ep", "sender": "", "signature": ""}


def many(first: int, times: int) -> Answer:
    """Rows of grants, each on a copy of its own."""
    return {"rows": [{**GRANT, "id": uuid(0)[:-12] + "{n}"}], "from": first, "times": times}


def count(number: int) -> Answer:
    """How many grants there are."""
    return rows({"count": number})


def received(name: str, *answers: Answer) -> Conversation:
    """A page of grants."""
    return Conversation(name, "consumer", "grants_received", PAGE, {"user.call": list(answers)})


def all_grants(name: str, *answers: Answer) -> Conversation:
    """All pages."""
    return Conversation(name, "consumer", "all_grants", {"user_id": OWNER}, {"user.call": list(answers)})


def grants_for(name: str, *records: Mapping[str, Any]) -> Conversation:
    """The grants on one copy."""
    return Conversation(name, "consumer", "grants_for", {"id": uuid(2)}, {"user.call": [rows(*records)]})


PAGES: Final = [
    received("a page of grants has its rows and the count of all", rows(GRANT), count(3)),
    received("a page that is longer than was asked is refused", many(1, 3), count(3)),
    received(
        "a grant to somebody else is refused", rows({**GRANT, "ag_grantee_wallet_identifier": "cd"}), count(1)
    ),
    received("a count that is no number is refused", rows(GRANT), rows({"count": "many"})),
    Conversation(
        "a grant of another person than was asked for is refused",
        "consumer",
        "grants_received",
        {**PAGE, "user_id": uuid(9)},
        {"user.call": [rows(GRANT), count(1)]},
    ),
    all_grants(
        "pages are turned until the count is reached", many(1, 500), count(501), many(501, 1), count(501)
    ),
    all_grants("a page that is not full is the last", many(1, 500), count(900), many(501, 3), count(900)),
    all_grants("a page that is shown again is refused", many(1, 500), count(900), many(1, 500), count(900)),
    all_grants("more grants than anybody has are refused", many(1, 500), count(100_001)),
    all_grants("no grant is none", rows(), count(0)),
]

COPIES: Final = [
    grants_for("grants on a copy are found", GRANT),
    grants_for("a grant on another copy is refused", {**GRANT, "data_id": uuid(9)}),
    grants_for("a copy has one owner", GRANT, {**GRANT, "id": uuid(6), "ag_owner_user_id": uuid(9)}),
    Conversation(
        "a copy is read", "consumer", "shared_credential", {"id": uuid(2)}, {"user.call": [rows(COPY)]}
    ),
    Conversation(
        "another copy than was asked for is refused",
        "consumer",
        "shared_credential",
        {"id": uuid(9)},
        {"user.call": [rows(COPY)]},
    ),
    Conversation(
        "what one person shared is listed",
        "consumer",
        "credentials_shared_by",
        {"user_id": OWNER, "issuer": "ab"},
        {"user.call": [rows(INFO)]},
    ),
    Conversation(
        "what another person shared is refused",
        "consumer",
        "credentials_shared_by",
        {"user_id": uuid(9), "issuer": None},
        {"user.call": [rows(INFO)]},
    ),
    Conversation("a copy is given back", "consumer", "rescind", {"id": uuid(2)}),
    Conversation(
        "another credential than was asked for is refused",
        "person",
        "credential",
        {"id": uuid(9)},
        {"user.call": [rows(COPY)]},
    ),
]

SHARING: Final = [
    Conversation(
        "a credential is shared",
        "person",
        "share",
        {"id": uuid(2), "copy_id": uuid(7), "grantee": IDENTIFIER, "locked_until": 0},
        {"user.call": [rows(COPY)]},
    ),
    Conversation(
        "a copy that is there already is not made again",
        "person",
        "share",
        {"id": uuid(2), "copy_id": uuid(7), "grantee": IDENTIFIER, "locked_until": 1_900_000_000},
        {
            "user.call": [rows(COPY)],
            "user.broadcast": [
                committed(
                    65535,
                    'ERROR: duplicate key value violates unique constraint "credentials_pkey"',
                )
            ],
        },
    ),
    Conversation("a grant is revoked", "person", "revoke", {"id": uuid(1)}),
    Conversation(
        "the grants on her copies are listed", "person", "grants_given", {}, {"user.call": [rows(GRANT)]}
    ),
    Conversation(
        "a permission to write is signed as it was asked for",
        "person",
        "sign_write_grant",
        WRITE_GRANT,
        {"user.call": [rows({"message": TEXT})]},
        differs=Differs(OF_NOBODY, ["user.call"], params=NOBODY),
    ),
    Conversation(
        "another permission than was asked for is not signed",
        "person",
        "sign_write_grant",
        WRITE_GRANT,
        {"user.call": [rows({"message": TEXT.replace("2026-11-29", "2027-11-29")})]},
        differs=Differs(OF_NOBODY, ["user.call"], params=NOBODY),
    ),
    Conversation(
        "a node that does not write permissions says so",
        "person",
        "sign_write_grant",
        WRITE_GRANT,
        {"user.call": [fault(-300, "unknown action")]},
        differs=Differs(OF_NOBODY, ["user.call"], params=NOBODY),
    ),
]

GRANTS: Final = [*PAGES, *COPIES, *SHARING]
