"""How a screen is judged: clean to axe-core, nothing cut off, in two themes, at two widths; and kept."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Frame, Page

ROOT: Final = Path(__file__).parents[2]
PICTURES: Final = ROOT / "artefacts" / "screens"
AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS: Final = (320, 1280)
HEIGHT: Final = 720
THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")

# Colours depend on the theme, and order on the width: each is judged once.
JUDGED: Final = {(320, "light"), (1280, "dark")}


_FITS: Final = """() => {
  const root = document.documentElement;
  return window.parent === window || getComputedStyle(root).overflowY !== "clip"
    || Math.ceil(root.offsetHeight) === window.innerHeight;
}"""
_PAINTED: Final = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def judge(page: Page, name: str, *, frame: Frame | None = None, pictures: bool = True) -> None:
    """Judge a screen, or a frame in it, and keep pictures ``<name>-<width>-<theme>.png``, if wanted."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    subject = frame or page.main_frame
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            assert not _is_cut_off(subject), f"{name} is cut off at {width}"
            if (width, theme) in JUDGED:
                violations = _violations(subject)
                assert not violations, f"{name} at {width}, {theme}: {violations}"
            if pictures:
                _photograph(page, subject, PICTURES / f"{name}-{width}-{theme}.png", width)


def _photograph(page: Page, subject: Frame, path: Path, width: int) -> None:
    """The whole page. Its window is made as tall, because frames outside of it are not painted."""
    _fit(subject)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(HEIGHT, height)})
    _fit(subject)
    for frame in (subject, page.main_frame):
        frame.evaluate(_PAINTED)
    page.screenshot(path=path, full_page=True, animations="disabled")
    page.set_viewport_size({"width": width, "height": HEIGHT})


def _fit(subject: Frame) -> None:
    """Wait until a frame that cannot be scrolled is as tall as what is in it: its page makes room late."""
    subject.wait_for_function(_FITS, polling=20)


def _is_cut_off(subject: Frame) -> bool:
    root = "document.documentElement"
    cut_off: bool = subject.evaluate(f"{root}.scrollWidth > {root}.clientWidth")
    return cut_off


def _violations(subject: Frame) -> list[str]:
    if not subject.evaluate("'axe' in window"):
        subject.evaluate(_axe())
    found: list[str] = subject.evaluate(
        "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map("
        "  ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)"
    )
    return found


@cache
def _axe() -> str:
    return AXE.read_text()
