"""Whether the tree can be released, and what a release consists of: ``make release-check``.

Into ``artefacts/release`` go the source distribution and the wheel, built twice to the same bytes, a bill of
materials in CycloneDX's form for each language, and the digests of all of them. ``TAG`` in the environment is
the tag that is released: with it the changelog must have the version's entry. ``QUICK=1`` builds nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import idos

ROOT: Final = Path(__file__).parents[1]
UV: Final = ROOT / ".tools" / "bin" / "uv"
SUMS: Final = "SHA256SUMS"
_VERSION: Final = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")
_HEADING: Final = re.compile(r"^## (?P<name>.+)$", re.MULTILINE)
_EARLIEST: Final = 315_532_800  # 1980, the first time that an archive of zip's form can state


class NotReleasableError(Exception):
    """Something that a release needs is not so; the text says what."""


def version_of(root: Path) -> str:
    """The version that the project states, as 1.2.3 or 1.2.3rc1. Raises ``NotReleasableError``."""
    version = str(tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"])
    if not _VERSION.fullmatch(version):
        raise NotReleasableError(f"pyproject.toml: {version} is not a version of the form 1.2.3 or 1.2.3rc1")
    return version


def check_versions(root: Path, installed: str | None, tag: str | None) -> str:
    """The version, when every place that states one states the same. Raises ``NotReleasableError``."""
    version = version_of(root)
    stated = {"idos.__version__ (run make setup)": installed}
    for path in [root / "web" / "package.json", *sorted((root / "web").glob("*/package.json"))]:
        stated[str(path.relative_to(root))] = json.loads(path.read_text()).get("version", version)
    if tag is not None:
        stated[f"the tag {tag}"] = tag.removeprefix("v") if tag.startswith("v") else None
    for place, found in stated.items():
        if found != version:
            raise NotReleasableError(f"pyproject.toml has version {version}, but not {place}: {found}")
    return version


def check_changelog(text: str, version: str, *, tagged: bool) -> None:
    """Raise ``NotReleasableError`` unless the changelog tells what the version brings.

    Before the tag that may be under "Unreleased". With it there is an entry with its date, and nothing is
    left as unreleased.
    """
    headings = list(_HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    entries = {
        heading["name"]: text[heading.end() : end].strip()
        for heading, end in zip(headings, ends, strict=True)
    }
    dated = [name for name in entries if re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d\d-\d\d", name)]
    if any(entries[name] for name in dated):
        if tagged and entries.get("Unreleased"):
            raise NotReleasableError("CHANGELOG.md: something is still under Unreleased")
    elif tagged or not entries.get("Unreleased"):
        raise NotReleasableError(f"CHANGELOG.md has no entry '## {version} - YYYY-MM-DD'")


def build(folder: Path, epoch: int) -> list[Path]:
    """Build the source distribution, and from it the wheel, with the locked build system and no network."""
    words = [str(UV), "build", "--quiet", "--offline", "--no-build-isolation", "--out-dir", str(folder)]
    _run([*words, "--python", sys.executable], ROOT, {"SOURCE_DATE_EPOCH": str(epoch)})
    (folder / ".gitignore").unlink(missing_ok=True)
    return sorted(folder.iterdir())


def build_twice(folder: Path, epoch: int) -> list[Path]:
    """Build into ``folder``, and again elsewhere. Raises ``NotReleasableError`` when the bytes differ."""
    with TemporaryDirectory() as other:
        again = {path.name: digest(path) for path in build(Path(other), epoch)}
    built = build(folder, epoch)
    if {path.name: digest(path) for path in built} != again:
        raise NotReleasableError(f"two builds differ: {sorted(again)}")
    return built


def write_python_parts(folder: Path, version: str) -> Path:
    """Write the bill of materials of the package with all its extras, from ``uv.lock``."""
    path = folder / f"idos-{version}-python.cdx.json"
    words = [str(UV), "export", "--quiet", "--frozen", "--offline", "--format", "cyclonedx1.5"]
    _run([*words, "--no-default-groups", "--all-extras", "--output-file", str(path)], ROOT)
    return path


def write_web_parts(folder: Path, version: str) -> Path:
    """Write the bill of materials of what the pages are built from, from ``web/package-lock.json``.

    Packages of the workspace state no version of their own: they are given the release's, which npm needs.
    """
    path = folder / f"idos-{version}-web.cdx.json"
    with TemporaryDirectory() as name:
        copy = Path(name) / "idos-web"
        copy.mkdir()
        shutil.copy(ROOT / "web" / "package-lock.json", copy)
        for source in [ROOT / "web" / "package.json", *(ROOT / "web").glob("*/package.json")]:
            target = copy / source.relative_to(ROOT / "web")
            target.parent.mkdir(exist_ok=True)
            target.write_text(json.dumps(json.loads(source.read_text()) | {"version": version}))
        lock = json.loads((copy / "package-lock.json").read_text())
        for place, package in lock["packages"].items():
            if "node_modules" not in place:
                package["version"] = version
        (copy / "package-lock.json").write_text(json.dumps(lock))
        words = [
            "npm",
            "sbom",
            "--sbom-format",
            "cyclonedx",
            "--package-lock-only",
            "--omit",
            "dev",
            "--offline",
        ]
        path.write_text(_run(words, copy))
    return path


def check_parts(path: Path, needed: set[str]) -> int:
    """The number of parts of a bill. Raises ``NotReleasableError`` when it lacks one that is needed."""
    bill: dict[str, Any] = json.loads(path.read_text())
    names = {"/".join(filter(None, (part.get("group"), part["name"]))) for part in bill["components"]}
    missing = needed - names
    if bill["bomFormat"] != "CycloneDX" or missing:
        raise NotReleasableError(f"{path.name} is no bill of all parts: {sorted(missing)}")
    return len(names)


def python_needs(root: Path) -> set[str]:
    """The packages that the project asks for itself, of all extras."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    asked = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.split(r"[^\w.-]", each)[0].lower().replace("_", "-") for each in asked}
    return names - {"idos"}


def web_needs(root: Path) -> set[str]:
    """The packages that the web's packages ask for themselves, but for each other."""
    manifests = [json.loads(path.read_text()) for path in (root / "web").glob("*/package.json")]
    return {
        name for each in manifests for name, range_ in each.get("dependencies", {}).items() if range_ != "*"
    }


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_sums(folder: Path) -> None:
    """Write the digests of all files of a folder, in the form of ``sha256sum``."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    (folder / SUMS).write_text("".join(f"{digest(path)}  {path.name}\n" for path in files))


def _run(words: Sequence[str], folder: Path, more: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        words, cwd=folder, env=os.environ | (more or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotReleasableError(f"{Path(words[0]).name} {words[1]}: {done.stderr or done.stdout}".strip())
    return done.stdout


def _time_of_commit() -> int:
    try:
        return max(_EARLIEST, int(_run(["git", "log", "-1", "--format=%ct"], ROOT)))
    except (NotReleasableError, OSError):  # a source tree without its history
        return _EARLIEST


def release(folder: Path, *, tag: str | None, quick: bool) -> None:
    """Check everything, and fill ``folder``. Raises ``NotReleasableError``."""
    version = check_versions(ROOT, idos.__version__, tag)
    check_changelog((ROOT / "CHANGELOG.md").read_text(), version, tagged=tag is not None)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not quick:
        built = build_twice(folder, _time_of_commit())
        print("→ built twice, alike:", *(path.name for path in built))
    for path, needed in (
        (write_python_parts(folder, version), python_needs(ROOT)),
        (write_web_parts(folder, version), web_needs(ROOT)),
    ):
        print(f"→ {path.name}: {check_parts(path, needed)} parts")
    write_sums(folder)
    print(
        f"→ {version} can be released" + ("" if tag else ", once its changelog has a date and it has a tag")
    )


def main() -> int:
    """Check the tree, and say what keeps it from being released."""
    try:
        quick = os.environ.get("QUICK", "") not in {"", "0"}
        release(ROOT / "artefacts" / "release", tag=os.environ.get("TAG") or None, quick=quick)
    except NotReleasableError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
