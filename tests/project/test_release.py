"""What can be released: versions that agree, a changelog that tells, and parts that are all listed."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path

import pytest
from scripts import release
from scripts.release import NotReleasableError, check_changelog, check_parts, check_versions

import idos

ROOT = Path(__file__).parents[2]
VERSION = str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
CHANGELOG = "# Changelog\n\n## Unreleased\n\n{}\n\n## 1.2.3 - 2026-11-30\n\n{}\n\n## 1.2.2 - 2026-01-01\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "web" / "core").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (tmp_path / "web" / "package.json").write_text("{}")
    (tmp_path / "web" / "core" / "package.json").write_text("{}")
    return tmp_path


def test_all_that_state_a_version_state_the_same(tree: Path) -> None:
    assert check_versions(tree, "1.2.3", "v1.2.3") == "1.2.3"
    assert check_versions(tree, "1.2.3", None) == "1.2.3"
    (tree / "web" / "core" / "package.json").write_text('{"version": "1.2.3"}')
    assert check_versions(tree, "1.2.3", None) == "1.2.3"


@pytest.mark.parametrize(
    ("installed", "tag", "web", "place"),
    [
        ("1.2.2", None, "1.2.3", "__version__"),
        (None, None, "1.2.3", "__version__"),
        ("1.2.3", "v1.2.4", "1.2.3", "the tag v1.2.4"),
        ("1.2.3", "1.2.3", "1.2.3", "the tag 1.2.3"),
        ("1.2.3", "v1.2.3", "1.2.0", "web/core/package.json"),
    ],
)
def test_who_states_another_is_named(
    tree: Path, installed: str | None, tag: str | None, web: str, place: str
) -> None:
    (tree / "web" / "core" / "package.json").write_text(json.dumps({"version": web}))
    with pytest.raises(NotReleasableError, match=place):
        check_versions(tree, installed, tag)


@pytest.mark.parametrize("version", ["1.2", "1.2.3.dev0", "v1.2.3"])
def test_a_version_has_one_form(tree: Path, version: str) -> None:
    (tree / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
    with pytest.raises(NotReleasableError, match="form"):
        check_versions(tree, version, None)


@pytest.mark.parametrize(
    ("unreleased", "entry", "version", "tagged"),
    [
        ("", "- new", "1.2.3", True),
        ("- later", "- new", "1.2.3", False),
        ("- new", "- old", "1.2.4", False),
    ],
)
def test_a_changelog_that_tells_what_is_new_is_enough(
    unreleased: str, entry: str, version: str, tagged: bool
) -> None:
    check_changelog(CHANGELOG.format(unreleased, entry), version, tagged=tagged)


@pytest.mark.parametrize(
    ("unreleased", "entry", "version", "tagged", "why"),
    [
        ("- new", "- old", "1.2.4", True, "no entry '## 1.2.4"),
        ("", "- old", "1.2.4", False, "no entry '## 1.2.4"),
        ("", "", "1.2.3", True, "no entry"),
        ("- left", "- new", "1.2.3", True, "still under Unreleased"),
        ("", "- new", "1.2", True, "no entry"),
    ],
)
def test_one_that_does_not_is_not(unreleased: str, entry: str, version: str, tagged: bool, why: str) -> None:
    with pytest.raises(NotReleasableError, match=why):
        check_changelog(CHANGELOG.format(unreleased, entry), version, tagged=tagged)


def test_the_tree_lists_all_its_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The quick form of ``make release-check``: everything but the builds."""
    release.release(tmp_path / "release", tag=None, quick=True)
    names = {f"idos-{VERSION}-python.cdx.json", f"idos-{VERSION}-web.cdx.json"}
    assert {path.name for path in (tmp_path / "release").iterdir()} == names | {"SHA256SUMS"}
    assert "pynacl" in release.python_needs(ROOT)
    assert "@noble/curves" in release.web_needs(ROOT)
    assert f"{VERSION} can be released" in capsys.readouterr().out
    checked = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path / "release", capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_a_list_that_lacks_a_part_is_refused(tmp_path: Path) -> None:
    bill = tmp_path / "bill.json"
    bill.write_text(json.dumps({"bomFormat": "CycloneDX", "components": [{"name": "a"}]}))
    assert check_parts(bill, {"a"}) == 1
    with pytest.raises(NotReleasableError, match="'b'"):
        check_parts(bill, {"a", "b"})


def test_what_keeps_it_from_being_released_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TAG", "v0.0.0")
    assert release.main() == 1
    assert "the tag v0.0.0: 0.0.0" in capsys.readouterr().err


@pytest.mark.slow
def test_two_builds_have_the_same_bytes(tmp_path: Path) -> None:
    built = release.build_twice(tmp_path, 1_700_000_000)
    assert [path.name for path in built] == [
        f"idos-{VERSION}-py3-none-any.whl",
        f"idos-{VERSION}.tar.gz",
    ]
    others = release.build(tmp_path / "other", 1_600_000_000)
    assert release.digest(others[1]) != release.digest(built[1])  # the time is the commit's, and counts


def test_the_installed_package_is_this_one() -> None:
    assert idos.__version__ == VERSION
