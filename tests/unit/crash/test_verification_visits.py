"""A person's visit, killed at every step: what the link and the return say afterwards."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.schedule import reconcile
from jetbridge.model.onboarding import REQUEST_LEASE, Status
from tests.fakes.context import World
from tests.fakes.partners.code_flow import ONBOARDER_TOKEN, query_of
from tests.support.browser import Browser
from tests.support.connect import ORDER, Desk, a_desk
from tests.support.killing import killed_everywhere

STAYS: Final = replace(ORDER, return_url=None)


def killed(
    prepare: Callable[[Desk], Browser], run: Callable[[Desk, Browser], object]
) -> Iterator[tuple[int, Desk, Browser]]:
    """Yield, for every step of `run`, a desk at which the process died there, and the browser."""
    desks = list[tuple[Desk, Browser]]()

    def a_world() -> World:
        desk = a_desk()
        desks.append((desk, prepare(desk)))
        return desk.world

    def dies(_: World, context: Context) -> None:
        desk, browser = desks[-1]
        dying = desk.browser(context)
        dying.cookies = browser.cookies
        run(desk, dying)

    for at, _, _ in killed_everywhere(a_world, dies):
        yield at, *desks[-1]


def linked(desk: Desk) -> Browser:
    """Make a link, and return a person's browser."""
    desk.link(STAYS)
    return desk.browser()


def begun(desk: Desk) -> Browser:
    """Let a person begin, and agree at Onboarder."""
    browser = linked(desk)
    desk.onboarder.authorize(desk.begin(browser, desk.link(STAYS)).location)
    return browser


def back(desk: Desk) -> str:
    """Return the address to which Onboarder sends the person back."""
    ((code, asked),) = desk.onboarder.asked.items()
    return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"


def test_a_begin_that_dies_leaves_the_link_good_and_tells_no_untruth() -> None:
    """Begun and live, or neither; and the person can begin again either way."""
    ends: Counter[Status] = Counter()
    for at, desk, browser in killed(linked, lambda desk, each: desk.begin(each, desk.link(STAYS))):
        # GIVEN a begin that was killed at this step, or was not
        found, link = desk.onboarding(), desk.link(STAYS)
        ends[found.status] += 1
        # THEN the onboarding says that the person began where there is a live visit, and only there
        assert (found.status is Status.IN_PROGRESS) == bool(found.visit), at
        # AND whatever is not told yet, the clock tells
        desk.world.clock.advance(600)
        outbox.sweep(desk.world.context())
        told = [event.type for event in desk.world.bus.published]
        assert ("onboarding.in_progress" in told) == bool(found.visit), at
        # AND the person is verified with the same link
        gone = desk.begin(browser, link).location
        assert "You are verified" in browser.get(desk.onboarder.authorize(gone)).body, at
    # AND both ends were seen
    assert ends.keys() == {Status.REQUESTED, Status.IN_PROGRESS}


def test_a_return_that_dies_sends_no_code_twice_and_leaves_a_way_on() -> None:
    """The return's address shows how it stands; the link verifies who is not verified."""
    ends: Counter[tuple[Status, int]] = Counter()
    returns: list[str] = []

    def come_back(desk: Desk, browser: Browser) -> None:
        returns.append(back(desk))
        browser.get(returns[-1])

    for at, desk, browser in killed(begun, come_back):
        # GIVEN a return that was killed at this step, or was not
        exchanged = len(desk.http.sent("POST", ONBOARDER_TOKEN))
        # WHEN the person loads it again, at once and after the reconciler has run
        now = browser.get(returns[-1])
        desk.world.clock.advance(REQUEST_LEASE)
        reconcile.run(desk.world.context())
        later = browser.get(returns[-1])
        sent = len(desk.http.sent("POST", ONBOARDER_TOKEN))
        ends[desk.onboarding().status, exchanged] += 1
        # THEN the code was sent once at the most, and each page names the next step
        assert sent <= 1, at
        for page in (now, later):
            steps = ("Look again", "Start again", "You may close this page")
            assert any(step in page.body for step in steps), (at, page.status)
        # AND whoever is not verified is, with the same link
        if desk.onboarding().status is not Status.VERIFIED:
            gone = desk.begin(browser, desk.link(STAYS)).location
            assert query_of(gone)["state"] != query_of(returns[-1])["state"]
            assert "You are verified" in browser.get(desk.onboarder.authorize(gone)).body, at
        assert desk.onboarding().status is Status.VERIFIED, at
    # AND the enumeration saw every kind of end: a lost intent, a lost answer, a verdict
    assert ends.keys() == {
        (Status.VERIFIED, 0),
        (Status.UNKNOWN_OUTCOME, 0),
        (Status.UNKNOWN_OUTCOME, 1),
        (Status.VERIFIED, 1),
    }
