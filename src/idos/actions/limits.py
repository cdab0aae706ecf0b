"""What the rules accept: the limits of a network, their defaults by rules version, and their bounds.

A network's limits come from its genesis, and from what its owner changed since (``set_limit``). A default is
for what a genesis leaves out, and for a limit that a later rules version brings to a network that runs; it
belongs to a rules version and never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Annotated, Any

from idos.protocol.credentials import MAX_NOTES_BYTES
from idos.protocol.payloads import MAX_PAYLOAD_BYTES

# [upgrades 1.1]
LATEST_RULES = 2
"""The newest rules version that this program has (``docs/protocol/upgrades.md``)."""

MAX_NUMBER = 1 << 53
"""Numbers are below this: so programs that read JSON agree about them (RFC 8259 §6)."""
A_YEAR = 31_556_952
"""In seconds."""


def _limit(defaults: Mapping[int, int], *, least: int = 1, most: int = MAX_NUMBER - 1) -> Any:  # noqa: ANN401  # a field
    """A limit: its default from each of these rules versions on, the first of which brought it.

    Between ``least`` and ``most`` it can be changed on a network that runs. The least leaves room for what
    everybody must always be able to do: revoke, remove, erase, and change the limit again.
    """
    return field(
        default=defaults[max(defaults)], metadata={"defaults": defaults, "least": least, "most": most}
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules accept, the same on every node of a network. Sizes are in bytes of UTF-8."""

    content: Annotated[int, "A credential's content; all of a call fits in 4 MiB."] = _limit(
        {1: MAX_PAYLOAD_BYTES}, least=1_024, most=MAX_PAYLOAD_BYTES
    )
    notes: Annotated[int, "Public notes, a message, a signature, an attribute's value."] = _limit(
        {1: 16_384}, least=4_096, most=MAX_NOTES_BYTES
    )
    text: Annotated[int, "Any other text."] = _limit({1: 4_096}, least=4_096, most=65_536)
    page: Annotated[int, "Grants in one page of a list."] = _limit({1: 1_000}, least=500, most=10_000)
    default_page: Annotated[int, "Grants in a page of which no size is asked."] = _limit({1: 20}, most=1_000)
    lock_seconds: Annotated[int, "How long a grant can be locked."] = _limit({1: 948_672_000})
    wallets_per_user: Annotated[int, "Wallets of a profile."] = _limit({1: 100})
    credentials_per_user: Annotated[int, "Credentials of a profile, copies among them."] = _limit({1: 4_000})
    credentials_per_notes: Annotated[int, "Credentials of one issuer with one `id` in their notes."] = _limit(
        {1: 1_000}
    )
    content_per_user: Annotated[int, "Contents of a profile's credentials together."] = _limit(
        {1: 268_435_456}
    )
    attributes_per_user: Annotated[int, "Attributes of a profile."] = _limit({1: 500})
    grants_per_user: Annotated[int, "Access grants that a profile has given."] = _limit({1: 4_000})
    write_grants_per_user: Annotated[int, "Write grants of a profile that were used."] = _limit({1: 10_000})
    erasures_per_block: Annotated[int, "Ended locks whose copies a block erases."] = _limit(
        {1: 1_000}, least=100, most=10_000
    )
    delegates_per_inserter: Annotated[int, "Keys of an inserter, former ones among them."] = _limit(
        {2: 100}, most=10_000
    )
    notice_seconds: Annotated[int, "The least time between scheduling an upgrade and its block."] = _limit(
        {2: 3_600}, least=3_600, most=A_YEAR
    )
    approval_seconds: Annotated[
        int, "How long an act waits for more owners, and an offered ownership for its acceptance."
    ] = _limit({2: 604_800}, least=3_600, most=A_YEAR)
    credentials_per_foreign_inserter: Annotated[
        int, "Credentials that an inserter writes unasked to a profile that it did not make."
    ] = _limit({2: 20})
    attributes_per_foreign_inserter: Annotated[
        int, "Attributes that an inserter writes unasked to a profile that it did not make."
    ] = _limit({2: 20})

    def text_bytes(self, parameter: str) -> int:
        """The most bytes of a text parameter with this name."""
        if parameter.endswith("content"):
            return self.content
        if parameter.endswith(("notes", "message", "signature", "value")):
            return self.notes
        return self.text


@dataclass(frozen=True, slots=True)
class LimitRange:
    """The least and the greatest value that ``set_limit`` takes."""

    least: int
    most: int


def defaults(version: int) -> dict[str, int]:
    """The limits that this rules version has, with their defaults, in order of declaration."""
    return {
        name: each[max(since for since in each if since <= version)]
        for name, each in _defaults()
        if min(each) <= version
    }


def brought_after(version: int) -> dict[str, int]:
    """The limits that came after this rules version, with the defaults that they came with."""
    return {name: each[min(each)] for name, each in _defaults() if min(each) > version}


def bounds(version: int) -> dict[str, LimitRange]:
    """The bounds of each limit that this rules version has, by name, in order of declaration."""
    known = defaults(version)
    return {
        limit.name: LimitRange(limit.metadata["least"], limit.metadata["most"])
        for limit in fields(Limits)
        if limit.name in known
    }


def _defaults() -> Iterator[tuple[str, Mapping[int, int]]]:
    limits: tuple[Field[int], ...] = fields(Limits)
    for limit in limits:
        yield limit.name, limit.metadata["defaults"]
