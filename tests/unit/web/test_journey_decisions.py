"""An operator is told what a decision leads to before they take it."""

from collections.abc import Callable
from typing import Final

import pytest

from jetbridge.flows.journey import record
from jetbridge.model.journey_events import Decision
from jetbridge.web.journey_decisions import consequence, question
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, by_onboarder, policy, verify


def late(delivery: str) -> Simulation:
    """Return a simulation whose person did not come in time."""
    simulation = a_simulation(policy(verify(delivery), LAUNCH, REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.wait(days=4)
    return simulation


def unwelcome() -> Simulation:
    """Return a simulation whose launch is refused."""
    simulation = a_simulation(policy(LAUNCH, reportFailure=False))
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    simulation.hire()
    simulation.work_off()
    return simulation


def down() -> Simulation:
    """Return a simulation whose partner does nothing."""
    simulation = a_simulation(policy(LAUNCH))
    simulation.partners.enboarder.trouble = Trouble.DOWN
    simulation.hire()
    simulation.work_off()
    return simulation


def welcomed() -> Simulation:
    """Return a simulation whose journey is completed."""
    simulation = a_simulation(policy(LAUNCH))
    simulation.hire()
    simulation.work_off()
    return simulation


def unknown() -> Simulation:
    """Return a simulation whose launch has an outcome that is not known."""
    simulation = a_simulation(policy(LAUNCH))
    simulation.partners.enboarder.trouble = Trouble.LOSSY
    simulation.partners.enboarder.reports_lag = True
    simulation.hire()
    simulation.take()
    simulation.take()
    simulation.take()
    simulation.partners.enboarder.trouble = Trouble.NONE
    for _ in range(30):
        simulation.wait(minutes=5)
    return simulation


def at_onboarder() -> Simulation:
    """Return a simulation whose person did not come to Onboarder in time."""
    simulation = a_simulation(policy(by_onboarder()))
    simulation.hire()
    simulation.work_off()
    simulation.wait(days=4)
    return simulation


CASES: Final[list[tuple[Callable[[], Simulation], Decision, str]]] = [
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
    made: Callable[[], Simulation], decision: Decision, expected: str
) -> None:
    """Who is messaged, what is launched, what is cancelled."""
    # GIVEN a journey about which something may be decided
    simulation = made()
    journey = simulation.journey
    # WHEN an operator asks what a decision leads to
    told = consequence(record.policy_for(simulation.world.context(), journey), journey, decision)
    # THEN it is said
    assert told == expected
    # AND the decision is possible
    assert simulation.decide(decision)


def test_no_two_decisions_are_asked_for_alike() -> None:
    """Programs show these questions side by side; a link that stays and one that ends are two."""
    # WHEN each decision is asked for
    asked = [question("jny_1", decision) for decision in Decision]
    # THEN a person can tell them apart
    assert len({*asked}) == len(asked)
