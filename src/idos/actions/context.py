"""Who calls, when, and under which limits: everything that a rule may know besides the state."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from idos.crypto.authenticators import Identity
from idos.crypto.wallets import wallet_identity
from idos.protocol.refusals import Refusal
from idos.store.records import Wallet
from idos.store.verbs import Tx, one


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules accept; part of the genesis, because every node must decide alike. Sizes in bytes of UTF-8."""

    content: int = 10 * 1024 * 1024
    notes: int = 64 * 1024
    text: int = 4 * 1024
    page: int = 1000
    default_page: int = 20
    lock_seconds: int = 30 * 366 * 86_400
    wallets_per_user: int = 100
    credentials_per_user: int = 10_000
    attributes_per_user: int = 1_000
    grants_per_user: int = 10_000


@dataclass(frozen=True, slots=True)
class Context:
    """One call: the verified caller (None: nobody), the block's height and time in unix seconds, the network's constants."""

    caller: Identity | None
    height: int
    block_time: int
    owner: str
    limits: Limits = field(default_factory=Limits)

    @property
    def caller_text(self) -> str:
        """The caller as the network writes it (``@caller``). Raises ``Denied`` when nobody signed."""
        if self.caller is None:
            raise Refusal.CALLER_UNKNOWN.error()
        return self.caller.caller


def wallet_of(tx: Tx, identity: Identity) -> Wallet | None:
    """The wallet of this identity (``docs/protocol/data-model.md``, "Callers").

    The primary text decides; only when no wallet carries it does another form of the same key count. A form of
    the same key needs the same private key, so this lets nobody in who could not sign as the primary.
    """
    wallet = one(tx, Wallet, "identity", wallet_identity(identity.caller))
    if wallet is None and identity.key is not None:
        wallet = one(tx, Wallet, "key", identity.key)
    return wallet


def find_user(ctx: Context, tx: Tx) -> UUID | None:
    """The caller's profile, or None. The caller rule: every rule that asks whose data it is asks here."""
    wallet = wallet_of(tx, ctx.caller) if ctx.caller else None
    return wallet and wallet.user_id


def user_of(ctx: Context, tx: Tx) -> UUID:
    """The caller's profile. Raises ``NotFound`` when there is none."""
    user_id = find_user(ctx, tx)
    if user_id is None:
        raise Refusal.NO_PROFILE.error()
    return user_id


def grantee_texts(ctx: Context) -> tuple[str, ...]:
    """Every text by which a grant may name the caller as its grantee: the primary, then other forms of its key."""
    return (ctx.caller.caller, *ctx.caller.aliases) if ctx.caller else ()
