"""One item that cannot be read does not stop the work on the others, and nothing is called over."""

import pytest

from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.passing_over import passing_over
from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.flows.restore.apply import apply
from jetbridge.flows.restore.ends import Restored
from jetbridge.flows.restore.steps import Result
from jetbridge.flows.retention import apply as retention
from jetbridge.flows.retention import named
from jetbridge.flows.tenant.offboarding import Act, OffboardingUnfinishedError
from jetbridge.model.changes_since import Since
from jetbridge.model.erasure import Outcome
from jetbridge.model.metrics import Metric
from jetbridge.store import endpoints, journeys, keys, tenants
from jetbridge.store.listing import following, left_out, readable
from jetbridge.store.mapper import UnreadableItemError, broken
from jetbridge.store.table import Item, Key, Put, Table, Update, key_of
from tests.fakes.context import World
from tests.fakes.meter import CountingMeter
from tests.support.damage import CANARY, one_of_each_kind
from tests.support.journeys.env import TENANT
from tests.unit.flows.event.webhooks import tenant as webhooks
from tests.unit.flows.people.erasing import (
    CANARIES,
    OTHER,
    candidate,
    erased,
    found,
    onboarded,
    told_of,
)
from tests.unit.flows.tenant.leaving import a_tenant


def break_(table: Table, key: Key, attribute: str = "status") -> Item:
    """Damage an attribute of an item, and return the item as it was."""
    item = table.get(key)
    assert item
    table.write(Update(key, set={attribute: {CANARY: 1}}))
    return {**item}


def test_a_list_of_which_not_all_is_read_is_an_error_unless_it_is_asked_for() -> None:
    """Who decides by a list sees all of it."""
    # GIVEN a journey that cannot be read, beside another one
    simulation = onboarded(onboarded(), OTHER)
    table, broken = simulation.world.table, simulation.journey.id
    break_(table, keys.journey(broken))
    # WHEN they are listed, THEN that is an error
    with pytest.raises(UnreadableItemError, match=r"JOURNEY: Journey\.status"):
        [*journeys.every_of_tenant(table, TENANT)]
    # AND not for who can do with the others
    with left_out() as noted:
        (other,) = journeys.every_of_tenant(table, TENANT)
    assert (other.id == broken, [each.id for each in noted.values()]) == (False, [broken])
    # AND what is done between two of them decides by all again
    things = journeys.every_of_tenant(table, TENANT)
    assert following(things, {}) == other
    with pytest.raises(UnreadableItemError):
        [*journeys.every_of_tenant(table, TENANT)]


def test_a_page_with_broken_items_goes_on() -> None:
    """The cursor is the table's, and not that of what could be read."""
    # GIVEN three journeys, of which the newest cannot be read
    simulation = onboarded(onboarded(onboarded(), OTHER), ("can-third", "job-1"))
    table = simulation.world.table
    break_(table, keys.journey(simulation.every[0].id))
    with left_out():
        # WHEN pages of one are read, with a filter and without one
        pages = [
            journeys.of_tenant(table, TENANT, limit=1, after=None, is_sought=sought)
            for sought in (None, lambda _: True)
        ]
        # THEN the first one has a following page, and nothing is lost
        assert [len(page) for page, _ in pages] == [0, 1]
        rest, _ = journeys.of_tenant(table, TENANT, limit=9, after=pages[0][1])
    assert len(rest) == 2
    assert pages[1][1] is not None


def _refused(item: Item) -> Item:
    raise broken(item, "why")


def test_what_is_passed_over_is_counted_once_and_logged_by_its_kind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With ids that were made here, and no partner's."""
    # GIVEN a journey that cannot be read, and a lead that is named by a partner's candidate
    simulation, meter = onboarded(), CountingMeter()
    journey, table = simulation.journey, simulation.world.table
    break_(table, keys.journey(journey.id))
    lead = keys.candidate(journey.connection_id, journey.candidate_id, journey.id)
    named: Item = {"pk": lead.pk, "sk": lead.sk}
    # WHEN it is passed over twice in one piece of work
    with passing_over(meter):
        for _ in range(2):
            assert not [*journeys.every_of_tenant(table, TENANT)]
        assert not [*readable(_refused, [named])]
    # THEN that is told once
    kinds = sorted(["JOURNEY", keys.kind_of(lead)])
    (line,) = (each for each in caplog.records if each.message == "items passed over")
    assert (line.__dict__["kinds"], line.__dict__["items"]) == (kinds, 2)
    assert line.__dict__["ids"] == [journey.id]
    assert meter.counted == {Metric.UNEXPECTED_ERROR: 1}


def test_an_erasure_with_something_unread_is_not_over() -> None:
    """It may be of the person. Everything else of theirs is gone."""
    # GIVEN two journeys of a person, of which one cannot be read
    simulation = onboarded(onboarded(), (CANARIES[0], "job-2"))
    world, key = simulation.world, keys.journey(simulation.journey.id)
    whole = break_(world.table, key)
    # WHEN they are erased
    report = erased(world)
    # THEN the erasure goes on, and says by what
    assert (report.erasure.outcome, report.left) == (Outcome.RUNNING, ())
    assert [(each.kind, each.tenant) for each in report.unread] == [("JOURNEY", TENANT)]
    assert found(world).unread == report.unread
    # WHEN the item is put back, and they are erased again
    world.table.write(Put(whole))
    again = erased(world)
    # THEN it is the same erasure, and it is over
    assert (again.erasure.id, again.erasure.outcome) == (report.erasure.id, Outcome.COMPLETED)
    assert told_of(world, CANARIES[0]) == []


def test_another_tenants_broken_item_holds_up_no_erasure() -> None:
    """The schedule's list has everyone's."""
    # GIVEN an event of another tenant that has not left, and cannot be read
    simulation = onboarded()
    key = keys.outbox("jny_theirs_1_0")
    place: Item = {"due_shard": keys.due_shard("SEND", key.pk), "due_at": 1}
    simulation.world.table.write(Put({"pk": key.pk, "sk": key.sk, "tenant": "other", **place}))
    # WHEN a person is erased, THEN that is over
    report = erased(simulation.world)
    assert (report.erasure.outcome, report.unread) == (Outcome.COMPLETED, ())


def test_nothing_of_a_person_is_not_said_where_something_is_unread() -> None:
    """It may be theirs."""
    # GIVEN the one journey of a tenant, which cannot be read
    simulation = onboarded()
    break_(simulation.world.table, keys.journey(simulation.journey.id))
    # WHEN another person is looked for, THEN the answer says that not all was read
    with pytest.raises(PersonNotFoundError, match="that can be read: 1 items cannot"):
        found(simulation.world, candidate("can-unknown"))


def _pause(world: World, *, is_paused: bool) -> None:
    known = endpoints.get(world.table, TENANT)
    assert known
    endpoint.set_(world.context(), TENANT, known.url, known.types, known=known, is_paused=is_paused)


def test_a_broken_delivery_keeps_no_other_back() -> None:
    """The end of a pause wakes the others."""
    # GIVEN two things that happened during a pause, of which one cannot be read
    world, _ = webhooks.a_tenant()
    _pause(world, is_paused=True)
    events = [webhooks.happens(world, number=number) for number in range(2)]
    webhooks.work_off(world)
    break_(world.table, keys.delivery(str(events[0].detail["journeyId"]), events[0].id), "attempts")
    # WHEN the endpoint is resumed, THEN it is told of the other
    _pause(world, is_paused=False)
    webhooks.work_off(world)
    assert webhooks.a_receiver(world).ids == [events[1].id]
    assert Metric.UNEXPECTED_ERROR in world.meter.counted


def test_a_tenant_of_whom_something_is_unread_is_not_offboarded() -> None:
    """All else ends, and the same command finishes it."""
    # GIVEN a tenant with a client that cannot be read
    tenant = a_tenant()
    table = tenant.simulation.world.table
    whole = break_(table, key_of(one_of_each_kind(table)["CLIENT"]), "scopes")
    # WHEN it is offboarded
    with pytest.raises(OffboardingUnfinishedError) as unfinished:
        tenant.offboard()
    # THEN it is not over, and says by what
    assert [each.kind for each in unfinished.value.unread] == ["CLIENT"]
    known = tenants.get(table, TENANT)
    assert known
    assert (known.closed_at is None, known.ended_at) == (False, None)
    # WHEN the client is put back, THEN the rest is done
    table.write(Put(whole))
    assert Act.OFFBOARDED in tenant.offboard()


def test_a_restore_names_what_it_could_not_read() -> None:
    """And holds the other journeys."""
    # GIVEN two journeys in a restored table, of which one cannot be read
    tenant = a_tenant()
    simulation = tenant.simulation
    simulation.hire(("can-second", "job-2"))
    simulation.work_off()
    broken, other = simulation.every[0], simulation.every[1]
    break_(simulation.world.table, keys.journey(broken.id))
    # WHEN everything is held
    restored = Restored(simulation.world.context(), simulation.world.clock.now())
    steps = [*apply(restored, Since(), hold_all=True)]
    # THEN the other one is, and the broken one is to be dealt with
    assert [each.about for each in steps if each.result is Result.HELD] == [(other.id,)]
    (failed,) = (each for each in steps if each.result is Result.FAILED)
    assert failed.about == (broken.id,)
    assert "Journey.status" in failed.do


def test_a_broken_journey_may_name_whatever_ends() -> None:
    """Its connection and its policy stay: they may be needed."""
    # GIVEN a journey that does not say by which policy it runs, and the item of a version
    simulation = onboarded()
    table = simulation.world.table
    break_(table, keys.journey(simulation.journey.id), "policy_version")
    item = table.get(keys.policy(TENANT, 1))
    assert item
    # THEN a version that no other one names is kept, and looked at again
    later = named.look_later(table, item, TENANT, 5, ("policy_version", 2))
    assert later
    assert later.set["due_at"] == 5 + named.AGAIN


def test_what_has_ended_is_looked_at_though_another_is_broken() -> None:
    """An operator has all of it looked at."""
    # GIVEN two journeys that are over, of which one cannot be read
    simulation = onboarded(onboarded(), OTHER)
    break_(simulation.world.table, keys.journey(simulation.journey.id))
    # WHEN what has ended is to be looked at, THEN the other one is
    with left_out() as noted:
        counts = retention.apply(simulation.world.context(), TENANT)
    assert (counts["journeys"], len(noted)) == (1, 1)
