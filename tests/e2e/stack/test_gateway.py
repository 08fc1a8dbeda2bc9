"""The API's own part: what it makes of requests and answers, as an HTTP API of the cloud does."""

import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider

from jetbridge_local.stack.functions import Output
from jetbridge_local.stack.gateway import Gateway
from jetbridge_local.stack.options import PROJECT

type Event = dict[str, Any]
type Answer = Callable[[Event], object]

_OK: Final = {"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": "fine"}
_ALLOWED: Final = {"isAuthorized": True, "context": {"client_id": "jb_ci_1", "tenant": "demo"}}


class Functions:
    """Functions that answer as they are told, and keep the events that they were given."""

    def __init__(self, **answers: Answer) -> None:
        """Answer by function name."""
        self._answers = answers
        self.events: dict[str, list[Event]] = {}

    def is_debugging(self) -> bool:
        """Run requests side by side."""
        return False

    def invoke(
        self,
        function_identifier: str,
        event: str,
        stdout: Output,
        stderr: object = None,
        tenant_id: str | None = None,
    ) -> None:
        """Keep the event, and answer it."""
        del stderr, tenant_id
        self.events.setdefault(function_identifier, []).append(json.loads(event))
        stdout.write_str(json.dumps(self._answers[function_identifier](json.loads(event))))

    def last(self, name: str) -> Event:
        """Return the last event of a function."""
        return self.events[name][-1]


def client_of(functions: Functions) -> FlaskClient:
    """Return a client of the template's API in front of `functions`."""
    stacks, _ = SamLocalStackProvider.get_stacks(
        str(PROJECT / "template.yaml"), parameter_overrides={"SmartRecruitersAppId": "app"}
    )
    return Gateway(ApiProvider(stacks).api, functions, 3000).wsgi().test_client(use_cookies=False)


@pytest.fixture
def functions() -> Functions:
    """Return functions that are fine with everything."""
    names = ("TokenFunction", "ConsentFunction", "ConnectFunction", "OnboardingFunction")
    answers: dict[str, Answer] = dict.fromkeys(names, lambda _: _OK)
    return Functions(**answers, AuthorizerFunction=lambda _: _ALLOWED)


@pytest.fixture
def client(functions: Functions) -> FlaskClient:
    """Return a client of the API."""
    return client_of(functions)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nowhere"), ("HEAD", "/health"), ("DELETE", "/health"), ("GET", "/health/")],
)
def test_what_is_no_route_is_not_found(client: FlaskClient, method: str, path: str) -> None:
    """A route is its method and its exact path."""
    # GIVEN an API
    # WHEN something is asked that the template does not list
    answer = client.open(path, method=method)
    # THEN it answers as an HTTP API does
    assert answer.status_code == 404
    if method != "HEAD":
        assert answer.get_json() == {"message": "Not Found"}


def test_the_authorizer_sees_every_request_even_without_credentials(
    client: FlaskClient, functions: Functions
) -> None:
    """The template's authorizer has no identity source, so nothing is refused before it."""
    # GIVEN a route behind the authorizer
    # WHEN it is called without an Authorization header
    answer = client.get("/v1/connections")
    # THEN the authorizer is asked, and what it says reaches the function
    assert answer.status_code == 200
    asked = functions.last("AuthorizerFunction")
    assert (asked["type"], asked["version"]) == ("REQUEST", "2.0")
    context = functions.last("ConnectFunction")["requestContext"]
    assert context["authorizer"] == {"lambda": {"client_id": "jb_ci_1", "tenant": "demo"}}


def test_an_authorizer_is_asked_for_each_request(client: FlaskClient, functions: Functions) -> None:
    """Nothing is cached: a client that is revoked is refused at that moment."""
    # GIVEN a token that was let through
    headers = {"Authorization": "Bearer jb_at_1"}
    client.get("/v1/connections", headers=headers)
    # WHEN it comes again
    client.get("/v1/connections", headers=headers)
    # THEN the authorizer has seen it twice
    seen = functions.events["AuthorizerFunction"]
    assert [event["headers"]["authorization"] for event in seen] == ["Bearer jb_at_1"] * 2


def test_the_authorizer_does_not_see_the_body(client: FlaskClient, functions: Functions) -> None:
    """The cloud does not send it there."""
    # GIVEN a route behind the authorizer
    # WHEN it is called with a body
    client.post("/v1/onboardings", json={"name": "Ana Ruiz"})
    # THEN the function has the body and the authorizer has not
    assert "body" not in functions.last("AuthorizerFunction")
    assert json.loads(functions.last("OnboardingFunction")["body"]) == {"name": "Ana Ruiz"}


def test_an_authorizer_that_refuses_ends_the_request() -> None:
    """The function behind it is not invoked."""
    # GIVEN an authorizer that refuses
    refusing = Functions(AuthorizerFunction=lambda _: {"isAuthorized": False})
    # WHEN a route behind it is called
    answer = client_of(refusing).get("/v1/connections")
    # THEN the API refuses
    assert answer.status_code == 403
    assert "ConnectFunction" not in refusing.events


@pytest.mark.parametrize(
    ("content_type", "body", "encoded"),
    [
        ("application/json", b'{"a":"\xc3\xa9"}', False),
        ("text/plain; charset=utf-8", b"hello", False),
        ("application/x-www-form-urlencoded", b"grant_type=client_credentials", True),
        ("application/problem+json", b"{}", True),
        ("application/octet-stream", b"\xff\xfe", True),
        (None, b"bare", True),
    ],
)
def test_bodies_are_encoded_where_the_cloud_encodes_them(
    client: FlaskClient,
    functions: Functions,
    content_type: str | None,
    body: bytes,
    encoded: bool,  # noqa: FBT001 - a row of the table
) -> None:
    """Forms come as base64, which a function that reads them as text would not notice here."""
    # GIVEN a route
    # WHEN it is sent a body
    client.post("/oauth/token", data=body, content_type=content_type)
    # THEN the event carries it in the cloud's form
    event = functions.last("TokenFunction")
    assert event["isBase64Encoded"] is encoded
    assert (b64decode(event["body"]) if encoded else event["body"].encode()) == body


def test_an_event_names_its_request_as_the_cloud_does(
    client: FlaskClient, functions: Functions
) -> None:
    """Lower-case header names, cookies as they came, an id of its own."""
    # GIVEN a browser with cookies, one of them with an odd value
    headers = {"X-Mixed-Case": "kept", "Cookie": 'a=1; b="x=y"; a=2', "User-Agent": "tester"}
    # WHEN it makes two requests
    answers = [
        client.get("/smartrecruiters/consent?a=1&a=2&b=%26", headers=headers) for _ in range(2)
    ]
    # THEN the event tells them apart, and changes nothing
    first, second = functions.events["ConsentFunction"]
    assert first["requestContext"]["requestId"] != second["requestContext"]["requestId"]
    assert [answer.headers["Apigw-Requestid"] for answer in answers] == [
        event["requestContext"]["requestId"] for event in (first, second)
    ]
    assert first["cookies"] == ["a=1", 'b="x=y"', "a=2"]
    assert first["headers"]["x-mixed-case"] == "kept"
    assert "cookie" not in first["headers"]
    assert first["rawQueryString"] == "a=1&a=2&b=%26"
    assert first["routeKey"] == "GET /smartrecruiters/consent"
    assert first["requestContext"]["http"]["userAgent"] == "tester"
    assert "body" not in first


def test_path_parameters_reach_the_function(client: FlaskClient, functions: Functions) -> None:
    """By the names of the template's route."""
    # GIVEN a route with a parameter
    # WHEN it is called
    client.get("/v1/connections/con_1")
    # THEN the event names it
    event = functions.last("ConnectFunction")
    assert event["pathParameters"] == {"id": "con_1"}
    assert event["routeKey"] == "GET /v1/connections/{id}"


def test_every_cookie_of_an_answer_is_set() -> None:
    """Each is a header line of its own."""
    # GIVEN a function that sets two cookies and redirects
    answer = {
        "statusCode": 303,
        "headers": {"location": "https://example.com/?a=1"},
        "cookies": ["a=1; Secure", "b=2; HttpOnly"],
    }
    # WHEN it is called
    response = client_of(Functions(ConsentFunction=lambda _: answer)).get("/auth/callback")
    # THEN both are there
    assert response.status_code == 303
    assert response.headers.getlist("Set-Cookie") == ["a=1; Secure", "b=2; HttpOnly"]
    assert response.headers["Location"] == "https://example.com/?a=1"


@pytest.mark.parametrize(
    "answer",
    [
        {"errorType": "ValueError", "errorMessage": "a value that is not to be seen"},
        {"statusCode": "no number", "body": "a value that is not to be seen"},
    ],
)
def test_a_function_that_fails_is_an_internal_error(answer: dict[str, str]) -> None:
    """The caller learns nothing of why."""
    # GIVEN a function that fails
    client = client_of(Functions(TokenFunction=lambda _: answer))
    # WHEN it is called
    response = client.get("/health")
    # THEN the API says so in its own words
    assert response.status_code == 500
    assert response.get_json()["message"].lower() == "internal server error"
    assert "not to be seen" not in response.text


def test_an_authorizer_that_fails_is_an_internal_error() -> None:
    """It does not let the request through."""
    # GIVEN an authorizer that crashes
    functions = Functions(
        AuthorizerFunction=lambda _: {"errorType": "ValueError", "errorMessage": "crash"},
        ConnectFunction=lambda _: _OK,
    )
    # WHEN a route behind it is called
    response = client_of(functions).get("/v1/connections")
    # THEN nothing gets past it
    assert response.status_code == 500
    assert "ConnectFunction" not in functions.events
