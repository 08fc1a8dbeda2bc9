"""What a policy sets going: the notifications that it needs, and the poll."""

import pytest

from jetbridge.flows.journey import policies
from jetbridge.flows.schedule import work
from jetbridge.model.connection import Connection, Status
from jetbridge.model.schedule import DAY, Task
from jetbridge.model.work import connection_task
from jetbridge.partners.smartrecruiters import disable, subscription
from jetbridge.partners.smartrecruiters.subscription_api import CANDIDATE_EVENTS, HIRE_EVENTS
from jetbridge.store import connections
from tests.fakes import FakeHttp, answer
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, ISSUED
from tests.support.hires import put_policy
from tests.support.smartrecruiters import approve, the_connection
from tests.unit.partners.smartrecruiters.subscriptions import EVENT, connected, subscribed, work_off


def subscribe(world: World) -> None:
    """Have the worker make sure of the company's subscription."""
    work.do(world.context(), connection_task(the_connection(world).id, subscription.TASK))


def another_partner(world: World) -> Connection:
    """Store a connection of the tenant to another partner."""
    now = world.clock.now()
    connection = Connection(
        id="con_key",
        tenant="demo",
        partner="enboarder",
        account="demo",
        status=Status.ACTIVE,
        reason="connected",
        created_at=now,
        updated_at=now,
        sealed={"apiKey": "v1.k1.x"},
    )
    world.table.write(*connections.save(None, connection, by="test"))
    found = connections.get(world.table, connection.id)
    assert found
    return found


@pytest.mark.parametrize("events", ["", EVENT, "candidate.updated"])
def test_a_policy_needs_events_besides_those_that_are_configured(events: str) -> None:
    """And no others: each is a call at our door."""
    # GIVEN a connected company, whatever events the deployer wants
    world, partner = connected(events)
    work_off(world)
    # WHEN its tenant gets a policy
    put_policy(world)
    policies.set_going(world.context(), "demo")
    work_off(world)
    # THEN these events reach us
    assert (set(partner.events), partner.status) == (
        {*events.split(), *HIRE_EVENTS, *CANDIDATE_EVENTS},
        "active",
    )


def test_without_a_policy_everything_is_as_it_was() -> None:
    """Only what is configured is subscribed to."""
    # GIVEN a subscribed company of a tenant without a policy
    world, partner = subscribed()
    # WHEN the subscription is made sure of, a policy of another subscriber being there
    put_policy(world, tenant="another")
    subscribe(world)
    # THEN it is the same
    assert (partner.made, partner.events) == (1, [EVENT])


def test_a_policy_has_its_connections_polled_now() -> None:
    """And no other partner's."""
    # GIVEN a company that was connected long ago, and another partner's connection
    world, _ = connected("")
    world.clock.advance(60)
    other = another_partner(world)
    # WHEN the tenant gets a policy
    put_policy(world)
    policies.set_going(world.context(), "demo")
    # THEN its poll is due
    held = the_connection(world)
    assert held.tasks[Task.POLL] == world.clock.now()
    assert connections.get(world.table, other.id) == other
    # AND another policy makes it due again
    world.clock.advance(DAY)
    policies.set_going(world.context(), "demo")
    assert the_connection(world).tasks[Task.POLL] == world.clock.now()


def test_every_connection_of_the_tenant_is_armed() -> None:
    """However many companies it has."""
    # GIVEN a tenant of a hundred and twenty companies, and a stranger's
    world, _ = connected("")
    assert isinstance(world.http, FakeHttp)
    companies = [f"company-{number}" for number in range(120)]
    world.http.on("POST", INTEGRATIONS, *[answer(ISSUED)] * 121)
    for company in companies:
        approve(world.context(), company_id=company)
    approve(world.context(), "stranger", "strange")
    world.clock.advance(5)
    # WHEN its policy changes
    put_policy(world)
    world.queue.sent.clear()
    policies.set_going(world.context(), "demo")
    # THEN all of its connections are polled and subscribed, and no other
    now = world.clock.now()
    assert all(the_connection(world, company_id=each).tasks[Task.POLL] == now for each in companies)
    assert the_connection(world, "stranger", "strange").tasks[Task.POLL] > now
    assert len(world.queue.sent) == 121


def test_a_connection_that_does_not_work_is_armed_when_it_works_again() -> None:
    """There is nothing to poll with until then."""
    # GIVEN a company that has disabled the integration
    world, partner = connected("")
    held = the_connection(world)
    disable.disable(world.context(), held.id, by="test")
    world.queue.sent.clear()
    # WHEN a policy is put
    put_policy(world)
    policies.set_going(world.context(), "demo")
    assert (world.queue.sent, the_connection(world).tasks) == ([], {})
    # AND the company connects again
    assert isinstance(world.http, FakeHttp)
    world.http.on("POST", INTEGRATIONS, answer(ISSUED))
    approve(world.context())
    work_off(world)
    # THEN it is subscribed, and polled within a minute or so
    assert partner.status == "active"
    assert the_connection(world).tasks[Task.POLL] <= world.clock.now() + 60


def test_a_queue_that_takes_nothing_does_not_hurt_the_policy() -> None:
    """The health check of the day subscribes."""
    # GIVEN a queue that is out of order
    world, _ = connected("")
    put_policy(world)
    world.queue.broken = True
    # WHEN the policy's connections are armed
    policies.set_going(world.context(), "demo")
    # THEN the poll is armed all the same
    assert the_connection(world).tasks[Task.POLL] == world.clock.now()
