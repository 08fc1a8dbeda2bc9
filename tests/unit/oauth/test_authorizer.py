"""What the Lambda authorizer finds out."""

import pytest

from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import authorizer
from jetbridge.oauth.quotas import Quotas
from tests.fakes import CountingMeter, FrozenClock

NONE = Quotas(FrozenClock())
ANA = Identity("jb_ci_x", ClientKind.API, "demo", frozenset({"b:read", "a:read"}))


def verify(token: str) -> Identity | None:
    """Know one token."""
    return ANA if token == "good" else None


@pytest.mark.parametrize("header", ["Bearer good", "bearer good", " BEARER  good "])
def test_a_live_token_gives_the_identity(header: str) -> None:
    """In strings, as an authorizer's context must be; the scheme in any case."""
    # GIVEN a live token
    meter = CountingMeter()
    # WHEN the header is looked at
    context = authorizer.context(header, verify, meter, NONE)
    # THEN the context says who it is
    assert context == {
        "client_id": "jb_ci_x",
        "kind": "api",
        "tenant": "demo",
        "scopes": "a:read b:read",
        "connection_id": "",
    }
    assert meter.counted == {Metric.BEARER_ACCEPTED: 1}


@pytest.mark.parametrize("header", [None, "", "Basic good", "good", "Bearergood"])
def test_without_a_bearer_token_the_context_says_so(header: str | None) -> None:
    """RFC 6750 §3.1: no credentials, or an unsupported scheme, is not an invalid token."""
    # GIVEN no Bearer credential, WHEN the header is looked at, THEN the token is missing
    assert authorizer.context(header, verify, CountingMeter(), NONE) == {"error": "missing_token"}


@pytest.mark.parametrize("header", ["Bearer bad", "Bearer ", "Bearer good good", "Bearer good,x"])
def test_a_dead_token_is_invalid(header: str) -> None:
    """RFC 6750 §3.1: expired, revoked, malformed, or invalid for other reasons."""
    # GIVEN no live token
    meter = CountingMeter()
    # WHEN the header is looked at, THEN the token is invalid and no identity is named
    assert authorizer.context(header, verify, meter, NONE) == {"error": "invalid_token"}
    assert meter.counted == {Metric.BEARER_REFUSED: 1}
