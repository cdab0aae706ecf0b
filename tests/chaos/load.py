"""Somebody who uses a node, and knows what it must hold: all that was acknowledged, and nothing by halves."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass, field
from random import Random
from uuid import UUID

import httpx

from idos.crypto.encoding import b64decode
from idos.protocol.actions.sharing import ShareCredential
from idos.protocol.credentials import IssuedContent
from idos.protocol.grants import access_grant_id
from idos.protocol.requests import Broadcast
from tests.people import CHARLIE, NEOBANK, Person, encryption_key, sign_content
from tests.rpc.kit import Client, transaction

ATTRIBUTES, CREDENTIALS = 12, 5
"""How many of each somebody keeps at most."""


class Violation(AssertionError):
    """The node broke a promise."""


@dataclass(frozen=True)
class Copy:
    """A copy of a credential, and the grant on it."""

    original: UUID
    issued: IssuedContent
    grant: UUID


@dataclass
class Belongings:
    """What is in a profile."""

    attributes: dict[UUID, str] = field(default_factory=dict)
    credentials: dict[UUID, IssuedContent] = field(default_factory=dict)
    copies: dict[UUID, Copy] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """A transaction: its action and arguments, and what it does to the belongings once it is in a block."""

    action: str
    args: tuple[object, ...]
    apply: Callable[[], object]


@dataclass
class Pending:
    """A transaction without an answer yet."""

    operation: Operation
    nonce: int
    tx_hash: str


class User:
    """One person and all that she has. Everything she does is drawn from ``random``."""

    def __init__(self, who: Person, random: Random) -> None:
        self.who = who
        self.has = Belongings()
        self.nonce = 0
        self.pending: Pending | None = None
        self.acknowledged: list[str] = []
        self.committed_unheard = 0
        self.lost_unheard = 0
        self.deleted: list[bytes] = []
        """Plaintexts and ciphertexts that are in no record any more."""
        self._random = random

    def work(self, url: str, enough: Callable[[], bool]) -> int:
        """Send one transaction after the other until it is ``enough`` or the node is gone.

        Gives how many were acknowledged.
        """
        before = len(self.acknowledged)
        with httpx.Client(timeout=30) as http, suppress(httpx.TransportError):
            client = Client(url, http)
            while not enough():
                self.do(client, self.next_operation())
        return len(self.acknowledged) - before

    def do(self, client: Client, operation: Operation) -> None:
        """Send a transaction and wait for its block."""
        tx = transaction(self.who, self.nonce + 1, operation.action, *operation.args)
        self.pending = Pending(operation, self.nonce + 1, tx.hash().hex())
        reply = client.rpc("user.broadcast", Broadcast(tx, sync=True).to_json())
        if reply.body.get("error", {}).get("code") == -700:
            raise httpx.TransportError("the node is stopping")
        result = reply.result
        if (result["tx_hash"], result["result"]["code"]) != (self.pending.tx_hash, 0):
            raise Violation(f"{self.who.name}: {operation.action} was answered {result}")
        self.acknowledged.append(self.pending.tx_hash)
        self._take()

    def settle(self, client: Client) -> None:
        """Find out what became of the transaction that was under way when the node was gone."""
        nonce = client.nonce(self.who)
        if self.pending and nonce == self.pending.nonce:
            self._take()
            self.committed_unheard += 1
        elif nonce == self.nonce:
            self.lost_unheard += self.pending is not None
        else:
            raise Violation(f"{self.who.name}: {self.nonce} acknowledged, {nonce} in blocks")
        self.pending = None

    def check(self, client: Client) -> int:
        """Compare the profile as the node shows it with what it must be. Gives how many records were read."""
        own = client.with_cookie(client.login(self.who))

        def rows(action: str, *args: object) -> list[list[object]]:
            return own.call(self.who, action, *args).result["query_result"]["values"] or []

        contents = {**self.has.credentials, **{key: copy.issued for key, copy in self.has.copies.items()}}
        shown = {
            "attributes": {row[0]: row[3] for row in rows("get_attributes")},
            "credentials": {row[0]: row[2] for row in rows("get_credentials")},
            "contents": {str(key): row[3] for key in contents for row in rows("get_credential_owned", key)},
            "grants": {row[0] for row in rows("get_access_grants_owned")},
        }
        expected = {
            "attributes": {str(key): value for key, value in self.has.attributes.items()},
            "credentials": {str(key): issued.public_notes for key, issued in contents.items()},
            "contents": {str(key): issued.content for key, issued in contents.items()},
            "grants": {str(copy.grant) for copy in self.has.copies.values()},
        }
        for what, records in expected.items():
            if shown[what] != records:
                raise Violation(f"{self.who.name}: {what} differ: {shown[what]!r} is not {records!r}")
        return sum(map(len, expected.values()))

    def secrets(self) -> list[bytes]:
        """What the profile's records hold."""
        issued = [*self.has.credentials.values(), *(copy.issued for copy in self.has.copies.values())]
        values = [value.encode() for value in self.has.attributes.values()]
        return [*values, *(secret for each in issued for secret in secrets_of(each))]

    def next_operation(self) -> Operation:
        """What she does next."""
        has, random = self.has, self._random
        kinds = [self._add_attribute] * (len(has.attributes) < ATTRIBUTES)
        kinds += [self._add_credential] * (len(has.credentials) < CREDENTIALS)
        kinds += [self._edit_attribute, self._remove_attribute] * (len(has.attributes) > 0)
        kinds += [self._share, self._share, self._remove_credential] * (len(has.credentials) > 0)
        kinds += [self._revoke] * (len(has.copies) > 0)
        return random.choice(kinds)()

    def _take(self) -> None:
        assert self.pending
        before = set(self.secrets())
        self.pending.operation.apply()
        self.deleted += before.difference(self.secrets())
        self.nonce, self.pending = self.pending.nonce, None

    def _add_attribute(self) -> Operation:
        return self._put_attribute("add_attribute", self._uuid())

    def _edit_attribute(self) -> Operation:
        return self._put_attribute("edit_attribute", self._random.choice(list(self.has.attributes)))

    def _put_attribute(self, action: str, key: UUID) -> Operation:
        value = self._random.randbytes(self._random.randint(15, 300)).hex()
        return Operation(action, (key, "note", value), lambda: self.has.attributes.__setitem__(key, value))

    def _remove_attribute(self) -> Operation:
        key = self._random.choice(list(self.has.attributes))
        return Operation("remove_attribute", (key,), lambda: self.has.attributes.pop(key))

    def _add_credential(self) -> Operation:
        key, issued = self._uuid(), self._issue(NEOBANK)
        args = key, *bundle(issued)
        return Operation("add_credential", args, lambda: self.has.credentials.__setitem__(key, issued))

    def _share(self) -> Operation:
        original = self._random.choice(list(self.has.credentials))
        key, issued = self._uuid(), self._issue(Person(self._random.randbytes(8).hex(), "FaceSign"), "")
        copy = Copy(original, issued, access_grant_id(CHARLIE.caller, key, 0))
        args = sharing(key, original, issued)
        return Operation("share_credential", args, lambda: self.has.copies.__setitem__(key, copy))

    def _revoke(self) -> Operation:
        key, copy = self._random.choice(list(self.has.copies.items()))
        return Operation("revoke_access_grant", (copy.grant,), lambda: self.has.copies.pop(key))

    def _remove_credential(self) -> Operation:
        key = self._random.choice(list(self.has.credentials))

        def apply() -> None:
            del self.has.credentials[key]
            for copy_id in [each for each, copy in self.has.copies.items() if copy.original == key]:
                del self.has.copies[copy_id]

        return Operation("remove_credential", (key,), apply)

    def _issue(self, issuer: Person, notes: str | None = None) -> IssuedContent:
        random = self._random
        if notes is None:
            notes = json.dumps({"id": random.randbytes(16).hex(), "note": random.randbytes(40).hex()})
        return issue(issuer, random.randbytes(random.choice([100, 2_000, 20_000])), notes)

    def _uuid(self) -> UUID:
        return UUID(int=self._random.getrandbits(128))


def issue(issuer: Person, ciphertext: bytes, notes: str) -> IssuedContent:
    """A credential with this ciphertext and these notes, signed by its issuer."""
    return sign_content(issuer, ciphertext, notes, encryption_key(issuer.name))


def bundle(issued: IssuedContent) -> tuple[object, ...]:
    """What ``add_credential`` takes after the id."""
    return astuple(issued)


def sharing(copy: UUID, original: UUID, issued: IssuedContent) -> tuple[object, ...]:
    """The arguments of ``share_credential`` with CHARLIE, without a lock."""
    return ShareCredential(
        id=copy,
        original_credential_id=original,
        content_hash=None,
        grantee_wallet_identifier=CHARLIE.caller,
        locked_until=0,
        **asdict(issued),
    ).values()


def secrets_of(issued: IssuedContent) -> list[bytes]:
    """What of a credential has to be gone once it is deleted: its ciphertext and its notes."""
    ciphertext = b64decode(issued.content, 1 << 24)
    return [ciphertext, issued.public_notes.encode()] if issued.public_notes else [ciphertext]
