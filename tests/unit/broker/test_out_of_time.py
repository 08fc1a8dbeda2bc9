"""A call for which the invocation has no time left says nothing about the partner."""

from jetbridge.broker.circuit import FAILURES, OPEN
from jetbridge.model.metrics import Metric
from jetbridge.model.outcome import Cause, NotPerformed, Unknown
from jetbridge.model.ports import NoAnswerError, NotSentError, OutOfTimeError
from tests.fakes import answer
from tests.fakes.outcomes import failure_of, value_of
from tests.unit.broker.attempts import attempt, is_open
from tests.unit.broker.processes import THING, Shared, Source, thing


def ready() -> Shared:
    """Return processes with a token."""
    shared = Shared()
    shared.gives("one")
    return shared


def test_it_is_made_once_and_counted() -> None:
    """Nothing changes while it waits."""
    # GIVEN an invocation without time
    shared = ready()
    shared.http.always("GET", THING, OutOfTimeError("partner.test/thing", "OutOfTime"))
    # WHEN a call is made that could be repeated
    failure = shared.broker().send(Source(), thing)
    # THEN it was tried once, without a wait
    assert failure == NotPerformed(Cause.OUT_OF_TIME, detail="OutOfTime")
    assert len(shared.http.sent("GET", THING)) == 1
    assert shared.pause.waited == []
    assert shared.meter.counted[Metric.CALL_OUT_OF_TIME] == 1


def test_it_opens_no_circuit() -> None:
    """However often it happens: the next invocation calls."""
    # GIVEN a process whose invocations ran out of time again and again
    shared = ready()
    broker = shared.broker()
    shared.http.on("GET", THING, *[OutOfTimeError("t", "OutOfTime")] * 2 * FAILURES)
    for _ in range(2 * FAILURES):
        assert failure_of(broker.send(Source(), thing)).cause is Cause.OUT_OF_TIME
    # WHEN one has time
    shared.http.on("GET", THING, answer(status=200))
    # THEN the partner is asked
    assert value_of(broker.send(Source(), thing)).status == 200
    assert Metric.CIRCUIT_OPENED not in shared.meter.counted


def test_it_uses_up_no_probe() -> None:
    """A circuit that is to be probed is probed by the next call."""
    # GIVEN a host that is left alone, and whose time for a probe has come
    shared = ready()
    broker = shared.broker()
    broker.access_token(Source())
    shared.http.always("GET", THING, NotSentError("t", "ConnectTimeoutError"))
    while not is_open(attempt(broker)):
        pass
    shared.clock.advance(OPEN)
    # WHEN the invocation has no time for it
    shared.http.on("GET", THING, OutOfTimeError("t", "OutOfTime"), answer(status=200))
    assert failure_of(broker.send(Source(), thing)).cause is Cause.OUT_OF_TIME
    # THEN the next call is the probe
    assert value_of(broker.send(Source(), thing)).status == 200


def test_what_was_sent_before_stays_unknown() -> None:
    """A repeat that was not made undoes nothing."""
    # GIVEN a call whose answer is lost, and no time for a repeat
    shared = ready()
    shared.http.on(
        "GET", THING, NoAnswerError("t", "TimeoutError"), OutOfTimeError("t", "OutOfTime")
    )
    # WHEN it is made
    # THEN the outcome is unknown
    assert shared.broker().send(Source(), thing) == Unknown(detail="TimeoutError")
