"""Who governs a network, told from its public trail alone: a second opinion on what the rules make of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from idos.actions.rules import Owners
from idos.crypto.hashes import sha256
from idos.crypto.wallets import wallet_identity
from idos.store.governance import OwnerAct


@dataclass
class Offer:
    """An ownership that is offered, as the trail tells it."""

    height: int
    owners: tuple[str, ...]
    threshold: int
    accepted: set[str]

    @property
    def id(self) -> str:
        return sha256(f"{self.height}|{self.threshold}|{','.join(self.owners)}".encode()).hex()

    @property
    def row(self) -> tuple[str, str, int, str]:
        return self.id, ",".join(self.owners), self.threshold, ",".join(sorted(self.accepted))


class Story:
    """Who governs, by the trail alone. An act that was not its owners' to do is an assertion that fails."""

    def __init__(self, first: Owners) -> None:
        self.owners = Owners(tuple(map(wallet_identity, first.texts)), first.threshold)
        self.offer: Offer | None = None
        self.ownerships: dict[int, tuple[str, int]] = {}

    def go_on(self, act: OwnerAct) -> None:
        arguments, approved = json.loads(act.arguments), act.owners.split(",")
        last = approved[-1]
        if act.action == "accept_ownership":
            assert self.offer is not None, act
            assert arguments == [self.offer.id], act
            assert approved == [last], act
            assert last in set(self.offer.owners) - self.offer.accepted, act
            self.offer.accepted.add(last)
        else:
            assert len(approved) == len({*approved} & {*self.owners.texts}) >= self.owners.threshold, act
            if act.action == "offer_ownership":
                texts = tuple(sorted(map(wallet_identity, arguments[0].split(","))))
                self.offer = Offer(act.height, texts, arguments[1], {last} & {*texts})
            elif act.action == "withdraw_ownership_offer":
                assert self.offer is not None, act
                assert arguments == [self.offer.id], act
                self.offer = None
        if self.offer and self.offer.accepted == {*self.offer.owners}:
            self.owners = Owners(self.offer.owners, self.offer.threshold)
            self.ownerships[act.height] = ",".join(self.offer.owners), self.offer.threshold
            self.offer = None
