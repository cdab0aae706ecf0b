"""How a conversation is written: a call, the node's answers, and where the SDK of the pages has to differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from idos.crypto import ed25519
from idos.protocol.challenges import challenge_of

URL: Final = "http://node.example"
CHAIN_ID: Final = "idos-scripted"
SEED: Final = b"\x07" * 32
"""Of the Ed25519 key that signs: its signatures are the same whoever makes them."""
IDENTIFIER: Final = ed25519.public_key(SEED).hex()
TX_HASH: Final = "ab" * 32

Answer = Mapping[str, Any]
"""One of: ``result`` or ``error`` of JSON-RPC; ``rows`` of a view, repeated ``times`` with ``{n}`` counted up
``from``; ``status`` and ``body`` of HTTP; ``broken``, which is ``unreachable``, ``timeout`` or ``network``.
With ``session``, it is the answer once a session was opened, and before that the node wants one."""


@dataclass(frozen=True, slots=True)
class Differs:
    """What the SDK of the pages does instead, and why. What is left out is as in Python.

    ``requests`` are methods. Those that Python sends too, it sends with the same parameters, unless these are
    given in ``params``.
    """

    why: str
    requests: list[str] | None = None
    pauses: list[int] | None = None
    outcome: dict[str, Any] | None = None
    params: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One operation of ``who``, with its arguments, at a node that answers each method in order.

    The last answer stays. ``terms`` are what the client holds its node to; ``signs_in`` says that who has to
    open a session beforehand does so.
    """

    name: str
    who: Literal["person", "consumer"]
    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, list[Answer]] = field(default_factory=dict)
    terms: Mapping[str, Any] = field(default_factory=dict)
    signs_in: bool = False
    differs: Differs | None = None


OPEN: Final[Mapping[str, list[Answer]]] = {
    "user.health": [{"result": {"mode": "open"}}],
    "user.chain_info": [
        {"result": {"chain_id": CHAIN_ID, "block_height": 7, "block_hash": "ab" * 32, "gas": False}}
    ],
    "user.account": [{"result": {"balance": "0", "nonce": 4}}],
    "user.broadcast": [{"result": {"tx_hash": TX_HASH, "result": {"code": 0, "gas": 0, "log": ""}}}],
}
"""What a node answers where a conversation does not say it."""

PRIVATE: Final[Mapping[str, list[Answer]]] = {
    "user.health": [{"result": {"mode": "private"}}],
    "user.challenge": [
        {"result": {"challenge": challenge_of(URL, CHAIN_ID, bytes([number]) * 16).hex()}}
        for number in (1, 2)
    ],
}
"""What a node answers that wants reads signed."""


def uuid(number: int) -> str:
    """An id for each number."""
    return f"01234567-89ab-4def-8123-{number:012d}"


def fault(code: int, message: str = "no", data: object = None) -> Answer:
    """A fault of JSON-RPC."""
    return {"error": {"code": code, "message": message, **({} if data is None else {"data": data})}}


def rejection(code: int) -> Answer:
    """A transaction that was not admitted."""
    return fault(-201, "broadcast error", {"code": code, "message": "not admitted"})


def rows(*records: Mapping[str, Any]) -> Answer:
    """The rows of a view."""
    return {"rows": list(records)}


def committed(code: int = 0, log: str = "") -> Answer:
    """A transaction that is in a block."""
    return {"result": {"tx_hash": TX_HASH, "result": {"code": code, "gas": 0, "log": log}}}


def found(height: int, code: int = 0, log: str = "") -> Answer:
    """What the node knows of a transaction; in no block yet where the height is -1."""
    result = None if height < 0 else {"code": code, "gas": 0, "log": log}
    return {"result": {"tx_hash": TX_HASH, "height": height, "tx": None, "tx_result": result}}
