"""SmartRecruiters' Webhooks API: subscriptions, their activation and their secret keys."""

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
from tests.contract.sandbox.receiver import TOKEN, Receiver
from tests.contract.sandbox.smartrecruiters_client import (
    TIMEOUT,
    SmartRecruitersClient,
    bearer,
    code,
)
from tests.contract.sandbox.webhooks_client import PATH, STATUS_UPDATED, WebhooksClient
from tests.fakes import FrozenClock

HTTPS = "https://jetbridge.example/smartrecruiters/webhooks/1"


def test_a_subscription_is_created_inactive(webhooks: WebhooksClient) -> None:
    """201, with an id, and each event with its version."""
    # WHEN a company subscribes
    answer = webhooks.subscribe(HTTPS, alertingEmailAddress="ops@example.com")

    # THEN the subscription waits for its activation
    body = answer.json()
    assert (answer.status_code, body["callbackUrl"], body["status"]) == (201, HTTPS, "inactive")
    assert body["events"] == [{"name": STATUS_UPDATED, "version": "v201910"}]
    assert body["alertingEmailAddress"] == "ops@example.com"
    assert webhooks.call("GET", f"/{body['id']}").json() == body


@pytest.mark.parametrize(
    ("changes", "status", "expected"),
    [
        ({"callbackUrl": None}, 400, "BAD_REQUEST"),
        ({"callbackUrl": 7}, 400, "BAD_REQUEST"),
        ({"events": None}, 400, "BAD_REQUEST"),
        ({"events": []}, 400, "BAD_REQUEST"),
        ({"events": STATUS_UPDATED}, 400, "BAD_REQUEST"),
        ({"events": [STATUS_UPDATED, STATUS_UPDATED]}, 400, "BAD_REQUEST"),
        ({"callbackUrl": "http://jetbridge.example/"}, 422, "INVALID_CALLBACK_URL"),
        ({"callbackUrl": "nowhere"}, 422, "INVALID_CALLBACK_URL"),
        ({"callbackUrl": "https://[half"}, 422, "INVALID_CALLBACK_URL"),
        ({"events": ["application.hired"]}, 422, "INVALID_EVENT"),
        ({"callbackAuthentication": {"type": "magic"}}, 400, "BAD_REQUEST"),
        (
            {
                "callbackAuthentication": {
                    "type": "header",
                    "headerName": "Secret",
                    "headerValue": "v",
                }
            },
            400,
            "BAD_REQUEST",
        ),
    ],
    ids=str,
)
def test_a_bad_subscription_is_refused(
    webhooks: WebhooksClient, changes: dict[str, object], status: int, expected: str
) -> None:
    """400 for its shape, 422 for a URL or an event that cannot be."""
    # WHEN one thing is wrong
    body = {"callbackUrl": HTTPS, "events": [STATUS_UPDATED], **changes}
    answer = webhooks.call("POST", "", {k: v for k, v in body.items() if v is not None})

    # THEN it is refused, and nothing is created
    assert (answer.status_code, code(answer)) == (status, expected)
    assert webhooks.call("GET").json() == []


def test_a_body_that_is_no_json_is_refused(
    smartrecruiters: SmartRecruitersClient, webhooks: WebhooksClient
) -> None:
    """415, as everywhere."""
    # GIVEN a company that is integrated
    token = smartrecruiters.token(smartrecruiters.integrated("globex"))

    # WHEN it sends a form
    answer = requests.post(
        webhooks.base, data={"callbackUrl": HTTPS}, headers=bearer(token), timeout=TIMEOUT
    )

    # THEN it is refused
    assert answer.status_code == 415


def test_there_are_twenty_at_most(webhooks: WebhooksClient, clock: FrozenClock) -> None:
    """For one credential; a deleted one makes room, and another company has room of its own."""
    # GIVEN twenty subscriptions, made in three seconds for the sake of the rate limit
    other = WebhooksClient(webhooks.smartrecruiters, "globex")
    ids: list[str] = []
    for _ in range(20):
        if len(ids) % 8 == 0:
            clock.advance(1)
        ids.append(webhooks.subscribe(HTTPS).json()["id"])

    # WHEN both companies want another, and one is deleted
    refused, elsewhere = webhooks.subscribe(HTTPS), other.subscribe(HTTPS)
    webhooks.call("DELETE", f"/{ids[0]}")
    again = webhooks.subscribe(HTTPS)

    # THEN there was no room for one only
    assert (refused.status_code, code(refused)) == (403, "SUBSCRIPTIONS_LIMIT_EXCEEDED")
    assert (elsewhere.status_code, again.status_code) == (201, 201)


def test_the_list_has_pages(webhooks: WebhooksClient) -> None:
    """A Link header leads to the next one; there is none on the last."""
    # GIVEN three subscriptions
    ids = [webhooks.subscribe(HTTPS).json()["id"] for _ in range(3)]

    # WHEN the list is read in twos
    first = webhooks.call("GET", "?limit=2")
    url, _, rel = first.headers["Link"].partition("; ")
    rest = webhooks.call("GET", url.strip("<>").removeprefix(webhooks.base))

    # THEN the pages are the whole list
    assert rel == 'rel="next"'
    assert [each["id"] for each in first.json() + rest.json()] == ids
    assert "Link" not in rest.headers
    assert webhooks.call("GET", "?limit=0").status_code == 400


def test_a_deleted_subscription_is_gone(webhooks: WebhooksClient) -> None:
    """204, and 404 from then on."""
    # GIVEN a subscription
    subscription_id = webhooks.subscribe(HTTPS).json()["id"]

    # WHEN it is deleted twice
    statuses = [webhooks.call("DELETE", f"/{subscription_id}").status_code for _ in range(2)]

    # THEN the second finds nothing
    assert statuses == [204, 404]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("DELETE", ""),
        ("PUT", "/activation"),
        ("POST", "/secret-key"),
        ("GET", "/secret-key"),
        ("GET", "/callbacks-log"),
    ],
)
def test_another_companys_subscription_is_not_found(
    webhooks: WebhooksClient, method: str, path: str
) -> None:
    """404, as if it did not exist."""
    # GIVEN another company's subscription
    other = WebhooksClient(webhooks.smartrecruiters, "globex")
    subscription_id = other.subscribe(HTTPS).json()["id"]

    # WHEN this one asks for it
    answer = webhooks.call(method, f"/{subscription_id}{path}")

    # THEN there is none
    assert (answer.status_code, code(answer)) == (404, "SUBSCRIPTION_NOT_FOUND")


@pytest.mark.parametrize(
    ("scope", "method", "status"),
    [
        ("webhooks_read", "GET", 200),
        ("webhooks_read", "POST", 403),
        ("webhooks_write", "POST", 201),
        ("webhooks_write", "GET", 403),
        ("webhooks_delete", "GET", 403),
        ("webhooks_manage", "GET", 200),
        ("candidates_read", "GET", 403),
    ],
)
def test_webhooks_want_a_scope(
    webhooks: WebhooksClient, scope: str, method: str, status: int
) -> None:
    """To read, to write, or `webhooks_manage` for everything."""
    # GIVEN an application with one scope
    webhooks.smartrecruiters.control("/scopes", {"scopes": [scope]})

    # WHEN it calls
    answer = webhooks.call(method, "", {"callbackUrl": HTTPS, "events": [STATUS_UPDATED]})

    # THEN the scope decides
    assert answer.status_code == status
    if status == 403:
        assert code(answer) == "NO_PERMISSION_TO_MANAGE_WEBHOOKS"


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
    # GIVEN a URL at which nobody listens
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


def test_without_a_token_there_is_nothing(sandboxes: Sandboxes) -> None:
    """401, and 403 for the master credentials."""
    # GIVEN a SmartRecruiters
    smartrecruiters = SmartRecruitersClient(sandboxes.urls["smartrecruiters"])

    # WHEN nobody and the master call
    answers = [
        smartrecruiters.get(PATH),
        smartrecruiters.get(PATH, smartrecruiters.token()),
    ]

    # THEN neither may
    assert [answer.status_code for answer in answers] == [401, 403]
