"""Who pays for a transaction's work with a share of the node's time: the profile, its inserter, or strangers.

An account is no payer: a profile has a hundred of them, and keys without a profile cost nothing.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from idos.actions.context import Context, find_user
from idos.actions.inserters import delegating
from idos.actions.rules import Rules
from idos.crypto.authenticators import Identity
from idos.store.records import User
from idos.store.verbs import Tx


class Payer(NamedTuple):
    """Whose share it is, and in which group. Groups share evenly, and payers share their group's.

    A group is an inserter with the profiles that it made: who has an issuer's key, and makes ten thousand
    profiles with it, takes from that issuer's people only.
    """

    group: str
    name: str


OWNERS: Final = "owners"
STRANGERS: Final = Payer("strangers", "")
"""Everybody else: grantees without a profile, who hands in what others signed, and keys made for nothing."""


def payer_of(tx: Tx, caller: Identity, rules: Rules) -> Payer:
    """Who pays for what this caller signed, in this state."""
    if caller.caller in rules.owners:
        return Payer(OWNERS, caller.caller)
    ctx = Context(caller, 0, 0, rules)
    user_id = find_user(ctx, tx)
    user = tx.get(User, user_id) if user_id else None
    if user:
        return Payer(str(user.inserter_id), str(user.id))
    inserter = delegating(tx, caller.caller)
    return Payer(str(inserter.id), "") if inserter else STRANGERS
