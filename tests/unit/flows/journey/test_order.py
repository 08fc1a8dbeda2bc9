"""The same news in any order that the partners allow, however often: the same outcome."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jetbridge.model.journey import Reason, Status, StepStatus
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, READY, REPORT, Document, policy, verify

HIRED = "application.status.updated"


@dataclass(frozen=True)
class Outcome:
    """What is left of a hire once all the news have come."""

    journeys: int
    status: Status
    reason: Reason
    steps: tuple[StepStatus, ...]
    messages: int
    workflows: int
    reported: tuple[str, ...]


def outcome(simulation: Simulation) -> Outcome:
    """Return what is left."""
    partners = simulation.partners
    return Outcome(
        len(simulation.every),
        simulation.status(),
        simulation.reason(),
        tuple(each.status for each in simulation.journey.steps),
        len(partners.incode.messages),
        len(partners.enboarder.workflows),
        tuple(partners.smartrecruiters.reported),
    )


def told(simulation: Simulation, news: str) -> None:
    """Have a partner say something: of an application it says no more than that it has changed."""
    if news == HIRED:
        simulation.notify(number=1)
    else:
        simulation.tell(news)


def after(document: Document, news: list[str], orders: list[int]) -> Outcome:
    """Return what is left when `news` come in this order, the worker taking messages in `orders`.

    A person can prove nothing before they were asked: the first notification comes first.
    """
    simulation = a_simulation(document)
    simulation.hire()
    simulation.work_off()
    for each in news:
        told(simulation, each)
    for order in orders:
        if simulation.world.queue.sent:
            simulation.take(order % len(simulation.world.queue.sent))
    simulation.work_off()
    simulation.wait(minutes=30)
    return outcome(simulation)


PASSED = ["SESSION_STARTED", "ID_VALIDATION_FINISHED", "SESSION_PENDING_REVIEW"]
DOCUMENTS = [
    policy(verify("sms"), LAUNCH, REPORT),
    policy(READY, verify(onRejection="stop"), LAUNCH, REPORT),
    policy(LAUNCH, verify(onRejection="continue"), REPORT),
]


@pytest.mark.parametrize("verdict", ["MANUAL_REVIEW_APPROVED", "MANUAL_REVIEW_REJECTED"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_same_news_in_any_order_end_in_the_same(document: Document, verdict: str) -> None:
    """Notifications may be late, doubled and out of order, and so may be the queue's messages."""
    # GIVEN what becomes of a hire when everything comes once and in order
    news = [*PASSED, verdict, HIRED]
    expected = after(document, news, [])

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(
        st.permutations(news),
        st.lists(st.sampled_from(news), max_size=4),
        st.lists(st.integers(0, 9), max_size=20),
    )
    def whatever(shuffled: list[str], again: list[str], orders: list[int]) -> None:
        # WHEN it comes in any order, some of it again, THEN the outcome is the same
        assert after(document, [*shuffled, *again], orders) == expected

    whatever()
