"""Onboardbase: what a key and its passphrase open."""

import json

import pytest
import requests

from jetbridge_local.sandbox.onboardbase import cryptojs
from tests.contract.cases import CRYPTOJS_VECTOR
from tests.contract.sandbox.onboardbase_client import (
    PLACE,
    REDIRECT_URI,
    TIMEOUT,
    OnboardbaseClient,
)
from tests.fakes import FrozenClock

EVERYTHING = "manage.secrets,manage.projects,manage.teams"
NAMES = {"SMTP_PASSWORD", "PAYROLL_TOKEN", "GREETING"}


def test_the_vector_of_cryptojs_holds() -> None:
    """A text that CryptoJS encrypted; what is encrypted here is decrypted again."""
    # GIVEN the vector
    encrypted, passphrase, clear = CRYPTOJS_VECTOR

    # WHEN texts go both ways
    ours = cryptojs.encrypt("Grüße", "a passphrase")

    # THEN they come out as they went in, and no two encryptions are alike
    assert cryptojs.decrypt(encrypted, passphrase) == clear
    assert cryptojs.decrypt(ours, "a passphrase") == "Grüße"
    assert cryptojs.encrypt("Grüße", "a passphrase") != ours


def test_projects_are_listed_with_their_environments(onboardbase: OnboardbaseClient) -> None:
    """In the envelope of every reply."""
    # WHEN the projects are read
    reply = onboardbase.get("/projects", onboardbase.key()["api_key"]).json()

    # THEN the project of the demo is there
    assert (reply.keys(), reply["status"]) == ({"data", "message", "status"}, "success")
    (project,) = reply["data"]
    assert project["title"] == PLACE["project"]
    assert {each["title"] for each in project["environments"]} == {"development", "production"}


def test_secrets_are_objects_with_encrypted_fields(onboardbase: OnboardbaseClient) -> None:
    """Key, value and comment each for itself."""
    # GIVEN a key
    key = onboardbase.key()

    # WHEN the secrets are read
    data = onboardbase.get("/secrets", key["api_key"], **PLACE).json()["data"]

    # THEN they say where they are, and the passphrase opens them
    assert (data["project"]["title"], data["environment"]["title"]) == tuple(PLACE.values())
    assert data["team"].keys() == {"id", "title"}
    clear = {
        cryptojs.decrypt(item["key"], key["passphrase"]): cryptojs.decrypt(
            item["value"], key["passphrase"]
        )
        for item in data["secrets"]
    }
    assert clear.keys() == NAMES
    assert clear["GREETING"] == "Grüße, 世界"


def test_secrets_may_be_encrypted_objects(onboardbase: OnboardbaseClient) -> None:
    """By a setting: the other shape that Onboardbase's own programs read."""
    # GIVEN an Onboardbase of the other shape
    onboardbase.configure(onboardbase.api_url, itemShape="strings")
    key = onboardbase.key()

    # WHEN the secrets are read
    data = onboardbase.get("/secrets", key["api_key"], **PLACE).json()["data"]

    # THEN each is a string that holds an object
    clear = [json.loads(cryptojs.decrypt(item, key["passphrase"])) for item in data["secrets"]]
    assert {item["key"] for item in clear} == NAMES
    assert all(item.keys() == {"id", "key", "value", "comment"} for item in clear)


def test_created_secrets_can_be_read(onboardbase: OnboardbaseClient) -> None:
    """By a key with another passphrase too: they are stored in clear and encrypted for each."""
    # GIVEN a secret that was created under one key, twice
    key = onboardbase.key(EVERYTHING)
    for value in ("first", "second"):
        item = {
            name: cryptojs.encrypt(text, key["passphrase"])
            for name, text in {"key": "NEW", "value": value, "comment": "note"}.items()
        }
        created = onboardbase.create(key["api_key"], {"secrets": [item]})
        assert (created.status_code, len(created.json()["data"])) == (201, 1)

    # WHEN another key reads them
    other = onboardbase.key()
    data = onboardbase.get("/secrets", other["api_key"], **PLACE).json()["data"]

    # THEN the last value is there, once
    clear = [
        (
            cryptojs.decrypt(i["key"], other["passphrase"]),
            cryptojs.decrypt(i["value"], other["passphrase"]),
        )
        for i in data["secrets"]
    ]
    assert [value for name, value in clear if name == "NEW"] == ["second"]


@pytest.mark.parametrize("text", ["plain", "", "U2FsdGVkX18=", "AAAA", CRYPTOJS_VECTOR[0]])
def test_a_wrong_passphrase_is_bad_encryption(onboardbase: OnboardbaseClient, text: str) -> None:
    """And nothing is stored."""
    # GIVEN a key
    key = onboardbase.key(EVERYTHING)

    # WHEN a secret is not encrypted under its passphrase
    answer = onboardbase.create(key["api_key"], {"secrets": [{"key": text, "value": text}]})

    # THEN it is refused
    assert (answer.status_code, answer.json()["message"]) == (400, "bad encryption")
    held = onboardbase.get("/secrets", key["api_key"], **PLACE).json()["data"]["secrets"]
    assert len(held) == len(NAMES)


@pytest.mark.parametrize("body", [[], {}, {"secrets": []}, {"secrets": ["x"]}])
def test_a_body_without_secrets_is_refused(onboardbase: OnboardbaseClient, body: object) -> None:
    """A list of objects is wanted."""
    # WHEN there are none
    answer = onboardbase.create(onboardbase.key(EVERYTHING)["api_key"], body)

    # THEN it is refused
    assert answer.status_code == 400


@pytest.mark.parametrize("place", [{"project": "other"}, {"environment": "other"}])
def test_an_unknown_place_is_refused(onboardbase: OnboardbaseClient, place: dict[str, str]) -> None:
    """To read and to write."""
    # GIVEN a key
    key = onboardbase.key(EVERYTHING)["api_key"]

    # WHEN project or environment is unknown
    answers = [
        onboardbase.get("/secrets", key, **{**PLACE, **place}),
        onboardbase.create(key, {"secrets": []}, **place),
    ]

    # THEN it is not found
    assert [(a.status_code, a.json()["status"]) for a in answers] == [(404, "error")] * 2


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        ("read.projects", "/projects", 200),
        ("manage.projects", "/projects", 200),
        ("read.secrets", "/projects", 403),
        ("read.projects", "/secrets", 403),
        ("create.secrets", "/secrets", 403),
        ("read.projects", "/team/members", 200),
    ],
)
def test_a_key_can_do_what_its_scopes_say(
    onboardbase: OnboardbaseClient, scopes: str, path: str, status: int
) -> None:
    """`manage` is every verb; the team can be read with any key."""
    # GIVEN a key with one scope
    key = onboardbase.key(scopes)["api_key"]

    # WHEN it is used
    answer = onboardbase.get(path, key, **PLACE)

    # THEN it opens what it should
    assert answer.status_code == status


def test_reading_is_not_writing(onboardbase: OnboardbaseClient) -> None:
    """403 for a key that may only read."""
    # WHEN a reading key creates
    answer = onboardbase.create(onboardbase.key()["api_key"], {"secrets": []})

    # THEN it may not
    assert answer.status_code == 403


def test_a_missing_or_ended_key_opens_nothing(
    onboardbase: OnboardbaseClient, clock: FrozenClock
) -> None:
    """401 from the second in which it ends."""
    # GIVEN a key of a minute
    onboardbase.configure(onboardbase.auth_url, lifetime=60)
    key = onboardbase.key()["api_key"]
    clock.advance(59)
    assert onboardbase.get("/team/members", key).status_code == 200

    # WHEN it has ended, or never was
    clock.advance(1)
    statuses = [onboardbase.get("/team/members", each).status_code for each in (key, "nobody", "")]

    # THEN nothing is opened
    assert statuses == [401, 401, 401]


@pytest.mark.parametrize("name", ["API-KEY", "Authorization", "x-api-key"])
def test_a_key_under_another_name_is_not_seen(onboardbase: OnboardbaseClient, name: str) -> None:
    """The header has an underscore; the case of its letters does not matter."""
    # GIVEN a key
    key = onboardbase.key()["api_key"]
    url = f"{onboardbase.api_url}/api/v1/team/members"

    # WHEN it is presented otherwise
    other = requests.get(url, headers={name: key}, timeout=TIMEOUT)
    lower = requests.get(url, headers={"api_key": key}, timeout=TIMEOUT)

    # THEN it is not seen
    assert (other.status_code, lower.status_code) == (401, 200)


def test_a_header_with_an_underscore_is_logged(onboardbase: OnboardbaseClient) -> None:
    """For a test that has to know what our side sent."""
    # GIVEN a call with a key
    onboardbase.get("/team/members", "a-key")

    # WHEN the calls are asked for
    url = f"{onboardbase.api_url}/_sandbox/calls"
    (names,) = requests.get(url, timeout=TIMEOUT).json()
    (full,) = requests.get(f"{url}?full=true", timeout=TIMEOUT).json()

    # THEN it is there, its value on demand only
    assert "api_key" in names["headers"]
    assert full["headers"]["api_key"] == "a-key"


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("DELETE", "/projects")])
def test_an_unknown_path_or_method_has_the_envelope(
    onboardbase: OnboardbaseClient, method: str, path: str
) -> None:
    """What the web framework refuses looks the same."""
    # WHEN something is called that is not there
    answer = requests.request(method, f"{onboardbase.api_url}/api/v1{path}", timeout=TIMEOUT)

    # THEN the envelope says so
    assert answer.status_code in {404, 405}
    assert answer.json()["status"] == "error"


def test_what_onboardbase_holds_can_be_seen(onboardbase: OnboardbaseClient) -> None:
    """The registration, the keys, the secrets: each at its host, by control routes."""
    # GIVEN a key
    key = onboardbase.key()

    # WHEN the states are shown
    app, auth, api = (
        requests.get(f"{url}/_sandbox/state", timeout=TIMEOUT).json()
        for url in (onboardbase.app_url, onboardbase.auth_url, onboardbase.api_url)
    )

    # THEN the key is there with its passphrase, and the secrets in clear
    assert app == {"redirectUri": REDIRECT_URI}
    assert [(k["api_key"], k["passphrase"]) for k in auth["keys"]] == [
        (key["api_key"], key["passphrase"])
    ]
    assert {secret["key"] for secret in api["secrets"]} == NAMES
