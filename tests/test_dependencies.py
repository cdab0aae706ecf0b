"""What is installed is what was locked: every package with a hash of its files, from a registry."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PYTHON: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
NPM_REGISTRY = "https://registry.npmjs.org/"
NPM = sorted(ROOT.glob("tests/interop/*/package-lock.json"))


def test_every_python_package_is_from_the_registry_with_a_hash_of_each_file() -> None:
    others = [package for package in PYTHON if package["name"] != "idos"]
    assert len(others) > 50
    for package in others:
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package["name"]
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), package["name"]
        assert all(file["url"].startswith("https://files.pythonhosted.org/") for file in files)


@pytest.mark.parametrize("lock", NPM, ids=lambda lock: lock.parent.name)
def test_every_npm_package_is_from_the_registry_with_a_hash(lock: Path) -> None:
    packages = {name: package for name, package in json.loads(lock.read_text())["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert package.get("resolved", NPM_REGISTRY).startswith(NPM_REGISTRY), name


@pytest.mark.parametrize("command", ["sync --quiet --locked", "npm ci"])
def test_set_up_installs_what_is_locked(command: str) -> None:
    assert command in (ROOT / "Makefile").read_text()
