"""Several tabs of one admin, and pages that are answered late, twice, or as another person."""

from typing import Final

import pytest

from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.transaction import CONSENT_LIFETIME, ConsentRequest
from jetbridge.partners.smartrecruiters import paths
from jetbridge.store import keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Update
from jetbridge.web import sessions
from tests.fakes import answer
from tests.fakes.identity_provider import ISSUER
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.consent import CONSENT, POPUP, REDIRECT, WITH_REDIRECT, FunctionEnv, decide
from tests.support.smartrecruiters import CONFIRMS

QUESTION: Final = f'href="{paths.of_request(ConsentRequest("acme", REDIRECT))}"'.replace(
    "&", "&amp;"
)
OTHER: Final = f"{CONSENT}?companyId=umbrella"


def two_pages(env: FunctionEnv, browser: Browser) -> tuple[Page, Page]:
    """Open two tabs that both have to sign in, and return both consent pages."""
    first, second = browser.get(POPUP), browser.get(OTHER)
    pages = []
    for tab in (first, second):
        back = browser.get(env.identity.sign_in(tab.location))
        pages.append(browser.get(back.location))
    return pages[0], pages[1]


@pytest.mark.parametrize("decision", ["approve", "deny"])
def test_each_of_two_tabs_that_signed_in_is_answered_by_itself(
    env: FunctionEnv, browser: Browser, decision: str
) -> None:
    """The second sign-in replaces the session; the first tab's form is the same person's."""
    # GIVEN two tabs, each of which signed in
    first, second = two_pages(env, browser)
    # WHEN both are answered, the first one first
    answers = [decide(browser, page, decision) for page in (first, second)]
    # THEN both count
    assert [page.status for page in answers] == [200, 200]
    assert env.exchanges() == (2 if decision == "approve" else 0)


def test_a_session_that_was_renewed_between_page_and_answer_decides(
    env: FunctionEnv, browser: Browser
) -> None:
    """Another tab signed in again, with the same account."""
    # GIVEN a page, and a session that is renewed afterwards
    page = env.signed_in(browser)
    before = browser.cookies.pop("__Host-jetbridge_session")
    env.signed_in(browser, OTHER)
    assert browser.cookies["__Host-jetbridge_session"] != before
    # WHEN the page is answered, THEN it counts
    assert decide(browser, page, "approve").location == REDIRECT
    assert env.exchanges() == 1


def test_tabs_that_begin_at_the_same_moment_in_a_new_browser_both_go_on(env: FunctionEnv) -> None:
    """Each is given a cookie, and the browser keeps one: the other tab is not a dead end."""
    # GIVEN two tabs that left before the browser had a cookie
    first, second = env.browser(), env.browser()
    lost, kept = first.get(WITH_REDIRECT), second.get(OTHER)
    returns = env.identity.sign_in(lost.location)
    # WHEN the tab whose cookie was replaced comes back
    page = second.get(returns)
    # THEN it is refused, as from another browser, and leads to what it asked for
    assert (page.status, page.cookies) == (400, ())
    assert "another tab" in page.body
    assert QUESTION in page.body
    # AND once the other tab has signed in, it goes on without signing in again
    second.get(env.identity.sign_in(kept.location))
    assert decide(second, second.get(WITH_REDIRECT), "approve").location == REDIRECT


def test_an_approval_as_somebody_else_decides_nothing_and_says_who(
    env: FunctionEnv, browser: Browser
) -> None:
    """Another tab signed in with another account; the page names it, and leads on."""
    # GIVEN a page, and another account in another tab
    page = env.signed_in(browser)
    env.identity.claims = {"sub": "admin-2", "name": "Bob Stone", "tenant": "other"}
    another = browser.use_another_account(page)
    browser.get(env.identity.sign_in(another.next_url))
    # WHEN the first page is answered
    answered = decide(browser, page, "approve")
    # THEN nothing happens, and it is said why
    assert (answered.status, env.exchanges()) == (403, 0)
    assert "Bob Stone of other" in answered.body
    assert QUESTION in answered.body


def test_another_account_can_be_used(env: FunctionEnv, browser: Browser) -> None:
    """The page names the account and leads to a sign-in that asks again."""
    # GIVEN a consent page
    page = env.signed_in(browser)
    assert "Ana Ruiz" in page.body
    # WHEN the admin presses its button
    leaving = browser.use_another_account(page)
    # THEN the provider must ask, even if it knows them
    assert leaving.next_url.startswith(f"{ISSUER}/authorize?prompt=login&")
    # AND they come back to the same question, as another person
    env.identity.claims = {"sub": "admin-2", "name": "Bob Stone"}
    back = browser.get(env.identity.sign_in(leaving.next_url))
    assert back.location == paths.of_request(ConsentRequest("acme", REDIRECT))
    assert "Bob Stone" in browser.get(back.location).body


@pytest.mark.parametrize("seconds", [CONSENT_LIFETIME, sessions.LIFETIME, 86_000])
def test_a_late_answer_leads_back_to_the_same_question(
    env: FunctionEnv, browser: Browser, seconds: int
) -> None:
    """An expired page or session is no dead end."""
    # GIVEN a page that is answered too late
    page = env.signed_in(browser)
    env.world.clock.advance(seconds)
    # WHEN the admin approves
    answered = decide(browser, page, "approve")
    # THEN nothing is decided, and one link leads to the question
    assert answered.status in (400, 403)
    assert QUESTION in answered.body
    # AND behind it, after sign-in where need be, the answer counts
    again = browser.get(WITH_REDIRECT)
    again = env.signed_in(browser) if again.status == 303 else again
    assert decide(browser, again, "approve").location == REDIRECT


def test_a_denial_beside_an_approval_says_that_the_company_is_connected(
    env: FunctionEnv, browser: Browser
) -> None:
    """A denial undoes nothing, and that nothing was exchanged is not told."""
    # GIVEN two pages about one company, one of which is approved
    first = env.signed_in(browser, POPUP)
    second = browser.get(POPUP)
    decide(browser, first, "approve")
    # WHEN the other is denied, and denied once more
    for _ in range(2):
        answered = decide(browser, second, "deny")
        # THEN the page says what is true
        assert "You denied, but the company is connected" in answered.body
    assert env.exchanges() == 1


def test_a_denial_during_the_approval_of_another_tab_says_so(
    env: FunctionEnv, browser: Browser
) -> None:
    """Not known yet is not the same as not connected."""
    # GIVEN an exchange during which another tab denies
    first, second = env.signed_in(browser, POPUP), browser.get(POPUP)
    told: list[Page] = []

    def meanwhile(_: HttpRequest) -> HttpResponse:
        told.append(decide(browser, second, "deny"))
        return CONFIRMS

    env.smartrecruiters_answers(meanwhile)
    # WHEN the first tab approves
    decide(browser, first, "approve")
    # THEN the other was told
    assert "the company is being connected" in told[0].body


def test_an_approval_during_another_tabs_waits(env: FunctionEnv, browser: Browser) -> None:
    """One company, two pages, one exchange at a time."""
    # GIVEN an exchange during which another tab approves
    first, second = env.signed_in(browser, POPUP), browser.get(POPUP)
    told: list[Page] = []

    def meanwhile(_: HttpRequest) -> HttpResponse:
        told.append(decide(browser, second, "approve"))
        return CONFIRMS

    env.smartrecruiters_answers(meanwhile)
    # WHEN the first tab approves
    assert decide(browser, first, "approve").status == 200
    # THEN the other was told to wait, with a way to look again, and nothing was exchanged twice
    assert told[0].status == 409
    assert f'href="{POPUP}"' in told[0].body
    assert env.exchanges() == 1


def test_back_after_approval_says_that_the_company_is_connected(
    env: FunctionEnv, browser: Browser
) -> None:
    """The question may be asked again, but not as if nothing had happened."""
    # GIVEN an approved consent
    assert "connected to your organisation already" not in env.signed_in(browser, POPUP).body
    decide(browser, browser.get(POPUP), "approve")
    # WHEN the page is loaded again, THEN it says so
    assert "connected to your organisation already" in browser.get(POPUP).body


def test_an_approved_form_that_is_reloaded_late_says_what_came_of_it(
    env: FunctionEnv, browser: Browser
) -> None:
    """Not that it is out of date, nor that the sign-in has ended."""
    # GIVEN an approved consent
    page = env.signed_in(browser, POPUP)
    decide(browser, page, "approve")
    # WHEN its form is sent again an hour later
    env.world.clock.advance(3_600)
    answered = decide(browser, page, "approve")
    # THEN it says that the company is connected
    assert (answered.status, "Connected" in answered.body) == (200, True)
    assert env.exchanges() == 1


def test_a_failed_approval_leads_back_to_the_question(env: FunctionEnv, browser: Browser) -> None:
    """Where there is no address to return to, the page itself is the way on."""
    # GIVEN a SmartRecruiters that does not answer
    env.smartrecruiters_answers(answer(status=503))
    # WHEN the admin approves in POPUP mode
    answered = decide(browser, env.signed_in(browser, POPUP), "approve")
    # THEN there is a link
    assert f'href="{POPUP}"' in answered.body


def test_a_form_in_another_browser_of_the_same_person_decides_nothing(env: FunctionEnv) -> None:
    """The form is bound to the browser, too."""
    # GIVEN one admin in two browsers
    laptop, phone = env.browser(), env.browser()
    page = env.signed_in(laptop)
    env.signed_in(phone)
    # WHEN the form of one is sent from the other
    answered = decide(phone, page, "approve")
    # THEN it is refused, and leads to a page of its own
    assert (answered.status, env.exchanges()) == (403, 0)
    assert QUESTION in answered.body


def test_a_page_of_the_release_before_leads_to_a_new_one(
    env: FunctionEnv, browser: Browser
) -> None:
    """A stored consent that names a session and no browser is read, and refused."""
    # GIVEN such an item
    page = env.signed_in(browser)
    key = keys.transaction("consent", page.fields["transaction"])
    env.world.table.write(Update(key, set={"session": "s"}, remove=("browser", "person")))
    # WHEN its form is sent
    answered = browser.post(CONSENT, {**page.fields, "decision": "approve"}, origin=ORIGIN)
    # THEN it is a page with a way on
    assert answered.status == 403
    assert QUESTION in answered.body


def test_a_sign_in_of_the_release_before_is_finished(env: FunctionEnv, browser: Browser) -> None:
    """Its path is stored in the clear."""
    # GIVEN a sign-in as the release before stored it
    leaving = browser.get(POPUP)
    assert isinstance(env.world.table, MemoryTable)
    (key,) = (key for key in env.world.table._items if key.pk.startswith("TRANSACTION#signin#"))
    change = Update(key, set={"return_to": POPUP}, remove=("sealed_return_to",))
    env.world.table.write(change)
    # WHEN the browser comes back, THEN it goes there
    assert browser.get(env.identity.sign_in(leaving.location)).location == POPUP
