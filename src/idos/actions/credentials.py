"""What credential rules share: the issuer's signatures, storing, and deleting with all that depends on it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from idos.actions.contents import check_room, content_of, delete_content, put_content
from idos.actions.context import Context
from idos.actions.keys import ISSUER_KEY, check_key
from idos.actions.proofs import bind
from idos.actions.unasked import forget_unasked
from idos.crypto import ed25519
from idos.crypto.encoding import b64decode
from idos.errors import Invalid
from idos.protocol.credentials import IssuedContent, broader_message, notes_message, verifiable_credential_id
from idos.protocol.refusals import Refusal
from idos.store.records import (
    AccessGrant,
    ConsumedWriteGrant,
    Credential,
    PendingErasure,
    ReencryptedContent,
    Reencryption,
    SharedCredential,
)
from idos.store.verbs import Tx, one


def check_issued(
    issued: IssuedContent,
    refusal: Refusal = Refusal.INVALID_CREDENTIAL_SIGNATURE,  # [rules 4.2]
) -> None:
    """Raise ``refusal`` unless the issuer signed notes and content (docs/protocol/credentials.md).

    A malformed key is ``Invalid``: nobody could decrypt the content, and clients could not read the row.
    """
    if not ISSUER_KEY.fullmatch(issued.issuer_auth_public_key):
        raise Refusal.INVALID_ISSUER_KEY.error()
    check_key(issued.encryptor_public_key, Refusal.INVALID_ENCRYPTOR_KEY)  # [rules 4.1]
    key = bytes.fromhex(issued.issuer_auth_public_key)
    try:
        notes_signature = b64decode(issued.public_notes_signature, ed25519.SIGNATURE_SIZE)
        broader_signature = b64decode(issued.broader_signature, ed25519.SIGNATURE_SIZE)
        broader = broader_message(notes_signature, b64decode(issued.content, len(issued.content)))
    except Invalid:
        raise refusal.error() from None
    if not ed25519.verify(key, notes_message(issued.public_notes), notes_signature):
        raise refusal.error()
    if not ed25519.verify(key, broader, broader_signature):
        raise refusal.error()


def insert(
    ctx: Context,
    tx: Tx,
    id: UUID,
    user_id: UUID,
    issued: IssuedContent,
    *,
    inserter: str | None = None,
    copy: bool = False,
) -> Credential:
    """Store a new credential, whose signatures are checked already."""
    if tx.count(Credential, "user", str(user_id)) >= ctx.limits.credentials_per_user:
        raise Refusal.QUOTA_EXCEEDED.error()  # [rules 4.4]
    check_room(ctx, tx, user_id, len(issued.content))
    credential = _credential(ctx, tx, id, user_id, issued, inserter, copy=copy)
    _check_same_notes(ctx, tx, credential)
    tx.put(credential)
    put_content(tx, credential, issued.content)
    return credential


def overwrite(ctx: Context, tx: Tx, former: Credential, issued: IssuedContent) -> None:
    """Put what was issued in the place of a stored credential."""
    check_room(ctx, tx, former.user_id, len(issued.content) - len(content_of(tx, former)))
    new = _credential(ctx, tx, former.id, former.user_id, issued, former.inserter, copy=former.copy)
    if new.verifiable_credential_id != former.verifiable_credential_id:
        _check_same_notes(ctx, tx, new)
    tx.put(replace(new, issuer_fee=former.issuer_fee), replace=True)
    put_content(tx, former, issued.content)
    drop_reencryption(tx, former.id)


def _check_same_notes(ctx: Context, tx: Tx, credential: Credential) -> None:
    """Refuse more credentials with one issuer and id of notes than the issuer can edit at once."""
    notes_id = credential.verifiable_credential_id
    notes = f"{notes_id}|{credential.issuer_auth_public_key}"
    if notes_id and tx.count(Credential, "notes", notes) >= ctx.limits.credentials_per_notes:
        raise Refusal.QUOTA_EXCEEDED.error()  # [rules 4.6]


def _credential(
    ctx: Context, tx: Tx, id: UUID, user_id: UUID, issued: IssuedContent, inserter: str | None, *, copy: bool
) -> Credential:
    """The record. What was issued to one profile is refused in every other."""
    # [credentials 1.3]: the signatures name no owner, so without this anybody could plant what was issued to
    # somebody else in a profile of their own.
    bind(
        ctx,
        tx,
        user_id,
        Refusal.CREDENTIAL_REPLANTED,
        "credential",
        issued.issuer_auth_public_key,
        issued.broader_signature,
    )
    return Credential(
        id=id,
        user_id=user_id,
        verifiable_credential_id=verifiable_credential_id(issued.public_notes) or None,
        public_notes=issued.public_notes,
        encryptor_public_key=issued.encryptor_public_key,
        issuer_auth_public_key=issued.issuer_auth_public_key,
        inserter=inserter,
        issuer_fee=Decimal(0),
        public_notes_signature=issued.public_notes_signature,
        broader_signature=issued.broader_signature,
        copy=copy,
    )


def drop_reencryption(tx: Tx, id: UUID) -> None:
    """Delete what was staged for a credential, whose content is deleted or replaced."""
    tx.delete(Reencryption, id)
    tx.delete(ReencryptedContent, id)


def original_of(tx: Tx, credential: Credential) -> Credential | None:
    """What the credential is a copy of; None for an original, and when the original was removed."""
    link = one(tx, SharedCredential, "copy", str(credential.id)) if credential.copy else None
    return tx.get(Credential, link.original_id) if link else None


def copies_of(tx: Tx, credential: Credential) -> list[Credential]:
    """The copies that were made of a credential."""
    links = tx.find(SharedCredential, "original", str(credential.id))
    return [copy for link in links if (copy := tx.get(Credential, link.copy_id))]


def grants_on(tx: Tx, id: UUID) -> list[AccessGrant]:
    """Everyone's access grants on a credential."""
    return tx.find(AccessGrant, "data", str(id))


def is_locked(ctx: Context, grant: AccessGrant) -> bool:
    """Whether the owner cannot take the grant back yet; the second ``locked_until`` itself is locked."""
    return grant.locked_until >= ctx.block_time


def erase(ctx: Context, tx: Tx, credential: Credential) -> None:
    """Delete a credential, its copies and theirs, with contents, links and grants.

    A credential with locked grants stays with those grants, and is due once the last lock ends.
    """
    family = [credential]
    for member in family:  # grows while it is read: copies of copies
        family += copies_of(tx, member)
    for member in family:
        locked_until = _drop_unlocked_grants(ctx, tx, member.id)
        for pending in tx.find(PendingErasure, "credential", str(member.id)):
            tx.delete(PendingErasure, pending.due, pending.credential_id)
        if locked_until is None:
            _delete(tx, member)
        else:
            tx.put(PendingErasure(locked_until, member.id, member.user_id))


def _drop_unlocked_grants(ctx: Context, tx: Tx, id: UUID) -> int | None:
    """Delete the grants that are not locked; the end of the last lock of those that are, if any."""
    grants = grants_on(tx, id)
    for grant in grants:
        if not is_locked(ctx, grant):
            tx.delete(AccessGrant, grant.id)
    return max((grant.locked_until for grant in grants if is_locked(ctx, grant)), default=None)


def _delete(tx: Tx, credential: Credential) -> None:
    text = str(credential.id)
    tx.delete(Credential, credential.id)
    forget_unasked(tx, Credential.TABLE, credential.id)
    delete_content(tx, credential)
    drop_reencryption(tx, credential.id)
    for end in ("original", "copy"):
        for link in tx.find(SharedCredential, end, text):
            tx.delete(SharedCredential, link.original_id, link.copy_id)
    for used in tx.find(ConsumedWriteGrant, "original", text):
        tx.put(replace(used, original_credential_id=None), replace=True)
    for used in tx.find(ConsumedWriteGrant, "copy", text):
        tx.put(replace(used, copy_credential_id=None), replace=True)
