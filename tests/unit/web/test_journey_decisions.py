"""An operator is told what a decision leads to before they take it."""

from collections.abc import Callable
from typing import Final

import pytest

from jetbridge.flows.journey import record
from jetbridge.model.journey_events import Decision
from jetbridge.web.journey_decisions import consequence
from tests.fakes.partners.hiring import Trouble
from tests.support.journeys.env import House, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, by_onboarder, policy, verify


def late(delivery: str) -> House:
    """Return a house whose person did not come in time."""
    house = a_house(policy(verify(delivery), LAUNCH, REPORT))
    house.hire()
    house.work_off()
    house.wait(days=4)
    return house


def unwelcome() -> House:
    """Return a house whose launch is refused."""
    house = a_house(policy(LAUNCH, reportFailure=False))
    house.partners.enboarder.trouble = Trouble.FUSSY
    house.hire()
    house.work_off()
    return house


def down() -> House:
    """Return a house whose partner does nothing."""
    house = a_house(policy(LAUNCH))
    house.partners.enboarder.trouble = Trouble.DOWN
    house.hire()
    house.work_off()
    return house


def welcomed() -> House:
    """Return a house whose journey is completed."""
    house = a_house(policy(LAUNCH))
    house.hire()
    house.work_off()
    return house


def unknown() -> House:
    """Return a house whose launch has an outcome that nobody knows."""
    house = a_house(policy(LAUNCH))
    house.partners.enboarder.trouble = Trouble.LOSSY
    house.partners.enboarder.reports_lag = True
    house.hire()
    house.take()
    house.take()
    house.take()
    house.partners.enboarder.trouble = Trouble.NONE
    for _ in range(30):
        house.wait(minutes=5)
    return house


def at_onboarder() -> House:
    """Return a house whose person did not come to Onboarder in time."""
    house = a_house(policy(by_onboarder()))
    house.hire()
    house.work_off()
    house.wait(days=4)
    return house


CASES: Final[list[tuple[Callable[[], House], Decision, str]]] = [
    (
        lambda: late("sms"),
        Decision.APPROVE,
        (
            "The step identity counts as done. The person has not proved who they are. "
            "Next is the step welcome (Enboarder)."
        ),
    ),
    (lambda: late("sms"), Decision.RETRY, "Incode sends the person another text message."),
    (lambda: late("email"), Decision.RETRY, "Incode sends the person another e-mail."),
    (lambda: late("bus"), Decision.RETRY, "A new link is made at Incode and handed over."),
    (
        at_onboarder,
        Decision.NEW_LINK,
        (
            "A new link is made at Onboarder and handed over, on the event bus and to the tenant's "
            "endpoint. The partner sends no message. Deadline and reminders begin again. The "
            "earlier link is good until it ends."
        ),
    ),
    (
        at_onboarder,
        Decision.REPLACE_LINK,
        (
            "A new link is made at Onboarder and handed over, on the event bus and to the tenant's "
            "endpoint. The partner sends no message. Deadline and reminders begin again. "
            "Earlier links are closed: nothing that is proved by one counts any more, and a person "
            "who is on the way has to begin again."
        ),
    ),
    (at_onboarder, Decision.RETRY, "A new link is made at Onboarder and handed over."),
    (
        lambda: late("bus"),
        Decision.CANCEL,
        (
            "The journey ends. Links that the person has not used are closed. "
            "SmartRecruiters is told ONBOARDING_FAILED."
        ),
    ),
    (
        unwelcome,
        Decision.APPROVE,
        (
            "The step welcome counts as done. Jetbridge launches no workflow for it: one must run "
            "at Enboarder already. The journey is then completed."
        ),
    ),
    (unwelcome, Decision.RETRY, "Enboarder is asked to launch the workflow."),
    (down, Decision.RETRY, "Enboarder is asked at once, instead of later."),
    (
        unknown,
        Decision.RETRY,
        "Enboarder's reports are searched for the workflow again. Nothing is launched.",
    ),
    (
        welcomed,
        Decision.CANCEL,
        (
            "The journey ends. The workflow is cancelled at Enboarder. "
            "SmartRecruiters is told ONBOARDING_FAILED."
        ),
    ),
]


@pytest.mark.parametrize(("made", "decision", "expected"), CASES)
def test_the_consequence_is_told_in_words(
    made: Callable[[], House], decision: Decision, expected: str
) -> None:
    """Who is messaged, what is launched, what is cancelled."""
    # GIVEN a journey about which something may be decided
    house = made()
    journey = house.journey
    # WHEN an operator asks what a decision leads to
    told = consequence(record.policy_for(house.world.context().table, journey), journey, decision)
    # THEN it is said
    assert told == expected
    # AND the decision is possible
    assert house.decide(decision)
