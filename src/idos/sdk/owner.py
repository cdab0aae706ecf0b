"""What a network's owner does: say which organisations may create profiles, and with which keys."""

from __future__ import annotations

from uuid import UUID, uuid4

from idos.sdk.operations import Operation, writes
from idos.sdk.session import Session


class Owning:
    """The owner's operations. The signer is the owner that the network's genesis names.

    The rules refuse everybody else: ``Denied`` (``action_is_owner_only``).
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @writes
    def add_inserter(self, name: str, *, id: UUID | None = None) -> Operation[UUID]:
        """Add an organisation. Its id is needed to give it keys, and to remove it; no node shows it.

        Raises ``Invalid`` (``already_exists``) for an id or a name that was ever taken.
        """
        inserter_id = id or uuid4()
        yield from self._session.execute(
            "add_inserter_as_owner", inserter_id, name, description="Add an inserter to idOS"
        )
        return inserter_id

    @writes
    def remove_inserter(self, id: UUID) -> Operation[None]:
        """Take from an organisation, and from all its keys, the right to write. What it wrote stays.

        An id that is not known is not an error.
        """
        yield from self._session.execute(
            "delete_inserter_as_owner", id, description="Remove an inserter from idOS"
        )

    @writes
    def add_delegate(self, key: str, inserter_id: UUID) -> Operation[None]:
        """Let a key (``ServerKey.identifier``, or an EVM address) write for an organisation.

        Raises ``NotFound`` (``inserter_not_found``), ``Invalid`` (``already_exists``) for a key that writes
        for somebody already.
        """
        yield from self._session.execute(
            "add_delegate_as_owner", key, inserter_id, description="Add a delegate to idOS"
        )

    @writes
    def remove_delegate(self, key: str) -> Operation[None]:
        """Take from a key the right to write. Raises ``NotFound`` (``delegate_not_found``)."""
        yield from self._session.execute(
            "delete_delegate_as_owner", key, description="Remove a delegate from idOS"
        )
