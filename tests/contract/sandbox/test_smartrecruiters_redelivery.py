"""SmartRecruiters' notifications that fail: their redelivery, and the end of it."""

import pytest

from tests.contract.sandbox.receiver import Receiver
from tests.contract.sandbox.webhooks_client import WebhooksClient
from tests.fakes import FrozenClock

MINUTE = 60
CADENCE = (1, 3, 10, 45, 120, 240, 480, 960, 1440, 1440)


@pytest.mark.parametrize("status", [200, 204, 302, 404, 500])
def test_anything_but_202_is_a_failure(
    webhooks: WebhooksClient, receiver: Receiver, status: int
) -> None:
    """200 too."""
    # GIVEN a receiver that answers something else
    webhooks.subscribed(receiver)
    receiver.status = status

    # WHEN an event happens
    (delivery,) = webhooks.event().json()["deliveries"]

    # THEN it is due again
    assert [each["accepted"] for each in delivery["attempts"]] == [False]
    assert delivery["due"] is not None


def test_nobody_listening_is_a_failure(webhooks: WebhooksClient) -> None:
    """The kind of failure is reported."""
    # GIVEN a receiver that has gone
    with Receiver.start() as receiver:
        webhooks.subscribed(receiver)

    # WHEN an event happens
    (delivery,) = webhooks.event().json()["deliveries"]

    # THEN it is due again
    assert delivery["attempts"][0]["error"] == "ConnectionError"


def test_a_failure_is_redelivered_when_it_is_due(
    webhooks: WebhooksClient, receiver: Receiver, clock: FrozenClock
) -> None:
    """After a minute, after three more, and then no more, once it was accepted."""
    # GIVEN a receiver that fails
    webhooks.subscribed(receiver)
    receiver.status = 503
    webhooks.event()

    # WHEN time passes
    counts = []
    for seconds in (59, 1, 179, 1):
        clock.advance(seconds)
        webhooks.control("/redeliver")
        counts.append(len(receiver.notifications))
        receiver.status = 202 if len(counts) == 3 else 503
    clock.advance(30 * 24 * 3600)
    webhooks.control("/redeliver", everything=True)

    # THEN it comes when it is due, signed anew, under the same id
    assert counts == [1, 2, 2, 3]
    assert len(receiver.notifications) == 3
    assert len({each.headers["event-id"] for each in receiver.notifications}) == 1
    assert len({each.headers["smartrecruiters-timestamp"] for each in receiver.notifications}) == 3


def test_redelivery_need_not_wait(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """For a stack that runs by the clock on the wall; stamped anew or not."""
    # GIVEN a failure that is not due yet
    webhooks.subscribed(receiver)
    receiver.status = 503
    webhooks.event()

    # WHEN what is due is redelivered, and then everything
    none = webhooks.control("/redeliver")["deliveries"]
    every = webhooks.control("/redeliver", everything=True, restamp=False)["deliveries"]

    # THEN only the second sends it, to the letter
    assert (len(none), len(every)) == (0, 1)
    assert receiver.notifications[0] == receiver.notifications[1]


def test_redelivery_ends_and_the_subscription_is_suspended(
    webhooks: WebhooksClient, receiver: Receiver, clock: FrozenClock
) -> None:
    """Ten failures in a row suspend; a new handshake brings it back, and the last redelivery."""
    # GIVEN a receiver that fails for days
    subscription_id = webhooks.subscribed(receiver)
    receiver.status = 500
    webhooks.event()
    for minutes in CADENCE[:-1]:
        assert webhooks.control("/redeliver")["deliveries"] == []
        clock.advance(minutes * MINUTE)
        webhooks.control("/redeliver")
    state = webhooks.smartrecruiters.get("/_sandbox/state").json()
    assert (len(receiver.notifications), state["subscriptions"][0]["status"]) == (10, "suspended")

    # WHEN nothing is sent any more, and then it is activated again
    clock.advance(CADENCE[-1] * MINUTE)
    suspended = webhooks.control("/redeliver")["deliveries"]
    happened = webhooks.event().status_code
    webhooks.renew_token()
    assert webhooks.activate(subscription_id).status_code == 204
    (last,) = webhooks.control("/redeliver")["deliveries"]

    # THEN the last attempt is made, and that was it
    assert (suspended, happened) == ([], 404)
    assert (len(last["attempts"]), last["due"]) == (11, None)


def test_a_subscription_can_be_suspended_at_once(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """By a control route."""
    # GIVEN an active subscription
    subscription_id = webhooks.subscribed(receiver)

    # WHEN the company's subscriptions are suspended
    answer = webhooks.control("/suspend/acme")

    # THEN the API says so
    assert answer == {"suspended": [subscription_id]}
    assert webhooks.status(subscription_id) == "suspended"


@pytest.mark.parametrize(("overlap", "signatures"), [(True, 2), (False, 1)])
def test_a_key_can_be_replaced_at_the_partner(
    webhooks: WebhooksClient, receiver: Receiver, *, overlap: bool, signatures: int
) -> None:
    """The key before signs for another day, or no more; nothing tells the subscriber."""
    # GIVEN an active subscription
    subscription_id = webhooks.subscribed(receiver)
    before = webhooks.key(subscription_id)

    # WHEN its key is replaced, and an event happens
    answer = webhooks.control("/rotate-key/acme", overlap=overlap)
    webhooks.event()

    # THEN the API shows another key, and the event is signed by those that are good
    assert answer == {"rotated": [subscription_id]}
    assert webhooks.key(subscription_id) != before
    (sent,) = receiver.notifications
    assert sent.headers["smartrecruiters-signature"].count("v1=") == signatures


def test_a_subscription_can_be_deleted_at_the_partner(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """By a control route, as an administrator may."""
    # GIVEN an active subscription
    subscription_id = webhooks.subscribed(receiver)

    # WHEN the company's subscriptions are deleted
    answer = webhooks.control("/unsubscribe/acme")

    # THEN the API has none, and no event tells of it
    assert answer == {"deleted": [subscription_id]}
    assert webhooks.call("GET").json() == []
    assert webhooks.event().status_code == 404


def test_every_attempt_is_logged_for_thirty_days(
    webhooks: WebhooksClient, receiver: Receiver, clock: FrozenClock
) -> None:
    """Newest first, with what was sent."""
    # GIVEN a failure and a success
    subscription_id = webhooks.subscribed(receiver)
    receiver.status = 500
    webhooks.event()
    receiver.status = 202
    clock.advance(60)
    webhooks.control("/redeliver")

    # WHEN the log is read, now and when the first attempt is thirty days old
    log = webhooks.call("GET", f"/{subscription_id}/callbacks-log").json()
    clock.advance(30 * 24 * 3600 - 60)
    webhooks.renew_token()
    later = webhooks.call("GET", f"/{subscription_id}/callbacks-log").json()

    # THEN both are there, and then the second only
    assert [each["status"] for each in log] == ["successful", "failed"]
    assert log[1]["requestDetails"]["body"] == receiver.notifications[0].body.decode()
    assert log[1]["requestDetails"]["url"] == receiver.hook_url
    assert [each["status"] for each in later] == ["successful"]


def test_a_subscription_outlives_its_integration(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """What was not deleted in time keeps knocking."""
    # GIVEN a company that disabled the integration
    webhooks.subscribed(receiver)
    webhooks.smartrecruiters.control("/disable/acme")

    # WHEN an event happens
    answer = webhooks.event()

    # THEN it is sent all the same, and the API is closed
    assert (answer.status_code, len(receiver.notifications)) == (200, 1)
    assert webhooks.call("GET").status_code == 401


def test_a_deleted_subscription_is_not_redelivered_to(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """Nor delivered to."""
    # GIVEN a failed notification of a subscription that was deleted
    subscription_id = webhooks.subscribed(receiver)
    receiver.status = 500
    event_id = webhooks.event_id()
    webhooks.call("DELETE", f"/{subscription_id}")

    # WHEN it is to be sent again
    again = webhooks.control("/redeliver", everything=True)["deliveries"]
    by_id = webhooks.control("/deliver", eventIds=[event_id])["deliveries"]

    # THEN nothing is
    assert (again, by_id, len(receiver.notifications)) == ([], [], 1)


def test_what_is_held_of_subscriptions_can_be_seen(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """Keys and deliveries, for a test; and a reset forgets them."""
    # GIVEN a delivery
    subscription_id = webhooks.subscribed(receiver)
    webhooks.event()
    state = webhooks.smartrecruiters.get("/_sandbox/state").json()

    # WHEN the host is reset
    webhooks.smartrecruiters.control("/reset")

    # THEN they had been there, and are no more
    (subscription,) = state["subscriptions"]
    assert (subscription["id"], subscription["companyId"]) == (subscription_id, "acme")
    assert len(subscription["secretKeys"]) == len(state["deliveries"]) == 1
    after = webhooks.smartrecruiters.get("/_sandbox/state").json()
    assert (after["subscriptions"], after["deliveries"]) == ([], [])
