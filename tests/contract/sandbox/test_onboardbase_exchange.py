"""Onboardbase: the exchange of a code for an API key, everything in the query string."""

import pytest
import requests

from jetbridge_local.sandbox.credentials import ONBOARDBASE
from tests.contract.cases import ONBOARDBASE_EXCHANGE_REFUSALS, ExchangeRefusal
from tests.contract.sandbox.onboardbase_client import (
    REDIRECT_URI,
    TIMEOUT,
    OnboardbaseClient,
    refusal,
)
from tests.fakes import FrozenClock

QUARTER = 90 * 24 * 3600


def test_a_code_earns_a_key_and_its_passphrase(
    onboardbase: OnboardbaseClient, clock: FrozenClock
) -> None:
    """201, no errors, and an end that is a Unix time."""
    # WHEN a code is exchanged
    answer = onboardbase.ask_key(onboardbase.code())

    # THEN key and passphrase come back
    assert (answer.status_code, answer.json()["errors"]) == (201, [])
    data = answer.json()["data"]
    assert data.keys() == {"api_key", "expires_in", "scopes", "token_type", "passphrase"}
    assert data["token_type"] == "bearer"
    assert data["scopes"] == ["read.secrets", "read.projects"]
    assert data["expires_in"] == clock.now() + QUARTER


def test_the_grant_type_may_be_left_out(onboardbase: OnboardbaseClient) -> None:
    """The page does not list it; the tutorial sends it."""
    # WHEN there is none
    answer = onboardbase.ask_key(onboardbase.code(), grant_type=None)

    # THEN a key comes back all the same
    assert answer.status_code == 201


@pytest.mark.parametrize("case", ONBOARDBASE_EXCHANGE_REFUSALS, ids=lambda case: case.name)
def test_a_bad_exchange_is_refused(onboardbase: OnboardbaseClient, case: ExchangeRefusal) -> None:
    """An errors array with a message and a number, by default under a 200."""
    # WHEN an exchange has one thing wrong
    answer = onboardbase.ask_key(onboardbase.code(), **case.changes)

    # THEN the errors say so
    assert refusal(answer) == (200, case.message)
    assert isinstance(answer.json()["errors"][0]["code"], int)


def test_parameters_in_the_body_are_not_read(onboardbase: OnboardbaseClient) -> None:
    """The query string is where they belong."""
    # WHEN everything is in a form
    form = {
        "client_id": ONBOARDBASE.client_id,
        "client_secret": ONBOARDBASE.client_secret,
        "code": onboardbase.code(),
        "redirect_uri": REDIRECT_URI,
    }
    answer = requests.post(f"{onboardbase.auth_url}/oauth/token", data=form, timeout=TIMEOUT)

    # THEN nothing is exchanged
    assert refusal(answer) == (200, "invalid_credentials")


def test_a_code_is_good_once(onboardbase: OnboardbaseClient) -> None:
    """A second exchange is refused."""
    # GIVEN a code that was exchanged
    code = onboardbase.code()
    onboardbase.ask_key(code)

    # WHEN it comes again
    # THEN it is refused
    assert refusal(onboardbase.ask_key(code)) == (200, "invalid_credentials")


def test_an_old_code_is_told_from_a_wrong_one(
    onboardbase: OnboardbaseClient, clock: FrozenClock
) -> None:
    """auth_code_expired with the number 1800, as on the page."""
    # GIVEN a code that was not used for ten minutes
    code = onboardbase.code()
    clock.advance(600)

    # WHEN it is exchanged
    answer = onboardbase.ask_key(code)

    # THEN the partner's own error comes back
    assert answer.json() == {
        "data": None,
        "errors": [{"message": "auth_code_expired", "code": 1800}],
    }


def test_a_refusal_may_have_any_status(onboardbase: OnboardbaseClient) -> None:
    """By a setting: no status is documented."""
    # GIVEN an Onboardbase whose refusals are 400
    onboardbase.configure(onboardbase.auth_url, errorStatus=400)

    # WHEN an exchange is refused
    # THEN the status changes and the body does not
    assert refusal(onboardbase.ask_key("none")) == (400, "invalid_credentials")


@pytest.mark.parametrize(
    ("written", "factor", "since_epoch"), [("milliseconds", 1000, True), ("duration", 1, False)]
)
def test_the_end_of_a_key_may_be_written_otherwise(
    onboardbase: OnboardbaseClient,
    clock: FrozenClock,
    written: str,
    factor: int,
    *,
    since_epoch: bool,
) -> None:
    """By a setting: `expires_in` contradicts its own name."""
    # GIVEN an Onboardbase that means something else by it
    onboardbase.configure(onboardbase.auth_url, expiresIn=written, lifetime=60)

    # WHEN a key is issued
    ends = onboardbase.key()["expires_in"]

    # THEN it is written as told
    assert ends == factor * (60 + (clock.now() if since_epoch else 0))


def test_the_end_of_a_key_may_be_missing(onboardbase: OnboardbaseClient) -> None:
    """By a setting."""
    # GIVEN an Onboardbase that says nothing of it
    onboardbase.configure(onboardbase.auth_url, expiresIn="absent")

    # WHEN a key is issued
    # THEN there is no such member
    assert "expires_in" not in onboardbase.key()


@pytest.mark.parametrize("scopes", [["manage.secrets", "read.projects"], ["read.projects"], []])
def test_more_or_less_may_be_granted_than_asked_for(
    onboardbase: OnboardbaseClient, scopes: list[str]
) -> None:
    """By a setting; the key can do what it was granted."""
    # GIVEN an Onboardbase that grants something else
    onboardbase.configure(onboardbase.auth_url, scopes=scopes)

    # WHEN a key is issued
    key = onboardbase.key()

    # THEN the answer says so, and it is so
    assert key["scopes"] == scopes
    expected = 200 if "read.projects" in scopes else 403
    assert onboardbase.get("/projects", key["api_key"]).status_code == expected


def test_settings_stay_until_the_reset(onboardbase: OnboardbaseClient) -> None:
    """A setting that is left out is not touched; a wrong one is refused."""
    # GIVEN two settings, made one after the other
    onboardbase.configure(onboardbase.auth_url, expiresIn="duration")
    both = onboardbase.configure(onboardbase.auth_url, lifetime=60).json()
    assert (both["expiresIn"], both["lifetime"]) == ("duration", 60)
    assert onboardbase.configure(onboardbase.auth_url, expiresIn="soon").status_code == 400
    assert onboardbase.configure(onboardbase.auth_url, expires="epoch").status_code == 400

    # WHEN the host is reset
    url = f"{onboardbase.auth_url}/_sandbox"
    requests.post(f"{url}/reset", timeout=TIMEOUT)

    # THEN the defaults are back
    settings = requests.get(f"{url}/settings", timeout=TIMEOUT).json()
    assert (settings["expiresIn"], settings["lifetime"]) == ("epoch", QUARTER)
