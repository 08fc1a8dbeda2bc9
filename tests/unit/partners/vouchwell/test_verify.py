"""A person is verified at a partner of which shared code knows nothing, and it notifies of that."""

from typing import Final

import pytest

from jetbridge.flows.browser.capabilities import CodeFlow
from jetbridge.flows.partner import Notifies, Onboards
from jetbridge.flows.people.capabilities import NotifiedPersons, OnboardedPersons
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status
from jetbridge.store import notifications
from tests.sixth import env
from tests.sixth.vouchwell import (
    api,
    code_flow,
    notification,
    notified_persons,
    onboarded_persons,
    onboarding,
)

CODE_FLOW: Final[CodeFlow] = code_flow
NOTIFIES: Final[Notifies] = notification
ONBOARDS: Final[Onboards[api.Order]] = onboarding
NOTIFIED_PERSONS: Final[NotifiedPersons] = notified_persons
ONBOARDED_PERSONS: Final[OnboardedPersons] = onboarded_persons
"""For mypy, which compares the partner's modules with the protocols."""


@pytest.mark.parametrize(
    ("kind", "status"),
    [("session.verified", Status.VERIFIED), ("session.rejected", Status.REJECTED)],
)
def test_a_person_is_verified_and_the_partner_notifies_of_it(kind: str, status: Status) -> None:
    """From the request of an API client to the event for the tenant."""
    # GIVEN an onboarding that was requested at the partner
    world = env.a_world()
    link = env.request(world).link
    assert link
    # WHEN the person follows the link and comes back
    page = env.visit(world, link.reveal())
    # THEN the session is known, and no verdict yet
    assert "is being looked at" in page.body
    assert env.requested(world).status is Status.IN_PROGRESS
    assert env.requested(world).interviews == ("session-canary-1",)
    # WHEN the partner notifies of the verdict
    answered = env.notify(world, kind)
    env.work_off(world)
    # THEN it is acknowledged, and the tenant is told
    assert answered.status == 202
    assert env.requested(world).status is status
    assert world.bus.published[-1].type == f"onboarding.{status}"
    assert world.meter.counted[Metric(f"Onboarding{status.capitalize()}")] == 1


def test_a_notification_that_comes_before_its_session_is_known_waits() -> None:
    """The partner may be faster than the person's browser."""
    # GIVEN a person of whom the partner notifies before they are back
    world = env.a_world()
    link = env.request(world).link
    assert link
    env.vouchwell(world).sessions.append("session-canary-2")
    env.notify(world, "session.verified")
    env.work_off(world)
    assert env.requested(world).status is Status.REQUESTED
    # WHEN they are back, and the notification is looked at again
    env.vouchwell(world).sessions.pop()
    env.vouchwell(world).sessions.append("session-canary-1")
    env.visit(world, link.reveal())
    world.queue.sent = [(message, 0) for message, _ in world.queue.sent]
    env.work_off(world)
    # THEN it is the verdict
    assert env.requested(world).status is Status.VERIFIED


def test_what_the_partner_did_not_sign_is_refused() -> None:
    """Any sender can send anything to an address."""
    # GIVEN a notification, changed on its way
    world = env.a_world()
    env.vouchwell(world).sessions.append("session-1")
    headers, body = env.vouchwell(world).notification("session.rejected")
    forged = body.replace(b"rejected", b"verified")
    # WHEN it arrives
    answered = env.browser(world).send("POST", "/vouchwell/notifications", headers, forged)
    # THEN it is refused, and nothing stored
    assert answered.status == 401
    every = NotificationStatus
    stored = (notifications.listing(world.table, "vouchwell", each, limit=9)[0] for each in every)
    assert not any(stored)


def test_a_request_is_held_to_the_partners_rules() -> None:
    """By `POST /v1/onboardings`' own reading of bodies."""
    # WHEN an onboarding is requested in words that the partner does not know
    with pytest.raises(ApiProblem) as refused:
        env.request(env.a_world(), {"partner": "vouchwell", "flowId": "flow-1"})
    # THEN each fault is pointed to
    assert {each.pointer for each in refused.value.errors} == {"/check", "/flowId"}


def test_a_request_is_recognised_when_it_comes_again() -> None:
    """An idempotency key names one request."""
    # GIVEN an onboarding
    world = env.a_world()
    first = env.request(world)
    # WHEN it is requested once more, THEN it is the same
    assert env.request(world).link == first.link
    # AND the partner of another name is none
    with pytest.raises(ApiProblem):
        env.request(world, env.REQUEST | {"partner": "vouchwel"})


def test_a_notification_is_acted_on_once() -> None:
    """Its id is the same each time that the partner delivers it."""
    # GIVEN a verdict that was handled
    world = env.a_world()
    link = env.request(world).link
    assert link
    env.visit(world, link.reveal())
    env.notify(world, "session.verified")
    env.work_off(world)
    told = len(world.bus.published)
    # WHEN it comes again, and another one that contradicts it
    env.notify(world, "session.verified")
    env.notify(world, "session.rejected", number=2)
    env.work_off(world)
    # THEN nothing changes
    assert env.requested(world).status is Status.VERIFIED
    assert len(world.bus.published) == told


def test_the_return_is_answered_by_what_has_become_of_it() -> None:
    """The browser may load its address again, before and after the verdict."""
    # GIVEN a person who is back, and whose verdict is awaited
    world = env.a_world()
    link = env.request(world).link
    assert link
    person = env.browser(world)
    page = person.get(link.reveal())
    back = env.vouchwell(world).authorize(person.post(page.action, page.fields).location)
    person.get(back)
    # WHEN they load the address again, THEN it still is
    assert "is being looked at" in person.get(back).body
    # AND once it is there, they are told of it, and may try again
    env.notify(world, "session.rejected")
    env.work_off(world)
    assert "You could not be verified" in person.get(back).body
    assert "The last try did not prove who you are" in person.get(link.reveal()).body
