"""Until when a link is good, and what becomes of a visit that is under way then."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from jetbridge.flows.schedule import reconcile
from jetbridge.model.choices import MAX_LINK_MINUTES
from jetbridge.model.onboarding import Status
from jetbridge.model.transaction import BROWSER_LIFETIME, LINK_MEMORY, VERIFICATION_LIFETIME
from jetbridge.store import keys, onboardings
from tests.support.browser import Browser, Page
from tests.support.connect import STAYS, FunctionEnv

DAY: Final = 86_400


@pytest.mark.parametrize("waited", [61 * 60, 3 * DAY, 7 * DAY - 1])
def test_the_link_is_good_until_it_ends(env: FunctionEnv, browser: Browser, waited: int) -> None:
    """Opened, closed, and opened later by the same browser, cookie and all."""
    # GIVEN a link of a week, which was opened and begun
    link = env.link(replace(STAYS, link_validity_minutes=MAX_LINK_MINUTES))
    env.begin(browser, link)
    # WHEN it is opened again while it lives
    env.world.clock.advance(waited)
    # THEN the person is verified with it
    assert "You are verified" in browser.get(env.agree(browser, link)).body


@pytest.mark.parametrize("minutes", [1, 60, 1_440, MAX_LINK_MINUTES])
def test_every_lifetime_of_a_link_follows_from_one(
    env: FunctionEnv, browser: Browser, minutes: int
) -> None:
    """What the tenant is told, what the page says, what is stored, what the cookie is kept for."""
    # GIVEN a link
    made = env.request(replace(STAYS, link_validity_minutes=minutes))
    assert made.link
    ends_at = env.world.clock.now() + minutes * 60
    # THEN its end is the onboarding's
    assert made.onboarding.expires_at == ends_at
    # AND the page's, which holds to the second
    page = browser.get(made.link.reveal())
    iso = page.body.partition('<time datetime="')[2].partition('"')[0]
    assert int(datetime.fromisoformat(iso).timestamp()) == ends_at
    # AND once begun, the record of the visit outlasts it, and the cookie the record
    begun = browser.post(page.action, page.fields)
    lifetime = int(begun.cookies[0].partition("Max-Age=")[2].partition(";")[0])
    state = parse_qs(urlsplit(begun.location).query)["state"][0]
    item = env.world.table.get(keys.transaction("authorization", state))
    assert item
    kept_until = item["ttl"]
    assert isinstance(kept_until, int)
    assert ends_at <= kept_until <= env.world.clock.now() + lifetime
    assert lifetime == BROWSER_LIFETIME
    # AND a second before the end it is good, at the end it is over
    env.world.clock.advance(minutes * 60 - 1)
    assert browser.get(made.link.reveal()).status == 200
    env.world.clock.advance(1)
    assert "This link has ended" in browser.get(made.link.reveal()).body
    assert "This link has ended" in browser.post(page.action, page.fields).body


def test_a_link_that_ended_says_whom_to_ask_for_as_long_as_it_is_remembered(
    env: FunctionEnv, browser: Browser
) -> None:
    """For a month by name, then without."""
    # GIVEN a link
    link = env.link(STAYS)
    # WHEN it has ended
    env.world.clock.advance(DAY)
    # THEN its page says since when, and whom to ask
    page = browser.get(link)
    assert page.status == 400
    assert "Ask demo for a new link." in page.body
    # AND in the reader's language, which they may choose there
    assert 'hreflang="de"' in page.body
    assert "Bitten Sie demo um einen neuen Link." in browser.get(f"{link}&lang=de").body
    # AND its item is removed a month later
    item = env.world.table.get(keys.transaction("start", link.partition("=")[2]))
    assert item
    assert item["ttl"] == env.world.clock.now() + LINK_MEMORY


def test_a_visit_that_is_under_way_when_the_link_ends_is_finished(
    env: FunctionEnv, browser: Browser
) -> None:
    """A person who begins in time is not sent away, nor when the clock runs meanwhile."""
    # GIVEN a person who begins in the last second of the link
    link = env.link(STAYS)
    env.world.clock.advance(DAY - 1)
    back = env.agree(browser, link)
    # WHEN the link has ended, and its record is wiped
    env.world.clock.advance(VERIFICATION_LIFETIME - 1)
    assert reconcile.run(env.world.context()).wiped_links == 1
    # THEN they are verified all the same
    assert "You are verified" in browser.get(back).body
    assert env.onboarding().status is Status.VERIFIED


def test_after_the_links_end_a_failed_visit_names_whom_to_ask(
    env: FunctionEnv, browser: Browser
) -> None:
    """A button that leads nowhere is not shown."""
    # GIVEN a visit that comes to nothing after the link's end
    link = env.link(STAYS)
    env.world.clock.advance(DAY - 1)
    back = env.agree(browser, link)
    env.onboarder.person["verifications"] = {}
    env.world.clock.advance(60)
    # WHEN the person comes back
    page = browser.get(back)
    # THEN the page says whom to ask for a new link
    assert "You are not verified yet" in page.body
    assert "Ask demo for a new one." in page.body
    assert "Start again" not in page.body


def test_the_clock_takes_no_verdict_away(env: FunctionEnv, browser: Browser) -> None:
    """A link whose end falls into its person's check is wiped after it."""
    # GIVEN a person whose code is being exchanged when the link ends
    link = env.link(STAYS)
    env.world.clock.advance(DAY - 1)
    back = env.agree(browser, link)

    def meanwhile() -> None:
        env.world.clock.advance(2)
        assert not onboardings.has_expired(env.onboarding(), env.world.clock.now())
        reconcile.run(env.world.context())

    env.onboarder.meanwhile = meanwhile
    # WHEN they come back, THEN they are verified
    assert "You are verified" in browser.get(back).body
    assert env.onboarding().status is Status.VERIFIED


def test_a_page_after_the_links_end_offers_nothing_that_leads_nowhere(env: FunctionEnv) -> None:
    """The first device of a person who went on at another, and one whose check is under way."""
    # GIVEN a laptop whose visit was superseded in the last second of the link
    link = env.link(STAYS)
    env.world.clock.advance(DAY - 1)
    laptop, phone = env.browser(), env.browser()
    from_laptop, from_phone = env.agree(laptop, link), env.agree(phone, link)
    env.world.clock.advance(1)
    # THEN it says to finish on the phone, and not to ask for a new link
    page = laptop.get(from_laptop)
    assert "Finish it there." in page.body
    assert "new one" not in page.body
    assert 'class="button"' not in page.body
    # AND while the phone's code is exchanged, it says to wait
    pages: list[Page] = []
    env.onboarder.meanwhile = lambda: pages.append(phone.get(from_phone))
    assert "You are verified" in phone.get(from_phone).body
    assert "load this page again" in pages[0].body
