"""Who calls, when, and under which limits: everything that a rule may know besides the state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from idos.actions.limits import Limits
from idos.actions.rules import Rules
from idos.crypto.authenticators import Identity
from idos.crypto.wallets import wallet_identity
from idos.protocol.refusals import Refusal
from idos.store.record import Record
from idos.store.records import Wallet
from idos.store.verbs import Tx, one

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Context:
    """One call: who calls, when, and the rules that hold.

    ``caller`` is verified, or None when nobody signed; ``block_time`` is in unix seconds.
    """

    caller: Identity | None
    height: int
    block_time: int
    rules: Rules

    @property
    def limits(self) -> Limits:
        """The limits of the rules."""
        return self.rules.limits

    @property
    def caller_text(self) -> str:
        """The caller as the network writes it (``@caller``). Raises ``Denied`` when nobody signed."""
        if self.caller is None:
            raise Refusal.CALLER_UNKNOWN.error()
        return self.caller.caller


def wallet_named(tx: Tx, text: str) -> Wallet | None:
    """The wallet that a text names: by address (EVM, XRPL, Stellar) or by public key (NEAR, FaceSign)."""
    return one(tx, Wallet, "identity", wallet_identity(text))


def wallet_of(ctx: Context, tx: Tx) -> Wallet | None:
    """The wallet of the caller (``docs/protocol/actions.md``, "Callers").

    The primary text decides; another form of the same key counts only when no wallet has the primary text.
    Such a form needs the same private key, so nobody gains access who could not sign as the primary.
    """
    if ctx.caller is None:
        return None
    wallet = wallet_named(tx, ctx.caller.caller)
    if wallet is None and ctx.caller.key is not None:
        wallet = one(tx, Wallet, "key", ctx.caller.key)
    return wallet


def find_user(ctx: Context, tx: Tx) -> UUID | None:
    """The caller's profile, or None. Every rule that decides whose data it is uses this function."""
    wallet = wallet_of(ctx, tx)
    return wallet.user_id if wallet else None


def user_of(ctx: Context, tx: Tx) -> UUID:
    """The caller's profile. Raises ``NotFound`` when there is none."""
    user_id = find_user(ctx, tx)
    if user_id is None:
        raise Refusal.NO_PROFILE.error()
    return user_id


def own(ctx: Context, tx: Tx, table: type[R], index: str = "user") -> list[R]:
    """The records of the caller's profile, if it has one. ``index`` is the table's index by profile."""
    user_id = find_user(ctx, tx)
    return tx.find(table, index, str(user_id)) if user_id else []


def grantee_texts(ctx: Context) -> tuple[str, ...]:
    """Every text by which a grant may name the caller: the primary, then other forms of its key."""
    return (ctx.caller.caller, *ctx.caller.aliases) if ctx.caller else ()
