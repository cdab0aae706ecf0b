"""Where openings are kept: by how far they are, so that those which cost nothing crowd out no others."""

from __future__ import annotations

from idos.apps.neobank.opening import Opening, State
from idos.apps.sealed_store import Collection, SealedStore


class Ledger:
    """Openings by their id.

    Of those that nobody has signed, and of those that came to nothing, the oldest make room for new ones.
    Those that go on, and accounts, make room for nothing.
    """

    def __init__(self, store: SealedStore) -> None:
        self._store = store
        self._offers = store.collection("offers", Opening, forgets=True)
        self._kept = store.collection("openings", Opening)
        self._ended = store.collection("ended", Opening, forgets=True)

    def get(self, id: str) -> Opening | None:
        """The opening of this id."""
        with self._store.writing():
            return self._kept.get(id) or self._ended.get(id) or self._offers.get(id)

    def swap(self, old: Opening | None, new: Opening, *, due: int) -> bool:
        """Keep an opening if what is kept under its id is still ``old``; None is nothing.

        ``due``: when the bank looks at it; when it is forgotten, if it is an offer or has ended. Raises
        `Unavailable` (``full``).
        """
        with self._store.writing():
            if self.get(new.id) != old:
                return False
            if old and (former := self._collection(old)) is not self._collection(new):
                former.take(old.id)
            self._collection(new).put(new.id, new, due=due)
            return True

    def due(self, now: int, *, limit: int) -> list[Opening]:
        """Openings to be looked at, those that wait longest first."""
        return self._kept.due(now, limit=limit)

    def sweep(self, now: int) -> None:
        """Forget offers and ended openings whose time is over."""
        self._offers.sweep(now)
        self._ended.sweep(now)

    def _collection(self, opening: Opening) -> Collection[Opening]:
        if opening.state is State.OFFERED:
            return self._offers
        return self._ended if opening.has_ended else self._kept
