"""The examples of the API's description, sent to the local stack as they stand there."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
import requests

from jetbridge_local.openapi.document import document
from jetbridge_local.openapi.operation import FORM
from tests.e2e.described.conftest import Callers

type Json = Any

DOCUMENT: Final = document()
_TIMEOUT: Final = 60
OTHERWISE: Final = {
    "connectEnboarderAccount an API key": 422,  # it is made up
    "connectEnboarderAccount OAuth": 422,  # they are made up
    "decideConsent denied": 400,  # of no page
    "openConsentWindow the form": 403,  # of no page
    "startOnboardbase the form": 403,  # of no page
    "beginVerification a visit": 400,  # the link is made up
    "smartrecruitersNotification an event": 404,  # the connection is made up
    "useAnotherAccount the form": 403,  # of no page
    "changeInConsole the form": 401,  # of no session
    "rotateClientSecret an hour": 404,  # no such client was made
    "changeWebhook every event": 428,  # it does not say what it replaces
    "changeWebhook for now nothing": 428,  # the same
    "replayWebhooks one": 422,  # no such event was given up
    **{
        f"{decision} {title}": 404  # no hire has begun a journey
        for decision in ("approveStep", "cancelJourney", "issueLink", "replaceLink", "retryStep")
        for title in ("the version that was seen", "a step that was seen")
    },
}
"""Examples that cannot succeed as they stand, and what they are answered with."""


GUARDED: Final = {
    path
    for path, item in DOCUMENT["paths"].items()
    if any("oauth2" in way for operation in item.values() for way in operation["security"])
}


def examples() -> Iterator[tuple[str, str, str, str, Json]]:
    """Yield a name, the method, the path, the media type and the body of each request."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            name, content = operation["operationId"], operation.get("requestBody", {})
            for media, told in content.get("content", {}).items():
                for title, example in told["examples"].items():
                    yield f"{name} {title}", method, path, media, example["value"]
            if not content and not operation.get("parameters"):
                yield name, method, path, "", None


EXAMPLES: Final = {name: request for name, *request in examples()}


@pytest.fixture(scope="module")
def known(callers: Callers) -> dict[str, str]:
    """Return an id for each path with one."""
    headers = {"Authorization": f"Bearer {callers.api}"}
    launched = requests.post(
        f"{callers.tenant.api}/v1/onboardings",
        json={**EXAMPLES["requestOnboarding Enboarder"][3], "externalCustomerId": "hire-known"},
        headers=headers,
        timeout=_TIMEOUT,
    )
    policy = requests.put(
        f"{callers.tenant.api}/v1/policies/current",
        json=EXAMPLES["putPolicy a verification"][3],
        headers={**headers, "If-None-Match": "*"},
        timeout=_TIMEOUT,
    )
    assert policy.ok, policy.text
    found = callers.tenant.get("/v1/connections").json()["items"]
    endpoints = callers.tenant.get("/v1/webhooks").json()["items"]
    return {
        "onboardings": launched.json()["id"],
        "connections": found[0]["id"],
        "webhooks": endpoints[0]["id"],
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_answered_as_described(
    name: str, callers: Callers, known: dict[str, str]
) -> None:
    """The fixture of the stack compares the answer's body with the description."""
    # GIVEN an example of a request
    method, path, media, body = EXAMPLES[name]
    kind = path.removeprefix("/v1/").partition("/")[0]
    address = path.replace("{id}", known.get(kind, "unknown"))
    headers = {"Authorization": f"Bearer {callers.token(path)}"} if path in GUARDED else {}
    sent: Json = {"data": body} if media == FORM else {"json": body}
    # WHEN it is sent
    answer = requests.request(
        method,
        f"{callers.tenant.api}{address}",
        headers=headers,
        auth=callers.client if path.startswith("/oauth/") else None,
        allow_redirects=False,
        timeout=_TIMEOUT,
        **(sent if body is not None else {}),
    )
    # THEN it succeeds, or there is a reason why it cannot
    expected = OTHERWISE.get(name)
    assert answer.status_code == expected if expected else answer.status_code < 400, answer.text
