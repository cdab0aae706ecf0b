"""What no later program may change of the rules: a network that runs depends on it. ``vectors/rules.json``.

    python -m tests.actions.frozen

adds to that file what the present program brings beside it, and changes nothing that is in it. What no
release has had yet is frozen by nobody: take it out of the file first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from idos.actions.approvals import MOST_PROPOSALS
from idos.actions.credential_writing import MOST_REMOVED
from idos.actions.genesis import MAX_NAME_BYTES, MAX_OWNERS
from idos.actions.limits import A_YEAR, LATEST_RULES, Limits
from idos.actions.registry import Rule, actions
from idos.actions.tokens import DEMO_PRICE
from idos.actions.users import FIRST_GAS_ALLOWANCE
from idos.actions.write_grants import EARLY_SECONDS
from idos.crypto.hashes import sha256
from idos.crypto.wallets import WALLET_KINDS
from idos.crypto.wallets.kind import WalletKind
from idos.protocol.actions.action import Parameter
from idos.protocol.jsonrpc import TxCode
from idos.protocol.refusals import Refusal
from idos.store.record import Record
from idos.store.tables import BY_TYPE, KINDS, Column, Table
from tests.people import ALICE, NEAR_ALICE, uid
from tests.upgrades.kit import RECORD_TYPES, record_of

FILE = Path(__file__).parents[2] / "vectors" / "rules.json"
WIDTH = 110

CONSTANTS = {
    "early_seconds": EARLY_SECONDS,
    "first_gas_allowance": int(FIRST_GAS_ALLOWANCE),
    "demo_price": int(DEMO_PRICE),
    "longest_notice": A_YEAR,
    "most_proposals": MOST_PROPOSALS,
    "most_removed": MOST_REMOVED,
    "owner_bytes": MAX_NAME_BYTES,
    "owners": MAX_OWNERS,
}
# Fields by which a sample's index texts say more.
_TELLING: Mapping[str, list[dict[str, Any]]] = {
    "access_grants": [{"ag_grantee_wallet_identifier": ALICE.caller}],
    "delegates": [{"since": 0}, {}],
    "wallets": [
        {"wallet_type": "EVM", "address": ALICE.address, "public_key": None},
        {"wallet_type": "NEAR", "address": "Alice.Testnet", "public_key": NEAR_ALICE.public_key},
    ],
}


class Difference(NamedTuple):
    """Something at a place of the document: as it is recorded, and as it is; None where it is not."""

    place: tuple[str, ...]
    recorded: Any
    present: Any

    def __str__(self) -> str:
        return f"{' / '.join(self.place)}: {json.dumps(self.recorded)} became {json.dumps(self.present)}"


def recorded() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FILE.read_text())
    return document


def describe(known: Mapping[str, Any]) -> dict[str, Any]:
    """The present program's rules. Samples are those that are ``known``, and new ones of new tables."""
    samples = {
        name: [sample["fields"] for sample in table["samples"].values()]
        for name, table in known.get("tables", {}).items()
    }
    return {
        "rules": LATEST_RULES,
        "limits": {limit.name: _limit(limit.metadata) for limit in fields(Limits)},
        "actions": {f"{each.name} {len(each.parameters)}": _action(each) for each in actions()},
        "tables": {
            table.name: _table(table, samples.get(table.name) or _samples(table))
            for table in BY_TYPE.values()
        },
        "receipts": {
            "codes": {code.name.lower(): int(code) for code in TxCode},
            "texts": {refusal.name.lower(): refusal.text for refusal in Refusal},
        },
        "constants": CONSTANTS,
        "wallets": {kind.name: _wallet(kind) for kind in WALLET_KINDS.values()},
    }


def _limit(metadata: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {str(version): value for version, value in metadata["defaults"].items()}
    return {"defaults": defaults, "least": metadata["least"], "most": metadata["most"]}


def _action(each: Rule) -> dict[str, Any]:
    kinds = {"view": each.view, "open": each.open, "owner": each.owner, "inserter": each.inserter}
    return {
        "since": each.since,
        "kinds": [kind for kind, holds in kinds.items() if holds],
        "parameters": list(map(_parameter, each.parameters)),
    }


def _wallet(kind: WalletKind) -> dict[str, Any]:
    return {
        "named_by": kind.named_by,
        "has_public_key": kind.has_public_key,
        "proves_address": kind.proves_address,
        "sender": kind.sender.size,
        "signature_types": list(kind.signature_types),
    }


def _parameter(parameter: Parameter) -> str:
    return f"{parameter.name} {parameter.type.canonical}{'?' if parameter.nullable else ''}"


def _table(table: Table[Any], samples: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "key": [column.name for column in table.key_columns],
        "consensus": table.consensus,
        "columns": {column.name: _column(column) for column in table.columns},
        "indexes": {
            index.name: {"unique": index.unique, "order": list(index.order)} for index in table.indexes
        },
        "samples": {str(number): _sample(table, each) for number, each in enumerate(samples, 1)},
    }


def _column(column: Column) -> str:
    (kind,) = (type_.__name__ for type_, kind in KINDS.items() if kind is column.kind)
    text = f"{kind}{'?' if column.nullable else ''} since {column.since}"
    return text if column.since == 1 else f"{text}, default {json.dumps(plain(column.default))}"


def _sample(table: Table[Any], fields: dict[str, Any]) -> dict[str, Any]:
    """A record as JSON has it, the texts of its indexes, and its digest in the state hash."""
    record: Record = record_of(RECORD_TYPES[table.name], fields)
    row = table.row(record)
    return {
        "fields": {name: plain(getattr(record, name)) for name in fields},
        "texts": {index.name: text for index, text in zip(table.indexes, row.texts, strict=True)},
        "digest": table.digest(row.values).hex(),
    }


def _samples(table: Table[Any]) -> list[dict[str, Any]]:
    ordinary = {column.name: plain(_value(table, column)) for column in table.columns}
    return [{**ordinary, **telling} for telling in _TELLING.get(table.name, [{}])]


def _value(table: Table[Any], column: Column) -> Any:
    label, place = f"{column.name} of {table.name}", table.columns.index(column)
    (type_,) = (type_ for type_, kind in KINDS.items() if kind is column.kind)
    return {
        UUID: uid(label),
        str: label.capitalize(),
        int: 1_000 + place,
        bool: True,
        bytes: sha256(label.encode()),
        Decimal: Decimal(10**18 + place),
    }[type_]


def plain(value: object) -> Any:
    """A field of a record as JSON has it."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID | Decimal) else value


def differences(known: Any, present: Any, place: tuple[str, ...] = ()) -> Iterator[Difference]:
    """What differs between two documents. Of members the order counts too, as far as both have them."""
    if not (isinstance(known, dict) and isinstance(present, dict)):
        if known != present:
            yield Difference(place, known, present)
        return
    both = [name for name in known if name in present]
    if both != [name for name in present if name in known] and place not in _UNORDERED:
        yield Difference((*place, "order"), both, [name for name in present if name in known])
    for name in dict.fromkeys([*known, *present]):
        if name in known and name in present:
            yield from differences(known[name], present[name], (*place, name))
        else:
            yield Difference((*place, name), known.get(name), present.get(name))


_UNORDERED = {("actions",), ("tables",), ("constants",), ("receipts", "texts"), ("receipts", "codes")}


def is_addition(difference: Difference) -> bool:
    """Whether the place is one that later programs add to, and only that has happened there."""
    if difference.recorded is not None:
        return False
    match difference.place:
        case ("limits" | "actions" | "tables" | "constants" | "wallets", _):
            return True
        case ("limits", _, "defaults", _) | ("receipts", _, _):
            return True
        case ("tables", _, "columns", _) | ("tables", _, "samples", _):
            return True
    return False


def since(addition: Difference) -> int | None:
    """The rules version that an addition says it came with; None where that does not matter."""
    match addition.place:
        case ("limits", _):
            return min(map(int, addition.present["defaults"]))
        case ("limits", _, "defaults", version):
            return int(version)
        case ("actions", _) if "view" not in addition.present["kinds"]:
            return int(addition.present["since"])
        case ("tables", _, "columns", _):
            return int(addition.present.partition(" since ")[2].partition(",")[0])
    return None


def to_text(value: Any, indent: str = "", before: int = 0) -> str:
    """JSON with everything on one line that fits there."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(indent) + before + len(line) < WIDTH:
        return line
    deeper = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(deeper + to_text(each, deeper) for each in value) + f"\n{indent}]"
    members = ((json.dumps(name) + ": ", each) for name, each in value.items())
    lines = (deeper + name + to_text(each, deeper, len(name)) for name, each in members)
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


def main() -> None:
    known = recorded() if FILE.exists() else {}
    present = describe(known)
    changed = [each for each in differences(known, present) if known and not is_addition(each)]
    changed = [each for each in changed if each.place != ("rules",)]
    if changed:
        raise SystemExit("\n".join(["nothing was written; these are frozen:", *map(str, changed)]))
    FILE.write_text(to_text(present) + "\n")


if __name__ == "__main__":
    main()
