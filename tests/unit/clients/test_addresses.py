"""A secret is sent to an https address, or to this machine."""

import httpx
import pytest

from jetbridge_client import Jetbridge, Retries

PAGE = {"access_token": "token", "expires_in": 3600, "items": [], "nextCursor": None}


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "ftp://api.example",
        "https://user:pass@api.example",
        "https://api.example?x",
        "https://api.example#x",
        "https://",
        "api",
    ],
)
def test_no_secret_is_sent_elsewhere(url: str) -> None:
    """Nor are a user and its password taken from an address."""
    with pytest.raises(ValueError, match="base_url"):
        Jetbridge(url, "id", "secret")


def test_a_key_that_no_header_takes_is_the_callers_fault() -> None:
    """Nothing was sent, so nothing is tried again, and the outcome is not unknown."""
    tried: list[httpx.Request] = []

    # GIVEN what httpx does with a line break in a header
    def answer(request: httpx.Request) -> httpx.Response:
        tried.append(request)
        if "Idempotency-Key" in request.headers:
            raise httpx.LocalProtocolError("Illegal header value b'hire\\n1'", request=request)
        return httpx.Response(200, json=PAGE)

    with (
        Jetbridge(
            "https://api.example", "id", "s", transport=httpx.MockTransport(answer)
        ) as client,
        # WHEN a call has one, THEN it says so, and was tried once
        pytest.raises(ValueError, match="header") as refused,
    ):
        client.request_onboarding(
            {"partner": "onboarder", "flowId": "flow-1"}, idempotency_key="hire\n1"
        )
    assert [each.url.path for each in tried] == ["/oauth/token", "/v1/onboardings"]
    # AND it does not repeat what was sent
    assert refused.value.__context__ is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:3000/api/", "https://api.example/api"])
def test_an_address_may_have_a_path(url: str) -> None:
    """A slash at its end is no part of it."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json=PAGE)

    with Jetbridge(url, "id", "secret", transport=httpx.MockTransport(answer)) as client:
        client.list_journeys()
    assert seen == [f"{url.rstrip('/')}{path}" for path in ("/oauth/token", "/v1/journeys")]


def test_fewer_scopes_are_asked_for_by_name() -> None:
    """A token for what the program does."""
    forms: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        forms.append(request.content)
        return httpx.Response(200, json=PAGE)

    transport = httpx.MockTransport(answer)
    with Jetbridge(
        "https://api.example", "id", "secret", scope="journeys:read", transport=transport
    ) as client:
        client.list_journeys()
    assert forms[0] == b"grant_type=client_credentials&scope=journeys%3Aread"


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"longest_wait": -1}, {"first_wait": -1}])
def test_retries_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match="attempts"):
        Retries(**wrong)
