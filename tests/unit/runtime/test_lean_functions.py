"""The token and authorizer functions as Lambda calls them, without a table to call."""

import json

from functions.authorizer import app as authorizer
from functions.token import app as token
from jetbridge import __version__
from tests.unit.runtime.events import a_context, an_event, sample


def test_health_answers_without_touching_anything() -> None:
    """No table is configured here."""
    # GIVEN a process without settings, WHEN its health is asked for
    answer = token.handler(an_event("GET", "/health"), a_context())
    # THEN it is well, and says which release it is
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"]) == {"status": "ok", "version": __version__}


def test_metadata_is_served_at_the_domain_of_the_request() -> None:
    """And may be cached for a while: it holds nothing of a caller's."""
    # GIVEN a process without settings, WHEN the metadata is asked for
    path = "/.well-known/oauth-authorization-server"
    answer = token.handler(an_event("GET", path), a_context())
    # THEN it names the gateway
    issuer = "https://abc123.execute-api.us-east-1.amazonaws.com"
    assert json.loads(answer["body"])["issuer"] == issuer
    assert answer["headers"]["cache-control"] == "public, max-age=300"


def test_a_broken_deployment_is_a_500_that_tells_nothing() -> None:
    """TABLE_NAME is missing here; the log says so, the answer does not."""
    # GIVEN a process without settings, WHEN a token is asked for, THEN it is a bare 500
    answer = token.handler(sample("token"), a_context())
    assert answer["statusCode"] == 500
    assert "TABLE_NAME" not in answer["body"]


def test_the_authorizer_fails_closed() -> None:
    """Whatever goes wrong while it looks at a token, no caller gets in."""
    # GIVEN a process without settings, WHEN a token is to be checked
    answer = authorizer.handler(sample("authorizer"), a_context())
    # THEN the context is an error and no identity
    assert answer == {"isAuthorized": True, "context": {"error": "temporarily_unavailable"}}


def test_the_authorizer_needs_no_table_for_a_request_without_token() -> None:
    """So that a flood of those costs nothing."""
    # GIVEN a request without credentials, WHEN it is looked at, THEN the token is missing
    answer = authorizer.handler(sample("authorizer") | {"headers": {}}, a_context())
    assert answer == {"isAuthorized": True, "context": {"error": "missing_token"}}


def test_the_authorizer_reads_headers_in_any_case() -> None:
    """The cloud sends them in lower case, the local gateway does not."""
    # GIVEN a malformed token under another spelling of the header
    event = sample("authorizer") | {"headers": {"AUTHORIZATION": "Bearer malformed"}}
    # WHEN it is looked at, THEN it was found
    answer = authorizer.handler(event, a_context())
    assert answer["context"] != {"error": "missing_token"}
