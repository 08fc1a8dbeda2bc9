"""A person whom the sixth partner has verified is erased, and nothing of them comes back."""

from dataclasses import replace

from jetbridge.flows.notification import inbox
from jetbridge.flows.people import remains
from jetbridge.model.erasure import Remains
from jetbridge.model.notification import Notification
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import notifications
from tests.fakes.context import World
from tests.sixth import env
from tests.unit.flows.people.erasing import erased, external, found, told_of

CANARIES = ("ext-canary", "session-canary-1")


def verified() -> World:
    """Return a deployment in which the partner has verified a person, and notified of that."""
    world = env.a_world()
    link = env.request(world).link
    assert link
    env.visit(world, link.reveal())
    env.notify(world, "session.verified")
    env.work_off(world)
    return world


def told(event_id: str, session: str, partner: str = "vouchwell") -> Notification:
    """Return a notification about a session."""
    facts = {"session": session, "interview_id": session}
    return Notification(partner, event_id, "session.verified", EVERY_TENANT, "", 1, facts=facts)


def test_what_the_partner_notified_of_is_erased() -> None:
    """Also what it keeps is told, and by what it finds the person."""
    # GIVEN a person whom the partner has verified
    world = verified()
    onboarding = env.requested(world)
    # WHEN they are found and erased
    asked = [*remains.ids(found(world, external("ext-canary")))]
    report = erased(world, external("ext-canary"))
    # THEN the onboarding and the notification were found, and lead nowhere any more
    assert report.erasure.counts["notifications"] == 1
    assert told_of(world, *CANARIES) == []
    # AND the partner keeps what it has
    assert report.erasure.remains == (Remains("vouchwell", onboarding.id, "verified"),)
    assert asked == [("vouchwell", "session", "session-canary-1")]


def test_what_the_partner_notifies_of_later_is_refused() -> None:
    """Another partner's session of the same id is another person's."""
    # GIVEN a person who was erased
    world = verified()
    erased(world, external("ext-canary"))
    # WHEN the partner notifies of them, and another partner of a session of the same id
    late = told("evt-2", "session-canary-1")
    for each in (late, replace(late, partner="incode", event_id="evt-3")):
        inbox.take(world.context(), each)
    # THEN the first is refused, and the second is stored
    assert notifications.get(world.table, "vouchwell", "evt-2") is None
    assert notifications.get(world.table, "incode", "evt-3")


def test_a_notification_that_waits_for_the_worker_is_dropped() -> None:
    """It was stored before the person was erased."""
    # GIVEN a person, and a notification that a process is about to store while they are erased
    world = verified()
    late = replace(told("evt-2", "session-canary-1"), received_at=world.clock.now())
    erased(world, external("ext-canary"))
    world.table.write(notifications.create(late))
    inbox.enqueue(world.context().queue, late)
    # WHEN the worker takes it up
    env.work_off(world)
    # THEN it is gone, and nothing has changed
    assert notifications.get(world.table, "vouchwell", "evt-2") is None


def test_another_persons_session_that_begins_alike_stays() -> None:
    """Names are compared whole."""
    # GIVEN a person, and a notification of another one's session
    world = verified()
    world.table.write(notifications.create(told("evt-9", "session-canary-11")))
    # WHEN the person is erased
    erased(world, external("ext-canary"))
    # THEN the other one's notification is there
    assert notifications.get(world.table, "vouchwell", "evt-9")
