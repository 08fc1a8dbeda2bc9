"""Connecting Enboarder with static credentials: proved first, then sealed; and the end of it."""

import json
from dataclasses import replace

import pytest

from jetbridge.flows.connection import disconnect
from jetbridge.model.connection import Status
from jetbridge.model.errors import ApiProblem
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.model.secret import Secret
from jetbridge.partners.enboarder.api import Account
from jetbridge.store import connections, keys
from jetbridge.store.table import Put
from tests.fakes import FakeHttp, answer
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.http import Answer
from tests.fakes.partners.enboarder import Enboarder
from tests.support.enboarder import (
    BY_KEY,
    BY_OAUTH,
    CALLER,
    TOKEN,
    V1_REPORTS,
    V2_REPORTS,
    connect,
    fake,
)


def refused(world: World, account: Account) -> ApiProblem:
    """Connect, expecting a problem, and return it."""
    with pytest.raises(ApiProblem) as raised:
        connect(world.context(), account)
    return raised.value


@pytest.mark.parametrize(("account", "field"), [(BY_KEY, "apiKey"), (BY_OAUTH, "clientSecret")])
def test_good_credentials_are_stored_sealed(account: Account, field: str) -> None:
    """A harmless call comes first; at rest the secret is not to be read."""
    # GIVEN an Enboarder that takes the credentials
    world = World(http=Enboarder())
    # WHEN the account is connected
    made = connect(world.context(), account)
    # THEN the connection is active, known to be well, and holds the one secret
    found = connections.holder(world.table, "enboarder", "demo")
    assert found
    assert (found.id, found.status, found.reason) == (made.id, Status.ACTIVE, "connected")
    assert found.health.succeeded_at == world.clock.now()
    assert list(found.sealed) == [field]
    item = json.dumps(world.table.query(f"CONNECTION#{found.id}", limit=9).items)
    assert account.secret.reveal() not in item
    assert account.secret.reveal() not in repr(found) + repr(account)
    # AND the call was made with them, in their region
    asked = V2_REPORTS if account.client_id else V1_REPORTS
    (probe,) = fake(world).sent("GET", asked)
    shown = probe.headers.get("apikey") or probe.headers.get("authorization")
    assert shown == ("token" if account.client_id else "the-api-key")


@pytest.mark.parametrize(
    ("account", "asked", "given", "status", "pointer"),
    [
        (BY_KEY, ("GET", V1_REPORTS), answer(status=403), 422, "/apiKey"),
        (BY_KEY, ("GET", V1_REPORTS), answer(status=401), 422, "/apiKey"),
        (BY_OAUTH, ("GET", V2_REPORTS), answer(status=403), 422, "/auth"),
        (
            BY_OAUTH,
            ("POST", TOKEN),
            answer({"error": "invalid_client"}, status=401),
            422,
            "/clientSecret",
        ),
        (BY_OAUTH, ("POST", TOKEN), answer(status=503), 503, None),
        (BY_OAUTH, ("POST", TOKEN), NoAnswerError(), 503, None),
        (BY_KEY, ("GET", V1_REPORTS), answer(status=500), 503, None),
        (BY_KEY, ("GET", V1_REPORTS), answer(status=429), 503, None),
        (BY_KEY, ("GET", V1_REPORTS), NotSentError(), 503, None),
        (BY_KEY, ("GET", V1_REPORTS), answer(status=404), 502, None),
        (BY_KEY, ("GET", V1_REPORTS), HttpResponse(200, body=b"<html>"), 502, None),
    ],
)
def test_what_is_not_proved_is_not_stored(
    account: Account, asked: tuple[str, str], given: Answer, status: int, pointer: str | None
) -> None:
    """Whatever goes wrong, there is no connection, no token and no account taken."""
    # GIVEN an Enboarder that does not take the credentials, or does not answer
    world = World(http=Enboarder())
    fake(world).on(*asked, given)
    # WHEN the account is connected
    problem = refused(world, account)
    # THEN the caller is told what to do, and where the fault is
    assert problem.status == status
    assert [broken.pointer for broken in problem.errors] == ([pointer] if pointer else [])
    assert "the-" not in repr(problem)
    # AND nothing was stored
    assert connections.holder(world.table, "enboarder", "demo") is None
    assert not world.table.query_tenant(keys.tenant_connections("demo"), limit=9).items


@pytest.mark.parametrize(
    ("token_url", "allowed"),
    [
        ("https://auth.can.e1.enboarder.com/oauth2/token", True),
        ("https://acme.auth.ca-central-1.amazoncognito.com/oauth2/token", True),
        ("https://enboarder.com.evil.test/oauth2/token", False),
        ("https://169.254.169.254/oauth2/token", False),
        ("http://127.0.0.1/oauth2/token", False),
        ("https://auth.test/oauth2/token", False),
    ],
)
def test_a_client_secret_goes_only_where_the_operator_allows(token_url: str, allowed: bool) -> None:  # noqa: FBT001 - a case of the table
    """A tenant's own token URL is not a way to make us call any host."""
    # GIVEN an account in Canada, whose token URL the tenant names
    world = World(http=Enboarder())
    http = fake(world)
    http.always("POST", token_url, answer({"access_token": "a-token", "expires_in": 3600}))
    http.always(
        "GET", "https://api.can.e1.enboarder.com/reports/v2/workflows", answer({"items": []})
    )
    account = replace(BY_OAUTH, region="CA", token_url=token_url)
    # WHEN it is connected
    # THEN it is asked there, or nothing is asked at all
    if allowed:
        assert connect(world.context(), account).settings["tokenUrl"] == token_url
    else:
        problem = refused(world, account)
        assert [broken.pointer for broken in problem.errors] == ["/tokenUrl"]
        assert not http.requests


def test_the_local_stack_takes_the_place_of_every_region() -> None:
    """What the deployer sets is where both hosts are."""
    # GIVEN a deployment with hosts of its own
    api, auth = "http://127.0.0.1:1", "http://127.0.0.1:2"
    http, hosts = FakeHttp(), {"ENBOARDER_API_URL": api, "ENBOARDER_AUTH_URL": auth}
    world = World(http=http, environment={**ENVIRONMENT, **hosts})
    http.on("POST", f"{auth}/oauth2/token", answer({"access_token": "t", "expires_in": 9}))
    http.on("GET", f"{api}/reports/v2/workflows", answer({"items": []}))
    # WHEN an account is connected
    connect(world.context(), replace(BY_OAUTH, token_url=f"{auth}/oauth2/token"))
    # THEN no other was called
    assert not http.unused()


def test_new_credentials_take_the_place_of_the_old_ones() -> None:
    """One connection a tenant: same id, another secret, and a line of the history each time."""
    # GIVEN a connected account, whose token was obtained
    world = World(http=Enboarder())
    first = connect(world.context(), BY_OAUTH)
    token = keys.broker_token(f"{first.id}/{first.settings['credentialId']}")
    world.table.write(Put({"pk": token.pk, "sk": token.sk}))
    # WHEN it is connected anew, twice
    world.clock.advance(1)
    connect(world.context(), BY_KEY)
    world.clock.advance(1)
    second = connect(world.context(), BY_KEY)
    # THEN the connection is the same, with the new secret alone
    assert (second.id, list(second.sealed)) == (first.id, ["apiKey"])
    assert world.table.get(token) is None
    # AND the history tells of each
    assert [line.reason for line in connections.history(world.table, first.id)] == [
        "credentials_replaced",
        "credentials_replaced",
        "connected",
    ]


def test_bad_credentials_leave_the_good_ones_alone() -> None:
    """A mistake does not cut the tenant off."""
    # GIVEN a connected account
    world = World(http=Enboarder())
    connect(world.context())
    before = connections.holder(world.table, "enboarder", "demo")
    # WHEN credentials come that Enboarder refuses
    fake(world).on("GET", V1_REPORTS, answer(status=403))
    refused(world, Account("AU", Secret("wrong")))
    # THEN nothing has changed
    assert connections.holder(world.table, "enboarder", "demo") == before


def test_the_end_of_a_connection_wipes_what_it_held() -> None:
    """Secrets go, the history stays, and the same tenant may connect again."""
    # GIVEN a connected account
    world = World(http=Enboarder())
    made = connect(world.context())
    # WHEN it is deleted, twice
    world.clock.advance(1)
    for _ in range(2):
        disconnect.disconnect(world.context(), CALLER, made.id)
    # THEN nothing secret is left, and the audit trail is
    found = connections.get(world.table, made.id)
    assert found
    assert (found.status, found.reason) == (Status.DISABLED, "deleted")
    assert not found.has_credentials
    assert [line.reason for line in connections.history(world.table, made.id)] == [
        "deleted",
        "connected",
    ]
    # AND it can be connected again
    assert connect(world.context()).status is Status.ACTIVE


def test_nobody_deletes_what_is_somebody_elses() -> None:
    """Another tenant's connection looks like none."""
    # GIVEN a connected account
    world = World(http=Enboarder())
    made = connect(world.context())
    # WHEN another tenant deletes it
    with pytest.raises(ApiProblem) as raised:
        disconnect.disconnect(world.context(), replace(CALLER, tenant="other"), made.id)
    # THEN there is no such connection, and it lives on
    assert raised.value.status == 404
    held = connections.get(world.table, made.id)
    assert held
    assert held.has_credentials
