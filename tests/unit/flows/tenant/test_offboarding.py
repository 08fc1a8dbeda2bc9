"""The end of a tenant."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import Final, cast, override

import pytest

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.flows.connection import exchanges
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.schedule import work
from jetbridge.flows.tenant import leftovers
from jetbridge.flows.tenant.leftovers import Kind, Left
from jetbridge.flows.tenant.offboarding import Act, OffboardingUnfinishedError
from jetbridge.model import audit_check
from jetbridge.model.audit import Action, Change
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.journey import Reason, What
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.tenant import Status
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import audit as audit_store
from jetbridge.store import companies, connections, deliveries, due, endpoints, keys, tenants
from jetbridge.store.due import Partition
from jetbridge.store.table import Page, WriteConflictError
from tests.fakes.context import World
from tests.fakes.partners.double import Trouble
from tests.fakes.passing import PassingTable
from tests.support.journeys.env import COMPANY, TENANT
from tests.support.killing import MANY, Killed
from tests.unit.flows.tenant.leaving import OPERATOR, a_tenant

MANY_YEARS: Final = 2**53


def test_the_audit_trail_of_a_tenant_verifies_after_its_end() -> None:
    """Nothing of it is taken away, its own offboarding included."""
    # GIVEN a tenant whose offboarding is recorded, as the command does
    tenant = a_tenant()
    world = tenant.simulation.world
    change = Change(Action.TENANT_OFFBOARD, TENANT, "operator:arn", "cli-1")
    with audit.recorded(Trail.of(world.context()), change):
        tenant.until_over()
    # THEN its chain has both entries, and no fault
    found = audit_store.read(world.table, keys.audit_chain(TENANT, "cli-1"))
    assert [each["outcome"] for each in found.items] == ["begun", "done"]
    assert not [*audit_check.faults(found, now=world.clock.now())]


def test_everything_ends_and_everybody_is_told() -> None:
    """Journeys first, while their connections can still undo what they began."""
    # GIVEN a tenant with a hire who is being verified
    tenant = a_tenant()
    simulation = tenant.simulation
    # WHEN it is offboarded
    done = tenant.offboard()
    # THEN each step did something, and nothing is left alive
    assert done == [*Act]
    # AND nothing of who did so is kept with the tenant
    found = tenants.get(simulation.world.table, TENANT)
    assert found
    assert (found.status, found.closed_by) == (Status.OFFBOARDED, "")
    assert tenant.live == []
    assert tenant.status is Status.OFFBOARDED
    assert companies.get(simulation.world.table, COMPANY).tenant == ""
    # AND the journey says why it ended, and who did it
    assert (simulation.status(), simulation.reason()) == (
        JourneyStatus.CANCELLED,
        Reason.TENANT_OFFBOARDED,
    )
    (line,) = [each for each in simulation.timeline if each.what is What.CANCEL_REQUESTED]
    assert line.by == OPERATOR
    assert What.WITHDRAWN in simulation.story
    # AND the bus and the endpoint were told, before it was removed
    (event,) = simulation.told("cancelled")
    assert event.detail["reason"] == "tenant_offboarded"
    assert event.id in [each.headers["webhook-id"] for each in tenant.told.received]
    # AND once more there is nothing to do
    assert tenant.offboard() == []


def test_what_a_journey_launched_is_cancelled_at_the_partner() -> None:
    """A connection ends after that."""
    # GIVEN a hire that is launched while Enboarder's answers get lost
    tenant = a_tenant()
    tenant.simulation.partners.enboarder.trouble = Trouble.LOSSY
    tenant.simulation.succeed()
    tenant.work_off()
    tenant.simulation.partners.enboarder.trouble = Trouble.NONE
    assert tenant.simulation.partners.enboarder.running
    # WHEN the tenant is offboarded
    tenant.until_over()
    # THEN no workflow runs
    assert tenant.simulation.partners.enboarder.running == []
    assert tenant.live == []


def test_a_journey_that_cannot_undo_what_it_began_keeps_its_connections() -> None:
    """The operator is told which; by force they end all the same, and it is listed as left."""
    # GIVEN a hire whose partner is down
    tenant = a_tenant()
    tenant.simulation.partners.enboarder.trouble = Trouble.LOSSY
    tenant.simulation.succeed()
    tenant.work_off()
    tenant.simulation.partners.enboarder.trouble = Trouble.DOWN
    # WHEN the tenant is offboarded
    with pytest.raises(OffboardingUnfinishedError) as goes_on:
        tenant.offboard()
    # THEN the journey is named, and nothing of it is cut off
    assert goes_on.value.journeys == (tenant.simulation.journey.id,)
    assert tenant.simulation.account.status is ConnectionStatus.ACTIVE
    assert tenant.status is Status.OFFBOARDING
    # WHEN it is done by force
    tenant.offboard(force=True)
    # THEN all but the journey has ended, and it is listed
    assert tenant.live == [tenant.simulation.journey]
    left = leftovers.left(tenant.simulation.world.table, TENANT)
    assert Left(Kind.RUNNING, (tenant.simulation.journey.id,)) in left


def test_an_endpoint_that_takes_nothing_stays_until_it_does() -> None:
    """What it was not told is named; by force it is dropped."""
    # GIVEN an endpoint that is down
    tenant = a_tenant()
    tenant.told.takes = False
    # WHEN the tenant is offboarded
    with pytest.raises(OffboardingUnfinishedError) as goes_on:
        tenant.offboard()
    # THEN the event is named that it has not taken, and everything but its endpoints has ended
    (event,) = tenant.simulation.told("cancelled")
    assert event.id in goes_on.value.deliveries
    assert len(tenant.live) == 2
    # AND by force it is over
    tenant.offboard(force=True)
    assert tenant.live == []


def test_an_endpoint_that_is_paused_is_not_waited_for() -> None:
    """Its tenant wants to be told nothing."""
    # GIVEN a tenant whose endpoint is paused
    tenant = a_tenant()
    world = tenant.simulation.world
    known = endpoints.get(world.table, TENANT)
    assert known
    endpoint.set_(world.context(), TENANT, known.url, (), known=known, is_paused=True)
    tenant.told.received.clear()
    # WHEN it is offboarded, THEN that is over at once
    assert Act.OFFBOARDED in tenant.offboard()
    assert tenant.live == []
    # AND what was held is discarded
    tenant.work_off()
    (event,) = tenant.simulation.told("cancelled")
    found = deliveries.get(world.table, tenant.simulation.journey.id, event.id)
    assert found
    assert found.status is DeliveryStatus.DROPPED
    assert not tenant.told.received


def test_what_is_left_is_listed() -> None:
    """By the ids that commands and partners' pages take."""
    # GIVEN a hire that is over, and a company of which it is not known how its last exchange ended
    tenant = a_tenant()
    simulation = tenant.simulation
    simulation.succeed()
    tenant.work_off()
    unknown = replace(
        simulation.company, status=ConnectionStatus.NEEDS_RECONNECT, reason=exchanges.INTERRUPTED
    )
    simulation.world.table.write(*connections.save(simulation.company, unknown, by="reconciler"))
    # WHEN the tenant is offboarded
    tenant.until_over()
    # THEN each is listed with its kind
    left = {each.kind: each.ids for each in leftovers.left(simulation.world.table, TENANT)}
    assert left == {
        Kind.UNKNOWN_EXCHANGES: (simulation.company.id,),
        Kind.AT_PARTNERS: (simulation.account.id,),
        Kind.JOURNEYS: (simulation.journey.id,),
    }


def test_a_customer_who_has_left_already_holds_nothing_up() -> None:
    """The accounts are not connected again: what cannot be undone for that is listed at once."""
    # GIVEN a hire whose workflow may run, and a customer who has ended both accounts
    tenant = a_tenant()
    simulation = tenant.simulation
    simulation.partners.enboarder.trouble = Trouble.LOSSY
    simulation.succeed()
    tenant.work_off()
    simulation.disable_company()
    simulation.disconnect_account()
    # WHEN the tenant is offboarded
    tenant.offboard()
    # THEN it is over, and the workflow is named that may run on
    assert tenant.live == []
    left = leftovers.left(simulation.world.table, TENANT)
    assert Left(Kind.NOT_CANCELLED, (simulation.journey.id,)) in left


class Lagging(PassingTable):
    """A table whose index does not show what was made in this second."""

    def __init__(self, world: World) -> None:
        """Read and write the table of a world."""
        super().__init__(world.table)
        self._world = world

    @override
    def _page(self, operation: str, call: Callable[[], Page]) -> Page:
        """Leave out what is new."""
        page = super()._page(operation, call)
        if operation != "query_tenant":
            return page
        now = self._world.clock.now()
        shown = [each for each in page.items if cast("int", each.get("created_at", 0)) < now]
        return replace(page, items=tuple(shown))


def test_what_the_index_does_not_show_yet_is_ended_too() -> None:
    """Of what begins after the tenant was closed there is nothing; the rest shows in a moment."""
    # GIVEN a tenant whose connections and client were made this very second
    tenant = a_tenant(hires=False)
    # WHEN it is offboarded
    tenant.offboard(tenant.simulation.world.context(table=Lagging(tenant.simulation.world)))
    # THEN nothing is left of it
    assert tenant.live == []


def test_killed_anywhere_it_is_run_again() -> None:
    """And then everything has ended as if it had lived."""
    for fatal in range(0, MANY, 5):  # two writes are further apart than this
        # GIVEN an operator's command that is killed
        tenant = a_tenant()
        steps = iter(range(MANY))

        def step(fatal: int = fatal, steps: Iterator[int] = steps) -> None:
            if next(steps) == fatal:
                raise Killed

        with suppress(Killed):
            tenant.offboard(tenant.simulation.world.hooked(step))
        # WHEN it is run again, THEN it is over
        tenant.until_over()
        assert tenant.live == [], fatal
        assert tenant.status is Status.OFFBOARDED, fatal
        if next(steps) < fatal:
            return
    pytest.fail("the enumeration does not end")


def test_a_hire_that_arrives_at_any_moment_ends_too() -> None:
    """Before whichever call of the worker the whole offboarding falls."""
    for moment in range(0, MANY, 2):
        # GIVEN a hire, of which a worker is to do what follows
        tenant = a_tenant(hires=False)
        tenant.workers = False
        tenant.simulation.hire()
        steps = iter(range(MANY))

        # WHEN the tenant is offboarded in the middle of that
        def step(moment: int = moment, steps: Iterator[int] = steps) -> None:
            if next(steps) == moment:
                with suppress(OffboardingUnfinishedError):
                    tenant.offboard()  # noqa: B023 - runs within this turn

        table, hooked = tenant.simulation.world.table, tenant.simulation.world.hooked(step)
        while tenant.simulation.world.queue.sent:
            message, _ = tenant.simulation.world.queue.sent.pop(0)
            with suppress(WriteConflictError):
                work.do(hooked, dict(message))
        if next(steps) <= moment:
            return
        # THEN the workers end what has begun
        tenant.workers = True
        tenant.work_off()
        assert all(each.is_over for each in tenant.simulation.every), moment
        # AND, run again, it is over: nothing begins anew, and no application is looked at again
        tenant.until_over()
        tenant.simulation.notify()
        tenant.simulation.wait(days=1)
        assert tenant.live == [], moment
        assert not [*chain.from_iterable(due.pages(table, Partition.JOURNEY, MANY_YEARS, size=100))]
    pytest.fail("the enumeration does not end")
