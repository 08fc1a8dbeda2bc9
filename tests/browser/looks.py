"""How a page is looked at: in light and dark, wide and narrow, by eyes and by a machine."""

from pathlib import Path
from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships none
from playwright.sync_api import Frame, Page

type Scheme = Literal["light", "dark"]

RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP: Final = (1280, 800)
PHONE: Final = (390, 844)
ZOOMED: Final = (320, 256)
"""What a page of 1280 by 1024 has at 400 % (WCAG 2.2, 1.4.10)."""
_LOOKS: Final[tuple[tuple[Scheme, tuple[int, int]], ...]] = (("light", DESKTOP), ("dark", PHONE))
_OPTIONS: Final = {"runOnly": RULES, "rules": {"target-size": {"enabled": True}}}
_OVERFLOWS: Final = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

_STRETCHED: Final = """[...document.querySelectorAll(".badge")].filter(each => {
  const words = document.createRange();
  words.selectNodeContents(each);
  return each.getBoundingClientRect().width > words.getBoundingClientRect().width + 40;
}).map(each => each.textContent)"""
"""Badges that are drawn over a whole line: they look as fields to fill in."""


def look_at(page: Page, frame: Frame, album: Path, name: str) -> None:
    """Photograph a page into `album`, and make sure that `frame` of it is good to look at.

    No accessibility rule is broken, targets for a pointer included, and nothing overflows: on a
    desktop, on a phone, and at 400 %. Sizes change the layout and schemes the colours, so each of
    both is seen once.
    """
    for scheme, size in _LOOKS:
        show(page, scheme, size, album, name)
        require_accessible(frame)
    require_room(page, frame)


def show(page: Page, scheme: Scheme, size: tuple[int, int], album: Path, name: str) -> None:
    """Show a page in colours and at a size, width and height in pixels; photograph it."""
    width, height = size
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=album / f"{name}-{scheme}-{width}.png", full_page=True)


def require_accessible(frame: Frame) -> None:
    """Make sure that axe finds nothing, and that nothing overflows or is stretched."""
    broken = Axe().run(frame, options=_OPTIONS).generate_report()
    assert broken.startswith("Found 0 accessibility violations"), broken
    assert not frame.evaluate(_OVERFLOWS)
    assert frame.evaluate(_STRETCHED) == []


def require_room(page: Page, frame: Frame) -> None:
    """Make sure that nothing overflows at 400 %."""
    width, height = ZOOMED
    page.set_viewport_size({"width": width, "height": height})
    assert not frame.evaluate(_OVERFLOWS), page.url
