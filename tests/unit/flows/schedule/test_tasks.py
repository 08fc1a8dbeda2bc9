"""The clock's work on connections: handed over once, done once, and resumed where it stopped."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.connection import health
from jetbridge.flows.schedule import dispatch, tasks, work
from jetbridge.model.connection import Connection, Status
from jetbridge.model.health import Verdict
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpResponse, NoAnswerError, NotSentError
from jetbridge.model.schedule import CHECK_EVERY, CHECK_UNUSED, DAY, RECHECK, Task
from jetbridge.model.work import UPKEEP
from jetbridge.store import connections, keys
from jetbridge.store.memory.table import MemoryTable
from tests.fakes import FakeHttp, answer
from tests.fakes.clock import FrozenClock
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable
from tests.fakes.http import Answer
from tests.fakes.partners.smartrecruiters import TOKEN
from tests.support.hires import put_policy
from tests.support.smartrecruiters import the_connection
from tests.unit.flows.schedule.checked import CANDIDATES, asked, connected, deliver, used_late

CLOCK_STEP: Final = 20


class Killed(Exception):  # noqa: N818 - what happened, not an error to handle
    """The process ended here."""


def test_a_due_connection_is_checked_and_its_next_check_is_armed() -> None:
    """The schedule hands over, the worker does, and the next check is armed."""
    # GIVEN a connection whose first check is due
    world = connected()
    # WHEN the schedule fires and the queue is worked through
    report = tasks.run(world.context())
    groups = [message["group"] for message, _ in world.queue.sent]
    deliver(world)
    # THEN it was handed over as upkeep
    assert groups == [UPKEEP]
    # AND the partner was asked once, and the connection knows
    connection = the_connection(world)
    assert (report, asked(world)) == (dispatch.Report(handed_over=1), 1)
    assert connection.health.succeeded_at == world.clock.now()
    # AND nothing is due
    assert tasks.run(world.context()) == dispatch.Report()


def test_a_check_reads_at_most_one_candidate() -> None:
    """The check wants to know whether it may, not who."""
    # GIVEN a check
    world = connected()
    tasks.run(world.context())
    # WHEN it was made
    deliver(world)
    # THEN it asked for one
    assert isinstance(world.http, FakeHttp)
    (request,) = world.http.sent("GET", CANDIDATES)
    assert request.url.endswith("?limit=1")


def test_work_that_was_handed_over_is_not_handed_over_again_at_once() -> None:
    """A slow queue is not filled with the same work every minute."""
    # GIVEN a run whose messages wait
    world = connected()
    tasks.run(world.context())
    # WHEN the next one comes a minute later
    world.clock.advance(60)
    # THEN it leaves them alone
    assert tasks.run(world.context()).handed_over == 0


def test_work_that_was_lost_is_handed_over_again() -> None:
    """A message that never arrived is missed after a while."""
    # GIVEN a run whose messages were lost
    world = connected()
    tasks.run(world.context())
    world.queue.sent.clear()
    # WHEN the time of a message has passed
    world.clock.advance(dispatch.HOLD)
    # THEN the work is done after all
    assert tasks.run(world.context()).handed_over == 1
    deliver(world)
    assert asked(world) == 1


def test_a_repeated_message_does_nothing() -> None:
    """Queues deliver twice now and then."""
    # GIVEN work that was done
    world = connected()
    tasks.run(world.context())
    messages = list(world.queue.sent)
    deliver(world)
    before = the_connection(world)
    # WHEN its message comes again
    world.queue.sent.extend(messages)
    deliver(world)
    # THEN nothing is asked and nothing is written
    assert (asked(world), the_connection(world)) == (1, before)


def test_a_queue_that_takes_nothing_leaves_everything_due() -> None:
    """Nothing is lost to a bad minute of the queue."""
    # GIVEN a queue that is down
    world = connected()
    world.queue.broken = True
    assert tasks.run(world.context()) == dispatch.Report(complete=False)
    # WHEN it is back
    world.queue.broken = False
    # THEN the next run hands everything over
    assert tasks.run(world.context()) == dispatch.Report(handed_over=1)


@pytest.mark.parametrize("killed_at", range(1, 24))
def test_a_run_that_is_killed_anywhere_is_resumed(killed_at: int) -> None:
    """At the latest when the messages that it may have lost are missed."""
    # GIVEN ten due connections, and a run that is killed between two steps
    companies = tuple(f"company-{n}" for n in range(10))
    world = connected(*companies)
    steps = iter(range(killed_at))

    def step() -> None:
        if next(steps, None) is None:
            raise Killed

    with pytest.raises(Killed):
        tasks.run(world.context(table=HookedTable(world.table, step)))
    # WHEN the schedule fires on, and the queue is worked through
    deliver(world)
    world.clock.advance(dispatch.HOLD)
    tasks.run(world.context())
    deliver(world)
    # THEN every connection was checked
    assert all(the_connection(world, company_id=each).health.succeeded_at for each in companies)


def test_a_run_ends_in_time_and_the_next_one_goes_on() -> None:
    """A run hands over what it can, and begins elsewhere next time."""

    # GIVEN connections in every shard, and a clock that runs while the table is read
    class SlowTable(HookedTable):
        """Takes its time."""

        def __init__(self, table: MemoryTable, clock: FrozenClock) -> None:
            super().__init__(table, step=lambda: clock.advance(CLOCK_STEP // 2))

    companies = tuple(f"company-{n}" for n in range(30))
    world = connected(*companies)
    assert isinstance(world.table, MemoryTable)
    slow = SlowTable(world.table, world.clock)
    # WHEN runs are made until one is through
    began = world.clock.now()
    first = tasks.run(world.context(table=slow))
    assert not first.complete
    runs = 1
    while not tasks.run(world.context()).complete:
        runs += 1
    deliver(world)
    # THEN the first was bounded, and together they did everything
    assert world.clock.now() - began < 30 * CLOCK_STEP * 10
    assert all(the_connection(world, company_id=each).health.succeeded_at for each in companies)


@pytest.mark.parametrize(
    ("candidates", "error"),
    [
        (answer(status=503), "http_503"),
        (NoAnswerError(), "no_answer"),
        (NotSentError(), "unreachable"),
    ],
)
def test_an_outage_degrades_and_its_end_heals(candidates: Answer, error: str) -> None:
    """Told both times: on the bus and in the history."""
    # GIVEN a partner that fails for a quarter of an hour
    world = connected(candidates=candidates)
    for _ in range(4):
        tasks.run(world.context())
        deliver(world)
        world.clock.advance(RECHECK)
    ill = the_connection(world)
    assert (ill.status, ill.health.last_error) == (Status.DEGRADED, error)
    # WHEN it comes back
    assert isinstance(world.http, FakeHttp)
    world.http.always("GET", CANDIDATES, answer({"content": []}))
    tasks.run(world.context())
    deliver(world)
    # THEN the connection is well, and all of it was told in order
    assert the_connection(world).status is Status.ACTIVE
    told = [(event.type, event.detail["version"]) for event in world.bus.published]
    assert [kind for kind, _ in told] == [
        "connection.activated",
        "connection.degraded",
        "connection.recovered",
    ]
    assert told == sorted(told, key=lambda each: int(str(each[1])))
    lines = connections.history(world.table, ill.id)
    assert [line.reason for line in lines[:2]] == ["recovered", "calls_fail"]


def test_a_refused_credential_is_said_so_and_comes_back_by_itself() -> None:
    """Where the refusal was the partner's bad hour, nothing has to be done."""
    # GIVEN a partner that refuses the company's credential
    world = connected()
    assert isinstance(world.http, FakeHttp)
    world.http.always("POST", TOKEN, answer({"error": "invalid_client"}, status=401))
    tasks.run(world.context())
    deliver(world)
    over = the_connection(world)
    assert (over.status, over.reason) == (Status.NEEDS_RECONNECT, "credential_refused")
    # WHEN it takes it again by the next day
    world.http.always("POST", TOKEN, answer({"access_token": "t", "expires_in": 1799}))
    world.clock.advance(DAY)
    tasks.run(world.context())
    deliver(world)
    # THEN the connection is back
    assert the_connection(world).status is Status.ACTIVE
    assert world.bus.published[-1].type == "connection.recovered"


def test_a_missing_scope_is_no_refused_credential() -> None:
    """SmartRecruiters took the token; what it may do is another matter."""
    # WHEN the check is forbidden
    world = connected(candidates=answer(status=403))
    tasks.run(world.context())
    deliver(world)
    # THEN the connection is well
    assert the_connection(world).status is Status.ACTIVE


@pytest.mark.parametrize(
    ("use", "within"),
    [
        pytest.param(lambda _: None, CHECK_UNUSED, id="unused"),
        pytest.param(used_late, CHECK_EVERY, id="used"),
        pytest.param(put_policy, CHECK_EVERY, id="subscribed"),
    ],
)
def test_what_is_used_is_checked_daily_and_the_rest_weekly(
    use: Callable[[World], object], within: int
) -> None:
    """What is broken and unused is known a week later at the latest."""
    # GIVEN a connection that was checked, and is used since, or is not
    world = connected()
    tasks.run(world.context())
    deliver(world)
    world.clock.advance(3_600)
    use(world)
    world.clock.advance(the_connection(world).tasks[Task.HEALTH] - world.clock.now())
    # WHEN it is checked again
    tasks.run(world.context())
    deliver(world)
    # THEN the next check comes within a day or a week
    after = the_connection(world).tasks[Task.HEALTH] - world.clock.now()
    assert within * 3 // 4 <= after <= within


def test_an_unused_connection_that_ended_is_known_within_a_week() -> None:
    """No call is made, and still a person is told."""
    # GIVEN a connection that is not used, and whose credential the partner has revoked
    world = connected()
    assert isinstance(world.http, FakeHttp)
    tasks.run(world.context())
    deliver(world)
    world.http.always("POST", TOKEN, answer({"error": "invalid_client"}, status=401))
    # WHEN a week passes
    world.clock.advance(CHECK_UNUSED)
    tasks.run(world.context())
    deliver(world)
    # THEN it needs a reconnect, and that was told
    assert the_connection(world).status is Status.NEEDS_RECONNECT
    assert world.bus.published[-1].type == "connection.needs_reconnect"


def test_a_verdict_on_replaced_credentials_does_not_count() -> None:
    """What the old ones met says nothing about the new ones."""
    # GIVEN a check during which an admin connects again
    world = connected()
    before = the_connection(world)
    renewed = replace(before, sealed={"clientSecret": "another"})
    world.table.write(*connections.save(before, renewed, by="another"))
    # WHEN the old ones were refused
    refused = Verdict("invalid_client", permanent=True)
    after = health.record(world.context(), before, refused, by="test")
    # THEN nothing is held against the new ones, and the next check is armed
    assert after.health.failures == 0
    assert after.tasks[Task.HEALTH] > world.clock.now()


def a_key(world: World, *, ends_in: int) -> Connection:
    """Store an active connection whose key ends in so many seconds."""
    now = world.clock.now()
    connection = Connection(
        id="con_key",
        tenant="demo",
        partner="onboardbase",
        account="demo",
        status=Status.ACTIVE,
        reason="connected",
        created_at=now,
        updated_at=now,
        sealed={"api_key": "v1.k1.x"},
        expires_at=now + ends_in,
        tasks={Task.HEALTH: now + 400 * DAY},
    )
    world.table.write(*connections.save(None, connection, by="test"))
    return connection


def test_the_tenant_is_reminded_and_told_when_it_is_over() -> None:
    """Two weeks before, three days before, and at the end; each once."""
    # GIVEN a key that ends in ninety days
    world = World()
    a_key(world, ends_in=90 * DAY)
    # WHEN a hundred days pass
    for _ in range(100):
        world.clock.advance(DAY)
        tasks.run(world.context())
        deliver(world)
    # THEN the bus has heard it
    assert [event.type for event in world.bus.published] == [
        "connection.expiring",
        "connection.expiring",
        "connection.needs_reconnect",
    ]
    # AND the connection is over until an admin renews it
    after = connections.get(world.table, "con_key")
    assert after
    assert (after.status, after.reason) == (Status.NEEDS_RECONNECT, "credential_expired")
    assert "due_at" not in (world.table.get(keys.connection(after.id)) or {})


def test_a_connection_that_is_gone_needs_nothing() -> None:
    """A message may outlive what it is about."""
    # WHEN a message about nothing comes, THEN nothing happens
    work.do(World().context(), {"kind": "task", "connection_id": "con_none", "task": "due"})


def test_a_task_that_fails_keeps_no_other_from_being_done() -> None:
    """Each is counted and ends by itself."""
    # GIVEN a connection whose check is due, and fails as nothing foresees, and whose poll is due
    world = connected()
    assert isinstance(world.http, FakeHttp)

    def fails(_: object) -> HttpResponse:
        raise RuntimeError

    world.http.on("GET", CANDIDATES, fails)
    # WHEN the worker does what is due
    tasks.run(world.context())
    deliver(world)
    # THEN the poll was made, and the check is tried again later
    connection = the_connection(world)
    assert connection.begun == {Task.HEALTH: 1}
    assert connection.tasks[Task.POLL] > world.clock.now()
    assert world.meter.counted[Metric.UNEXPECTED_ERROR] == 1


def test_a_task_that_another_worker_has_begun_is_left_to_it() -> None:
    """A message that comes twice at the same moment finds the try counted."""
    # GIVEN a worker that is in the middle of a check
    world = connected()
    tasks.run(world.context())
    message = dict(world.queue.sent[0][0])

    def meanwhile(_: object) -> HttpResponse:
        work.do(world.context(), message)
        return answer({"content": []})

    assert isinstance(world.http, FakeHttp)
    world.http.on("GET", CANDIDATES, meanwhile)
    # WHEN its message comes once more meanwhile
    work.do(world.context(), message)
    # THEN the partner was asked once, and the check has ended
    assert asked(world) == 1
    assert Task.HEALTH not in the_connection(world).begun
