"""Stores that do what disks do: be slow, and fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event

from idos.errors import Unavailable
from idos.store.verbs import Batch, Store, Tx


class Disk:
    """A store whose commits can be held up and can fail, before or after they have taken effect."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.flowing = Event()
        self.flowing.set()
        self.committing = Event()
        self.failure: Exception | None = None
        self.fails_after_commit = False
        self.fails_to_read = False
        self.checkpoints: list[bool] = []
        self.checkpoint_result: bool | Exception = True

    def read(self) -> AbstractContextManager[Tx]:
        if self.fails_to_read:
            raise Unavailable("the disk failed", code="disk")
        return self._store.read()

    @contextmanager
    def write(self) -> Iterator[Batch]:
        with self._store.write() as batch:
            yield batch
            self.committing.set()
            assert self.flowing.wait(10)
            if self.failure and not self.fails_after_commit:
                raise self.failure
        if self.failure:
            raise self.failure

    def verify(self) -> None:
        self._store.verify()

    def checkpoint(self) -> bool:
        if isinstance(self.checkpoint_result, Exception):
            self.checkpoints.append(False)
            raise self.checkpoint_result
        self.checkpoints.append(self.checkpoint_result)
        return self.checkpoint_result

    def close(self) -> None:
        self._store.close()

    def hold(self) -> None:
        """Let the next commit wait for ``flow``."""
        self.committing.clear()
        self.flowing.clear()

    def flow(self) -> None:
        """Let commits go on."""
        self.flowing.set()
