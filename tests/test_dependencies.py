"""What is installed is what was locked: every package with a hash of its files, from a registry."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
PYTHON: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
NPM = [ROOT / "web" / "package-lock.json", *sorted(ROOT.glob("tests/interop/*/package-lock.json"))]


def test_every_python_package_is_from_one_registry_with_a_hash_of_each_file() -> None:
    others = [package for package in PYTHON if package["name"] != "idos"]
    assert len(others) > 50
    assert {frozenset(package["source"]) for package in others} == {frozenset({"registry"})}
    assert len({package["source"]["registry"] for package in others}) == 1
    hosts = set()
    for package in others:
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), package["name"]
        hosts |= {urlsplit(file["url"])[:2] for file in files}
    ((scheme, _),) = hosts
    assert scheme == "https"


@pytest.mark.parametrize("lock", NPM, ids=lambda lock: lock.parent.name)
def test_every_npm_package_is_from_the_registry_with_a_hash(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name.startswith("node_modules/")}
    assert installed
    for name, package in installed.items():
        if package.get("link"):
            assert package["resolved"] in packages, name  # a folder of our own
            continue
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name  # from nowhere but the registry that npm is set to


@pytest.mark.parametrize("command", ["sync --quiet --locked", "npm ci"])
def test_set_up_installs_what_is_locked(command: str) -> None:
    assert command in (ROOT / "Makefile").read_text()
