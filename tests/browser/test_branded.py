"""Pages that carry a brand, as Chromium shows them. The function runs in the test's own process."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from jetbridge.flows import brand
from jetbridge.flows.tenant import tenants
from jetbridge.model.brand import Brand
from jetbridge_cli import logos
from tests.browser.conftest import Opens
from tests.browser.looks import look_at
from tests.support.browser import ORIGIN, Browser
from tests.support.consent import CONSENT, POPUP, FunctionEnv, browser, env

__all__ = ["browser", "env"]

SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30" role="img">'
    '<rect width="30" height="30" rx="6" fill="#7a1fa2"/><path fill="#7a1fa2" d="M40 8h44v14H40z"/>'
    "</svg>"
)
ACME: Final = Brand(
    name="Acme Hiring",
    colour="#7a1fa2",
    support="help@acme.example",
    privacy_url="https://acme.example/privacy",
    terms_url="https://acme.example/terms",
)


@pytest.fixture
def page(open_browser: Opens, browser: Browser) -> Page:
    """Return a page whose requests the function answers, with what the browser says of them."""
    shown = open_browser().new_page()

    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        found = browser.get(path, accept_language=route.request.headers.get("accept-language", ""))
        is_image = found.headers["content-type"].startswith("image/")
        body = base64.b64decode(found.body) if is_image else found.body
        route.fulfill(status=found.status, headers=dict(found.headers), body=body)

    shown.route(f"{ORIGIN}/**", answer)
    return shown


def logo_is_drawn(page: Page) -> bool:
    """Return whether the browser has loaded the logo and drawn it."""
    return bool(page.get_by_role("img").evaluate("image => image.naturalWidth > 0"))


def consent(page: Page) -> None:
    """Show the consent page."""
    page.goto(f"{ORIGIN}{POPUP}")
    expect(page.get_by_role("button", name="Approve")).to_be_visible()


def refusal(page: Page) -> None:
    """Show a refusal."""
    page.goto(f"{ORIGIN}{CONSENT}")
    expect(page.get_by_role("heading", name="This link is not complete")).to_be_visible()


@pytest.mark.parametrize("reach", [consent, refusal], ids=lambda reach: reach.__name__)
def test_a_branded_page_is_as_good_to_read(  # noqa: PLR0913, PLR0917 - a fixture each
    env: FunctionEnv,
    browser: Browser,
    page: Page,
    album: Path,
    tmp_path: Path,
    reach: Callable[[Page], None],
) -> None:
    """Its logo and its colours are let in by its policy; every rule of reading still holds."""
    # GIVEN a brand, a tenant with a name, and everything that the browser says
    file = tmp_path / "logo.svg"
    file.write_text(SVG)
    brand.put(env.world.table, env.world.clock, ACME, logos.read(file))
    tenants.add(env.world.context(), "demo", "Globex GmbH")
    env.signed_in(browser)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    # WHEN a page is shown
    reach(page)
    # THEN the logo is drawn, read out as the name, and the accent is the brand's
    expect(page.get_by_role("img", name="Acme Hiring")).to_be_visible()
    assert logo_is_drawn(page)
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(accent) == "#7a1fa2"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(accent) not in ("#7a1fa2", "#63cdbd")
    # AND the page is as good to read as without
    look_at(page, page.main_frame, album, f"branded-{reach.__name__}")
    assert [text for text in said if "status of 4" not in text] == []


def test_a_drawing_that_is_opened_by_itself_runs_nothing(
    env: FunctionEnv, page: Page, tmp_path: Path
) -> None:
    """Even if the check had let a script through: its answer is a sandbox."""
    # GIVEN a logo with a script, stored past the check
    file = tmp_path / "logo.svg"
    file.write_text(SVG)
    clean = logos.read(file)
    script = b"<script>document.documentElement.setAttribute('data-ran', 1)</script></svg>"
    bad = type(clean)(clean.name, clean.kind, clean.data.replace(b"</svg>", script))
    brand.put(env.world.table, env.world.clock, ACME, bad)
    # WHEN it is opened as a page
    page.goto(f"{ORIGIN}/brand/{bad.name}")
    # THEN it is shown, and the script has not run
    assert page.evaluate("document.documentElement.localName") == "svg"
    assert page.evaluate("document.documentElement.getAttribute('data-ran')") is None
