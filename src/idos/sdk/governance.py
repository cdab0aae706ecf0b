"""How a network is governed: its rules, its owners, its inserters, and what they did. Everybody may read it.

Nodes whose program has rules version 2 answer, whatever version their network has. Other nodes say
``Invalid`` (``unknown_action``) or ``Denied`` (``action_failed``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from idos.crypto.encoding import hexdecode
from idos.errors import Denied, Invalid, Unavailable
from idos.protocol import payloads
from idos.protocol.actions.action import Action
from idos.protocol.actions.governance import (
    GetDelegates,
    GetInserterActs,
    GetInserters,
    GetLimits,
    GetOwnerActs,
    GetOwners,
    GetOwnershipOffer,
    GetPendingActs,
    GetUpgrades,
)
from idos.protocol.payloads import MAX_ARGS, MAX_PAYLOAD_BYTES, ActionCall, offer_id
from idos.protocol.results import ChainInfo, ConsensusParams, OwnersInfo
from idos.protocol.text import encode_text
from idos.protocol.wire import JsonBounds, convert, decode_json
from idos.sdk.drivers import Operation
from idos.sdk.faults import UNKNOWN_ACTION
from idos.sdk.records import RowRecord
from idos.sdk.session import Session

_ARGUMENTS: Final = JsonBounds(size=1 << 20, values=MAX_ARGS)


def act_id(act: Action) -> str:
    """The id of an owners' act that waits for more of them: the SHA-256 of its call, in lower-case hex."""
    return payloads.act_id(act.NAME, act.arguments())


def _read_arguments(text: object) -> list[str | int | bool | None]:
    return decode_json(encode_text(convert(text, str)), list[str | int | bool | None], _ARGUMENTS)


def _read_list(text: object) -> list[str]:
    return [each for each in convert(text, str).split(",") if each]


@dataclass(frozen=True, slots=True)
class Upgrade(RowRecord):
    """A change of the rules to ``version``.

    It begins with the first block that has this ``height`` or more, and is made in the unix second ``begins``
    or later. ``activated`` is the height of that block, 0 while it is to come.
    """

    version: int
    height: int
    begins: int = field(metadata={"column": "time"})
    activated: int


@dataclass(frozen=True, slots=True)
class Limit(RowRecord):
    """A limit of the rules. It can be changed between ``least`` and ``most``, both included."""

    name: str
    value: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class OwnershipOffer:
    """A network that is offered to these ``owners``; theirs once all have accepted, before ``expires``.

    ``threshold`` of them will act together. ``expires`` is a unix second. Who accepts the ``id`` accepts just
    this: it is a digest of it.
    """

    id: str
    owners: tuple[str, ...]
    accepted_by: tuple[str, ...]
    threshold: int
    expires: int


@dataclass(frozen=True, slots=True)
class PendingAct:
    """An owners' act that waits: ``approved_by`` are some of the ``needed`` owners. It ends at ``expires``.

    ``action`` and ``arguments`` are what they call, with UUIDs as text: read from what ``id`` is the digest
    of, so a node cannot show one act and have another approved. ``expires`` is a unix second.
    """

    id: str
    action: str
    arguments: tuple[str | int | bool | None, ...]
    approved_by: tuple[str, ...]
    needed: int
    expires: int


@dataclass(frozen=True, slots=True)
class _ActRow(RowRecord):
    id: str
    call: str
    approved_by: tuple[str, ...] = field(metadata={"read": _read_list})
    needed: int
    expires: int

    def act(self) -> PendingAct:
        """What waits. Raises ``Unavailable`` (``bad_response``) for an id that is of something else."""
        try:
            call = ActionCall.decode(hexdecode(self.call, MAX_PAYLOAD_BYTES))
        except Invalid as error:
            raise _false("act", self.id) from error
        if payloads.act_id(call.action, call.args) != self.id:
            raise _false("act", self.id)
        values = [argument.python() for argument in call.args]
        texts = tuple(each if each is None or isinstance(each, int) else str(each) for each in values)
        return PendingAct(self.id, call.action, texts, self.approved_by, self.needed, self.expires)


@dataclass(frozen=True, slots=True)
class OwnerAct(RowRecord):
    """One thing that owners did, together with all who approved it, in the unix second ``at``."""

    number: int
    height: int
    at: int = field(metadata={"column": "time"})
    owners: tuple[str, ...] = field(metadata={"read": _read_list})
    action: str
    arguments: tuple[str | int | bool | None, ...] = field(metadata={"read": _read_arguments})


@dataclass(frozen=True, slots=True)
class InserterActs(RowRecord):
    """How often an inserter's key ran an action in one ``day``, counted since 1970."""

    day: int
    address: str
    action: str
    inserter_id: UUID
    calls: int


@dataclass(frozen=True, slots=True)
class Inserter(RowRecord):
    """An organisation that may write, or, ``retired``, that once might."""

    id: UUID
    name: str
    retired: bool


@dataclass(frozen=True, slots=True)
class Delegate(RowRecord):
    """A key of an inserter: the heights of the blocks that added and ended it.

    ``since`` is 0 where it is not known; ``ended`` is None while the key may write.
    """

    address: str
    inserter_id: UUID
    since: int
    ended: int | None = None


@dataclass(frozen=True, slots=True)
class _OwnerRow(RowRecord):
    owner: str
    threshold: int


@dataclass(frozen=True, slots=True)
class _OfferRow(RowRecord):
    id: str
    height: int
    owner: str
    accepted: bool
    threshold: int
    expires: int


def _false(what: str, id: str) -> Unavailable:
    return Unavailable(f"the node shows another {what} than {id[:64]} stands for", code="bad_response")


class Auditing:
    """What everybody may read of a network's government. Nothing of it is signed or needs a signer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def chain(self) -> Operation[ChainInfo]:
        """The network's id and height when first asked. Raises ``Denied`` when it is not the wanted one."""
        return (yield from self._session.chain())

    def params(self) -> Operation[ConsensusParams]:
        """The limits, rules version and owners as they are, what is scheduled, and what the node supports.

        ``Unavailable`` (``bad_response``) at nodes of other programs, and of those without rules versions.
        """
        return (yield from self._session.params())

    def upgrades(self) -> Operation[list[Upgrade]]:
        """The upgrades that were, and the one that is scheduled, by version."""
        return (yield from self._session.rows(Upgrade, GetUpgrades()))

    def limits(self) -> Operation[list[Limit]]:
        """The limits of the rules, and between what each can be changed."""
        return (yield from self._session.rows(Limit, GetLimits()))

    def owners(self) -> Operation[OwnersInfo]:
        """Who governs the network: any ``threshold`` of them together."""
        rows = yield from self._session.rows(_OwnerRow, GetOwners())
        return OwnersInfo(tuple(row.owner for row in rows), rows[0].threshold if rows else 1)

    def ownership_offer(self) -> Operation[OwnershipOffer | None]:
        """To whom the network is offered, and who of them has accepted; None when it is not."""
        rows = yield from self._session.rows(_OfferRow, GetOwnershipOffer())
        if not rows:
            return None
        owners = tuple(row.owner for row in rows)
        if offer_id(rows[0].height, rows[0].threshold, owners) != rows[0].id:
            raise _false("offer", rows[0].id)
        return OwnershipOffer(
            rows[0].id,
            owners,
            tuple(row.owner for row in rows if row.accepted),
            rows[0].threshold,
            rows[0].expires,
        )

    def pending_acts(self) -> Operation[list[PendingAct]]:
        """The acts that wait for more owners to approve them."""
        rows = yield from self._session.rows(_ActRow, GetPendingActs())
        return [row.act() for row in rows]

    def pending_act(self, id: str) -> Operation[PendingAct | None]:
        """The act of this id, if it waits for more owners. None also at nodes without such acts."""
        try:
            acts = yield from self.pending_acts()
        except (Denied, Invalid) as error:
            if error.code not in UNKNOWN_ACTION:
                raise
            return None
        # Where one owner is enough, acts happen at once: what waits there is from before that.
        return next((act for act in acts if act.id == id and act.needed > 1), None)

    def acts(self, *, before: int | None = None) -> Operation[list[OwnerAct]]:
        """What owners did since rules version 2: the newest hundred acts, or those below a ``number``."""
        return (yield from self._session.rows(OwnerAct, GetOwnerActs(before)))

    def inserter_acts(
        self, day: int | None = None, *, inserter_id: UUID | None = None
    ) -> Operation[list[InserterActs]]:
        """How often the keys of one inserter, or of all, acted on a day, counted since 1970.

        Without a day, on that of the newest block. Whom the acts were about is not recorded.
        """
        return (yield from self._session.rows(InserterActs, GetInserterActs(day, inserter_id)))

    def inserters(self) -> Operation[list[Inserter]]:
        """All inserters that ever were."""
        return (yield from self._session.rows(Inserter, GetInserters()))

    def delegates(self, inserter_id: UUID) -> Operation[list[Delegate]]:
        """The keys of an inserter, then those that were. Empty for an id that is not known."""
        return (yield from self._session.rows(Delegate, GetDelegates(inserter_id)))
