"""A person at a laptop and a phone, with a mail scanner before them: from the link to verified."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from jetbridge_local.sandbox.credentials import ONBOARDER_FLOW_ID
from jetbridge_local.stack import LocalStack
from tests.browser.conftest import NO_SCRIPTS, Opens, OpensProfile
from tests.browser.looks import look_at

_TIMEOUT: Final = 60
CONTINUE: Final = "Continue on this device"
PHONE: Final = {"width": 390, "height": 844}
LAPTOP: Final = {"width": 1280, "height": 900}
SCANNERS: Final[tuple[dict[str, str], ...]] = (
    {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Safelinks"},
    {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
    {"User-Agent": "Mozilla/5.0 (iPhone)", "Sec-Purpose": "prefetch;prerender"},
    {"User-Agent": "curl/8", "Purpose": "prefetch"},
)


class Tenant:
    """The demo tenant's backend."""

    def __init__(self, stack: LocalStack) -> None:
        """Sign in."""
        self._ready = stack.ready
        client = self._ready.api_client
        answer = requests.post(
            f"{self._ready.api_url}/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(client.client_id, client.client_secret),
            timeout=_TIMEOUT,
        ).json()
        self._headers = {"Authorization": f"Bearer {answer['access_token']}"}

    def asks(self) -> tuple[str, str]:
        """Request a verification; return the onboarding's id and the person's link."""
        made = requests.post(
            f"{self._ready.api_url}/v1/onboardings",
            json={"partner": "onboarder", "flowId": ONBOARDER_FLOW_ID},
            headers=self._headers,
            timeout=_TIMEOUT,
        ).json()
        return made["id"], made["url"]

    def sees(self, onboarding_id: str) -> str:
        """Return the onboarding's status."""
        url = f"{self._ready.api_url}/v1/onboardings/{onboarding_id}"
        return str(requests.get(url, headers=self._headers, timeout=_TIMEOUT).json()["status"])


@pytest.fixture
def tenant(stack: LocalStack) -> Tenant:
    """Return the tenant, at partners that do as they do in life."""
    for host in stack.sandboxes.hosts.values():
        host.failures.clear()
    return Tenant(stack)


def scan(link: str) -> None:
    """Look at a link as scanners, previews and prefetching browsers do."""
    for headers in SCANNERS:
        looked = requests.get(link, headers=headers, timeout=_TIMEOUT)
        assert looked.status_code == 200
        assert "set-cookie" not in looked.headers
    assert requests.head(link, timeout=_TIMEOUT).status_code in {200, 404, 405}


def opened(context: BrowserContext, link: str, size: dict[str, int]) -> Page:
    """Open a link on a device."""
    page = context.new_page()
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.goto(link)
    return page


def begin(page: Page) -> None:
    """Press the button; it leads to Onboarder."""
    page.get_by_role("button", name=CONTINUE).click()
    expect(page.get_by_role("heading", name="Verify who you are")).to_be_visible()


def agree(page: Page) -> None:
    """Verify oneself at Onboarder."""
    page.get_by_role("button", name="Verify me").click()


def test_a_person_goes_on_with_their_phone_after_a_scanner_and_a_laptop(
    tenant: Tenant, open_browser: Opens, album: Path
) -> None:
    """Scanner, laptop, phone, verified: nothing is lost, and each page says what comes next."""
    # GIVEN a link that scanners looked at
    onboarding_id, link = tenant.asks()
    scan(link)
    assert tenant.sees(onboarding_id) == "requested"
    # WHEN a person opens it on a laptop, and begins there
    laptop = opened(open_browser(), link, LAPTOP)
    expect(laptop.get_by_role("heading", level=1)).to_have_text(
        "demo asks you to confirm who you are"
    )
    expect(laptop.get_by_role("img", name="QR code")).to_be_visible()
    laptop.screenshot(path=album / "person-start-1280.png", full_page=True)
    assert tenant.sees(onboarding_id) == "requested"
    begin(laptop)
    assert tenant.sees(onboarding_id) == "in_progress"
    # AND then on the phone that has the camera
    phone = opened(open_browser(), link, PHONE)
    expect(phone.get_by_text("You began before.")).to_be_visible()
    phone.screenshot(path=album / "person-start-390.png", full_page=True)
    begin(phone)
    # THEN the laptop's return is refused kindly, with a way on
    agree(laptop)
    expect(laptop.get_by_role("heading", name="You continued on another device")).to_be_visible()
    expect(laptop.get_by_role("link", name=CONTINUE)).to_have_attribute("href", link)
    laptop.screenshot(path=album / "person-elsewhere-1280.png", full_page=True)
    assert tenant.sees(onboarding_id) == "in_progress"
    # AND the phone's is verified
    agree(phone)
    expect(phone.get_by_role("heading", name="You are verified")).to_be_visible()
    phone.screenshot(path=album / "person-verified-390.png", full_page=True)
    assert tenant.sees(onboarding_id) == "verified"
    # AND every way back ends well: reload, the link, the laptop
    for page in (phone, laptop):
        page.reload()
        expect(page.get_by_text("You may close this page")).to_be_visible()
    phone.goto(link)
    expect(phone.get_by_text("You may close this page")).to_be_visible()


def test_a_person_finishes_without_scripts_and_without_a_mouse(
    tenant: Tenant, open_profile: OpensProfile
) -> None:
    """Tab and Enter, JavaScript switched off."""
    # GIVEN a browser that runs no scripts
    onboarding_id, link = tenant.asks()
    page = opened(open_profile(NO_SCRIPTS), link, LAPTOP)
    # WHEN the person goes to the button by keyboard, and on from there
    for language in ("Deutsch", "Français", "Español"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=language)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=CONTINUE)).to_be_focused()
    page.keyboard.press("Enter")
    agree(page)
    # THEN they are verified
    expect(page.get_by_role("heading", name="You are verified")).to_be_visible()
    assert tenant.sees(onboarding_id) == "verified"


def test_a_double_click_is_harmless(tenant: Tenant, open_browser: Opens) -> None:
    """Two clicks on the button, the first thing that a new browser does."""
    # GIVEN a person who presses the button twice
    onboarding_id, link = tenant.asks()
    page = opened(open_browser(), link, LAPTOP)
    page.get_by_role("button", name=CONTINUE).dblclick(no_wait_after=True)
    # WHEN they come back
    agree(page)
    # THEN they are verified
    expect(page.get_by_role("heading", name="You are verified")).to_be_visible()
    assert tenant.sees(onboarding_id) == "verified"


def test_back_from_onboarder_leads_to_the_button_again(tenant: Tenant, open_browser: Opens) -> None:
    """Back, and then the button: whatever the browser restores."""
    # GIVEN a person who goes back from Onboarder's page
    _, link = tenant.asks()
    page = opened(open_browser(), link, LAPTOP)
    begin(page)
    page.go_back()
    # WHEN they press the button once more, THEN they can be verified
    begin(page)
    agree(page)
    expect(page.get_by_role("heading", name="You are verified")).to_be_visible()
    # AND back from there names a next step, too
    page.go_back()
    page.go_back()
    expect(page.get_by_text("You may close this page")).to_be_visible()


def first(page: Page) -> None:
    """Stay at the link's page."""


def begun(page: Page) -> None:
    """Come back to the link's page after a begin."""
    link = page.url
    begin(page)
    page.goto(link)


def denied(page: Page) -> None:
    """Refuse at Onboarder."""
    begin(page)
    page.get_by_role("button", name="Refuse").click()


def unverified(page: Page) -> None:
    """Finish without verifying."""
    begin(page)
    page.get_by_role("button", name="Finish without verifying").click()


def superseded(page: Page) -> None:
    """Begin twice, and return from the first."""
    link = page.url
    begin(page)
    other = page.context.new_page()
    other.goto(link)
    begin(other)
    agree(page)


def verified(page: Page) -> None:
    """Be verified."""
    begin(page)
    agree(page)


def broken(page: Page) -> None:
    """Open a link that was cut off."""
    page.goto(page.url[:-3])


PAGES: Final = (first, begun, denied, unverified, superseded, verified, broken)


@pytest.mark.parametrize("reach", PAGES, ids=lambda reach: reach.__name__)
def test_a_page_of_a_person_is_good_to_look_at_and_to_hear(
    tenant: Tenant, open_browser: Opens, album: Path, reach: Callable[[Page], None]
) -> None:
    """No accessibility rule is broken, nothing overflows, and the browser has no complaint."""
    # GIVEN a page of ours, and everything that the browser says on the way
    said: list[str] = []
    context = open_browser()
    context.on("console", lambda message: said.append(message.text))
    page = opened(context, tenant.asks()[1], LAPTOP)
    reach(page)
    # WHEN it is shown in each way, THEN every reader can read it
    look_at(page, page.main_frame, album, f"person-{reach.__name__}")
    assert [text for text in said if "status of 4" not in text] == []
    # AND it names what comes next
    expect(page.locator(".advice, form.decision").first).to_be_visible()
