"""Errors, rendered."""

import json
from typing import Any

import pytest

from jetbridge.model.errors import ApiProblem, BearerError, OAuthError, PageError, Violation
from jetbridge.model.sentence import say
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import TableUnavailableError, WriteConflictError
from jetbridge.vault.secrets import SecretNotReadError
from jetbridge.web.render import render
from jetbridge.web.response import Response

ORIGIN = "https://api.example"


def body(response: Response) -> dict[str, Any]:
    """Return the response's JSON object."""
    document: dict[str, Any] = json.loads(response.body)
    return document


def page(error: PageError, request_id: str) -> Response:
    """Draw a page as a function for browsers does."""
    return Response(error.status, {"Content-Type": "text/html"}, f"{error.title} {request_id}")


def test_a_problem_is_a_problem_document() -> None:
    """RFC 9457 §3, with every violation and when to try again."""
    # GIVEN a refusal with everything
    problem = ApiProblem(
        422,
        "invalid-request",
        "The onboarding breaks a rule",
        "See errors.",
        (Violation("/loginHint", "email", "loginHint is an e-mail address."),),
        retry_after=30,
        extensions={"partner": "incode"},
    )
    # WHEN it is rendered
    response = render(problem, "r-1", base_url=ORIGIN)
    # THEN the document has it all
    assert response.status == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Retry-After"] == "30"
    assert body(response) == {
        "type": f"{ORIGIN}/problems/invalid-request",
        "code": "invalid-request",
        "title": "The onboarding breaks a rule",
        "status": 422,
        "detail": "See errors.",
        "errors": [
            {
                "pointer": "/loginHint",
                "rule": "email",
                "detail": "loginHint is an e-mail address.",
            }
        ],
        "partner": "incode",
        "requestId": "r-1",
    }


def test_a_problem_leaves_out_what_it_does_not_have() -> None:
    """No empty members."""
    # GIVEN a plain refusal, WHEN it is rendered
    response = render(ApiProblem(404, "not-found", "There is nothing here"), "r-1", base_url=ORIGIN)
    # THEN only the plain members are there
    assert set(body(response)) == {"type", "code", "title", "status", "requestId"}
    assert "Retry-After" not in response.headers


def test_an_oauth_error_is_the_rfcs_json() -> None:
    """RFC 6749 §5.2: no-store, and no challenge beside a 400."""
    # GIVEN a refusal, WHEN it is rendered
    response = render(OAuthError("invalid_scope", "No."), "r-1", base_url=ORIGIN)
    # THEN it is the RFC's
    assert response.status == 400
    assert body(response) == {"error": "invalid_scope", "error_description": "No."}
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Pragma"] == "no-cache"
    assert "WWW-Authenticate" not in response.headers


def test_a_refused_client_is_challenged_for_basic() -> None:
    """RFC 6749 §5.2, RFC 7617 §2."""
    # GIVEN a refused client, WHEN that is rendered, THEN it is a Basic challenge
    response = render(OAuthError("invalid_client", "No.", 401), "r-1", base_url=ORIGIN)
    assert response.headers["WWW-Authenticate"] == 'Basic realm="jetbridge", charset="UTF-8"'


@pytest.mark.parametrize(
    ("error", "challenge"),
    [
        (BearerError(401), 'Bearer realm="jetbridge"'),
        (
            BearerError(401, "invalid_token", "Dead."),
            'Bearer realm="jetbridge", error="invalid_token", error_description="Dead."',
        ),
        (
            BearerError(403, "insufficient_scope", "", "a:read"),
            'Bearer realm="jetbridge", error="insufficient_scope", scope="a:read"',
        ),
    ],
)
def test_a_bearer_error_is_a_challenge_and_a_problem(error: BearerError, challenge: str) -> None:
    """RFC 6750 §3; §3.1: no error code where the request had no credentials."""
    # GIVEN a refusal, WHEN it is rendered
    response = render(error, "r-1", base_url=ORIGIN)
    # THEN header and body say it
    assert response.headers["WWW-Authenticate"] == challenge
    assert body(response)["status"] == response.status == error.status
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_bearer_errors_problem_says_whether_a_token_was_there() -> None:
    """For clients that read the body and not the header."""
    # GIVEN a request without a token and one with a dead one, WHEN the refusals are rendered
    missing = body(render(BearerError(401), "r-1", base_url=ORIGIN))
    dead = body(render(BearerError(401, "invalid_token", "Dead."), "r-1", base_url=ORIGIN))
    # THEN each says which it was
    assert missing["type"] == f"{ORIGIN}/problems/missing-token"
    assert missing["title"] == "This needs an access token"
    assert dead["type"] == f"{ORIGIN}/problems/invalid-token"
    assert (missing["code"], dead["code"]) == ("missing-token", "invalid-token")
    assert dead["title"] == "This access token was refused"
    assert dead["detail"] == "Dead."


@pytest.mark.parametrize(
    "error", [ValueError("canary"), KeyError("canary"), PageError(400, say("c"), say("c"))]
)
def test_anything_unexpected_is_a_500_that_tells_nothing(error: Exception) -> None:
    """The request id, and nothing about what went wrong; a page where none is drawn is as such."""
    # GIVEN a bug, WHEN it is rendered
    response = render(error, "r-1", base_url=ORIGIN)
    # THEN the caller learns what to quote, and no more
    assert response.status == 500
    assert "canary" not in response.body
    assert body(response)["requestId"] == "r-1"


@pytest.mark.parametrize(
    "error", [TableUnavailableError(), WriteConflictError(), SecretNotReadError("keyring", "x")]
)
def test_a_table_out_of_reach_is_a_503_with_a_time(error: Exception) -> None:
    """The caller may try again."""
    # GIVEN a busy table, WHEN that is rendered, THEN the caller learns when to come back
    response = render(error, "r-1", base_url=ORIGIN)
    assert response.status == 503
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (
            PageError(400, say("This link cannot be used"), say("")),
            400,
            "This link cannot be used r-1",
        ),
        (ValueError("canary"), 500, "Something went wrong on our side r-1"),
        (TableUnavailableError(), 503, "Not available right now r-1"),
    ],
)
def test_where_browsers_call_every_error_is_a_page(
    error: Exception, status: int, text: str
) -> None:
    """Drawn by the function's own renderer."""
    # GIVEN a function for browsers, WHEN an error is rendered, THEN it is a page
    response = render(error, "r-1", page, base_url=ORIGIN)
    assert (response.status, response.body) == (status, text)


def test_a_problem_stays_a_problem_where_browsers_call() -> None:
    """A page's script asks for JSON, too."""
    # GIVEN a function for browsers, WHEN an API refusal is rendered, THEN it is JSON
    response = render(ApiProblem(404, "not-found", "No"), "r-1", page, base_url=ORIGIN)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_an_item_that_cannot_be_read_is_a_problem_of_its_own() -> None:
    """A program tells it apart from a fault that a repeat may get around."""
    # GIVEN an item that cannot be read
    broken = UnreadableItemError("Journey.status holds what this release does not know")
    # WHEN the API tells it
    response = render(broken, "r-1", base_url=ORIGIN)
    # THEN it says what helps, without the field, and names no moment at which to repeat
    assert (response.status, body(response)["code"]) == (503, "stored-unreadable")
    assert "Retry-After" not in response.headers
    assert "Journey.status" not in response.body
