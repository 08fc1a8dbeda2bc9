"""Each outbound request is told to which trace it belongs."""

import re
from contextlib import suppress
from typing import Final

import pytest

from jetbridge.broker.logged import LoggedHttp
from jetbridge.broker.traced import TracedHttp
from jetbridge.model import outbound, trace
from jetbridge.model.ports import HttpRequest, NoAnswerError
from jetbridge.model.secret import Secret
from tests.fakes import answer
from tests.fakes.http import FakeHttp
from tests.fakes.meter import CountingMeter
from tests.support.log_lines import written
from tests.support.traces import GIVEN, PARENT, SENT, TRACE
from tests.unit.broker.processes import TOKEN, Shared, Source, a_token

URL: Final = "https://partner.test/candidates"


def sent(http: FakeHttp) -> list[str]:
    """Return the traceparent of each request, empty where it had none."""
    return [each.headers.get("traceparent", "") for each in http.requests]


def a_request() -> HttpRequest:
    """Return a request with a header of its own."""
    return HttpRequest("GET", URL, {"accept": "application/json"})


def test_every_attempt_is_a_span_of_its_own() -> None:
    """The token's request and each repeat: the receiver's log and ours name the same one."""
    # GIVEN a partner whose first answer is lost
    shared = Shared()
    shared.http.on("POST", TOKEN, a_token("t"))
    shared.http.on("GET", URL, NoAnswerError("x", "x"), answer({}))
    http = TracedHttp(LoggedHttp(shared.http, shared.meter), ())

    def build(token: Secret) -> HttpRequest:
        return HttpRequest("GET", URL, {"authorization": token.reveal()})

    # WHEN it is called in a trace
    here = trace.continued(GIVEN)
    with trace.using(here), written() as lines:
        shared.broker(http=http).send(Source(), build, idempotent=True)
    # THEN each request names the trace, and another span
    headers = sent(shared.http)
    assert len(headers) == len(set(headers)) == 3
    assert all(re.fullmatch(SENT, each) and each[3:35] == TRACE for each in headers)
    assert PARENT not in "".join(headers)
    # AND its line in the log the same
    for header, line in zip(headers, lines.said("partner called"), strict=True):
        assert (line["trace_id"], line["span_id"]) == (TRACE, header[36:52])
        assert line["parent_id"] == here.span_id


@pytest.mark.parametrize(
    ("untold", "receiver", "is_told"),
    [
        ((), "incode", True),
        ((), "tenant", True),
        (("incode", "tenant"), "incode", False),
        (("incode", "tenant"), "tenant", False),
        (("incode", "tenant"), "enboarder", True),
        (("*",), "incode", False),
        (("*",), "identity", False),
    ],
)
def test_a_receiver_may_be_told_nothing(
    untold: tuple[str, ...], receiver: str, *, is_told: bool
) -> None:
    """What is logged belongs to the trace all the same."""
    # GIVEN a receiver, and the ones that are not told
    http = FakeHttp()
    http.always("GET", URL, answer({}))
    # WHEN it is called in a trace
    with trace.using(trace.continued(GIVEN)), outbound.about(partner=receiver):
        TracedHttp(http, untold).send(a_request())
    # THEN it is told or not, and the request is as it was otherwise
    (request,) = http.requests
    assert ("traceparent" in request.headers) is is_told
    assert request.headers["accept"] == "application/json"


def test_a_request_to_a_receiver_without_a_name_tells_nothing() -> None:
    """It cannot have been excepted."""
    # WHEN a request is sent for which no receiver is named
    http = FakeHttp()
    http.always("GET", URL, answer({}))
    with trace.using(trace.continued(GIVEN)):
        TracedHttp(http, ()).send(a_request())
    # THEN it says nothing of the trace
    assert sent(http) == [""]


def test_without_a_trace_nothing_is_told() -> None:
    """At a terminal, for instance. A failure ends as it would have."""
    # GIVEN no trace, and a partner that does not answer
    http = FakeHttp()
    http.always("GET", URL, NoAnswerError("x", "x"))
    # WHEN it is called
    with suppress(NoAnswerError), outbound.about(partner="incode"):
        TracedHttp(LoggedHttp(http, CountingMeter()), ()).send(a_request())
    # THEN it has been sent as it was
    assert http.requests == [a_request()]
