"""A partner that shared code does not know takes part in an erasure, or stops it loudly."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.notification import inbox
from jetbridge.flows.people import remains
from jetbridge.flows.people.capabilities import NotifiedPersons, OnboardedPersons
from jetbridge.model import registry
from jetbridge.model.erasure import Remains
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.registry import Capability, Partner
from jetbridge.store import notifications, onboardings
from tests.fakes.context import World
from tests.support.journeys.env import TENANT
from tests.unit.flows.people import passport
from tests.unit.flows.people.erasing import erased, external, found, told_of
from tests.unit.flows.people.passport import notified_persons, onboarded_persons

NOTIFIED_PERSONS: Final[NotifiedPersons] = notified_persons
ONBOARDED_PERSONS: Final[OnboardedPersons] = onboarded_persons
"""For mypy, which compares them with the protocols."""
PASSPORT: Final = Partner(
    "passport",
    "Passport",
    passport.__name__,
    frozenset(
        {Capability.NOTIFIES, Capability.NOTIFIED_PERSONS, Capability.ONBOARDED_PERSONS},
    ),
)
VERIFIED: Final = Onboarding(
    id="onb-canary",
    tenant=TENANT,
    client_id="client-1",
    partner=PASSPORT.name,
    status=Status.VERIFIED,
    notification_type="URL",
    external_customer_id="customer-canary",
    link_minutes=60,
    digest="digest",
    created_at=1,
    updated_at=1,
    interview_id="session-canary",
)


@pytest.fixture
def own() -> Iterator[Partner]:
    """Register the partner."""
    with registry.registered(PASSPORT):
        yield PASSPORT


def verified() -> World:
    """Return a table in which the partner has verified a person, and notified of that."""
    world = World()
    world.table.write(*onboardings.create(VERIFIED, None), notifications.create(told("evt-1")))
    return world


def told(event_id: str, partner: str = PASSPORT.name) -> Notification:
    """Return a notification about the person's session."""
    facts = {"session": VERIFIED.interview_id, "interview_id": VERIFIED.interview_id}
    settled = NotificationStatus.PROCESSED
    return Notification(partner, event_id, "verified", TENANT, "", 1, settled, facts=facts)


@pytest.mark.usefixtures("own")
def test_what_the_partner_notified_of_is_erased() -> None:
    """Also what it keeps is told, and by what it finds the person."""
    # GIVEN a person whom the partner has verified
    world = verified()
    # WHEN they are found and erased
    asked = [*remains.ids(found(world, external("customer-canary")))]
    report = erased(world, external("customer-canary"))
    # THEN the onboarding and the notification were found, and lead nowhere any more
    assert report.erasure.counts["notifications"] == 1
    assert told_of(world, "customer-canary", "session-canary") == []
    # AND the partner keeps what it has
    assert report.erasure.remains == (Remains("passport", VERIFIED.id, "verified"),)
    assert asked == [("passport", "session", "session-canary")]


@pytest.mark.usefixtures("own")
def test_what_the_partner_notifies_of_later_is_not_stored() -> None:
    """Another partner's session of the same id is another person's."""
    # GIVEN a person who was erased
    world = verified()
    erased(world, external("customer-canary"))
    # WHEN the partner notifies of them, and another partner of a session of the same id
    for late in (told("evt-2"), replace(told("evt-3", "incode"), received_at=2)):
        inbox.take(world.context(), late)
    # THEN the first is refused
    assert notifications.get(world.table, "passport", "evt-2") is None
    # AND the second is stored
    assert notifications.get(world.table, "incode", "evt-3")


def test_a_partner_that_does_not_say_whom_it_onboards_stops_an_erasure() -> None:
    """Otherwise its names of the person would not be marked, and what it notifies of kept."""
    # GIVEN a person whom a partner has verified that lacks the capability
    capabilities = PASSPORT.capabilities - {Capability.ONBOARDED_PERSONS}
    with registry.registered(replace(PASSPORT, capabilities=capabilities)):
        world = verified()
        # WHEN they are to be erased, THEN nothing is, and the error names the partner
        with pytest.raises(LookupError, match="passport has no capability onboarded_persons"):
            erased(world, external("customer-canary"))
    assert told_of(world, "session-canary")


@pytest.mark.usefixtures("own")
def test_a_persons_events_are_found_by_whole_names() -> None:
    """A notification of another session stays."""
    # GIVEN a person, and another one's session that begins alike
    world = verified()
    other = replace(told("evt-9"), facts={"session": "session-canary-2"})
    world.table.write(notifications.create(other))
    # WHEN the person is erased
    erased(world, external("customer-canary"))
    # THEN the other one's notification is there
    assert notifications.get(world.table, "passport", "evt-9")
