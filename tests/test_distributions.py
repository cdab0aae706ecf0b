"""What is published: built from a tree that was worked in, installed where nothing is, and run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import idos

ROOT = Path(__file__).parents[1]
UV = ROOT / ".tools" / "bin" / "uv"
SECONDS = 600
MEBIBYTE = 1 << 20


def _run(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        words,
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{words}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both distributions; the wheel is built from the other."""
    folder = tmp_path_factory.mktemp("dist")
    _run(UV, "build", "--quiet", "--out-dir", folder, cwd=ROOT)
    return folder


def test_the_source_distribution_has_the_sources_and_nothing_of_the_work(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    assert archive.stat().st_size < 4 * MEBIBYTE
    with tarfile.open(archive) as file:
        names = [name.partition("/")[2] for name in file.getnames()]
    tops = {name.partition("/")[0] for name in names if name} - {"PKG-INFO", ".gitignore"}
    assert tops == {
        "src",
        "README.md",
        "LICENSE",
        "NOTICE",
        "CHANGELOG.md",
        "pyproject.toml",
    }
    assert not [name for name in names if "__pycache__" in name or "node_modules" in name]
    assert "src/idos/pages/dist/enclave/index.html" in names


def test_the_wheel_has_the_package_and_its_pages_only(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    assert {name.partition("/")[0] for name in names} == {"idos", f"idos-{idos.__version__}.dist-info"}
    assert "idos/pages/dist/enclave/index.html" in names
    assert "idos/py.typed" in names
    assert not [name for name in names if "__pycache__" in name]


@pytest.mark.parametrize("kind", ["whl", "tar.gz"])
def test_it_is_installed_where_nothing_is_and_the_demo_runs(built: Path, tmp_path: Path, kind: str) -> None:
    (distribution,) = built.glob(f"*.{kind}")
    home = tmp_path / "environment"
    _run(UV, "venv", "--quiet", "--python", sys.executable, home, cwd=tmp_path)
    python = home / "bin" / "python"
    _run(UV, "pip", "install", "--quiet", "--python", python, f"{distribution}[all]", cwd=tmp_path)
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("COVERAGE_", "PYTHON", "IDOS_"))
    }
    assert (
        _run(home / "bin" / "idos", "--version", cwd=tmp_path, env=kept)
        .strip()
        .endswith(str(idos.__version__))
    )
    if kind == "whl":
        told = _run(home / "bin" / "idos", "demo", cwd=tmp_path, env=kept)
        assert re.search(r"[0-9]+ steps, each of them checked", told)
    assert (home / "bin" / "idos").exists()


def test_an_app_that_only_talks_to_nodes_installs_little(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    home = tmp_path / "environment"
    _run(UV, "venv", "--quiet", "--python", sys.executable, home, cwd=tmp_path)
    python = home / "bin" / "python"
    _run(UV, "pip", "install", "--quiet", "--python", python, wheel, cwd=tmp_path)
    listed = _run(UV, "pip", "list", "--quiet", "--python", python, cwd=tmp_path)
    assert not re.search(r"^(starlette|uvicorn|typer|numpy|pillow) ", listed, re.MULTILINE)
    script = "from idos import Client, Consumer, Issuer; print('fine')"
    assert _run(python, "-c", script, cwd=tmp_path) == "fine\n"
