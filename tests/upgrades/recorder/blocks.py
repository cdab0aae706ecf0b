"""A chain that is made by hand: every transaction, and the time of every block, as the recording chooses.

Nothing here is random, and no clock is read, so that each run makes the same bytes.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from idos.actions.genesis import FoundingInserter, Genesis
from idos.consensus import chain
from idos.consensus.accounts import account_key
from idos.consensus.bodies import Bodies
from idos.consensus.machine import Checked, Machine
from idos.crypto.authenticators import authenticator
from idos.protocol.payloads import ActionExecution, Args
from idos.protocol.refusals import Refusal
from idos.protocol.results import tx_error
from idos.protocol.transaction import Transaction
from idos.store.records import Block, Receipt
from idos.store.verbs import Store
from tests.actions import world
from tests.people import ACME, NEOBANK, OWNER, Person, uid

START = 1_790_000_000
BODIES_SECONDS = 600


def genesis() -> Genesis:
    inserters = (
        FoundingInserter(uid("inserter neobank"), "neobank", (NEOBANK.caller,)),
        FoundingInserter(uid("inserter acme"), "acme", (ACME.caller,)),
    )
    return Genesis("idos-upgrades", OWNER.caller, START * 1000, inserters)


class Recording:
    """A chain in the making, block by block as an engine makes it."""

    def __init__(self, store: Store) -> None:
        self.genesis = genesis()
        self.store = store
        self.blocks: list[tuple[Block, list[Checked], list[Receipt]]] = []
        self._machine = Machine(self.genesis)
        self._nonces: Counter[object] = Counter()
        self._waiting: list[tuple[Checked, str | None]] = []
        with store.write() as batch:
            head = chain.begin(batch, self.genesis)
        with store.read() as tx:
            self._bodies = Bodies(BODIES_SECONDS, tx, head)
        self.blocks.append((head, [], []))

    def run(self, caller: Person, action: str, *args: Any, refusal: Refusal | str | None = None) -> None:
        """Put an action into the next block. ``refusal``: with which text it is going to fail."""
        self.send(caller, action, arguments(action, *args), refusal=refusal)

    def send(
        self,
        caller: Person,
        action: str,
        *calls: Args,
        refusal: Refusal | str | None = None,
        nonce: int | None = None,
        namespace: str = "main",
        description: str = "",
        fee: int = 0,
    ) -> None:
        """Put a transaction of several calls into the next block; with a ``nonce``, out of turn."""
        key_type = authenticator(caller.signature_type).key_type(caller.sender)
        account = account_key(caller.sender, key_type)
        if nonce is None:
            nonce = self._nonces[account] = self._nonces[account] + 1
        payload = ActionExecution(namespace, action, calls).encode()
        fields = (description, payload, "execute", fee, nonce, self.genesis.chain_id, caller.sender)
        text = Transaction(None, caller.signature_type, *fields).signed_text()
        checked = self._machine.check(Transaction(caller.sign(text), caller.signature_type, *fields))
        assert checked.account == account
        self._waiting.append((checked, refusal.text if isinstance(refusal, Refusal) else refusal))

    def block(self, milliseconds: int) -> None:
        """Make a block of what waits, so long after the genesis; bodies that are due by then go before."""
        now = self.genesis.time_ms + milliseconds
        if self._bodies.due(now):
            with self.store.write() as batch:
                self._bodies.drop(batch, now, 1_000)
            self._bodies.committed()
        waiting, self._waiting = self._waiting, []
        txs, (head, _, _) = [tx for tx, _ in waiting], self.blocks[-1]
        with self.store.write() as batch:
            receipts = self._machine.apply(batch, head.height + 1, now, txs)
            head = chain.append(batch, self.genesis, head, now, receipts)
            self._bodies.keep(batch, head, txs)
        self._bodies.committed()
        self.blocks.append((head, txs, receipts))
        for (tx, refusal), receipt in zip(waiting, receipts, strict=True):
            error = tx_error(receipt.log)
            expected = error is None if refusal is None else (error or "").startswith(refusal)
            assert expected, (tx.execution.action, receipt, refusal)


def arguments(action: str, *args: Any) -> Args:
    return tuple(world.encoded(action, args))
