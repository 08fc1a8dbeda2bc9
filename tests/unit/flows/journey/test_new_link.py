"""The link of a verification: replaced by an operator, dead too early, and never sent dead."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.event import outbox
from jetbridge.flows.journey import show
from jetbridge.flows.onboarding import links
from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.journey_events import AtVersion, Decision
from jetbridge.model.journey_rules import NotPossibleError, OvertakenError
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.store import keys, onboardings
from jetbridge.store.table import Put
from jetbridge.web import journey_resources
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, Document, by_onboarder, policy, verify

SHORT: Final = {"path": "/candidate/linkMinutes", "default": 4_320}
"""How long a link lives, where a policy leaves that to the candidate."""


def awaiting(step: Document) -> Simulation:
    """Return a simulation whose one journey waits for a person."""
    simulation = a_simulation(policy(step, LAUNCH))
    simulation.hire()
    simulation.work_off()
    assert simulation.step(0).status is StepStatus.AWAITING
    return simulation


def short_lived(minutes: int = 60, more: Document | None = None) -> Simulation:
    """Return a simulation whose person has a link that ends before the deadline of three days."""
    step = verify() | (more or {})
    simulation = a_simulation(
        policy({**step, "fields": {**step["fields"], "linkValidityInMinutes": SHORT}})
    )
    simulation.partners.smartrecruiters.candidate["linkMinutes"] = minutes
    simulation.hire()
    simulation.work_off()
    return simulation


def link_of(simulation: Simulation, onboarding_id: str) -> str | None:
    """Return the link of an onboarding, while it is good."""
    context = simulation.process()
    found = onboardings.get(simulation.world.table, onboarding_id)
    assert found
    link = links.stored(context, found)
    return link.reveal() if link else None


def stands(simulation: Simulation, onboarding_id: str, status: OnboardingStatus) -> None:
    """Write how a person's visit at Onboarder stands."""
    context = simulation.process()
    found = onboardings.get(simulation.world.table, onboarding_id)
    assert found
    after = replace(found, status=status, updated_at=context.clock.now())
    outbox.commit(context, *onboardings.save(after))


def shown(simulation: Simulation) -> dict[str, object]:
    """Return the journey as the API shows it."""
    return {**journey_resources.journey(*show.told(simulation.process().table, simulation.journey))}


@pytest.mark.parametrize("step", [verify(), by_onboarder()])
def test_a_new_link_is_issued_for_the_same_step(step: Document) -> None:
    """It is handed over like the first one, recorded with who did it, and messages no person."""
    # GIVEN a person who has not come, and who was reminded
    simulation = awaiting(step | {"remindAfterHours": [24]})
    simulation.wait(hours=25)
    first = simulation.step(0)
    # WHEN an operator issues a new link
    simulation.decide(Decision.NEW_LINK)
    simulation.work_off()
    # THEN the same step waits with another one, for a whole deadline
    present = simulation.step(0)
    assert (present.status, simulation.status()) == (StepStatus.AWAITING, Status.WAITING)
    assert present.asked_at == simulation.world.clock.now()
    assert link_of(simulation, present.onboarding_id) != link_of(simulation, first.onboarding_id)
    # AND it has left with an event
    ready = simulation.told("link_ready")
    assert [each.link_of for each in ready] == [first.onboarding_id, present.onboarding_id]
    # AND the timeline says who wanted it
    line = next(each for each in simulation.timeline if each.what is What.NEW_LINK)
    assert (line.by, line.step) == ("operator-1", "identity")
    # AND reminders begin again, with the new link
    simulation.wait(hours=25)
    reminders = simulation.told("reminder_due")
    assert [each.link_of for each in reminders] == [first.onboarding_id, present.onboarding_id]


def test_who_proves_something_by_the_earlier_link_proves_as_much() -> None:
    """It is good until it ends: a person in the middle of a visit is not stopped."""
    # GIVEN a person who has begun, and a new link
    simulation = awaiting(verify())
    simulation.begin()
    simulation.work_off()
    simulation.decide(Decision.NEW_LINK)
    simulation.work_off()
    # WHEN they finish by the first one
    simulation.succeed(session=0)
    simulation.work_off()
    # THEN the step is done
    assert simulation.step(0).status is StepStatus.DONE


@pytest.mark.parametrize("decision", [Decision.NEW_LINK, Decision.REPLACE_LINK])
def test_a_link_that_went_to_the_wrong_person_is_closed_on_demand(decision: Decision) -> None:
    """The new link is good; what is proved by an earlier one then counts no more."""
    # GIVEN two links, of which the first may be with another person
    simulation = awaiting(verify())
    simulation.decide(Decision.NEW_LINK)
    simulation.work_off()
    # WHEN an operator issues a third one
    simulation.decide(decision)
    simulation.work_off()
    closes = decision is Decision.REPLACE_LINK
    first, second, third = simulation.step(0).attempts
    # THEN the earlier ones are closed if they said so, and only those
    assert [link_of(simulation, each) is None for each in (first, second, third)] == [
        closes
    ] * 2 + [False]
    assert simulation.status() is Status.WAITING
    assert (What.LINK_REPLACED in simulation.story) is closes
    # AND what a person proves by the first one counts if it is open
    simulation.succeed(session=0)
    simulation.work_off()
    assert (simulation.step(0).status is StepStatus.DONE) is not closes
    # AND what the person proves by the new one counts in either case
    simulation.succeed(session=2)
    simulation.work_off()
    assert simulation.step(0).status is StepStatus.DONE


def test_a_link_is_not_closed_in_the_middle_of_a_check() -> None:
    """The new one waits for the partner's answer, and what it says does not count."""
    # GIVEN a person whose code is being exchanged
    simulation = awaiting(by_onboarder())
    begun = simulation.step(0).onboarding_id
    stands(simulation, begun, OnboardingStatus.CHECKING)
    # WHEN an operator has the link replaced
    simulation.decide(Decision.REPLACE_LINK)
    simulation.work_off()
    # THEN there is no new one yet
    assert simulation.step(0).status is StepStatus.DELAYED
    assert len(simulation.told("link_ready")) == 1
    # AND once the verdict is there, which counts no more, there is one
    stands(simulation, begun, OnboardingStatus.VERIFIED)
    simulation.wait(minutes=1)
    assert simulation.step(0).status is StepStatus.AWAITING
    assert len(simulation.told("link_ready")) == 2
    # AND no further link brings the closed one back
    simulation.decide(Decision.NEW_LINK)
    simulation.work_off()
    assert simulation.step(0).status is StepStatus.AWAITING


def test_two_operators_issue_one_link() -> None:
    """What the second one saw is no longer so."""
    # GIVEN a decision that was taken
    simulation = awaiting(verify())
    seen = simulation.journey.version
    simulation.decide(Decision.NEW_LINK)
    # WHEN it comes again, before and after the link was made
    for _ in range(2):
        with pytest.raises(OvertakenError):
            simulation.decide(Decision.NEW_LINK, answers=AtVersion(seen))
        simulation.work_off()
    # THEN there are two links in all
    assert len(simulation.partners.incode.sessions) == 2


@pytest.mark.parametrize("delivery", ["sms", "email"])
def test_a_message_is_not_replaced_by_a_link(delivery: str) -> None:
    """The partner sends it; the words say what does."""
    # GIVEN a person to whom Incode has sent a message
    simulation = awaiting(verify(delivery))
    # WHEN an operator wants a new link
    with pytest.raises(NotPossibleError, match="retry sends another"):
        simulation.decide(Decision.NEW_LINK)
    # THEN no person is messaged
    simulation.work_off()
    assert len(simulation.partners.incode.sessions) == 1


def test_there_is_no_new_link_where_nobody_needs_one() -> None:
    """The person has done their part, the step has no link, or the journey is over."""
    # GIVEN a person whom the partner is looking at
    simulation = awaiting(verify())
    simulation.tell("SESSION_PENDING_REVIEW")
    simulation.work_off()
    with pytest.raises(NotPossibleError, match="has done their part"):
        simulation.decide(Decision.NEW_LINK)
    # WHEN they have passed, and the workflow was launched
    simulation.succeed()
    simulation.work_off()
    # THEN there is none either
    with pytest.raises(NotPossibleError, match="completed"):
        simulation.decide(Decision.NEW_LINK)


def test_a_step_that_waits_for_a_decision_gets_a_new_link() -> None:
    """After the deadline as before it."""
    # GIVEN a person who did not come in time
    simulation = awaiting(verify())
    simulation.wait(days=3, minutes=5)
    assert simulation.reason() is Reason.DEADLINE
    # WHEN an operator issues a new link
    simulation.decide(Decision.NEW_LINK)
    simulation.work_off()
    # THEN the person is awaited, and others are told that it goes on
    assert simulation.step(0).status is StepStatus.AWAITING
    assert len(simulation.told("resumed")) == 1


def test_a_link_that_ends_before_the_deadline_is_shown_as_a_problem() -> None:
    """Not as silence: it cannot be found. The command that helps is named."""
    # GIVEN a person with a link for an hour, and three days to come
    simulation = short_lived(more={"onDeadline": "stop"})
    # WHEN the hour has passed
    simulation.wait(minutes=61)
    # THEN an operator is shown what is wrong and what to do
    assert (simulation.status(), simulation.reason()) == (Status.NEEDS_ATTENTION, Reason.LINK_ENDED)
    problem = shown(simulation)["problem"]
    assert isinstance(problem, dict)
    assert f"jetbridge journeys new-link {simulation.journey.id}" in str(problem["advice"])
    # AND a person who has begun before is no silence either
    simulation.succeed()
    simulation.work_off()
    assert simulation.step(0).status is StepStatus.DONE


def test_a_person_who_has_begun_can_lose_their_link_visibly() -> None:
    """The partner says nothing when a link ends: the journey knows by itself."""
    # GIVEN a person who began and went away
    simulation = short_lived()
    simulation.begin()
    simulation.work_off()
    # WHEN their link has ended
    simulation.wait(minutes=61)
    # THEN the journey says so
    assert simulation.reason() is Reason.LINK_ENDED


def test_nobody_is_asked_about_the_link_of_a_candidate_who_is_gone() -> None:
    """The hire is looked at first."""
    # GIVEN a candidate who was deleted without a word
    simulation = short_lived()
    simulation.partners.smartrecruiters.deleted.add(simulation.journey.candidate_id)
    # WHEN their link ends
    simulation.wait(minutes=61)
    # THEN the journey ends, and no operator is asked
    assert (simulation.status(), simulation.reason()) == (
        Status.CANCELLED,
        Reason.CANDIDATE_DELETED,
    )
    assert What.HELD not in simulation.story


def test_no_reminder_sends_a_dead_link() -> None:
    """It comes to nothing, and the operator is shown the problem instead."""
    # GIVEN reminders before and after the end of a link
    simulation = short_lived(13 * 60, {"remindAfterHours": [12, 24, 48]})
    # WHEN their moments come
    for _ in range(60):
        simulation.wait(hours=1)
    # THEN the first one was sent, with a good link
    assert simulation.story.count(What.REMINDED) == 1
    assert simulation.reason() is Reason.LINK_ENDED
    # AND a new link is reminded of as long as it is good
    simulation.partners.smartrecruiters.candidate["linkMinutes"] = 30 * 60
    simulation.decide(Decision.NEW_LINK)
    simulation.work_off()
    for _ in range(48):
        simulation.wait(hours=1)
    assert simulation.story.count(What.REMINDED) == 3


def test_a_link_that_ends_with_the_deadline_is_silence() -> None:
    """As before: the policy says what becomes of it."""
    # GIVEN a policy that goes on without those who do not come
    simulation = awaiting(verify(onDeadline="continue"))
    # WHEN link and deadline end
    simulation.wait(days=3, minutes=5)
    simulation.wait(minutes=5)
    # THEN it goes on
    assert What.DEADLINE_PASSED in simulation.story
    assert simulation.status() is Status.COMPLETED


def test_a_verification_that_was_cancelled_beside_the_journey_names_the_way_on() -> None:
    """A link that was taken back cannot be used."""
    # GIVEN an onboarding that is cancelled
    simulation = awaiting(by_onboarder())
    simulation.judge(OnboardingStatus.CANCELLED)
    simulation.work_off()
    # THEN the journey says so
    assert simulation.reason() is Reason.ENDED_ELSEWHERE
    problem = shown(simulation)["problem"]
    assert isinstance(problem, dict)
    assert f"jetbridge journeys retry {simulation.journey.id}" in str(problem["advice"])
    # AND a new link is possible
    simulation.decide(Decision.NEW_LINK)
    simulation.work_off()
    assert simulation.step(0).status is StepStatus.AWAITING


def test_a_step_of_the_release_before_knows_no_end_of_its_link() -> None:
    """It waits as it did: until its deadline."""
    # GIVEN a stored step without that attribute
    simulation = awaiting(verify())
    table = simulation.world.table
    before = simulation.journey
    item = dict(table.get(keys.journey(before.id)) or {})
    steps = item["steps"]
    assert isinstance(steps, list)
    for each in steps:
        assert isinstance(each, dict)
        each.pop("link_ends_at")
    table.write(Put(item))
    # WHEN it is read
    assert simulation.step(0).link_ends_at is None
    # THEN its deadline ends it
    simulation.wait(days=3, minutes=5)
    assert simulation.reason() is Reason.DEADLINE
