"""Two devices at the same moment, at every moment there is: one state is live, and it finishes."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from jetbridge.model.onboarding import Status
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN
from tests.support.browser import Browser, Page
from tests.support.connect import STAYS, FunctionEnv, a_function_env

ONE: Final = 1
"""Device that can finish."""
MANY: Final = 200
"""More steps than a request has."""


def beside(env: FunctionEnv, at: int, act: Callable[[Browser], None]) -> tuple[Browser, list[int]]:
    """Return a browser at whose step `at` another browser acts; and the steps that it has taken."""
    steps: list[int] = []

    def step() -> None:
        steps.append(len(steps))
        if steps[-1] == at:
            act(env.browser())

    return env.browser(env.world.hooked(step)), steps


def agreed(env: FunctionEnv, page: Page) -> str:
    """Agree at Onboarder where a page leads there; return the address that leads back."""
    return env.onboarder.authorize(page.location) if page.status == 303 else ""


def test_two_begins_at_once_leave_one_device_that_can_finish() -> None:
    """Whichever is stored last: the other is told kindly, and nothing is exchanged for it."""
    ends: Counter[str] = Counter()
    for at in range(MANY):
        # GIVEN a phone that begins at one step of a laptop's begin
        env = a_function_env()
        link, phones = env.link(STAYS), list[tuple[Browser, str]]()

        def begin(phone: Browser, env: FunctionEnv = env, link: str = link) -> None:
            phones.append((phone, agreed(env, env.begin(phone, link))))  # noqa: B023 - used at once

        laptop, steps = beside(env, at, begin)
        back = agreed(env, env.begin(laptop, link))
        if len(steps) <= at:
            break
        ((phone, phone_back),) = phones
        # WHEN both come back
        pages = [laptop.get(back), phone.get(phone_back)]
        # THEN one was superseded, if it came before the other had finished; one is verified
        assert env.onboarding().status is Status.VERIFIED, at
        assert len(env.http.sent("POST", ONBOARDER_TOKEN)) == ONE, at
        assert "You are verified" in pages[1].body or pages[1].status == 409, at
        ends["laptop" if "You are verified" in pages[0].body else "phone"] += 1
    # AND both ends were seen
    assert ends.keys() == {"laptop", "phone"}


def test_a_begin_at_any_moment_of_a_return_sends_no_superseded_code() -> None:
    """Before the exchange the phone wins; from the exchange on it waits for the verdict."""
    ends: Counter[tuple[int, int]] = Counter()
    for at in range(MANY):
        # GIVEN a laptop that comes back, and a phone that begins at one step of that
        env = a_function_env()
        link, phones = env.link(STAYS), list[tuple[Browser, Page]]()

        def begin(phone: Browser, link: str = link) -> None:
            page = phone.get(link)
            answer = phone.post(page.action, page.fields) if page.fields else page
            phones.append((phone, answer))  # noqa: B023 - used at once

        plain = env.browser()
        back = agreed(env, env.begin(plain, link))
        laptop, steps = beside(env, at, begin)
        laptop.cookies.update(plain.cookies)
        returned = laptop.get(back)
        if len(steps) <= at:
            break
        ((phone, begun),) = phones
        codes = len(env.http.sent("POST", ONBOARDER_TOKEN))
        ends[returned.status, begun.status] += 1
        if begun.status == 303:
            # THEN a phone that could begin has the live visit: the laptop's code was not sent
            assert (returned.status, codes) == (409, 0), at
            assert "You are verified" in phone.get(agreed(env, begun)).body, at
        else:
            # AND one that could not was told to wait, or that the person is verified
            assert (returned.status, codes) == (200, ONE), at
            assert "Look again" in begun.body or "You are verified" in begun.body, at
        assert env.onboarding().status is Status.VERIFIED, at
    # AND every kind of end was seen
    assert ends.keys() == {(409, 303), (200, 409), (200, 200)}
