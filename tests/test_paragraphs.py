"""Paragraphs of ``docs/protocol`` have numbers; rules cite them, and each has a rule or a test.

``**3.2**`` begins paragraph 3.2 of a page; ``[rules 3.2]`` in ``src`` cites it on ``rules.md``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from idos.protocol.refusals import Refusal

ROOT = Path(__file__).parents[1]
PAGES = {
    page.stem: page.read_text() for page in (ROOT / "docs/protocol").glob("*.md") if page.stem != "actions"
}
SECTION = re.compile(r"^## (\d+)\. ", re.MULTILINE)
PARAGRAPH = re.compile(r"^\*\*(\d+)\.(\d+)\*\* ", re.MULTILINE)
SHOWN_BY = re.compile(r"^\*Format, shown by\* (.+)\.$", re.MULTILINE)
CITATION = re.compile(r"\[([a-z0-9-]+ \d+\.\d+)\]")
SECTION_CITED = re.compile(r"docs/protocol/([a-z0-9-]+)\.md`*,? §(\d+)")
SIMPLE = (ast.Assign, ast.AnnAssign, ast.Expr, ast.Raise, ast.Return)
ERRORS = {"Invalid", "Denied", "NotFound"}


def paragraphs() -> dict[str, str]:
    """Each paragraph by page and number, with all up to the next one."""
    found: dict[str, str] = {}
    for page, text in PAGES.items():
        starts = [match.start() for match in (*PARAGRAPH.finditer(text), *SECTION.finditer(text))]
        ends = [*sorted(starts)[1:], len(text)]
        for start, end in zip(sorted(starts), ends, strict=True):
            if match := PARAGRAPH.match(text, start):
                name = f"{page} {match[1]}.{match[2]}"
                assert name not in found, f"{name} is there twice"
                found[name] = text[start:end]
    return found


def sections(page: str) -> list[tuple[str, str]]:
    """The numbered sections of a page: number and text."""
    parts = SECTION.split(PAGES[page])[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def formats() -> dict[str, list[str]]:
    """The sections that describe a format, and the tests and vectors that show it."""
    return {
        f"{page} {number}": re.findall(r"`([^`]+)`", match[1])
        for page in PAGES
        for number, text in sections(page)
        if (match := SHOWN_BY.search(text))
    }


def sources() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "src/idos").rglob("*.py")):
        yield path.relative_to(ROOT / "src/idos"), path.read_text()


def citations() -> set[str]:
    """All paragraphs that the code and the table of refusals cite."""
    cited = {name for _, text in sources() for name in CITATION.findall(text)}
    return cited | {refusal.paragraph for refusal in Refusal if refusal.paragraph}


def refusals() -> Iterator[tuple[str, str, set[str]]]:
    """Where a rule refuses: the place, the refusal's code, and the paragraphs that its lines cite.

    An error that is no member of ``Refusal`` has no code here.
    """
    for path, text in sources():
        if path.parts[0] != "actions":
            continue
        lines, tree = text.splitlines(), ast.parse(text)
        statements = [node for node in ast.walk(tree) if isinstance(node, SIMPLE)]
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Refusal":
                code = node.attr.lower()
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                code = ""
            else:
                continue
            spans = [(each.lineno, each.end_lineno or each.lineno) for each in statements]
            around = [span for span in spans if span[0] <= node.lineno <= span[1]]
            first, last = min(around, key=lambda span: span[1] - span[0], default=(node.lineno, node.lineno))
            while first > 1 and lines[first - 2].lstrip().startswith("#"):
                first -= 1
            yield f"{path}:{node.lineno}", code, set(CITATION.findall("\n".join(lines[first - 1 : last])))


@pytest.mark.parametrize("page", sorted(PAGES))
def test_paragraphs_are_numbered_without_gaps(page: str) -> None:
    found = [(int(match[1]), int(match[2])) for match in PARAGRAPH.finditer(PAGES[page])]
    for number, text in sections(page):
        inside = sorted(paragraph for section, paragraph in found if section == int(number))
        assert inside == list(range(1, len(inside) + 1)), f"{page} {number}"
        for match in PARAGRAPH.finditer(text):
            assert match[1] == number, f"{page} {match[0]} stands in section {number}"


def test_every_citation_is_of_a_paragraph() -> None:
    assert sorted(citations() - paragraphs().keys()) == []


def test_every_section_that_code_names_exists() -> None:
    named = {f"{page} {number}" for _, text in sources() for page, number in SECTION_CITED.findall(text)}
    known = {f"{page} {number}" for page in PAGES for number, _ in sections(page)}
    assert sorted(named - known) == []


def test_every_paragraph_is_cited_or_a_format_that_tests_show() -> None:
    shown = formats()
    left = [name for name in paragraphs().keys() - citations() if name.rpartition(".")[0] not in shown]
    assert sorted(left) == []


def test_the_tests_of_formats_exist() -> None:
    named = {path for paths in formats().values() for path in paths}
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []
    assert all(formats().values())


def test_every_refusal_of_a_rule_cites_its_paragraph() -> None:
    without = []
    for place, code, cited in refusals():
        paragraph = Refusal[code.upper()].paragraph if code else ""
        if not (paragraph or cited):
            without.append(f"{place} {code}")
    assert without == []


def test_a_cited_paragraph_names_the_refusal() -> None:
    texts = paragraphs()
    pairs = {(refusal.name.lower(), refusal.paragraph) for refusal in Refusal if refusal.paragraph}
    for _, code, cited in refusals():
        if code and not Refusal[code.upper()].paragraph:
            pairs |= {(code, name) for name in cited}
    assert sorted(pair for pair in pairs if f"`{pair[0]}`" not in texts[pair[1]]) == []
