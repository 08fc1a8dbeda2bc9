"""The bodies of the connections API."""

import json

import pytest

from jetbridge.model.errors import ApiProblem
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder import connection_bodies
from jetbridge.partners.enboarder.api import Account
from jetbridge.web.request import Request

KEY = {"region": "AU", "auth": "apiKey", "apiKey": "made-up-key"}
OAUTH = {"region": "EU", "auth": "oauth", "clientId": "c", "clientSecret": "made-up-secret"}


def read(body: object) -> Account:
    """Read a body as it arrives."""
    headers = {"content-type": "application/json"}
    return connection_bodies.read_account(
        Request("POST", "/", headers, body=json.dumps(body).encode())
    )


def broken(body: object) -> list[tuple[str, str]]:
    """Return pointer and rule of each violation."""
    with pytest.raises(ApiProblem) as raised:
        read(body)
    assert "made-up" not in repr(raised.value)
    return [(violation.pointer, violation.rule) for violation in raised.value.errors]


def test_a_token_url_is_asked_for_with_everything_else() -> None:
    """An account is not repaired one field at a time."""
    # GIVEN an account in a region without a published token URL, and without credentials
    # THEN all of it is asked for at once
    assert broken({"region": "CA", "auth": "oauth"}) == [
        ("/clientId", "missing"),
        ("/clientSecret", "missing"),
        ("/tokenUrl", "required_with_region"),
    ]


def test_an_account_is_read_by_its_way_in() -> None:
    """By key or by OAuth, with the defaults of the partner's page."""
    # THEN each is read whole
    assert read(KEY) == Account("AU", Secret("made-up-key"))
    assert read(OAUTH) == Account("EU", Secret("made-up-secret"), "c", None, "body", "")
    other = {"tokenUrl": "https://a.test/t", "clientAuth": "basic", "authPrefix": "Bearer "}
    assert read(OAUTH | other) == Account(
        "EU", Secret("made-up-secret"), "c", "https://a.test/t", "basic", "Bearer "
    )


@pytest.mark.parametrize(
    ("body", "violation"),
    [
        ({"region": "AU"}, ("/auth", "missing")),
        (KEY | {"auth": "magic"}, ("/auth", "literal_error")),
        (KEY | {"region": "BR"}, ("/region", "literal_error")),
        (KEY | {"apiKey": ""}, ("/apiKey", "string_too_short")),
        (KEY | {"apiKey": "made-up\nkey"}, ("/apiKey", "visible_ascii")),
        (KEY | {"clientId": "c"}, ("/clientId", "extra_forbidden")),
        (OAUTH | {"region": "CA"}, ("/tokenUrl", "required_with_region")),
        (OAUTH | {"tokenUrl": "ftp://a.test"}, ("/tokenUrl", "url")),
        (OAUTH | {"clientAuth": "jwt"}, ("/clientAuth", "literal_error")),
        (OAUTH | {"authPrefix": "Token "}, ("/authPrefix", "literal_error")),
    ],
)
def test_a_broken_rule_names_its_field_and_no_secret(
    body: object, violation: tuple[str, str]
) -> None:
    """Credentials do not come back in a refusal."""
    # THEN the fault, and nothing else, is told
    assert broken(body) == [violation]
