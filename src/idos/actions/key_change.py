"""A change of the encryption key: originals are encrypted anew one by one, then swapped all at once.

Contents are too large for one transaction. So a person first stages, for each of her originals, the
ciphertext for the new key; nobody reads what is staged. One small transaction then puts all of it in place
together with the key. Until then nothing has changed. Copies and grants are not affected: copies are
encrypted to others.

An issuer's signature covers a ciphertext, so it cannot cover the one that the owner made. Notes, notes
signature and issuer key stay; the signature over the content becomes empty, which says that the owner
encrypted it.
The official network lacks these actions.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from idos.actions.contents import check_room, content_of, put_content
from idos.actions.context import Context, find_user, own, user_of
from idos.actions.credentials import drop_reencryption
from idos.actions.keys import check_key
from idos.actions.registry import Row, action
from idos.actions.users import check_profile
from idos.crypto.encoding import b64decode
from idos.crypto.hashes import sha256
from idos.errors import Invalid
from idos.protocol.actions.profiles import (
    ChangeEncryptionKey,
    DiscardReencryptions,
    GetReencryptions,
    StageReencryption,
)
from idos.protocol.refusals import Refusal
from idos.store.records import Credential, ReencryptedContent, Reencryption, User
from idos.store.verbs import Tx

_NAMED = 20
"""How many credentials a refusal of rules version 1 names."""

_GROWTH_BYTES = 1024
"""How much longer the ciphertext for another key may be; as its plaintext is the same, it hardly differs."""


@action(bounds_content=True)
def stage_reencryption(ctx: Context, tx: Tx, call: StageReencryption) -> None:
    """Stage an own original's content, encrypted anew for a key that is to become the profile's.

    ``replaced_digest``: SHA-256 in lower hex of the present ciphertext, without its base64; another means
    that the credential was changed meanwhile. What is staged may be 1 KiB longer: from version 2 on whatever
    the limits are, if the issuer wrote what it replaces, and else if there is room. What was staged for the
    original before is replaced. It goes with the original, and when the original's content is changed.
    """
    original = tx.get(Credential, call.credential_id)
    if original is None or original.copy or original.user_id != find_user(ctx, tx):
        raise Refusal.ORIGINAL_NOT_OWNED.error()  # [rules 10.1]
    check_key(call.recipient_encryption_public_key, Refusal.INVALID_ENCRYPTION_KEY)  # [rules 10.2]
    check_key(call.encryptor_public_key, Refusal.INVALID_ENCRYPTOR_KEY)  # [rules 10.2]
    _ciphertext(call.content)
    present = content_of(tx, original)
    if sha256(_ciphertext(present)).hex() != call.replaced_digest:
        raise Refusal.REENCRYPTION_OUTDATED.error()
    _check_length(ctx, tx, original, len(present), len(call.content))
    tx.put(
        Reencryption(
            call.credential_id,
            original.user_id,
            call.recipient_encryption_public_key,
            call.encryptor_public_key,
        ),
        replace=True,
    )
    tx.put(ReencryptedContent(call.credential_id, call.content), replace=True)


@action(table=True, returns={"credential_id": UUID, "recipient_encryption_public_key": str | None})
def get_reencryptions(ctx: Context, tx: Tx, _: GetReencryptions) -> list[Row]:
    """Each original of the caller, and the key for which it is staged; null when it is not."""
    staged = _staged(ctx, tx)
    return [(original.id, staged.get(original.id)) for original in _originals(ctx, tx)]


@action(alone=True)
def change_encryption_key(ctx: Context, tx: Tx, call: ChangeEncryptionKey) -> None:
    """Replace the caller's encryption key, and the content of every original by what is staged for that key.

    Refused when the profile has another key than the one to be replaced, and while an original is not staged
    for the new key; the refusal says how many are not. Under rules version 1 it names them, the first twenty.
    """
    user = tx.get(User, user_of(ctx, tx))
    assert user is not None, "a wallet of nobody"
    check_profile(call.recipient_encryption_public_key, call.encryption_password_store)
    if user.recipient_encryption_public_key != call.replaced_encryption_public_key:
        raise Refusal.ENCRYPTION_KEY_REPLACED.error()
    originals, staged = _originals(ctx, tx), _staged(ctx, tx)
    missing = [
        str(original.id)
        for original in originals
        if staged.get(original.id) != call.recipient_encryption_public_key
    ]
    if missing:
        counted = f"{len(missing)} of {len(originals)}"  # no ids: receipts are kept for ever
        raise Refusal.REENCRYPTION_INCOMPLETE.error(
            " ".join(missing[:_NAMED]) if ctx.rules.version < 2 else counted
        )
    tx.put(
        replace(
            user,
            recipient_encryption_public_key=call.recipient_encryption_public_key,
            encryption_password_store=call.encryption_password_store,
            rekeyed=True,
        ),
        replace=True,
    )
    for original in originals:
        _swap(tx, original)


@action(alone=True)
def discard_reencryptions(ctx: Context, tx: Tx, _: DiscardReencryptions) -> None:
    """Delete everything that the caller has staged."""
    for credential_id in _staged(ctx, tx):
        drop_reencryption(tx, credential_id)


def _check_length(ctx: Context, tx: Tx, original: Credential, present: int, new: int) -> None:
    """Raise when the content would become too long.

    No limit may prevent an owner from changing her key, since others may know its password. So what the
    issuer wrote may always become a little longer, but only once: after that its signature is gone.
    """
    most = present + _GROWTH_BYTES
    unlimited = ctx.rules.version >= 2 and original.broader_signature
    if new > (most if unlimited else max(present, min(most, ctx.limits.content))):
        raise Refusal.TOO_LARGE.error("content")  # [rules 10.4]
    if not unlimited:
        check_room(ctx, tx, original.user_id, new - present)


def _originals(ctx: Context, tx: Tx) -> list[Credential]:
    return [credential for credential in own(ctx, tx, Credential) if not credential.copy]


def _staged(ctx: Context, tx: Tx) -> dict[UUID, str]:
    """What the caller has staged: the original, and the key that its re-encryption is for."""
    return {
        staged.credential_id: staged.recipient_encryption_public_key for staged in own(ctx, tx, Reencryption)
    }


def _swap(tx: Tx, original: Credential) -> None:
    staged, content = tx.get(Reencryption, original.id), tx.get(ReencryptedContent, original.id)
    assert staged is not None, "swapped before it was staged"
    assert content is not None, "a re-encryption without content"
    new = replace(original, encryptor_public_key=staged.encryptor_public_key, broader_signature="")
    tx.put(new, replace=True)
    put_content(tx, original, content.content)
    drop_reencryption(tx, original.id)


def _ciphertext(content: str) -> bytes:
    try:
        return b64decode(content, len(content))
    except Invalid:
        raise Refusal.INVALID_CONTENT.error() from None
