"""SmartRecruiters' notifications: what they are like, and what becomes of them."""

import json

import pytest

from jetbridge_local.sandbox.smartrecruiters.webhooks.signature import Signed
from tests.contract.cases import SMARTRECRUITERS_SIGNATURE
from tests.contract.sandbox.receiver import Receiver
from tests.contract.sandbox.webhooks_client import STATUS_UPDATED, WebhooksClient
from tests.fakes import FrozenClock


def test_the_vector_of_the_page_holds() -> None:
    """Timestamp, body, id, name, version and link, joined by dots."""
    # GIVEN the page's example
    vector = SMARTRECRUITERS_SIGNATURE
    signed = Signed(
        vector.timestamp,
        vector.body,
        vector.event_id,
        vector.event_name,
        vector.event_version,
        vector.link,
    )

    # WHEN it is signed by its key, and by two
    # THEN the page's signature comes out
    assert signed.by([vector.key]) == f"v1={vector.signature}"
    assert signed.by([vector.key, "x"]).startswith(f"v1={vector.signature};v1=")


def test_a_notification_is_ids_and_a_link(
    webhooks: WebhooksClient, receiver: Receiver, clock: FrozenClock
) -> None:
    """Signed, stamped, and leading to the application."""
    # GIVEN an active subscription
    subscription_id = webhooks.subscribed(receiver)

    # WHEN an event happens
    answer = webhooks.event().json()

    # THEN we are told which application it is about
    (received,) = receiver.notifications
    body = json.loads(received.body)
    assert body.keys() == {"job_id", "candidate_id", "application_id"}
    assert b" " not in received.body
    headers = received.headers
    assert headers["content-type"] == "application/json"
    assert (headers["event-name"], headers["event-version"]) == (STATUS_UPDATED, "v201910")
    assert headers["smartrecruiters-timestamp"] == str(clock.now())
    path = f"/candidates/{body['candidate_id']}/jobs/{body['job_id']}"
    assert headers["link"] == f"<{webhooks.smartrecruiters.url}{path}>; rel=self"
    assert received.signed_by(webhooks.key(subscription_id))
    (delivery,) = answer["deliveries"]
    assert (delivery["eventId"], delivery["due"]) == (headers["event-id"], None)
    assert [attempt["accepted"] for attempt in delivery["attempts"]] == [True]


@pytest.mark.parametrize(
    ("event", "members"),
    [
        ("application.created", {"job_id", "candidate_id", "application_id"}),
        ("candidate.updated", {"id"}),
        ("onboarding.process.started", {"onboarding_process_id", "new_hire_id"}),
    ],
)
def test_each_event_has_a_body_of_its_own(
    webhooks: WebhooksClient, receiver: Receiver, event: str, members: set[str]
) -> None:
    """Ids only."""
    # GIVEN a subscription to it
    webhooks.subscribed(receiver, events=[event])

    # WHEN it happens, to a certain candidate
    webhooks.event(event, candidateId="5c21b7d0-ben")

    # THEN the ids are there
    body = json.loads(receiver.notifications[0].body)
    assert body.keys() == members
    assert "5c21b7d0-ben" in body.values()


def test_only_active_subscriptions_for_an_event_hear_of_it(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """Of the company to which it happens."""
    # GIVEN subscriptions to another event, of another company, and one that is not active
    webhooks.subscribed(receiver, events=["candidate.created"])
    WebhooksClient(webhooks.smartrecruiters, "globex").subscribed(receiver)
    webhooks.subscribe(receiver.hook_url)

    # WHEN the event happens
    answer = webhooks.event()

    # THEN it is not told
    assert (answer.status_code, receiver.notifications) == (404, [])


def test_an_event_that_nobody_can_know_goes_to_everybody(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """So that a receiver can be tested with a name of the future."""
    # GIVEN a subscription to something else
    webhooks.subscribed(receiver)

    # WHEN an unknown event happens
    webhooks.event("application.teleported")

    # THEN it arrives
    assert receiver.notifications[0].headers["event-name"] == "application.teleported"


def test_a_replaced_key_signs_for_another_day(
    webhooks: WebhooksClient, receiver: Receiver, clock: FrozenClock
) -> None:
    """Two signatures while two keys are good, one before and one after."""
    # GIVEN a subscription whose key was replaced
    subscription_id = webhooks.subscribed(receiver)
    old = webhooks.key(subscription_id)
    new = webhooks.make_key(subscription_id).json()["secretKey"]

    # WHEN events happen in the last second of the day, and in the next
    clock.advance(24 * 3600 - 1)
    webhooks.event()
    clock.advance(1)
    webhooks.event()

    # THEN the old key signed the first only
    first, second = receiver.notifications
    assert (first.signed_by(old), first.signed_by(new)) == (True, True)
    assert (second.signed_by(old), second.signed_by(new)) == (False, True)


def test_without_a_key_nothing_is_signed(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Signature and timestamp are optional."""
    # GIVEN a subscription without a key
    webhooks.activate(webhooks.subscribe(receiver.hook_url).json()["id"])

    # WHEN an event happens
    webhooks.event()

    # THEN neither header is there
    headers = receiver.notifications[0].headers
    assert not [name for name in headers if name.startswith("smartrecruiters-")]


def test_a_recruiter_who_hires_is_heard_of(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Each change has its event; none is sent where none is wanted."""
    # GIVEN subscriptions to both
    events = [STATUS_UPDATED, "application.onboarding-status.updated"]
    webhooks.subscribed(receiver, events=events)
    path = "/candidates/acme/5c21b7d0-ben"

    # WHEN a candidate is moved along, aloud and in silence
    moved = webhooks.control(path, status="HIRED", onboardingStatus="READY_TO_ONBOARD")
    webhooks.control(path, status="REJECTED", notify=False)
    webhooks.control(path, subStatus="Called")

    # THEN both events arrived once
    assert [each.headers["event-name"] for each in receiver.notifications] == events
    assert (moved["application"]["status"], len(moved["deliveries"])) == ("HIRED", 2)


@pytest.mark.parametrize(
    "order",
    [
        {"encoding": "morse"},
        {"forgery": "subtle"},
        {"copies": 0},
        {"evnt": "x"},
    ],
    ids=str,
)
def test_an_order_that_makes_no_sense_is_refused(
    webhooks: WebhooksClient, order: dict[str, object]
) -> None:
    """400 that says what is wrong."""
    # WHEN an event is ordered wrongly
    # THEN it is refused
    assert webhooks.event(STATUS_UPDATED, **order).status_code == 400


def test_an_event_about_nobody_is_refused(webhooks: WebhooksClient) -> None:
    """An unknown candidate."""
    # WHEN an event is about no person
    # THEN it does not happen
    assert webhooks.event(candidateId="nobody").status_code == 404
