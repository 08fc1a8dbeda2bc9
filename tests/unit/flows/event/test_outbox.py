"""Domain events: with the change or not at all, at least once, under one id."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest

from jetbridge.flows.event import outbox
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import DomainEvent
from jetbridge.partners.smartrecruiters import disable
from jetbridge.store import outbox as stored_events
from jetbridge.store.table import ConditionFailedError, Put, absent
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable
from tests.fakes.partners.smartrecruiters import ISSUED
from tests.support.killing import Killed
from tests.support.smartrecruiters import a_world, approve, the_connection


def test_a_change_and_its_event_go_out_together() -> None:
    """The bus hears of it at once, and nothing is left behind."""
    # WHEN a company is connected and disconnected
    world = a_world(answer(ISSUED))
    approve(world.context())
    disable.disable(world.context(), the_connection(world).id, by="test")
    # THEN the bus was told both, of the same connection, in order
    told = world.bus.published
    assert [event.type for event in told] == ["connection.activated", "connection.disabled"]
    assert {event.detail["connectionId"] for event in told} == {the_connection(world).id}
    versions = [event.detail["version"] for event in told]
    assert versions == sorted(versions, key=lambda version: int(str(version)))
    # AND nothing is left to the sweep
    world.clock.advance(3_600)
    assert outbox.sweep(world.context()) == outbox.Report()


def test_an_event_holds_nothing_but_ids_and_words() -> None:
    """No secret, no link, no personal data; not even the company's own name for itself."""
    # WHEN a company is connected
    world = a_world(answer(ISSUED))
    approve(world.context())
    # THEN its event names what changed, and no more
    (event,) = world.bus.published
    assert event.detail == {
        "schemaVersion": 1,
        "connectionId": the_connection(world).id,
        "partner": "smartrecruiters",
        "status": "active",
        "reason": "connected",
        "version": event.detail["version"],
    }


def test_a_bus_that_is_down_delays_an_event_and_nothing_else() -> None:
    """The change stands; the clock tells of it later, under the same id."""
    # GIVEN a bus that takes nothing
    world = a_world(answer(ISSUED))
    world.bus.broken = True
    # WHEN a company is connected
    assert approve(world.context()).connected
    assert world.meter.counted[Metric.EVENTS_DELAYED] == 1
    # THEN a run during the outage keeps the event
    world.clock.advance(60)
    assert outbox.sweep(world.context()) == outbox.Report(waiting=1)
    # AND one after it publishes it
    world.bus.broken = False
    world.clock.advance(120)
    assert outbox.sweep(world.context()) == outbox.Report(published=1)
    assert [event.type for event in world.bus.published] == ["connection.activated"]


def test_a_process_that_dies_before_publishing_loses_no_event() -> None:
    """It is stored in the transaction that made it true."""

    # GIVEN a process that dies as soon as the connection is active
    class Killed(Exception):  # noqa: N818 - what happened, not an error to handle
        """The process ended here."""

    world = a_world(answer(ISSUED))

    def step() -> None:
        if world.bus.published:
            raise Killed

    with pytest.raises(Killed):
        approve(world.context(table=HookedTable(world.table, step)))
    # WHEN the sweep comes by
    world.clock.advance(60)
    outbox.sweep(world.context())
    # THEN the event was published twice, under one id
    ids = [event.id for event in world.bus.published]
    assert (len(ids), len(set(ids))) == (2, 1)


def test_a_change_that_fails_tells_nobody() -> None:
    """All or nothing."""
    # GIVEN a context and a write whose condition does not hold
    world = a_world(answer(ISSUED))
    approve(world.context())
    events = list(world.bus.published)
    taken = Put({"pk": "X", "sk": "X"}, when=(absent("pk"),))
    world.table.write(taken)
    # WHEN it is committed, THEN nothing is published
    with pytest.raises(ConditionFailedError):
        outbox.commit(world.context(), taken)
    assert world.bus.published == events


def test_a_long_outage_is_not_knocked_at_forever() -> None:
    """A run gives up after a few events, and each waits twice as long."""
    # GIVEN many events that wait
    world = a_world(*[answer(ISSUED)] * 30)
    world.bus.broken = True
    for n in range(30):
        approve(world.context(), company_id=f"company-{n}")
    # WHEN runs are made during the outage
    world.clock.advance(60)
    report = outbox.sweep(world.context())
    assert (report.waiting, report.complete) == (outbox.PATIENCE, False)
    # THEN after it everything is told
    world.bus.broken = False
    world.clock.advance(86_400)
    assert outbox.sweep(world.context()).published == 30


def test_nothing_due_is_nothing_read() -> None:
    """An idle system publishes nothing."""
    # THEN a sweep of an empty table finds nothing
    assert outbox.sweep(World().context()) == outbox.Report()


def test_an_event_that_ends_the_run_holds_up_no_other() -> None:
    """It is put off before it is tried, so the next run begins with the others."""
    # GIVEN an event at which the bus kills the process, and one that is fine
    world = World()
    for name in ("deadly", "fine-2"):  # of one shard, in this order
        event = DomainEvent(name, "connection.activated", "demo", world.clock.now(), {})
        world.table.write(stored_events.record(event))

    class Deadly:
        """A bus that one event is too much for."""

        def publish(self, events: Sequence[DomainEvent]) -> None:
            """Take the event, or end the process."""
            if events[0].id == "deadly":
                raise Killed
            world.bus.publish(events)

    # WHEN the clock comes by a few times
    for _ in range(4):
        world.clock.advance(60)
        with suppress(Killed):
            outbox.sweep(replace(world.context(), bus=Deadly()))
    # THEN the other one was published
    assert [event.id for event in world.bus.published] == ["fine-2"]
