"""Approving and denying."""

import re

import pytest

from jetbridge.model.ports import HttpRequest, HttpResponse
from tests.fakes import answer
from tests.support.browser import ORIGIN, Browser
from tests.support.consent import CONSENT, POPUP, REDIRECT, WITH_REDIRECT, FunctionEnv, decide
from tests.support.smartrecruiters import CONFIRMS


def test_approval_connects_and_returns_exactly_to_the_redirect(
    env: FunctionEnv, browser: Browser
) -> None:
    """In REDIRECT mode an approved consent ends at `redirect`, to the letter."""
    # GIVEN an admin who has signed in and sees the consent page
    page = env.signed_in(browser)
    # WHEN they approve
    answered = decide(browser, page, "approve")
    # THEN the credentials were exchanged, once, and SmartRecruiters has its user back
    assert (answered.status, answered.location) == (303, REDIRECT)
    assert env.exchanges() == 1


def test_denial_exchanges_nothing_and_returns(env: FunctionEnv, browser: Browser) -> None:
    """A denied consent goes back as well, and SmartRecruiters is not called."""
    # GIVEN the consent page
    page = env.signed_in(browser)
    # WHEN they deny
    answered = decide(browser, page, "deny")
    # THEN the browser goes back and nothing happened
    assert (answered.status, answered.location) == (303, REDIRECT)
    assert env.exchanges() == 0


@pytest.mark.parametrize(("decision", "says"), [("approve", "Connected"), ("deny", "denied")])
def test_popup_mode_ends_on_a_page(
    env: FunctionEnv, browser: Browser, decision: str, says: str
) -> None:
    """Without a `redirect` the answer is a page that says how it ended."""
    # GIVEN the consent page of POPUP mode, opened as a page of its own
    page = env.signed_in(browser, POPUP)
    # WHEN they decide
    answered = decide(browser, page, decision)
    # THEN a page says so
    assert answered.status == 200
    assert says in answered.body


def test_each_scope_has_its_reason_folded_below_what_it_allows(
    env: FunctionEnv, browser: Browser
) -> None:
    """The first are told at once; the decision stands below, without a long way to it."""
    # WHEN an admin has signed in
    page = env.signed_in(browser)
    # THEN each side has what it may do, folded
    folded = re.findall(
        r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", page.body, re.DOTALL
    )
    assert len(folded) == 2
    assert "Read candidates and their applications" in folded[0][0]
    assert "To know who was hired, and how to reach them." in folded[0][1]
    assert "candidates_read" in folded[0][1]
    assert "So that access ends here, too" in folded[1][1]


def test_using_another_account_signs_out_and_keeps_what_was_asked(
    env: FunctionEnv, browser: Browser
) -> None:
    """Who gives up at the sign-in service is not signed in here any more."""
    # GIVEN an admin on the consent page
    page = env.signed_in(browser)
    # WHEN they choose another account
    answered = browser.use_another_account(page)
    # THEN the sign-in service asks for it, and this browser is signed out
    assert "prompt=login" in answered.next_url
    assert [each for each in answered.cookies if "session=;" in each and "Max-Age=0" in each]
    assert browser.get(WITH_REDIRECT).status == 303
    # AND after the sign-in the same question is asked
    returned = browser.get(env.identity.sign_in(answered.next_url))
    assert "companyId=acme" in returned.location
    assert "redirect=" in returned.location
    assert "Approve" in browser.get(returned.location).body


def test_shows_company_tenant_person_and_both_directions(
    env: FunctionEnv, browser: Browser
) -> None:
    """What the page does not show is not approved."""
    # WHEN an admin has signed in
    page = env.signed_in(browser)
    # THEN the page names who, whose, and every scope in both directions
    for shown in ("acme", "demo", "Ana Ruiz", "candidates_read", "jobs_read", "callbacks:write"):
        assert shown in page.body
    assert "www.smartrecruiters.com" in page.body


@pytest.mark.parametrize("second", ["approve", "deny"])
def test_a_second_submission_gets_the_answer_of_the_first(
    env: FunctionEnv, browser: Browser, second: str
) -> None:
    """Approving twice exchanges once; denying after approving changes nothing."""
    # GIVEN an approved consent
    page = env.signed_in(browser)
    decide(browser, page, "approve")
    # WHEN the same form is submitted again
    answered = decide(browser, page, second)
    # THEN the answer is the first one's
    assert (answered.status, answered.location) == (303, REDIRECT)
    assert env.exchanges() == 1


def test_approving_after_denying_stays_denied(env: FunctionEnv, browser: Browser) -> None:
    """The back button does not turn a denial into an approval."""
    # GIVEN a denied consent
    page = env.signed_in(browser, POPUP)
    decide(browser, page, "deny")
    # WHEN the form is submitted with the other button
    answered = decide(browser, page, "approve")
    # THEN nothing is exchanged
    assert "denied" in answered.body
    assert env.exchanges() == 0


def test_a_submission_during_the_exchange_waits(env: FunctionEnv, browser: Browser) -> None:
    """The second of two clicks waits for the first one's exchange."""
    # GIVEN an exchange during which the admin clicks again
    page = env.signed_in(browser)
    clicked: list[str] = []

    def click(_: HttpRequest) -> HttpResponse:
        clicked.append(decide(browser, page, "approve").location)
        return CONFIRMS

    env.smartrecruiters_answers(click)
    # WHEN they approve
    decide(browser, page, "approve")
    # THEN the second click led to the page that waits, and exchanged nothing
    assert clicked[0].startswith(f"{CONSENT}/progress?transaction=")
    assert env.exchanges() == 1


def test_a_failed_exchange_explains_itself_and_offers_the_way_back(
    env: FunctionEnv, browser: Browser
) -> None:
    """A failure stays on our page, with advice and a link, not a silent redirect."""
    # GIVEN a SmartRecruiters that refuses
    env.smartrecruiters_answers(answer(status=403))
    page = env.signed_in(browser)
    # WHEN the admin approves
    answered = decide(browser, page, "approve")
    # THEN the page says so, and submitting again says the same without asking again
    assert answered.status == 403
    assert "cannot be connected here" in answered.body
    assert f'href="{REDIRECT}"' in answered.body
    assert decide(browser, page, "approve").body == answered.body
    assert env.exchanges() == 1


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("csrf_token", "", 403),
        ("csrf_token", "A" * 43, 403),
        ("transaction", "", 400),
        ("transaction", "A" * 43, 400),
        ("decision", "perhaps", 400),
    ],
)
def test_a_tampered_form_decides_nothing(
    env: FunctionEnv, browser: Browser, field: str, value: str, status: int
) -> None:
    """Every field of the form counts."""
    # GIVEN the consent page
    page = env.signed_in(browser)
    # WHEN its form comes back changed
    form = {**page.fields, "decision": "approve", field: value}
    answered = browser.post(CONSENT, form, origin=ORIGIN)
    # THEN it is refused
    assert answered.status == status
    assert env.exchanges() == 0


def test_a_form_of_somebody_elses_session_decides_nothing(env: FunctionEnv) -> None:
    """The form is bound to the session that it was shown to, even with its CSRF token."""
    # GIVEN two admins, each with a consent page
    ana, bob = env.browser(), env.browser()
    page = env.signed_in(ana)
    env.signed_in(bob)
    # WHEN one submits the other's form
    answered = decide(bob, page, "approve")
    # THEN it is refused, and still open to its own
    assert answered.status == 403
    assert env.exchanges() == 0
    assert decide(ana, page, "approve").status == 303


def test_a_form_without_a_session_decides_nothing(env: FunctionEnv, browser: Browser) -> None:
    """A stolen form is worth nothing in another browser."""
    # GIVEN a consent page
    page = env.signed_in(browser)
    # WHEN its form is submitted from a browser without a session
    answered = decide(env.browser(), page, "approve")
    # THEN it is refused
    assert answered.status == 403
    assert env.exchanges() == 0


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://jetbridge.test"])
def test_a_form_from_another_origin_is_refused(
    env: FunctionEnv, browser: Browser, origin: str
) -> None:
    """Even with every field right, another site's page cannot send it."""
    # GIVEN the consent page
    page = env.signed_in(browser)
    # WHEN a page of another origin submits its form
    answered = decide(browser, page, "approve", origin=origin)
    # THEN it is refused
    assert answered.status == 403
    assert env.exchanges() == 0


def test_a_client_that_sends_no_origin_may_decide(env: FunctionEnv, browser: Browser) -> None:
    """Plain HTTP clients send none; the CSRF token protects the form all the same."""
    # GIVEN the consent page
    page = env.signed_in(browser)
    # WHEN the form comes without an Origin
    answered = decide(browser, page, "approve", accept="text/html")
    # THEN it counts
    assert answered.status == 303


def test_a_decision_after_the_session_has_ended_is_refused(
    env: FunctionEnv, browser: Browser
) -> None:
    """The session's end is the end of what it may decide."""
    # GIVEN a consent page shown late in a session
    env.signed_in(browser)
    env.world.clock.advance(1_700)
    page = browser.get(POPUP)
    # WHEN the session ends before the admin approves
    env.world.clock.advance(120)
    answered = decide(browser, page, "approve")
    # THEN nothing is exchanged
    assert answered.status == 403
    assert "sign-in has ended" in answered.body
    assert env.exchanges() == 0


def test_a_page_that_lay_too_long_is_out_of_date(env: FunctionEnv, browser: Browser) -> None:
    """A consent page counts for fifteen minutes."""
    # GIVEN a consent page
    page = env.signed_in(browser)
    # WHEN it is answered a quarter of an hour later
    env.world.clock.advance(900)
    answered = decide(browser, page, "approve")
    # THEN it is refused
    assert answered.status == 400
    assert env.exchanges() == 0


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("text/plain", b"decision=approve"),
        ("application/x-www-form-urlencoded", b"decision=deny&decision=approve"),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 9_000),
        ("application/x-www-form-urlencoded", "decision=é".encode()),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(20))),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(
    browser: Browser, content_type: str, body: bytes
) -> None:
    """Wrong type, repeated fields, too long, not ASCII, too many fields."""
    # WHEN something else is posted
    answered = browser.send("POST", CONSENT, {"content-type": content_type}, body)
    # THEN it is refused with a page
    assert answered.status == 400
    assert "<h1>" in answered.body
