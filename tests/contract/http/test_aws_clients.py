"""Clients of AWS against a service that takes connections and says nothing."""

import socket
from collections.abc import Iterator
from typing import Final

import pytest

from functions.authorizer import app as authorizer
from functions.token import app as token
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import BusUnavailableError, DomainEvent, QueueUnavailableError
from jetbridge.runtime import aws, deadline, lean
from jetbridge.runtime.limits import LEAN_TABLE, Limits
from jetbridge.runtime.queue import EventBridgeBus, SqsQueue
from jetbridge.runtime.settings import settings
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Key, TableUnavailableError
from jetbridge.vault.secrets import SecretUnavailableError
from jetbridge.vault.secretsmanager import SecretsManager
from tests.contract.http.hostile import a_server
from tests.fakes import CountingMeter
from tests.fakes.clock import FrozenClock
from tests.fakes.invocations import AContext
from tests.unit.runtime.events import sample

SHORT: Final = Limits(connect=0.5, read=1, attempts=3)


class Silence:
    """A service that reads requests, counts them in `asked`, and answers none."""

    def __init__(self) -> None:
        """Be asked nothing yet."""
        self.asked = 0

    def __call__(self, connection: socket.socket) -> None:
        """Read until the client gives up."""
        self.asked += 1
        while connection.recv(65_536):
            pass


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silence]:
    """Put a silent service in the place of AWS."""
    served = Silence()
    with a_server(served) as url:
        for name, value in {
            "AWS_ENDPOINT_URL": url,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "TABLE_NAME": "jetbridge-test",
            "OIDC_CLIENT_ID_PARAMETER": "/jetbridge/client-id",
        }.items():
            monkeypatch.setenv(name, value)
        yield served
        lean.table.cache_clear()
        lean.server.cache_clear()


def test_an_attempt_begins_only_where_it_can_end_in_time(silence: Silence) -> None:
    """The first one fits in; the second, with the wait that may follow it, does not."""
    # GIVEN an invocation with the time for one attempt
    table = DynamoTable(aws.dynamodb(SHORT), "jetbridge-test")
    # WHEN the table is read
    with deadline.of(AContext(SHORT.needed(1) + 0.9)):
        with pytest.raises(TableUnavailableError):
            table.get(Key("pk", "sk"))
        # THEN it was asked once, and there is time to answer
        assert silence.asked == 1
        assert deadline.left() > 0


def test_without_a_deadline_every_attempt_is_made(silence: Silence) -> None:
    """As many as the limits say."""
    limits = Limits(connect=0.5, read=0.5, attempts=2)
    # GIVEN no invocation
    # WHEN the table is read
    with pytest.raises(TableUnavailableError):
        DynamoTable(aws.dynamodb(limits), "jetbridge-test").get(Key("pk", "sk"))
    # THEN it was asked twice
    assert silence.asked == 2


def test_no_service_is_asked_when_too_little_is_left(silence: Silence) -> None:
    """Each port says that its service is not available now."""
    event = DomainEvent("event-1", "connection.activated", "tenant", 1, {})
    # GIVEN an invocation that is about to end
    with deadline.of(AContext(0)):
        # WHEN each service is to be called
        # THEN it is not available
        with pytest.raises(TableUnavailableError, match="OutOfTime"):
            DynamoTable(aws.dynamodb(), "jetbridge-test").get(Key("pk", "sk"))
        with pytest.raises(SecretUnavailableError, match="OutOfTime"):
            SecretsManager(aws.secrets_manager(), FrozenClock(), max_age=0).get("keyring")
        with pytest.raises(QueueUnavailableError):
            SqsQueue(aws.sqs(), "http://queue.test/", CountingMeter()).send([{"kind": "work"}])
        with pytest.raises(BusUnavailableError):
            EventBridgeBus(aws.event_bridge(), "bus", CountingMeter()).publish([event])
        with pytest.raises(TableUnavailableError, match="OutOfTime"):
            _ = settings().oidc_client_id
    # AND nothing was asked
    assert silence.asked == 0


def test_the_authorizer_answers_before_its_time_is_over(
    silence: Silence, capsys: pytest.CaptureFixture[str]
) -> None:
    """No caller gets in, and the alarm has its metric."""
    # GIVEN a table that says nothing, and little time
    context = AContext(LEAN_TABLE.needed(1) - 0.1)
    # WHEN a token is to be checked
    answer = authorizer.handler(sample("authorizer"), context)
    # THEN the answer is that this is not possible now
    assert answer == {"isAuthorized": True, "context": {"error": "temporarily_unavailable"}}
    assert Metric.AUTHORIZER_FAILED in capsys.readouterr().out
    assert silence.asked == 0


def test_the_token_endpoint_answers_before_its_time_is_over(
    silence: Silence, capsys: pytest.CaptureFixture[str]
) -> None:
    """With when to try again."""
    # GIVEN a table that says nothing, and little time
    context = AContext(LEAN_TABLE.needed(1) - 0.1)
    # WHEN a token is asked for
    answer = token.handler(sample("token"), context)
    # THEN the answer is that this is not possible now
    assert answer["statusCode"] == 503
    assert answer["headers"]["retry-after"] == "5"
    assert Metric.STORE_UNAVAILABLE in capsys.readouterr().out
    assert silence.asked == 0
