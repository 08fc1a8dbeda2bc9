"""A tenant that has missed webhooks reads what it was told, in order."""

import json
from dataclasses import replace
from typing import Any, Final

import pytest

from functions.manage import app as manage
from jetbridge.flows.event import catch_up, outbox
from jetbridge.model.journey import Entry, Journey, What
from jetbridge.model.journey_transition import Transition
from jetbridge.model.scopes import Scope
from jetbridge.store import erasure, journeys
from jetbridge.web.resources import moment
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.support.api import EVERY_SCOPE, Answer, Client
from tests.unit.flows.event.webhooks.tenant import TENANT, a_receiver, a_tenant, work_off

FACTS: Final = {"onboardingId": "onb_AAAAAAAAAAAAAAAA"}


def call(world: World, query: str = "", tenant: str = TENANT) -> Answer:
    """Ask for events."""
    client = Client(world.context(), tenant=tenant, edge=manage.edge)
    return client.call("GET", "/v1/events", query=query)


def listed(world: World, query: str = "", tenant: str = TENANT) -> list[Any]:
    """Return the events of all pages."""
    found: list[Any] = []
    cursor = ""
    while True:
        page = call(world, f"{query}{cursor}", tenant).json
        found += page["items"]
        if page["nextCursor"] is None:
            return found
        cursor = f"&cursor={page['nextCursor']}"


def ids(events: list[Any]) -> list[str]:
    """Return the ids of events."""
    return [each["id"] for each in events]


def moves(world: World, journey: Journey, *entries: Entry) -> Journey:
    """Have a journey begin, or move, with these lines; return it as it is stored."""
    move = Transition(journey, entries)
    write = journeys.save if journey.version else journeys.create
    outbox.commit(world.context(), *write(move, None))
    return journeys.stored(move, None)


def with_events(world: World) -> World:
    """Return a world in which two journeys have moved, some minutes ago."""
    first, second = BEGUN, replace(BEGUN, id="jny_BBBBBBBBBBBBBBBB", candidate_id="can-2")
    now = world.clock.now
    first = moves(world, first, Entry(What.STARTED, now()))
    first = moves(
        world,
        first,
        Entry(What.DELAYED, now(), "identity", "incode"),  # none is told
        Entry(What.LINK_READY, now(), "identity", "incode", facts=FACTS),
    )
    world.clock.advance(1)
    moves(world, second, Entry(What.STARTED, now()))
    world.clock.advance(1)
    moves(world, first, Entry(What.VERIFIED, now(), "identity", "incode"))
    world.clock.advance(catch_up.SETTLED)
    return world


ALL: Final = [
    "jny_AAAAAAAAAAAAAAAA_1_0",
    "jny_AAAAAAAAAAAAAAAA_2_1",
    "jny_BBBBBBBBBBBBBBBB_1_0",
    "jny_AAAAAAAAAAAAAAAA_3_0",
]


def test_events_are_what_webhooks_said() -> None:
    """Under the same ids, so that a receiver sees what it has; a link stays where it was."""
    # GIVEN a tenant that has taken every webhook
    world, _ = a_tenant()
    with_events(world)
    work_off(world)
    receiver = a_receiver(world)
    sent = dict(zip(receiver.ids, receiver.bodies, strict=True))
    # WHEN it asks for events
    found = listed(world)
    # THEN each is the body of its webhook, in the order in which they happened
    assert ids(found) == ALL
    assert {each.pop("id"): each for each in json.loads(json.dumps(found))} == sent
    # AND the one that hands a link out has none here
    assert found[1]["data"]["url"] is None


def test_who_has_no_endpoint_reads_them_too() -> None:
    """They are stored whether or not anything is sent."""
    # GIVEN a tenant without an endpoint, THEN its events are there, one page after the other
    assert ids(listed(with_events(World()), "limit=1")) == ALL


@pytest.mark.parametrize(("number", "found"), [(0, ALL[1:]), (1, ALL[2:]), (2, ALL[3:]), (3, [])])
def test_the_list_goes_on_behind_an_event(number: int, found: list[str]) -> None:
    """The last one that was taken, by its `webhook-id`."""
    # GIVEN events, WHEN those after one are asked for, THEN these come
    assert ids(listed(with_events(World()), f"after={ALL[number]}&limit=2")) == found


@pytest.mark.parametrize(("seconds", "found"), [(-9, ALL), (0, ALL), (1, ALL[2:]), (3, [])])
def test_the_list_begins_at_a_second(seconds: int, found: list[str]) -> None:
    """With the events of that second: a repeat is told by its id."""
    # GIVEN events, WHEN those from a moment on are asked for, THEN these come
    world = World()
    began = world.clock.now()
    assert ids(listed(with_events(world), f"after={moment(began + seconds)}")) == found


def test_what_has_just_happened_is_not_shown_yet() -> None:
    """What another process is about to write for an earlier second would be missed."""
    # GIVEN an event of this moment behind others
    world = with_events(World())
    late = replace(BEGUN, id="jny_CCCCCCCCCCCCCCCC")
    moves(world, late, Entry(What.STARTED, world.clock.now()))
    # THEN the list ends before it, with more to come or not
    assert ids(listed(world)) == ALL
    assert ids(call(world, "limit=4").json["items"]) == ALL
    world.clock.advance(catch_up.SETTLED - 1)
    assert listed(world, f"after={ALL[-1]}") == []
    # AND has it once nothing earlier can come
    world.clock.advance(1)
    assert ids(listed(world, f"after={ALL[-1]}")) == ["jny_CCCCCCCCCCCCCCCC_1_0"]


def test_events_are_the_tenants() -> None:
    """Another one reads none, and goes on behind none of them."""
    # GIVEN a tenant's events, THEN another one sees nothing of them
    world = with_events(World())
    assert listed(world, tenant="other") == []
    assert call(world, f"after={ALL[0]}", "other").status == 422


def test_a_cursor_of_events_belongs_to_its_beginning() -> None:
    """As a cursor belongs to its filters."""
    # GIVEN a page that began somewhere, WHEN its cursor is brought without that
    world = with_events(World())
    cursor = call(world, f"after={ALL[0]}&limit=1").json["nextCursor"]
    # THEN it is refused
    assert call(world, f"cursor={cursor}").problem == "invalid-cursor"


def test_a_next_page_outlives_the_event_behind_which_the_list_began() -> None:
    """A journey may be removed while its tenant's events are read."""
    # GIVEN a page behind an event, whose journey is removed then
    world = with_events(World())
    query = f"after={ALL[1]}&limit=1"
    cursor = call(world, query).json["nextCursor"]
    stored = journeys.get(world.table, BEGUN.id)
    assert stored is not None
    world.table.write(journeys.remove(stored))
    # WHEN the next page is asked for, THEN it is there
    assert ids(call(world, f"{query}&cursor={cursor}").json["items"]) == [ALL[3]]


@pytest.mark.parametrize(
    "after",
    [
        "",
        "yesterday",
        "jny_AAAAAAAAAAAAAAAA",
        "jny_AAAAAAAAAAAAAAAA_1",
        "jny_AAAAAAAAAAAAAAAA_9_0",
        "jny_AAAAAAAAAAAAAAAA_x_0",
        "jny_ZZZZZZZZZZZZZZZZ_1_0",
        "a" * 255,
    ],
)
def test_what_is_no_event_is_refused(after: str) -> None:
    """And so is one that is no longer kept."""
    # GIVEN something else, THEN it is refused by its name
    refused = call(with_events(World()), f"after={after}")
    assert (refused.status, refused.pointers) == (422, ["after"])


def test_of_an_erased_person_no_event_is_left() -> None:
    """The place stays: a reader goes on behind it."""
    # GIVEN events of two persons, WHEN one is erased
    world = with_events(World())
    for write in erasure.timeline(world.table, BEGUN.id):
        world.table.write(write)
    # THEN the other's are left
    assert ids(listed(world)) == [ALL[2]]
    assert ids(listed(world, f"after={ALL[1]}")) == [ALL[2]]
    # AND nothing in the table says what the one was told
    lines = world.table.query(f"JOURNEY#{BEGUN.id}", prefix="HISTORY#", limit=9).items
    assert not [line for line in lines if "event" in line or "tenant_pk" in line]
    assert not [line for line in lines if "can-1" in json.dumps(line)]


def test_events_have_a_scope_of_their_own() -> None:
    """Who reads journeys does not read them by that."""
    # GIVEN a client without it, THEN it is refused
    client = Client(World().context(), scopes=EVERY_SCOPE - {Scope.EVENTS_READ}, edge=manage.edge)
    assert client.call("GET", "/v1/events").problem == "insufficient-scope"
