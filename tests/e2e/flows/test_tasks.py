"""The clock's work on the whole stack: schedule, due index, queue, worker, partner."""

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace

from jetbridge.model.connection import Connection
from jetbridge.model.schedule import Task
from jetbridge.store import companies, connections, due, keys
from jetbridge.store.due import Partition
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import ConditionFailedError, Delete, Put
from jetbridge_cli.boto import BotoCalls
from tests.e2e.flows.tenant import Tenant, engine, table_dump

LONG_AGO = 1_600_000_000


def stored(tenant: Tenant) -> Connection:
    """Return the company's connection as it is stored."""
    table = DynamoTable(BotoCalls(engine(tenant.stack)), tenant.stack.ready.table_name)
    found = companies.connection(table, tenant.company, tenant.stack.ready.tenant)
    assert found
    return found


def until[Found](read: Callable[[], Found | None]) -> Found:
    """Return what is found once the worker, which works beside us, is through."""
    pause = threading.Event()
    for _ in range(400):
        if (found := read()) is not None:
            return found
        pause.wait(0.05)
    raise AssertionError("the worker did nothing")


def checked(tenant: Tenant) -> Connection | None:
    """Return the company's connection if it was checked."""
    found = stored(tenant)
    return found if found.checked_at else None


def _made_overdue(tenant: Tenant) -> Connection | None:
    """Return the connection whose check was made overdue; None where a worker wrote it first."""
    before = stored(tenant)
    overdue = replace(before, tasks={**before.tasks, Task.HEALTH: LONG_AGO})
    table = DynamoTable(BotoCalls(engine(tenant.stack)), tenant.stack.ready.table_name)
    try:
        table.write(*connections.save(before, overdue, by="test"))
    except ConditionFailedError:
        return None
    return before


def test_a_due_check_is_made_and_the_next_ones_are_armed(tenant: Tenant) -> None:
    """What the template schedules, the deployed shape does."""
    # GIVEN a connected company whose check is overdue
    tenant.company = f"company-{uuid.uuid4().hex[:12]}"
    assert tenant.approve().ok
    before = until(lambda: _made_overdue(tenant))
    # WHEN the schedule is fired
    report = tenant.stack.fire("Tasks")
    # THEN the connection is handed over, and the worker asks SmartRecruiters
    assert isinstance(report, dict)
    assert report["handed_over"] >= 1
    after = until(lambda: checked(tenant))
    # AND the next check is at least most of a day away
    assert after.health.failures == 0
    assert after.tasks[Task.HEALTH] > before.updated_at + 3_600
    # AND the events are out: nothing is left to the sweep but what has just happened
    swept = tenant.stack.fire("Sweep")
    assert isinstance(swept, dict)
    assert swept["waiting"] == 0


def test_a_token_in_use_is_handed_over(tenant: Tenant) -> None:
    """The schedule may read and write its item, though it opens no token."""
    # GIVEN the access token of a company, in use and to be renewed
    tenant.company = f"company-{uuid.uuid4().hex[:12]}"
    assert tenant.approve().ok
    table = DynamoTable(BotoCalls(engine(tenant.stack)), tenant.stack.ready.table_name)
    key = keys.broker_token(f"{stored(tenant).id}/of-another-credential")
    table.write(Put({"pk": key.pk, "sk": key.sk, **due.at(key, LONG_AGO, Partition.TASK)}))
    # WHEN the schedule is fired
    report = tenant.stack.fire("Tasks")
    # THEN the worker has it, and it is not due again at once
    assert isinstance(report, dict)
    assert report["handed_over"] >= 1
    item = table.get(key)
    assert item
    assert (item["tries"], item["due_at"] != LONG_AGO) == (1, True)
    table.write(Delete(key))


def test_a_change_is_on_the_bus_at_once(tenant: Tenant) -> None:
    """No event of a whole connection waits for the next run."""
    # GIVEN a company that is connected and disabled
    tenant.approve()
    tenant.sandbox("smartrecruiters", f"disable/{tenant.company}")
    connection_id = tenant.connection()["id"]
    # WHEN what the table still holds is read
    items = [item for page in json.loads(table_dump(tenant.stack)) for item in page]
    # THEN none of its events is left in it
    waiting = [json.dumps(item) for item in items if item["pk"]["S"].startswith("OUTBOX#")]
    assert not any(connection_id in event for event in waiting)
