"""SmartRecruiters' Webhooks API: subscriptions."""

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
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


def test_without_a_token_there_is_nothing(sandboxes: Sandboxes) -> None:
    """401, and 403 for the master credentials."""
    # GIVEN a SmartRecruiters
    smartrecruiters = SmartRecruitersClient(sandboxes.urls["smartrecruiters"])

    # WHEN an unknown client and the master call
    answers = [
        smartrecruiters.get(PATH),
        smartrecruiters.get(PATH, smartrecruiters.token()),
    ]

    # THEN neither may
    assert [answer.status_code for answer in answers] == [401, 403]
