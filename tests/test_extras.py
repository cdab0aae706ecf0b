"""What is missing is named by the extra that has it, and the command line says so in one line."""

from __future__ import annotations

import subprocess
import sys

import pytest

MISSING = """
import importlib, importlib.abc, sys

class Missing(importlib.abc.MetaPathFinder):
    names = {names!r}
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
try:
    importlib.import_module({module!r})
except ModuleNotFoundError as error:
    print(error.msg)
"""
OPTIONAL = {
    "httptools",
    "jinja2",
    "numpy",
    "PIL",
    "prometheus_client",
    "python_multipart",
    "rich",
    "starlette",
    "structlog",
    "typer",
    "uvicorn",
    "uvloop",
}


def without(module: str, names: set[str]) -> str:
    code = MISSING.format(names=names, module=module)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("idos.testing", "node"),
        ("idos.node", "node"),
        ("idos.verification", "verification"),
        ("idos.apps.neobank", "verification"),
        ("idos.apps.charlie.app", "apps"),
        ("idos.apps.verify", "apps"),
        ("idos.apps.demo", "all"),
        ("idos.pages.app", "apps"),
    ],
)
def test_a_part_whose_extra_is_missing_names_it(module: str, extra: str) -> None:
    assert without(module, OPTIONAL).endswith(f"which is not installed: pip install 'idos[{extra}]'\n")


@pytest.mark.parametrize("module", ["idos", "idos.sdk.clients", "idos.sdk.w3c", "idos.sdk.keystore"])
def test_the_sdk_needs_no_extra(module: str) -> None:
    assert without(module, OPTIONAL) == ""


def test_a_module_of_our_own_that_is_missing_is_a_fault_and_said_as_one() -> None:
    code = "from idos.extras import extra\nwith extra('node', 'x'):\n    import idos.nowhere"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr
    assert "No module named 'idos.nowhere'" in said
