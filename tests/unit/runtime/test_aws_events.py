"""Every function takes the events that AWS documents (events/aws)."""

import importlib
import json
from typing import Any

import pytest

from jetbridge.web.request import Request
from tests.unit.runtime.events import a_context, sample

API = ("connect", "consent", "onboarding", "receive", "token")


def handled(function: str, event: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Return what a function answers to an event."""
    return importlib.import_module(f"functions.{function}.app").handler(event, a_context())


def test_a_documented_request_is_read_whole() -> None:
    """Repeated parameters, cookies, an encoded body, and what the authorizer found out."""
    # GIVEN the documented event, WHEN it is read
    request = Request.from_event(sample("aws/http-api"))
    # THEN each part is there
    assert (request.method, request.path) == ("POST", "/my/path")
    assert request.query == (
        ("parameter1", "value1"),
        ("parameter1", "value2"),
        ("parameter2", "value"),
    )
    assert request.cookies == {"cookie1": "", "cookie2": ""}
    assert request.headers == {"header1": "value1", "header2": "value1,value2"}
    assert request.body == b"Hello from Lambda"
    assert request.authorizer == {"key": "value"}
    assert request.domain == "id.execute-api.us-east-1.amazonaws.com"
    assert request.request_id == "id"


@pytest.mark.parametrize("function", API)
@pytest.mark.parametrize("left_out", [(), ("cookies", "body", "queryStringParameters")])
def test_a_function_of_the_api_answers_a_documented_request(
    function: str, left_out: tuple[str, ...]
) -> None:
    """In payload format 2.0, and by a refusal of its own where it has no such route."""
    # GIVEN the documented event, with and without what AWS leaves out where it is empty
    event = sample("aws/http-api")
    given = {name: value for name, value in event.items() if name not in left_out}
    # WHEN the function gets it
    answer = handled(function, given)
    # THEN it answers with what API Gateway reads, and names the request
    assert answer["statusCode"] == 404
    assert {*answer} == {"statusCode", "headers", "cookies", "body", "isBase64Encoded"}
    assert all(name == name.lower() for name in answer["headers"])
    assert answer["headers"]["x-request-id"] == "id"


def test_the_authorizer_answers_a_documented_request() -> None:
    """In the simple response format: the route refuses, in its own words."""
    # GIVEN the documented event, which has no token, WHEN the authorizer gets it
    answer = handled("authorizer", sample("aws/http-api-authorizer"))
    # THEN the request goes on without an identity
    assert answer["isAuthorized"] is True
    assert "error" in answer["context"]
    assert all(isinstance(value, str) for value in answer["context"].values())


def test_the_worker_gives_back_documented_messages_by_their_ids() -> None:
    """They hold no work of ours; none of them is lost, and none fails the others."""
    # GIVEN the documented batch, WHEN the worker gets it
    batch = sample("aws/sqs")
    answer = handled("worker", batch)
    # THEN each message is reported by its id, in the documented form
    ids = [record["messageId"] for record in batch["Records"]]
    assert len(ids) == 2
    assert json.loads(json.dumps(answer)) == {
        "batchItemFailures": [{"itemIdentifier": each} for each in ids]
    }


def test_a_schedule_without_an_input_does_nothing() -> None:
    """A rule that is not the template's gets a clear refusal."""
    # GIVEN the event of a rule that names no job, WHEN the function gets it, THEN it refuses
    with pytest.raises(ValueError, match="names no job"):
        handled("scheduled", sample("aws/scheduled-event"))
