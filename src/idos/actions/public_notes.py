"""Public notes, edited by their issuer: from rules version 2 on by any key of the organisation.

An inserter's present keys edit what any of its present or former keys issued; a former key edits nothing.
What a key issued that acted for two inserters belongs to the first: it does not move with the key. A key that
never acted for an inserter edits what it issued itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from idos.actions.context import Context, grantee_texts
from idos.actions.inserters import records_of
from idos.actions.keys import ISSUER_KEY
from idos.actions.registry import Row, action
from idos.crypto.wallets import wallet_identity
from idos.protocol.actions.credentials import CountPublicNotesAsIssuer, EditPublicNotesAsIssuer
from idos.store.governance import FormerDelegate
from idos.store.records import Credential, Delegate
from idos.store.verbs import Tx


@action(inserter=True, alone=True)
def edit_public_notes_as_issuer(ctx: Context, tx: Tx, call: EditPublicNotesAsIssuer) -> None:
    """Replace the notes of every credential that has this ``id`` in its notes and is the caller's to edit.

    Those are what the caller's inserter issued, by any key that it has or had; for a key that never acted for
    an inserter, what it issued itself. Under rules version 1 every key edits its own. It is not an error when
    there are none. No signature over the new notes is stored.
    """
    for credential in _issued(ctx, tx, call.public_notes_id):
        tx.put(replace(credential, public_notes=call.public_notes, public_notes_signature=""), replace=True)


@action(since=2, returns={"credentials": int, "same": int})
def count_public_notes_as_issuer(ctx: Context, tx: Tx, call: CountPublicNotesAsIssuer) -> Row:
    """How many credentials ``edit_public_notes_as_issuer`` reaches, and how many of them have these notes.

    So an issuer learns whether an edit reached anything. The official network lacks this view.
    """
    texts = [credential.public_notes for credential in _issued(ctx, tx, call.public_notes_id)]
    return len(texts), texts.count(call.public_notes)


def _issued(ctx: Context, tx: Tx, notes_id: str) -> Iterator[Credential]:
    """The credentials with this id in their notes that the caller may edit."""
    for key in _keys(ctx, tx):
        yield from tx.find(Credential, "notes", f"{notes_id}|{key}")


def _keys(ctx: Context, tx: Tx) -> list[str]:
    """The issuer keys whose notes the caller edits. [upgrades 6.2]"""
    if ctx.rules.version < 2:
        return [ctx.caller_text]
    delegate = tx.get(Delegate, wallet_identity(ctx.caller_text))
    if delegate is None:
        return [] if _acted_once(ctx, tx) else [ctx.caller_text]
    own = str(delegate.inserter_id)
    keys: list[Delegate | FormerDelegate] = [*tx.find(Delegate, "inserter", own)]
    keys += tx.find(FormerDelegate, "inserter", own)
    return [key.address for key in keys if ISSUER_KEY.fullmatch(key.address) and _is_first(tx, key)]


def _acted_once(ctx: Context, tx: Tx) -> bool:
    """Whether the caller's key is a former one, in whatever form it was known then."""
    return any(tx.count(FormerDelegate, "address", wallet_identity(text)) for text in grantee_texts(ctx))


def _is_first(tx: Tx, key: Delegate | FormerDelegate) -> bool:
    """Whether the key acted for no other inserter before. [upgrades 6.3]"""
    others = records_of(tx, key.address)
    return all((key.since, key.inserter_id) <= (other.since, other.inserter_id) for other in others)
