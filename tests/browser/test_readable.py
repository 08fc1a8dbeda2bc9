"""The consent page for every reader: their language, keyboard, zoom, contrast and motion."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from jetbridge.web import language
from tests.browser.admin import Admin
from tests.browser.looks import DESKTOP, PHONE, ZOOMED, require_accessible

APPROVE: Final = {"en": "Approve", "de": "Genehmigen", "fr": "Approuver", "es": "Aprobar"}
FOCUS: Final = """() => {
  const style = getComputedStyle(document.activeElement);
  const text = document.activeElement.textContent.trim().replace(/\\s+/g, ' ');
  return [text, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
}"""


def show(page: Page, size: tuple[int, int]) -> None:
    """Give the page's window a size."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})


@pytest.mark.parametrize("code", language.NAMES)
def test_the_decision_is_in_sight(admin: Admin, album: Path, code: str) -> None:
    """At 1280 by 800, without scrolling, in every language, and where a note is above it."""
    # GIVEN the consent page of a company that is connected already
    show(admin.page, DESKTOP)
    admin.page.goto(admin.consent_url)
    admin.sign_in()
    admin.page.get_by_role("button", name="Approve").click()
    expect(admin.page.get_by_role("heading", name="Connected")).to_be_visible()
    # WHEN it is read in a language
    admin.page.goto(f"{admin.consent_url}&lang={code}")
    button = admin.page.get_by_role("button", name=APPROVE[code])
    expect(button).to_be_visible()
    admin.page.screenshot(path=album / f"decision-{code}.png")
    # THEN the button is within the window
    box = button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= DESKTOP[1]
    # AND the page is right in that language, on a phone too
    show(admin.page, PHONE)
    require_accessible(admin.page.main_frame)


def test_another_language_keeps_what_was_begun(admin: Admin) -> None:
    """Chosen by a link, in the middle of the flow: it ends where it would have ended."""
    # GIVEN the consent page
    admin.reach_consent()
    # WHEN German is chosen, and the connection approved
    admin.page.get_by_role("link", name="Deutsch").click()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(f"{admin.company} verbinden?")
    assert admin.page.locator("html").get_attribute("lang") == "de"
    admin.page.get_by_role("button", name="Genehmigen").click()
    # THEN the company is connected, and the browser is back at SmartRecruiters
    admin.page.wait_for_url(f"{admin.smartrecruiters}/**")
    assert admin.integration_id()


def test_a_keyboard_reaches_everything_in_order_and_shows_where_it_is(admin: Admin) -> None:
    """Languages, what is allowed, the decision, another account; folded parts open by Enter."""
    # GIVEN the consent page, which has come
    admin.reach_consent()
    admin.page.wait_for_url("**/smartrecruiters/consent?*")
    reached = []
    # WHEN Tab is pressed from its beginning
    for _ in range(8):
        admin.page.keyboard.press("Tab")
        text, is_visible = admin.page.evaluate(FOCUS)
        # THEN the focus can be seen each time
        assert is_visible, text
        reached.append(text)
        if text.startswith("In SmartRecruiters"):
            admin.page.keyboard.press("Enter")
    # AND the order is that of the page
    assert reached[:3] == ["Deutsch", "Français", "Español"]
    assert reached[3].startswith("In SmartRecruiters, Jetbridge will be able to")
    assert reached[4].startswith("In Jetbridge, SmartRecruiters will be able to")
    assert reached[5:] == ["Approve", "Deny", "Use another account"]
    # AND what was opened is open
    expect(admin.page.get_by_text("To know who was hired, and how to reach them.")).to_be_visible()


def test_at_400_percent_everything_is_there_in_one_column(admin: Admin, album: Path) -> None:
    """Nothing has to be scrolled sideways, and nothing covers the decision (WCAG 1.4.10)."""
    # GIVEN the consent page, its parts unfolded
    admin.reach_consent()
    for part in admin.page.locator("summary").all():
        part.click()
    # WHEN it is zoomed
    show(admin.page, ZOOMED)
    admin.page.screenshot(path=album / "zoomed.png", full_page=True)
    # THEN it is one column, and the decision can be pressed
    require_accessible(admin.page.main_frame)
    admin.page.get_by_role("button", name="Deny").click()
    admin.page.wait_for_url(f"{admin.smartrecruiters}/**")


def test_forced_colours_keep_the_edges_of_what_can_be_pressed(admin: Admin, album: Path) -> None:
    """High contrast takes backgrounds away: a border stays."""
    # GIVEN the consent page
    admin.reach_consent()
    # WHEN the system forces its colours
    admin.page.emulate_media(forced_colors="active")
    admin.page.screenshot(path=album / "forced-colours.png", full_page=True)
    # THEN each control has an edge
    for selector in (".decision button", "details", ".side", ".monogram"):
        for part in admin.page.locator(selector).all():
            border = part.evaluate("part => getComputedStyle(part).borderTopStyle")
            assert border == "solid", selector
    # AND the drawings have the colour of the text
    colour = "part => getComputedStyle(part).color"
    text = admin.page.locator("h1").evaluate(colour)
    for drawing in admin.page.locator("svg").all():
        assert drawing.evaluate(colour) == text


def test_nothing_moves_for_who_wants_no_motion(admin: Admin) -> None:
    """The mark of a page that waits breathes for others."""
    # GIVEN a frame that waits for its window
    inside = admin.open_popup()
    admin.open_window(inside)
    mark = inside.locator("#waiting .mark")
    expect(mark).to_be_visible()
    animation = "mark => getComputedStyle(mark).animationName"
    assert mark.evaluate(animation) == "breathe"
    # WHEN its reader wants no motion, THEN it stands still
    admin.page.emulate_media(reduced_motion="reduce")
    assert mark.evaluate(animation) == "none"
