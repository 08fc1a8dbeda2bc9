"""The form body of the OAuth endpoints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.oauth.form import read_form
from tests.unit.oauth.env import FORM, code_of, post, refusal


def test_reads_what_a_client_sends() -> None:
    """Percent-encoding and plus signs are undone (RFC 6749, Appendix B)."""
    # GIVEN a form with spaces and reserved characters
    request = post(b"grant_type=client_credentials&scope=a+b%20c&client_id=%26%3D%C3%A9")
    # WHEN it is read
    form = read_form(request)
    # THEN its values are plain
    assert form == {"grant_type": "client_credentials", "scope": "a b c", "client_id": "&=é"}


def test_a_parameter_without_value_is_as_if_omitted() -> None:
    """RFC 6749 §3.2."""
    # GIVEN empty parameters, WHEN they are read, THEN they are not there
    assert read_form(post(b"scope=&client_id&grant_type=x")) == {"grant_type": "x"}


def test_unknown_parameters_are_ignored_even_when_repeated() -> None:
    """RFC 6749 §3.2; RFC 8707 repeats `resource`, for one."""
    # GIVEN parameters that we do not know, WHEN they are read, THEN they are left out
    assert read_form(post(b"resource=a&resource=b&grant_type=x")) == {"grant_type": "x"}


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=UTF-8", FORM.upper()])
def test_accepts_the_media_type_with_parameters_and_in_any_case(content_type: str) -> None:
    """RFC 9110 §8.3.1."""
    # GIVEN a form, WHEN it is read, THEN it is accepted
    assert read_form(post(b"token=x", content_type=content_type)) == {"token": "x"}


@pytest.mark.parametrize(
    "content_type", [None, "", "application/json", "text/plain", f"{FORM}x", "multipart/form-data"]
)
def test_refuses_another_media_type(content_type: str | None) -> None:
    """The body is then not what it would be read as."""
    # GIVEN another content type, WHEN it is read, THEN it is an invalid request
    request = post(b"token=x", content_type=content_type)
    assert refusal(lambda: read_form(request)) == (400, "invalid_request")


@pytest.mark.parametrize(
    "repeated",
    [
        b"grant_type=x&grant_type=x",
        b"client_id=a&client_id=",
        b"client_secret=a&client_secret=b",
        b"client_assertion=a&client_assertion=b",
        b"client_assertion_type=a&client_assertion_type=b",
        b"scope=a&%73cope=b",
        b"token&token",
        b"token_type_hint=a&token_type_hint=b",
    ],
)
def test_refuses_a_repeated_parameter(repeated: bytes) -> None:
    """RFC 6749 §3.2, an empty repetition and an encoded name included."""
    # GIVEN a parameter twice, WHEN it is read, THEN it is an invalid request
    assert refusal(lambda: read_form(post(repeated))) == (400, "invalid_request")


def test_refuses_parameters_in_the_query_string() -> None:
    """RFC 6749 §2.3.1: credentials must not be in the URL."""
    # GIVEN a secret in the URL
    request = post(b"grant_type=client_credentials", query=(("client_secret", "s"),))
    # WHEN it is read, THEN it is an invalid request
    assert refusal(lambda: read_form(request)) == (400, "invalid_request")


def test_ignores_unknown_parameters_in_the_query_string() -> None:
    """RFC 6749 §3.2: the endpoint's URL may have a query."""
    # GIVEN a query that is none of ours, WHEN the form is read, THEN it is accepted
    assert read_form(post(b"token=x", query=(("v", "1"),))) == {"token": "x"}


@pytest.mark.parametrize("garbage", [b"token=\xff", b"token=%ff", b"\xc3\x28=x&token=%c3%28"])
def test_refuses_what_is_not_utf_8(garbage: bytes) -> None:
    """RFC 6749, Appendix B."""
    # GIVEN bytes that are not UTF-8, WHEN they are read, THEN it is an invalid request
    assert refusal(lambda: read_form(post(garbage))) == (400, "invalid_request")


@given(st.binary(max_size=200))
def test_any_body_is_read_or_refused(garbage: bytes) -> None:
    """No body is an unexpected error."""
    # GIVEN any bytes, WHEN they are read, THEN they are a form or an invalid request
    assert code_of(lambda: read_form(post(garbage))) in {None, "invalid_request"}


@pytest.mark.parametrize("sent", ["%00", "%1B", "%C2%85", "%E2%80%AE", "%ED%A0%80", "%E2%81%A6"])
@pytest.mark.parametrize("name", ["scope", "client_id", "client_secret", "token"])
def test_refuses_text_that_is_taken_nowhere(name: str, sent: str) -> None:
    """Halves of characters, controls, and what reorders text: by the parameter's name."""
    # GIVEN such a value in any parameter, WHEN the form is read, THEN it is an invalid request
    form = f"grant_type=client_credentials&{name}=a{sent}b".encode()
    assert refusal(lambda: read_form(post(form))) == (400, "invalid_request")
