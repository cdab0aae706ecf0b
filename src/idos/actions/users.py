"""Profiles: created by inserters, named by a UUID, with the key that a person's data is encrypted to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from idos.actions.context import Context, find_user
from idos.actions.inserters import inserter_of
from idos.actions.keys import check_key
from idos.actions.proofs import is_spent
from idos.actions.registry import Row, action
from idos.protocol.actions.profiles import (
    AddUserAsInserter,
    GetUser,
    GetUserAsInserter,
    UpdateUserPubKeyAsInserter,
)
from idos.protocol.refusals import Refusal
from idos.store.records import Credential, User
from idos.store.verbs import Tx

FIRST_GAS_ALLOWANCE = Decimal(100 * 10**18)

_PASSWORD_STORES = ("user", "mpc")
_PROFILE = {"id": UUID, "recipient_encryption_public_key": str, "encryption_password_store": str}


@action(inserter=True)
def add_user_as_inserter(ctx: Context, tx: Tx, call: AddUserAsInserter) -> None:
    """Create a profile. The key is an X25519 public key in base64; the store is ``user`` or ``mpc``.

    The id of an erased profile is never given out again.
    """
    inserter = inserter_of(ctx, tx)
    check_profile(call.recipient_encryption_public_key, call.encryption_password_store)
    if is_spent(tx, "profile", str(call.id)):
        raise Refusal.USER_ERASED.error()
    tx.put(
        User(
            call.id,
            call.recipient_encryption_public_key,
            call.encryption_password_store,
            inserter.name,
            inserter.id,
            FIRST_GAS_ALLOWANCE,
        )
    )


@action(inserter=True)
def update_user_pub_key_as_inserter(ctx: Context, tx: Tx, call: UpdateUserPubKeyAsInserter) -> None:
    """Replace the key of a profile that this inserter created and that holds no credentials yet.

    Refused once the person has changed the key herself. A profile that does not exist changes nothing.
    """
    inserter = inserter_of(ctx, tx)
    check_profile(call.recipient_encryption_public_key, call.encryption_password_store)
    user = tx.get(User, call.id)
    if user is None:
        return
    if user.inserter_id != inserter.id:
        raise Refusal.USER_NOT_INSERTED_BY_CALLER.error()
    if tx.count(Credential, "user", str(call.id)):
        raise Refusal.USER_HAS_CREDENTIALS.error()
    if user.rekeyed:
        raise Refusal.USER_CHOSE_KEY.error()
    tx.put(
        replace(
            user,
            recipient_encryption_public_key=call.recipient_encryption_public_key,
            encryption_password_store=call.encryption_password_store,
        ),
        replace=True,
    )


@action(returns=_PROFILE)
def get_user(ctx: Context, tx: Tx, _: GetUser) -> Row | None:
    """The caller's profile; no row when there is none."""
    user_id = find_user(ctx, tx)
    user = tx.get(User, user_id) if user_id else None
    return _profile(user) if user else None


@action(returns={**_PROFILE, "inserter": str})
def get_user_as_inserter(ctx: Context, tx: Tx, call: GetUserAsInserter) -> Row | None:
    """A profile and the name of its inserter, for any inserter; no row when there is none."""
    inserter_of(ctx, tx)
    user = tx.get(User, call.id)
    return (*_profile(user), user.inserter) if user else None


def _profile(user: User) -> Row:
    return user.id, user.recipient_encryption_public_key, user.encryption_password_store


def check_profile(key: str, store: str) -> None:
    """Raise ``Invalid`` unless the key and the password store are such."""
    if store not in _PASSWORD_STORES:
        raise Refusal.INVALID_PASSWORD_STORE.error()
    check_key(key, Refusal.INVALID_ENCRYPTION_KEY)  # [rules 2.4]
