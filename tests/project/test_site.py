"""The documentation builds as a site: every link leads somewhere, and nothing is loaded from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from scripts.documentation import BESIDE, anchor, with_links, with_paragraphs

ROOT = Path(__file__).parents[2]
LOADED = re.compile(r"""<(?:script|link|img|iframe)[^>]*?(?:src|href)=["']?((?:https?:)?//[^"'\s>]*)""")
IMPORTED = re.compile(r"""(?:@import|url\()\s*["']?((?:https?:)?//[^"')\s]*)""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "-m", "properdocs", "build", "--config-file", str(ROOT / "mkdocs.yml")]
    built = subprocess.run([*words, "--site-dir", str(folder)], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder


def test_every_page_is_in_the_site(site: Path) -> None:
    sources = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}
    expected = {source.removesuffix(".md").replace("README", "index") for source in sources}
    expected |= {place.removesuffix(".md") for place in BESIDE.values()} | {"404"}
    assert {str(path.relative_to(site)).removesuffix(".html") for path in site.rglob("*.html")} == expected


def test_it_loads_nothing_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.*"):
        if path.suffix == ".html":
            assert LOADED.findall(path.read_text()) == [], path
        if path.suffix == ".css":
            assert IMPORTED.findall(path.read_text()) == [], path


def test_blocks_of_code_in_lists_are_blocks(site: Path) -> None:
    for path in site.rglob("*.html"):
        shown = re.sub(r"<pre>.*?</pre>", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"```|<code>[a-z]*\n", shown), path


def test_make_builds_it_as_it_is_built_here() -> None:
    """Without ``--quiet``, which would hide warnings from ``strict`` too."""
    assert "properdocs build --config-file mkdocs.yml\n" in (ROOT / "Makefile").read_text()
    assert "\nstrict: true\n" in (ROOT / "mkdocs.yml").read_text()


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    config = (ROOT / "mkdocs.yml").read_text().partition("\nnav:")[0]
    (tmp_path / "mkdocs.yml").write_text(config.replace("hooks: [scripts/documentation.py]\n", ""))
    for text in ("[missing](missing.md)", "[missing](#missing)", "[missing](/missing)"):
        (tmp_path / "docs" / "index.md").write_text(f"# Title\n\n{text}\n")
        built = subprocess.run(
            [sys.executable, "-m", "properdocs", "build", "--config-file", tmp_path / "mkdocs.yml"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert built.returncode != 0, text
        assert "missing" in built.stderr


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        ("index.md", "[a](docs/guide.md)", "[a](guide.md)"),
        ("index.md", "[a](docs/operator.md#safari)", "[a](operator.md#safari)"),
        ("index.md", "[a](docs/adr/)", "[a](adr/README.md)"),
        ("index.md", "![a](docs/images/joined.png)", "![a](images/joined.png)"),
        ("CONTRIBUTING.md", "[a](docs/protocol/upgrades.md)", "[a](protocol/upgrades.md)"),
        (
            "adr/0001-rules-that-change.md",
            "[a](../../CONTRIBUTING.md#tests)",
            "[a](../CONTRIBUTING.md#tests)",
        ),
        ("protocol/reads.md", "[a](../operator.md#x)", "[a](../operator.md#x)"),
        ("guide.md", "[a](https://example.org/a.md)", "[a](https://example.org/a.md)"),
        ("CONTRIBUTING.md", "[a](src/idos/errors.py)", "a"),
        ("guide.md", "[a](nowhere.md)", "[a](nowhere.md)"),
        ("guide.md", "[a](#here)", "[a](#here)"),
    ],
)
def test_links_lead_where_the_site_has_their_pages(page: str, link: str, expected: str) -> None:
    assert with_links(f"before {link} after", page) == f"before {expected} after"


def test_numbered_paragraphs_have_anchors() -> None:
    text = "## 3. Wallets\n\n**3.2** One.\n\n**Not** this."
    assert with_paragraphs(text) == '## 3. Wallets\n\n<a id="p3.2"></a>**3.2** One.\n\n**Not** this.'


def test_anchors_are_those_of_github() -> None:
    assert anchor("§1. What `idos` does — and not", "-") == "1-what-idos-does--and-not"
    assert anchor("Ein Ä_b", "-") == "ein-ä_b"
