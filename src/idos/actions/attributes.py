"""Attributes: plain keys and values of a profile, which only its owner can read."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from idos.actions.context import Context, find_user, own, user_of
from idos.actions.inserters import inserter_of
from idos.actions.registry import Row, action
from idos.actions.unasked import forget_unasked, is_unasked, note_unasked
from idos.protocol.actions.profiles import (
    AddAttribute,
    AddAttributeAsInserter,
    EditAttribute,
    GetAttributes,
    RemoveAttribute,
    ShareAttribute,
)
from idos.protocol.refusals import Refusal
from idos.store.records import SharedUserAttribute, User, UserAttribute
from idos.store.verbs import Tx, one


@action(inserter=True)
def add_attribute_as_inserter(ctx: Context, tx: Tx, call: AddAttributeAsInserter) -> None:
    """Add an attribute to any profile; from version 2 on ``attributes_per_foreign_inserter`` at most to one
    that the inserter did not make.
    """
    inserter = inserter_of(ctx, tx)
    user = tx.get(User, call.user_id)
    if user is None:
        raise Refusal.USER_NOT_FOUND.error()
    if is_unasked(ctx, user, inserter):
        most = ctx.limits.attributes_per_foreign_inserter
        note_unasked(tx, UserAttribute.TABLE, call.id, user, inserter, most)
    _add(ctx, tx, UserAttribute(call.id, call.user_id, call.attribute_key, call.value, inserter.name))


@action()
def add_attribute(ctx: Context, tx: Tx, call: AddAttribute) -> None:
    """Add an attribute to the caller's profile. A key may occur more than once."""
    _add(ctx, tx, UserAttribute(call.id, user_of(ctx, tx), call.attribute_key, call.value, None))


@action(
    table=True,
    returns={
        "id": UUID,
        "user_id": UUID,
        "attribute_key": str,
        "value": str,
        "original_id": UUID | None,
    },
)
def get_attributes(ctx: Context, tx: Tx, _: GetAttributes) -> list[Row]:
    """The attributes of the caller's profile. ``original_id`` is set for copies while the original exists."""
    return [
        (
            attribute.id,
            attribute.user_id,
            attribute.attribute_key,
            attribute.value,
            _original_id(tx, attribute.id),
        )
        for attribute in own(ctx, tx, UserAttribute)
    ]


@action()
def edit_attribute(ctx: Context, tx: Tx, call: EditAttribute) -> None:
    """Replace key and value of an own attribute that is not a copy. Any other id changes nothing."""
    attribute = _own_attribute(ctx, tx, call.id)
    if attribute is None:
        return
    if _original_id(tx, call.id):
        raise Refusal.ATTRIBUTE_SHARED.error()
    tx.put(replace(attribute, attribute_key=call.attribute_key, value=call.value), replace=True)


@action()
def remove_attribute(ctx: Context, tx: Tx, call: RemoveAttribute) -> None:
    """Delete an own attribute. Copies of it stay. Any other id changes nothing."""
    if _own_attribute(ctx, tx, call.id):
        delete_attribute(tx, call.id)


@action()
def share_attribute(ctx: Context, tx: Tx, call: ShareAttribute) -> None:
    """Add an attribute that is marked as a copy of an own one."""
    original = _own_attribute(ctx, tx, call.original_attribute_id)
    if original is None:
        raise Refusal.ATTRIBUTE_NOT_OWNED.error()
    _add(ctx, tx, UserAttribute(call.id, original.user_id, call.attribute_key, call.value, None))
    tx.put(SharedUserAttribute(call.original_attribute_id, call.id))


def delete_attribute(tx: Tx, id: UUID) -> None:
    """Delete an attribute and its links."""
    tx.delete(UserAttribute, id)
    forget_unasked(tx, UserAttribute.TABLE, id)
    for end in ("original", "copy"):
        for link in tx.find(SharedUserAttribute, end, str(id)):
            tx.delete(SharedUserAttribute, link.original_id, link.copy_id)


def _add(ctx: Context, tx: Tx, attribute: UserAttribute) -> None:
    if tx.count(UserAttribute, "user", str(attribute.user_id)) >= ctx.limits.attributes_per_user:
        raise Refusal.QUOTA_EXCEEDED.error()  # [rules 9.1]
    tx.put(attribute)


def _own_attribute(ctx: Context, tx: Tx, id: UUID) -> UserAttribute | None:
    attribute = tx.get(UserAttribute, id)
    return attribute if attribute and attribute.user_id == find_user(ctx, tx) else None


def _original_id(tx: Tx, id: UUID) -> UUID | None:
    link = one(tx, SharedUserAttribute, "copy", str(id))
    return link.original_id if link else None
