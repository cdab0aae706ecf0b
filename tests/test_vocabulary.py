"""One name for each concept: unique class names, no retired words, a glossary that is true of the code."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
GLOSSARY = (ROOT / "docs/glossary.md").read_text()
SERVER = {"store", "actions", "consensus", "rpc", "node"}
ROW = re.compile(r"^\| \*\*(.+?)\*\* \|(.*)\|([^|]*)\|$", re.MULTILINE)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
TYPESCRIPT_NAME = re.compile(
    r"^(?:export )?(?:default )?(?:abstract )?(?:class|interface) (\w+)"
    r"|^export (?:default )?(?:async )?(?:function|const|type|enum|let) (\w+)",
    re.MULTILINE,
)


def python_modules() -> Iterator[tuple[str, Path, ast.Module]]:
    for path in sorted((ROOT / "src/idos").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        yield name.removesuffix(".__init__"), path, ast.parse(path.read_text())


def public_classes() -> dict[str, list[str]]:
    """The modules that declare a public class of each name."""
    found = defaultdict(list)
    for module, _, tree in python_modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module)
    return found


def retired() -> set[str]:
    section = GLOSSARY.partition("## Retired words")[2]
    rows = re.findall(r"^\| ([a-z, ]+) \| .+ \|$", section, re.MULTILINE)
    return {word for row in rows for word in row.split(", ")} - {"not"}


def entries() -> dict[str, list[str]]:
    """The terms of the glossary, with the names in code that each has."""
    return {match[1]: re.findall(r"`([^`]+)`", match[3]) for match in ROW.finditer(GLOSSARY)}


def words(name: str) -> set[str]:
    return {word.lower() for word in WORD.findall(name)}


def python_names() -> Iterator[tuple[str, str]]:
    for _, path, tree in python_modules():
        place = str(path.relative_to(ROOT))
        yield place, path.stem
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield place, node.name


def typescript_names() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "web").rglob("*.ts*")):
        place = str(path.relative_to(ROOT))
        if "node_modules" in path.parts or "dist" in path.parts or path.suffix not in {".ts", ".tsx"}:
            continue
        if path.name.endswith((".test.ts", ".test.tsx")):
            continue
        yield place, path.stem
        for match in TYPESCRIPT_NAME.finditer(path.read_text()):
            yield place, match[1] or match[2]


def test_a_class_name_stands_for_one_class_or_for_one_concept_of_both_towers() -> None:
    one_concept = {
        tuple(sorted(name.rpartition(".")[0] for name in names if name.endswith(f".{last}")))
        for names in entries().values()
        for last in {name.rpartition(".")[2] for name in names}
    }
    wrong = []
    for name, modules in public_classes().items():
        towers = [module.split(".")[1] in SERVER for module in modules]
        if len(modules) > 1 and (
            sorted(towers) != [False, True] or tuple(sorted(modules)) not in one_concept
        ):
            wrong.append((name, modules))
    assert wrong == []


def test_a_term_is_defined_once() -> None:
    terms = [match[1] for match in ROW.finditer(GLOSSARY)]
    assert len(terms) > 70
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_what_the_glossary_names_in_code_exists() -> None:
    known = {module for module, _, _ in python_modules()}
    known |= {f"{module}.{name}" for name, modules in public_classes().items() for module in modules}
    named = {name for names in entries().values() for name in names}
    missing = {name for name in named if name.startswith("idos.") and name not in known}
    missing |= {name for name in named if name.startswith("web/") and not (ROOT / name).exists()}
    assert sorted(missing) == []
    assert all(name.startswith(("idos.", "web/")) for name in named)


def test_no_name_in_python_has_a_retired_word() -> None:
    assert len(retired()) >= 15
    assert [(place, name) for place, name in python_names() if words(name) & retired()] == []


def test_no_name_in_typescript_has_a_retired_word() -> None:
    assert [(place, name) for place, name in typescript_names() if words(name) & retired()] == []
