"""A chain of blocks of signed transactions, driven by hand under bounds of work that a test chooses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from idos.consensus.commit import Committer
from idos.consensus.machine import Checked, Machine
from idos.consensus.versions import VERSIONS, Version, WorkBounds
from idos.protocol.payloads import ActionExecution
from idos.protocol.transaction import Transaction
from idos.store.records import Receipt
from idos.store.verbs import Store
from tests.actions import world
from tests.people import NEOBANK, Person, encryption_key, uid


class Chain:
    """A chain of blocks of signed transactions; each block gives its receipts, and keeps what it left."""

    def __init__(self, store: Store, work: WorkBounds | None = VERSIONS[2].work, rules: int = 2) -> None:
        self.store = store
        versions: Mapping[int, Version] = {**VERSIONS, 2: replace(VERSIONS[2], work=work)}
        self.machine = Machine(world.genesis(rules=rules), versions=versions)
        self.rules = rules
        self.committer = Committer(store, self.machine, body_retention_seconds=0)
        self.committer.open()
        self.now = self.committer.position.head.time
        self._nonces: Counter[str] = Counter()

    def signed(self, caller: Person, action: str, *calls: tuple[Any, ...]) -> Transaction:
        self._nonces[caller.name] += 1
        encoded = tuple(tuple(world.encoded(action, args)) for args in calls)
        fields = (
            "",
            ActionExecution("main", action, encoded).encode(),
            "execute",
            0,
            self._nonces[caller.name],
            "idos-test",
            caller.sender,
        )
        text = Transaction(None, caller.signature_type, *fields).signed_text()
        return Transaction(caller.sign(text), caller.signature_type, *fields)

    def checked(self, tx: Transaction) -> Checked:
        return self.machine.check(tx, self.rules)

    def block(self, *txs: Transaction) -> list[Receipt]:
        self.now += 1000
        with self.committer.commit(self.now) as commit:
            written = commit.write_block([self.checked(tx) for tx in txs])
        return [written.receipts[tx.hash()] for tx in txs if tx.hash() in written.receipts]

    def run(self, caller: Person, action: str, *calls: tuple[Any, ...]) -> Receipt:
        (receipt,) = self.block(self.signed(caller, action, *calls))
        return receipt

    def sign_up(self, *people: Person) -> None:
        for person in people:
            key = encryption_key(person.name)
            assert not self.run(NEOBANK, "add_user_as_inserter", (person.id, key, "user")).code
            proof = (person.wallet_id, person.id, *person.proof())
            assert not self.run(NEOBANK, "upsert_wallet_as_inserter", proof).code

    def count(self, table: Any) -> int:
        with self.store.read() as tx:
            return tx.count(table)


def attributes(label: str, count: int, value: str = "v") -> list[tuple[Any, ...]]:
    return [(uid(f"{label} {number}"), "key", value) for number in range(count)]
