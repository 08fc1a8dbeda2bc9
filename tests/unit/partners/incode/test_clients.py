"""Whose word counts: the deployment's client speaks for every tenant, a tenant's for its own."""

import pytest

from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status
from tests.unit.partners.incode.deployment import EVERYBODYS, Deployment, client_of


def test_a_tenants_client_that_knows_an_interview_swallows_no_verdict_of_another() -> None:
    """What is known twice is known twice of one client, not of two."""
    # GIVEN an onboarding of a tenant, whose interview another tenant's client has seen
    there = Deployment(names_interviews=True)
    theirs = there.ask("acme")
    there.tell("SESSION_SUCCEEDED", "interview-1", by=client_of("globex"))
    there.work()
    assert there.onboarding(theirs).status is Status.REQUESTED
    # WHEN the verdict itself comes
    there.tell("SESSION_SUCCEEDED", "interview-1")
    there.work()
    # THEN it is applied
    assert there.onboarding(theirs).status is Status.VERIFIED


def test_a_tenants_client_cannot_take_an_interview_of_another_tenant() -> None:
    """It may say of its own onboarding what it likes; who else has the interview is not changed."""
    # GIVEN two tenants' onboardings, and one's client that claims the other's interview
    there = Deployment()
    theirs, own = there.ask("acme", "a-1"), there.ask("globex", "g-1")
    there.tell("SESSION_STARTED", "interview-1", "g-1", by=client_of("globex"))
    there.work()
    # WHEN the deployment's client tells of that interview
    there.tell("SESSION_SUCCEEDED", "interview-1")
    there.tell("ONBOARDING_FINISHED", "interview-1", "a-1")
    there.work()
    # THEN the verdict is the one's whose interview Incode says it is
    assert there.onboarding(theirs).status is Status.VERIFIED
    assert there.onboarding(own).status is Status.IN_PROGRESS


def test_a_tenants_client_cannot_speak_of_another_tenants_id() -> None:
    """The id that was sent names one onboarding; whose that is, is looked at."""
    # GIVEN an onboarding of one tenant
    there = Deployment()
    theirs = there.ask("acme", "job-77")
    # WHEN another tenant's client uses its id
    there.tell("SESSION_FAILED", "interview-1", "job-77", by=client_of("globex"))
    there.work()
    # THEN nothing changes
    assert there.onboarding(theirs).status is Status.REQUESTED
    assert there.stored(NotificationStatus.RECEIVED)


@pytest.mark.parametrize(
    "order",
    [(EVERYBODYS, client_of("acme")), (client_of("acme"), EVERYBODYS)],
    ids=["everybodys-first", "tenants-first"],
)
def test_both_clients_may_send_the_same_events(order: tuple[Identity, ...]) -> None:
    """Each is taken for itself, and the verdict is applied once."""
    # GIVEN an onboarding
    there = Deployment()
    asked = there.ask("acme")
    # WHEN both clients tell of it, the naming event last
    for client in order:
        there.tell("SESSION_SUCCEEDED", "interview-1", by=client)
    there.work()
    for client in order:
        there.tell("ONBOARDING_FINISHED", "interview-1", "job-77", by=client)
        there.work()
    # THEN it is verified once, and nothing is left
    assert there.onboarding(asked).status is Status.VERIFIED
    assert there.world.meter.counted[Metric.ONBOARDING_VERIFIED] == 1
    assert {each.status for each in there.stored()} == {NotificationStatus.PROCESSED}
    published = [event.type for event in there.world.bus.published]
    assert published.count("onboarding.verified") == 1


def test_what_the_deployments_client_names_is_known_to_the_tenants() -> None:
    """Incode may be set up with one client for one kind of webhook, and another one later."""
    # GIVEN a verdict by the tenant's client that waits
    there = Deployment()
    asked = there.ask("acme")
    there.tell("SESSION_SUCCEEDED", "interview-1", by=client_of("acme"))
    there.work()
    # WHEN the deployment's client names the interview
    there.tell("ONBOARDING_FINISHED", "interview-1", "job-77")
    there.work()
    # THEN the verdict is applied
    assert there.onboarding(asked).status is Status.VERIFIED


def test_two_onboardings_of_an_old_release_are_not_guessed_between() -> None:
    """Old releases sent callers' ids as they were, and two of them may be the same."""
    # GIVEN more onboardings under one id than one page holds, of two tenants
    there = Deployment()
    every = [there.of_an_old_release("globex", "job-77", number) for number in range(130)]
    mine = there.of_an_old_release("acme", "job-77")
    # WHEN the deployment's client tells of that id
    there.tell("SESSION_FAILED", "interview-9", "job-77")
    there.work()
    # THEN none changes, and the operator is shown the event
    assert all(there.onboarding(each).status is Status.REQUESTED for each in (*every, mine))
    (kept,) = there.stored(NotificationStatus.UNRESOLVED)
    assert kept.note == "several_onboardings"
    # AND where the tenant's own client says it, that tenant's is meant
    there.tell("SESSION_SUCCEEDED", "interview-1", "job-77", by=client_of("acme"))
    there.work()
    assert there.onboarding(mine).status is Status.VERIFIED


def test_an_interview_that_incode_gives_to_two_onboardings_is_not_guessed() -> None:
    """Its answer says one, its event another: a person at Incode's has to look."""
    # GIVEN two onboardings, one with an interview from Incode's answer
    there = Deployment(names_interviews=True)
    one, two = there.ask("acme", "a-1"), there.ask("globex", "g-1")
    # WHEN an event gives that interview to the other one
    there.tell("SESSION_SUCCEEDED", "interview-1", "g-1")
    there.work()
    # THEN neither changes
    assert there.onboarding(one).status is there.onboarding(two).status is Status.REQUESTED
    assert [each.note for each in there.stored()] == ["several_onboardings"]
