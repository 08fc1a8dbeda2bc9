"""What `jetbridge status` finds in a deployment's table and queues."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, override

import pytest

from jetbridge.model.company_settings import POLL_TROUBLE_TOLD
from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.journey import Entry, What
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.journey_transition import Transition
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.tenant import Tenant
from jetbridge.model.webhook import FAILING_AFTER, Endpoint, EndpointStatus
from jetbridge.store import connections, due, endpoints, journeys, keys, notifications, tenants
from jetbridge.store import own_credentials as standings
from jetbridge.store.due import Partition
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.own_credentials import Standing
from jetbridge.store.table import Key, Page, Put, TableUnavailableError, Update
from jetbridge_cli import findings, tenants_standing, work_standing
from jetbridge_cli.failure import DeniedError
from jetbridge_cli.findings import Finding, Result
from jetbridge_cli.tenants_standing import Tenants
from tests.fakes.clock import START
from tests.fakes.journeys import BEGUN
from tests.fakes.passing import PassingTable
from tests.unit.infra.templates import written

_CONNECTION: Final = Connection(
    "con_1", BEGUN.tenant, "smartrecruiters", "acme", Status.ACTIVE, "connected", START, START
)
_ENDPOINT: Final = Endpoint(BEGUN.tenant, "https://hooks.test/x", (), "sealed", START, START)


class Closed(PassingTable):
    """A table whose items the operator may not read."""

    def __init__(self) -> None:
        """Have no item that could be read."""
        super().__init__(MemoryTable())

    @override
    def _page(self, operation: str, call: Callable[[], Page]) -> Page:
        raise TableUnavailableError("AccessDeniedException")


@pytest.fixture
def table() -> MemoryTable:
    """Return a table that holds a tenant."""
    table = MemoryTable()
    table.write(tenants.add(Tenant(BEGUN.tenant, added_at=START)))
    return table


def _of_tenants(table: MemoryTable, now: int = START) -> list[Finding]:
    return [*Tenants(table, now).standing()]


def test_a_tenant_that_needs_nothing_is_counted_only(table: MemoryTable) -> None:
    """One that was offboarded is not even counted."""
    # GIVEN another one that was offboarded
    table.write(tenants.add(Tenant("gone", added_at=START)))
    table.write(tenants.close("gone", by="op", now=START))
    table.write(tenants.end("gone", now=START))
    # THEN one is left, and is well
    (found,) = _of_tenants(table)
    assert (found.result, found.about) == (Result.FINE, "none needs an operator (served: 1)")


def test_a_table_that_may_not_be_read_hides_no_other_check() -> None:
    """Dead letters and alarms are not in the table."""
    # GIVEN a role that may not read the table
    tenants_of = Tenants(Closed(), START)
    checks = [("tenants", tenants_of.standing), ("partners", tenants_of.partners)]
    # THEN each check that reads it is unknown, and says what the role lacks
    found = findings.gather([*checks, ("dead letters", lambda: work_standing.dead_letters(int))])
    assert [(each.check, each.result) for each in found] == [
        ("tenants", Result.UNKNOWN),
        ("partners", Result.UNKNOWN),
        ("dead letters", Result.FINE),
    ]
    assert found[0].do == DeniedError.advice


def test_an_offboarding_that_has_not_ended_is_to_be_finished(table: MemoryTable) -> None:
    """The command does what is left."""
    table.write(tenants.close(BEGUN.tenant, by="op", now=START))
    (found,) = _of_tenants(table)
    assert (found.result, found.do) == (Result.ACT, "jetbridge tenants offboard demo")


def test_journeys_that_need_attention_are_named(table: MemoryTable) -> None:
    """Those that run on are not."""
    # GIVEN a journey that needs attention and one that runs
    held = replace(BEGUN, id="jny_held", status=JourneyStatus.NEEDS_ATTENTION)
    other = replace(BEGUN, sequence=2)
    for each in (held, other):
        started = Transition(each, (Entry(What.STARTED, START),))
        table.write(*journeys.create(started, None))
    # THEN the tenant's finding names the first one, and the command that lists it
    (found,) = _of_tenants(table)
    assert (found.result, found.check) == (Result.ACT, "tenant demo")
    assert found.about == "journeys that need attention: jny_held"
    assert found.do == "jetbridge journeys list --tenant demo --status needs_attention"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (Status.NEEDS_RECONNECT, Result.ACT),
        (Status.DEGRADED, Result.NOTE),
        (Status.PENDING, None),
        (Status.DISABLED, None),
    ],
)
def test_connections_that_do_not_work_are_told(
    table: MemoryTable, status: Status, result: Result | None
) -> None:
    """One that is being made, or was ended, is no fault."""
    table.write(*connections.save(None, replace(_CONNECTION, status=status), by="op"))
    of_tenant = [each for each in _of_tenants(table) if each.check == "tenant demo"]
    assert [each.result for each in of_tenant] == ([result] if result else [])
    assert all("con_1 (connected)" in each.about for each in of_tenant)


def test_a_list_of_hires_that_cannot_be_read_is_told(table: MemoryTable) -> None:
    """As soon as the event `connection.poll_failing` tells of it."""
    troubled = replace(_CONNECTION, settings={POLL_TROUBLE_TOLD: "yes"})
    table.write(*connections.save(None, troubled, by="op"))
    (found,) = _of_tenants(table)
    assert (found.result, found.do) == (Result.ACT, "jetbridge connections show con_1")


@pytest.mark.parametrize(
    ("endpoint", "is_told"),
    [
        (_ENDPOINT, False),
        (replace(_ENDPOINT, failing_since=START - FAILING_AFTER + 1), False),
        (replace(_ENDPOINT, failing_since=START - FAILING_AFTER), True),
        (replace(_ENDPOINT, status=EndpointStatus.DISABLED), True),
    ],
)
def test_an_endpoint_that_takes_nothing_is_told(
    table: MemoryTable, endpoint: Endpoint, is_told: object
) -> None:
    """After an hour, or at once where it says that it is gone."""
    table.write(endpoints.save(endpoint))
    acts = [each for each in _of_tenants(table) if each.result is Result.ACT]
    assert [each.do for each in acts] == ["jetbridge webhooks test --tenant demo"] * bool(is_told)


def test_a_partner_tells_its_last_success_and_the_share_that_fails(table: MemoryTable) -> None:
    """Of the connections whose partner is called."""
    # GIVEN two connections that are called, one of which fails, and one that has ended
    failing = replace(_CONNECTION, id="con_2", account="b", health=Health(2, START, "no_answer"))
    well = replace(_CONNECTION, health=Health(succeeded_at=START))
    over = replace(failing, id="con_3", account="c", status=Status.DISABLED)
    for each in (well, failing, over):
        table.write(*connections.save(None, each, by="op"))
    # WHEN the partners are looked at
    found = {each.check: each for each in Tenants(table, START).partners()}
    # THEN half of them fail
    mine = found["partner smartrecruiters"]
    assert mine.about.startswith("1 of 2 connections fail (50 %), last success 20")
    assert mine.result is Result.NOTE
    assert found["partner enboarder"].result is Result.FINE


def test_what_would_be_kept_for_ever_is_told(table: MemoryTable) -> None:
    """After an upgrade from 0.1.0: what had ended by then does not say when it is removed."""
    # GIVEN a disabled connection, as this release writes one
    disabled = replace(_CONNECTION, status=Status.DISABLED)
    table.write(*connections.save(None, disabled, by="op"))
    assert _kept(table).result is Result.FINE
    # AND as 0.1.0 has left it
    table.write(Update(keys.connection(disabled.id), remove=("due_shard", "due_at")))
    # THEN the command is named that has it looked at
    found = _kept(table)
    assert (found.result, found.do) == (Result.ACT, "jetbridge retention apply")
    assert BEGUN.tenant in found.about


def _kept(table: MemoryTable) -> Finding:
    (found,) = tenants_standing.retention(table)
    return found


def test_own_credentials_that_are_refused_are_told(table: MemoryTable) -> None:
    """Until the partner takes them again."""
    (fine,) = tenants_standing.credentials(table)
    assert fine.result is Result.FINE
    table.write(
        standings.save(Standing("incode", "api_key", refused=True, error="http_403", since=START))
    )
    (found,) = tenants_standing.credentials(table)
    assert (found.result, found.do) == (Result.ACT, "jetbridge secrets test incode")
    assert "http_403" in found.about


def test_notifications_that_wait_for_the_operator_are_told(table: MemoryTable) -> None:
    """By partner."""
    (fine,) = tenants_standing.unresolved(table)
    assert fine.result is Result.FINE
    status = NotificationStatus.UNRESOLVED
    waiting = Notification("incode", "e1", "type", "demo", "", START, status=status)
    table.write(notifications.create(waiting))
    (found,) = tenants_standing.unresolved(table)
    assert (found.result, found.about) == (Result.ACT, "unresolved of incode: 1")


def test_a_dead_letter_has_to_be_looked_at() -> None:
    """Whatever it is."""
    (none,) = work_standing.dead_letters(lambda: 0)
    (some,) = work_standing.dead_letters(lambda: 3)
    assert (none.result, some.result) == (Result.FINE, Result.ACT)
    assert some.about == "messages that failed for good: 3"


@pytest.mark.parametrize(
    ("messages", "age", "result"),
    [
        (0, None, Result.FINE),
        (2, 600, Result.FINE),
        (2, 601, Result.ACT),
        (2, None, Result.NOTE),
    ],
)
def test_a_queue_whose_oldest_message_is_old_has_to_be_looked_at(
    messages: int, age: int | None, result: Result
) -> None:
    """An age that is not known is said to be unknown."""
    (found,) = work_standing.queue("q", lambda: messages, lambda: age, 600)
    assert found.result is result


def test_due_work_that_nothing_takes_up_shows_that_schedules_stand_still(
    table: MemoryTable,
) -> None:
    """The clock stands still, or each run fails."""
    # GIVEN a journey that is due
    table.write(*journeys.create(Transition(BEGUN, (Entry(What.STARTED, START),)), START))
    # WHEN it has waited for as long as it may, and for longer
    (fine,) = work_standing.schedules(table, START + work_standing.LATE)
    (late,) = work_standing.schedules(table, START + 2 * 3_600)
    # THEN the second one says which work, and for how long
    assert (fine.result, late.result) == (Result.FINE, Result.ACT)
    assert late.about == "due work of Journeys, Sweep has waited for 2 h 0 min"


@pytest.mark.parametrize("partition", Partition)
def test_due_work_is_told_by_its_schedule(table: MemoryTable, partition: Partition) -> None:
    """A partition that is new belongs to one of them."""
    key = Key("ANY#1", "ANY")
    table.write(Put({"pk": key.pk, "sk": key.sk, **due.at(key, START, partition)}))
    (late,) = work_standing.schedules(table, START + 86_400)
    schedules = written()["Resources"]["ScheduledFunction"]["Properties"]["Events"]
    assert any(each in late.about for each in schedules)


def test_work_that_never_comes_due_is_named(table: MemoryTable) -> None:
    """A schedule reads what is due by now: of a moment in milliseconds nothing else would tell."""
    # GIVEN a connection whose moment someone has written in milliseconds, and one that is right
    for name, moment in {"con_broken": START * 1_000, "con_1": START + 99}.items():
        key = keys.connection(name)
        place = due.at(key, moment, Partition.TASK)
        table.write(Put({"pk": key.pk, "sk": key.sk, **place}))
    # WHEN the schedules are looked at
    found = [*work_standing.schedules(table, START)]
    # THEN it is named, with what to do
    (never,) = [each for each in found if each.result is Result.ACT]
    assert never.about == "never due, for its due_at is no moment: CONNECTION con_broken"
    assert "docs/operations.md" in never.do
