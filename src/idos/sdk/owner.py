"""What a network's owners do: who may create profiles, under which rules, and who comes after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID, uuid4

from idos.errors import IdosError, UnknownOutcome
from idos.protocol.actions.action import Action
from idos.protocol.actions.governance import (
    AcceptOwnership,
    AddDelegateAsOwner,
    AddFormerDelegateAsOwner,
    AddInserterAsOwner,
    ApproveAct,
    CancelUpgrade,
    DeleteDelegateAsOwner,
    DeleteInserterAsOwner,
    OfferOwnership,
    ScheduleUpgrade,
    SetLimit,
    WithdrawApproval,
    WithdrawOwnershipOffer,
)
from idos.sdk.drivers import Operation, writes
from idos.sdk.governance import Auditing, OwnershipOffer, PendingAct, act_id

T = TypeVar("T")


class Owning(Auditing):
    """An owner's operations, and what everybody may read. The signer is one of the network's owners.

    Where several owners act together, an operation gives the act that now waits for more of them, or None
    when it is done; the others ``approve`` it, or call the same. The rules refuse everybody else: ``Denied``
    (``action_is_owner_only``). What came with rules version 2 is refused before that: ``Invalid``
    (``unknown_action``).
    """

    @writes
    def add_inserter(self, name: str, *, id: UUID | None = None) -> Operation[UUID]:
        """Add an organisation, and give its id, also when that waits for more owners.

        Raises ``Invalid`` (``already_exists``) for an id or a name that was ever taken.
        """
        inserter_id = id or uuid4()
        yield from self._act(AddInserterAsOwner(inserter_id, name), "Add an inserter to idOS")
        return inserter_id

    @writes
    def remove_inserter(self, id: UUID) -> Operation[PendingAct | None]:
        """Take from an organisation, and from all its keys, the right to write. What it wrote stays.

        An id that is not known is not an error.
        """
        return (yield from self._act(DeleteInserterAsOwner(id), "Remove an inserter from idOS"))

    @writes
    def add_delegate(self, key: str, inserter_id: UUID) -> Operation[PendingAct | None]:
        """Let a key (``ServerKey.identifier``, or an EVM address) write for an organisation.

        Raises ``NotFound`` (``inserter_not_found``), ``Invalid`` (``already_exists``) for a key that writes
        for somebody already, ``Denied`` (``inserter_keys_exceeded``).
        """
        return (yield from self._act(AddDelegateAsOwner(key, inserter_id), "Add a delegate to idOS"))

    @writes
    def remove_delegate(self, key: str) -> Operation[PendingAct | None]:
        """Take from a key the right to write. Raises ``NotFound`` (``delegate_not_found``)."""
        return (yield from self._act(DeleteDelegateAsOwner(key), "Remove a delegate from idOS"))

    @writes
    def add_former_delegate(self, key: str, inserter_id: UUID) -> Operation[PendingAct | None]:
        """Write down that a key wrote for an organisation, when it was removed before rules version 2.

        Raises ``NotFound`` (``inserter_not_found``), ``Denied`` (``delegate_acts``,
        ``inserter_keys_exceeded``).
        """
        return (
            yield from self._act(
                AddFormerDelegateAsOwner(key, inserter_id),
                "Note a former delegate in idOS",
            )
        )

    @writes
    def schedule_upgrade(self, version: int, time: int, *, height: int = 0) -> Operation[PendingAct | None]:
        """Let a later rules version begin with the first block of this unix second and this height.

        Nodes whose program lacks the version make no blocks from then on: read the ``params`` of each first.
        Raises ``Denied`` (``upgrade_not_later``, ``upgrade_scheduled``, ``upgrade_notice``), and
        ``rejected_unknown`` when this node's own program lacks the version.
        """
        return (yield from self._act(ScheduleUpgrade(version, height, time), "Schedule an upgrade of idOS"))

    @writes
    def cancel_upgrade(self, version: int) -> Operation[PendingAct | None]:
        """Take back an upgrade that has not begun. Raises ``NotFound`` (``upgrade_not_found``)."""
        return (yield from self._act(CancelUpgrade(version), "Cancel an upgrade of idOS"))

    @writes
    def set_limit(self, name: str, value: int) -> Operation[PendingAct | None]:
        """Change a limit of the rules from the next block on. What exceeds it stays.

        Raises ``Invalid`` (``unknown_limit``, ``limit_out_of_range``).
        """
        return (yield from self._act(SetLimit(name, value), "Change a limit of idOS"))

    @writes
    def offer_ownership(self, owners: Sequence[str], threshold: int) -> Operation[PendingAct | None]:
        """Offer the network to these keys and addresses, ``threshold`` of which will act together.

        Owners who are to stay must be among them. The network is theirs once all have accepted what
        ``ownership_offer`` shows; who makes the offer, or approves it last, has accepted by that.
        Raises ``Invalid`` (``invalid_owners``, ``invalid_threshold``), ``Denied`` (``ownership_offered``).
        """
        return (
            yield from self._act(OfferOwnership(",".join(owners), threshold), "Offer the ownership of idOS")
        )

    @writes
    def accept_ownership(self, id: str) -> Operation[OwnershipOffer | None]:
        """Accept to be one of the network's owners. The signer is somebody whom it is offered to.

        Gives None when the network is now the new owners', else the offer, which waits for others of them.
        Raises ``NotFound`` (``ownership_not_offered``), ``Denied`` (``ownership_accepted``).
        """
        tx_hash = yield from self._session.execute(AcceptOwnership(id), "Accept the ownership of idOS")
        offer = yield from self._look(tx_hash, self.ownership_offer())
        return offer if offer and offer.id == id else None

    @writes
    def withdraw_ownership_offer(self, id: str) -> Operation[PendingAct | None]:
        """Take an offer of the network back. Raises ``NotFound`` (``ownership_not_offered``)."""
        return (yield from self._act(WithdrawOwnershipOffer(id), "Withdraw an offered ownership of idOS"))

    @writes
    def approve(self, act_id: str) -> Operation[PendingAct | None]:
        """Approve an act that another owner proposed; with the last approval that is needed it is done.

        Raises ``NotFound`` (``act_not_found``), ``Denied`` (``act_approved``), and what the act itself may.
        """
        tx_hash = yield from self._session.execute(ApproveAct(act_id), "Approve an act of the owners of idOS")
        return (yield from self._waiting(act_id, tx_hash))

    @writes
    def withdraw_approval(self, act_id: str) -> Operation[None]:
        """Take back an own approval. Raises ``NotFound`` (``act_not_found``)."""
        yield from self._session.execute(WithdrawApproval(act_id), "Withdraw an approval in idOS")

    def _act(self, act: Action, description: str) -> Operation[PendingAct | None]:
        """Run an owner's action. Gives the act if it now waits for more owners."""
        tx_hash = yield from self._session.execute(act, description)
        return (yield from self._waiting(act_id(act), tx_hash))

    def _waiting(self, id: str, tx_hash: str) -> Operation[PendingAct | None]:
        return (yield from self._look(tx_hash, self.pending_act(id)))

    def _look(self, tx_hash: str, question: Operation[T]) -> Operation[T]:
        """What the network says after a transaction. Raises ``UnknownOutcome``: an error of the question does
        not say that the transaction failed.
        """
        try:
            return (yield from question)
        except IdosError:
            text = "the network took it; whether it waits for more owners could not be learned"
            raise UnknownOutcome(text, tx_hash=tx_hash) from None
