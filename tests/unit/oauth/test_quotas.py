"""Quotas of API clients and tenants, and what a caller is told of them."""

import pytest

from jetbridge.model.errors import OAuthError
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import authorizer, introspection, revocation, token
from jetbridge.oauth.quotas import WINDOW, Caller, Quotas, Standing
from tests.fakes import CountingMeter, FrozenClock
from tests.unit.oauth.env import World, basic, post


def a_caller(client: str = "one", tenant: str = "demo") -> Caller:
    """Return an API client."""
    return Identity(client, ClientKind.API, tenant, frozenset())


def taken(quotas: Quotas, *callers: Caller) -> list[bool]:
    """Return which of the callers' requests are refused, one after the other."""
    return [quotas.take(caller).is_refused for caller in callers]


def test_a_client_has_so_many_requests_a_minute() -> None:
    """The next minute begins with its whole quota."""
    # GIVEN a quota of two
    clock = FrozenClock()
    quotas = Quotas(clock, client=2)
    # WHEN a client makes three requests, THEN the third is refused, and another client's is not
    assert taken(quotas, *[a_caller()] * 3) == [False, False, True]
    assert taken(quotas, a_caller("two")) == [False]
    # AND a minute later it may again
    clock.advance(WINDOW)
    assert taken(quotas, a_caller()) == [False]


def test_the_clients_of_a_tenant_share_its_quota() -> None:
    """More clients are no more requests, and no other tenant's."""
    # GIVEN a quota of two a tenant
    quotas = Quotas(FrozenClock(), tenant=2)
    # WHEN three of its clients ask, THEN the third is refused, and another tenant's is not
    asked = taken(quotas, a_caller("one"), a_caller("two"), a_caller("three"))
    assert asked == [False, False, True]
    assert taken(quotas, a_caller("one", "other")) == [False]


def test_what_is_refused_uses_up_nothing() -> None:
    """One client that asks too often takes nothing from the others of its tenant."""
    # GIVEN a client that has used up its own quota, and asks on
    quotas = Quotas(FrozenClock(), client=1, tenant=3)
    taken(quotas, *[a_caller()] * 5)
    # THEN the tenant's other clients have what is left
    assert taken(quotas, a_caller("two"), a_caller("three")) == [False, False]


def test_partners_have_no_quota() -> None:
    """What they tell us is about all tenants."""
    # GIVEN quotas, WHEN a partner's client asks, THEN it is not counted, and told of none
    quotas = Quotas(FrozenClock(), client=1, tenant=1)
    partner = Identity("incode", ClientKind.PARTNER, "*", frozenset())
    standing = [quotas.take(partner) for _ in range(3)][-1]
    assert (standing.is_refused, standing.headers) == (False, {})


def test_the_headers_are_those_of_the_draft() -> None:
    """draft-ietf-httpapi-ratelimit-headers-10: quota and window, what is left, and until when."""
    # GIVEN how a caller stands
    standing = Standing({"client": 10, "tenant": 30}, {"client": 9, "tenant": 7}, 42)
    # THEN both are lists of named items
    assert standing.headers == {
        "RateLimit-Policy": '"client";q=10;w=60, "tenant";q=30;w=60',
        "RateLimit": '"client";r=9;t=42, "tenant";r=7;t=42',
    }


def test_the_token_endpoint_tells_and_refuses() -> None:
    """429 says when to come again (RFC 6585 §4)."""
    # GIVEN a client that may ask twice a minute
    world = World()
    server = world.limited(client=2, tenant=0)
    client, secret = world.client()
    header = basic(client.client_id, secret)
    request = post({"grant_type": "client_credentials"}, header)
    # WHEN it asks for a token, and what that stands for
    answer = token.issue(server, request)
    told = introspection.introspect(server, post({"token": "x"}, header))
    # THEN it is told what is left
    assert '"client";r=1;' in answer.headers["RateLimit"]
    assert '"client";r=0;' in told.headers["RateLimit"]
    # AND the third request is refused, counted, and costs no write
    written = len(world.table.asked)
    with pytest.raises(OAuthError) as caught:
        revocation.revoke(server, post({"token": "x"}, header))
    assert (caught.value.status, caught.value.code) == (429, "temporarily_unavailable")
    assert 0 < int(caught.value.headers["Retry-After"]) <= WINDOW
    assert world.table.asked[written:] == ["get"]
    assert world.meter.counted[Metric.QUOTA_EXCEEDED] == 1


def test_who_guesses_a_secret_uses_up_no_quota() -> None:
    """Else a client could be shut out by its name alone."""
    # GIVEN a client that may ask once a minute
    world = World()
    server = world.limited(client=1, tenant=1)
    client, secret = world.client()
    grant = {"grant_type": "client_credentials"}
    # WHEN another guesses its secret
    with pytest.raises(OAuthError):
        token.issue(server, post(grant, basic(client.client_id, "guess")))
    # THEN the client itself gets its token
    assert token.issue(server, post(grant, basic(client.client_id, secret))).status == 200


def test_the_authorizer_tells_and_refuses() -> None:
    """In its context, which the function turns into headers or a problem."""
    # GIVEN a live token of a client that may ask once a minute
    ana = Identity("jb_ci_x", ClientKind.API, "demo", frozenset())
    meter, quotas = CountingMeter(), Quotas(FrozenClock(), client=1)
    # WHEN it asks twice
    first, second = (
        authorizer.context("Bearer good", lambda _: ana, meter, quotas) for _ in range(2)
    )
    # THEN the first is told what is left, and the second that it is to be refused, and until when
    assert first["quota_left"].startswith('"client";r=0;t=')
    assert "error" not in first
    assert second["error"] == "quota_used_up"
    assert 0 < int(second["retry_after"]) <= WINDOW
    assert meter.counted[Metric.QUOTA_EXCEEDED] == 1
