"""Continuous integration runs what anybody can run at home: make targets, and nothing besides."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TOOLS = ROOT / ".github" / "actions" / "tools"
TARGETS = set(re.findall(r"^([a-z][a-z-]*):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))
ACTION = re.compile(r"[\w-]+/[\w-]+@(v\d+|[0-9a-f]{40})")
OWNERS_OF_ACTIONS = {"actions"}
MAY_WRITE = {("release", "attest"): {"id-token", "attestations"}}
"""Which jobs get more than reading, and what."""

Job = dict[str, Any]


def _parsed(path: Path) -> dict[str, Any]:
    """The document; YAML 1.1 takes the key ``on`` for a truth value."""
    document: dict[Any, Any] = yaml.safe_load(path.read_text())
    return {"on" if key is True else key: value for key, value in document.items()}


def _jobs() -> Iterator[tuple[str, str, Job]]:
    for path in WORKFLOWS:
        for name, job in _parsed(path)["jobs"].items():
            yield path.stem, name, job


def _commands(job: Job) -> Iterator[str]:
    """What the job runs, for each combination of its matrix."""
    matrix: dict[str, list[str]] = job.get("strategy", {}).get("matrix", {})
    for values in itertools.product(*matrix.values()):
        for step in job["steps"]:
            command = step.get("run", "")
            for name, value in zip(matrix, values, strict=True):
                command = command.replace(f"${{{{ matrix.{name} }}}}", value)
            if command:
                yield command


JOBS = [pytest.param(*each, id=f"{each[0]}-{each[1]}") for each in _jobs()]
every_job = pytest.mark.parametrize(("workflow", "name", "job"), JOBS)


def test_there_are_a_fast_a_slow_and_a_releasing_workflow() -> None:
    assert [path.stem for path in WORKFLOWS] == ["fast", "release", "slow"]
    ran = {each for _, _, job in _jobs() for each in _commands(job)}
    wanted = "lint types docs quick test chaos fuzz bench audit release-check"
    assert ran == {f"make {target}" for target in wanted.split()}


@every_job
def test_a_job_runs_make_targets_that_exist_and_nothing_else(workflow: str, name: str, job: Job) -> None:
    for command in _commands(job):
        make, *targets = command.split()
        assert make == "make"
        assert targets
        assert set(targets) <= TARGETS


def test_a_job_that_may_sign_runs_nothing_that_is_built_or_installed() -> None:
    for workflow, name, job in _jobs():
        if (workflow, name) in MAY_WRITE:
            assert not list(_commands(job))
            assert not [step for step in job["steps"] if step["uses"].startswith("./")]


@every_job
def test_a_job_has_an_end_and_no_more_rights_than_it_needs(workflow: str, name: str, job: Job) -> None:
    assert job["timeout-minutes"] <= 180
    rights = job.get("permissions", {})
    assert {right for right, kind in rights.items() if kind != "read"} == MAY_WRITE.get(
        (workflow, name), set()
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_reads_by_default_and_gives_way_to_its_successor(path: Path) -> None:
    document = _parsed(path)
    assert document["permissions"] == {"contents": "read"}
    assert document["concurrency"]["cancel-in-progress"] is (path.stem != "release")


@pytest.mark.parametrize("path", [*WORKFLOWS, TOOLS / "action.yml"], ids=lambda path: path.stem)
def test_actions_are_few_and_have_a_version(path: Path) -> None:
    document = _parsed(path)
    steps = [step for job in document.get("jobs", {}).values() for step in job["steps"]]
    steps += document.get("runs", {}).get("steps", [])
    for action in filter(None, (step.get("uses") for step in steps)):
        if action == "./.github/actions/tools":
            continue
        assert ACTION.fullmatch(action), action
        assert action.partition("/")[0] in OWNERS_OF_ACTIONS


def test_setting_up_runs_no_command_and_caches_by_lock_files() -> None:
    steps = _parsed(TOOLS / "action.yml")["runs"]["steps"]
    assert not any("run" in step for step in steps)
    caches = {step["uses"].partition("@")[0]: step["with"] for step in steps}
    assert "hashFiles('uv.lock')" in caches["actions/cache"]["key"]
    assert caches["actions/setup-node"]["cache-dependency-path"] == "**/package-lock.json"


def test_every_version_of_python_that_is_promised_is_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    prefix = "Programming Language :: Python :: 3."
    promised = [each.rpartition(" ")[2] for each in project["classifiers"] if each.startswith(prefix)]
    matrices = [job["strategy"]["matrix"] for _, name, job in _jobs() if name in {"quick", "test"}]
    assert [matrix["python"] for matrix in matrices] == [promised, promised]


def test_updates_are_asked_for_wherever_something_is_locked() -> None:
    updates = _parsed(ROOT / ".github" / "dependabot.yml")["updates"]
    places = {
        (each["package-ecosystem"], folder)
        for each in updates
        for folder in each.get("directories") or [each["directory"]]
    }
    assert places == {("uv", "/"), ("npm", "/web"), ("npm", "/tests/interop/*"), ("github-actions", "/")}


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")), ids=str)
def test_forms_of_issues_are_as_github_reads_them(path: Path) -> None:
    form = _parsed(path)
    if path.stem == "config":
        assert form == {"blank_issues_enabled": False}
        return
    assert {"name", "description", "body"} <= set(form)
    for field in form["body"]:
        assert field["type"] in {"markdown", "textarea", "input", "checkboxes"}
        assert "label" in field["attributes"] or field["type"] == "markdown"


def test_every_target_that_one_may_ask_for_has_a_line_of_help() -> None:
    text = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"[a-z-]+", re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0]))
    assert phony <= TARGETS
    helped = set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))
    assert phony - helped == {"python", "npm", "web"}  # parts of `setup`
