"""A small network for these tests: a genesis, transactions of its delegates, and what comes of them."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from uuid import UUID, uuid5

import pytest

from idos.actions import genesis as genesis_module
from idos.actions.genesis import FoundingInserter, Genesis
from idos.actions.limits import Limits
from idos.consensus.engine import Engine, Rejected
from idos.consensus.machine import Machine
from idos.crypto import ed25519
from idos.crypto.wallets import evm, stellar
from idos.errors import Unavailable
from idos.protocol.payloads import ActionExecution
from idos.protocol.transaction import Transaction
from idos.protocol.values import TEXT, EncodedValue, Value
from idos.protocol.values import UUID as UUID_TYPE
from idos.store.record import Record
from idos.store.records import Block
from idos.store.verbs import Batch, Store

CHAIN_ID = "idos-test"
SECONDS = 10.0
START_MS = 1_700_000_000_000
ENCRYPTION_KEY = base64.b64encode(bytes(range(32))).decode()
INSERTER_ID = UUID("0dd5b0ac-6a2e-4f0e-9f5e-2f6a1f1d3c01")


@dataclass(frozen=True)
class Signer:
    """A key that signs transactions as one of the forms in which it can be a sender."""

    seed: bytes
    form: str = "ed25519"

    @property
    def sender(self) -> bytes:
        key = ed25519.public_key(self.seed)
        return {
            "ed25519": key,
            "stellar": stellar.strkey(key).encode(),
            "xrpl": b"\xed" + key,
            "secp256k1_ep": evm.account(self.seed),
        }[self.form]

    @property
    def signature_type(self) -> str:
        return "ed25519" if self.form == "stellar" else self.form

    @property
    def key_type(self) -> str:
        return "secp256k1" if self.form == "secp256k1_ep" else "ed25519"

    @property
    def caller(self) -> str:
        return (
            evm.checksum(self.sender) if self.form == "secp256k1_ep" else ed25519.public_key(self.seed).hex()
        )

    def sign(
        self,
        payload: bytes,
        *,
        nonce: int,
        description: str = "",
        payload_type: str = "execute",
        chain_id: str = CHAIN_ID,
    ) -> Transaction:
        fields = (description, payload, payload_type, 0, nonce, chain_id, self.sender)
        text = Transaction(None, self.signature_type, *fields).signed_text()
        sign = evm.sign if self.form == "secp256k1_ep" else ed25519.sign
        return Transaction(sign(self.seed, text), self.signature_type, *fields)

    def execute(
        self, action: str, *calls: tuple[Value, ...], nonce: int, namespace: str = "main"
    ) -> Transaction:
        return self.sign(ActionExecution(namespace, action, tuple(map(encoded, calls))).encode(), nonce=nonce)

    def add_user(self, number: int, nonce: int) -> Transaction:
        """Create the profile with this number: the smallest action that any delegate may run."""
        return self.execute("add_user_as_inserter", new_user(number), nonce=nonce)


def encoded(args: tuple[Value, ...]) -> tuple[EncodedValue, ...]:
    """Arguments as these tests need them: texts and UUIDs."""
    return tuple(EncodedValue.of(arg, UUID_TYPE if isinstance(arg, UUID) else TEXT) for arg in args)


def user_id(number: int) -> UUID:
    return uuid5(INSERTER_ID, str(number))


def new_user(number: int) -> tuple[Value, ...]:
    return user_id(number), ENCRYPTION_KEY, "user"


OWNER = Signer(bytes(31) + b"\x01", "secp256k1_ep")
SIGNERS = tuple(Signer(index.to_bytes(32, "big")) for index in range(2, 66))
ISSUER, OTHER = SIGNERS[:2]


def genesis(**changes: object) -> Genesis:
    fields = {
        "chain_id": CHAIN_ID,
        "owner": OWNER.caller,
        "time_ms": START_MS,
        "inserters": (FoundingInserter(INSERTER_ID, "issuer", tuple(signer.caller for signer in SIGNERS)),),
        "limits": Limits(),
    }
    return Genesis(**{**fields, **changes})  # type: ignore[arg-type]  # the fields of a Genesis, by name


def found(batch: Batch) -> None:
    """Write the first state, without a chain."""
    genesis_module.found(batch, genesis())


def machine() -> Machine:
    return Machine(genesis())


class Clock:
    """A clock that stands still until it is moved; unix milliseconds."""

    def __init__(self, now: int = START_MS + 1_000_000) -> None:
        self._now = now
        self._lock = Lock()

    def __call__(self) -> int:
        with self._lock:
            return self._now

    def move(self, milliseconds: int) -> None:
        with self._lock:
            self._now += milliseconds


def count(store: Store, table: type[Record]) -> int:
    with store.read() as tx:
        return tx.count(table)


def blocks(store: Store) -> list[Block]:
    with store.read() as tx:
        return tx.find(Block)


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until the engine's thread has done something that nothing else announces."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


def refuses(engine: Engine) -> bool:
    """Whether the engine has stopped. It is asked with a transaction that is out of turn."""
    with pytest.raises((Rejected, Unavailable)) as caught:
        engine.submit(OTHER.add_user(9, 9))
    return caught.value.code == "stopped"
