"""A request for a person that comes twice, dies or fails is made once, or given up."""

import pytest

from jetbridge.flows.people import working
from jetbridge.flows.schedule import work
from jetbridge.store import person_requests
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Put
from tests.fakes.clock import FrozenClock
from tests.fakes.context import World
from tests.support.killing import killed_everywhere
from tests.unit.flows.people.asking import (
    COPIES,
    ERASURES,
    REQUESTS,
    a_client,
    asked,
    messages,
    records,
    stands,
    worked,
    worked_off,
)
from tests.unit.flows.people.erasing import OTHER, PERSON, items, onboarded, told_of


def test_a_second_request_gets_the_one_that_is_under_way() -> None:
    """Of any client of the tenant, under any key."""
    # GIVEN a request
    simulation = onboarded()
    world = simulation.world
    first = asked(world, key="a")
    # WHEN it is made again, under the same key, under another one, and without
    again = [asked(world, key="a"), asked(world, key="b"), asked(world, by="another")]
    # THEN there is one
    assert {each.json["id"] for each in again} == {first.json["id"]}
    # AND another one for another act, and one for another person
    assert asked(world, COPIES).json["id"] != first.json["id"]
    assert asked(world, body={"candidateId": OTHER[0]}).json["id"] != first.json["id"]
    # AND once it is over its key gets it still, and a new request is a new one
    worked_off(world)
    assert asked(world, key="a").json["id"] == first.json["id"]
    assert asked(world, key="b").json["id"] != first.json["id"]
    # AND a key is not another request's
    assert asked(world, body={"candidateId": OTHER[0]}, key="b").status == 422


def test_messages_that_come_twice_make_one_erasure() -> None:
    """SQS delivers at least once, and two are sent."""
    # GIVEN a request with its messages
    simulation = onboarded()
    world = simulation.world
    answered = asked(world)
    sent = messages(world)
    assert len(sent) == 2
    # WHEN each comes twice
    world.slow.sent = [*sent, *sent]
    worked_off(world)
    # THEN one erasure was made
    assert stands(world, answered).json["status"] == "completed"
    assert records(world) == (1, 0)


@pytest.mark.parametrize("path", [ERASURES, COPIES])
def test_a_worker_that_dies_at_any_step_is_followed_by_another(path: str) -> None:
    """It goes on, and there is one receipt."""
    # GIVEN a request
    before = onboarded().world
    answered = asked(before, path)
    _, (message, _) = messages(before)

    def a_world() -> World:
        table = MemoryTable()
        for item in items(before).values():
            table.write(Put(item))
        return World(table=table, clock=FrozenClock(before.clock.now()))

    # WHEN the worker dies at each step
    for at, world, _ in killed_everywhere(a_world, lambda _, it: work.do(it, message)):
        # AND the message comes again after what hides it
        world.clock.advance(2_160)
        world.slow.sent.append((message, 0))
        worked_off(world)
        # THEN it was done, once
        assert stands(world, answered).json["status"] == "completed", at
        assert sum(records(world)) == 1, at
        assert (told_of(world, PERSON[0]) == []) == (path == ERASURES), at


def test_a_request_whose_process_died_is_made_by_the_message_before_it() -> None:
    """It was sent ahead, and comes a minute later."""
    # GIVEN a request, after which the process sent nothing more
    world = onboarded().world
    answered = asked(world)
    ahead, after = messages(world)
    assert (ahead[1], after[1]) == (60, 0)
    world.slow.sent = [ahead]
    # WHEN a minute has passed, THEN it is made
    worked_off(world)
    assert stands(world, answered).json["status"] == "completed"


def test_what_is_tried_in_vain_is_given_up() -> None:
    """A walk that takes longer than the function may run would be begun for ever."""
    # GIVEN a request whose work has begun as often as it may
    simulation = onboarded()
    world = simulation.world
    answered = asked(world)
    for _ in range(working.MAX_TRIES):
        known = person_requests.get(world.table, answered.json["id"])
        assert known
        world.table.write(person_requests.begin(known, world.clock.now()))
    # WHEN a message comes while another one may be at work, THEN it is sent again
    worked(world)
    assert stands(world, answered).json["status"] == "working"
    # WHEN that one has died, THEN the request has failed, and nothing was done
    world.clock.advance(2_160)
    worked_off(world)
    over = stands(world, answered).json
    assert (over["status"], over["failure"]) == ("failed", "given_up")
    assert told_of(world, PERSON[0]) == [PERSON[0]]


def test_nothing_is_stored_where_the_queue_is_down() -> None:
    """The caller is told to try again."""
    # GIVEN a queue that takes nothing
    world = World()
    world.slow.broken = True
    # WHEN an erasure is asked for, THEN it is not
    assert asked(world).status == 503
    assert a_client(world).call("GET", REQUESTS).json["items"] == []
