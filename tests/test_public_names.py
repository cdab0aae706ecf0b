"""What is promised to users: these names, and that an app needs nothing of a node's."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import idos

PROMISED = [
    "AccessGrantOffer",
    "AsyncAuditor",
    "AsyncClient",
    "AsyncConsumer",
    "AsyncIssuer",
    "AsyncOwner",
    "Auditor",
    "Client",
    "Consumer",
    "Denied",
    "Grantee",
    "IdosError",
    "Inspection",
    "Invalid",
    "Issuer",
    "LocalEnclave",
    "NewProfile",
    "NotFound",
    "Owner",
    "ServerKey",
    "SignedOffer",
    "SignedWriteGrant",
    "TrustedIssuer",
    "Unavailable",
    "UnknownOutcome",
    "UnreadableCredentials",
    "Unverified",
    "WalletProof",
    "WalletSigner",
    "WriteGrant",
    "evm_wallet",
    "facesign_wallet",
    "facesign_wallet_from_mnemonic",
    "near_wallet",
    "public_notes",
    "stellar_wallet",
    "xrpl_wallet",
]


def test_the_promised_names_are_all_there_is() -> None:
    assert sorted(idos.__all__) == sorted(PROMISED)
    assert set(PROMISED) <= set(dir(idos))


@pytest.mark.parametrize("name", PROMISED)
def test_a_promised_name_is_there_and_documented(name: str) -> None:
    promised = getattr(idos, name)
    assert inspect.getdoc(promised)
    assert promised.__name__ == name


def test_type_checkers_see_the_same_names_in_the_same_places() -> None:
    tree = ast.parse(Path(inspect.getfile(idos)).read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        (alias.asname, node.module)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == set(idos._HOMES.items())


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        idos.nothing  # noqa: B018  # that is the point


@pytest.mark.parametrize("module", ["idos.sdk.w3c", "idos.testing", "idos.errors"])
def test_the_other_promised_modules_can_be_imported(module: str) -> None:
    assert importlib.import_module(module).__doc__


EXTRAS = (
    "httptools",
    "numpy",
    "PIL",
    "prometheus_client",
    "rich",
    "starlette",
    "structlog",
    "typer",
    "uvicorn",
    "uvloop",
)


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_app_needs_no_extra() -> None:
    """Everything promised but ``idos.testing`` works where only the plain package is installed."""
    block = f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r}))"
    assert "Client" in run(f"{block}\nfrom idos import *\nimport idos.sdk.w3c\nprint(Client)")


def test_a_node_does_not_load_the_sdk() -> None:
    loaded = run("import sys, idos.node; print(*sys.modules)").split()
    assert "idos.node" in loaded
    assert [name for name in loaded if name.startswith(("idos.sdk", "idos.enclave", "idos.crypto.box"))] == []
    assert "httpx" not in loaded
