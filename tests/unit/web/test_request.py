"""Requests, read from API Gateway events."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.web.request import Request


def an_event(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - an event holds any JSON
    """Return an event, payload format 2.0, with `changes`."""
    context = {
        "http": {"method": "GET", "path": "/x"},
        "stage": "$default",
        "requestId": "r-1",
        "domainName": "api.example",
    }
    return {"version": "2.0", "rawPath": "/x", "requestContext": context, **changes}


def test_reads_an_event_whole() -> None:
    """Every part that the functions use."""
    # GIVEN an event with everything
    event = an_event(
        rawQueryString="a=1&b=2&a=3&c=",
        headers={"Content-Type": "text/plain", "X-Hook-Secret": "s"},
        cookies=["session=abc=", "other=x"],
        body=base64.b64encode("é".encode()).decode(),
        isBase64Encoded=True,
    )
    event["requestContext"]["authorizer"] = {"lambda": {"client_id": "jb_ci_x"}}
    # WHEN it is read
    request = Request.from_event(event)
    # THEN everything is there, in one form
    assert request.method == "GET"
    assert request.path == "/x"
    assert request.headers == {"content-type": "text/plain", "x-hook-secret": "s"}
    assert request.cookies == {"session": "abc=", "other": "x"}
    assert request.query == (("a", "1"), ("b", "2"), ("a", "3"), ("c", ""))
    assert request.body == "é".encode()
    assert request.request_id == "r-1"
    assert request.domain == "api.example"
    assert request.authorizer == {"client_id": "jb_ci_x"}


def test_reads_an_event_with_nothing_optional() -> None:
    """API Gateway leaves out what is empty."""
    # GIVEN the smallest event, WHEN it is read
    request = Request.from_event(an_event())
    # THEN the rest is empty
    assert (request.body, request.query, request.cookies) == (b"", (), {})
    assert request.authorizer == {}


def test_reads_cookies_from_the_header_where_there_is_no_list() -> None:
    """API Gateway sends a list; ministack, for one, leaves cookies where the browser put them."""
    # GIVEN an event without the list, and one with both
    event = an_event(headers={"Cookie": "session=abc=; other=x;"})
    both = an_event(headers={"cookie": "session=header"}, cookies=["session=list"])
    # WHEN they are read, THEN the header counts where nothing else does
    assert Request.from_event(event).cookies == {"session": "abc=", "other": "x"}
    assert Request.from_event(both).cookies == {"session": "list"}


def test_an_empty_authorizer_context_is_no_identity() -> None:
    """What a gateway sends for an authorizer that returned none."""
    # GIVEN a null context, WHEN the event is read, THEN no person is named
    event = an_event()
    event["requestContext"]["authorizer"] = {"lambda": None}
    assert Request.from_event(event).authorizer == {}


def test_a_repeated_parameter_has_no_value() -> None:
    """Two readers could each take another one."""
    # GIVEN a parameter twice, one once, one not at all
    request = Request.from_event(an_event(rawQueryString="a=1&a=2&b=3"))
    # WHEN they are read, THEN the first and the last have no one value
    assert request.parameter("a") is None
    assert request.parameter("b") == "3"
    assert request.parameter("c") is None
    assert request.parameters("a") == ["1", "2"]


def test_drops_a_named_stage_from_the_path() -> None:
    """Routes are written without it."""
    # GIVEN a stage that is not the default one
    event = an_event(rawPath="/prod/v1/onboardings")
    event["requestContext"]["stage"] = "prod"
    # WHEN the event is read, THEN the path is the route's
    assert Request.from_event(event).path == "/v1/onboardings"


def test_the_first_of_two_cookies_counts() -> None:
    """RFC 6265 §5.4: the more specific one is sent first."""
    # GIVEN a cookie twice, WHEN the event is read, THEN the first counts
    assert Request.from_event(an_event(cookies=["a=1", "a=2"])).cookies == {"a": "1"}


def test_a_body_that_is_not_base64_is_one_that_no_reader_takes() -> None:
    """It is not taken for an empty one, which some routes accept."""
    # GIVEN a broken body, WHEN the event is read
    body = Request.from_event(an_event(body="é", isBase64Encoded=True)).body
    # THEN it is there, and no text
    with pytest.raises(UnicodeDecodeError):
        body.decode()


def test_its_representation_shows_no_header_body_query_or_cookie() -> None:
    """Where it ends up in a log or an assertion."""
    # GIVEN a request full of secrets
    event = an_event(
        rawQueryString="code=canary", headers={"a": "canary"}, cookies=["a=canary"], body="canary"
    )
    # WHEN it is shown, THEN they are not
    assert "canary" not in repr(Request.from_event(event))


@given(query=st.text(), body=st.text(), encoded=st.booleans(), cookies=st.lists(st.text()))
def test_any_event_is_read(query: str, body: str, *, encoded: bool, cookies: list[str]) -> None:
    """No text in an event is an unexpected error."""
    # GIVEN any texts, WHEN the event is read, THEN there is a request
    event = an_event(rawQueryString=query, body=body, isBase64Encoded=encoded, cookies=cookies)
    assert Request.from_event(event).method == "GET"
