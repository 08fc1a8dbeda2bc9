"""The dialects in which a code is exchanged, against the sandboxes, over HTTP."""

from dataclasses import replace

import pytest
import requests

from jetbridge.broker.token_request import AuthorizationCode
from jetbridge.model.outcome import Refused
from jetbridge.model.secret import Secret
from jetbridge.partners.onboardbase.api import dialect as onboardbase_dialect
from jetbridge.partners.onboarder.api import dialect as onboarder_dialect
from jetbridge_local.sandbox import Sandboxes, credentials
from tests.contract.sandbox.dialect_client import TIMEOUT, WRONG, Source, a_broker, pair
from tests.contract.sandbox.onboardbase_client import REDIRECT_URI as ONBOARDBASE_REDIRECT_URI
from tests.contract.sandbox.onboardbase_client import OnboardbaseClient
from tests.contract.sandbox.onboarder_client import REDIRECT_URI as ONBOARDER_REDIRECT_URI
from tests.contract.sandbox.onboarder_client import OnboarderClient
from tests.contract.sandbox.openid_client import VERIFIER
from tests.fakes import FrozenClock
from tests.fakes.outcomes import value_of


@pytest.fixture
def onboarder_source(sandboxes: Sandboxes) -> Source:
    """Return the deployer's Onboarder credential."""
    dialect = onboarder_dialect(sandboxes.urls["onboarder"])
    return Source(dialect, pair(credentials.ONBOARDER))


@pytest.fixture
def onboardbase_source(sandboxes: Sandboxes) -> Source:
    """Return the deployer's Onboardbase credential."""
    dialect = onboardbase_dialect(sandboxes.urls["onboardbase-auth"])
    return Source(dialect, pair(credentials.ONBOARDBASE))


def test_onboarders_code_becomes_a_token(
    onboarder_source: Source, onboarder: OnboarderClient, clock: FrozenClock
) -> None:
    """With its verifier, in JSON; the token opens userinfo."""
    # GIVEN a code
    code = onboarder.code()
    # WHEN it is exchanged
    exchanged = AuthorizationCode(Secret(code), ONBOARDER_REDIRECT_URI, Secret(VERIFIER))
    token = value_of(a_broker(clock).exchange(onboarder_source, exchanged))
    # THEN the token is read whole, and is taken
    assert token.expires_at == clock.now() + 3600
    assert token.scopes == ("profile", "email", "phone")
    assert onboarder.userinfo(token.value.reveal()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "secret", "code"),
    [
        ({"code": Secret("made-up")}, None, "invalid_grant"),
        ({"code_verifier": Secret("v" * 43)}, None, "invalid_grant"),
        ({"code_verifier": None}, None, "invalid_grant"),
        ({"redirect_uri": "https://elsewhere.test/"}, None, "invalid_grant"),
        ({}, WRONG, "unauthorized_client"),
    ],
)
def test_onboarders_refusals_are_its_documented_codes(  # noqa: PLR0913 - cases and fixtures
    onboarder_source: Source,
    onboarder: OnboarderClient,
    clock: FrozenClock,
    *,
    changes: dict[str, object],
    secret: Secret | None,
    code: str,
) -> None:
    """Each of them is final for this code."""
    # GIVEN an exchange with something wrong
    right = AuthorizationCode(Secret(onboarder.code()), ONBOARDER_REDIRECT_URI, Secret(VERIFIER))
    wrong = replace(right, **changes)  # type: ignore[arg-type]  # as the cases name them
    known = onboarder_source.pair
    source = replace(
        onboarder_source, pair=replace(known, client_secret=secret or known.client_secret)
    )
    # WHEN it is made
    refused = a_broker(clock).exchange(source, wrong)
    # THEN it is refused by that code
    assert isinstance(refused, Refused)
    assert refused.error == code


def test_a_code_serves_once(
    onboarder_source: Source, onboarder: OnboarderClient, clock: FrozenClock
) -> None:
    """And is refused the second time (RFC 6749 §4.1.2)."""
    # GIVEN a code that was exchanged
    code = AuthorizationCode(Secret(onboarder.code()), ONBOARDER_REDIRECT_URI, Secret(VERIFIER))
    broker = a_broker(clock)
    broker.exchange(onboarder_source, code)
    # WHEN it is exchanged again
    refused = broker.exchange(onboarder_source, code)
    # THEN it is refused
    assert isinstance(refused, Refused)
    assert refused.error == "invalid_grant"


@pytest.mark.parametrize(
    ("written", "lifetime"),
    [("epoch", 5_000), ("milliseconds", 5_000), ("duration", 5_000), ("absent", 30 * 86_400)],
)
def test_onboardbases_code_becomes_a_key_whatever_its_end_is_written_in(
    onboardbase_source: Source,
    onboardbase: OnboardbaseClient,
    clock: FrozenClock,
    written: str,
    lifetime: int,
) -> None:
    """201 with key, passphrase and scopes under `data`; the key opens the API."""
    # GIVEN a code, and one reading of the page
    onboardbase.configure(onboardbase.auth_url, expiresIn=written, lifetime=5_000)
    code = AuthorizationCode(Secret(onboardbase.code()), ONBOARDBASE_REDIRECT_URI)
    # WHEN it is exchanged
    key = value_of(a_broker(clock).exchange(onboardbase_source, code))
    # THEN the answer is read whole, and the key is taken
    assert key.expires_at == clock.now() + lifetime
    assert key.scopes == ("read.secrets", "read.projects")
    assert key.companions["passphrase"].reveal()
    shown = onboardbase_source.dialect.presentation.headers(key.value)
    url = f"{onboardbase.api_url}/api/v1/projects"
    assert requests.get(url, headers=shown, timeout=TIMEOUT).status_code == 200


@pytest.mark.parametrize("status", [200, 201, 400])
@pytest.mark.parametrize(
    ("late", "redirect_uri", "code", "number"),
    [
        (True, ONBOARDBASE_REDIRECT_URI, "auth_code_expired", 1800),
        (False, "https://elsewhere.test/", "invalid_credentials", 1801),
    ],
)
def test_onboardbases_refusals_are_read_with_any_status(  # noqa: PLR0913 - cases and fixtures
    onboardbase_source: Source,
    onboardbase: OnboardbaseClient,
    clock: FrozenClock,
    *,
    late: bool,
    redirect_uri: str,
    code: str,
    number: int,
    status: int,
) -> None:
    """The errors decide: a refusal may come with a success's status."""
    # GIVEN an exchange with something wrong
    onboardbase.configure(onboardbase.auth_url, errorStatus=status)
    wrong = AuthorizationCode(Secret(onboardbase.code()), redirect_uri)
    clock.advance(600 if late else 0)
    # WHEN it is made
    refused = a_broker(clock).exchange(onboardbase_source, wrong)
    # THEN message and number are Onboardbase's
    assert refused == Refused(status, code, number)
