"""The tables of a network's own government: its rules version, its limits, its owners, and what they did.

None has a row until something is changed: until then the genesis holds. Nothing here is about a person.
Column meanings: ``docs/protocol/data-model.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from idos.store.record import Index, Record


@dataclass(frozen=True, slots=True)
class Upgrade(Record):
    """A change of the rules: to which ``version``, and from which block.

    The block is the first with this ``height`` or more and this ``time`` (unix seconds) or more;
    ``activated`` is its height, 0 while it is to come. Rows with one are never deleted.
    """

    TABLE = "upgrades"
    KEY = ("version",)
    version: int
    height: int
    time: int
    activated: int


@dataclass(frozen=True, slots=True)
class ChangedLimit(Record):
    """A limit of the rules that is not the genesis's any more."""

    TABLE = "changed_limits"
    KEY = ("name",)
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Ownership(Record):
    """Who owns the network since block ``since``: ``threshold`` of these ``owners`` act together.

    ``owners`` are caller texts as ``wallet_identity`` writes them, in order, with commas between them.
    """

    TABLE = "ownerships"
    KEY = ("since",)
    since: int
    owners: str
    threshold: int


@dataclass(frozen=True, slots=True)
class OwnershipOffer(Record):
    """An ownership that is to come once all of its owners have accepted it, before the second ``expires``.

    ``id`` is a digest of what is offered and when: who accepts it accepts nothing else.
    """

    TABLE = "ownership_offers"
    id: str
    height: int
    owners: str
    threshold: int
    accepted_by: str
    expires: int


@dataclass(frozen=True, slots=True)
class PendingAct(Record):
    """An owners' act that waits for more of them to approve it, before the second ``expires``.

    ``call`` is the binary form of an ``ActionCall``; ``id`` is its SHA-256 in hex. ``approved_by`` are caller
    texts, as those of an ``Ownership``, in the order of their approvals; who proposed it may have withdrawn.
    """

    TABLE = "pending_acts"
    id: str
    call: bytes
    proposed_by: str
    approved_by: str
    expires: int


@dataclass(frozen=True, slots=True)
class OwnerAct(Record):
    """One thing that owners did, all who approved it together; so many that it took effect.

    ``owners`` are caller texts, as those of an ``Ownership``, last whose transaction did it; ``arguments``
    are a JSON array; ``time`` is in unix seconds.
    """

    TABLE = "owner_acts"
    KEY = ("number",)
    number: int
    height: int
    time: int
    owners: str
    action: str
    arguments: str


@dataclass(frozen=True, slots=True)
class InserterActs(Record):
    """How often an inserter's key ran an action in one day: ``day`` counts days since 1970."""

    TABLE = "inserter_acts"
    KEY = ("day", "address", "action", "inserter_id")
    INDEXES = (
        Index("day", lambda r: str(r.day)),
        Index("inserter_day", lambda r: f"{r.inserter_id}|{r.day}"),
    )
    day: int
    address: str
    action: str
    inserter_id: UUID
    calls: int


@dataclass(frozen=True, slots=True)
class FormerDelegate(Record):
    """A key that acted for an inserter and no longer does.

    ``since`` and ``ended`` are heights: of the block that first added it, 0 if not known, and that ended it.
    """

    TABLE = "former_delegates"
    KEY = ("address", "inserter_id")
    INDEXES = (
        Index("inserter", lambda r: str(r.inserter_id)),
        Index("address", lambda r: r.address),
    )
    address: str
    inserter_id: UUID
    since: int
    ended: int
