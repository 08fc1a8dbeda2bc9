"""SmartRecruiters' Webhooks API: handshakes, authentication of callbacks, secret keys."""

import pytest

from tests.contract.sandbox.receiver import TOKEN, Receiver
from tests.contract.sandbox.smartrecruiters_client import code
from tests.contract.sandbox.webhooks_client import WebhooksClient
from tests.fakes import FrozenClock

HTTPS = "https://jetbridge.example/smartrecruiters/webhooks/1"


def test_a_handshake_activates(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """A POST with X-Hook-Secret, which has to come back; then 409 for a second activation."""
    # GIVEN a subscription to a server that knows the handshake
    subscription_id = webhooks.subscribe(receiver.hook_url).json()["id"]

    # WHEN it is activated twice
    first, second = webhooks.activate(subscription_id), webhooks.activate(subscription_id)

    # THEN it is active after the first
    assert (first.status_code, second.status_code) == (204, 409)
    assert webhooks.status(subscription_id) == "active"
    (handshake,) = receiver.handshakes
    assert len(handshake["x-hook-secret"]) >= 16


@pytest.mark.parametrize("path", ["/hook", "/nothing"])
def test_a_failed_handshake_does_not(
    webhooks: WebhooksClient, receiver: Receiver, path: str
) -> None:
    """Another secret, another status: 424."""
    # GIVEN a server that returns something else
    receiver.hook_secret = "another secret"
    subscription_id = webhooks.subscribe(f"{receiver.url}{path}").json()["id"]

    # WHEN the subscription is to be activated
    answer = webhooks.activate(subscription_id)

    # THEN it is not
    assert (answer.status_code, code(answer)) == (424, "HANDSHAKE_FAILED")
    assert webhooks.status(subscription_id) == "inactive"


def test_nobody_at_the_callback_url_is_a_failed_handshake(webhooks: WebhooksClient) -> None:
    """As with any other answer."""
    # GIVEN a URL at which nothing listens
    with Receiver.start() as gone:
        subscription_id = webhooks.subscribe(gone.hook_url).json()["id"]

    # WHEN the subscription is to be activated
    # THEN it is not
    assert webhooks.activate(subscription_id).status_code == 424


@pytest.mark.parametrize(
    ("authentication", "header", "value"),
    [
        (
            {"type": "basic", "username": "us", "password": "a+b"},
            "authorization",
            "Basic dXM6YSti",
        ),
        (
            {"type": "header", "headerName": "x-our-secret", "headerValue": "1"},
            "x-our-secret",
            "1",
        ),
        (
            {"type": "oauth2", "clientId": "id", "clientSecret": "s+1"},
            "authorization",
            f"Bearer {TOKEN}",
        ),
    ],
)
def test_callbacks_can_be_authenticated(
    webhooks: WebhooksClient,
    receiver: Receiver,
    authentication: dict[str, str],
    header: str,
    value: str,
) -> None:
    """In three ways, at the handshake and at every notification."""
    # GIVEN a subscription with `callbackAuthentication`
    if authentication["type"] == "oauth2":
        authentication = {**authentication, "tokenServiceUrl": receiver.token_url}
    webhooks.subscribed(receiver, callbackAuthentication=authentication)

    # WHEN an event happens
    webhooks.event()

    # THEN both calls have the header, and the token was asked for by a form
    calls = [receiver.handshakes[0], receiver.notifications[0].headers]
    assert [call[header] for call in calls] == [value, value]
    form = {"grant_type": "client_credentials", "client_id": "id", "client_secret": "s+1"}
    oauth = authentication["type"] == "oauth2"
    assert receiver.token_requests == ([("", form)] * 2 if oauth else [])


def test_without_a_token_there_is_no_callback(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """The token service's refusal is a failed attempt, and a failed handshake."""
    # GIVEN a token service that refuses from some time on
    way = {"type": "oauth2", "clientId": "id", "clientSecret": "s"}
    way["tokenServiceUrl"] = receiver.token_url
    webhooks.subscribed(receiver, callbackAuthentication=way)
    receiver.token_status, receiver.token_answer = 401, {"error": "invalid_client"}

    # WHEN an event happens, and another subscription is to be activated
    (delivery,) = webhooks.event().json()["deliveries"]
    other = webhooks.subscribe(receiver.hook_url, callbackAuthentication=way).json()["id"]

    # THEN nothing is sent
    assert [each["status"] for each in delivery["attempts"]] == [401]
    assert webhooks.activate(other).status_code == 424
    assert receiver.notifications == []


def test_a_secret_key_is_made_and_shown(webhooks: WebhooksClient) -> None:
    """201 and 200; 404 before there is one."""
    # GIVEN a subscription
    subscription_id = webhooks.subscribe(HTTPS).json()["id"]
    missing = webhooks.call("GET", f"/{subscription_id}/secret-key")
    assert (missing.status_code, code(missing)) == (404, "SECRET_KEY_NOT_FOUND")

    # WHEN keys are made
    made = [webhooks.make_key(subscription_id) for _ in range(2)]

    # THEN the newest is shown
    assert [answer.status_code for answer in made] == [201, 201]
    shown = webhooks.call("GET", f"/{subscription_id}/secret-key").json()
    assert shown == made[1].json()


def test_there_are_sixteen_live_keys_at_most(webhooks: WebhooksClient, clock: FrozenClock) -> None:
    """After a day, those that were replaced are not live any more."""
    # GIVEN sixteen keys, made in two seconds for the sake of the rate limit
    subscription_id = webhooks.subscribe(HTTPS).json()["id"]
    made = []
    for _ in range(2):
        clock.advance(1)
        made += [webhooks.make_key(subscription_id).status_code for _ in range(8)]
    assert set(made) == {201}

    # WHEN another is wanted, now and a day later
    refused = webhooks.make_key(subscription_id)
    state = webhooks.smartrecruiters.get("/_sandbox/state").json()
    clock.advance(24 * 3600)

    # THEN it is refused while the sixteen live
    assert (refused.status_code, code(refused)) == (403, "SECRET_KEYS_LIMIT_EXCEEDED")
    assert len(state["subscriptions"][0]["secretKeys"]) == 16
    later = webhooks.smartrecruiters.get("/_sandbox/state").json()
    assert len(later["subscriptions"][0]["secretKeys"]) == 1
