"""An exchange that takes its time: the page that waits, and every way in which its wait ends."""

import json
from dataclasses import dataclass
from typing import Final

import pytest

from jetbridge.flows.schedule import reconcile, tasks, work
from jetbridge.model.connection import EXCHANGE_LEASE, Connection, Status
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError
from jetbridge.model.transaction import BEGIN_MARGIN, BEGIN_WITHIN, WINDOW_LIFETIME
from jetbridge.partners.smartrecruiters import disable, exchange
from jetbridge.store import companies, consents
from tests.fakes import answer
from tests.fakes.partners.smartrecruiters import TOKEN
from tests.support.browser import Browser, Page
from tests.support.consent import CONSENT, POPUP, REDIRECT, WITH_REDIRECT, FunctionEnv, decide
from tests.support.smartrecruiters import CONFIRMS
from tests.unit.partners.smartrecruiters.popups import frame, opens, status_of, url_of

PROGRESS: Final = f"{CONSENT}/progress"


@dataclass
class Waiting:
    """An admin who has approved, and looks at the page that waits."""

    env: FunctionEnv
    browser: Browser
    shown: Page
    url: str

    def page(self) -> Page:
        """Load the page again, as it does by itself without JavaScript."""
        return self.browser.get(self.url)

    def told(self) -> str:
        """Return what the page's script is told."""
        return str(json.loads(self.browser.get(self.url, accept="application/json").body)["status"])

    def works(self) -> None:
        """Let the worker do what the queue of slow work holds, as a process of its own."""
        for message, _ in [*self.env.slow.sent]:
            work.do(self.env.world.context(), message)


def approved(
    env: FunctionEnv, browser: Browser, url: str = POPUP, *, shown: Page | None = None
) -> Waiting:
    """Approve, at a worker that does nothing until it is told to."""
    env.slow.world = None
    shown = shown or env.signed_in(browser, url)
    answered = decide(browser, shown, "approve")
    assert answered.status == 303
    assert answered.location.startswith(f"{PROGRESS}?transaction=")
    return Waiting(env, browser, shown, answered.location)


def connection(env: FunctionEnv) -> Connection | None:
    """Return the connection to the company, if there is one."""
    return companies.connection(env.world.table, "acme", "demo")


def test_a_slow_exchange_is_waited_for_on_a_page_that_leaves_by_itself(
    env: FunctionEnv, browser: Browser
) -> None:
    """REDIRECT mode: SmartRecruiters has its user back when the exchange is done, not before."""
    # GIVEN an approval that the worker has not taken up
    waiting = approved(env, browser, WITH_REDIRECT)
    # WHEN the admin waits
    page = waiting.page()
    # THEN the page says so, and looks again by itself, with its script or without
    assert (page.status, "Connecting to SmartRecruiters" in page.body) == (200, True)
    assert '<noscript><meta http-equiv="refresh" content="4"></noscript>' in page.body
    nonce = page.policy["script-src"].removeprefix("'nonce-").removesuffix("'")
    assert f'<script nonce="{nonce}" data-url="{waiting.url}">' in page.body
    assert page.policy["connect-src"] == "'self'"
    assert (waiting.told(), env.exchanges()) == ("running", 0)
    # AND once the exchange is done, it leads back
    waiting.works()
    assert waiting.told() == "ended"
    assert (waiting.page().status, waiting.page().location) == (303, REDIRECT)
    assert env.exchanges() == 1


def test_the_page_says_that_smartrecruiters_is_being_asked(
    env: FunctionEnv, browser: Browser
) -> None:
    """Progress, from the moment at which the exchange has begun."""
    # GIVEN a SmartRecruiters that takes its time
    waiting = approved(env, browser)
    seen: list[Page] = []

    def slowly(request: HttpRequest) -> HttpResponse:
        seen.append(waiting.page())
        # What has begun is not handed over again, however long it takes.
        env.world.clock.advance(120)
        assert tasks.run(env.world.context()).handed_over == 0
        assert request.timeout == 130
        return CONFIRMS

    env.smartrecruiters_answers(slowly)
    assert 'class="now"' not in waiting.page().body
    # WHEN the worker asks it
    waiting.works()
    # THEN the page had said so meanwhile, and says now that it is connected
    assert '<li id="asking" class="now" aria-current="step">' in seen[0].body
    assert "Connected" in waiting.page().body


@pytest.mark.parametrize(
    ("answered", "status", "says"),
    [
        (answer(status=403), 403, "cannot be connected here"),
        (NoAnswerError("x", "ReadTimeout"), 502, "did not confirm"),
        (answer(status=429), 503, "slow down"),
    ],
    ids=["refused", "unknown", "busy"],
)
def test_the_wait_ends_with_the_truth(
    env: FunctionEnv, browser: Browser, answered: HttpResponse, status: int, says: str
) -> None:
    """A refusal, an outcome that is not known: each has its page, with the request id."""
    # GIVEN an exchange that goes wrong
    waiting = approved(env, browser)
    env.smartrecruiters_answers(answered)
    # WHEN the worker makes it
    waiting.works()
    # THEN the page says so, however often it is loaded or its form is sent again
    for page in (waiting.page(), waiting.page(), decide(browser, waiting.shown, "approve")):
        assert (page.status, says in page.body) == (status, True)
    assert env.exchanges() == 1


def test_a_message_that_comes_twice_exchanges_once(env: FunctionEnv, browser: Browser) -> None:
    """Queues deliver at least once: during the exchange, and after it."""
    # GIVEN an exchange during which its message comes again
    waiting = approved(env, browser, WITH_REDIRECT)

    def again(_: HttpRequest) -> HttpResponse:
        waiting.works()
        return CONFIRMS

    env.smartrecruiters_answers(again)
    # WHEN it comes once more afterwards
    waiting.works()
    waiting.works()
    # THEN one exchange was made, and its end is the approval's
    assert env.exchanges() == 1
    assert waiting.page().location == REDIRECT
    assert env.world.meter.counted[Metric.EXCHANGE_SUCCEEDED] == 1
    assert env.world.meter.counted[Metric.EXCHANGE_FAILED] == 0


def test_a_worker_that_read_the_approval_too_early_exchanges_nothing(
    env: FunctionEnv, browser: Browser
) -> None:
    """Another one has begun the exchange since, and ended it: a second one would be a conflict."""
    # GIVEN a worker that has read an approval, and is overtaken by another one
    waiting = approved(env, browser, WITH_REDIRECT)
    name = str(env.slow.sent[0][0]["approval"])
    early = consents.get(env.world.table, name)
    assert early

    def goes_on(_: HttpRequest) -> HttpResponse:
        exchange.approve(env.world.context(), early)
        assert waiting.told() == "running"
        return CONFIRMS

    env.smartrecruiters_answers(goes_on)
    # WHEN it goes on during the exchange, and once more after it
    waiting.works()
    exchange.approve(env.world.context(), early)
    # THEN nothing more is exchanged, and the admin is told of the one that was
    assert env.exchanges() == 1
    assert waiting.page().location == REDIRECT


def test_a_message_that_comes_too_late_exchanges_nothing(
    env: FunctionEnv, browser: Browser
) -> None:
    """The admin has been told that nothing was sent, and that stays true."""
    # GIVEN an approval that no worker takes up in time
    waiting = approved(env, browser)
    env.world.clock.advance(BEGIN_WITHIN + BEGIN_MARGIN)
    # THEN the wait ends by itself, before any message comes
    assert (waiting.told(), waiting.page().status) == ("ended", 503)
    assert "Nothing was sent to SmartRecruiters" in waiting.page().body
    # WHEN the message comes after all, THEN nothing is sent, and nothing is left
    waiting.works()
    assert (env.exchanges(), connection(env)) == (0, None)
    assert tasks.run(env.world.context()).handed_over == 0


def test_an_approval_that_the_queue_refuses_is_due_at_once(
    env: FunctionEnv, browser: Browser
) -> None:
    """Within the minute, by the clock: not when the page has given up."""
    # GIVEN a queue that takes nothing for a moment
    env.slow.broken = True
    waiting = approved(env, browser, WITH_REDIRECT)
    env.slow.broken = False
    # WHEN the schedule runs at that very moment
    report = tasks.run(env.world.context())
    # THEN the worker has the approval, and the admin is back
    assert report.handed_over == 1
    waiting.works()
    assert waiting.page().location == REDIRECT


def test_an_approval_whose_message_is_lost_is_found_by_the_clock(
    env: FunctionEnv, browser: Browser
) -> None:
    """A process that dies between approval and message, or a message that dies with its worker."""
    # GIVEN an approval whose message is gone
    waiting = approved(env, browser)
    env.slow.sent.clear()
    # WHEN the schedule has run for two minutes
    for _ in range(2):
        env.world.clock.advance(60)
        tasks.run(env.world.context())
    # THEN it was handed over once, and is connected
    assert len(env.slow.sent) == 1
    waiting.works()
    assert "Connected" in waiting.page().body


def test_a_worker_that_fails_before_the_exchange_is_followed_by_another(
    env: FunctionEnv, browser: Browser
) -> None:
    """Nothing was sent, so the next message begins it."""
    # GIVEN a worker that breaks while it obtains a token
    waiting = approved(env, browser)

    def break_down(_: HttpRequest) -> HttpResponse:
        raise ArithmeticError

    env.http.on("POST", TOKEN, break_down)
    with pytest.raises(ArithmeticError):
        waiting.works()
    assert waiting.told() == "running"
    # WHEN the message comes again, THEN the company is connected
    env.world.clock.advance(60)
    waiting.works()
    assert "Connected" in waiting.page().body
    assert env.exchanges() == 1


class Killed(BaseException):
    """The process is gone."""


def test_a_worker_that_is_killed_during_the_exchange_is_told_as_unknown(
    env: FunctionEnv, browser: Browser
) -> None:
    """The page ends with the exchange's lease, and says what the connection says."""
    # GIVEN a worker that is killed while SmartRecruiters works
    waiting = approved(env, browser)

    def kill(_: HttpRequest) -> HttpResponse:
        raise Killed

    env.smartrecruiters_answers(kill)
    with pytest.raises(Killed):
        waiting.works()
    # WHEN its message comes again, THEN the exchange is not repeated
    waiting.works()
    assert (waiting.told(), env.exchanges()) == ("running", 1)
    # AND the page ends when it cannot be finished any more, before the reconciler has run and after
    env.world.clock.advance(EXCHANGE_LEASE)
    for _ in range(2):
        assert (waiting.page().status, "did not confirm" in waiting.page().body) == (502, True)
        reconcile.run(env.world.context())
    held = connection(env)
    assert held
    assert held.status is Status.NEEDS_RECONNECT


def test_a_connection_that_is_disabled_meanwhile_says_so(
    env: FunctionEnv, browser: Browser
) -> None:
    """The exchange's answer comes too late, and the page does not claim success."""
    # GIVEN a SmartRecruiters that disables what it is about to confirm
    waiting = approved(env, browser, WITH_REDIRECT)

    def disabled(_: HttpRequest) -> HttpResponse:
        held = connection(env)
        assert held
        disable.disable(env.world.context(), held.id, by="callback")
        return CONFIRMS

    env.smartrecruiters_answers(disabled)
    # WHEN the worker makes the exchange
    waiting.works()
    # THEN the admin stays, and learns why
    page = waiting.page()
    assert (page.status, "was disabled while" in page.body) == (409, True)


def test_a_frame_waits_as_long_as_the_exchange_of_its_window(
    env: FunctionEnv, browser: Browser
) -> None:
    """POPUP mode: however late the approval came, and whichever process ends it."""
    # GIVEN a frame whose window approves in its last minute
    outer = frame(env)
    url = url_of(opens(outer, browser))
    env.signed_in(browser, url)
    env.world.clock.advance(WINDOW_LIFETIME - 60)
    waiting = approved(env, browser, shown=browser.get(url))
    # WHEN its time is over, while the exchange runs
    env.world.clock.advance(60)
    transaction = f"{CONSENT}/frame?transaction={outer.fields['transaction']}"
    told = json.loads(env.browser().get(transaction).body)
    page = env.browser().get(transaction, sec_fetch_dest="iframe")
    # THEN it waits, and says for what
    assert told == {"status": "waiting", "approved": True}
    assert "Connecting to SmartRecruiters" in page.body
    # AND ends with the exchange
    waiting.works()
    assert status_of(env, outer) == "connected"
    assert "You can close this window" in waiting.page().body


def test_a_frame_follows_the_first_approval_of_its_window(
    env: FunctionEnv, browser: Browser
) -> None:
    """A second one in another tab is told to wait, and does not end the frame."""
    # GIVEN two tabs of a frame's window, both of which approve
    outer = frame(env)
    url = url_of(opens(outer, browser))
    first = approved(env, browser, shown=env.signed_in(browser, url))
    approved(env, browser, shown=browser.get(url))
    # WHEN the worker takes the second one up while the first one's exchange runs
    one, two = [message for message, _ in env.slow.sent]

    def meanwhile(_: HttpRequest) -> HttpResponse:
        work.do(env.world.context(), two)
        assert status_of(env, outer) == "waiting"
        return CONFIRMS

    env.smartrecruiters_answers(meanwhile)
    work.do(env.world.context(), one)
    # THEN the frame ends as the first one does
    assert status_of(env, outer) == "connected"
    assert "Connected" in first.page().body


def test_a_denial_in_another_tab_of_the_window_undoes_no_approval(
    env: FunctionEnv, browser: Browser
) -> None:
    """Not even while the approval waits for the worker: the frame goes on waiting, and connects."""
    # GIVEN two tabs of a frame's window, one of which has approved
    outer = frame(env)
    url = url_of(opens(outer, browser))
    first = env.signed_in(browser, url)
    second = browser.get(url)
    approved(env, browser, shown=first)
    # WHEN the other one denies
    answered = decide(browser, second, "deny")
    # THEN it is told that it changed nothing, and the frame waits
    assert "the company is being connected" in answered.body
    assert status_of(env, outer) == "waiting"
    # AND ends as the approval does
    for message, _ in [*env.slow.sent]:
        work.do(env.world.context(), message)
    assert status_of(env, outer) == "connected"


def test_only_the_browser_that_approved_is_told_how_it_goes_on(
    env: FunctionEnv, browser: Browser
) -> None:
    """The address alone tells a stranger nothing, not even where the admin is sent to."""
    # GIVEN an exchange that is done
    waiting = approved(env, browser, WITH_REDIRECT)
    waiting.works()
    # WHEN another browser looks, or a person guesses
    elsewhere = env.browser().get(waiting.url)
    scripted = env.browser().get(waiting.url, accept="application/json")
    guessed = browser.get(f"{PROGRESS}?transaction={'A' * 43}")
    # THEN each is refused
    assert (elsewhere.status, scripted.status, guessed.status) == (403, 403, 400)
    assert "location" not in elsewhere.headers


def test_the_page_of_a_question_that_is_not_answered_leads_to_it(
    env: FunctionEnv, browser: Browser
) -> None:
    """Looking decides nothing."""
    # GIVEN a consent page that was not answered
    page = env.signed_in(browser, POPUP)
    # WHEN the address of its wait is opened
    looked = browser.get(f"{PROGRESS}?transaction={page.fields['transaction']}")
    # THEN it leads to the question, which is still open
    assert (looked.status, looked.location) == (303, POPUP)
    assert decide(browser, page, "approve").status == 200
