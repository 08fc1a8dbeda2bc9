"""What a journey does about partners that fail, refuse, or leave their state open."""

from dataclasses import replace

import pytest

from jetbridge.flows.journey import engine
from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.journey_events import Decision, Outcome
from jetbridge.model.journey_transition import LEASE
from jetbridge.model.metrics import Metric
from jetbridge.store import connections, keys
from jetbridge.store.table import Delete, Update
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import DAY, HOUR, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify
from tests.support.killing import Killed


def dies(*_: object) -> Outcome:
    """Be a process that is gone as it is about to make an effect."""
    raise Killed


def hired(simulation: Simulation) -> Simulation:
    """Hire a person, and do what follows at once."""
    simulation.hire()
    simulation.work_off()
    return simulation


@pytest.mark.parametrize("trouble", [Trouble.DOWN, Trouble.BUSY])
@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("incode", policy(verify("sms"), REPORT)),
        ("incode", policy(verify(), REPORT)),
        ("enboarder", policy(LAUNCH, REPORT)),
        ("smartrecruiters", policy(REPORT)),
    ],
)
def test_an_outage_of_a_day_delays_and_nothing_else(
    name: str, document: Document, trouble: Trouble
) -> None:
    """A partner that does nothing is asked again, later each time, an hour later in the end."""
    # GIVEN a hire whose partner is out of order
    simulation = a_simulation(document)
    simulation.hire()
    simulation.take()
    simulation.take()
    partner = simulation.partners.of_journeys[name]
    partner.trouble = trouble
    simulation.work_off()
    if simulation.every:
        assert simulation.status() is Status.WAITING
        assert simulation.reason() is Reason.UNREACHABLE
    # WHEN a day passes
    for _ in range(48):
        simulation.wait(minutes=30)
    # THEN it was said once, and the next try is at most an hour away
    assert simulation.story.count(What.DELAYED) == 1
    assert simulation.journey.due_at
    assert simulation.journey.due_at <= simulation.world.clock.now() + HOUR
    # WHEN the partner is back
    partner.trouble = Trouble.NONE
    simulation.wait(hours=1)
    if simulation.partners.incode.sessions:
        simulation.succeed()
        simulation.work_off()
    # THEN the journey goes on by itself, and did everything once
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.incode.sessions) <= 1
    assert len(simulation.partners.enboarder.workflows) <= 1


def test_a_partner_that_is_out_of_order_for_weeks_needs_an_operator() -> None:
    """After two weeks of trying an operator is asked, who may have it tried again."""
    # GIVEN a partner that never comes back
    simulation = a_simulation(policy(verify("sms"), REPORT))
    simulation.partners.incode.trouble = Trouble.DOWN
    hired(simulation)
    # WHEN more than two weeks pass
    for _ in range(24 * 15):
        simulation.wait(hours=1)
    # THEN an operator is asked
    assert simulation.status() is Status.NEEDS_ATTENTION
    assert simulation.step(0).status is StepStatus.HELD
    # AND trying again works once the partner is back
    simulation.partners.incode.trouble = Trouble.NONE
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    assert simulation.status() is Status.WAITING
    assert len(simulation.partners.incode.messages) == 1


def test_what_nobody_has_foreseen_is_seen_and_mended() -> None:
    """An exception is no reason for a message to come for ever, and a journey to show nothing."""
    # GIVEN an Enboarder account of which nothing says in which region it is
    simulation = a_simulation(policy(LAUNCH, REPORT))
    good = simulation.account
    rest = {name: value for name, value in good.settings.items() if name != "region"}
    damaged = replace(good, settings=rest)
    simulation.world.table.write(*connections.save(good, damaged, by="test"))
    # WHEN a person is hired, and a day passes
    hired(simulation)
    for _ in range(24):
        simulation.wait(hours=1)
    # THEN an operator is asked, no person was launched, and it was counted as what it is
    assert simulation.status() is Status.NEEDS_ATTENTION
    assert simulation.step(0).status is StepStatus.HELD
    assert simulation.partners.enboarder.workflows == []
    assert simulation.world.meter.counted[Metric.UNEXPECTED_ERROR]
    # WHEN that is fixed, and the operator has it tried again
    found = simulation.account
    fixed = replace(found, settings=good.settings)
    simulation.world.table.write(*connections.save(found, fixed, by="test"))
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    # THEN the journey goes on
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 1


def test_a_credential_that_does_not_open_is_waited_for() -> None:
    """The step goes on by itself once the account is connected again."""
    # GIVEN an Enboarder account whose credential does not open
    simulation = a_simulation(policy(LAUNCH, REPORT))
    good = simulation.account
    damaged = replace(good, sealed=dict.fromkeys(good.sealed, "v1.k1.damaged"))
    simulation.world.table.write(*connections.save(good, damaged, by="test"))
    # WHEN a person is hired, and a day passes
    hired(simulation)
    for _ in range(24):
        simulation.wait(hours=1)
    # THEN the journey says what it waits for, and no person was launched
    assert simulation.status() is Status.NEEDS_ATTENTION
    assert simulation.reason() is Reason.NOT_CONNECTED
    assert simulation.partners.enboarder.workflows == []
    # WHEN the credential is back
    found = simulation.account
    simulation.world.table.write(
        *connections.save(found, replace(found, sealed=good.sealed), by="test")
    )
    for _ in range(24):
        simulation.wait(hours=1)
    # THEN the journey has gone on
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 1


def test_a_message_of_which_nobody_knows_is_not_sent_again_by_itself() -> None:
    """The person may have got it: only an operator may have it sent again."""
    # GIVEN an SMS of which it is not known whether it was sent
    simulation = a_simulation(policy(verify("sms"), LAUNCH))
    simulation.partners.incode.trouble = Trouble.LOSSY
    hired(simulation)
    assert simulation.reason() is Reason.UNKNOWN_OUTCOME
    assert simulation.status() is Status.NEEDS_ATTENTION
    # WHEN a week passes, the partner being well again
    simulation.partners.incode.trouble = Trouble.NONE
    for _ in range(7):
        simulation.wait(days=1)
    # THEN the person has one message
    assert len(simulation.partners.incode.messages) == 1
    # WHEN the operator asks for it
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    # THEN there is another, and whichever the person follows counts
    assert len(simulation.partners.incode.messages) == 2
    simulation.succeed(session=0)
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED


@pytest.mark.parametrize("event", ["SESSION_STARTED", "SESSION_SUCCEEDED", "SESSION_FAILED"])
def test_late_news_settle_what_nobody_knew(event: str) -> None:
    """A person who has begun has got the message."""
    # GIVEN an SMS of which it is not known whether it was sent
    simulation = a_simulation(policy(verify("sms", onRejection="stop"), LAUNCH))
    simulation.partners.incode.trouble = Trouble.LOSSY
    hired(simulation)
    simulation.partners.incode.trouble = Trouble.NONE
    # WHEN its person is heard of
    simulation.tell(event)
    simulation.work_off()
    # THEN the journey goes on from there
    expected = {
        "SESSION_STARTED": Status.WAITING,
        "SESSION_SUCCEEDED": Status.COMPLETED,
        "SESSION_FAILED": Status.FAILED,
    }
    assert simulation.status() is expected[event]
    # AND who has only begun has a deadline again
    if event == "SESSION_STARTED":
        assert What.RESUMED in simulation.story
        assert simulation.journey.due_at == simulation.world.clock.now() + 3 * DAY


def test_an_older_attempts_verdict_comes_before_the_next_message() -> None:
    """While the next attempt waits for its partner, the one before may still succeed."""
    # GIVEN an operator who had an unknown SMS tried again, at a partner that is down by now
    simulation = a_simulation(policy(verify("sms"), LAUNCH))
    simulation.partners.incode.trouble = Trouble.LOSSY
    hired(simulation)
    simulation.partners.incode.trouble = Trouble.DOWN
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    assert simulation.step(0).status is StepStatus.DELAYED
    # WHEN the person has followed the first message after all
    simulation.succeed()
    simulation.work_off()
    # THEN no person is messaged again
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.incode.messages) == 1


def test_a_link_is_asked_for_again() -> None:
    """A link that did not arrive messages no person, so a second one does no harm."""
    # GIVEN a partner that makes links, and whose answers get lost
    simulation = a_simulation(policy(verify(), LAUNCH))
    simulation.partners.incode.trouble = Trouble.LOSSY
    hired(simulation)
    assert simulation.status() is Status.WAITING
    assert not simulation.told("link_ready")
    # WHEN it is well again
    simulation.partners.incode.trouble = Trouble.NONE
    simulation.wait(hours=1)
    # THEN the tenant is given one link
    assert len(simulation.told("link_ready")) == 1
    assert len(simulation.partners.incode.sessions) == 2
    # AND it counts
    simulation.succeed()
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED


def test_a_launch_of_which_nobody_knows_is_looked_up() -> None:
    """The reports show it: it is not launched again."""
    # GIVEN a launch whose answer got lost
    simulation = a_simulation(policy(LAUNCH, REPORT))
    simulation.partners.enboarder.trouble = Trouble.LOSSY
    hired(simulation)
    assert simulation.reason() is Reason.UNKNOWN_OUTCOME
    assert simulation.status() is Status.WAITING
    # WHEN it is looked up
    simulation.partners.enboarder.trouble = Trouble.NONE
    simulation.wait(minutes=1)
    # THEN the journey goes on, with the one workflow
    assert simulation.status() is Status.COMPLETED
    assert simulation.story.count(What.LAUNCHED) == 1
    assert len(simulation.partners.enboarder.workflows) == 1


def test_a_launch_that_no_report_shows_needs_an_operator() -> None:
    """Reports prove what they show, and nothing else: no person is launched twice by them."""
    # GIVEN a launch whose answer got lost, and reports that do not show it
    simulation = a_simulation(policy(LAUNCH, REPORT))
    simulation.partners.enboarder.trouble = Trouble.LOSSY
    simulation.partners.enboarder.reports_lag = True
    hired(simulation)
    simulation.partners.enboarder.trouble = Trouble.NONE
    # WHEN they were read for more than an hour
    for _ in range(30):
        simulation.wait(minutes=5)
    # THEN an operator is asked
    assert simulation.status() is Status.NEEDS_ATTENTION
    # WHEN the reports have caught up, and the operator has it looked up again
    simulation.partners.enboarder.reports_lag = False
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    # THEN it was one workflow all the time
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 1


def test_an_intent_is_taken_up_after_its_lease() -> None:
    """A process that died between intent and effect is waited for, and then it is done."""
    # GIVEN a worker that dies as it is about to ask
    simulation = a_simulation(policy(verify("sms"), REPORT))
    simulation.hire()
    simulation.take()
    simulation.take()
    message, _ = simulation.world.queue.sent.pop()
    with pytest.raises(Killed):
        engine.advance(simulation.process(), message, dies)
    assert simulation.step(0).status is StepStatus.ASKING
    # WHEN others look before the lease is over
    simulation.wait(LEASE - 1)
    assert not simulation.partners.incode.sessions
    # THEN it is done after that
    simulation.wait(1)
    assert len(simulation.partners.incode.messages) == 1


def test_a_credential_that_does_not_open_needs_somebody() -> None:
    """The key that it was sealed with is gone: trying again opens it no better."""
    # GIVEN a journey whose company's credential does not open any more
    simulation = hired(a_simulation(policy()))
    company = simulation.company
    spoilt = Update(keys.connection(company.id), set={"sealed": {"clientSecret": "v1.k0.AAAA"}})
    held = keys.broker_token(f"{company.id}/{company.settings['clientId']}")
    simulation.world.table.write(spoilt, Delete(held))
    # WHEN the person is verified
    simulation.succeed()
    simulation.work_off()
    # THEN the journey says that it needs a connection that works
    assert (simulation.status(), simulation.reason()) == (
        Status.NEEDS_ATTENTION,
        Reason.NOT_CONNECTED,
    )
    # WHEN the company is connected anew
    simulation.connect_company()
    simulation.wait(hours=1)
    # THEN the journey goes on
    assert simulation.status() is Status.COMPLETED
