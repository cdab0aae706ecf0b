"""The file of conversations, made from the scripts and from what the Python SDK does."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from tests.sdk.conversations.driver import COPY, COPY_SEED, held
from tests.sdk.conversations.grants import GRANTS
from tests.sdk.conversations.keys import KEYS
from tests.sdk.conversations.reads import READS
from tests.sdk.conversations.script import CHAIN_ID, OPEN, SEED, URL, Conversation
from tests.sdk.conversations.writes import WRITES

PATH: Final = Path(__file__).parents[3] / "vectors" / "conversations.json"
CONVERSATIONS: Final = [*READS, *WRITES, *GRANTS, *KEYS]


def record(conversation: Conversation) -> dict[str, Any]:
    """The conversation, and what came of it."""
    written = {name: value for name, value in asdict(conversation).items() if value or name == "operation"}
    if conversation.differs:
        written["differs"] = {name: value for name, value in written["differs"].items() if value is not None}
    return written | held(conversation)


def text() -> str:
    """The whole file."""
    document = {
        "note": "Conversations with a node that answers from a script. See tests/sdk/conversations.",
        "node": URL,
        "chain_id": CHAIN_ID,
        "seed": SEED.hex(),
        "copy": {
            "seed": COPY_SEED.hex(),
            "content": COPY.sealed.content.hex(),
            "encryptor_public_key": COPY.sealed.encryptor_public_key.hex(),
            "content_hash": COPY.content_hash,
        },
        "open": OPEN,
        "conversations": [record(each) for each in CONVERSATIONS],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"
