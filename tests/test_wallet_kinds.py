"""A wallet kind is a row of each table, and is named nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import idos
from idos.crypto.authenticators import authenticator
from idos.crypto.wallets import WALLET_KINDS
from idos.sdk.keystore import KeyKind
from idos.sdk.wallet_kinds import WALLET_PROGRAMS
from idos.testing import WALLETS
from tests.crypto.recorded import vectors

ROOT = Path(idos.__file__).parent
WEB = Path(__file__).parents[1] / "web"
each_kind = pytest.mark.parametrize("name", WALLET_KINDS)

# Where a kind may be named outside of its own file, and why.
NAMED = {
    "sdk/keystore.py": "an enumeration names its members: what key files and the command line know as kinds",
    "testing.py": "somebody has to be the default",
    "actions/legacy.py": "a rule of released networks: which kinds older clients could add, for ever",
}


def test_every_table_has_the_same_kinds() -> None:
    kinds = set(WALLET_KINDS)
    assert set(WALLET_PROGRAMS) == set(WALLETS) == kinds
    assert {str(kind) for kind in KeyKind} == kinds | {"server", "issuer"}


def test_the_kinds_are_those_that_pages_know() -> None:
    assert vectors("wallet_kinds")["kinds"] == [
        {"name": kind.name, "signatureType": kind.signature_type, "namedBy": kind.named_by}
        for kind in WALLET_KINDS.values()
    ]


@each_kind
def test_a_kinds_rows_fit_together(name: str) -> None:
    kind, wallet = WALLET_KINDS[name], WALLETS[name]()
    assert (wallet.wallet_type, wallet.auth_type) == (name, kind.signature_type)
    assert kind.sender.size == len(wallet.sender)
    assert (wallet.public_key is not None) == kind.has_public_key
    assert kind.form.fullmatch(wallet.identifier)
    assert kind.identifier(wallet.address, wallet.public_key) == wallet.identifier
    key, caller = kind.sender.read(wallet.sender)
    assert wallet.identifier == caller
    assert kind.binds(wallet.address, key)
    assert not kind.has_public_key or caller in kind.texts(key)
    for signature_type, check in kind.signature_types.items():
        assert authenticator(signature_type).read(wallet.sender) == (key, caller)
        assert authenticator(signature_type).check is check


@each_kind
def test_a_kind_is_a_file(name: str) -> None:
    assert (ROOT / "crypto" / "wallets" / f"{name.lower()}.py").is_file()


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_a_kind_is_named_in_its_own_file_and_nowhere_else() -> None:
    own = {f"crypto/wallets/{name.lower()}.py" for name in WALLET_KINDS}
    naming = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if {*_texts(ast.parse(path.read_text()))} & set(WALLET_KINDS)
    }
    assert naming - own == set(NAMED)


def test_a_kind_is_named_by_the_pages_where_its_wallets_are_asked_and_nowhere_else() -> None:
    named = re.compile(rf"""["'](?:{"|".join(WALLET_KINDS)})["']""")
    naming = {
        path.relative_to(WEB).as_posix()
        for path in WEB.glob("*/**/*.ts*")
        if not {"node_modules", "dist"} & {*path.parts} and ".test." not in path.name
        if named.search(path.read_text())
    }
    assert naming == {"wallets/evm.ts", "wallets/discovery.ts"}
