"""The two grants that a user signs as text, and the id of an access grant (``docs/protocol/grants.md``).

A grant holds its values as they were given: dates and identifiers are parsed and compared elsewhere. No value
can contain a control character, so a text reads back as one grant only, and a grant's text as no other text
of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid5

from idos.errors import Invalid
from idos.protocol.scalars import parse_uuid
from idos.protocol.text import check_line, encode_text

MAX_FIELD_BYTES = 256
ACCESS_GRANT_NAMESPACE = UUID("31276fd4-105f-4ff7-9f64-644942c14b79")

_SECONDS = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class _Template:
    """``operation: …`` and one ``label: value`` line for each label, separated, not ended, by LF."""

    operation: str
    labels: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def write(self, *values: str) -> str:
        lines = [f"operation: {self.operation}"]
        for label, value in zip(self.labels, values, strict=True):
            check_line(value, label, max_bytes=MAX_FIELD_BYTES, may_be_empty=label in self.optional)
            lines.append(f"{label}: {value}")
        return "\n".join(lines)

    def read(self, text: str) -> list[str]:
        head, *lines = text.split("\n", len(self.labels) + 1)
        prefixes = [f"{label}: " for label in self.labels]
        if head != f"operation: {self.operation}" or len(lines) != len(prefixes):
            raise Invalid(f"not a {self.operation} text")
        if not all(map(str.startswith, lines, prefixes)):
            raise Invalid(f"not a {self.operation} text")
        return list(map(str.removeprefix, lines, prefixes))


_WRITE_GRANT = _Template(
    "delegatedWriteGrant",
    (
        "owner",
        "consumer",
        "issuer public key",
        "id",
        "access grant timelock",
        "not usable before",
        "not usable after",
    ),
)
_ACCESS_GRANT = _Template(
    "delegatedAccessGrant",
    ("owner", "consumer", "data id", "locked until", "content hash"),
    optional=("content hash",),
)


@dataclass(frozen=True, slots=True)
class WriteGrant:
    """A delegated write grant (DWG): an issuer may write a credential for the owner, and the grantee's copy.

    ``issuer_public_key`` is lower-case hex; the dates are texts for :func:`idos.protocol.times.parse_time`.
    Neither is checked here. Raises :class:`Invalid` for a value that is empty, over-long or not one line.
    """

    owner: str
    grantee: str
    issuer_public_key: str
    id: UUID
    access_grant_timelock: str
    not_usable_before: str
    not_usable_after: str

    def __post_init__(self) -> None:
        self.text()

    def text(self) -> str:
        """The text that the owner signs."""
        return _WRITE_GRANT.write(
            self.owner,
            self.grantee,
            self.issuer_public_key,
            str(self.id),
            self.access_grant_timelock,
            self.not_usable_before,
            self.not_usable_after,
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of :meth:`text`."""
        owner, grantee, issuer, grant_id, timelock, before, after = _WRITE_GRANT.read(text)
        return cls(owner, grantee, issuer, parse_uuid(grant_id), timelock, before, after)


@dataclass(frozen=True, slots=True)
class AccessGrantOffer:
    """A delegated access grant (DAG): who holds the signed text may create the owner's grant.

    ``data_id`` is the credential copy, ``locked_until`` unix seconds (0: not locked), ``content_hash`` as
    stored with the credential, or ``None``. Raises :class:`Invalid` as :class:`WriteGrant` does, and for a
    negative time.
    """

    owner: str
    grantee: str
    data_id: UUID
    locked_until: int
    content_hash: str | None

    def __post_init__(self) -> None:
        if type(self.locked_until) is not int or not 0 <= self.locked_until < 1 << 63:
            raise Invalid("locked until is out of range")
        if self.content_hash == "":
            raise Invalid("content hash is empty")
        self.text()

    def text(self) -> str:
        """The text that the owner signs."""
        return _ACCESS_GRANT.write(
            self.owner, self.grantee, str(self.data_id), str(self.locked_until), self.content_hash or ""
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of :meth:`text`."""
        owner, grantee, data_id, locked_until, content_hash = _ACCESS_GRANT.read(text)
        if _SECONDS.fullmatch(locked_until) is None:
            raise Invalid("locked until is not a decimal number")
        return cls(owner, grantee, parse_uuid(data_id), int(locked_until), content_hash or None)


def access_grant_id(grantee: str, data_id: UUID, locked_until: int) -> UUID:
    """The id of an access grant: a version 5 UUID (RFC 9562 §5.5). The grantee's letter case matters."""
    encode_text(grantee)
    return uuid5(ACCESS_GRANT_NAMESPACE, f"{grantee}-{data_id}-{locked_until}")
