"""The rules that hold for a block: their version, the limits, the owners. The state has what was changed.

They are read once, at a block's start: what a block changes of them holds from the next one on. A view runs
by those of the block whose state it reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from idos.actions.genesis import Genesis
from idos.actions.limits import Limits, brought_after
from idos.crypto.wallets import wallet_identity
from idos.store.governance import ChangedLimit, Ownership, Upgrade
from idos.store.verbs import Tx


@dataclass(frozen=True, slots=True)
class Owners:
    """Who governs a network: any ``threshold`` of these caller texts, in whatever spelling."""

    texts: tuple[str, ...]
    threshold: int

    def __contains__(self, caller: str) -> bool:
        return wallet_identity(caller) in map(wallet_identity, self.texts)  # [upgrades 5.1]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one block, whose versions ``docs/protocol/upgrades.md`` lists.

    ``upgrade``: the one that is scheduled, or None.
    """

    version: int
    owners: Owners
    limits: Limits
    upgrade: Upgrade | None

    def version_at(self, height: int, time_ms: int) -> int:
        """The version of the next block, if that has this height and this time in milliseconds."""
        upgrade = self.upgrade
        begins = upgrade and height >= upgrade.height and time_ms // 1000 >= upgrade.time  # [upgrades 3.4]
        return upgrade.version if upgrade and begins else self.version


def first_rules(genesis: Genesis) -> Rules:
    """The rules that a network begins with. Limits that later versions brought have the defaults of these."""
    limits = replace(genesis.limits, **brought_after(genesis.rules))  # [upgrades 3.2]
    return Rules(genesis.rules, owners_of(genesis), limits, None)


def rules_of(tx: Tx, first: Rules) -> Rules:
    """The rules in this state, of a network that began with the ``first``."""
    changed = {limit.name: limit.value for limit in tx.find(ChangedLimit)}
    upgrades = tx.find(Upgrade)
    return Rules(
        version=max([first.version, *(each.version for each in upgrades if each.activated)]),
        owners=present_owners(tx, first.owners),
        limits=replace(first.limits, **changed) if changed else first.limits,  # [upgrades 4.1]
        upgrade=next((each for each in upgrades if not each.activated), None),
    )


def present_owners(tx: Tx, first: Owners) -> Owners:
    """The owners in this state; ``first`` are those of the genesis, or of the block's start.

    Unlike the other rules, ownership changes in the middle of a block: an owner who lost the network must not
    act in what remains of the block. [upgrades 3.6]
    """
    latest = next(iter(tx.find(Ownership, reverse=True, limit=1)), None)
    return Owners(split(latest.owners), latest.threshold) if latest else first


def owners_of(genesis: Genesis) -> Owners:
    """The first owners of a network."""
    return Owners(genesis.owners, genesis.threshold)


def versions_by_height(tx: Tx, genesis: Genesis) -> list[tuple[int, int]]:
    """Each rules version that held, with the height of its first block, in order."""
    activated = sorted((each.activated, each.version) for each in tx.find(Upgrade) if each.activated)
    return [(0, genesis.rules), *activated]


def join(texts: tuple[str, ...]) -> str:
    """Caller texts as a record keeps them."""
    return ",".join(texts)


def split(texts: str) -> tuple[str, ...]:
    """The inverse of ``join``."""
    return tuple(texts.split(",")) if texts else ()
