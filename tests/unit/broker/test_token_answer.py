"""Token answers, in every dialect."""

import pytest

from jetbridge.broker.dialect import BEARER, DAY, Dialect, NoTokenError, TokenRefusedError
from jetbridge.broker.token_answer import read_token
from jetbridge.model.ports import HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.incode import api as incode
from jetbridge.partners.onboardbase import api as onboardbase
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from tests.fakes import answer
from tests.fakes.clock import START

BASE = "https://partner.test"
KEY = {"api_key": "HYNC", "passphrase": "KNHR", "token_type": "bearer"}


def test_a_plain_answer_is_read_whole() -> None:
    """The fields of RFC 6749 §5.1, in Onboarder's own example."""
    # GIVEN the page's example
    body = {
        "access_token": "eyJ",
        "token_type": "Bearer",
        "expires_in": 3600,
        "refresh_token": "r-1",
        "scope": "profile email phone",
    }
    # WHEN it is read
    token = read_token(onboarder.dialect(BASE), answer(body), now=START)
    # THEN every field is there
    assert token.value == Secret("eyJ")
    assert token.expires_at == START + 3600
    assert token.scopes == ("profile", "email", "phone")


def test_an_answer_without_scopes_has_none() -> None:
    """None, which is not the same as no scope at all."""
    # WHEN the shortest answer is read
    token = read_token(smartrecruiters.dialect(BASE), answer({"access_token": "t"}), now=START)
    # THEN nothing is made up
    assert (token.scopes, token.companions) == (None, {})


@pytest.mark.parametrize(
    ("scopes", "read"),
    [
        (["read.secrets", "read.projects"], ("read.secrets", "read.projects")),
        ("read.secrets,read.projects", ("read.secrets", "read.projects")),
        ("read.secrets, read.projects,", ("read.secrets", "read.projects")),
        ([], ()),
        (None, None),
    ],
)
def test_onboardbases_answer_is_read_whole(scopes: object, read: tuple[str, ...] | None) -> None:
    """201 with the fields under `data`; the passphrase comes with the key."""
    # GIVEN the page's example, reconstructed
    data = KEY | {"expires_in": START + 90 * DAY, "scopes": scopes}
    # WHEN it is read
    response = answer({"data": data, "errors": []}, status=201)
    token = read_token(onboardbase.dialect(BASE), response, now=START)
    # THEN key and passphrase are there, and the expiry is a moment
    assert token.value == Secret("HYNC")
    assert token.companions == {"passphrase": Secret("KNHR")}
    assert token.expires_at == START + 90 * DAY
    assert token.scopes == read


@pytest.mark.parametrize("status", [200, 201, 400, 401, 500])
def test_onboardbases_errors_decide_whatever_the_status(status: int) -> None:
    """A failure may come with a success's status; its code and number are the partner's."""
    # GIVEN the page's failure
    body = {"data": None, "errors": [{"message": "auth_code_expired", "code": 1800}]}
    # WHEN it is read
    with pytest.raises(TokenRefusedError) as raised:
        read_token(onboardbase.dialect(BASE), answer(body, status=status), now=START)
    # THEN it is a refusal by name and number
    refused = raised.value
    assert (refused.status, refused.code, refused.number) == (status, "auth_code_expired", 1800)


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ([{"message": "invalid_credentials"}], "invalid_credentials"),
        ([{"message": "the secret s3cr3t is wrong"}], "no_error_code"),
    ],
)
def test_an_error_beside_a_key_is_a_refusal(errors: object, code: str) -> None:
    """The envelope's errors decide, and their prose is left behind."""
    # WHEN a key comes with an error
    with pytest.raises(TokenRefusedError) as raised:
        read_token(onboardbase.dialect(BASE), answer({"data": KEY, "errors": errors}), now=START)
    # THEN it is not taken, and the code tells why
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"data": KEY, "errors": ["no"]}, "api_key must be a non-empty string"),
        ({"data": KEY, "errors": "no"}, "api_key must be a non-empty string"),
        ({"data": None, "errors": []}, "api_key must be a non-empty string"),
        ({"data": {"api_key": "HYNC"}, "errors": []}, "passphrase must be a non-empty string"),
        ({"data": KEY | {"api_key": ""}, "errors": []}, "api_key must be a non-empty string"),
        ({"data": KEY | {"api_key": 7}, "errors": []}, "api_key must be a non-empty string"),
        ({"data": KEY | {"api_key": "a\nb"}, "errors": []}, "api_key must be visible ASCII"),
        ({}, "api_key must be a non-empty string"),
        ([], "api_key must be a non-empty string"),
    ],
)
def test_half_an_answer_is_neither_a_token_nor_a_refusal(body: object, rule: str) -> None:
    """A success that is not whole may have issued something that did not arrive."""
    # WHEN an answer that is not whole is read
    with pytest.raises(NoTokenError) as raised:
        read_token(onboardbase.dialect(BASE), answer(body, status=201), now=START)
    # THEN it says what is missing, without quoting the answer
    assert (raised.value.rule, raised.value.may_have_issued) == (rule, True)


@pytest.mark.parametrize(
    ("status", "body", "code", "permanent"),
    [
        (401, {"error": "invalid_client", "error_description": "s3cr3t"}, "invalid_client", True),
        (400, {"error": "invalid_grant"}, "invalid_grant", True),
        (400, {"error": "unauthorized_client"}, "unauthorized_client", True),
        (400, {"error": "invalid_scope"}, "invalid_scope", False),
        (200, {"error": "invalid_client", "access_token": "t"}, "invalid_client", True),
    ],
)
def test_a_refusal_keeps_the_code_and_leaves_the_prose(
    status: int, body: object, code: str, *, permanent: bool
) -> None:
    """RFC 6749 §5.2, whatever the status."""
    # WHEN a refusal is read
    with pytest.raises(TokenRefusedError) as raised:
        read_token(smartrecruiters.dialect(BASE), answer(body, status=status), now=START)
    # THEN it says who, how and why, and nothing that may have been sent
    assert (raised.value.status, raised.value.code) == (status, code)
    assert raised.value.permanent is permanent
    assert "s3cr3t" not in f"{raised.value!r} {raised.value}"


NOT_NOW = [
    HttpResponse(403, body=b"<html>Request blocked</html>"),
    HttpResponse(400, body=b"<html>Bad Request</html>"),
    HttpResponse(302, {"location": "https://login.test/"}),
    HttpResponse(401, body=b"Unauthorized"),
    answer({"message": "Forbidden"}, status=403),
    answer({"error": "Forbidden", "status": 403, "path": "/oauth/token"}, status=403),
    answer({"error": "temporarily_unavailable"}, status=400),
    answer({"error": "invalid_client"}, status=408),
    answer({"error": "invalid_client"}, status=425),
    answer({"error": "invalid_client"}, status=429),
    answer({"error": ["invalid_client"]}, status=400),
    answer(status=404),
    answer(status=410),
]
"""Answers by which nothing was issued, and which say nothing about the credential."""

FAILED = [
    HttpResponse(200, body=b"<html>Sign in</html>"),
    answer({"token": "t"}),
    answer({"access_token": "t", "token_type": "mac"}),
    answer({"access_token": "t\u200b"}),
    answer({"error": "server_error"}, status=400),
    answer({"error": "invalid_client"}, status=500),
    answer(status=502),
]
"""Answers by which something may have been issued."""


@pytest.mark.parametrize(
    ("response", "may_have_issued"),
    [*((each, False) for each in NOT_NOW), *((each, True) for each in FAILED)],
)
def test_what_is_neither_a_token_nor_a_refusal_says_nothing_about_the_credential(
    response: HttpResponse, *, may_have_issued: bool
) -> None:
    """A firewall's page, a redirect, a gateway's error: not available now."""
    # WHEN such an answer is read
    with pytest.raises(NoTokenError) as raised:
        read_token(smartrecruiters.dialect(BASE), response, now=START)
    # THEN it is told from a refusal
    assert raised.value.status == response.status
    assert raised.value.may_have_issued is may_have_issued


@pytest.mark.parametrize("token_type", ["bearer", "Bearer", "BEARER", None, ""])
def test_the_type_of_a_token_is_compared_without_case(token_type: str | None) -> None:
    """RFC 6749 §5.1; an answer that names none is taken as it was before."""
    # GIVEN an answer with such a type
    body = {"access_token": "t", "token_type": token_type}
    # WHEN it is read, THEN the token is taken
    assert read_token(smartrecruiters.dialect(BASE), answer(body), now=START).value == Secret("t")


EPOCH_DIALECT = onboardbase.dialect(BASE)
SECONDS_DIALECT = smartrecruiters.dialect(BASE)


@pytest.mark.parametrize(
    ("dialect", "expires_in", "lifetime"),
    [
        (SECONDS_DIALECT, 1799, 1799),
        (SECONDS_DIALECT, "60", 60),
        (SECONDS_DIALECT, 60.9, 60),
        (SECONDS_DIALECT, None, 1800),
        (SECONDS_DIALECT, 0, 1800),
        (SECONDS_DIALECT, -5, 1800),
        (SECONDS_DIALECT, "soon", 1800),
        (SECONDS_DIALECT, [60], 1800),
        (SECONDS_DIALECT, float("inf"), 1800),
        (SECONDS_DIALECT, float("nan"), 1800),
        (SECONDS_DIALECT, START + 60, DAY),
        (incode.dialect(BASE), None, 300),
        (incode.dialect(BASE), 900, 900),
        (EPOCH_DIALECT, START + 60, 60),
        (EPOCH_DIALECT, str(START + 60), 60),
        (EPOCH_DIALECT, (START + 60) * 1000 + 999, 60),
        (EPOCH_DIALECT, 7776000, 7776000),
        (EPOCH_DIALECT, 1_000_000_000, 3650 * DAY),
        (EPOCH_DIALECT, 1_000_000_001, 30 * DAY),
        (EPOCH_DIALECT, 1_000_000_000_000, 3650 * DAY),
        (EPOCH_DIALECT, 1_000_000_000_001, 30 * DAY),
        (EPOCH_DIALECT, 1680011776, 30 * DAY),
        (EPOCH_DIALECT, None, 30 * DAY),
    ],
)
def test_an_expiry_is_believed_within_bounds_and_never_for_ever(
    dialect: Dialect, expires_in: object, lifetime: int
) -> None:
    """Seconds, a moment in seconds or milliseconds, or nothing: a token always ends."""
    # GIVEN an answer with such an expiry
    fields = {"access_token": "t", **KEY, "expires_in": expires_in}
    body = {"data": fields, "errors": []} if dialect is EPOCH_DIALECT else fields
    # WHEN it is read
    token = read_token(dialect, answer(body), now=START)
    # THEN it ends when it should
    assert token.expires_at == START + lifetime


def test_each_token_is_presented_as_its_partner_wants_it() -> None:
    """Bearer, bare, with an API key beside it, or under a header of its own."""
    token, key = Secret("t"), Secret("k")
    oauth = enboarder.oauth_dialect(BASE)
    prefixed = enboarder.oauth_dialect(BASE, auth_prefix="Bearer ")
    # THEN the headers are the pages'
    assert BEARER.headers(token) == {"authorization": "Bearer t"}
    assert SECONDS_DIALECT.presentation == BEARER
    assert incode.dialect(BASE).presentation.headers(token, key) == {
        "authorization": "Bearer t",
        "x-api-key": "k",
    }
    assert EPOCH_DIALECT.presentation.headers(token) == {"API_KEY": "t"}
    assert enboarder.key_dialect().presentation.headers(token) == {"apikey": "t"}
    assert oauth.presentation.headers(token) == {"authorization": "t"}
    assert prefixed.presentation.headers(token) == {"authorization": "Bearer t"}
