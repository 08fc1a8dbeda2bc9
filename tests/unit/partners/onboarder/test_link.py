"""The link that a person gets: shown to any visitor, begun by the button, on the latest device."""

from typing import Final, override

import pytest

from jetbridge.flows import brand
from jetbridge.flows.tenant import tenants
from jetbridge.model.brand import Brand
from jetbridge.model.onboarding import Status
from jetbridge.model.transaction import VERIFICATION_LIFETIME
from jetbridge.store.table import Write
from jetbridge.web import qr
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN
from tests.fakes.passing import PassingTable
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.connect import STAYS, FunctionEnv

DAY: Final = 86_400


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
    from_laptop = env.agree(laptop, link)
    from_phone = env.agree(phone, link)
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
    from_laptop = env.agree(laptop, link)
    from_phone = env.agree(phone, link)
    laptop.get(from_laptop)
    # WHEN they begin on the laptop once more
    again = env.agree(laptop, link)
    # THEN the phone's visit is the dead one
    assert phone.get(from_phone).status == 409
    assert "You are verified" in laptop.get(again).body


def test_a_new_start_in_the_same_browser_ends_the_one_before(
    env: FunctionEnv, browser: Browser
) -> None:
    """Of one link there is one live state at a time."""
    # GIVEN two visits that began one after the other in one browser
    link = env.link(STAYS)
    first, second = env.agree(browser, link), env.agree(browser, link)
    # THEN the earlier one is dead, and the later one counts
    assert browser.get(first).status == 409
    assert "You are verified" in browser.get(second).body


def test_a_return_counts_in_the_browser_that_began(env: FunctionEnv) -> None:
    """The address of a return leads a second person nowhere, and not to the link."""
    # GIVEN a person who began
    link = env.link(STAYS)
    person, stranger = env.browser(), env.browser()
    back = env.agree(person, link)
    stranger.get(link)
    # WHEN another person opens the return
    page = stranger.get(back)
    # THEN it is refused, with a next step but without the link
    assert page.status == 400
    assert "Open the link that you were sent" in page.body
    assert link.partition("=")[2] not in page.body
    # AND a browser that began itself does not help them
    env.agree(stranger, env.link(STAYS, key="key-2"))
    assert stranger.get(back).status == 400
    # AND the person's counts
    assert "You are verified" in person.get(back).body


def test_a_begin_during_an_exchange_waits_for_it(env: FunctionEnv) -> None:
    """A code that is under way is not overtaken: its verdict comes first."""
    # GIVEN a laptop whose code is being exchanged
    link = env.link(STAYS)
    laptop, phone = env.browser(), env.browser()
    back = env.agree(laptop, link)
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


@pytest.mark.parametrize("added", ["&utm_source=mail&utm_campaign=x", "&fbclid=abc"])
def test_what_a_mail_system_adds_to_the_link_does_no_harm(
    env: FunctionEnv, browser: Browser, added: str
) -> None:
    """Newsletters and gateways append parameters of their own."""
    # THEN the page is there, and its button works
    page = browser.get(env.link() + added)
    assert browser.post(page.action, page.fields).status == 303
