"""How a network is governed: inserters, owners, their acts, and the rules (``docs/protocol/upgrades.md``)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from idos.protocol.actions.action import Action, View


@dataclass(frozen=True, slots=True)
class AddInserterAsOwner(Action):
    """Add an inserter."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class DeleteInserterAsOwner(Action):
    """Retire an inserter and all its keys."""

    id: UUID


@dataclass(frozen=True, slots=True)
class AddDelegateAsOwner(Action):
    """Let a key, or an EVM address, act for an inserter."""

    address: str
    inserter_id: UUID


@dataclass(frozen=True, slots=True)
class DeleteDelegateAsOwner(Action):
    """Take from a key the right to act for its inserter."""

    address: str


@dataclass(frozen=True, slots=True)
class AddFormerDelegateAsOwner(Action):
    """Write down that a key acted for an inserter before rules version 2."""

    address: str
    inserter_id: UUID


@dataclass(frozen=True, slots=True)
class GetInserters(View):
    """All inserters that ever were."""


@dataclass(frozen=True, slots=True)
class GetDelegates(View):
    """The keys of an inserter, present and former."""

    inserter_id: UUID


@dataclass(frozen=True, slots=True)
class ApproveAct(Action):
    """Approve the act with this id, which another owner proposed."""

    id: str


@dataclass(frozen=True, slots=True)
class WithdrawApproval(Action):
    """Take back an own approval of the act with this id."""

    id: str


@dataclass(frozen=True, slots=True)
class GetPendingActs(View):
    """The acts that wait for more owners."""


@dataclass(frozen=True, slots=True)
class OfferOwnership(Action):
    """Offer the network to these owners: keys and EVM addresses, with commas between them."""

    owners: str
    threshold: int


@dataclass(frozen=True, slots=True)
class AcceptOwnership(Action):
    """Accept the offer with this id."""

    id: str


@dataclass(frozen=True, slots=True)
class WithdrawOwnershipOffer(Action):
    """Take back the offer with this id."""

    id: str


@dataclass(frozen=True, slots=True)
class GetOwners(View):
    """The network's owners, and how many of them act together."""


@dataclass(frozen=True, slots=True)
class GetOwnershipOffer(View):
    """To whom the network is offered, and who has accepted."""


@dataclass(frozen=True, slots=True)
class ScheduleUpgrade(Action):
    """Let a rules version begin with the first block of this height and this time (unix seconds)."""

    version: int
    height: int
    time: int


@dataclass(frozen=True, slots=True)
class CancelUpgrade(Action):
    """Take back the upgrade to this version."""

    version: int


@dataclass(frozen=True, slots=True)
class SetLimit(Action):
    """Change a limit of the rules from the next block on."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class GetUpgrades(View):
    """The upgrades that were, and the one that is scheduled."""


@dataclass(frozen=True, slots=True)
class GetLimits(View):
    """The limits of the rules, and their bounds."""


@dataclass(frozen=True, slots=True)
class GetOwnerActs(View):
    """What owners did: the newest acts, or the newest numbered below ``before``."""

    before: int | None


@dataclass(frozen=True, slots=True)
class GetInserterActs(View):
    """How often keys of an inserter, or of all, acted on a day: counted since 1970, or the newest block's."""

    day: int | None
    inserter_id: UUID | None
