"""Calls with a token: what is repeated, what is not, and when a host is left alone."""

from dataclasses import replace

import pytest

from jetbridge.broker.broker import Broker
from jetbridge.broker.circuit import FAILURES, OPEN
from jetbridge.model.metrics import Metric
from jetbridge.model.outcome import Cause, Done, NotPerformed, Sent, Unknown
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.partners.enboarder import api as enboarder
from tests.fakes import answer
from tests.fakes.http import Answer
from tests.fakes.outcomes import value_of
from tests.unit.broker.attempts import attempt, is_open
from tests.unit.broker.processes import THING, TOKEN, Shared, Source, a_token, thing

type Failure = HttpResponse | NotSentError | NoAnswerError


def ready(shared: Shared) -> Broker:
    """Return a broker that has its token."""
    shared.http.always("POST", TOKEN, a_token("one"))
    broker = shared.broker()
    broker.access_token(Source())
    return broker


def ending(failure: Failure) -> Sent[HttpResponse]:
    """Return what a caller hears of what the port answers."""
    match failure:
        case HttpResponse():
            return Done(failure)
        case NotSentError():
            return NotPerformed(Cause.UNREACHABLE)
        case NoAnswerError():
            return Unknown()


def test_a_401_is_answered_with_one_fresh_token_and_one_repeat() -> None:
    """And the second 401 goes to the caller."""
    # GIVEN a partner that takes no token
    shared = Shared()
    shared.gives("one", "two")
    shared.http.always("GET", THING, answer(status=401))
    # WHEN something is asked of it
    response = value_of(shared.broker().send(Source(), thing))
    # THEN each token was tried once
    assert response.status == 401
    tried = [request.headers["authorization"] for request in shared.http.sent("GET", THING)]
    assert tried == ["Bearer one", "Bearer two"]


@pytest.mark.parametrize(
    ("refusal", "tokens"),
    [
        (answer(status=401), 2),
        (answer(status=403), 2),
        (answer({"message": "Forbidden"}, status=403), 2),
        (answer(status=404), 1),
        (HttpResponse(401, body=b"<html>Unauthorized</html>"), 2),
        (HttpResponse(403, body=b"<html>Request blocked</html>"), 1),
    ],
)
def test_a_dialect_may_have_other_words_for_a_401(refusal: HttpResponse, tokens: int) -> None:
    """Enboarder's gateway says 403 to a call without a valid token; a firewall's page is not it."""
    # GIVEN Enboarder's dialect
    shared = Shared()
    shared.gives("one", "two")
    shared.http.always("GET", THING, refusal)
    # WHEN a call is refused
    shared.broker().send(Source(dialect=enboarder.oauth_dialect(TOKEN)), thing)
    # THEN a fresh token was tried, where it can help
    assert shared.asked == tokens


@pytest.mark.parametrize(("stored", "calls"), [("old", 1), ("new", 2)])
def test_a_key_that_was_replaced_is_read_afresh(stored: str, calls: int) -> None:
    """A key cannot be renewed, but our copy of it may be old."""
    # GIVEN a partner that refuses the key that we remember
    shared = Shared()
    shared.http.always("GET", THING, answer(status=401))
    source = Source(dialect=enboarder.key_dialect(), kept="old", stored=stored)
    # WHEN something is asked of it
    shared.broker().send(source, thing)
    # THEN another key was tried, where there is one
    assert len(shared.http.sent("GET", THING)) == calls


@pytest.mark.parametrize(
    ("failure", "once", "idempotent"),
    [
        (NotSentError("x"), 2, 3),
        (NoAnswerError("x"), 1, 3),
        (answer(status=429), 1, 3),
        (answer(status=502), 1, 3),
        (answer(status=503), 1, 3),
        (answer(status=504), 1, 3),
        (answer(status=500), 1, 1),
        (answer(status=400), 1, 1),
        (answer(status=200), 1, 1),
    ],
)
def test_only_what_is_safe_is_made_again(failure: Failure, once: int, idempotent: int) -> None:
    """What was never sent always is; what was sent only where a second time does no harm."""
    for is_idempotent, times in ((False, once), (True, idempotent)):
        # GIVEN a partner that answers so
        shared = Shared()
        broker = ready(shared)
        shared.http.always("GET", THING, failure)
        # WHEN a call of that sort is made
        end = attempt(broker, idempotent=is_idempotent)
        # THEN it was made so many times, and the last outcome is the caller's
        assert len(shared.http.sent("GET", THING)) == times
        assert end == ending(failure)
        assert shared.meter.counted[Metric.CALL_REPEATED] == times - 1


@pytest.mark.parametrize("failure", [NoAnswerError("x"), answer(status=504)])
def test_a_read_that_takes_minutes_is_not_made_again_and_closes_nothing(failure: Failure) -> None:
    """It asks for too much: its caller asks for less, and other calls go on."""
    # GIVEN a partner that takes longer than minutes over one read, again and again
    shared = Shared()
    broker = ready(shared)
    shared.http.on("GET", THING, *[failure] * FAILURES)
    for made in range(FAILURES):
        broker.send(Source(), lambda token: replace(thing(token), timeout=130), idempotent=True)
        assert len(shared.http.sent("GET", THING)) == made + 1
    # WHEN another call is made, THEN it is sent
    shared.http.always("GET", THING, answer({}))
    assert isinstance(attempt(broker), Done)
    assert shared.meter.counted[Metric.CIRCUIT_OPENED] == 0


def test_a_repeat_waits_longer_each_time() -> None:
    """With jitter, so that those who failed together do not come back together."""
    # GIVEN a partner that loses answers
    shared = Shared()
    broker = ready(shared)
    shared.http.always("GET", THING, NoAnswerError("x"))
    # WHEN a call is made
    attempt(broker, idempotent=True)
    # THEN the waits grow
    first, second = shared.pause.waited
    assert 0.2 <= first < 0.4 <= second < 0.8


def test_a_short_wait_that_the_partner_names_is_kept() -> None:
    """Retry-After in seconds (RFC 9110 §10.2.3)."""
    # GIVEN a partner that wants three seconds
    shared = Shared()
    broker = ready(shared)
    busy = answer(status=503, headers={"Retry-After": "3"})
    shared.http.on("GET", THING, busy, answer(status=200))
    # WHEN a call is made
    end = attempt(broker, idempotent=True)
    # THEN it got them
    assert value_of(end).status == 200
    assert shared.pause.waited == [3]


def test_a_long_wait_is_the_callers() -> None:
    """And until it is over, this process does not call the partner with that credential."""
    # GIVEN a partner that wants a minute
    shared = Shared()
    broker = ready(shared)
    shared.http.on("GET", THING, answer(status=429, headers={"Retry-After": "60"}))
    # WHEN a call is made, and another
    first, second = attempt(broker, idempotent=True), attempt(broker, idempotent=True)
    # THEN the caller is told, and the second was not sent
    assert value_of(first).status == 429
    assert second == NotPerformed(Cause.THROTTLED, 60)
    assert shared.meter.counted[Metric.CALL_THROTTLED] == 1
    # AND another credential is not concerned
    shared.http.on("GET", THING, answer(status=200))
    assert value_of(broker.send(Source("other"), thing)).status == 200
    # AND afterwards it is called again
    shared.clock.advance(60)
    shared.http.on("GET", THING, answer(status=200))
    assert value_of(broker.send(Source(), thing)).status == 200


def test_retries_are_a_small_share_of_the_calls() -> None:
    """However many calls fail: they never multiply an outage."""
    # GIVEN a partner that is busy
    shared = Shared()
    broker = ready(shared)
    shared.http.always("GET", THING, answer(status=429))
    source = replace(Source(), name="any")
    # WHEN a hundred calls are made, each to a new credential so that no gate is closed
    for number in range(100):
        broker.send(replace(source, name=f"credential-{number}"), thing, idempotent=True)
    # THEN three and a tenth of them were repeated
    assert shared.meter.counted[Metric.CALL_REPEATED] == 13


def test_a_repeat_that_never_left_does_not_hide_what_was_sent() -> None:
    """The outcome of the first is still unknown."""
    # GIVEN a partner whose answer is lost, and which then cannot be reached
    shared = Shared()
    broker = ready(shared)
    shared.http.on("GET", THING, NoAnswerError("x"), NotSentError("x"), NotSentError("x"))
    # WHEN a call is made, THEN it may have been done
    assert isinstance(attempt(broker, idempotent=True), Unknown)


def test_a_host_that_keeps_failing_is_left_alone_for_a_while() -> None:
    """And then probed with one call, which decides."""
    # GIVEN a host that failed several times in a row
    shared = Shared()
    broker = ready(shared)
    shared.http.always("GET", THING, answer(status=500))
    for _ in range(FAILURES):
        attempt(broker)
    # WHEN it is called again
    refused = attempt(broker)
    # THEN nothing was sent
    assert refused == NotPerformed(Cause.UNREACHABLE, OPEN, detail="CircuitOpen")
    assert len(shared.http.sent("GET", THING)) == FAILURES
    assert shared.meter.counted[Metric.CIRCUIT_OPENED] == 1
    # AND after a while one call probes it; its failure shuts the host off again
    shared.clock.advance(OPEN)
    ends = [attempt(broker) for _ in range(2)]
    assert [is_open(end) for end in ends] == [False, True]
    # AND its success lets the others through
    shared.clock.advance(OPEN)
    shared.http.always("GET", THING, answer(status=404))
    ends = [attempt(broker) for _ in range(2)]
    assert [type(end) for end in ends] == [Done, Done]


def test_while_a_host_is_probed_nobody_else_calls_it() -> None:
    """Half open means one call, not the first of many."""
    # GIVEN a host that failed, and whose probe is under way
    shared = Shared()
    broker = ready(shared)
    shared.http.always("GET", THING, NoAnswerError("x"))
    for _ in range(FAILURES):
        attempt(broker)
    shared.clock.advance(OPEN)
    others: list[Sent[HttpResponse]] = []

    def answered(_: object) -> HttpResponse:
        others.append(attempt(broker))
        return answer(status=200)

    shared.http.on("GET", THING, answered)
    # WHEN another call is made meanwhile
    attempt(broker)
    # THEN it was not sent
    assert [is_open(end) for end in others] == [True]


@pytest.mark.parametrize("failure", [answer(status=500), NoAnswerError("x")])
def test_what_one_credential_meets_does_not_shut_the_host_to_another(failure: Answer) -> None:
    """One tenant's requests that a partner cannot bear say nothing about another's."""
    # GIVEN a credential whose requests fail several times in a row
    shared = Shared()
    broker = ready(shared)
    shared.http.always("GET", THING, failure)
    for _ in range(FAILURES):
        attempt(broker)
    assert is_open(attempt(broker))
    # WHEN another credential is used at the same host
    shared.gives("other")
    shared.http.always("GET", THING, answer(status=200))
    # THEN its call is made
    assert value_of(broker.send(Source(name="other"), thing)).status == 200


def test_a_host_that_cannot_be_reached_is_left_alone_by_every_credential() -> None:
    """A connection that is never made is the host's fault, for every caller."""
    # GIVEN a host to which no connection can be made
    shared = Shared()
    broker = ready(shared)
    broker.access_token(Source(name="other"))
    shared.http.always("GET", THING, NotSentError("x"))
    for _ in range(FAILURES):
        attempt(broker)
    # WHEN another credential is used there
    # THEN nothing is sent, and after a while one call probes the host for all of them
    assert is_open(broker.send(Source(name="other"), thing))
    shared.clock.advance(OPEN)
    shared.http.always("GET", THING, answer(status=200))
    assert value_of(broker.send(Source(name="other"), thing)).status == 200
    assert value_of(broker.send(Source(), thing)).status == 200


def test_a_request_that_cannot_be_written_says_nothing_about_the_host() -> None:
    """A key with a line break in it is our fault, however often it is tried."""
    # GIVEN a credential that fits in no header
    shared = Shared()
    broker = ready(shared)
    for _ in range(FAILURES + 1):
        end = broker.send(
            Source(), lambda _: HttpRequest("GET", THING, {"x-api-key": "k\n"}), idempotent=True
        )
        # THEN no attempt opens the circuit: it is the port that refuses to send it, and says why
        assert end == NotPerformed(Cause.UNREACHABLE, detail="header x-api-key")


def test_a_host_that_answers_now_and_then_is_not_cut_off() -> None:
    """Only failures in a row count."""
    # GIVEN a host that fails nine times in ten
    shared = Shared()
    broker = ready(shared)
    for _ in range(10):
        failures = [NoAnswerError("x")] * (FAILURES - 1)
        shared.http.on("GET", THING, *failures, answer(status=200))
        # WHEN it is called
        ends = [attempt(broker) for _ in range(FAILURES)]
        # THEN every call is sent
        assert not any(is_open(end) for end in ends)
