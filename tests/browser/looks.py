"""How a page is looked at: in light and dark, wide and narrow, by eyes and by a machine."""

from pathlib import Path
from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships none
from playwright.sync_api import Frame, Page

type Scheme = Literal["light", "dark"]

RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")


def look_at(page: Page, frame: Frame, album: Path, name: str) -> None:
    """Photograph a page into `album`, and make sure that `frame` of it is good to look at.

    No accessibility rule is broken, and nothing overflows.
    """
    for scheme in _SCHEMES:
        for width in (1_000, 320):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 720})
            page.screenshot(path=album / f"{name}-{scheme}-{width}.png", full_page=True)
            broken = Axe().run(frame, options={"runOnly": RULES}).generate_report()
            assert broken.startswith("Found 0 accessibility violations"), broken
            assert frame.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
