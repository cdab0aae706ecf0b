"""Who calls, when, and under which limits: everything that a rule may know besides the state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, TypeVar
from uuid import UUID

from idos.crypto.authenticators import Identity
from idos.crypto.wallets import wallet_identity
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.protocol.refusals import Refusal
from idos.store.records import Record, Wallet
from idos.store.verbs import Tx, one

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules accept, the same on every node of a network. Sizes are in bytes of UTF-8."""

    content: Annotated[int, "A credential's content; all of a call fits in 4 MiB."] = MAX_PAYLOAD_BYTES
    notes: Annotated[int, "Public notes, a message, a signature, an attribute's value."] = 16_384
    text: Annotated[int, "Any other text."] = 4_096
    page: Annotated[int, "Grants in one page of a list."] = 1_000
    default_page: Annotated[int, "Grants in a page of which no size is asked."] = 20
    lock_seconds: Annotated[int, "How long a grant can be locked."] = 948_672_000
    wallets_per_user: Annotated[int, "Wallets of a profile."] = 100
    credentials_per_user: Annotated[int, "Credentials of a profile, copies among them."] = 4_000
    credentials_per_notes: Annotated[int, "Credentials of one issuer with one `id` in their notes."] = 1_000
    content_per_user: Annotated[int, "Contents of a profile's credentials together."] = 268_435_456
    attributes_per_user: Annotated[int, "Attributes of a profile."] = 500
    grants_per_user: Annotated[int, "Access grants that a profile has given."] = 4_000
    write_grants_per_user: Annotated[int, "Write grants of a profile that were used."] = 10_000
    erasures_per_block: Annotated[int, "Ended locks whose copies a block erases."] = 1_000

    def text_bytes(self, parameter: str) -> int:
        """The most bytes of a text parameter with this name."""
        if parameter.endswith("content"):
            return self.content
        if parameter.endswith(("notes", "message", "signature", "value")):
            return self.notes
        return self.text


@dataclass(frozen=True, slots=True)
class Context:
    """One call: who calls, when, and the network's constants.

    ``caller`` is verified, or None for nobody; ``block_time`` is in unix seconds.
    """

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


def wallet_named(tx: Tx, text: str) -> Wallet | None:
    """The wallet that a text names: by address (EVM, XRPL, Stellar) or by public key (NEAR, FaceSign)."""
    return one(tx, Wallet, "identity", wallet_identity(text))


def wallet_of(ctx: Context, tx: Tx) -> Wallet | None:
    """The wallet of the caller (``docs/protocol/actions.md``, "Callers").

    The primary text decides; only when no wallet carries it does another form of the same key count. Such a
    form needs the same private key, so this lets nobody in who could not sign as the primary.
    """
    if ctx.caller is None:
        return None
    wallet = wallet_named(tx, ctx.caller.caller)
    if wallet is None and ctx.caller.key is not None:
        wallet = one(tx, Wallet, "key", ctx.caller.key)
    return wallet


def find_user(ctx: Context, tx: Tx) -> UUID | None:
    """The caller's profile, or None. The caller rule: every rule that asks whose data it is asks here."""
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
