"""Writing credentials: by inserters, and by their owner."""

from __future__ import annotations

from uuid import UUID

from idos.actions.context import Context, find_user, user_of
from idos.actions.credentials import check_issued, copies_of, erase, grants_on, insert, is_locked, overwrite
from idos.actions.inserters import inserter_of
from idos.actions.registry import action
from idos.actions.unasked import is_unasked, note_unasked
from idos.errors import Invalid
from idos.protocol.actions.credentials import (
    AddCredential,
    EditCredential,
    RemoveCredential,
    RemoveCredentials,
    UpsertCredentialAsInserter,
)
from idos.protocol.refusals import Refusal
from idos.protocol.scalars import parse_uuid
from idos.store.records import Credential, User
from idos.store.verbs import Tx

MOST_REMOVED = 100
"""How many credentials one call removes; so many ids are a text that every network's limits accept."""


@action(inserter=True)
def upsert_credential_as_inserter(ctx: Context, tx: Tx, call: UpsertCredentialAsInserter) -> None:
    """Add a credential to any profile; or replace one that this inserter added, while it is not shared.

    To a profile that it did not make it adds ``credentials_per_foreign_inserter`` at most, from version 2 on.
    User and issuer key of a credential never change. The issuer key need not be the inserter's.
    """
    inserter = inserter_of(ctx, tx)
    check_issued(call.issued)
    user = tx.get(User, call.user_id)
    if user is None:
        raise Refusal.USER_NOT_FOUND.error()
    former = tx.get(Credential, call.id)
    if former is None:
        if is_unasked(ctx, user, inserter):
            most = ctx.limits.credentials_per_foreign_inserter
            note_unasked(tx, Credential.TABLE, call.id, user, inserter, most)
        insert(ctx, tx, call.id, call.user_id, call.issued, inserter=inserter.name)
        return
    known = (former.inserter, former.user_id, former.issuer_auth_public_key)
    if known != (inserter.name, call.user_id, call.issuer_auth_public_key):
        raise Refusal.CREDENTIAL_OF_OTHERS.error()
    _check_unshared(tx, former)
    overwrite(ctx, tx, former, call.issued)


@action()
def add_credential(ctx: Context, tx: Tx, call: AddCredential) -> None:
    """Add a credential to the caller's profile. Any key may have issued it: readers know whose they trust."""
    user_id = user_of(ctx, tx)
    check_issued(call.issued)
    insert(ctx, tx, call.id, user_id, call.issued)


@action()
def edit_credential(ctx: Context, tx: Tx, call: EditCredential) -> None:
    """Replace an own original that nobody was granted, by another issue of the same issuer key.

    A credential that is not the caller's changes nothing. Copies are not refreshed.
    """
    former = tx.get(Credential, call.id)
    if former is None or former.user_id != find_user(ctx, tx):
        return
    if former.copy or grants_on(tx, call.id):
        raise Refusal.CREDENTIAL_SHARED.error()
    if call.issuer_auth_public_key != former.issuer_auth_public_key:
        raise Refusal.INVALID_CREDENTIAL_SIGNATURE.error()  # [rules 4.9]
    check_issued(call.issued)
    overwrite(ctx, tx, former, call.issued)


@action()
def remove_credential(ctx: Context, tx: Tx, call: RemoveCredential) -> None:
    """Delete an own credential with its copies and all grants on them.

    Refused while a grant on the credential itself is locked. Copies with locked grants stay until the locks
    end.
    """
    credential = tx.get(Credential, call.id)
    if credential is None or credential.user_id != find_user(ctx, tx):
        raise Refusal.CREDENTIAL_NOT_OWNED.error()
    if any(is_locked(ctx, grant) for grant in grants_on(tx, call.id)):
        raise Refusal.CREDENTIAL_LOCKED.error()
    erase(ctx, tx, credential)


@action(since=2)
def remove_credentials(ctx: Context, tx: Tx, call: RemoveCredentials) -> None:
    """Delete own credentials with their copies and all grants on them: at most 100, with commas between them.

    What has a locked grant itself stays; copies with locked grants stay until the locks end, as in
    ``remove_credential``. Any other id changes nothing.
    """
    user_id = user_of(ctx, tx)
    for id_ in _ids(call.ids):
        credential = tx.get(Credential, id_)
        if credential is None or credential.user_id != user_id:
            continue
        if not any(is_locked(ctx, grant) for grant in grants_on(tx, id_)):
            erase(ctx, tx, credential)


def _ids(texts: str) -> list[UUID]:
    parts = texts.split(",")
    if len(parts) > MOST_REMOVED:
        raise Refusal.TOO_LARGE.error("ids")  # [rules 4.11]
    try:
        return [parse_uuid(part) for part in parts]
    except Invalid:
        raise Refusal.INVALID_IDS.error() from None


def _check_unshared(tx: Tx, credential: Credential) -> None:
    if credential.copy or grants_on(tx, credential.id) or copies_of(tx, credential):
        raise Refusal.CREDENTIAL_SHARED.error()
