"""The import rules of docs/architecture.md: the folder list is the architecture, and this keeps it so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import idos

ROOT = Path(idos.__file__).parent

# What each room may import of the package. A room not named here is a mistake.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "arguments": {"errors"},
    "extras": set(),
    "background": set(),
    "crypto": {"errors"},
    "protocol": {"errors", "crypto"},
    "store": {"errors", "crypto", "protocol"},
    "actions": {"errors", "crypto", "protocol", "store"},
    "consensus": {"errors", "crypto", "protocol", "store", "actions"},
    "http_server": {"errors"},
    "rpc": {"errors", "background", "crypto", "protocol", "store", "actions", "consensus", "http_server"},
    "node": {"errors", "extras", "crypto", "protocol", "store", "actions", "consensus", "http_server", "rpc"},
    "enclave": {"errors", "arguments", "crypto", "protocol"},
    "sdk": {"errors", "arguments", "crypto", "protocol", "enclave"},
    "pages": {"errors", "extras", "http_server"},
    "verification": {"errors", "extras", "crypto", "protocol", "sdk"},
    "apps": {
        "errors",
        "extras",
        "background",
        "__init__",
        "sdk",
        "verification",
        "pages",
    },
    "testing": {"errors", "crypto", "protocol", "sdk", "enclave", "node", "actions"},
    "cli": {
        "errors",
        "crypto",
        "protocol",
        "sdk",
        "enclave",
        "verification",
        "apps",
        "node",
        "actions",
        "pages",
    },
    "__init__": {"errors", "protocol", "sdk", "enclave"},
}
SERVER_TOWER = ("store", "actions", "consensus", "rpc", "node")
# The rules are pure: nothing here can read a clock, a file, a socket or randomness.
PURE_STANDARD_MODULES = {
    "__future__",
    "collections",
    "contextlib",
    "dataclasses",
    "decimal",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "inspect",
    "itertools",
    "re",
    "types",
    "typing",
    "uuid",
}


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).parts[0].removesuffix(".py"), path


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "idos":
                names = [alias.name for alias in node.names]
                yield from ("idos.__init__" if name in idos.__all__ else f"idos.{name}" for name in names)
            else:
                yield node.module or ""


@pytest.mark.parametrize(
    ("room", "path"), [pytest.param(*m, id=str(m[1].relative_to(ROOT))) for m in _modules()]
)
def test_a_module_imports_only_what_lies_below_it(room: str, path: Path) -> None:
    allowed = ALLOWED[room] | {room}
    rooms = {name.split(".")[1] for name in _imports(path) if name.startswith("idos.")}
    assert rooms <= allowed, f"{room} must not import {sorted(rooms - allowed)}"


def test_plaintext_never_enters_the_server_tower() -> None:
    offenders = [
        path for room, path in _modules() if room in SERVER_TOWER and "idos.crypto.box" in set(_imports(path))
    ]
    assert offenders == []


def test_the_rules_import_only_pure_modules() -> None:
    foreign = {
        name
        for room, path in _modules()
        if room == "actions"
        for name in _imports(path)
        if not name.startswith("idos.") and name.split(".")[0] not in PURE_STANDARD_MODULES
    }
    assert foreign == set()


def test_nothing_but_the_edge_imports_the_edge() -> None:
    edge = {"cli", "apps", "testing"}
    offenders = {
        str(path)
        for room, path in _modules()
        if room not in edge
        for name in _imports(path)
        if name.startswith("idos.") and name.split(".")[1] in edge
    }
    assert offenders == set()
