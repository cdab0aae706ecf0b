"""Asking a person, at the terminal, whether what was decrypted is what she wants to share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from idos.cli.options import confirm, need_terminal
from idos.cli.output import remark
from idos.crypto.hashes import content_hash
from idos.enclave.content_choice import Consent
from idos.errors import Invalid
from idos.protocol.credentials import CONTENT_BOUNDS
from idos.protocol.wire import decode_json

_MOST_LINES: Final = 60
_MOST_CHARS: Final = 80


def consent_to_share(grantee: str) -> Consent:
    """A consent that shows the content on standard error, and asks whether the grantee is to have it.

    Without a terminal nothing is shown: logs would keep it.
    """

    def ask(plaintext: bytes) -> bool:
        digest = content_hash(plaintext)
        need_terminal(f"--hash {digest} names it, if it is the right one")
        for line in (f"To share with {grantee}:", *_shown(plaintext), f"SHA-256 {digest}"):
            remark(line)
        confirm("Share this?")
        return True

    return ask


def _shown(plaintext: bytes) -> Iterator[str]:
    """The members of a JSON object, a line each, long values cut; of anything else its beginning."""
    try:
        members = decode_json(plaintext, dict[str, Any], CONTENT_BOUNDS)
    except Invalid:
        yield _cut(plaintext.decode(errors="backslashreplace"))
        return
    lines = list(_lines(members, ""))
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"  and {len(lines) - _MOST_LINES} more"


def _lines(members: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, value in members.items():
        if isinstance(value, dict):
            yield from _lines(value, f"{prefix}{name}.")
        elif name not in {"@context", "proof"}:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"  {_cut(prefix + name)}: {_cut(text)}"


def _cut(text: str) -> str:
    line = text.replace("\n", "\\n")
    return line if len(line) <= _MOST_CHARS else f"{line[:_MOST_CHARS]}…"
