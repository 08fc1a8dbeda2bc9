"""Which notifications have a person look at an application."""

import pytest

from jetbridge.flows.journey import due
from jetbridge.flows.schedule import dispatch, work
from jetbridge.model.notification import NotificationStatus
from jetbridge.partners.smartrecruiters.subscription_api import EVENTS, HIRE_EVENTS, application_in
from jetbridge.store import notifications
from tests.fakes.context import SMARTRECRUITERS, World
from tests.support.hires import (
    CANDIDATE,
    JOB,
    a_company,
    every_journey,
    known,
    look,
    put_policy,
    rounds,
    take,
    tell,
)

LINK = f"{SMARTRECRUITERS}/candidates/{CANDIDATE}/jobs/{JOB}"


def waiting(world: World) -> list[object]:
    """Return the kinds of what waits in the queue."""
    return [message["kind"] for message, _ in world.queue.sent]


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_two_events_may_be_a_hire(event: str) -> None:
    """Every event is published; two of them make us look besides."""
    # GIVEN a tenant with a policy
    world, _ = a_company()
    # WHEN a notification comes
    tell(world, event=event)
    # THEN it is published, and the application is looked at if that may be news of a hire
    assert [each.type for each in world.bus.published] == [f"hiring.{event}"]
    expected = ["application"] if event in HIRE_EVENTS else []
    assert waiting(world) == expected
    assert (known(world) is not None) == bool(expected)


def test_without_a_policy_nothing_is_remembered() -> None:
    """The deployer's systems hear of it, and that is all."""
    # GIVEN a tenant without a policy
    world, company = a_company(start=None)
    company.hire()
    # WHEN a hire is notified, and a policy put later
    tell(world)
    assert (waiting(world), known(world)) == ([], None)
    put_policy(world)
    world.clock.advance(3_600)
    due.run(world.context())
    # THEN nothing begins for a person who was hired before
    assert (waiting(world), every_journey(world)) == ([], ())
    # AND something does for who is hired afterwards
    tell(world, "evt-2")
    look(world)
    assert rounds(every_journey(world)) == [1]


@pytest.mark.parametrize(
    "facts",
    [
        {"link": LINK},
        {"link": f"{LINK}/onboardingStatus", "application_id": "app-1"},
        {"link": f"{LINK}?expand=all", "candidate_id": CANDIDATE},
        {"link": "https://other.test/x", "candidate_id": CANDIDATE, "job_id": JOB},
    ],
)
def test_the_link_names_what_the_body_does_not(facts: dict[str, str]) -> None:
    """A body's ids are optional."""
    # GIVEN a hire
    world, company = a_company()
    company.hire()
    # WHEN its notification names it in one way or the other
    tell(world, facts=facts)
    look(world)
    # THEN its journey begins
    (journey,) = every_journey(world)
    assert (journey.candidate_id, journey.job_id) == (CANDIDATE, JOB)


def test_ids_come_out_of_a_link_as_they_are() -> None:
    """They are quoted there."""
    # THEN what is quoted is read
    named = application_in({"link": f"{SMARTRECRUITERS}/candidates/a%3Ab/jobs/c%7Ed"})
    assert named == ("a:b", "c~d")


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"candidate_id": CANDIDATE},
        {"candidate_id": CANDIDATE, "job_id": ""},
        {"link": f"{SMARTRECRUITERS}/candidates/{CANDIDATE}"},
        {"link": f"{SMARTRECRUITERS}/x?at=/candidates/{CANDIDATE}/jobs/{JOB}"},
        {"link": f"{SMARTRECRUITERS}/candidates/%2E%2E/jobs/{JOB}"},
        {"link": f"{SMARTRECRUITERS}/candidates/{CANDIDATE}/jobs/..%2F..%2Fusers"},
    ],
)
def test_a_notification_that_names_no_application_is_only_published(
    facts: dict[str, str],
) -> None:
    """It is no reason to try it again and again."""
    # WHEN a notification lacks the ids
    world, _ = a_company()
    tell(world, facts=facts)
    # THEN it is settled and published, and it is not looked at
    (settled,), _ = notifications.listing(
        world.table, "smartrecruiters", NotificationStatus.PROCESSED, limit=10
    )
    assert settled.event_id == "evt-1"
    assert (len(world.bus.published), waiting(world)) == (1, [])


def test_a_queue_that_takes_nothing_leaves_the_look_to_the_clock() -> None:
    """What is settled is not lost."""
    # GIVEN a hire whose look cannot be enqueued
    world, company = a_company()
    company.hire()
    take(world)
    notified = [dict(message) for message, _ in world.queue.sent]
    world.queue.sent.clear()
    world.queue.broken = True
    for message in notified:
        work.do(world.context(), message)
    # WHEN the queue is back, and the clock comes by
    world.queue.broken = False
    assert due.run(world.context()) == dispatch.Report(handed_over=1)
    look(world)
    # THEN the journey begins
    assert rounds(every_journey(world)) == [1]
