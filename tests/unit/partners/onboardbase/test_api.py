"""Onboardbase: the authorization URL, scopes, and both shapes of a secret."""

import json
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import pytest

from jetbridge.model.ports import HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.onboardbase import api as onboardbase
from jetbridge.partners.onboardbase.cryptojs import UndecipherableError
from jetbridge.partners.onboardbase.secrets import (
    Api,
    ApiRefusedError,
    PulledSecret,
    members_request,
    projects_request,
    read_projects,
    read_secrets,
    secrets_request,
)
from tests.fakes import answer
from tests.unit.partners.onboardbase.openssl import PASSPHRASE, VECTOR, sealed_by_openssl

API: Final = Api(
    "https://public.test", Secret("key-canary"), onboardbase.dialect("https://x").presentation, 5
)


def sealed(text: str) -> str:
    """Return a text as the partner keeps it."""
    return sealed_by_openssl(text, PASSPHRASE.reveal())


def a_reply(secrets: object) -> HttpResponse:
    """Return an answer in the partner's envelope."""
    data = {
        "project": {"id": "1", "title": "jetbridge"},
        "environment": {"id": "2", "title": "production"},
        "team": {"id": "3", "title": "demo"},
        "secrets": secrets,
    }
    return answer({"data": data, "message": "Secrets fetched", "status": "success"})


@pytest.mark.parametrize(("quoted", "mark"), [(False, ""), (True, "'")])
def test_every_parameter_of_the_page_is_encoded(quoted: bool, mark: str) -> None:  # noqa: FBT001 - one bit
    """Nothing in them reads as punctuation of the URL."""
    # WHEN the URL is written
    url = onboardbase.authorization_url(
        "https://app.test",
        client_id="id&1",
        redirect_uri="https://us.test/back?x=1",
        scopes=("read.secrets", "read.projects"),
        state="a+b",
        quoted=quoted,
    )
    # THEN each parameter reads back as it was
    assert urlsplit(url).path == "/oauth/authorize"
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "response_type": "code",
        "client_id": "id&1",
        "redirect_uri": "https://us.test/back?x=1",
        "scopes": f"{mark}read.secrets,read.projects{mark}",
        "state": f"{mark}a+b{mark}",
    }


@pytest.mark.parametrize(
    ("returned", "state"),
    [
        ("abc", "abc"),
        ("'abc'", "abc"),
        ('"abc"', "abc"),
        ("''abc''", "'abc'"),
        ("'abc\"", "'abc\""),
        ("'", "'"),
        ("''", ""),
        ("", ""),
    ],
)
def test_one_pair_of_quotes_is_taken_off_a_state(returned: str, state: str) -> None:
    """One pair, of one kind."""
    # THEN this remains
    assert onboardbase.unquoted(returned) == state


@pytest.mark.parametrize(
    ("granted", "asked", "too_much"),
    [
        (["read.secrets"], ["read.secrets", "read.projects"], []),
        (["read.secrets"], ["manage.secrets"], []),
        (["manage.secrets"], ["manage.secrets"], []),
        (["manage.secrets"], ["read.secrets"], ["manage.secrets"]),
        (["read.teams"], ["manage.secrets"], ["read.teams"]),
        (["secrets"], ["read.secrets"], ["secrets"]),
        ([], ["read.secrets"], []),
    ],
)
def test_what_is_broader(granted: list[str], asked: list[str], too_much: list[str]) -> None:
    """`manage` covers every verb of its own resource, and of no other."""
    # THEN only what was not asked for is too much
    assert onboardbase.broader(granted, asked) == {*too_much}


def test_the_requests_present_the_key_in_its_own_header() -> None:
    """Not as a bearer token, whatever `token_type` says."""
    # THEN each request carries it, and shows nothing of it
    for request in (
        projects_request(API),
        members_request(API),
        secrets_request(API, project="a b", environment="prod&x"),
    ):
        assert request.headers["API_KEY"] == "key-canary"
        assert "authorization" not in request.headers
        assert "canary" not in repr(request)
    url = secrets_request(API, project="a b", environment="prod&x").url
    assert url == "https://public.test/api/v1/secrets?project=a%20b&environment=prod%26x"


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "1", "key": sealed("SMTP_PASSWORD"), "value": sealed("s3cret"), "comment": VECTOR},
        sealed(json.dumps({"id": "1", "key": "SMTP_PASSWORD", "value": "s3cret", "comment": ""})),
    ],
)
def test_both_shapes_of_a_secret_are_read(entry: object) -> None:
    """An object of encrypted fields, and an encrypted object."""
    # THEN both are the same secret
    found = read_secrets(a_reply([entry]), PASSPHRASE)
    assert found == (PulledSecret("SMTP_PASSWORD", Secret("s3cret")),)
    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(7, id="number"),
        pytest.param(None, id="null"),
        pytest.param({"key": VECTOR}, id="no value"),
        pytest.param({"key": VECTOR, "value": "plain"}, id="plain value"),
        pytest.param(sealed("no json"), id="no JSON"),
        pytest.param(sealed(json.dumps(["key", "value"])), id="array"),
        pytest.param(sealed(json.dumps({"key": "K", "value": None})), id="null value"),
    ],
)
def test_a_secret_that_cannot_be_read_is_one_failure(entry: object) -> None:
    """A project is read whole, or not at all."""
    # THEN it is refused, without a word of what was there
    with pytest.raises(UndecipherableError) as raised:
        read_secrets(a_reply([entry]), PASSPHRASE)
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    "data",
    [
        [{"id": "1", "title": "jetbridge"}, {"id": "2"}, "odd"],
        {"projects": [{"id": "1", "title": "jetbridge"}]},
    ],
)
def test_projects_are_listed_by_their_titles(data: object) -> None:
    """A list, or a list inside an object: the shape is not published."""
    # THEN the titles are read
    assert read_projects(answer({"data": data, "message": "", "status": ""})) == ("jetbridge",)


@pytest.mark.parametrize(
    "response",
    [
        answer({"data": None, "message": "invalid api key", "status": "error"}, status=401),
        answer({"data": None, "message": "", "status": ""}),
        answer({"data": {}, "message": "", "status": ""}),
        answer([]),
        HttpResponse(200, body=b"<html>"),
    ],
)
def test_an_answer_without_data_is_refused(response: HttpResponse) -> None:
    """An error is not taken for an empty project."""
    # THEN both readings say so
    with pytest.raises(ApiRefusedError):
        read_projects(response)
    with pytest.raises(ApiRefusedError):
        read_secrets(response, PASSPHRASE)
