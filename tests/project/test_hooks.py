"""What git checks before a commit: with the project's own tools, and nothing from the network."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / ".pre-commit-config.yaml"
HOOKS = [hook for repo in yaml.safe_load(CONFIG.read_text())["repos"] for hook in repo["hooks"]]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with the hooks, and the tools beside it."""
    folder = tmp_path / "clone"
    (folder / "web").mkdir(parents=True)
    for name in (".pre-commit-config.yaml", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, folder)
    for name in (".venv", ".tools"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("package.json", "biome.json", "node_modules"):
        (folder / "web" / name).symlink_to(ROOT / "web" / name)
    (folder / ".gitignore").write_text(".venv\n.tools\nnode_modules\n")
    _git(folder, "init", "--quiet")
    _run(folder, str(ROOT / ".venv/bin/pre-commit"), "install")
    return folder


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    nowhere = "http://127.0.0.1:1"
    names = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), nowhere)
    return kept | names | proxies | {"PRE_COMMIT_HOME": str(folder.parent / "cache"), "GIT_CONFIG_GLOBAL": ""}


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=folder, env=_environment(folder), capture_output=True, text=True, check=False
    )


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return _run(folder, "git", *words)


def _commit(folder: Path, subject: str, **files: str) -> tuple[bool, str]:
    for name, text in files.items():
        (folder / name.replace("__", "/").replace("_", ".")).write_text(text)
    _git(folder, "add", "--all")
    done = _git(folder, "commit", "--message", subject)
    return done.returncode == 0, done.stdout + done.stderr


def test_hooks_are_the_projects_own_tools() -> None:
    assert {repo["repo"] for repo in yaml.safe_load(CONFIG.read_text())["repos"]} == {"local"}
    assert {hook["language"] for hook in HOOKS} == {"system", "pygrep"}
    programs = {hook["entry"].partition(" ")[0] for hook in HOOKS if hook["language"] == "system"}
    assert programs == {".venv/bin/ruff", "npm", ".tools/bin/uv"}


@pytest.mark.slow
def test_what_is_in_order_is_committed(clone: Path) -> None:
    committed, said = _commit(clone, "project: begin", good_py='"""A module."""\n', web__a_ts="export {};\n")
    assert committed, said
    assert said.count("Passed") == len(HOOKS)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("subject", "name", "text", "hook"),
    [
        ("project: import", "bad_py", "import os\n", "ruff check"),
        ("project: space", "bad_py", 'X  = "y"\n', "ruff format"),
        ("project: print", "web__bad_ts", "console.log(1);\n", "biome"),
        ("Began something", "good_py", '"""A module."""\n', "the subject is"),
        ("project: Begin", "good_py", '"""A module."""\n', "the subject is"),
    ],
)
def test_what_is_not_is_refused_by_name(clone: Path, subject: str, name: str, text: str, hook: str) -> None:
    committed, said = _commit(clone, subject, **{name: text})
    assert not committed
    failed = [line for line in said.splitlines() if line.endswith("Failed")]
    assert [line.startswith(hook) for line in failed].count(True) == 1, said


@pytest.mark.slow
def test_a_lock_file_that_is_behind_is_refused(clone: Path) -> None:
    project = (clone / "pyproject.toml").read_text()
    behind = project.replace('"base58>=2.1.1"', '"base58>=2.1.0"')
    assert behind != project
    committed, said = _commit(clone, "project: lower a bound", pyproject_toml=behind)
    assert not committed
    assert "uv.lock is that of pyproject.toml" in said
