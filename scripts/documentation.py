"""What the site needs beyond the pages of ``docs``: pages beside it, links to files, and anchors.

Headings have the anchors that GitHub gives them. Paragraph 3.2 of a protocol page has ``p3.2``.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from properdocs.config.defaults import ProperDocsConfig
from properdocs.structure.files import File, Files
from properdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
BESIDE = {"README.md": "index.md"} | {
    name: name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
}
"""Pages in the repository's folder, and what they are in the site."""

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)#\s]+)(#[^)\s]*)?\)|(?<=\]\()([^)#\s]+)(?=\))")
_ADDRESS = re.compile(r"[a-z]+:")
_PARAGRAPH = re.compile(r"^\*\*(\d+\.\d+)\*\* ", re.MULTILINE)


def anchor(heading: str, separator: str) -> str:
    """The anchor of a heading: as GitHub makes it, so that one link works in both."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", separator)


def on_config(config: ProperDocsConfig) -> ProperDocsConfig:
    """Set what the configuration's file has no form for."""
    config.mdx_configs["toc"] = {"slugify": anchor}
    return config


def on_files(files: Files, *, config: ProperDocsConfig) -> Files:
    """Add the pages that stand beside the folder."""
    for name, place in BESIDE.items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """Make links lead to where their pages are in the site.

    What is no page, as a file of code, is named and not linked: the site is read without the repository. A
    link to what does not exist stays as it is, for the strict build to find.
    """
    return with_paragraphs(with_links(markdown, page.file.src_uri))


def with_paragraphs(markdown: str) -> str:
    """The text of a page, whose numbered paragraphs can be linked to."""
    return _PARAGRAPH.sub(r'<a id="p\1"></a>**\1** ', markdown)


def with_links(markdown: str, page: str) -> str:
    """The text of a page of the site, with its links as the site needs them."""
    sources = {place: name for name, place in BESIDE.items()}
    folder = posixpath.dirname(sources.get(page, f"docs/{page}"))

    def linked(match: re.Match[str]) -> str:
        text, link, fragment, image = match.groups()
        found = link or image
        if _ADDRESS.match(found):
            return match[0]
        place = _place(posixpath.normpath(posixpath.join(folder, found)))
        if place is None:
            return match[0] if image else text
        moved = posixpath.relpath(place, posixpath.dirname(page) or ".")
        return moved if image else f"[{text}]({moved}{fragment or ''})"

    return _LINK.sub(linked, markdown)


def _place(path: str) -> str | None:
    """Where the site has what the repository has at ``path``: nowhere what is no page, though it exists."""
    if path in BESIDE:
        return BESIDE[path]
    if (ROOT / path / "README.md").is_file():
        path += "/README.md"
    if path.startswith("docs/") and not (ROOT / path).is_dir():
        return path.removeprefix("docs/")
    return None if (ROOT / path).exists() else path
