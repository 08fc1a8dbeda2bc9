"""Incode's webhooks: duplicate, reordered, replayed, unknown, incomplete, ambiguous."""

import itertools
import json
from dataclasses import replace

import pytest

from jetbridge.flows.notification import inbox
from jetbridge.flows.schedule import reconcile, work
from jetbridge.model.errors import ApiProblem, BearerError
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import REQUEST_LEASE, Onboarding, Status
from jetbridge.model.ports import NoAnswerError
from jetbridge.partners.incode import notification as incode_notification
from jetbridge.store import notifications
from tests.fakes import answer
from tests.fakes.context import World
from tests.support.incode import (
    INCODE,
    LINK,
    STARTED,
    a_world,
    onboarded,
    refused,
    request,
    stored,
    tell,
    the_onboarding,
)


def deliver(world: World) -> None:
    """Have the worker do what the queue holds, and empty it."""
    messages, world.queue.sent = world.queue.sent, []
    for message, _ in messages:
        work.do(world.context(), message)


def an_event(event_type: str, **more: object) -> dict[str, object]:
    """Return an event of `interview-1`, of the generation that its type belongs to."""
    name = "eventType" if event_type.startswith("SESSION") else "onboardingStatus"
    return {"interviewId": "interview-1", name: event_type, **more}


@pytest.mark.parametrize(
    ("event_type", "status"),
    [
        ("ID_VALIDATION_FINISHED", Status.IN_PROGRESS),
        ("ONBOARDING_FINISHED", Status.IN_PROGRESS),
        ("SESSION_STARTED", Status.IN_PROGRESS),
        ("SESSION_PENDING_REVIEW", Status.REVIEW),
        ("SESSION_SUCCEEDED", Status.VERIFIED),
        ("SESSION_FAILED", Status.REJECTED),
        ("MANUAL_REVIEW_APPROVED", Status.VERIFIED),
        ("MANUAL_REVIEW_REJECTED", Status.REJECTED),
    ],
)
def test_an_event_moves_its_onboarding(event_type: str, status: Status) -> None:
    """Finished means processed, which is not passed: only a verdict verifies."""
    # GIVEN an onboarding
    world = onboarded()
    # WHEN Incode tells of it, and the worker works
    tell(world, an_event(event_type))
    deliver(world)
    # THEN it stands where the event says, and the event is settled
    assert the_onboarding(world).status is status
    assert [each.event_type for each in stored(world, NotificationStatus.PROCESSED)] == [event_type]


@pytest.mark.parametrize("name", ["externalId", "externalCustomerId"])
def test_an_onboarding_without_an_interview_is_found_by_the_external_id(name: str) -> None:
    """Incode's answer has no interview id where its page is right; the event brings it."""
    # GIVEN an onboarding whose interview was not told
    world = onboarded(answer({"url": LINK}))
    # WHEN the first event names the external id and the next one does not
    tell(world, an_event("SESSION_STARTED", **{name: "corr-1"}))
    deliver(world)
    tell(world, an_event("SESSION_SUCCEEDED"))
    deliver(world)
    # THEN both are of that onboarding
    assert the_onboarding(world).interview_id == "interview-1"
    assert the_onboarding(world).status is Status.VERIFIED


@pytest.mark.parametrize(
    "order",
    [*itertools.permutations(("SESSION_STARTED", "SESSION_PENDING_REVIEW", "SESSION_SUCCEEDED"))],
)
def test_events_may_come_in_any_order(order: tuple[str, ...]) -> None:
    """A verdict is not overwritten by what happened before it."""
    # GIVEN an onboarding
    world = onboarded()
    # WHEN its events come in this order
    for event_type in order:
        tell(world, an_event(event_type))
        deliver(world)
    # THEN it ends where the last one that happened leaves it
    assert the_onboarding(world).status is Status.VERIFIED
    assert world.meter.counted[Metric.ONBOARDING_VERIFIED] == 1


def test_a_repeated_event_is_stored_and_acted_on_once() -> None:
    """Incode repeats what it is not sure of; there is no event id to tell by."""
    # GIVEN an event that was dealt with
    world = onboarded()
    tell(world, an_event("SESSION_SUCCEEDED"))
    deliver(world)
    before = the_onboarding(world)
    # WHEN it comes again
    tell(world, an_event("SESSION_SUCCEEDED"))
    # THEN nothing is to be done, and nothing changed
    assert world.queue.sent == []
    assert the_onboarding(world) == before
    assert len(stored(world)) == 1
    assert world.meter.counted[Metric.NOTIFICATION_REPEATED] == 1


def test_the_work_may_be_done_twice() -> None:
    """The queue delivers at least once."""
    # GIVEN an event whose message is delivered twice
    world = onboarded()
    tell(world, an_event("SESSION_SUCCEEDED"))
    world.queue.sent *= 2
    # WHEN the worker works
    deliver(world)
    # THEN it counts once
    assert the_onboarding(world).status is Status.VERIFIED
    assert world.meter.counted[Metric.ONBOARDING_VERIFIED] == 1


def test_a_second_verdict_does_not_replace_the_first() -> None:
    """Which of the two is right is for the operator to say."""
    # GIVEN an onboarding that was rejected
    world = onboarded()
    tell(world, an_event("SESSION_FAILED"))
    deliver(world)
    # WHEN another verdict comes
    tell(world, an_event("SESSION_SUCCEEDED"))
    deliver(world)
    # THEN the first one stands, and the other is kept for the operator
    assert the_onboarding(world).status is Status.REJECTED
    (kept,) = stored(world, NotificationStatus.UNRESOLVED)
    assert (kept.event_type, kept.note) == ("SESSION_SUCCEEDED", "contradicts_rejected")


def test_an_unknown_event_is_stored_and_changes_nothing() -> None:
    """A partner may add events at any time."""
    # GIVEN an onboarding
    world = onboarded()
    before = the_onboarding(world)
    # WHEN an event of an unknown kind comes
    tell(world, an_event("SESSION_TELEPORTED"))
    deliver(world)
    # THEN it is kept
    assert the_onboarding(world) == before
    (kept,) = stored(world, NotificationStatus.IGNORED)
    assert kept.event_type == "SESSION_TELEPORTED"


def test_nothing_personal_is_stored() -> None:
    """A session event names the person; what is kept of it is ids."""
    # GIVEN an onboarding
    world = onboarded()
    # WHEN an event carries personal data
    tell(world, an_event("SESSION_STARTED", loginHint="ana@example.com", identityId="biometric-1"))
    # THEN they are not in the table
    (kept,) = stored(world)
    assert "ana@example.com" not in json.dumps(dict(kept.facts))
    assert set(kept.facts) == {"interview_id", "external_id"}


def test_a_request_whose_answer_was_lost_is_settled_by_its_event() -> None:
    """The partner took it, or there would be nothing to tell."""
    # GIVEN a request whose outcome is not known
    world = a_world(NoAnswerError("x"))
    refused(world.context())
    assert the_onboarding(world).status is Status.UNKNOWN_OUTCOME
    # WHEN Incode tells of it
    tell(world, an_event("SESSION_STARTED", externalCustomerId="corr-1"))
    deliver(world)
    # THEN it is under way
    assert the_onboarding(world).status is Status.IN_PROGRESS


def test_an_event_that_is_early_waits_for_its_onboarding() -> None:
    """Incode may call before its answer to our request is stored."""
    # GIVEN an event of an onboarding that is not known yet
    world = a_world(STARTED)
    tell(world, an_event("SESSION_STARTED"))
    deliver(world)
    # WHEN the answer makes the onboarding known
    request(world.context())
    deliver(world)
    # THEN the event was not lost
    assert the_onboarding(world).status is Status.IN_PROGRESS


def test_a_verdict_that_overtakes_what_names_its_onboarding_is_looked_at_again_soon() -> None:
    """The session event has no id of ours: it waits for the status event that has."""
    # GIVEN an onboarding whose interview is not known, and a verdict on that interview
    world = onboarded(answer({"url": LINK}))
    tell(world, an_event("SESSION_SUCCEEDED"))
    deliver(world)
    # WHEN the status event has named both, and the verdict is looked at again
    tell(world, an_event("ONBOARDING_FINISHED", externalCustomerId="corr-1"))
    ((_, again), _) = world.queue.sent
    deliver(world)
    deliver(world)
    # THEN the verdict counts, seconds later
    assert 0 < again < 10
    assert the_onboarding(world).status is Status.VERIFIED


def test_what_comes_too_early_is_looked_at_less_and_less_often() -> None:
    """A few times until the sweep comes by, and then by the sweep alone."""
    # GIVEN an event of an onboarding that is not known
    world = a_world()
    tell(world, an_event("SESSION_STARTED"))
    # WHEN it is looked at whenever it was to be
    delays = []
    deliver(world)
    while world.queue.sent:
        delays.append(world.queue.sent[0][1])
        world.clock.advance(delays[-1])
        deliver(world)
    # THEN each wait is as long as all of those before
    assert delays == [5, 5, 10, 20, 40, 80, 160]


def test_an_event_of_no_onboarding_ends_with_the_operator() -> None:
    """An interview that was started elsewhere is none of ours."""
    # GIVEN an event of an onboarding that is not known
    world = a_world()
    tell(world, an_event("SESSION_STARTED"))
    # WHEN it stays unknown for long enough
    for _ in range(2):
        world.clock.advance(incode_notification.PATIENCE)
        reconcile.run(world.context())
        deliver(world)
    # THEN it waits for the operator
    (kept,) = stored(world)
    assert (kept.status, kept.note) == (NotificationStatus.UNRESOLVED, "no_onboarding")


def test_a_queue_that_takes_nothing_loses_nothing() -> None:
    """The notification is stored and acknowledged; the sweep brings it."""
    # GIVEN a queue that is out of order when an event comes
    world = onboarded()
    world.queue.broken = True
    tell(world, an_event("SESSION_SUCCEEDED"))
    # WHEN the queue is in order again, and the sweep comes by
    world.queue.broken = False
    world.clock.advance(notifications.SWEEP_AFTER)
    reconcile.run(world.context())
    deliver(world)
    # THEN the event was handled
    assert the_onboarding(world).status is Status.VERIFIED


def test_the_sweep_gives_up_in_the_end() -> None:
    """What fails each time is among the dead letters, and the operator's."""
    # GIVEN an event whose message is never worked on
    world = onboarded()
    tell(world, an_event("SESSION_SUCCEEDED"))
    # WHEN the sweep has come by often enough
    for _ in range(inbox.MAX_SWEEPS + 1):
        world.clock.advance(notifications.SWEEP_AFTER * 2**inbox.MAX_SWEEPS)
        reconcile.run(world.context())
    # THEN it was enqueued so many times, and then no more
    assert len(world.queue.sent) == 1 + inbox.MAX_SWEEPS
    (kept,) = stored(world, NotificationStatus.UNRESOLVED)
    assert kept.note == "given_up"


def test_an_onboarding_in_flight_is_left_alone() -> None:
    """Writing it now would make its own request lose the answer."""
    # GIVEN an onboarding whose request is under way when an event of it comes
    world = a_world()
    told: list[Onboarding] = []

    def answered(_: object) -> object:
        tell(world, an_event("SESSION_STARTED", externalCustomerId="corr-1"))
        deliver(world)
        told.append(the_onboarding(world))
        return STARTED

    world.http.on("POST", "https://incode-api.test/omni/b2b/onboarding/request-new", answered)  # type: ignore[attr-defined]  # the world's own fake
    # WHEN the request ends
    request(world.context())
    # THEN it was not disturbed, and the event is handled later
    assert told[0].status is Status.REQUESTING
    assert the_onboarding(world).status is Status.REQUESTED
    world.clock.advance(max(notifications.SWEEP_AFTER, REQUEST_LEASE))
    reconcile.run(world.context())
    deliver(world)
    assert the_onboarding(world).status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"interviewId": "interview-1"},
        {"onboardingStatus": "ONBOARDING_FINISHED"},
        {"interviewId": 7, "onboardingStatus": "ONBOARDING_FINISHED"},
        {"interviewId": "", "onboardingStatus": "ONBOARDING_FINISHED"},
        {"interviewId": "i" * 257, "onboardingStatus": "ONBOARDING_FINISHED"},
        {"interviewId": "interview-1", "onboardingStatus": ["ONBOARDING_FINISHED"]},
    ],
)
def test_an_incomplete_event_is_refused(document: dict[str, object]) -> None:
    """It names no interview, or says nothing: there is nothing to store."""
    # GIVEN a world
    world = a_world()
    # WHEN such an event comes
    with pytest.raises(ApiProblem) as raised:
        tell(world, document)
    # THEN it is refused, and not stored
    assert raised.value.status == 400
    assert stored(world) == []


def test_another_partners_client_is_refused() -> None:
    """A SmartRecruiters company's token says nothing about verifications."""
    # GIVEN the client of a connection, whatever scopes it has
    world = onboarded()
    foreign = replace(INCODE, connection_id="con_1", tenant="demo")
    # THEN it cannot notify
    with pytest.raises(BearerError):
        tell(world, an_event("SESSION_SUCCEEDED"), foreign)
    assert stored(world) == []
