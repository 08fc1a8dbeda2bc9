"""Notifications that nothing came of: whose are shown to whom, why, and their replay."""

import re
from typing import Final

import pytest

from jetbridge.model.notification import NotificationStatus
from jetbridge.model.record import replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.work import Kind
from jetbridge.store import notifications
from tests.support import told
from tests.support.browser import ORIGIN, Browser
from tests.support.console import HOME, Console, submit

OURS: Final = f"{HOME}/notifications"
ALL: Final = "/console/notifications"


@pytest.fixture
def operator(console: Console) -> Browser:
    """Return the browser of an operator."""
    return console.person("operator", tenant=None)


def status_of(console: Console, event_id: str) -> NotificationStatus:
    """Return how a notification of Incode stands."""
    found = notifications.get(console.world.table, "incode", event_id)
    assert found
    return found.status


@pytest.mark.parametrize(
    ("note", "cause"),
    [
        ("given_up", "Handling it failed each time."),
        ("several_onboardings", "Two onboardings have the id that it names."),
        ("no_onboarding", "It is about an interview that was not begun here."),
        ("contradicts_verified", "It says otherwise than the verdict that stands."),
        ("of_a_later_release", "It could not be handled."),
    ],
)
def test_a_tenant_sees_why_nothing_came_of_it(console: Console, note: str, cause: str) -> None:
    """In words, with the ids that it names."""
    told.unresolved(console.world, "evt-1", note=note)
    body = console.person("viewer").get(OURS).body
    assert cause in body
    assert "interviewId: interview-of-evt-1" in body


def test_a_tenant_sees_its_own_alone(console: Console, operator: Browser) -> None:
    """What is another's, or of an account that several share, is the operator's."""
    told.unresolved(console.world, "evt-ours")
    told.unresolved(console.world, "evt-theirs", tenant="other")
    told.unresolved(console.world, "evt-shared", tenant=EVERY_TENANT)
    told.unresolved(console.world, "evt-new", status=NotificationStatus.RECEIVED, note="")
    told.unresolved(console.world, "evt-done", status=NotificationStatus.PROCESSED, note="")
    ours = console.person("admin").get(OURS).body
    assert set(re.findall(r"interview-of-evt-\w+", ours)) == {
        "interview-of-evt-ours",
        "interview-of-evt-new",
    }
    every = operator.get(ALL).body
    assert set(re.findall(r"interview-of-evt-\w+", every)) == {
        "interview-of-evt-ours",
        "interview-of-evt-theirs",
        "interview-of-evt-shared",
        "interview-of-evt-new",
    }
    # AND only an operator is offered to have it handled again
    assert "/replay" not in ours
    assert f"{ALL}/incode/evt-ours/replay" in operator.get(OURS).body


def test_every_page_of_a_list_is_read(console: Console, operator: Browser) -> None:
    """Each once, a tenant its own; a cursor is good for its own list alone."""
    ids = [f"evt-{number}" for number in range(205)]
    for number, each in enumerate(ids):
        told.unresolved(console.world, each, tenant="other" if number % 2 else "demo")
    for browser, url, expected in (
        (operator, ALL, ids),
        (console.person("viewer"), OURS, ids[::2]),
    ):
        found, here = [], url
        while here:
            body = browser.get(here).body
            found += re.findall(r"interview-of-(evt-\d+)", body)
            link = re.search(r'<p class="more"><a class="button small" href="([^"]+)"', body)
            here = f"{url}{link[1].replace('&amp;', '&')}" if link else ""
            if here:
                other = here.replace("incode-unresolved", "incode-received")
                assert browser.get(other).status == 400
        assert sorted(found) == sorted(expected)


def test_a_notification_is_handled_again(console: Console, operator: Browser) -> None:
    """By the flow of the command; the trail has it under the deployment."""
    told.unresolved(console.world, "evt-1", tenant=EVERY_TENANT)
    console.world.queue.sent.clear()
    path = f"{ALL}/incode/evt-1/replay"
    assert submit(operator, path).location.startswith(f"{ALL}?")
    assert status_of(console, "evt-1") is NotificationStatus.RECEIVED
    ((message, _),) = console.world.queue.sent
    assert (message["kind"], message["event_id"]) == (Kind.NOTIFICATION, "evt-1")
    action, outcome, actor, on = console.recorded(EVERY_TENANT)[-1]
    assert (action, outcome, actor) == ("notification.replay", "done", "person:ana")
    assert "evt-1" in on


def test_what_was_handled_is_not_handled_again(console: Console, operator: Browser) -> None:
    """A link of an earlier page, or a form of one."""
    found = told.unresolved(console.world, "evt-1")
    path = f"{ALL}/incode/evt-1/replay"
    form = operator.get(path).decision
    done = replace(found, status=NotificationStatus.PROCESSED)
    console.world.table.write(notifications.save(found, done))
    assert operator.get(path).status == 409
    assert operator.post(path, form, origin=ORIGIN).status == 409
    assert status_of(console, "evt-1") is NotificationStatus.PROCESSED
    assert operator.get(f"{ALL}/incode/evt-2/replay").status == 404
    assert operator.get(f"{ALL}/unknown/evt-1/replay").status == 404
