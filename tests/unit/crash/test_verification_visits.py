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
from tests.fakes.partners.code_flow import query_of
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN
from tests.support.browser import Browser
from tests.support.connect import ORDER, FunctionEnv, a_function_env
from tests.support.killing import killed_everywhere

STAYS: Final = replace(ORDER, return_url=None)


def killed(
    prepare: Callable[[FunctionEnv], Browser], run: Callable[[FunctionEnv, Browser], object]
) -> Iterator[tuple[int, FunctionEnv, Browser]]:
    """Yield, for every step of `run`, a env at which the process died there, and the browser."""
    envs = list[tuple[FunctionEnv, Browser]]()

    def a_world() -> World:
        env = a_function_env()
        envs.append((env, prepare(env)))
        return env.world

    def dies(_: World, context: Context) -> None:
        env, browser = envs[-1]
        dying = env.browser(context)
        dying.cookies = browser.cookies
        run(env, dying)

    for at, _, _ in killed_everywhere(a_world, dies):
        yield at, *envs[-1]


def linked(env: FunctionEnv) -> Browser:
    """Make a link, and return a person's browser."""
    env.link(STAYS)
    return env.browser()


def begun(env: FunctionEnv) -> Browser:
    """Let a person begin, and agree at Onboarder."""
    browser = linked(env)
    env.onboarder.authorize(env.begin(browser, env.link(STAYS)).location)
    return browser


def back(env: FunctionEnv) -> str:
    """Return the address to which Onboarder sends the person back."""
    ((code, asked),) = env.onboarder.issued.items()
    return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"


def test_a_begin_that_dies_leaves_the_link_good_and_tells_no_untruth() -> None:
    """Begun and live, or neither; and the person can begin again either way."""
    ends: Counter[Status] = Counter()
    for at, env, browser in killed(linked, lambda env, each: env.begin(each, env.link(STAYS))):
        # GIVEN a begin that was killed at this step, or was not
        found, link = env.onboarding(), env.link(STAYS)
        ends[found.status] += 1
        # THEN the onboarding says that the person began where there is a live visit, and only there
        assert (found.status is Status.IN_PROGRESS) == bool(found.visit), at
        # AND whatever is not told yet, the clock tells
        env.world.clock.advance(600)
        outbox.sweep(env.world.context())
        told = [event.type for event in env.world.bus.published]
        assert ("onboarding.in_progress" in told) == bool(found.visit), at
        # AND the person is verified with the same link
        gone = env.begin(browser, link).location
        assert "You are verified" in browser.get(env.onboarder.authorize(gone)).body, at
    # AND both ends were seen
    assert ends.keys() == {Status.REQUESTED, Status.IN_PROGRESS}


def test_a_return_that_dies_sends_no_code_twice_and_leaves_a_way_on() -> None:
    """The return's address shows how it stands; the link verifies who is not verified."""
    ends: Counter[tuple[Status, int]] = Counter()
    returns: list[str] = []

    def come_back(env: FunctionEnv, browser: Browser) -> None:
        returns.append(back(env))
        browser.get(returns[-1])

    for at, env, browser in killed(begun, come_back):
        # GIVEN a return that was killed at this step, or was not
        exchanged = len(env.http.sent("POST", ONBOARDER_TOKEN))
        # WHEN the person loads it again, at once and after the reconciler has run
        now = browser.get(returns[-1])
        env.world.clock.advance(REQUEST_LEASE)
        reconcile.run(env.world.context())
        later = browser.get(returns[-1])
        sent = len(env.http.sent("POST", ONBOARDER_TOKEN))
        ends[env.onboarding().status, exchanged] += 1
        # THEN the code was sent once at the most, and each page names the next step
        assert sent <= 1, at
        for page in (now, later):
            steps = ("Look again", "Start again", "You may close this page")
            assert any(step in page.body for step in steps), (at, page.status)
        # AND a person who is not verified is, with the same link
        if env.onboarding().status is not Status.VERIFIED:
            gone = env.begin(browser, env.link(STAYS)).location
            assert query_of(gone)["state"] != query_of(returns[-1])["state"]
            assert "You are verified" in browser.get(env.onboarder.authorize(gone)).body, at
        assert env.onboarding().status is Status.VERIFIED, at
    # AND the enumeration saw every kind of end: a lost intent, a lost answer, a verdict
    assert ends.keys() == {
        (Status.VERIFIED, 0),
        (Status.UNKNOWN_OUTCOME, 0),
        (Status.UNKNOWN_OUTCOME, 1),
        (Status.VERIFIED, 1),
    }
