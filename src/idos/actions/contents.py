"""The ciphertexts of credentials: kept apart from them, and counted for each profile as they come and go."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from idos.actions.context import Context
from idos.protocol.refusals import Refusal
from idos.store.records import Credential, CredentialContent, User
from idos.store.verbs import Tx


def content_of(tx: Tx, credential: Credential) -> str:
    """The ciphertext of a stored credential, in base64."""
    content = tx.get(CredentialContent, credential.id)
    assert content is not None, "a credential without content"
    return content.content


def check_room(ctx: Context, tx: Tx, user_id: UUID, more: int) -> None:
    """Raise unless the profile may have so many bytes more."""
    user = tx.get(User, user_id)
    assert user is not None, "contents of nobody"
    if more > 0 and user.content_bytes + more > ctx.limits.content_per_user:
        raise Refusal.QUOTA_EXCEEDED.error()  # [rules 4.5]


def put_content(tx: Tx, credential: Credential, content: str) -> None:
    """Store the ciphertext of a credential, in the place of the one that it has."""
    former = tx.get(CredentialContent, credential.id)
    tx.put(CredentialContent(credential.id, content), replace=True)
    _count(tx, credential.user_id, len(content) - (len(former.content) if former else 0))


def delete_content(tx: Tx, credential: Credential) -> None:
    """Delete the ciphertext of a credential."""
    _count(tx, credential.user_id, -len(content_of(tx, credential)))
    tx.delete(CredentialContent, credential.id)


def _count(tx: Tx, user_id: UUID, change: int) -> None:
    """Count for the profile, unless it was erased and only what is locked remains."""
    user = tx.get(User, user_id)
    if user and change:
        tx.put(replace(user, content_bytes=user.content_bytes + change), replace=True)
