"""A change of the encryption key: what is staged, staged again, and swapped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tests.sdk.conversations.script import Answer, Conversation, committed, rows, uuid

FORMER_KEY = "VxR2nRFr92Q2rnS8eT0sMK0ZA8WaxSc4BcfiaYtBDDY="
NEW_KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
INCOMPLETE = committed(65535, "ERROR: not every credential is encrypted to the new key")
OUTDATED = committed(65535, "ERROR: the content to re-encrypt was replaced meanwhile")
DONE = committed()


def originals(*staged: str | None) -> Answer:
    """Her originals, and the key for which each is staged."""
    return rows(
        *(
            {"credential_id": uuid(number), "recipient_encryption_public_key": key}
            for number, key in enumerate(staged, start=1)
        )
    )


def stored(number: int, content: str = "AAEC") -> Answer:
    """One of them, with its content."""
    return rows(
        {
            "id": uuid(number),
            "user_id": uuid(9),
            "issuer_auth_public_key": "ab",
            "content": content,
            "encryptor_public_key": FORMER_KEY,
            "public_notes": "",
            "inserter": None,
        }
    )


def change(name: str, reads: Sequence[Answer], writes: Sequence[Answer] = (), **more: Any) -> Conversation:
    """A conversation about changing the key. What is stored as ``unreadable`` opens with no key."""
    arguments = {"replaced": FORMER_KEY, "recipient": NEW_KEY, "unreadable": "Av8="}
    answers = {"user.call": list(reads), "user.broadcast": list(writes) or [DONE]}
    return Conversation(name, "person", "change_password", arguments, answers, **more)


KEYS: Final = [
    change(
        "every original is staged, and then the key is swapped", [originals(None, None), stored(1), stored(2)]
    ),
    change("what is staged already is not staged again", [originals(NEW_KEY, FORMER_KEY), stored(2)]),
    change("where there are no originals the key is swapped", [originals()]),
    change(
        "an original that was replaced meanwhile is staged in the next round",
        [originals(None), stored(1), originals(None), stored(1)],
        [OUTDATED, INCOMPLETE, DONE, DONE],
    ),
    change(
        "an original that was removed meanwhile is passed over",
        [originals(None, None), rows(), stored(2)],
    ),
    change(
        "a profile that never rests keeps its key",
        [originals(NEW_KEY)],
        [INCOMPLETE],
    ),
    change(
        "what no key opens stops the change, after all else was staged",
        [originals(None, None), stored(1, "Av8="), stored(2)],
    ),
    change(
        "a key that was replaced meanwhile is not swapped",
        [originals()],
        [committed(65535, "ERROR: the profile's encryption key was replaced meanwhile")],
    ),
]
