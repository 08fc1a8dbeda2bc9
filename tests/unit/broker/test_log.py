"""One line in the log for each call to a partner."""

import logging
from contextlib import suppress

import pytest

from jetbridge.broker.logged import LoggedHttp
from jetbridge.model import outbound, registry
from jetbridge.model.ports import HttpRequest, NoAnswerError, NotSentError, OutOfTimeError
from jetbridge.model.secret import Secret
from jetbridge.runtime.redaction import redact
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.unit.broker.processes import TOKEN, Shared, Source, a_token

URL = "https://partner.test/candidates/canary/jobs/canary"


def request(token: Secret) -> HttpRequest:
    """Build a request whose path, query, header and body must not be logged."""
    headers = {"authorization": f"Bearer {token.reveal()}"}
    url = f"{URL}?name=canary"
    return HttpRequest("GET", url, headers, b"canary", operation="candidates/{id}/jobs/{id}")


@pytest.mark.parametrize(
    ("given", "status", "outcome"),
    [
        (answer({"x": "canary"}), 200, "answered"),
        (answer({"message": "canary"}, status=403), 403, "answered"),
        (NotSentError("canary", "ConnectTimeoutError"), 0, "not_sent: ConnectTimeoutError"),
        (NoAnswerError("canary", "IncompleteRead"), 0, "unknown: IncompleteRead"),
    ],
)
def test_a_call_is_one_line_that_an_operator_can_read(
    given: Answer, status: int, outcome: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Partner, operation, host, status and outcome; never a path, a query, a header or a body."""
    # GIVEN a partner that answers so
    caplog.set_level(logging.INFO)
    shared = Shared()
    shared.http.on("POST", TOKEN, a_token("canary"))
    shared.http.always("GET", URL, given)
    # WHEN it is called
    with suppress(NotSentError, NoAnswerError):
        broker = shared.broker(http=LoggedHttp(shared.http, shared.meter))
        broker.send(Source(connection_id="con_1"), request, idempotent=True)
    # THEN the log has a line for the token and one for each attempt
    lines = [record for record in caplog.records if record.message == "partner called"]
    assert lines[0].__dict__["operation"].startswith("POST")
    for attempt, line in enumerate(lines[1:], start=1):
        told = line.__dict__
        assert told["partner"] == "partner"
        assert told["operation"] == "GET candidates/{id}/jobs/{id}"
        assert (told["host"], told["status"], told["outcome"]) == ("partner.test", status, outcome)
        assert (told["source"], told["connection"]) == ("partner", "con_1")
        # AND each attempt at the call has its number
        assert told["attempt"] == attempt
        # AND redaction leaves every diagnostic field as it is
        named = "partner source connection host operation attempt status outcome ms"
        facts = {name: told[name] for name in named.split()}
        assert redact(facts) == facts
    assert len(lines) >= 2
    # AND nothing of the request or the answer
    assert "canary" not in "".join(str(record.__dict__) for record in lines)


def test_a_request_that_cannot_be_written_is_named_by_its_fault() -> None:
    """The cause is a word of ours or a class's name, fit for a log."""
    # GIVEN a request with a header that cannot be written
    shared = Shared()
    broken = HttpRequest("GET", URL, {"x-api-key": "canary\n"})
    # WHEN it is sent
    with pytest.raises(NotSentError) as raised:
        shared.http.send(broken)
    # THEN the cause names the header
    assert raised.value.cause == "header x-api-key"


@pytest.mark.parametrize(
    ("given", "failed"),
    [
        (answer({}), False),
        (answer({}, status=404), False),
        (answer({}, status=401), False),
        (answer({}, status=429), True),
        (answer({}, status=503), True),
        (NotSentError("x", "ConnectTimeoutError"), True),
        (NoAnswerError("x", "IncompleteRead"), True),
    ],
)
def test_a_request_is_counted_by_its_partner(given: Answer, *, failed: bool) -> None:
    """What the partner refuses for a reason is no failure of the partner."""
    # GIVEN a partner that answers so, WHEN it is asked
    shared = Shared()
    shared.http.always("GET", URL, given)
    with suppress(NotSentError, NoAnswerError), outbound.about(partner="incode"):
        LoggedHttp(shared.http, shared.meter).send(HttpRequest("GET", URL))
    # THEN the request is counted, with its milliseconds
    ((partner, milliseconds, was_failure),) = shared.meter.requests
    assert (partner, was_failure) == ("incode", failed)
    assert milliseconds >= 0


def test_what_is_not_tried_for_lack_of_time_is_not_counted() -> None:
    """It says nothing about the partner."""
    shared = Shared()
    shared.http.always("GET", URL, OutOfTimeError("x", "OutOfTime"))
    with suppress(OutOfTimeError), outbound.about(partner="incode"):
        LoggedHttp(shared.http, shared.meter).send(HttpRequest("GET", URL))
    assert shared.meter.requests == []


def test_the_words_for_partners_are_few() -> None:
    """Each is two metrics that are paid for. A tenant, or a name of others, is never one."""
    # GIVEN requests to whatever is called
    shared = Shared()
    shared.http.always("GET", URL, answer({}))
    names = [each.name for each in registry.every()]
    for name in (*names, "identity", "tenant", "customer-4711", ""):
        with outbound.about(partner=name):
            LoggedHttp(shared.http, shared.meter).send(HttpRequest("GET", URL))
    # THEN those that are not known are one
    assert {partner for partner, *_ in shared.meter.requests} == {
        *names,
        "identity",
        "tenant",
        "other",
    }
