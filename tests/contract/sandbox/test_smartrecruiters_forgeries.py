"""SmartRecruiters' notifications as they should not be: twice, forged, old, out of order."""

import pytest

from tests.contract.sandbox.receiver import Receiver
from tests.contract.sandbox.webhooks_client import STATUS_UPDATED, WebhooksClient
from tests.fakes import FrozenClock


def test_an_event_can_be_sent_twice(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """With one id: that is how a receiver knows."""
    # GIVEN a subscription
    webhooks.subscribed(receiver)

    # WHEN an event is sent in two copies
    webhooks.event(copies=2)

    # THEN they are the same to the letter
    first, second = receiver.notifications
    assert first == second


@pytest.mark.parametrize("forgery", ["wrong-key", "altered-body", "altered-timestamp"])
def test_a_forged_notification_is_not_signed_by_the_key(
    webhooks: WebhooksClient, receiver: Receiver, forgery: str
) -> None:
    """By a stranger, or with something changed under the signature."""
    # GIVEN a subscription
    subscription_id = webhooks.subscribed(receiver)

    # WHEN a forged notification is sent
    webhooks.event(forgery=forgery)

    # THEN its signature does not hold
    assert not receiver.notifications[0].signed_by(webhooks.key(subscription_id))


def test_a_notification_can_come_unsigned(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Though there is a key."""
    # GIVEN a subscription
    webhooks.subscribed(receiver)

    # WHEN an unsigned notification is sent
    webhooks.event(forgery="unsigned")

    # THEN there is no signature
    assert "smartrecruiters-signature" not in receiver.notifications[0].headers


def test_a_notification_can_be_old(
    webhooks: WebhooksClient, receiver: Receiver, clock: FrozenClock
) -> None:
    """Signed when it happened, and sent much later."""
    # GIVEN a subscription
    subscription_id = webhooks.subscribed(receiver)

    # WHEN a notification of an hour ago is sent
    webhooks.event(ageSeconds=3600)

    # THEN its signature holds, and its timestamp is old
    (received,) = receiver.notifications
    assert received.headers["smartrecruiters-timestamp"] == str(clock.now() - 3600)
    assert received.signed_by(webhooks.key(subscription_id))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"body": {"a": "é"}}, b'{"a":"\\u00e9"}'),
        ({"body": "no JSON"}, b"no JSON"),
        ({"body": "é", "encoding": "latin-1"}, b"\xe9"),
        ({"body": "x" * 300_000}, b"x" * 300_000),
    ],
    ids=["json", "text", "latin-1", "large"],
)
def test_a_notification_can_have_any_body(
    webhooks: WebhooksClient, receiver: Receiver, order: dict[str, object], expected: bytes
) -> None:
    """Signed as it is: oversized, in another encoding, no JSON at all."""
    # GIVEN a subscription
    subscription_id = webhooks.subscribed(receiver)

    # WHEN a notification with this body is sent
    webhooks.event(STATUS_UPDATED, **order)

    # THEN it arrives byte by byte
    (received,) = receiver.notifications
    assert received.body == expected
    assert received.signed_by(webhooks.key(subscription_id))


def test_notifications_can_come_out_of_order(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Held, and then delivered in any order; again, if wanted, as they were."""
    # GIVEN two notifications that were held
    webhooks.subscribed(receiver)
    ids = [webhooks.event_id(hold=True) for _ in range(2)]
    assert receiver.notifications == []

    # WHEN they are delivered in the other order, and the first once more
    sent = webhooks.control("/deliver", eventIds=[ids[1], ids[0], ids[1]])

    # THEN they arrive like that
    assert [each.headers["event-id"] for each in receiver.notifications] == [
        ids[1],
        ids[0],
        ids[1],
    ]
    assert receiver.notifications[0] == receiver.notifications[2]
    assert len(sent["deliveries"]) == 3


def test_a_notification_can_be_stamped_anew(
    webhooks: WebhooksClient, receiver: Receiver, clock: FrozenClock
) -> None:
    """The same event id, with a signature of the present."""
    # GIVEN a notification
    subscription_id = webhooks.subscribed(receiver)
    event_id = webhooks.event_id()
    clock.advance(1200)

    # WHEN it is delivered again, as it was and anew
    webhooks.control("/deliver", eventIds=[event_id])
    webhooks.control("/deliver", eventIds=[event_id], restamp=True)

    # THEN both signatures hold
    stamps = [each.headers["smartrecruiters-timestamp"] for each in receiver.notifications]
    assert [int(stamp) - clock.now() for stamp in stamps] == [-1200, -1200, 0]
    key = webhooks.key(subscription_id)
    assert all(each.signed_by(key) for each in receiver.notifications)
