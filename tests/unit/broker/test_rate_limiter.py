"""The gate of a credential: the partner's limits, kept by all processes together."""

from typing import Final

import pytest

from jetbridge.broker.dialect import DAY, Limits
from jetbridge.broker.limiter_state import LimiterState, Permit, entered, left, lone_call
from jetbridge.broker.rate_limiter import MARGIN
from jetbridge.model.outcome import Cause, Done, NotPerformed, Sent, Unknown
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.store import keys
from jetbridge.store.table import Put, TableUnavailableError
from tests.fakes import answer
from tests.fakes.clock import START
from tests.fakes.counted import CountedTable
from tests.fakes.hooks import HookedTable
from tests.fakes.outcomes import failure_of, value_of
from tests.unit.broker.processes import THING, Shared, limited, meanwhile, ready, thing

LIMITS: Final = smartrecruiters.dialect("x").limits
API: Final = "https://partner.test/api"


class Killed(BaseException):
    """The process is gone. Not an Exception: nothing may catch it and tidy up."""


def get(path: str) -> HttpRequest:
    """Build a call."""
    return HttpRequest("GET", f"{API}{path}", timeout=10)


def test_the_limits_are_those_of_the_partners_page() -> None:
    """10 a second, 8 at a time, the list of candidates alone."""
    assert (LIMITS.per_second, LIMITS.concurrent) == (10, 8)
    assert LIMITS.alone == (("GET", "/candidates"),)


def test_no_second_sees_more_starts_than_the_limit() -> None:
    """Wherever the second begins: the clock knows whole ones only."""
    # GIVEN a limit of three a second, and calls that are over at once
    limiter, limits = LimiterState(), Limits(per_second=3)
    starts: list[int] = []
    # WHEN a person wants to start all the time
    for now in range(START, START + 20):
        for number in range(10):
            after = entered(limiter, limits, Permit(f"{now}-{number}", now + 60), now=now)
            if isinstance(after, LimiterState):
                limiter = left(after, f"{now}-{number}", closed_until=0)
                starts.append(now)
    # THEN any two neighbouring seconds together see three
    assert starts
    for now in range(START, START + 20):
        assert sum(start in (now, now + 1) for start in starts) <= 3
    # AND none is wasted: three in every two
    assert len(starts) == 30


def test_no_more_calls_run_at_a_time_than_the_limit() -> None:
    """The ninth waits until one of the eight is over."""
    # GIVEN eight calls under way
    limiter: LimiterState | int = LimiterState()
    limits = Limits(concurrent=8)
    for number in range(8):
        assert isinstance(limiter, LimiterState)
        limiter = entered(limiter, limits, Permit(str(number), START + 60), now=START)
    assert isinstance(limiter, LimiterState)
    ninth = Permit("ninth", START + 60)
    # WHEN a ninth wants in, before and after one has left
    before = entered(limiter, limits, ninth, now=START)
    after = entered(left(limiter, "3", closed_until=0), limits, ninth, now=START)
    # THEN it waits for that
    assert before == 1
    assert isinstance(after, LimiterState)


def test_a_holder_that_died_falls_out_when_its_time_is_over() -> None:
    """Its slot is not lost."""
    # GIVEN a call whose holder is never heard of again
    limits = Limits(concurrent=1)
    limiter = entered(LimiterState(), limits, Permit("dead", START + 25), now=START)
    assert isinstance(limiter, LimiterState)
    # WHEN another wants in, just before and at the end of its time
    new = Permit("new", START + 60)
    ends = [entered(limiter, limits, new, now=START + seconds) for seconds in (24, 25)]
    # THEN it may at the end
    assert [type(end) for end in ends] == [int, LimiterState]


def test_a_lone_call_keeps_out_its_like_only() -> None:
    """One list of candidates at a time; a single candidate is another call."""
    # GIVEN a list of candidates under way
    names = [
        lone_call(LIMITS, "GET", "/candidates"),
        lone_call(LIMITS, "GET", "/candidates/1"),
        lone_call(LIMITS, "POST", "/candidates"),
    ]
    assert names == ["GET /candidates", "", ""]
    limiter = entered(LimiterState(), LIMITS, Permit("1", START + 60, names[0]), now=START)
    assert isinstance(limiter, LimiterState)
    # WHEN others want in
    ends = [entered(limiter, LIMITS, Permit("2", START + 60, name), now=START) for name in names]
    # THEN only its like waits
    assert [type(end) for end in ends] == [int, LimiterState, LimiterState]


def test_a_partner_that_wants_a_rest_gets_it() -> None:
    """Whatever else is free."""
    # GIVEN a gate that a call left with such a wish
    limiter = left(LimiterState(), "1", closed_until=START + 7)
    # WHEN others leave with a shorter one and want in
    limiter = left(limiter, "2", closed_until=START + 2)
    call = Permit("3", START + 60)
    ends = [entered(limiter, LIMITS, call, now=START + seconds) for seconds in (0, 6, 7)]
    # THEN the longer one holds
    assert ends[:2] == [7, 1]
    assert isinstance(ends[2], LimiterState)


def nested(shared: Shared, depth: int) -> list[Sent[HttpResponse]]:
    """Make calls of `depth` processes, each while the one before is under way."""
    ends: list[Sent[HttpResponse]] = []

    def call() -> None:
        inner = meanwhile(call if len(ends) < depth - 1 else (lambda: None), answer(status=200))
        shared.http.on("GET", THING, inner)
        ends.append(Unknown())
        place = len(ends) - 1
        ends[place] = shared.broker().send(limited(), thing)

    call()
    return ends


def test_processes_keep_the_limit_together() -> None:
    """The ninth process waits, in vain here, and is told when to come again."""
    # WHEN nine processes call, each while all before it are under way
    ends = nested(ready(), 9)
    # THEN eight calls were made
    assert [type(end) for end in ends[:-1]] == [Done] * 8
    assert ends[-1] == NotPerformed(Cause.THROTTLED, 1)


def test_calls_wait_for_their_turn() -> None:
    """The eleventh of a burst is made a moment later."""
    # GIVEN a partner that answers at once
    shared = ready()
    shared.http.always("GET", THING, answer(status=200))
    # WHEN twenty-five calls are made in one go
    broker = shared.broker()
    moments = []
    for _ in range(25):
        broker.send(limited(), thing)
        moments.append(shared.clock.now() - START)
    # THEN ten were made in each stretch
    assert [moments.count(moment) for moment in sorted(set(moments))] == [10, 10, 5]


def test_what_was_written_a_moment_ago_is_not_read_again() -> None:
    """One read for calls that follow each other, as those of one journey do."""
    # GIVEN a process that calls three times in one go
    shared = ready()
    shared.http.always("GET", THING, answer(status=200))
    counted = CountedTable(shared.table)
    broker = shared.broker(table=counted)
    broker.access_token(limited())
    counted.made.clear()
    for _ in range(3):
        broker.send(limited(), thing)
    # THEN the limiter was read once, and written when each call entered and left
    assert counted.made == {"GetItem": 1, "PutItem": 6}
    # AND is read again where others may have written it
    shared.clock.advance(10)
    broker.send(limited(), thing)
    assert counted.made["GetItem"] == 2


def test_what_was_written_here_delays_no_call() -> None:
    """Whether a call has to wait is decided by what is stored."""
    # GIVEN a process that has seen the limiter full
    shared = ready()
    shared.http.always("GET", THING, answer(status=200))
    broker = shared.broker()
    for _ in range(10):
        broker.send(limited(), thing)
    # WHEN there is room, which another process has made, and it calls
    item = shared.table.get(keys.limiter("company"))
    assert item
    shared.table.write(Put(item | {"starts": [], "version": 99}))
    broker.send(limited(), thing)
    # THEN it did not wait
    assert shared.pause.waited == []


def test_one_credential_does_not_wait_for_another() -> None:
    """Each company has limits of its own."""
    # GIVEN a credential at its limit
    shared = ready()
    shared.http.always("GET", THING, answer(status=200))
    broker = shared.broker()
    for _ in range(10):
        broker.send(limited("acme"), thing)
    # WHEN another one is used
    broker.send(limited("globex"), thing)
    # THEN it did not wait
    assert shared.pause.waited == []


def test_a_call_whose_process_died_frees_its_place() -> None:
    """After its time limit and a margin."""
    # GIVEN eight calls whose processes died while they were under way
    shared = ready()
    shared.http.always("GET", THING, answer(status=200))
    for _ in range(8):
        under_way: list[HttpRequest] = []

        def step(under_way: list[HttpRequest] = under_way) -> None:
            if under_way:
                raise Killed

        def note(request: HttpRequest, under_way: list[HttpRequest] = under_way) -> HttpResponse:
            under_way.append(request)
            return answer(status=200)

        shared.http.on("GET", THING, note)
        with pytest.raises(Killed):
            shared.broker(table=HookedTable(shared.table, step)).send(limited(), thing)
    # WHEN another process calls
    assert failure_of(shared.broker().send(limited(), thing)).cause is Cause.THROTTLED
    # THEN it can once their time is over
    shared.clock.advance(10 + MARGIN)
    assert value_of(shared.broker().send(limited(), thing)).status == 200


def test_an_answer_is_not_lost_where_the_gate_cannot_be_left() -> None:
    """The pass ends by itself; what the partner did is known only here."""
    # GIVEN a table that is out of reach once the partner has answered
    shared = ready()
    answered: list[HttpRequest] = []

    def step() -> None:
        if answered:
            raise TableUnavailableError

    def note(request: HttpRequest) -> HttpResponse:
        answered.append(request)
        return answer(status=201)

    shared.http.on("GET", THING, note)
    # WHEN a call is made
    response = value_of(shared.broker(table=HookedTable(shared.table, step)).send(limited(), thing))
    # THEN its answer arrives
    assert response.status == 201


@pytest.mark.parametrize(
    ("headers", "status", "seconds"),
    [
        ({"Retry-After": "4"}, 429, 4),
        ({}, 429, 2),
        ({"Retry-After": "4"}, 503, 4),
        ({"X-RateLimit-Remaining": "0"}, 200, 1),
        ({"X-RateLimit-Remaining": "1", "X-RateLimit-Concurrent-Remaining": "0"}, 200, 0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 429, 2),
    ],
)
def test_what_one_process_hears_all_obey(
    headers: dict[str, str], status: int, seconds: int
) -> None:
    """Retry-After and X-RateLimit-Remaining close the gate for every instance."""
    # GIVEN an answer that tells of the limits
    shared = ready()
    shared.http.on("GET", THING, answer(status=status, headers=headers))
    shared.broker().send(limited(), thing)
    # WHEN another process calls
    shared.http.on("GET", THING, answer(status=200))
    shared.broker().send(limited(), thing)
    # THEN it has waited for so long
    assert shared.clock.now() - START == seconds


@pytest.mark.parametrize(("wanted", "kept"), [("60", 60), ("86400", DAY), ("999999999", DAY)])
def test_a_wait_that_is_too_long_is_said_at_once(wanted: str, kept: int) -> None:
    """No call waits for a permit that does not come; after a day it is looked at again."""
    # GIVEN a partner that wants a minute, or thirty years
    shared = ready()
    shared.http.on("GET", THING, answer(status=429, headers={"Retry-After": wanted}))
    shared.broker().send(limited(), thing)
    # WHEN another process calls
    failure = shared.broker().send(limited(), thing)
    # THEN it is told how long
    assert failure == NotPerformed(Cause.THROTTLED, kept)
    assert shared.pause.waited == []


def test_the_gate_shows_no_secret() -> None:
    """Its item names calls by random ids, and nothing else."""
    # GIVEN a call under way
    shared = ready()
    rate_limiter: list[object] = []
    shared.http.on(
        "GET",
        THING,
        meanwhile(lambda: rate_limiter.append(shared.table.get(keys.limiter("company"))), answer()),
    )
    # WHEN its gate is looked at
    shared.broker().send(limited(), thing)
    # THEN there are ids and moments
    (limiter,) = rate_limiter
    assert isinstance(limiter, dict)
    known = {"pk", "sk", "version", "running", "starts", "closed_until", "timeouts", "ttl"}
    assert limiter.keys() == known
    assert [call.keys() for call in limiter["running"]] == [{"id", "until", "alone"}]
