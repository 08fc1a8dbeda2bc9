"""The pages carry the brand that an operator has set, and call a tenant by its name."""

import base64
import hashlib
import html
import re
from typing import override

import pytest

from jetbridge.flows import brand
from jetbridge.flows.tenant import tenants
from jetbridge.model.brand import Brand, Logo, LogoKind
from jetbridge.model.tenant import Tenant
from jetbridge.store import brands, keys
from jetbridge.store.table import Item, Key, TableUnavailableError
from jetbridge.store.tenants import add
from tests.fakes.passing import PassingTable
from tests.support.browser import Browser
from tests.support.consent import CONSENT, POPUP, FunctionEnv

LOGO = Logo(f"{'a' * 32}.png", LogoKind.PNG, b"\x89PNG\xff\x00")
ACME = Brand(
    name="Acme & Söhne",
    colour="#7a1fa2",
    support="help@acme.example",
    privacy_url="https://acme.example/privacy",
    terms_url="https://acme.example/terms",
)


class NoBrand(PassingTable):
    """A table of which the partition of the brand does not answer."""

    @override
    def get(self, key: Key) -> Item | None:
        """Fail for the brand."""
        if key == keys.brand():
            raise TableUnavailableError("no answer")
        return super().get(key)


def put(env: FunctionEnv, wanted: Brand, logo: Logo | None = None) -> None:
    """Set the brand of the pages."""
    brand.put(env.world.table, env.world.clock, wanted, logo)


def test_every_page_carries_the_brand_and_none_of_our_name(
    env: FunctionEnv, browser: Browser
) -> None:
    """In its title, its header and its sentences; refusals and frames as well."""
    # GIVEN a brand
    put(env, ACME)
    # WHEN pages are shown
    pages = [
        env.signed_in(browser),
        browser.get(CONSENT),
        browser.get("/nowhere"),
        browser.get(POPUP, sec_fetch_dest="iframe"),
    ]
    # THEN each has the name and the links, and our own nowhere
    for page in pages:
        text = html.unescape(page.body)
        assert "Acme & Söhne</title>" in text
        assert "Jetbridge" not in text
        for url in ("mailto:help@acme.example", ACME.privacy_url, ACME.terms_url):
            assert f'href="{url}"' in text
    # AND so do the sentences
    assert "In SmartRecruiters, Acme & Söhne will be able to" in html.unescape(pages[0].body)


def test_a_colour_is_a_style_sheet_that_the_policy_lets_in(
    env: FunctionEnv, browser: Browser
) -> None:
    """By its hash, in light and in dark; nothing else is let in."""
    # GIVEN a brand with a colour
    put(env, ACME)
    # WHEN a page is shown
    page = browser.get(CONSENT)
    # THEN the style sheet has it
    _, sheet = re.findall(r"<style>(.*?)</style>", page.body, re.DOTALL)
    assert sheet.startswith(":root{--accent:#7a1fa2;")
    assert "@media (prefers-color-scheme:dark){:root{--accent:#" in sheet
    # AND the policy its hash
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert page.policy["style-src"].endswith(f" 'sha256-{digest}'")
    assert "img-src" not in page.policy


def test_a_logo_is_loaded_from_our_own_origin(env: FunctionEnv, browser: Browser) -> None:
    """And is read out as the name; no other image may be loaded."""
    # GIVEN a brand with a logo
    put(env, ACME, LOGO)
    # WHEN a page is shown
    page = browser.get(CONSENT)
    # THEN it shows the logo
    (url, says) = re.findall(r'<img src="([^"]*)" alt="([^"]*)">', page.body)[0]
    assert html.unescape(says) == ACME.name
    assert page.policy["img-src"] == "'self'"
    # AND its address serves it, in the bytes that were stored
    image = browser.get(url)
    assert (image.status, image.headers["content-type"]) == (200, "image/png")
    assert base64.b64decode(image.body) == LOGO.data
    assert image.headers["cache-control"].startswith("public")
    assert image.policy["default-src"] == "'none'"
    # AND as a cache on the way may keep it, it chooses no language for others
    assert browser.get(f"{url}?lang=de").cookies == ()


def test_a_frame_is_not_left_by_its_links(env: FunctionEnv, browser: Browser) -> None:
    """It waits for its window, and what they lead to may not be framed; a page of its own is."""
    # GIVEN a brand with links
    put(env, ACME)
    # WHEN a frame and a page are shown
    frame = browser.get(POPUP, sec_fetch_dest="iframe")
    page = env.signed_in(browser)
    # THEN the frame's links open elsewhere, and the page's in its place
    for url in (ACME.privacy_url, ACME.terms_url):
        assert f'href="{url}" rel="noreferrer" target="_blank"' in frame.body
        assert f'href="{url}" rel="noreferrer">' in page.body


@pytest.mark.parametrize("name", ["b" * 32 + ".png", "x", "%2e%2e"])
def test_another_logo_is_not_there(env: FunctionEnv, browser: Browser, name: str) -> None:
    """The answer is a page of ours."""
    # GIVEN a brand with a logo, WHEN another is asked for, THEN there is none
    put(env, ACME, LOGO)
    assert browser.get(f"/brand/{name}").status == 404


def test_a_change_shows_within_a_minute(env: FunctionEnv, browser: Browser) -> None:
    """A process reads the brand once in that time, however many pages it draws."""
    # GIVEN a process that has drawn a page
    put(env, ACME)
    assert "Acme" in browser.get(CONSENT).body
    # WHEN the name changes
    changed = brands.get(env.world.table)
    brand.put(env.world.table, env.world.clock, Brand(name="Other", version=changed.version), None)
    # THEN the next pages are as before, and a minute later they have it
    assert "Acme" in browser.get(CONSENT).body
    env.world.clock.advance(60)
    assert "Other" in browser.get(CONSENT).body


def test_an_organisation_is_called_by_its_display_name(env: FunctionEnv, browser: Browser) -> None:
    """Escaped as everything is."""
    # GIVEN a tenant with a name
    tenants.add(env.world.context(), "demo", "Müller <& Söhne>")
    # WHEN its administrator is asked
    page = env.signed_in(browser)
    # THEN the page calls it so
    assert "<dd>Müller &lt;&amp; Söhne&gt;</dd>" in page.body


def test_a_name_that_pages_cannot_show_is_not_shown(env: FunctionEnv, browser: Browser) -> None:
    """An earlier release took any: the tenant is called by its id."""
    # GIVEN a tenant whose name reorders text
    env.world.table.write(add(Tenant("demo", "evil\u202etxt", added_at=1)))
    # WHEN its administrator is asked, THEN the page says its id
    page = env.signed_in(browser)
    assert "<dd>demo</dd>" in page.body
    assert "evil" not in page.body


def test_without_an_answer_from_the_table_a_page_is_shown_all_the_same(env: FunctionEnv) -> None:
    """As the pages bring it: what went wrong may be what it is about."""
    # GIVEN a brand that cannot be read
    put(env, ACME)
    browser = env.browser(env.world.context(table=NoBrand(env.world.table)))
    # WHEN a page is shown, THEN it is there
    page = browser.get(CONSENT)
    assert page.status == 400
    assert "Jetbridge" in page.body
