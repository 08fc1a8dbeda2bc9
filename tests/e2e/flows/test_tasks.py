"""The clock's work on the whole stack: schedule, due index, queue, worker, partner."""

import json
import threading
import uuid
from dataclasses import replace

from jetbridge.model.connection import Connection
from jetbridge.model.schedule import Task
from jetbridge.store import companies, connections
from jetbridge.store.dynamodb import DynamoTable
from jetbridge_cli.boto import BotoCalls
from tests.e2e.flows.tenant import Tenant, engine, table_dump

LONG_AGO = 1_600_000_000


def stored(tenant: Tenant) -> Connection:
    """Return the company's connection as it is stored."""
    table = DynamoTable(BotoCalls(engine(tenant.stack)), tenant.stack.ready.table_name)
    found = companies.connection(table, tenant.company, tenant.stack.ready.tenant)
    assert found
    return found


def until_renewed_ahead(tenant: Tenant) -> Connection:
    """Return the connection once the worker, which works beside us, has armed the renewal."""
    pause = threading.Event()
    for _ in range(400):
        found = stored(tenant)
        if Task.REFRESH in found.tasks:
            return found
        pause.wait(0.05)
    raise AssertionError("nobody has armed the renewal")


def test_a_due_check_is_made_and_the_next_ones_are_armed(tenant: Tenant) -> None:
    """What the template schedules, the deployed shape does."""
    # GIVEN a connected company whose check is overdue
    tenant.company = f"company-{uuid.uuid4().hex[:12]}"
    assert tenant.approve().ok
    before = stored(tenant)
    overdue = replace(before, tasks={**before.tasks, Task.HEALTH: LONG_AGO})
    table = DynamoTable(BotoCalls(engine(tenant.stack)), tenant.stack.ready.table_name)
    table.write(*connections.save(before, overdue, by="test"))
    # WHEN the schedule is fired
    report = tenant.stack.fire("Tasks")
    # THEN the connection is handed over, and the worker asks SmartRecruiters
    assert isinstance(report, dict)
    assert report["handed_over"] >= 1
    after = until_renewed_ahead(tenant)
    # AND its token is renewed ahead from now on, and the next check is a day away
    assert after.health.failures == 0
    assert after.tasks[Task.REFRESH] > before.updated_at
    assert after.tasks[Task.HEALTH] > before.updated_at + 3_600
    # AND the events are out: nothing is left to the sweep but what has just happened
    swept = tenant.stack.fire("Sweep")
    assert isinstance(swept, dict)
    assert swept["waiting"] == 0


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
