"""Decision records: numbered, listed, of one form, and confirmed by tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.test_threat_model import known_tests

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "adr"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
INDEX = (FOLDER / "README.md").read_text()
SECTIONS = ["Context and problem", "Drivers", "Options and outcome", "Consequences", "Confirmed by"]
STATUS = re.compile(
    r"^Status: (?P<status>proposed|accepted|rejected|superseded by (?P<by>\d{4}))(?:; [^.]+)?\."
    r" Date: \d{4}-\d{2}-\d{2}\.$",
    re.MULTILINE,
)
every_record = pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)


def _status(path: Path) -> re.Match[str]:
    found = STATUS.search(path.read_text())
    assert found, path
    return found


def test_numbers_are_given_once_and_in_order() -> None:
    assert [path.name[:5] for path in RECORDS] == [f"{number:04}-" for number in range(1, len(RECORDS) + 1)]


def test_the_index_lists_all_records_as_they_are() -> None:
    rows = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+?) \| (.+?) \|$", INDEX, re.MULTILINE)
    expected = []
    for path in RECORDS:
        title = path.read_text().partition("\n")[0].partition(". ")[2]
        expected.append((path.name[:4], path.name, title, _status(path)["status"]))
    assert rows == expected


def test_the_site_has_all_records() -> None:
    navigation = yaml.safe_dump(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"])
    assert [path.name for path in RECORDS if f"adr/{path.name}" not in navigation] == []


@every_record
def test_a_record_has_the_form_of_all(path: Path) -> None:
    text = path.read_text()
    assert re.match(rf"# {int(path.name[:4])}\. .+\n\nStatus: ", text)
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [section for section in sections if section in SECTIONS] == SECTIONS
    assert "(**chosen**" in text
    superseded_by = _status(path)["by"]
    assert superseded_by is None or any(other.name.startswith(superseded_by) for other in RECORDS)


@every_record
def test_what_confirms_a_record_exists(path: Path) -> None:
    confirmed = path.read_text().partition("\n## Confirmed by\n")[2]
    named = set(re.findall(r"`([^`]+)`", path.read_text()))
    tests = {name for name in named if name.startswith("test_")}
    places = {name for name in named if re.match(r"(tests|web|bench|vectors|src|docs)/", name)}
    assert tests | places, "nothing confirms it"
    assert sorted(tests - known_tests()) == []
    assert sorted(place for place in places if not (ROOT / place).exists()) == []
    assert any(name in confirmed for name in tests | places)
