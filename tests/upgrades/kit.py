"""The fixture, and chains that go on from it: what the tests of this folder have in common."""

from __future__ import annotations

import json
import os
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeAlias, TypeVar, get_args, get_type_hints
from uuid import UUID

from idos.actions.genesis import Genesis
from idos.consensus.accounts import AccountKey, account_key, nonce_of
from idos.consensus.commit import Committer
from idos.consensus.machine import Machine
from idos.consensus.versions import VERSIONS, Version
from idos.crypto.authenticators import authenticator
from idos.node import STATE_FOLDER
from idos.protocol.payloads import ActionExecution, Args
from idos.protocol.results import tx_error
from idos.protocol.transaction import Transaction
from idos.store.memory import MemoryStore
from idos.store.record import Record
from idos.store.records import Block, Receipt, TransactionBody
from idos.store.sqlite import SqliteStore
from idos.store.tables import BY_TYPE
from idos.store.verbs import Store
from tests.actions import world
from tests.people import OWNER, Person, uid

R = TypeVar("R", bound=Record)
FOLDER = Path(__file__).parent
OLD_PROGRAM = FOLDER / "old.zip"
BODIES_SECONDS = 600
NOTICE = 3_600
RECORD_TYPES: dict[str, type[Record]] = {record.TABLE: record for record in BY_TYPE}


@cache
def recorded(name: str) -> Any:
    """A document of the fixture. It is not to be changed."""
    return json.loads((FOLDER / "fixture" / f"{name}.json").read_text())


def genesis() -> Genesis:
    return Genesis.from_json(recorded("chain")["genesis"])


def unpacked(folder: Path) -> Path:
    """The node's folder, as the old program left it."""
    with zipfile.ZipFile(FOLDER / "fixture" / "node.zip") as archive:
        archive.extractall(folder)
    return folder


def migrated(folder: Path) -> SqliteStore:
    """The store of the node's folder, opened by the present program."""
    return SqliteStore(unpacked(folder) / STATE_FOLDER)


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder, with what is in them."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def environment(**values: str) -> dict[str, str]:
    """That of a process whose coverage is not measured, and whose settings are its defaults."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("COVERAGE_", "IDOS_"))}
    return kept | values


def record_of(table: type[R], fields: Mapping[str, Any]) -> R:
    """The record of these fields, in the form that the fixture gives them."""
    hints = get_type_hints(table)
    return table(**{name: _value(hints[name], plain) for name, plain in fields.items()})


def _value(hint: Any, plain: Any) -> Any:
    (type_,) = (each for each in get_args(hint) or (hint,) if each is not type(None))
    if plain is None:
        return None
    if type_ is bytes:
        return bytes.fromhex(plain)
    return type_(plain) if type_ in (UUID, Decimal) else plain


def records(store: Store) -> list[Record]:
    """All records, the tables in their order."""
    with store.read() as tx:
        return [record for table in BY_TYPE for record in tx.find(table)]


def lasting(store: Store) -> list[Record]:
    """All records but the bodies, which go at times of their own."""
    return [record for record in records(store) if not isinstance(record, TransactionBody)]


def rows(store: Store, table: type[R]) -> list[R]:
    with store.read() as tx:
        return tx.find(table)


def canonical(record: Record) -> bytes:
    table = BY_TYPE[type(record)]
    return table.canonical(table.row(record).values)


def loaded(source: Store) -> MemoryStore:
    """A copy of a store in memory."""
    target = MemoryStore()
    with target.write() as batch:
        for record in records(source):
            batch.put(record)
    return target


def state_hash(store: Store) -> bytes:
    with store.write() as batch:
        return batch.state_hash()


class Signer:
    """Signs transactions of people, each with its account's next nonce."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._nonces: Counter[AccountKey] = Counter()

    def run(self, caller: Person, action: str, *args: Any) -> Transaction:
        """One call of an action that this program has."""
        return self.send(caller, action, arguments(action, *args))

    def send(self, caller: Person, action: str, *calls: Args, step: int = 1) -> Transaction:
        """``step``: how far the nonce is from the account's last; 1 is its turn."""
        account = account_key(caller.sender, authenticator(caller.signature_type).key_type(caller.sender))
        if account not in self._nonces:
            with self._store.read() as tx:
                self._nonces[account] = nonce_of(tx, account)
        nonce = self._nonces[account] + step
        if step == 1:
            self._nonces[account] = nonce
        payload = ActionExecution("main", action, calls).encode()
        fields = ("", payload, "execute", 0, nonce, genesis().chain_id, caller.sender)
        text = Transaction(None, caller.signature_type, *fields).signed_text()
        return Transaction(caller.sign(text), caller.signature_type, *fields)

    def schedule(self, version: int, height: int, time: int) -> Transaction:
        return self.run(OWNER, "schedule_upgrade", version, height, time)

    def attribute(self, caller: Person, label: str, calls: int = 1) -> Transaction:
        """Something that anybody with a profile may do, as often as there are calls."""
        texts = [f"{label} {number}" for number in range(calls)]
        add = [arguments("add_attribute", uid(text), text, "v") for text in texts]
        return self.send(caller, "add_attribute", *add)


def arguments(action: str, *args: Any) -> Args:
    return tuple(world.encoded(action, args))


Plan: TypeAlias = tuple[int, Sequence[Transaction]]
"""What makes a block: its time, in milliseconds, and its transactions in order."""


def write_plans(path: Path, plans: Sequence[Plan]) -> None:
    """Write plans down for another process."""
    path.write_text(json.dumps([(time, [tx.encode().hex() for tx in txs]) for time, txs in plans]))


def read_plans(path: Path) -> list[Plan]:
    return [
        (time, [Transaction.decode(bytes.fromhex(tx)) for tx in txs])
        for time, txs in json.loads(path.read_text())
    ]


@dataclass(frozen=True)
class Made:
    """A block that was made: its header, and its receipts in order."""

    header: Block
    receipts: tuple[Receipt, ...]

    @classmethod
    def from_json(cls, document: Any) -> Self:
        """A block as the fixture has it."""
        receipts = [record_of(Receipt, fields) for fields in document["receipts"]]
        return cls(record_of(Block, document["header"]), tuple(receipts))

    @property
    def refusals(self) -> list[str | None]:
        """Of each transaction the text of its refusal, or None."""
        return [tx_error(receipt.log) for receipt in self.receipts]


class Chain:
    """A chain that is driven by hand: every block with the time and the transactions that a test says."""

    def __init__(self, store: Store, versions: Mapping[int, Version] = VERSIONS) -> None:
        self.store = store
        self.machine = Machine(genesis(), versions=versions)
        self.committer = Committer(store, self.machine, body_retention_seconds=BODIES_SECONDS)
        self.committer.open()

    @property
    def version(self) -> int:
        return self.committer.position.rules.version

    def block(self, time: int, *txs: Transaction) -> Made:
        """Make a block, and drop the bodies that are due before it as the engine does."""
        version = self.committer.next_version(time)
        if self.committer.position.bodies.due(time):
            with self.committer.commit(time) as commit:
                commit.drop_bodies(1_000)
        checked = [self.machine.check(tx, version) for tx in txs]
        with self.committer.commit(time) as commit:
            written = commit.write_block(checked)
        receipts = sorted(written.receipts.values(), key=lambda receipt: receipt.position)
        return Made(written.position.head, tuple(receipts))

    def make(self, plan: Plan) -> Made:
        time, txs = plan
        return self.block(time, *txs)
