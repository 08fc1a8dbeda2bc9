"""The link that a person gets: shown to any visitor, begun by the button, on the latest device."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, override
from urllib.parse import parse_qs, urlsplit

import pytest

from jetbridge.flows import brand
from jetbridge.flows.schedule import reconcile
from jetbridge.flows.tenant import tenants
from jetbridge.model.brand import Brand
from jetbridge.model.choices import MAX_LINK_MINUTES
from jetbridge.model.onboarding import REQUEST_LEASE, Status
from jetbridge.model.ports import HttpResponse
from jetbridge.model.transaction import (
    BROWSER_LIFETIME,
    LINK_MEMORY,
    VERIFICATION_LIFETIME,
)
from jetbridge.store import keys, onboardings
from jetbridge.store.table import Update, Write
from jetbridge.web import qr
from tests.fakes import answer
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN
from tests.fakes.passing import PassingTable
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import ORDER, RETURN_URL, FunctionEnv

DAY: Final = 86_400
STAYS: Final = replace(ORDER, return_url=None)
"""An order after which the person stays on our pages."""

LOOKERS: Final[tuple[dict[str, str], ...]] = (
    {},
    {"user_agent": "Mozilla/5.0 (compatible; SafeLinks)"},
    {"user_agent": "Slackbot-LinkExpanding 1.0", "accept": "*/*"},
    {"sec_purpose": "prefetch;prerender"},
    {"purpose": "prefetch"},
)


class ReadOnly(PassingTable):
    """A table to which nothing may be written."""

    @override
    def write(self, *writes: Write) -> None:
        """Refuse."""
        raise AssertionError(writes)


def visit(env: FunctionEnv, browser: Browser, link: str) -> str:
    """Begin in this browser and agree at Onboarder; return where Onboarder leads back to."""
    return env.onboarder.authorize(env.begin(browser, link).location)


@pytest.mark.parametrize("headers", LOOKERS)
def test_looking_at_the_link_changes_nothing(env: FunctionEnv, headers: dict[str, str]) -> None:
    """Mail scanners, previews and prefetching browsers leave no trace, and take nothing away."""
    # GIVEN a link, and a table to which nothing may be written
    link = env.link(STAYS)
    told = len(env.world.bus.published)
    table = ReadOnly(env.world.table)
    scanner = env.browser(env.world.context(table=table))
    # WHEN a scanner looks at the link, twice
    for _ in range(2):
        page = scanner.get(link, **headers)
        # THEN it sees the page, without a cookie
        assert (page.status, page.cookies) == (200, ())
    # AND nothing was told or asked
    assert len(env.world.bus.published) == told
    assert env.http.requests == []
    assert env.onboarding().status is Status.REQUESTED
    # AND the person can begin
    assert env.begin(env.browser(), link).status == 303


def test_the_page_says_what_a_person_needs_to_know(env: FunctionEnv, browser: Browser) -> None:
    """Who asks, what happens, what is needed, how long, until when, where help is, ways on."""
    # GIVEN a deployment with a place for help
    env.settings["SUPPORT_CONTACT"] = "help@example.com"
    # WHEN a person opens the link
    page = browser.get(env.link())
    # THEN the page says so
    ends_at = env.onboarding().expires_at
    assert ends_at == env.world.clock.now() + DAY
    for said in (
        "demo asks you to confirm who you are",
        "identity document",
        "camera",
        "About 5 minutes",
        f"within {VERIFICATION_LIFETIME // 60} minutes",
        "mailto:help@example.com",
        "Continue on this device",
        "Continue on another device",
        "You return to app.example.com",
        "UTC",
    ):
        assert said in page.body, said
    # AND the code for another device is drawn in the page, with words for who does not see it
    assert 'role="img" aria-label="QR code' in page.body
    assert "<svg" in page.body
    # AND nothing on it comes from elsewhere, and no address elsewhere learns of it
    assert page.policy["default-src"] == "'none'"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "style=" not in page.body
    assert "<script" not in page.body
    assert page.headers["referrer-policy"] == "same-origin"


def test_a_person_is_asked_by_the_tenants_name(env: FunctionEnv, browser: Browser) -> None:
    """In their language, with the operator's brand and its place for help."""
    # GIVEN a tenant with a name, and a brand
    tenants.add(env.world.context(), "demo", "Acme")
    mark = Brand(name="Hire & Go", support="https://help.example/")
    brand.put(env.world.table, env.world.clock, mark, None)
    # WHEN a person opens their link
    page = browser.get(env.link(STAYS), accept_language="de")
    # THEN they are asked by that name
    assert "<h1>Acme bittet Sie, Ihre Identität zu bestätigen</h1>" in page.body
    assert "Hire &amp; Go</title>" in page.body
    assert '<a href="https://help.example/"' in page.body
    assert "demo" not in page.body


def test_the_other_device_is_led_to_the_same_language(env: FunctionEnv, browser: Browser) -> None:
    """Where the link names one: the other device has none of this one's cookies."""
    # GIVEN a link in Spanish
    link = f"{env.link()}&lang=es"
    # WHEN it is opened, THEN the code in the page leads there, too
    assert qr.svg(link) in browser.get(link, accept_language="de").body


def test_where_no_contact_is_set_the_sender_is_named(env: FunctionEnv, browser: Browser) -> None:
    """The one whom the person knows."""
    # THEN the page names who asks
    assert "Ask demo, who sent you the link." in browser.get(env.link()).body


def test_the_button_begins_and_looking_does_not(env: FunctionEnv, browser: Browser) -> None:
    """The story says that a person began when a person began."""
    # GIVEN a person who looks at the page
    link = env.link()
    browser.get(link)
    assert env.onboarding().status is Status.REQUESTED
    # WHEN they press the button
    page = env.begin(browser, link)
    # THEN they go to Onboarder with a cookie, and have begun
    assert page.status == 303
    assert len(page.cookies) == 1
    assert env.onboarding().status is Status.IN_PROGRESS


def test_the_link_itself_takes_the_button_too(env: FunctionEnv, browser: Browser) -> None:
    """A form to the whole address is a form to the same page."""
    # WHEN the form is sent to the link, without fields
    page = browser.post(env.link(), {})
    # THEN the visit begins
    assert page.status == 303


def test_a_form_of_another_site_begins_nothing(env: FunctionEnv, browser: Browser) -> None:
    """A stranger's page could have the person prove themselves for the stranger."""
    # GIVEN the page
    page = browser.get(env.link())
    # WHEN another site's page sends its form
    refused = browser.post(page.action, page.fields, origin="https://evil.example")
    # THEN it is refused, with a next step that is the person's
    assert refused.status == 403
    assert "Open the link that you were sent" in refused.body
    assert "SmartRecruiters" not in refused.body
    assert env.onboarding().status is Status.REQUESTED
    # AND our own page's is not
    assert browser.post(page.action, page.fields, origin=ORIGIN).status == 303


def test_the_latest_device_wins(env: FunctionEnv) -> None:
    """Begun on a laptop, finished on the phone that has the camera."""
    # GIVEN a person who began on a laptop, and then on a phone
    link = env.link(STAYS)
    laptop, phone = env.browser(), env.browser()
    from_laptop = visit(env, laptop, link)
    from_phone = visit(env, phone, link)
    # WHEN the laptop comes back
    page = laptop.get(from_laptop)
    # THEN it is told so, and how to go on there; nothing is exchanged
    assert page.status == 409
    assert "You continued on another device" in page.body
    assert "Continue on this device" in page.body
    assert env.http.sent("POST", ONBOARDER_TOKEN) == []
    # AND the phone's visit counts
    assert "You are verified" in phone.get(from_phone).body
    assert env.onboarding().status is Status.VERIFIED
    # AND the laptop may know now
    assert "You are verified" in laptop.get(from_laptop).body


def test_a_person_may_go_back_to_the_first_device(env: FunctionEnv) -> None:
    """The way on that the superseded page names works."""
    # GIVEN a laptop whose visit was superseded by a phone's
    link = env.link(STAYS)
    laptop, phone = env.browser(), env.browser()
    from_laptop = visit(env, laptop, link)
    from_phone = visit(env, phone, link)
    laptop.get(from_laptop)
    # WHEN they begin on the laptop once more
    again = visit(env, laptop, link)
    # THEN the phone's visit is the dead one
    assert phone.get(from_phone).status == 409
    assert "You are verified" in laptop.get(again).body


def test_a_new_start_in_the_same_browser_ends_the_one_before(
    env: FunctionEnv, browser: Browser
) -> None:
    """Of one link there is one live state at a time."""
    # GIVEN two visits that began one after the other in one browser
    link = env.link(STAYS)
    first, second = visit(env, browser, link), visit(env, browser, link)
    # THEN the earlier one is dead, and the later one counts
    assert browser.get(first).status == 409
    assert "You are verified" in browser.get(second).body


def test_a_return_counts_in_the_browser_that_began(env: FunctionEnv) -> None:
    """The address of a return leads a second person nowhere, and not to the link."""
    # GIVEN a person who began
    link = env.link(STAYS)
    person, stranger = env.browser(), env.browser()
    back = visit(env, person, link)
    stranger.get(link)
    # WHEN another person opens the return
    page = stranger.get(back)
    # THEN it is refused, with a next step but without the link
    assert page.status == 400
    assert "Open the link that you were sent" in page.body
    assert link.partition("=")[2] not in page.body
    # AND a browser that began itself does not help them
    visit(env, stranger, env.link(STAYS, key="key-2"))
    assert stranger.get(back).status == 400
    # AND the person's counts
    assert "You are verified" in person.get(back).body


def test_a_begin_during_an_exchange_waits_for_it(env: FunctionEnv) -> None:
    """A code that is under way is not overtaken: its verdict comes first."""
    # GIVEN a laptop whose code is being exchanged
    link = env.link(STAYS)
    laptop, phone = env.browser(), env.browser()
    back = visit(env, laptop, link)
    page = phone.get(link)
    begun: list[Page] = []
    # WHEN the phone begins meanwhile
    env.onboarder.meanwhile = lambda: begun.append(phone.post(page.action, page.fields))
    finished = laptop.get(back)
    # THEN the phone is told to wait, with a way on, and the laptop is verified
    assert begun[0].status == 409
    assert "You are being verified right now" in begun[0].body
    assert "Look again" in begun[0].body
    assert "You are verified" in finished.body
    assert "You are verified" in phone.get(link).body


def test_a_double_click_is_one_visit(env: FunctionEnv) -> None:
    """Whichever of the two answers the browser follows, it comes back well."""
    # GIVEN a form that a browser without a cookie sends twice
    link = env.link(STAYS)
    page = env.browser().get(link)
    one, other = env.browser(), env.browser()
    answers = [each.post(page.action, page.fields) for each in (one, other)]
    # THEN both lead to Onboarder with the same state, and the same cookie
    assert answers[0].location == answers[1].location
    assert one.cookies == other.cookies
    # AND the return counts
    assert "You are verified" in one.get(env.onboarder.authorize(answers[0].location)).body


def test_a_page_that_a_browser_restored_begins_again(env: FunctionEnv, browser: Browser) -> None:
    """Back to the page, then the button: after a return, and after the state has ended."""
    # GIVEN a form that was sent before
    link = env.link(STAYS)
    page = browser.get(link)
    first = browser.post(page.action, page.fields)
    # WHEN its visit was refused there, THEN the same form leads to Onboarder once more
    browser.get(env.onboarder.refuse(first.location))
    assert browser.post(page.action, page.fields).location == first.location
    # AND with another state, once the first has ended
    env.world.clock.advance(VERIFICATION_LIFETIME)
    later = browser.post(page.action, page.fields)
    assert later.status == 303
    assert later.location != first.location
    assert "You are verified" in browser.get(env.onboarder.authorize(later.location)).body


@pytest.mark.parametrize("waited", [61 * 60, 3 * DAY, 7 * DAY - 1])
def test_the_link_is_good_until_it_ends(env: FunctionEnv, browser: Browser, waited: int) -> None:
    """Opened, closed, and opened later by the same browser, cookie and all."""
    # GIVEN a link of a week, which was opened and begun
    link = env.link(replace(STAYS, link_validity_minutes=MAX_LINK_MINUTES))
    env.begin(browser, link)
    # WHEN it is opened again while it lives
    env.world.clock.advance(waited)
    # THEN the person is verified with it
    assert "You are verified" in browser.get(visit(env, browser, link)).body


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
    back = visit(env, browser, link)
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
    back = visit(env, browser, link)
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
    back = visit(env, browser, link)

    def meanwhile() -> None:
        env.world.clock.advance(2)
        assert not onboardings.has_expired(env.onboarding(), env.world.clock.now())
        reconcile.run(env.world.context())

    env.onboarder.meanwhile = meanwhile
    # WHEN they come back, THEN they are verified
    assert "You are verified" in browser.get(back).body
    assert env.onboarding().status is Status.VERIFIED


def test_a_write_beside_the_exchange_loses_no_verdict(env: FunctionEnv, browser: Browser) -> None:
    """The code is spent: whichever process writes the onboarding, the verdict is kept."""
    # GIVEN an onboarding that something else writes during the exchange
    back = visit(env, browser, env.link(STAYS))

    def meanwhile() -> None:
        beside = replace(env.onboarding(), status=Status.UNKNOWN_OUTCOME)
        env.world.table.write(*onboardings.save(beside))

    env.onboarder.meanwhile = meanwhile
    # WHEN the person comes back, THEN they are verified
    assert "You are verified" in browser.get(back).body
    assert env.onboarding().status is Status.VERIFIED


def test_a_hire_that_is_cancelled_during_the_exchange_stays_cancelled(
    env: FunctionEnv, browser: Browser
) -> None:
    """The page says that nothing is asked any more."""
    # GIVEN an onboarding that is cancelled during the exchange
    back = visit(env, browser, env.link(STAYS))

    def meanwhile() -> None:
        taken_back = replace(env.onboarding(), status=Status.CANCELLED)
        env.world.table.write(*onboardings.save(taken_back))

    env.onboarder.meanwhile = meanwhile
    # WHEN the person comes back, THEN they are told so, and nothing is kept of them
    assert browser.get(back).status == 410
    found = env.onboarding()
    assert (found.status, found.sealed_person) == (Status.CANCELLED, "")


def test_a_check_that_died_lets_the_person_begin_again(env: FunctionEnv, browser: Browser) -> None:
    """After its lease, whether or not the clock has run."""
    # GIVEN a check whose process died
    link = env.link(STAYS)
    env.begin(browser, link)
    dead = replace(env.onboarding(), status=Status.CHECKING, updated_at=env.world.clock.now())
    env.world.table.write(*onboardings.save(dead))
    # THEN the link waits, with a way on
    page = browser.get(link)
    assert (page.status, "Look again" in page.body) == (409, True)
    # AND after the lease it is good again
    env.world.clock.advance(REQUEST_LEASE)
    assert "You are verified" in browser.get(visit(env, browser, link)).body


ENDS: Final[dict[str, tuple[Callable[[FunctionEnv], object], str]]] = {
    "not verified": (lambda env: env.onboarder.person.update(verifications={}), "Start again"),
    "state ended": (lambda env: env.world.clock.advance(VERIFICATION_LIFETIME), "Start again"),
    "verified": (lambda _: None, "You may close this page"),
}


@pytest.mark.parametrize("end", ENDS)
def test_back_and_reload_end_on_a_page_with_a_next_step(
    env: FunctionEnv, browser: Browser, end: str
) -> None:
    """The same page as the first time, or the standing of the link."""
    # GIVEN a person who comes back
    link = env.link(STAYS)
    back = visit(env, browser, link)
    happens, next_step = ENDS[end]
    happens(env)
    first = browser.get(back)
    # WHEN they reload the page, and go back to the link
    again, at_link = browser.get(back), browser.get(link)
    # THEN each names the next step, and the code was sent once at the most
    assert next_step in first.body
    assert next_step in again.body
    assert next_step in at_link.body or "Continue on this device" in at_link.body
    assert len(env.http.sent("POST", ONBOARDER_TOKEN)) <= 1


def test_a_code_that_ended_at_the_provider_ends_with_a_way_on(
    env: FunctionEnv, browser: Browser
) -> None:
    """Ten minutes at the provider: the code is not taken any more, the link is."""
    # GIVEN a return whose code has ended
    link = env.link(STAYS)
    back = visit(env, browser, link)
    env.onboarder.issued.clear()
    # WHEN the person comes back, and reloads
    page, again = browser.get(back), browser.get(back)
    # THEN both lead to the link's page
    assert (page.status, "This took too long" in page.body) == (400, True)
    for each in (page, again):
        assert "Start again" in each.body
        assert link in each.body


@pytest.mark.parametrize(
    "failure",
    [
        answer({"error": "invalid_grant"}, status=400),
        answer({"error": "unauthorized_client"}, status=401),
        answer(status=500),
        answer(status=404),
    ],
)
def test_a_reload_after_a_failure_shows_the_failure(
    env: FunctionEnv, browser: Browser, failure: HttpResponse
) -> None:
    """And not the application that asked, which knows nothing of it."""
    # GIVEN a person whose code could not be exchanged, and an application to return to
    back = visit(env, browser, env.link())
    env.http.on("POST", ONBOARDER_TOKEN, failure)
    first = browser.get(back)
    # WHEN they reload the page
    again = browser.get(back)
    # THEN it is the same, and nothing was sent
    assert (again.status, again.body) == (first.status, first.body)
    assert "Start again" in again.body
    assert len(env.http.sent("POST", ONBOARDER_TOKEN)) == 1


def test_a_page_after_the_links_end_offers_nothing_that_leads_nowhere(env: FunctionEnv) -> None:
    """The first device of a person who went on at another, and one whose check is under way."""
    # GIVEN a laptop whose visit was superseded in the last second of the link
    link = env.link(STAYS)
    env.world.clock.advance(DAY - 1)
    laptop, phone = env.browser(), env.browser()
    from_laptop, from_phone = visit(env, laptop, link), visit(env, phone, link)
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


@pytest.mark.parametrize("added", ["&utm_source=mail&utm_campaign=x", "&fbclid=abc"])
def test_what_a_mail_system_adds_to_the_link_does_no_harm(
    env: FunctionEnv, browser: Browser, added: str
) -> None:
    """Newsletters and gateways append parameters of their own."""
    # THEN the page is there, and its button works
    page = browser.get(env.link() + added)
    assert browser.post(page.action, page.fields).status == 303


def test_an_error_of_the_provider_uses_nothing_up(env: FunctionEnv, browser: Browser) -> None:
    """Back from the refusal to the provider's page, and agreed after all."""
    # GIVEN a person who refused
    gone = env.begin(browser, env.link(STAYS)).location
    refused = browser.get(env.onboarder.refuse(gone))
    assert "You ended the verification" in refused.body
    # WHEN they go back there and agree
    page = browser.get(env.onboarder.authorize(gone))
    # THEN they are verified
    assert "You are verified" in page.body


def test_a_verifier_is_gone_once_it_was_used(env: FunctionEnv, browser: Browser) -> None:
    """What is remembered of a visit opens nothing."""
    # GIVEN a visit that was exchanged
    gone = env.begin(browser, env.link(STAYS)).location
    browser.get(env.onboarder.authorize(gone))
    # THEN its record holds no verifier any more
    state = parse_qs(urlsplit(gone).query)["state"][0]
    item = env.world.table.get(keys.transaction("authorization", state))
    assert item
    assert (item["used"], item["code_verifier"]) == (True, "")


def test_items_of_the_release_before_still_work(env: FunctionEnv, browser: Browser) -> None:
    """A link that was bound to another browser, and a visit that was under way, at the upgrade."""
    # GIVEN items as they were written before
    link = env.link(STAYS)
    start = keys.transaction("start", link.partition("=")[2])
    old = {"browser": "0" * 64, "expires_at": env.onboarding().expires_at}
    env.world.table.write(Update(start, set=old))
    gone = env.begin(browser, link).location
    item = keys.onboarding(env.onboarding().id)
    env.world.table.write(Update(item, remove=("visit",)))
    # WHEN the person comes back, THEN they are verified
    assert "You are verified" in browser.get(env.onboarder.authorize(gone)).body


def test_after_success_the_application_is_returned_to_each_time(
    env: FunctionEnv, browser: Browser
) -> None:
    """Reload and link lead to the address that the request named."""
    # GIVEN a verified person, and an application that asked
    back = visit(env, browser, env.link())
    # THEN every way leads there
    assert [browser.get(url).location for url in (back, back, env.link())] == [RETURN_URL] * 3
