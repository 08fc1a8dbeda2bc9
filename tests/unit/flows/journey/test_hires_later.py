"""A look at an application that is left for later, or is not made any more."""

from dataclasses import replace

import pytest

from jetbridge.flows.journey import due
from jetbridge.flows.schedule import work
from jetbridge.model import hire
from jetbridge.model import work as messages
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import NoAnswerError, NotSentError
from jetbridge.partners.smartrecruiters import disable
from jetbridge.store import applications, connections, keys, notifications
from jetbridge.store.table import ConditionFailedError
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.fakes.partners.double import Trouble
from tests.support.hires import (
    CANDIDATE,
    JOB,
    a_company,
    connection,
    erased_earlier,
    every_journey,
    hired,
    known,
    look,
    rounds,
    tell,
)

MANY = 500
"""More looks than fit into two weeks."""


@pytest.mark.parametrize(
    "failure",
    [answer(status=503), answer(status=429), answer(status=403), NotSentError(), NoAnswerError()],
)
def test_what_cannot_be_seen_is_looked_at_later(failure: Answer) -> None:
    """Unreachable, throttled, forbidden: the hire waits for the partner."""
    # GIVEN a hire that cannot be read at first
    world, company = a_company()
    company.hire()
    company.failures.extend([failure] * 3)  # one call, and the broker's repeats
    tell(world)
    look(world)
    assert every_journey(world) == ()
    # WHEN the clock has come to the next look
    company.failures.clear()
    world.clock.advance(60)
    due.run(world.context())
    look(world)
    # THEN the journey begins
    assert rounds(every_journey(world)) == [1]
    found = known(world)
    assert found
    assert found.looks == 0


def test_the_field_may_have_to_be_enabled_first() -> None:
    """Until the company's admin allows "Onboarding Status", it is refused."""
    # GIVEN a policy that waits for it
    world, company = a_company("ready")
    company.hire()
    company.meanwhile = lambda: company.failures.append(answer(status=403))
    tell(world)
    look(world)
    assert every_journey(world) == ()
    # WHEN the admin has enabled it by the next look
    company.meanwhile = lambda: None
    company.failures.clear()
    world.clock.advance(60)
    due.run(world.context())
    look(world)
    # THEN nothing was lost
    assert rounds(every_journey(world)) == [1]


def test_looks_become_rare_and_end_after_two_weeks() -> None:
    """Not in silence."""
    # GIVEN a hire behind a partner that is down for good
    world, company = a_company()
    company.hire()
    company.trouble = Trouble.UNAVAILABLE
    tell(world)
    waits = []
    # WHEN looks are made whenever they are due
    began = world.clock.now()
    for _ in range(MANY):
        found = known(world)
        if found is None or found.look_at is None:
            break
        waits.append(found.look_at - world.clock.now())
        world.clock.advance(max(found.look_at - world.clock.now(), 0))
        world.queue.sent = [(messages.application(found.record_id), 0)]
        look(world)
    # THEN they are an hour apart in the end, and over after two weeks
    assert waits[:9] == [0, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]
    assert max(waits) == 3_600
    assert 0 <= world.clock.now() - began - hire.PATIENCE < 3_600
    # AND the operator is told
    assert world.meter.counted[Metric.HIRE_GIVEN_UP] == 1
    # AND another notification begins again
    company.trouble = Trouble.NONE
    tell(world, "evt-2")
    look(world)
    assert rounds(every_journey(world)) == [1]


def test_a_journey_is_not_forgotten_when_looks_are_given_up() -> None:
    """Or the person would be welcomed twice."""
    # GIVEN a journey, and notifications that cannot be followed for two weeks
    world, company, journey = hired()
    company.trouble = Trouble.UNAVAILABLE
    tell(world, "evt-2")
    world.clock.advance(hire.PATIENCE)
    look(world)
    item = world.table.get(keys.application(connection(world).id, CANDIDATE, JOB))
    assert item
    assert item.keys().isdisjoint({"ttl", "due_at"})
    # WHEN the partner is back, and notifies again
    company.trouble = Trouble.NONE
    tell(world, "evt-3")
    look(world)
    # THEN it is the same journey
    assert [each.id for each in every_journey(world)] == [journey.id]


def test_a_disabled_connection_is_not_asked() -> None:
    """Nothing is asked with a credential that is gone; what is disabled is not even marked."""
    # GIVEN a hire that waits, while the company disables the integration
    world, company = a_company()
    company.hire()
    tell(world)
    disable.disable(world.context(), connection(world).id, by="test")
    # WHEN the worker looks, and another notification comes
    look(world)
    before = known(world)
    tell(world, "evt-2")
    # THEN nothing was asked, and the hire waits for the company to come back
    assert (company.asked, every_journey(world)) == ([], ())
    assert before
    assert before.look_at == world.clock.now() + 60
    assert known(world) == before


def test_a_connection_that_needs_a_person_is_not_asked() -> None:
    """Its hires wait for the reconnect."""
    # GIVEN a connection whose credential was refused
    world, company = a_company()
    company.hire()
    tell(world)
    held = connection(world)
    ill = replace(held, status=ConnectionStatus.NEEDS_RECONNECT, reason="credential_refused")
    world.table.write(*connections.save(held, ill, by="test"))
    look(world)
    assert company.asked == []
    # WHEN it is connected again, and the next look comes
    held = connection(world)
    well = replace(held, status=ConnectionStatus.ACTIVE, reason="recovered")
    world.table.write(*connections.save(held, well, by="test"))
    world.clock.advance(60)
    due.run(world.context())
    look(world)
    # THEN the journey begins
    assert rounds(every_journey(world)) == [1]


def test_who_was_erased_by_an_earlier_release_is_never_looked_at_again() -> None:
    """Neither by a late notification nor by a message that was under way."""
    # GIVEN a journey whose person was erased
    world, company, _ = hired()
    tell(world, "evt-2")
    erased_earlier(world)
    company.asked.clear()
    # WHEN the message arrives, and another notification
    look(world)
    tell(world, "evt-3")
    look(world)
    # THEN it is not asked who they are, and the record holds no id of theirs
    assert company.asked == []
    item = world.table.get(keys.application(connection(world).id, CANDIDATE, JOB))
    assert item
    assert CANDIDATE not in str(item)
    assert "due_at" not in item
    # AND of the last notification nothing is stored or told
    assert notifications.get(world.table, "smartrecruiters", "evt-3") is None
    assert [event.type for event in world.bus.published].count(
        "hiring.application.status.updated"
    ) == 2


def test_who_is_erased_in_this_moment_is_not_marked() -> None:
    """A notification that has read the record before its end writes nothing about the person."""
    # GIVEN a person who was erased
    world, _, _ = hired()
    erased_earlier(world)
    # WHEN a mark comes that was made before
    late = applications.request_check(
        tenant="demo",
        connection_id=connection(world).id,
        candidate_id=CANDIDATE,
        job_id=JOB,
        now=world.clock.now(),
    )
    # THEN it is refused
    with pytest.raises(ConditionFailedError):
        world.table.write(late)


def test_a_message_about_nothing_does_nothing() -> None:
    """It may outlive what it is about."""
    # WHEN a message names a record that is not there, THEN nothing happens
    world, company = a_company()
    work.do(world.context(), messages.application("con_none#digest"))
    assert company.asked == []
