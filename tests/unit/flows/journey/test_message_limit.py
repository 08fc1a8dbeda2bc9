"""A person gets so many messages in a day, and no more: whatever makes us send them."""

from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import message_limit
from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.journey_events import Decision
from jetbridge.model.message_limit import WINDOW, Full, Sent
from jetbridge.model.metrics import Metric
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, by_onboarder, policy, verify


def flipped(simulation: Simulation, times: int) -> None:
    """Have a recruiter hire the same person and take it back, again and again."""
    for _ in range(times):
        simulation.hire()
        simulation.work_off()
        simulation.take_back()
        simulation.work_off()


def test_a_hundred_changes_of_status_are_no_hundred_messages() -> None:
    """Each of them begins a journey, and the journeys share the person's limit."""
    # GIVEN a recruiter who changes the status a hundred times within a minute
    simulation = a_simulation(policy(verify("sms"), messagesPerDay=3))
    flipped(simulation, 100)
    # WHEN the person is hired in the end
    simulation.hire()
    simulation.work_off()
    # THEN they got three messages, and the journey shows why it waits
    assert len(simulation.partners.incode.messages) == 3
    assert (simulation.status(), simulation.reason()) == (Status.WAITING, Reason.MESSAGE_LIMIT)
    assert simulation.timeline[-1].facts == {"reason": "message_limit"}
    assert simulation.world.meter.counted[Metric.MESSAGE_LIMIT_MET] > 0
    # AND the next day they are asked, once
    for _ in range(25):
        simulation.wait(hours=1)
    assert len(simulation.partners.incode.messages) == 4
    assert simulation.step(0).status is StepStatus.AWAITING


def test_ten_is_the_limit_where_the_policy_does_not_say() -> None:
    """Links that the tenant sends count like messages that a partner sends."""
    simulation = a_simulation(policy(verify("bus")))
    flipped(simulation, 15)
    assert len(simulation.told("link_ready")) == message_limit.PER_DAY


def test_links_of_onboarder_count() -> None:
    """They lead the person to a page of ours, and are sent to them all the same."""
    simulation = a_simulation(policy(by_onboarder(), messagesPerDay=1))
    flipped(simulation, 3)
    assert len(simulation.told("link_ready")) == 1


def test_a_retry_counts() -> None:
    """An operator who asks again and again messages the person as often."""
    # GIVEN a person who fails each time, and an operator who retries each time
    simulation = a_simulation(policy(verify("sms"), messagesPerDay=2))
    simulation.hire()
    simulation.work_off()
    for _ in range(2):
        simulation.fail()
        simulation.work_off()
        simulation.decide(Decision.RETRY)
        simulation.work_off()
    # THEN the third message waits
    assert len(simulation.partners.incode.messages) == 2
    assert simulation.reason() is Reason.MESSAGE_LIMIT


def test_a_try_that_comes_to_nothing_counts_once() -> None:
    """A partner that is down for hours uses up no day's messages."""
    # GIVEN a partner that does nothing for ten hours
    simulation = a_simulation(policy(verify("sms"), messagesPerDay=1))
    simulation.partners.incode.trouble = Trouble.DOWN
    simulation.hire()
    simulation.work_off()
    for _ in range(10):
        simulation.wait(hours=1)
    # WHEN it recovers
    simulation.partners.incode.trouble = Trouble.NONE
    simulation.wait(hours=1)
    # THEN the message is sent
    assert len(simulation.partners.incode.messages) == 1


def test_a_reminder_beyond_the_limit_is_dropped_and_the_timeline_says_so() -> None:
    """The deadline does not wait for it."""
    # GIVEN three reminders within a day, and room for two messages
    simulation = a_simulation(policy(verify(remindAfterHours=[1, 2, 3]), messagesPerDay=2))
    simulation.hire()
    simulation.work_off()
    for _ in range(4):
        simulation.wait(hours=1)
    # THEN the link and one reminder were told
    assert len(simulation.told("link_ready", "reminder_due")) == 2
    assert simulation.story.count(What.REMINDED) == 1
    lines = [each for each in simulation.timeline if each.what is What.NOT_REMINDED]
    assert [each.facts["number"] for each in lines] == ["2", "3"]


def test_reminders_and_messages_of_the_next_day_are_sent() -> None:
    """The window moves with the time."""
    simulation = a_simulation(policy(verify(remindAfterHours=[1, 26]), messagesPerDay=2))
    simulation.hire()
    simulation.work_off()
    simulation.wait(hours=1)
    simulation.wait(hours=25)
    assert simulation.story.count(What.REMINDED) == 2


def test_another_person_has_a_limit_of_their_own() -> None:
    """And a launch is no message of ours."""
    simulation = a_simulation(policy(verify("sms"), LAUNCH, messagesPerDay=1))
    for number in range(3):
        simulation.hire((f"can-{number}", "job-1"))
        simulation.work_off()
    assert len(simulation.partners.incode.messages) == 3


def test_one_person_in_two_jobs_has_one_limit() -> None:
    """It is the person who is messaged."""
    simulation = a_simulation(policy(verify("sms"), messagesPerDay=1))
    for number in range(3):
        simulation.hire(("can-1", f"job-{number}"))
        simulation.work_off()
    assert len(simulation.partners.incode.messages) == 1


@given(
    steps=st.lists(st.tuples(st.integers(0, WINDOW // 2), st.integers(0, 5)), max_size=60),
    limit=st.integers(1, 4),
)
def test_no_day_has_more_messages_than_the_limit(steps: list[tuple[int, int]], limit: int) -> None:
    """Whenever they are asked for, and whatever is asked for twice."""
    # GIVEN messages at any times, some of them repeats
    now, sent, admitted = 0, tuple[Sent, ...](), list[Sent]()
    for wait, name in steps:
        now += wait
        after = message_limit.admit(sent, str(name), now, limit)
        if isinstance(after, Full):
            # THEN it is said when there is room, and then there is
            assert now < after.until <= now + WINDOW
            assert isinstance(message_limit.admit(sent, "new", after.until, limit), tuple)
        elif after is not None:
            admitted.append(after[-1])
            sent = after
        # AND no window of a day has more than the limit
        recent = [each for each in admitted if each.at > now - WINDOW]
        assert len(recent) <= limit
        assert len({each.name for each in recent}) == len(recent)
