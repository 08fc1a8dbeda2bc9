"""What a journey does about partners that fail, refuse, or leave everybody guessing."""

from dataclasses import replace

import pytest

from jetbridge.flows.journey import engine
from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.journey_events import Decision, Outcome
from jetbridge.model.journey_transition import LEASE
from jetbridge.model.metrics import Metric
from jetbridge.store import connections, keys
from jetbridge.store.table import Delete, Update
from tests.fakes.partners.hiring import Trouble
from tests.support.journeys.env import DAY, HOUR, House, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify
from tests.support.killing import Killed


def dies(*_: object) -> Outcome:
    """Be a process that is gone as it is about to make an effect."""
    raise Killed


def hired(house: House) -> House:
    """Hire somebody, and do what follows at once."""
    house.hire()
    house.work_off()
    return house


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
    house = a_house(document)
    house.hire()
    house.take()
    house.take()
    partner = house.partners.every[name]
    partner.trouble = trouble
    house.work_off()
    if house.every:
        assert house.status() is Status.WAITING
        assert house.reason() is Reason.UNREACHABLE
    # WHEN a day passes
    for _ in range(48):
        house.wait(minutes=30)
    # THEN it was said once, and the next try is at most an hour away
    assert house.story.count(What.DELAYED) == 1
    assert house.journey.due_at
    assert house.journey.due_at <= house.world.clock.now() + HOUR
    # WHEN the partner is back
    partner.trouble = Trouble.NONE
    house.wait(hours=1)
    if house.partners.incode.sessions:
        house.succeed()
        house.work_off()
    # THEN the journey goes on by itself, and did everything once
    assert house.status() is Status.COMPLETED
    assert len(house.partners.incode.sessions) <= 1
    assert len(house.partners.enboarder.workflows) <= 1


def test_a_partner_that_is_out_of_order_for_weeks_needs_an_operator() -> None:
    """After two weeks of trying somebody is asked, who may have it tried again."""
    # GIVEN a partner that never comes back
    house = a_house(policy(verify("sms"), REPORT))
    house.partners.incode.trouble = Trouble.DOWN
    hired(house)
    # WHEN more than two weeks pass
    for _ in range(24 * 15):
        house.wait(hours=1)
    # THEN an operator is asked
    assert house.status() is Status.NEEDS_ATTENTION
    assert house.step(0).status is StepStatus.HELD
    # AND trying again works once the partner is back
    house.partners.incode.trouble = Trouble.NONE
    house.decide(Decision.RETRY)
    house.work_off()
    assert house.status() is Status.WAITING
    assert len(house.partners.incode.messages) == 1


def test_what_nobody_has_foreseen_is_seen_and_mended() -> None:
    """An exception is no reason for a message to come for ever, and a journey to show nothing."""
    # GIVEN an Enboarder account of which nothing says in which region it is
    house = a_house(policy(LAUNCH, REPORT))
    good = house.account
    rest = {name: value for name, value in good.settings.items() if name != "region"}
    damaged = replace(good, settings=rest)
    house.world.table.write(*connections.save(good, damaged, by="test"))
    # WHEN somebody is hired, and a day passes
    hired(house)
    for _ in range(24):
        house.wait(hours=1)
    # THEN an operator is asked, nobody was launched, and it was counted as what it is
    assert house.status() is Status.NEEDS_ATTENTION
    assert house.step(0).status is StepStatus.HELD
    assert house.partners.enboarder.workflows == []
    assert house.world.meter.counted[Metric.UNEXPECTED_ERROR]
    # WHEN that is fixed, and the operator has it tried again
    found = house.account
    fixed = replace(found, settings=good.settings)
    house.world.table.write(*connections.save(found, fixed, by="test"))
    house.decide(Decision.RETRY)
    house.work_off()
    # THEN the journey goes on
    assert house.status() is Status.COMPLETED
    assert len(house.partners.enboarder.workflows) == 1


def test_a_credential_that_does_not_open_is_waited_for() -> None:
    """The step goes on by itself once the account is connected again."""
    # GIVEN an Enboarder account whose credential does not open
    house = a_house(policy(LAUNCH, REPORT))
    good = house.account
    damaged = replace(good, sealed=dict.fromkeys(good.sealed, "v1.k1.damaged"))
    house.world.table.write(*connections.save(good, damaged, by="test"))
    # WHEN somebody is hired, and a day passes
    hired(house)
    for _ in range(24):
        house.wait(hours=1)
    # THEN the journey says what it waits for, and nobody was launched
    assert house.status() is Status.NEEDS_ATTENTION
    assert house.reason() is Reason.NOT_CONNECTED
    assert house.partners.enboarder.workflows == []
    # WHEN the credential is back
    found = house.account
    house.world.table.write(*connections.save(found, replace(found, sealed=good.sealed), by="test"))
    for _ in range(24):
        house.wait(hours=1)
    # THEN the journey has gone on
    assert house.status() is Status.COMPLETED
    assert len(house.partners.enboarder.workflows) == 1


def test_a_message_of_which_nobody_knows_is_not_sent_again_by_itself() -> None:
    """The person may have got it: only an operator may have it sent again."""
    # GIVEN an SMS of which nobody knows whether it was sent
    house = a_house(policy(verify("sms"), LAUNCH))
    house.partners.incode.trouble = Trouble.LOSSY
    hired(house)
    assert house.reason() is Reason.UNKNOWN_OUTCOME
    assert house.status() is Status.NEEDS_ATTENTION
    # WHEN a week passes, the partner being well again
    house.partners.incode.trouble = Trouble.NONE
    for _ in range(7):
        house.wait(days=1)
    # THEN the person has one message
    assert len(house.partners.incode.messages) == 1
    # WHEN the operator asks for it
    house.decide(Decision.RETRY)
    house.work_off()
    # THEN there is another, and whichever the person follows counts
    assert len(house.partners.incode.messages) == 2
    house.succeed(session=0)
    house.work_off()
    assert house.status() is Status.COMPLETED


@pytest.mark.parametrize("event", ["SESSION_STARTED", "SESSION_SUCCEEDED", "SESSION_FAILED"])
def test_late_news_settle_what_nobody_knew(event: str) -> None:
    """Whoever has begun has got the message."""
    # GIVEN an SMS of which nobody knows whether it was sent
    house = a_house(policy(verify("sms", onRejection="stop"), LAUNCH))
    house.partners.incode.trouble = Trouble.LOSSY
    hired(house)
    house.partners.incode.trouble = Trouble.NONE
    # WHEN its person is heard of
    house.tell(event)
    house.work_off()
    # THEN the journey goes on from there
    expected = {
        "SESSION_STARTED": Status.WAITING,
        "SESSION_SUCCEEDED": Status.COMPLETED,
        "SESSION_FAILED": Status.FAILED,
    }
    assert house.status() is expected[event]
    # AND who has only begun has a deadline again
    if event == "SESSION_STARTED":
        assert What.RESUMED in house.story
        assert house.journey.due_at == house.world.clock.now() + 3 * DAY


def test_an_older_attempts_verdict_comes_before_the_next_message() -> None:
    """While the next attempt waits for its partner, the one before may still succeed."""
    # GIVEN an operator who had an unknown SMS tried again, at a partner that is down by now
    house = a_house(policy(verify("sms"), LAUNCH))
    house.partners.incode.trouble = Trouble.LOSSY
    hired(house)
    house.partners.incode.trouble = Trouble.DOWN
    house.decide(Decision.RETRY)
    house.work_off()
    assert house.step(0).status is StepStatus.DELAYED
    # WHEN the person has followed the first message after all
    house.succeed()
    house.work_off()
    # THEN nobody is messaged again
    assert house.status() is Status.COMPLETED
    assert len(house.partners.incode.messages) == 1


def test_a_link_is_asked_for_again() -> None:
    """A link that nobody got messages nobody, so a second one does no harm."""
    # GIVEN a partner that makes links, and whose answers get lost
    house = a_house(policy(verify(), LAUNCH))
    house.partners.incode.trouble = Trouble.LOSSY
    hired(house)
    assert house.status() is Status.WAITING
    assert not house.told("link_ready")
    # WHEN it is well again
    house.partners.incode.trouble = Trouble.NONE
    house.wait(hours=1)
    # THEN the tenant is given one link
    assert len(house.told("link_ready")) == 1
    assert len(house.partners.incode.sessions) == 2
    # AND it counts
    house.succeed()
    house.work_off()
    assert house.status() is Status.COMPLETED


def test_a_launch_of_which_nobody_knows_is_looked_up() -> None:
    """The reports show it: it is not launched again."""
    # GIVEN a launch whose answer got lost
    house = a_house(policy(LAUNCH, REPORT))
    house.partners.enboarder.trouble = Trouble.LOSSY
    hired(house)
    assert house.reason() is Reason.UNKNOWN_OUTCOME
    assert house.status() is Status.WAITING
    # WHEN it is looked up
    house.partners.enboarder.trouble = Trouble.NONE
    house.wait(minutes=1)
    # THEN the journey goes on, with the one workflow
    assert house.status() is Status.COMPLETED
    assert house.story.count(What.LAUNCHED) == 1
    assert len(house.partners.enboarder.workflows) == 1


def test_a_launch_that_no_report_shows_needs_an_operator() -> None:
    """Reports prove what they show, and nothing else: nobody is launched twice on that account."""
    # GIVEN a launch whose answer got lost, and reports that do not show it
    house = a_house(policy(LAUNCH, REPORT))
    house.partners.enboarder.trouble = Trouble.LOSSY
    house.partners.enboarder.reports_lag = True
    hired(house)
    house.partners.enboarder.trouble = Trouble.NONE
    # WHEN they were read for more than an hour
    for _ in range(30):
        house.wait(minutes=5)
    # THEN an operator is asked
    assert house.status() is Status.NEEDS_ATTENTION
    # WHEN the reports have caught up, and the operator has it looked up again
    house.partners.enboarder.reports_lag = False
    house.decide(Decision.RETRY)
    house.work_off()
    # THEN it was one workflow all the time
    assert house.status() is Status.COMPLETED
    assert len(house.partners.enboarder.workflows) == 1


def test_an_intent_is_taken_up_after_its_lease() -> None:
    """A process that died between intent and effect is waited for, and then it is done."""
    # GIVEN a worker that dies as it is about to ask
    house = a_house(policy(verify("sms"), REPORT))
    house.hire()
    house.take()
    house.take()
    message, _ = house.world.queue.sent.pop()
    with pytest.raises(Killed):
        engine.advance(house.process(), message, dies)
    assert house.step(0).status is StepStatus.ASKING
    # WHEN others look before the lease is over
    house.wait(LEASE - 1)
    assert not house.partners.incode.sessions
    # THEN it is done after that
    house.wait(1)
    assert len(house.partners.incode.messages) == 1


def test_a_credential_that_does_not_open_needs_somebody() -> None:
    """The key that it was sealed with is gone: trying again opens it no better."""
    # GIVEN a journey whose company's credential does not open any more
    house = hired(a_house(policy()))
    company = house.company
    spoilt = Update(keys.connection(company.id), set={"sealed": {"clientSecret": "v1.k0.AAAA"}})
    held = keys.broker_token(f"{company.id}/{company.settings['clientId']}")
    house.world.table.write(spoilt, Delete(held))
    # WHEN the person is verified
    house.succeed()
    house.work_off()
    # THEN the journey says that it needs a connection that works
    assert (house.status(), house.reason()) == (Status.NEEDS_ATTENTION, Reason.NOT_CONNECTED)
    # WHEN the company is connected anew
    house.connect_company()
    house.wait(hours=1)
    # THEN the journey goes on
    assert house.status() is Status.COMPLETED
