from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from idos.apps.sealed_store import Collection, SealedStore
from idos.errors import Unavailable
from idos.protocol.wire import Message

SECRET = bytes(32)


@dataclass(frozen=True)
class Note(Message):
    text: str


@pytest.fixture
def store(tmp_path: Path) -> SealedStore:
    return SealedStore(str(tmp_path / "store.sqlite"), SECRET)


@pytest.fixture
def notes(store: SealedStore) -> Collection[Note]:
    return store.collection("notes", Note)


def test_what_is_put_is_there_until_it_is_taken(notes: Collection[Note]) -> None:
    assert notes.get("a") is None
    notes.put("a", Note("one"), due=1)
    notes.put("a", Note("two"), due=1)
    assert notes.get("a") == Note("two")
    assert notes.take("a") == Note("two")
    assert notes.take("a") is notes.get("a") is None


def test_a_change_needs_to_know_what_is_there(notes: Collection[Note]) -> None:
    assert notes.swap("a", None, Note("one"), due=1)
    assert not notes.swap("a", None, Note("two"), due=1)
    assert not notes.swap("a", Note("zero"), Note("two"), due=1)
    assert notes.swap("a", Note("one"), Note("two"), due=1)
    assert notes.get("a") == Note("two")


def test_of_many_changes_at_once_one_is_made(notes: Collection[Note]) -> None:
    notes.put("a", Note("start"), due=1)
    made: list[bool] = []

    def change(number: int) -> None:
        made.append(notes.swap("a", Note("start"), Note(str(number)), due=1))

    threads = [threading.Thread(target=change, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made.count(True) == 1


def test_what_is_due_comes_in_order(notes: Collection[Note]) -> None:
    for due in (3, 1, 2):
        notes.put(str(due), Note(str(due)), due=due)
    assert [note.text for note in notes.due(2, limit=9)] == ["1", "2"]
    assert [note.text for note in notes.due(3, limit=1)] == ["1"]
    notes.sweep(2)
    assert [note.text for note in notes.due(9, limit=9)] == ["3"]


def test_collections_do_not_mix(store: SealedStore, notes: Collection[Note]) -> None:
    notes.put("a", Note("one"), due=1)
    other = store.collection("other", Note)
    assert other.get("a") is None
    other.sweep(1)
    assert notes.get("a") == Note("one")


def test_a_full_collection_takes_nothing_new_and_still_changes(store: SealedStore) -> None:
    few = store.collection("few", Note, capacity=2)
    few.put("a", Note("one"), due=1)
    few.put("b", Note("two"), due=1)
    with pytest.raises(Unavailable) as caught:
        few.put("c", Note("three"), due=1)
    assert caught.value.code == "full"
    few.put("b", Note("four"), due=1)
    assert few.get("c") is None
    assert few.get("b") == Note("four")


def test_a_collection_that_forgets_lets_the_oldest_go(store: SealedStore) -> None:
    few, other = store.collection("few", Note, capacity=2, forgets=True), store.collection("other", Note)
    other.put("a", Note("kept"), due=0)
    few.put("late", Note("one"), due=9)
    few.put("early", Note("two"), due=1)
    few.put("late", Note("three"), due=9)
    assert few.get("early") == Note("two"), "a change needs no room"
    few.put("new", Note("four"), due=0)
    assert few.get("early") is None
    assert few.swap("newer", None, Note("five"), due=9)
    assert few.get("new") is None
    few.put("newest", Note("six"), due=9)
    assert few.get("late") is None, "of those due at once, what was kept first"
    assert [note.text for note in few.due(9, limit=9)] == ["five", "six"]
    assert other.get("a") == Note("kept")


def test_changes_in_one_transaction_are_made_together_or_not_at_all(
    store: SealedStore, notes: Collection[Note]
) -> None:
    few = store.collection("few", Note, capacity=1)
    few.put("a", Note("one"), due=1)

    def change(name: str) -> None:
        with store.writing():
            notes.put(name, Note("new"), due=1)
            few.put(name, Note("new"), due=1)

    with pytest.raises(Unavailable):
        change("b")
    assert notes.get("b") is None
    change("a")
    assert notes.get("a") == few.get("a") == Note("new")


def test_it_survives_its_process_and_opens_with_its_keys_only(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    first = SealedStore(path, SECRET)
    first.collection("notes", Note).put("a name", Note("a secret"), due=1)
    first.close()
    content = (tmp_path / "file").read_bytes()
    assert b"secret" not in content
    assert b"a name" not in content
    assert SealedStore(path, SECRET).collection("notes", Note).get("a name") == Note("a secret")
    assert SealedStore(path, os.urandom(32)).collection("notes", Note).get("a name") is None


def test_names_made_of_parts_do_not_run_together(store: SealedStore) -> None:
    assert store.name("a", "bc") == store.name("a", "bc") != store.name("ab", "c")
    assert len(store.name("a")) == 32


def test_a_storage_that_fails_is_unavailable(store: SealedStore, notes: Collection[Note]) -> None:
    store.close()
    with pytest.raises(Unavailable) as caught:
        notes.get("a")
    assert caught.value.code == "disk"
