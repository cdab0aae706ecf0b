"""Actions that write a credential's content: their parameters are, among others, all of what was issued."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter

from idos.protocol.credentials import IssuedContent

_CONTENT = attrgetter(*(field.name for field in fields(IssuedContent)))


class WithContent:
    """An action with the fields of an :class:`IssuedContent`, in whatever order the action has them.

    ``AddCredential(id=…, **asdict(issued))`` writes what was issued, and ``issued`` reads it.
    """

    __slots__ = ()

    @property
    def issued(self) -> IssuedContent:
        """The content, notes, keys and signatures."""
        return IssuedContent(*_CONTENT(self))
