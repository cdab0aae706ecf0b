"""A node's folder: made, read, checked, and brought up to date (``docs/operator.md``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from idos.actions.genesis import Genesis
from idos.actions.limits import LATEST_RULES
from idos.actions.rules import first_rules, rules_of
from idos.consensus.chain import check_head, verify_chain
from idos.consensus.machine import rules_info
from idos.errors import Invalid
from idos.node.config import CONFIG_FILE, disk, settings
from idos.protocol.results import RulesInfo
from idos.protocol.wire import JsonBounds, decode_json
from idos.rpc.access_log.file import AccessFile
from idos.store import files
from idos.store.records import Block
from idos.store.schema import VERSION as STORE_VERSION
from idos.store.sqlite import SqliteStore, examined

GENESIS_FILE = "genesis.json"
STATE_FOLDER = "state"
ACCESS_LOG = Path("access", "log.sqlite")
_DEVELOPMENT_ORIGINS = ("http://localhost:*", "http://127.0.0.1:*")
_GENESIS_BOUNDS = JsonBounds(size=1 << 20, values=1 << 16)


def init(folder: Path, genesis: Genesis) -> None:
    """Write a new node's folder: the genesis, and a configuration file that lists every setting.

    Raises:
        Invalid: ``code="already_initialised"`` when the folder holds a genesis.
        Unavailable: ``code="disk"`` when the folder cannot be written.
    """
    chosen = {"allowed_origins": json.dumps(_DEVELOPMENT_ORIGINS)}
    lines = ["# Each setting with its default. docs/operator.md says more."]
    for each in settings():
        line = f"{each.name} = {chosen.get(each.name, each.default)}"
        lines += ["", f"# {each.doc}", line if each.name in chosen else f"# {line}"]
    with disk():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / GENESIS_FILE).exists():
            raise Invalid(f"{folder} holds a node already", code="already_initialised")
        files.replace(folder / CONFIG_FILE, "\n".join(lines) + "\n")
        files.replace(folder / GENESIS_FILE, json.dumps(genesis.to_json(), indent=2) + "\n")


def read_genesis(folder: Path) -> Genesis:
    """The genesis of a node's folder.

    Raises:
        Invalid: it is missing or malformed.
        Unavailable: ``code="disk"`` when it cannot be read.
    """
    path = folder / GENESIS_FILE
    with disk():
        if not path.exists():
            raise Invalid(f"{folder} holds no node: {GENESIS_FILE} is missing", code="not_initialised")
        text = path.read_bytes()
    with about_the_genesis():
        return Genesis.from_json(decode_json(text, dict[str, Any], _GENESIS_BOUNDS))


@contextmanager
def about_the_genesis() -> Iterator[None]:
    """Name the file in which the fault is, and say what helps."""
    try:
        yield
    except Invalid as error:
        if error.code == "rules_newer":
            raise
        text = f"{GENESIS_FILE}: {error}; restore it from a backup or another node of the network"
        raise Invalid(text, code=error.code) from None


def verify(folder: Path) -> Block:
    """Check a stopped node's files: every block from the genesis on, and the state that they lead to.

    Returns the newest block. Raises ``Invalid`` (``not_initialised``) when the node never ran, else as
    ``read_genesis``, ``verify_chain`` and the store do: ``Unavailable`` (``store_locked``) while it runs,
    ``store_older`` when an earlier program wrote the state, which checking must not change.
    """
    genesis, state = read_genesis(folder), _state_of(folder)
    with closing(SqliteStore(state, upgrade=False)) as store:
        newest = verify_chain(store, genesis)
        if (log := folder / ACCESS_LOG).exists():
            with closing(AccessFile(log)) as file:
                file.verify()
    return newest


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """What a node's folder is, and what this program makes of it.

    ``store_version``: of the state's files, which this program brings to ``program_store_version``;
    ``height``: of the newest block; ``rules``: the network's after it, and this program's.
    """

    store_version: int
    program_store_version: int
    height: int
    rules: RulesInfo


def check_upgrade(folder: Path) -> UpgradeReport:
    """Check a stopped node's state as its own program would, and say what this program would make of it.

    Nothing is changed, but that the log of a node that was killed becomes part of the state's file. Raises
    ``Invalid`` (``rules_newer``) when the program lacks the network's rules,
    ``other_genesis`` when the state is of another network, ``Unavailable`` (``store_newer``,
    ``store_corrupt``, ``store_locked``, ``chain_broken``), else as ``read_genesis``.
    """
    genesis, state = read_genesis(folder), _state_of(folder)
    with examined(state) as (version, batch):
        newest = check_head(batch, genesis)
        rules = rules_of(batch, first_rules(genesis))
        return UpgradeReport(version, STORE_VERSION, newest.height, rules_info(rules, LATEST_RULES))


def upgrade(folder: Path) -> None:
    """Bring a stopped node's state up to date, as starting it does; it cannot be undone.

    Files that are up to date are left alone. For others it raises as ``check_upgrade``, and changes nothing.
    """
    genesis, state = read_genesis(folder), _state_of(folder)
    SqliteStore(state, accept=lambda batch: check_head(batch, genesis)).close()


def _state_of(folder: Path) -> Path:
    state = folder / STATE_FOLDER
    if not state.exists():
        raise Invalid(f"{folder} holds no state: the node never ran", code="not_initialised")
    return state
