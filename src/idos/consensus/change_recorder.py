"""Whom the changes of a block concern: who would see something else than before, and of which kind.

Only this is recorded, no content and no id. Audiences are named by the same texts and keys by which the rules
know a caller (``docs/protocol/actions.md``, "Callers").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Literal, NamedTuple, TypeVar
from uuid import UUID

from idos.crypto.authenticators import Identity
from idos.crypto.wallets import wallet_identity, wallet_key
from idos.protocol.changes import Topic
from idos.store.record import Record, fold
from idos.store.records import AccessGrant, Credential, SharedCredential, User, UserAttribute, Wallet
from idos.store.verbs import Batch

R = TypeVar("R", bound=Record)


class Audience(NamedTuple):
    """Whom to notify: a profile by its id, a wallet by its key or text, or a grantee as a grant names it."""

    kind: Literal["profile", "wallet", "grantee", "everybody"]
    name: str


Notice = tuple[Audience, Topic]

OWNED: Final[tuple[Topic, ...]] = ("profile", "wallets", "credentials", "attributes", "grants_owned")
"""What belongs to a profile: all of it changes for who gets a profile, or loses it."""


EVERYBODY: Final = Audience("everybody", "")
_MOST_READERS: Final = 2_000
"""Copies and grants that are looked through for a block's notices; beyond this, everybody is notified."""


def of_profile(profile: UUID) -> Audience:
    """Everybody with a wallet of this profile."""
    return Audience("profile", str(profile))


def of_caller(caller: Identity) -> frozenset[Audience]:
    """The caller as wallets and grants may name it. When a wallet does, its profile may be another."""
    wallets = (wallet_identity(caller.caller), *([caller.key] if caller.key else []))
    return frozenset(
        [
            *(Audience("wallet", name) for name in wallets),
            *(_grantee(text) for text in (caller.caller, *caller.aliases)),
            EVERYBODY,
        ]
    )


def _grantee(text: str) -> Audience:
    return Audience("grantee", fold(text))


# What can be seen of a record, by whom and of which kind. The audience is notified when it differs.
_Visible = Iterator[tuple[Audience, Topic, object]]


def _of_user(user: User) -> _Visible:
    shown = (user.recipient_encryption_public_key, user.encryption_password_store, user.gas_allowance)
    yield of_profile(user.id), "profile", shown


def _of_wallet(wallet: Wallet) -> _Visible:
    yield of_profile(wallet.user_id), "wallets", wallet
    key = wallet_key(wallet.wallet_type, wallet.address, wallet.public_key)
    for name in (wallet_identity(wallet.identity), *([key] if key else [])):
        for topic in OWNED:
            yield Audience("wallet", name), topic, wallet.user_id


def _of_credential(credential: Credential) -> _Visible:
    yield of_profile(credential.user_id), "credentials", credential


def _of_attribute(attribute: UserAttribute) -> _Visible:
    yield of_profile(attribute.user_id), "attributes", attribute


def _of_grant(grant: AccessGrant) -> _Visible:
    yield of_profile(grant.ag_owner_user_id), "grants_owned", grant
    yield _grantee(grant.ag_grantee_wallet_identifier), "grants_received", grant


_VISIBLE: Final[Mapping[type[Record], Callable[[Any], _Visible]]] = {
    User: _of_user,
    Wallet: _of_wallet,
    Credential: _of_credential,
    UserAttribute: _of_attribute,
    AccessGrant: _of_grant,
}
_RECORDED: Final = {*_VISIBLE, SharedCredential}


class ChangeRecorder:
    """A block being written (see ``Batch``) that notes whom each change concerns."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._notices: list[Notice] = []
        self._changed_notes: list[UUID] = []  # originals whose notes changed
        self.get = batch.get
        self.find = batch.find
        self.count = batch.count
        self.state_hash = batch.state_hash

    def notices(self) -> tuple[Notice, ...]:
        """Whom the changes so far concern, each once. To be asked once, after the last change."""
        return tuple(dict.fromkeys([*self._notices, *self._readers()]))

    def put(self, record: Record, *, replace: bool = False) -> None:
        """See ``Tx.put``."""
        kind = type(record)
        former = self._former(kind, [getattr(record, name) for name in kind.KEY]) if replace else None
        self._batch.put(record, replace=replace)
        if kind in _RECORDED:
            self._compare(former, record)
        if isinstance(record, Credential) and isinstance(former, Credential):
            self._compare_notes(former, record)

    def delete(self, table: type[Record], *key: object) -> bool:
        """See ``Tx.delete``."""
        former = self._former(table, key)
        deleted = self._batch.delete(table, *key)
        self._compare(former, None)
        if isinstance(former, SharedCredential):
            self._notify_readers(former)
        return deleted

    @contextmanager
    def nested(self) -> Iterator[None]:
        """See ``Batch.nested``. Of what is undone nobody is notified."""
        mark, noted = len(self._notices), len(self._changed_notes)
        try:
            with self._batch.nested():
                yield
        except BaseException:
            del self._notices[mark:], self._changed_notes[noted:]
            raise

    def _former(self, table: type[R], key: Sequence[object]) -> R | None:
        return self._batch.get(table, *key) if table in _RECORDED else None

    def _compare(self, former: Record | None, present: Record | None) -> None:
        before, after = _visible(former), _visible(present)
        self._notices += [each for each in before | after if before.get(each) != after.get(each)]

    def _compare_notes(self, former: Credential, present: Credential) -> None:
        if former.public_notes != present.public_notes:
            self._changed_notes.append(former.id)

    def _readers(self) -> list[Notice]:
        """Who reads copies of what has other notes now.

        That is no part of the work that is counted, so it is bounded by itself.
        """
        grants: list[AccessGrant] = []
        for seen, copy_id in enumerate(self._copies()):
            grants += self.find(AccessGrant, "data", str(copy_id), limit=_MOST_READERS + 1)
            if seen + len(grants) > _MOST_READERS:
                return [(EVERYBODY, "grants_received")]
        return [(_grantee(grant.ag_grantee_wallet_identifier), "grants_received") for grant in grants]

    def _copies(self) -> Iterator[UUID]:
        for original_id in dict.fromkeys(self._changed_notes):
            for link in self.find(SharedCredential, "original", str(original_id), limit=_MOST_READERS + 1):
                yield link.copy_id

    def _notify_readers(self, link: SharedCredential) -> None:
        """Readers of a copy are shown the notes of its original, and none once that is gone."""
        grants = self.find(AccessGrant, "data", str(link.copy_id))
        self._notices += [
            (_grantee(grant.ag_grantee_wallet_identifier), "grants_received") for grant in grants
        ]


def _visible(record: Record | None) -> dict[Notice, object]:
    look = _VISIBLE.get(type(record)) if record else None
    return {(audience, topic): value for audience, topic, value in look(record)} if look else {}
