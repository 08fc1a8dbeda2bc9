"""Each retry of `bench.retries`, played: what is tried, where it goes wrong, what shows the end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from jetbridge.model.connection import EXCHANGE_LEASE, Exchange
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.journey import What
from jetbridge.model.journey_events import Decision
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.person_request import RequestFailure
from jetbridge.model.ports import DomainEvent
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.partners.enboarder import onboarding as enboarder_onboarding
from jetbridge.partners.smartrecruiters import approvals, subscription
from jetbridge.store import (
    connections,
    consents,
    due,
    notifications,
    onboardings,
    outbox,
    person_requests,
)
from jetbridge.store.due import Partition
from tests.fakes import answer
from tests.fakes.approvals import given
from tests.fakes.context import World
from tests.fakes.partners.incode import STATUS
from tests.fakes.partners.smartrecruiters import ISSUED
from tests.fakes.partners.smartrecruiters_webhooks import SUBSCRIPTIONS
from tests.support.enboarder import CALLER, ORDER, connect
from tests.support.enboarder import a_world as an_enboarder
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, Document, policy, verify
from tests.support.smartrecruiters import a_world, approve, the_connection
from tests.unit.endings.clockwork import EVER, Clockwork, Fault
from tests.unit.flows.event.webhooks import tenant
from tests.unit.flows.people.asking import asked as ask_for
from tests.unit.flows.people.erasing import onboarded
from tests.unit.partners.incode import asking
from tests.unit.partners.incode.deployment import Deployment
from tests.unit.partners.smartrecruiters import subscriptions as hiring

type Ended = Callable[[], bool]
type Play = Callable[[Fault], tuple[Clockwork, Ended]]
"""Return what runs, and what tells that the retry has ended where an operator sees it."""


def message(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play a message whose work goes wrong each time it is received."""
    world, _ = hiring.connected()
    runs = Clockwork(world, fault, http=lambda each: each.url.startswith(SUBSCRIPTIONS))
    return runs, lambda: bool(runs.letters("task"))


def subscribing(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play a subscription at which the worker fails."""
    runs, _ = message(fault)

    def ended() -> bool:
        return all(each["task"] == subscription.TASK for each in runs.letters("task"))

    return runs, lambda: bool(runs.letters("task")) and ended()


def due_work(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play a journey at which the worker fails before it comes to an effect."""
    simulation = _hired(verify())
    runs = Clockwork(simulation.world, fault, read=lambda key: key.pk.startswith("POLICY#"))

    def ended() -> bool:
        stuck = simulation.status() is JourneyStatus.NEEDS_ATTENTION
        return stuck and simulation.world.meter.counted[Metric.WORK_GIVEN_UP] == 1

    return runs, ended


def reconciled(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play an exchange that was interrupted, and that cannot be settled."""
    world = a_world(answer(ISSUED))
    approve(world.context())
    known = the_connection(world)
    opened = replace(known, exchange=Exchange("e", known.clients[0], world.clock.now()))
    world.table.write(*connections.save(known, opened, by="test"))
    world.clock.advance(EXCHANGE_LEASE)
    runs = Clockwork(world, fault, read=lambda key: key.pk.startswith("COMPANY#"))
    return runs, lambda: bool(runs.letters("settle"))


def published(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play an event that the bus does not take."""
    world = World()
    event = DomainEvent("evt-1", "connection.activated", "demo", world.clock.now(), {})
    world.table.write(outbox.record(event))
    runs = Clockwork(world, fault, bus=True)
    return runs, lambda: bool(runs.letters("event")) and outbox.get(world.table, "evt-1") == event


def exchanged(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play an approval of which the worker cannot even read the company."""
    world = a_world(answer(ISSUED))
    approved = given(world.context(), "acme", "demo", "admin-1")
    approvals.dispatch(world.context(), approved)
    runs = Clockwork(world, fault, read=lambda key: key.pk.startswith("COMPANY#"))

    def ended() -> bool:
        found = consents.get(world.table, approved.name)
        return bool(found and approvals.outcome(world.context(), found))

    return runs, ended


def delivered(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play a webhook."""
    world, _ = tenant.a_tenant()
    event = tenant.happens(world)
    runs = Clockwork(world, fault, http=lambda each: each.url == tenant.URL)

    def ended() -> bool:
        dead = tenant.the_delivery(world, event).status is DeliveryStatus.DEAD
        return dead and bool(runs.letters("delivery"))

    return runs, ended


def without_outcome(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play an effect of which its outcome is unknown: an SMS is not sent twice."""
    return _needs_attention(_hired(verify("sms")), fault)


def not_taken(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play an effect that is made again: a link messages no person."""
    return _needs_attention(_hired(verify()), fault)


def undone(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play the end of a journey whose workflow cannot be cancelled."""
    simulation = alone(a_simulation(policy(LAUNCH, verify())))
    simulation.hire()
    simulation.work_off()
    simulation.decide(Decision.CANCEL)
    runs = Clockwork(simulation.world, fault, http=lambda each: "enboarder" in each.url)

    def ended() -> bool:
        return (
            simulation.status() is JourneyStatus.CANCELLED
            and What.NOT_CANCELLED in simulation.story
        )

    return runs, ended


def looked_at(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play an application that the hiring system does not let us see."""
    simulation = alone(a_simulation(policy(verify())))
    simulation.hire()
    runs = Clockwork(simulation.world, fault, http=lambda each: "/candidates/" in each.url)
    return runs, lambda: bool(runs.letters("application"))


def task(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play the health check of a connection."""
    world = a_world(answer(ISSUED))
    approve(world.context())
    runs = Clockwork(world, fault, http=lambda each: "/candidates" in each.url)
    return runs, lambda: the_connection(world).health.last_error == "health_did_not_finish"


def polled(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play a poll."""
    simulation = a_simulation(policy(verify()))
    simulation.disconnect_account()
    runs = Clockwork(simulation.world, fault, http=lambda each: "status=HIRED" in each.url)
    return runs, lambda: simulation.company.settings.get("pollTrouble") == "poll_did_not_finish"


def asked(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play a question to Incode."""
    there = asking.Asked()
    known = there.ask().onboarding
    runs = Clockwork(there.world, fault, http=lambda each: each.url.startswith(STATUS))

    def ended() -> bool:
        ids = {each["onboarding_id"] for each in runs.letters("task")}
        left = [*due.pages(there.world.table, Partition.CHECK, EVER, size=1)]
        return ids == {known.id} and not any(left)

    return runs, ended


def acted_on(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play a notification."""
    there = Deployment()
    there.tell("SESSION_SUCCEEDED", "interview-1", "job-77")
    runs = Clockwork(there.world, fault, read=lambda key: key.pk.startswith("RESERVATION#"))

    def ended() -> bool:
        left, _ = notifications.listing(
            there.world.table, "incode", NotificationStatus.UNRESOLVED, limit=10
        )
        return [each.note for each in left] == ["given_up"]

    return runs, ended


def queued(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play a launch that waits in the queue."""
    world = an_enboarder()
    connect(world.context())
    (found,) = enboarder_onboarding.enqueue(
        world.context(), CALLER, (ORDER,), idempotency_key="key-1"
    )
    assert isinstance(found, Onboarding)
    runs = Clockwork(world, fault, read=lambda key: key.pk.startswith("HIRE#"))

    def ended() -> bool:
        now = onboardings.get(world.table, found.id)
        return bool(now and now.status is OnboardingStatus.NOT_PERFORMED and not now.sealed_order)

    return runs, ended


def _hired(step: Document) -> Simulation:
    simulation = alone(a_simulation(policy(step)))
    simulation.hire()
    while any(each["kind"] != "journey" for each, _ in simulation.world.queue.sent):
        simulation.take()
    return simulation


def erased(fault: Fault) -> tuple[Clockwork, Ended]:
    """Play an erasure whose search goes wrong each time."""
    simulation = alone(onboarded())
    request = ask_for(simulation.world).json["id"]
    runs = Clockwork(simulation.world, fault, read=lambda key: key.pk.startswith("EVENT#"))

    def ended() -> bool:
        known = person_requests.get(simulation.world.table, request)
        return known is not None and known.why == RequestFailure.GIVEN_UP

    return runs, ended


def alone(simulation: Simulation) -> Simulation:
    """Return the simulation without what is done for its connections every day."""
    table = simulation.world.table
    for page in due.pages(table, Partition.TASK, EVER, size=10):
        for entry in due.standing(table, page):
            due.drop(table, entry)
    return simulation


def _needs_attention(simulation: Simulation, fault: Fault) -> tuple[Clockwork, Ended]:
    runs = Clockwork(simulation.world, fault, http=lambda each: "incode" in each.url)
    return runs, lambda: simulation.status() is JourneyStatus.NEEDS_ATTENTION


PLAYS: Final[dict[str, Play]] = {
    "message of a queue": message,
    "work that is due, of which nothing comes": due_work,
    "what the reconciler settles": reconciled,
    "event on its way to the bus": published,
    "approval whose exchange has not begun": exchanged,
    "webhook to a tenant's endpoint": delivered,
    "effect of a journey that ends without an outcome": without_outcome,
    "effect of a journey that a partner does not take": not_taken,
    "what is undone at the end of a journey": undone,
    "look at an application": looked_at,
    "task of a connection": task,
    "page of the poll": polled,
    "question to Incode about a verdict": asked,
    "notification that is not handled": acted_on,
    "launch that waits in the queue": queued,
    "copy or erasure that was asked for": erased,
    "subscription to a company's events": subscribing,
}
"""By the name of the retry."""
DAILY: Final = frozenset(
    {
        "message of a queue",
        "task of a connection",
        "page of the poll",
        "subscription to a company's events",
    }
)
"""Retries of what is wanted every day: the next day's begin anew."""
