"""A person comes back from Onboarder: once, again, and after something has gone wrong."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest

from jetbridge.model.onboarding import REQUEST_LEASE, Status
from jetbridge.model.ports import HttpResponse
from jetbridge.model.transaction import VERIFICATION_LIFETIME
from jetbridge.store import keys, onboardings
from jetbridge.store.table import Update
from tests.fakes import answer
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN
from tests.support.browser import Browser
from tests.support.connect import RETURN_URL, STAYS, FunctionEnv


def test_a_write_beside_the_exchange_loses_no_verdict(env: FunctionEnv, browser: Browser) -> None:
    """The code is spent: whichever process writes the onboarding, the verdict is kept."""
    # GIVEN an onboarding that something else writes during the exchange
    back = env.agree(browser, env.link(STAYS))

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
    back = env.agree(browser, env.link(STAYS))

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
    assert "You are verified" in browser.get(env.agree(browser, link)).body


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
    back = env.agree(browser, link)
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
    back = env.agree(browser, link)
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
    back = env.agree(browser, env.link())
    env.http.on("POST", ONBOARDER_TOKEN, failure)
    first = browser.get(back)
    # WHEN they reload the page
    again = browser.get(back)
    # THEN it is the same, and nothing was sent
    assert (again.status, again.body) == (first.status, first.body)
    assert "Start again" in again.body
    assert len(env.http.sent("POST", ONBOARDER_TOKEN)) == 1


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
    back = env.agree(browser, env.link())
    # THEN every way leads there
    assert [browser.get(url).location for url in (back, back, env.link())] == [RETURN_URL] * 3
