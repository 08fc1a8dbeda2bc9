"""What a partner's own names lead to, and what they do not."""

from dataclasses import replace

import pytest

from jetbridge.flows.notification import inbox
from jetbridge.flows.people.traces.onboardings import names_in
from jetbridge.model import registry
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.partner import Capability
from jetbridge.store import notifications
from tests.fakes.clock import START
from tests.support.journeys.env import TENANT
from tests.unit.flows.people.erasing import erased, external
from tests.unit.flows.people.population import a_town, asked_to_verify


def told(event_id: str, session: str, sent: str = "") -> Notification:
    """Return an event of Incode's that was dealt with."""
    facts = {"interview_id": session, "external_id": sent}
    settled = NotificationStatus.PROCESSED
    return Notification("incode", event_id, "SESSION", TENANT, "", START, settled, facts=facts)


@pytest.mark.parametrize(
    ("external_id", "partners"),
    [
        ("can-1", {"enboarder", "incode", "onboarder"}),
        ("can-1/job-1", {"enboarder"}),
        ("can-1/job-2", set[str]()),
        ("can-10", set[str]()),
    ],
)
def test_an_external_id_names_a_candidate(external_id: str, partners: set[str]) -> None:
    """Earlier releases kept candidate and job as one at Enboarder, and at no other partner."""
    # GIVEN a request of an API client with an external id, at each partner that onboards
    request = asked_to_verify(a_town(), externalCustomerId=external_id)
    there = [each.name for each in registry.every(Capability.ONBOARDED_PERSONS)]
    requests = [replace(request, partner=name) for name in there]
    # WHEN a candidate is looked for, who has applied for a job
    named = {each.partner for each in requests if names_in(TENANT, each, "can-1", {"job-1"})}
    # THEN the request is theirs where the partner knows them so
    assert named == partners


def test_a_session_that_an_event_names_beside_what_was_sent_is_not_learned() -> None:
    """It may be another person's: what is told of that session later is stored."""
    # GIVEN a person of whom an event says that a session is theirs, which no answer has named
    simulation = a_town()
    theirs = asked_to_verify(simulation, externalCustomerId="customer-1")
    table = simulation.world.table
    table.write(notifications.create(told("evt-1", "session-other", theirs.correlation_id)))
    # WHEN they are erased
    report = erased(simulation.world, external("customer-1"))
    assert report.erasure.counts["notifications"] == 1
    # THEN what is told of that session alone is stored
    inbox.take(simulation.process(), told("evt-2", "session-other"))
    assert notifications.get(table, "incode", "evt-2")
