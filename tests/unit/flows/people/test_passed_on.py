"""A hiring system's notification that waits in the outbox is about the person whom it names."""

from dataclasses import replace

import pytest

from jetbridge.model import hiring_events
from jetbridge.model.connection import Connection
from jetbridge.model.notification import Notification
from jetbridge.store import outbox
from tests.fakes.clock import START
from tests.unit.flows.people.erasing import erased, onboarded


def passed_on(connection: Connection, event_type: str, facts: dict[str, str]) -> Notification:
    """Return a notification of the connection's partner."""
    return Notification(
        partner=connection.partner,
        event_id="evt-1",
        event_type=event_type,
        tenant=connection.tenant,
        connection_id=connection.id,
        received_at=START,
        facts=facts,
    )


@pytest.mark.parametrize(
    ("event_type", "facts"),
    [
        ("candidate.updated", {"id": "can-canary"}),
        ("application.status.updated", {"candidate_id": "can-canary", "job_id": "job-1"}),
    ],
)
def test_what_waits_in_the_outbox_is_erased_by_the_names_of_its_notification(
    event_type: str, facts: dict[str, str]
) -> None:
    """The object that an event is about is called otherwise there."""
    # GIVEN a person, and two notifications that were passed on and have not left: one is of them
    simulation = onboarded()
    theirs = hiring_events.of_notification(
        passed_on(simulation.company, event_type, facts), simulation.company
    )
    other = {name: f"{fact}-2" for name, fact in facts.items()}
    others = replace(
        hiring_events.of_notification(
            passed_on(simulation.company, event_type, other), simulation.company
        ),
        id="other",
    )
    simulation.world.table.write(outbox.record(theirs), outbox.record(others))
    # WHEN the person is erased
    report = erased(simulation.world)
    # THEN theirs is gone, and the other one waits
    assert report.erasure.counts["events"] == 1
    assert outbox.get(simulation.world.table, theirs.id) is None
    assert outbox.get(simulation.world.table, others.id)


def test_the_event_of_a_notification_leads_back_to_it() -> None:
    """Whatever it names: an erasure reads the event as the notification."""
    # GIVEN a notification
    connection = onboarded().company
    facts = {"id": "can-1", "candidate_id": "can-2", "link": "https://partner.test/candidates/3"}
    told = passed_on(connection, "candidate.updated", facts)
    # WHEN it is passed on, and the event read
    read = hiring_events.notification_in(
        hiring_events.of_notification(told, connection), connection.partner
    )
    # THEN it is about the same
    assert read
    assert (read.event_type, read.tenant) == (told.event_type, told.tenant)
    assert facts.items() <= read.facts.items()
