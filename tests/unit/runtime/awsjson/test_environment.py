"""What the lean client reads from the environment, as botocore does."""

from typing import Any, Final

import pytest
from botocore.session import get_session

from jetbridge.runtime.awsjson.environment import (
    DYNAMODB,
    EVENTBRIDGE,
    SECRETS_MANAGER,
    SQS,
    SSM,
    NotConfiguredError,
    Service,
    credentials,
    endpoint,
    region,
)

KEYS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "canary"}
SERVICES: Final = {
    "dynamodb": DYNAMODB,
    "events": EVENTBRIDGE,
    "secretsmanager": SECRETS_MANAGER,
    "sqs": SQS,
    "ssm": SSM,
}
"""What the functions call, by botocore's names."""
LOADER: Final = get_session().get_component("data_loader")
"""Reads botocore's data, each file once."""
PLACES = [
    {},
    {"AWS_ENDPOINT_URL": "http://localhost:8000"},
    {"AWS_ENDPOINT_URL": "http://localhost:80"},
    {"AWS_ENDPOINT_URL": "https://example.test:443/base"},
    {"AWS_ENDPOINT_URL": "http://[::1]:8000"},
    {
        "AWS_ENDPOINT_URL": "http://a.test",
        "AWS_ENDPOINT_URL_DYNAMODB": "http://b.test",
        "AWS_ENDPOINT_URL_EVENTBRIDGE": "http://c.test",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://d.test",
        "AWS_ENDPOINT_URL_SQS": "http://e.test",
        "AWS_ENDPOINT_URL_SSM": "http://f.test",
    },
    {"AWS_ENDPOINT_URL": "http://a.test", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    {"AWS_ENDPOINT_URL": "http://a.test", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"},
]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_called_as_botocore_calls_it(name: str) -> None:
    """Target, version of the protocol, name in signatures and in the endpoint's variable."""
    # GIVEN botocore's model of a service
    model = get_session().get_service_model(name)
    known: dict[str, Any] = model.metadata
    # THEN it says what ours says
    assert (
        Service(
            str(model.service_id).replace(" ", "_").upper(),
            model.signing_name,
            known["targetPrefix"],
            known["jsonVersion"],
        )
        == SERVICES[name]
    )
    assert model.endpoint_prefix == model.signing_name


@pytest.mark.parametrize(
    ("where", "place"),
    [
        *(("eu-west-1", place) for place in PLACES),
        ("us-gov-west-1", {}),
        ("cn-north-1", {}),
        ("eusc-de-east-1", {}),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", SERVICES)
def test_the_endpoint_is_the_one_that_botocore_calls(
    name: str, where: str, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without the variables that name another."""
    # GIVEN an environment
    environ = {"AWS_DEFAULT_REGION": where, **KEYS, **place}
    for variable, value in environ.items():
        monkeypatch.setenv(variable, value)
    # WHEN both read it
    ours = endpoint(SERVICES[name], environ)
    session = get_session()
    session.register_component("data_loader", LOADER)
    theirs = session.create_client(name).meta.endpoint_url
    # THEN they call the same endpoint
    scheme = "https" if ours.secure else "http"
    assert f"{scheme}://{ours.host}{ours.path}".rstrip("/") == theirs.removesuffix(
        ":80" if scheme == "http" else ":443"
    ).replace(":443/", "/").rstrip("/")


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "AWS_REGION"),
        ({"AWS_REGION": "us-iso-east-1"}, "AWS_ENDPOINT_URL_DYNAMODB"),
        (
            {"AWS_REGION": "us-east-1", "AWS_USE_FIPS_ENDPOINT": "true"},
            "AWS_ENDPOINT_URL_DYNAMODB",
        ),
        ({"AWS_ENDPOINT_URL": "localhost:8000"}, "AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL": "ftp://localhost"}, "AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL_DYNAMODB": "http://localhost:x"}, "AWS_ENDPOINT_URL_DYNAMODB"),
        ({"AWS_ENDPOINT_URL_DYNAMODB": "http://"}, "AWS_ENDPOINT_URL_DYNAMODB"),
        ({"AWS_ENDPOINT_URL": "http://a.test/b c"}, "AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL": "http://a.test/\u00fc"}, "AWS_ENDPOINT_URL"),
    ],
    ids=str,
)
def test_an_endpoint_that_is_not_known_names_its_variable(
    environ: dict[str, str], named: str
) -> None:
    """And the rule that it breaks."""
    # GIVEN an environment without an endpoint, WHEN it is read, THEN its variable is named
    with pytest.raises(NotConfiguredError, match=f"{named} must be"):
        endpoint(DYNAMODB, environ)


def test_the_region_is_read_from_either_variable() -> None:
    """Lambda sets both; where they differ, botocore's counts."""
    # GIVEN one of them or both, WHEN the region is read, THEN it is there
    assert region({"AWS_REGION": "a"}) == "a"
    assert region({"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"}) == "b"


@pytest.mark.parametrize("missing", KEYS)
def test_credentials_that_are_missing_are_named(missing: str) -> None:
    """With what is not supported."""
    # GIVEN half of the credentials, WHEN they are read, THEN the other half is named
    with pytest.raises(NotConfiguredError, match=f"{missing} .* other sources") as refused:
        credentials({**KEYS, missing: ""})
    assert "canary" not in str(refused.value)


def test_temporary_credentials_have_a_session_token() -> None:
    """As a function's are."""
    # GIVEN both kinds of credentials, WHEN they are read, THEN one has a session token
    assert credentials(KEYS).session_token == ""
    assert credentials({**KEYS, "AWS_SESSION_TOKEN": "token"}).session_token == "token"


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN"])
def test_credentials_that_cannot_be_sent_are_named(name: str) -> None:
    """A line break would begin a header of its own."""
    # GIVEN a value with a line break, WHEN it is read, THEN it is refused and not quoted
    with pytest.raises(NotConfiguredError, match=f"{name} must be visible ASCII") as refused:
        credentials({**KEYS, name: "canary\r\nX-Other: 1"})
    assert "canary" not in str(refused.value)
