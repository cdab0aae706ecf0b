"""What a network begins with: its name, its owners, its first inserters, the limits and version of its rules.

The document is hashed as it was written, and never changed: members that a later program adds are absent
from earlier documents. What changes on a network that runs is in its state (``idos.actions.rules``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Self
from uuid import UUID

from idos.actions.limits import LATEST_RULES, MAX_NUMBER, Limits, defaults
from idos.crypto.authenticators import texts_of_same_key
from idos.crypto.wallets import wallet_identity
from idos.errors import Invalid
from idos.protocol.payloads import MAX_PAYLOAD_BYTES
from idos.protocol.text import check_line
from idos.protocol.wire import convert
from idos.store.records import Delegate, Inserter
from idos.store.verbs import Tx

MAX_NAME_BYTES = 256
MAX_OWNERS = 16


@dataclass(frozen=True, slots=True)
class FoundingInserter:
    """An inserter of the first state. ``delegates`` are caller texts: hex keys, EVM addresses."""

    id: UUID
    name: str
    delegates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Genesis:
    """The founding document [upgrades 2.1]. Owners are caller texts, ``time_ms`` are unix milliseconds.

    ``rules``: the version of the first rules. ``unstated``: the limits that the document leaves out; they
    have the defaults of that version. From version 2 on ``co_owners`` may govern beside ``owner``, any
    ``threshold`` of them together.

    Raises:
        Invalid: ``code="invalid_genesis"``: an empty or unprintable text, a limit below 1, a negative time, a
            number beyond 53 bits, contents that fit in no transaction, or owners that no threshold fits.
            ``code="rules_newer"``: rules that this program does not know.
    """

    chain_id: str
    owner: str
    time_ms: int
    inserters: tuple[FoundingInserter, ...] = ()
    limits: Limits = field(default_factory=Limits)
    rules: int = 1
    co_owners: tuple[str, ...] = ()
    threshold: int = 1
    unstated: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.rules > LATEST_RULES:
            raise rules_newer(self.rules)
        texts = [self.chain_id]
        for inserter in self.inserters:
            texts += [inserter.name, *inserter.delegates]
        try:
            for text in texts:
                check_line(text, "a name in the genesis", max_bytes=MAX_NAME_BYTES)
        except Invalid as error:
            raise _invalid(error.message) from None
        limits = (getattr(self.limits, limit.name) for limit in fields(Limits))
        numbers = (self.rules, *limits)
        if not (0 <= self.time_ms < MAX_NUMBER and all(1 <= number < MAX_NUMBER for number in numbers)):
            raise _invalid("a number in the genesis is out of range")
        if self.limits.content > MAX_PAYLOAD_BYTES:
            raise _invalid(f"no transaction carries a content of more than {MAX_PAYLOAD_BYTES} bytes")
        self._check_owners()

    @property
    def owners(self) -> tuple[str, ...]:
        """All first owners."""
        return (self.owner, *self.co_owners)

    def _check_owners(self) -> None:
        if self.rules < 2 and (self.co_owners or self.threshold != 1):
            raise _invalid("several owners need rules version 2")
        try:
            check_owners(self.owners)
        except Invalid as error:
            raise _invalid(error.message) from None
        if not 1 <= self.threshold <= len(self.owners):
            raise _invalid("the threshold is between 1 and the number of owners")
        if self.co_owners and any("," in owner for owner in self.owners):
            raise _invalid("an owner's text must not hold a comma")

    def to_json(self) -> dict[str, Any]:
        """The JSON object, members in order of declaration. What the document leaves out is left out."""
        inserters = [
            {"id": str(inserter.id), "name": inserter.name, "delegates": [*inserter.delegates]}
            for inserter in self.inserters
        ]
        stated = [name for name in defaults(self.rules) if name not in self.unstated]
        later: dict[str, Any] = {}
        if self.rules != 1:
            later["rules"] = self.rules
        if self.co_owners:
            later |= {"co_owners": [*self.co_owners], "threshold": self.threshold}
        return {
            "chain_id": self.chain_id,
            "owner": self.owner,
            "time_ms": self.time_ms,
            "inserters": inserters,
            "limits": {name: getattr(self.limits, name) for name in stated},
            **later,
        }

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """The inverse of ``to_json``: no other member may be there. Raises ``Invalid``."""
        try:
            shape = convert(obj, _Shape)
        except Invalid as error:
            raise _invalid(error.message) from None
        known = defaults(min(shape.rules, LATEST_RULES))
        genesis = cls(
            shape.chain_id,
            shape.owner,
            shape.time_ms,
            shape.inserters,
            Limits(**{name: shape.limits.get(name, default) for name, default in known.items()}),
            shape.rules,
            shape.co_owners,
            shape.threshold,
            frozenset(known.keys() - shape.limits.keys()),
        )
        if genesis.to_json() != obj:
            raise _invalid("the genesis has missing or unknown members")
        return genesis


@dataclass(frozen=True, slots=True)
class _Shape:
    chain_id: str
    owner: str
    time_ms: int
    inserters: tuple[FoundingInserter, ...]
    limits: dict[str, int]
    rules: int = 1
    co_owners: tuple[str, ...] = ()
    threshold: int = 1


def found(tx: Tx, genesis: Genesis) -> None:
    """Write the first state. Raises ``Invalid`` when an id, a name or a delegate occurs twice."""
    for inserter in genesis.inserters:
        tx.put(Inserter(inserter.id, inserter.name))
        for address in inserter.delegates:
            tx.put(Delegate(wallet_identity(address), inserter.id))


def check_owners(texts: Sequence[str]) -> None:
    """Raise ``Invalid`` unless these can own a network: not too many, and different keys in whatever form.

    Nobody knows the key of an EVM address, so one key may stand behind it and another text.
    """
    for text in texts:
        check_line(text, "an owner", max_bytes=MAX_NAME_BYTES)
    forms = [{wallet_identity(form) for form in (text, *texts_of_same_key(text))} for text in texts]
    if len(set().union(*forms)) != sum(map(len, forms)):
        raise Invalid("an owner is named twice")  # [upgrades 5.2]
    if len(texts) > MAX_OWNERS:
        raise Invalid(f"there are more than {MAX_OWNERS} owners")  # [upgrades 5.2]


def rules_newer(version: int) -> Invalid:
    """The error of rules that this program does not have."""
    return Invalid(
        f"the network has rules version {version}, and this program knows versions up to {LATEST_RULES}: "
        "install a later one",
        code="rules_newer",  # [upgrades 3.8]
    )


def _invalid(message: str) -> Invalid:
    return Invalid(message, code="invalid_genesis")  # [upgrades 2.2]
