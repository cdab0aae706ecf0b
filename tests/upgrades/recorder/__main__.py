"""Records a chain of every kind of change, and the node that it leads to, for later programs to keep.

It is for the code of the commit that ``README.md`` names; that file says how it is run.
"""

from __future__ import annotations

import json
import sys
import tomllib
import zipfile
from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from uuid import UUID

from idos.rpc.access_file import AccessFile, Reading

import idos
from idos import node
from idos.consensus import chain
from idos.consensus.machine import Machine
from idos.crypto.hashes import sha256
from idos.protocol.transaction import Transaction
from idos.rpc.access_log import AccessLog
from idos.store.lattice import Lattice
from idos.store.memory import MemoryStore
from idos.store.records import Record
from idos.store.sqlite import SqliteStore
from idos.store.tables import BY_TYPE, KINDS, MAX_DIGITS, Table
from idos.store.verbs import Store
from tests.people import ACME, ALICE, CHARLIE, NEAR_ALICE, STELLAR_ALICE, Person, uid
from tests.upgrades.recorder.blocks import START, Recording, genesis
from tests.upgrades.recorder.story import HOUR, LATER, STORY, TEXTS

ENTRIES_SECONDS = 31_536_000
LEFT_OUT = ("apps/", "pages/", "verification/")
NEEDED_BY_THE_COMMANDS = {"apps/__init__.py", "apps/report.py"}


def log_readings(file: Path, store: Store) -> None:
    """Write down who read what, as the node does, each reading at a time of its own."""
    now = START + LATER
    log = AccessLog(
        AccessFile(file), store, clock=lambda: now, retention_seconds=ENTRIES_SECONDS, tick_seconds=HOUR
    )
    entries: tuple[tuple[Person, str, Person, Literal["owner", "grantee"], str], ...] = (
        (ALICE, "passport", ALICE, "owner", "get_credential_owned"),
        (ALICE, "passport for acme", ACME, "grantee", "get_credential_shared"),
        (ALICE, "licence copy", CHARLIE, "grantee", "get_credential_shared"),
        (NEAR_ALICE, "diploma", NEAR_ALICE, "owner", "get_credential_owned"),
        (STELLAR_ALICE, "song", STELLAR_ALICE, "owner", "get_credential_owned"),
    )
    with closing(log):
        for owner, label, reader, relation, action in entries:
            log.record([Reading(owner.id, uid(label), reader.caller, relation, action)]).result()
            now += 90


def plain(value: object) -> object:
    """A field of a record as JSON has it."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, UUID | Decimal) else value


def fields(record: Record) -> dict[str, Any]:
    return {column.name: plain(getattr(record, column.name)) for column in BY_TYPE[type(record)].columns}


def record_to_json(record: Record) -> dict[str, Any]:
    table = BY_TYPE[type(record)]
    values = table.row(record).values
    return {
        "table": table.name,
        "fields": fields(record),
        "canonical": table.canonical(values).hex(),
        "digest": table.digest(values).hex(),
    }


def samples(table: Table[Any]) -> list[Record]:
    """A record of nothings, one of ordinary values, and the extremes at either end."""
    kinds = {kind: type_ for type_, kind in KINDS.items()}
    name = table.name
    nothings = UUID(int=0), "", 0, False, b"", Decimal(0)
    ordinary = uid(name), f"a text of {name}", START, True, sha256(name.encode()), Decimal(100 * 10**18)
    least = UUID(int=1), TEXTS[0], -(2**63), False, bytes(32), Decimal("-" + "9" * MAX_DIGITS)
    most = UUID(int=2**128 - 1), TEXTS[1], 2**63 - 1, True, bytes(range(256)), Decimal("9" * MAX_DIGITS)
    made = []
    for values in (nothings, ordinary, least, most):
        by_type: dict[type, Any] = dict(zip((UUID, str, int, bool, bytes, Decimal), values, strict=True))
        row = (
            None if column.nullable and values is nothings else by_type[kinds[column.kind]]
            for column in table.columns
        )
        made.append(table.type(*row))
    return made


def state_hash(records: Sequence[Record]) -> str:
    """The state hash over the records of the consensus, as the lattice and a store agree on it."""
    lattice, store = Lattice(), MemoryStore()
    with store.write() as batch:
        for record in records:
            table = BY_TYPE[type(record)]
            batch.put(record)
            lattice = lattice.plus(table.digest(table.row(record).values)) if table.consensus else lattice
        assert batch.state_hash() == lattice.state_hash()
    return lattice.state_hash().hex()


def records_to_json(store: Store) -> dict[str, Any]:
    with store.read() as tx:
        stored: list[Record] = [record for table in BY_TYPE for record in tx.find(table)]
    made = [record for table in BY_TYPE.values() for record in samples(table)]
    return {
        "state_hash": state_hash(stored),
        "records": list(map(record_to_json, stored)),
        "samples_state_hash": state_hash(made),
        "samples": list(map(record_to_json, made)),
    }


def chain_to_json(net: Recording) -> dict[str, Any]:
    return {
        "genesis": net.genesis.to_json(),
        "genesis_hash": chain.genesis_hash(net.genesis).hex(),
        "blocks": [
            {
                "time": block.time,
                "transactions": [tx.encoded.hex() for tx in txs],
                "receipts": list(map(fields, receipts)),
                "header": fields(block),
            }
            for block, txs, receipts in net.blocks
        ],
    }


def replay(net: Recording) -> None:
    """Make the blocks once more, of nothing but times and bytes."""
    machine, store = Machine(net.genesis), MemoryStore()
    with store.write() as batch:
        assert (head := chain.begin(batch, net.genesis)) == net.blocks[0][0]
    for block, txs, receipts in net.blocks[1:]:
        checked = [machine.check(Transaction.decode(tx.encoded)) for tx in txs]
        with store.write() as batch:
            assert machine.apply(batch, block.height, block.time, checked) == receipts
            assert (head := chain.append(batch, net.genesis, head, block.time, receipts)) == block


def pack(target: Path, files: dict[str, bytes]) -> None:
    """A zip archive in which no time, user or order depends on where it is made."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)


def files_of(folder: Path, pattern: str) -> dict[str, bytes]:
    found = (path for path in folder.rglob(pattern) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def pack_program(target: Path) -> None:
    """The program as it is, without what a node can do without; and the version that it has."""
    source = Path(idos.__file__).parent
    modules = {
        f"idos/{name}": code
        for name, code in files_of(source, "*.py").items()
        if name in NEEDED_BY_THE_COMMANDS or not name.startswith(LEFT_OUT)
    }
    version = tomllib.loads((source.parents[1] / "pyproject.toml").read_text())["project"]["version"]
    metadata = f"Metadata-Version: 2.4\nName: idos\nVersion: {version}\n"
    pack(target, {**modules, f"idos-{version}.dist-info/METADATA": metadata.encode()})


def write_json(target: Path, value: object) -> None:
    target.write_text(json.dumps(value, indent=1) + "\n")


def main(target: Path) -> None:
    """Write ``fixture`` and ``old.zip`` into the folder."""
    fixture = target / "fixture"
    fixture.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made:
        folder = Path(made)
        node.init(folder, genesis())
        with closing(SqliteStore(folder / node.STATE_FOLDER)) as store:
            net = Recording(store)
            for chapter in STORY:
                chapter(net)
            log_readings(folder / node.ACCESS_LOG, store)
            write_json(fixture / "records.json", records_to_json(store))
        pack(fixture / "node.zip", files_of(folder, "*"))
        node.verify(folder)
    replay(net)
    write_json(fixture / "chain.json", chain_to_json(net))
    pack_program(target / "old.zip")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
