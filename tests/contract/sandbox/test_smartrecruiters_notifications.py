"""SmartRecruiters' notifications: what they are like, and what becomes of them."""

import hashlib
import hmac
import json

import pytest

from jetbridge_local.sandbox.smartrecruiters.webhooks.signature import Signed
from tests.contract.cases import SMARTRECRUITERS_SIGNATURE
from tests.contract.sandbox.receiver import Received, Receiver
from tests.contract.sandbox.webhooks_client import STATUS_UPDATED, WebhooksClient
from tests.fakes import FrozenClock

MINUTE = 60
CADENCE = (1, 3, 10, 45, 120, 240, 480, 960, 1440, 1440)


def signed_by(received: Received, key: str) -> bool:
    """Tell whether one of the signatures is that of `key`, computed from what came in."""
    headers = received.headers
    names = ("event-id", "event-name", "event-version", "link")
    text = b".".join(
        [
            headers["smartrecruiters-timestamp"].encode(),
            received.body,
            *(headers.get(name, "").encode() for name in names),
        ]
    )
    expected = f"v1={hmac.new(key.encode(), text, hashlib.sha256).hexdigest()}"
    return expected in headers["smartrecruiters-signature"].split(";")


def key_of(webhooks: WebhooksClient, subscription_id: str) -> str:
    """Return the newest key of a subscription."""
    return str(webhooks.call("GET", f"/{subscription_id}/secret-key").json()["secretKey"])


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
    assert signed_by(received, key_of(webhooks, subscription_id))
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

    # THEN nobody hears of it
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
    old = key_of(webhooks, subscription_id)
    new = webhooks.make_key(subscription_id).json()["secretKey"]

    # WHEN events happen in the last second of the day, and in the next
    clock.advance(24 * 3600 - 1)
    webhooks.event()
    clock.advance(1)
    webhooks.event()

    # THEN the old key signed the first only
    first, second = receiver.notifications
    assert (signed_by(first, old), signed_by(first, new)) == (True, True)
    assert (signed_by(second, old), signed_by(second, new)) == (False, True)


def test_without_a_key_nothing_is_signed(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Signature and timestamp are optional."""
    # GIVEN a subscription without a key
    webhooks.activate(webhooks.subscribe(receiver.hook_url).json()["id"])

    # WHEN an event happens
    webhooks.event()

    # THEN neither header is there
    headers = receiver.notifications[0].headers
    assert not [name for name in headers if name.startswith("smartrecruiters-")]


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
    assert not signed_by(receiver.notifications[0], key_of(webhooks, subscription_id))


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
    assert signed_by(received, key_of(webhooks, subscription_id))


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
    assert signed_by(received, key_of(webhooks, subscription_id))


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
    key = key_of(webhooks, subscription_id)
    assert all(signed_by(each, key) for each in receiver.notifications)


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


def test_a_recruiter_who_hires_is_heard_of(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Each change has its event; none is sent where nobody is to hear."""
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
    # WHEN an event is about nobody
    # THEN it does not happen
    assert webhooks.event(candidateId="nobody").status_code == 404


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
