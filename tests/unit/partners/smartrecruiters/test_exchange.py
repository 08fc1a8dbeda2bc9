"""Approving a consent: the credential exchange and each of its ends."""

import json

import pytest

from jetbridge.flows.browser.outcome import Outcome
from jetbridge.flows.connection.credentials import CLIENT_SECRET
from jetbridge.model.connection import Status
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.partners.smartrecruiters import disable, outcomes
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.store import companies, connections
from tests.fakes import FakeHttp, answer
from tests.fakes.context import World
from tests.fakes.http import Answer
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, ISSUED, TOKEN
from tests.support.smartrecruiters import a_world, approve, the_connection


def calls(world: World, url: str = INTEGRATIONS) -> list[dict[str, str]]:
    """Return the JSON bodies that were posted to `url`."""
    assert isinstance(world.http, FakeHttp)
    return [json.loads(request.body or b"") for request in world.http.sent("POST", url)]


def test_stores_what_smartrecruiters_issued_and_activates_what_we_issued() -> None:
    """A confirmed integration becomes an active connection with both pairs."""
    # GIVEN a SmartRecruiters that confirms
    world = a_world(answer(ISSUED))
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN the connection is active, their secret is sealed and opens, and our pair is live
    connection = the_connection(world)
    assert outcome is outcomes.CONNECTED
    assert connection.status is Status.ACTIVE
    assert connection.settings == {"clientId": "their-id", "integrationId": "int-1"}
    assert "their-secret" not in connection.sealed[CLIENT_SECRET]
    pair = company_pair(world.context(), connection).load()
    assert (pair.client_id, pair.client_secret.reveal()) == ("their-id", "their-secret")
    sent = calls(world)[0]
    assert (sent["appId"], sent["companyId"]) == ("app-1", "acme")
    client = clients.find(world.table, sent["clientId"])
    assert client
    assert (client.status, client.connection_id) == (ClientStatus.ACTIVE, connection.id)
    assert world.meter.counted[Metric.EXCHANGE_SUCCEEDED] == 1


def test_the_intent_is_stored_before_smartrecruiters_is_called() -> None:
    """At the moment of the call the connection is pending and the minted client can be found."""
    # GIVEN a SmartRecruiters that looks at our table while it answers
    seen: list[tuple[Status, ClientStatus]] = []

    def look(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        connection = the_connection(world)
        assert connection.exchange
        client = clients.find(world.table, connection.exchange.client_id)
        assert client
        seen.append((connection.status, client.status))
        return answer(ISSUED)

    world = a_world(look)
    # WHEN an admin approves
    approve(world.context())
    # THEN the intent stood there already
    assert seen == [(Status.PENDING, ClientStatus.ACTIVE)]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, outcomes.NOT_HERE),
        (403, outcomes.NOT_HERE),
        (404, outcomes.NOT_HERE),
        (409, outcomes.NOT_HERE),
        (422, outcomes.NOT_HERE),
        (429, outcomes.BUSY),
    ],
)
def test_a_refusal_leaves_nothing_behind(status: int, outcome: Outcome) -> None:
    """After a refusal the minted client is dead and the company is free for any tenant."""
    # GIVEN a SmartRecruiters that refuses, then confirms
    world = a_world(answer({"message": "no"}, status=status), answer(ISSUED))
    # WHEN an admin approves
    assert approve(world.context()) is outcome
    # THEN the client is revoked and no exchange is open
    connection = the_connection(world)
    client = clients.find(world.table, calls(world)[0]["clientId"])
    assert client
    assert client.status is ClientStatus.REVOKED
    assert (connection.status, connection.exchange, connection.clients) == (
        Status.PENDING,
        None,
        (),
    )
    # AND another tenant may connect the company
    assert approve(world.context(), tenant="other") is outcomes.CONNECTED


def test_a_401_is_answered_with_one_fresh_token_and_one_repeat() -> None:
    """A token that SmartRecruiters no longer takes is renewed once."""
    # GIVEN a SmartRecruiters that refuses the first token
    world = a_world(answer(status=401), answer(ISSUED))
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN the same pair was sent twice and the company is connected
    first, second = calls(world)
    assert first == second
    assert outcome is outcomes.CONNECTED


def test_two_401s_are_a_fault_of_our_credentials() -> None:
    """After the repeat nothing more is tried, and nothing is left behind."""
    # GIVEN a SmartRecruiters that takes no token
    world = a_world(answer(status=401), answer(status=401))
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN the vendor's set-up is blamed
    assert outcome is outcomes.OUR_CREDENTIALS_REFUSED
    assert len(calls(world)) == 2
    assert the_connection(world).status is Status.PENDING


def test_refused_master_credentials_store_nothing() -> None:
    """Without a master token there is no intent."""
    # GIVEN a SmartRecruiters that refuses the master pair
    http = FakeHttp()
    http.always("POST", TOKEN, answer({"error": "invalid_client"}, status=401))
    world = World(http=http)
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN nothing was stored
    assert outcome is outcomes.OUR_CREDENTIALS_REFUSED
    assert companies.connection(world.table, "acme", "demo") is None


def test_unset_master_credentials_are_a_fault_of_the_set_up() -> None:
    """A deployment whose secret was never filled in says so, and stores nothing."""
    # GIVEN an empty secret
    world = a_world()
    world.secrets.put("smartrecruiters", {})
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN the vendor's set-up is blamed
    assert outcome is outcomes.NOT_SET_UP
    assert companies.connection(world.table, "acme", "demo") is None


def test_secrets_that_cannot_be_read_now_are_no_fault_of_the_set_up() -> None:
    """The admin is told to come back, not to tell the vendor."""
    # GIVEN a Secrets Manager that does not answer
    world = a_world(answer(ISSUED))
    world.secrets.is_down = True
    # WHEN an admin approves, THEN nothing is stored, and it may be tried again
    assert approve(world.context()) is outcomes.UNREACHABLE
    assert companies.connection(world.table, "acme", "demo") is None


def test_a_keyring_that_cannot_be_read_stops_everything_before_the_partner_is_asked() -> None:
    """What SmartRecruiters hands out once must find a place to be sealed."""
    # GIVEN a deployment whose keyring is gone
    world = a_world(answer(ISSUED))
    world.secrets.remove("keyring")
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN nothing was asked for anything
    assert outcome is outcomes.NOT_SET_UP
    assert isinstance(world.http, FakeHttp)
    assert world.http.requests == []


@pytest.mark.parametrize("failure", [NotSentError("x"), NoAnswerError("x"), answer(status=503)])
def test_a_token_endpoint_that_fails_twice_stores_nothing(failure: Answer) -> None:
    """An outage before the intent leaves no trace."""
    # GIVEN a token endpoint that fails
    http = FakeHttp()
    http.always("POST", TOKEN, failure)
    world = World(http=http)
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN it was tried twice and nothing was stored
    assert outcome is outcomes.UNREACHABLE
    assert len(http.requests) == 2
    assert companies.connection(world.table, "acme", "demo") is None


def test_a_connection_that_was_never_made_is_tried_once_more() -> None:
    """Nothing was sent, so a repeat is safe."""
    # GIVEN a SmartRecruiters that is unreachable for a moment
    world = a_world(NotSentError("x"), answer(ISSUED))
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN the repeat connected the company
    assert outcome is outcomes.CONNECTED


def test_an_unreachable_partner_leaves_nothing_behind() -> None:
    """Two connections that were never made end the exchange as if it had not begun."""
    # GIVEN a SmartRecruiters that stays unreachable
    world = a_world(NotSentError("x"), NotSentError("x"))
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN the exchange is closed and the client dead
    assert outcome is outcomes.UNREACHABLE
    connection = the_connection(world)
    assert (connection.exchange, connection.clients) == (None, ())


@pytest.mark.parametrize(
    "lost",
    [
        NoAnswerError("x"),
        answer(status=500),
        answer(status=302),
        answer({"clientId": "their-id"}),
        answer(["not", "an", "object"]),
        HttpResponse(200, body=b"<html>"),
    ],
)
def test_a_lost_answer_needs_a_reconnect_and_keeps_the_minted_client(lost: Answer) -> None:
    """SmartRecruiters may hold our pair, and may use it to tell us of a disable."""
    # GIVEN a SmartRecruiters whose answer does not arrive whole
    world = a_world(lost)
    # WHEN an admin approves
    outcome = approve(world.context())
    # THEN it is not repeated, the connection says what it needs, and the client lives
    connection = the_connection(world)
    client = clients.find(world.table, calls(world)[0]["clientId"])
    assert client
    assert outcome is outcomes.UNKNOWN
    assert len(calls(world)) == 1
    assert connection.status is Status.NEEDS_RECONNECT
    assert client.status is ClientStatus.ACTIVE
    assert connection.clients == (client.client_id,)


def test_connecting_after_a_lost_answer_revokes_the_earlier_client() -> None:
    """Once the exchange goes through, only its own pair is live."""
    # GIVEN an exchange whose answer was lost
    world = a_world(NoAnswerError("x"), answer(ISSUED))
    approve(world.context())
    # WHEN the admin connects again
    outcome = approve(world.context())
    # THEN the first client is dead
    first, second = calls(world)
    dead, live = (clients.find(world.table, call["clientId"]) for call in (first, second))
    assert dead
    assert live
    assert outcome is outcomes.CONNECTED
    assert (dead.status, live.status) == (ClientStatus.REVOKED, ClientStatus.ACTIVE)
    assert the_connection(world).clients == (live.client_id,)


def test_a_second_approval_that_is_confirmed_replaces_the_credentials() -> None:
    """SmartRecruiters asked again and handed out a new pair: the new one counts."""
    # GIVEN a connected company
    world = a_world(answer(ISSUED), answer({**ISSUED, "clientSecret": "their-new-secret"}))
    approve(world.context())
    # WHEN its admin approves again
    outcome = approve(world.context())
    # THEN it is the same connection with the new credentials
    connection = the_connection(world)
    assert outcome is outcomes.CONNECTED
    pair = company_pair(world.context(), connection).load()
    assert pair.client_secret.reveal() == "their-new-secret"
    assert len(connection.clients) == 1


def test_a_409_with_credentials_that_work_changes_nothing() -> None:
    """Already integrated, and the stored pair still gets a token: all is well."""
    # GIVEN a connected company whose second exchange is a conflict
    world = a_world(answer(ISSUED), answer(status=409))
    approve(world.context())
    before = the_connection(world)
    # WHEN its admin approves again
    outcome = approve(world.context())
    # THEN the connection stands as it was, and the second client is dead
    after = the_connection(world)
    assert outcome is outcomes.ALREADY_CONNECTED
    assert (after.status, after.clients) == (Status.ACTIVE, before.clients)
    assert after.sealed == before.sealed
    second = clients.find(world.table, calls(world)[1]["clientId"])
    assert second
    assert second.status is ClientStatus.REVOKED


def test_a_409_with_credentials_that_are_refused_needs_a_reconnect() -> None:
    """Already integrated, but not with the pair that we hold."""
    # GIVEN a connected company whose pair SmartRecruiters no longer takes
    world = a_world(answer(ISSUED), answer(status=409))
    approve(world.context())
    assert isinstance(world.http, FakeHttp)
    context = world.context()
    context.broker.access_token(company_pair(context, the_connection(world)))
    world.http.on("POST", TOKEN, answer({"error": "invalid_client"}, status=401))
    # WHEN its admin approves again, in a process that still keeps a token of that pair
    outcome = approve(context)
    # THEN the page says what to do
    assert outcome is outcomes.RECONNECT
    assert the_connection(world).status is Status.NEEDS_RECONNECT


def test_a_409_without_credentials_needs_a_reconnect() -> None:
    """The pair of an earlier exchange was lost, and is handed out only once."""
    # GIVEN a lost exchange that SmartRecruiters had committed
    world = a_world(NoAnswerError("x"), answer(status=409))
    approve(world.context())
    # WHEN the admin connects again
    outcome = approve(world.context())
    # THEN the page says to disable first
    assert outcome is outcomes.RECONNECT
    assert the_connection(world).status is Status.NEEDS_RECONNECT


def test_two_approvals_at_once_make_one_exchange() -> None:
    """While one exchange is open a second approval waits its turn."""
    # GIVEN a SmartRecruiters during whose answer a second admin approves
    inner: list[Outcome] = []

    def approve_meanwhile(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        inner.append(approve(world.context()))
        return answer(ISSUED)

    world = a_world(approve_meanwhile)
    # WHEN the first admin approves
    outcome = approve(world.context())
    # THEN one exchange was made
    assert (outcome, inner) == (outcomes.CONNECTED, [outcomes.IN_PROGRESS])
    assert len(calls(world)) == 1


def test_a_disable_during_the_exchange_wins() -> None:
    """SmartRecruiters disabled with the pair that it had just been given."""

    # GIVEN a SmartRecruiters whose callback overtakes its own answer
    def disable_meanwhile(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        disable.disable(world.context(), the_connection(world).id, by="callback")
        return answer(ISSUED)

    world = a_world(disable_meanwhile)
    # WHEN the admin approves
    outcome = approve(world.context())
    # THEN the connection is disabled and holds no credentials
    connection = the_connection(world)
    assert outcome is outcomes.DISABLED_MEANWHILE
    assert (connection.status, connection.has_credentials) == (Status.DISABLED, False)


def test_connecting_after_a_disable_keeps_the_history() -> None:
    """The same tenant's same company is the same connection, with one story."""
    # GIVEN a connection that was disabled
    world = a_world(answer(ISSUED), answer(ISSUED))
    approve(world.context())
    first = the_connection(world)
    disable.disable(world.context(), first.id, by="callback")
    # WHEN its admin connects again
    world.clock.advance(60)
    assert approve(world.context()) is outcomes.CONNECTED
    # THEN it is active again, and its history tells all of it
    second = the_connection(world)
    lines = [change.status for change in connections.history(world.table, first.id)]
    assert second.id == first.id
    assert lines == [
        Status.ACTIVE,
        Status.PENDING,
        Status.DISABLED,
        Status.ACTIVE,
        Status.PENDING,
    ]


def test_the_answer_survives_another_write_to_the_connection() -> None:
    """What SmartRecruiters hands out once is not lost to an optimistic lock."""

    # GIVEN a SmartRecruiters during whose answer the connection is written by another process
    def write_meanwhile(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        connection = the_connection(world)
        world.table.write(*connections.save(connection, connection, by="another"))
        return answer(ISSUED)

    world = a_world(write_meanwhile)
    # WHEN the admin approves
    outcome = approve(world.context())
    # THEN the credentials are stored all the same
    assert outcome is outcomes.CONNECTED
    assert the_connection(world).has_credentials
