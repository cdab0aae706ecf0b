"""Writes: what is signed, what is sent again, and what is said of a transaction whose answer was lost."""

from __future__ import annotations

from typing import Final

from tests.sdk.conversations.script import (
    CHAIN_ID,
    IDENTIFIER,
    Conversation,
    Differs,
    committed,
    fault,
    found,
    rejection,
    rows,
    uuid,
)

COSTLY = [{"result": {"chain_id": CHAIN_ID, "block_height": 7, "block_hash": "ab" * 32, "gas": True}}]
NAMELESS = [{"result": {"chain_id": "", "block_height": 7, "block_hash": "ab" * 32, "gas": False}}]
NOT_FOUND = fault(-202, "transaction not found")
LOST = {"broken": "network"}
SENDING = ["user.health", "user.chain_info", "user.account", "user.broadcast"]
PATIENT = (
    "a page offers what a node had no room for again, as the person has signed it; "
    "a program is told at once, and decides itself"
)


def add(name: str, **given: object) -> Conversation:
    """A conversation about adding an attribute."""
    arguments = {"id": uuid(1), "key": "name", "value": "Zoë"}
    return Conversation(name, "person", "add_attribute", arguments, **given)  # type: ignore[arg-type]  # as there


def revoke(name: str, **given: object) -> Conversation:
    """A conversation about taking a grant back."""
    return Conversation(name, "person", "revoke", {"id": uuid(1)}, **given)  # type: ignore[arg-type]  # as there


NONCES: Final = [
    add("a transaction has the account's next nonce"),
    add(
        "where transactions cost something the node's price is paid",
        answers={"user.chain_info": COSTLY, "user.estimate_price": [{"result": {"price": "123"}}]},
        terms={"max_fee": "123"},
    ),
    add(
        "a price above what is allowed is not paid",
        answers={"user.chain_info": COSTLY, "user.estimate_price": [{"result": {"price": "124"}}]},
        terms={"max_fee": "123"},
    ),
    add(
        "a nonce that somebody else used is replaced by the next",
        answers={
            "user.account": [{"result": {"balance": "0", "nonce": nonce}} for nonce in (4, 5)],
            "user.broadcast": [rejection(4), committed()],
            "user.tx_query": [NOT_FOUND],
        },
    ),
    add(
        "a nonce that is used up within the block is replaced, too",
        answers={"user.broadcast": [committed(4, "invalid nonce"), committed()]},
    ),
    add(
        "nonces are replaced eight times",
        answers={"user.broadcast": [rejection(4)], "user.tx_query": [NOT_FOUND]},
    ),
    add(
        "what was sent twice on the way is done once",
        answers={"user.broadcast": [rejection(4)], "user.tx_query": [found(9)]},
    ),
    add(
        "a rejection without a reason is looked up, and then believed",
        answers={"user.broadcast": [fault(-201)], "user.tx_query": [NOT_FOUND]},
    ),
    add(
        "a rejection that can not be looked up leaves the outcome open",
        answers={"user.broadcast": [rejection(4)], "user.tx_query": [LOST, found(9)]},
    ),
    add(
        "a rejection that the node refuses to look up leaves the outcome open",
        answers={"user.broadcast": [rejection(4)], "user.tx_query": [fault(-903)]},
    ),
]

REFUSED: Final = [
    add("a signature that is wrong is not made again", answers={"user.broadcast": [rejection(3)]}),
    add("a transaction for another chain is refused", answers={"user.broadcast": [rejection(5)]}),
    add("what is no request is refused", answers={"user.broadcast": [fault(-32602)]}),
    add(
        "something on the way refuses to pass it on",
        answers={"user.broadcast": [{"status": 413, "body": "no"}]},
    ),
    revoke(
        "a failed action has the code of its text",
        answers={"user.broadcast": [committed(65535, "1. notice\nERROR: the grant is locked")]},
    ),
    revoke("a failure without a text is one", answers={"user.broadcast": [committed(65535)]}),
    add(
        "a node that has no room is busy",
        answers={"user.broadcast": [rejection(11), fault(-905), committed()]},
        differs=Differs(
            PATIENT,
            [*SENDING, "user.broadcast", "user.broadcast"],
            pauses=[250, 500],
            outcome={"result": uuid(1)},
        ),
    ),
    add(
        "a node that never has room is busy",
        answers={"user.broadcast": [rejection(11)]},
        differs=Differs(PATIENT, [*SENDING, *["user.broadcast"] * 4], pauses=[250, 500, 1000, 2000]),
    ),
    add(
        "a node that is not reached gets nothing",
        answers={"user.broadcast": [{"broken": "unreachable"}], "user.tx_query": [found(9)]},
        differs=Differs(
            "browsers do not tell a connection that was refused from one that broke",
            [*SENDING, "user.tx_query"],
            outcome={"result": uuid(1)},
        ),
    ),
    add(
        "nothing is signed for a network without a name",
        answers={"user.chain_info": NAMELESS},
        terms={"chain_id": None},
        differs=Differs("pages take no such answer at all", outcome={"error": "bad_response"}),
    ),
    revoke(
        "what takes something away is signed for a network that was given",
        terms={"chain_id": None},
        differs=Differs(
            "a browser keeps the network of a node's first use, and holds the node to it",
            SENDING,
            outcome={"result": None},
        ),
    ),
    add("nothing is signed for another network", terms={"chain_id": "idos-main"}),
]

LOST_ANSWERS: Final = [
    *(
        add(
            f"when {name}, the fate of the transaction is looked up",
            answers={
                "user.broadcast": [answer],
                "user.tx_query": [NOT_FOUND, found(-1), {"broken": "timeout"}, found(9)],
            },
        )
        for name, answer in (
            ("the connection breaks", LOST),
            ("the answer is late", {"broken": "timeout"}),
            ("the answer is no JSON", {"status": 502, "body": "<html>"}),
            ("the answer has no outcome", {"result": {"tx_hash": "ab" * 32}}),
            ("the node waited too long", rejection(10)),
            ("the node failed", fault(-32603)),
            ("the fault is unknown", fault(-12345)),
        )
    ),
    revoke(
        "a lost transaction that failed is a failure",
        answers={"user.broadcast": [LOST], "user.tx_query": [found(9, 65535, "ERROR: the grant is locked")]},
    ),
    add(
        "a fate that can not be learned is said to be unknown",
        answers={"user.broadcast": [LOST], "user.tx_query": [NOT_FOUND]},
    ),
    add(
        "a fate that the node refuses to tell is unknown",
        answers={"user.broadcast": [LOST], "user.tx_query": [fault(-903)]},
    ),
]

OWNED: Final = [
    Conversation(
        "what is not hers is not removed",
        "person",
        "remove_wallet",
        {"id": uuid(2)},
        {
            "user.call": [
                rows(
                    wallet := {
                        "id": uuid(1),
                        "user_id": uuid(3),
                        "wallet_type": "EVM",
                        "address": "0xabc",
                        "public_key": None,
                        "inserter": None,
                    }
                )
            ]
        },
    ),
    Conversation(
        "what is hers is removed", "person", "remove_wallet", {"id": uuid(1)}, {"user.call": [rows(wallet)]}
    ),
    Conversation(
        "an attribute is edited",
        "person",
        "edit_attribute",
        {"id": uuid(1), "key": "name", "value": "Zoë"},
        {
            "user.call": [
                rows(
                    {
                        "id": uuid(1),
                        "user_id": uuid(3),
                        "attribute_key": "name",
                        "value": "Z",
                        "original_id": None,
                    }
                )
            ]
        },
    ),
    Conversation(
        "a profile is erased, but for what is locked",
        "person",
        "erase_profile",
        {},
        {
            "user.call": [
                rows({"credential_id": uuid(1), "grantee": IDENTIFIER, "locked_until": 4_000_000_000})
            ]
        },
    ),
    Conversation("a change of key is discarded", "person", "abandon_password_change"),
]

WRITES: Final = [*NONCES, *REFUSED, *LOST_ANSWERS, *OWNED]
