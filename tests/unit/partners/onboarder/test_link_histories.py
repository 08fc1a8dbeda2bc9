"""Hypothesis walks through a link: devices, scanners, clocks and partners in any order."""

from dataclasses import dataclass, field
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from jetbridge.flows.schedule import reconcile
from jetbridge.model.onboarding import Status
from jetbridge.model.transaction import VERIFICATION_LIFETIME
from tests.fakes.partners.onboarder import ONBOARDER_TOKEN, PERSON
from tests.support.browser import Browser, Page
from tests.support.connect import STAYS, FunctionEnv, a_function_env

LINK_LIVES: Final = 86_400
FAILED: Final = {"passport": {"verified": False, "verified_at": "2025-01-15T10:00:00Z"}}
NEXT_STEPS: Final = (
    "Continue on this device",
    "Start again",
    "Finish it there",
    "You may close this page",
    "for a new link",
    "for a new one",
    "Open the link that you were sent",
)
OPEN: Final = {Status.IN_PROGRESS, Status.REJECTED, Status.UNKNOWN_OUTCOME}
DEVICES: Final = st.integers(0, 2)


@dataclass
class Device:
    """A browser, the page that it shows, and where the visits that began in it have gone."""

    browser: Browser
    page: Page | None = None
    visits: list[str] = field(default_factory=list)


class Link(RuleBasedStateMachine):
    """One link, three devices. The test knows which visit is the latest, and until when."""

    def __init__(self) -> None:
        """Make the link."""
        super().__init__()
        self.env: FunctionEnv = a_function_env()
        self.link = self.env.link(STAYS)
        self.ends_at = self.env.world.clock.now() + LINK_LIVES
        self.devices = [Device(self.env.browser()) for _ in range(3)]
        self.latest = ""
        self.began_at: dict[str, int] = {}
        self.sent = 0

    @property
    def now(self) -> int:
        """The time."""
        return self.env.world.clock.now()

    @rule(device=DEVICES)
    def opens(self, device: int) -> None:
        """Look at the link: nothing changes."""
        before = self.env.onboarding()
        shown = self.devices[device].browser.get(self.link)
        assert self.env.onboarding() == before
        assert shown.cookies == ()
        self.devices[device].page = shown
        names_a_next_step(shown)

    @rule(device=DEVICES)
    def presses(self, device: int) -> None:
        """Press the button of the page that is shown, however old it is."""
        here = self.devices[device]
        if here.page is None or not here.page.fields:
            return
        answered = here.browser.post(here.page.action, here.page.fields)
        is_good = self.now < self.ends_at and self.env.onboarding().status is not Status.VERIFIED
        assert (answered.status == 303) == is_good
        if is_good:
            self.latest = answered.location
            self.began_at.setdefault(answered.location, self.now)
            here.visits.append(answered.location)
        else:
            names_a_next_step(answered)

    @rule(device=DEVICES, which=st.integers(0, 5), elsewhere=DEVICES)
    def returns(self, device: int, which: int, elsewhere: int) -> None:
        """Come back from one of the visits, in its browser or in another."""
        visits = self.devices[device].visits
        if not visits:
            return
        gone = visits[which % len(visits)]
        was, counts = self.env.onboarding().status, self._counts(gone) and elsewhere == device
        back = self.env.onboarder.authorize(gone)
        names_a_next_step(self.devices[elsewhere].browser.get(back))
        sent = len(self.env.http.sent("POST", ONBOARDER_TOKEN))
        assert sent - self.sent == int(counts)
        self.sent = sent
        if counts:
            self.latest = ""
        else:
            assert self.env.onboarding().status is was

    @rule(device=DEVICES)
    def refuses(self, device: int) -> None:
        """Come back with an error: nothing changes."""
        here = self.devices[device]
        if here.visits:
            before = self.env.onboarding()
            names_a_next_step(here.browser.get(self.env.onboarder.refuse(here.visits[-1])))
            assert self.env.onboarding() == before

    @rule(proved=st.sampled_from([PERSON["verifications"], FAILED, {}]))
    def proves(self, proved: dict[str, object]) -> None:
        """Have something else to show at Onboarder."""
        self.env.onboarder.person["verifications"] = proved

    @rule(seconds=st.sampled_from([1, 600, 899, 900, 3_700, 40_000]))
    def time_passes(self, seconds: int) -> None:
        """Let the clock move, and what runs by it."""
        self.env.world.clock.advance(seconds)
        reconcile.run(self.env.world.context())

    @precondition(lambda self: self.now >= self.ends_at)
    @rule(device=DEVICES)
    def opens_too_late(self, device: int) -> None:
        """See that the link has ended, or what became of it."""
        shown = self.devices[device].browser.get(self.link)
        assert "This link has ended" in shown.body or "You are verified" in shown.body

    @invariant()
    def the_person_has_begun_where_the_button_was_pressed(self) -> None:
        """And nowhere else."""
        untouched = {Status.REQUESTED, Status.EXPIRED}
        assert (self.env.onboarding().status in untouched) == (not self.began_at)

    def _counts(self, gone: str) -> bool:
        in_time = self.now < self.began_at[gone] + VERIFICATION_LIFETIME
        return gone == self.latest and in_time and self.env.onboarding().status in OPEN


def names_a_next_step(page: Page) -> None:
    """Hold every page to it."""
    assert any(step in page.body for step in NEXT_STEPS), (page.status, page.body)


TestLink = Link.TestCase
TestLink.settings = settings(max_examples=40, stateful_step_count=25)
