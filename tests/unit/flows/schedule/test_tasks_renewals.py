"""Access tokens that are renewed before they end, where they are used."""

from dataclasses import replace

from jetbridge.flows.schedule import tasks
from jetbridge.model.connection import Status
from jetbridge.model.schedule import RECHECK, Task
from jetbridge.store import connections, keys
from jetbridge.store.table import Item, Update, Value
from tests.fakes import FakeHttp, answer
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import TOKEN
from tests.support.smartrecruiters import the_connection
from tests.unit.flows.schedule.checked import asked, connected, deliver, used_late


def tokens(world: World) -> int:
    """Return how many tokens were obtained."""
    assert isinstance(world.http, FakeHttp)
    return len(world.http.sent("POST", TOKEN))


def test_a_token_that_is_used_is_renewed_before_it_ends() -> None:
    """A call that comes again and again never waits for a token."""
    # GIVEN a connection whose token, which lives for half an hour, is in use
    world = connected()
    tasks.run(world.context())
    deliver(world)
    began, obtained = world.clock.now(), tokens(world)
    used_late(world)
    # WHEN its end comes near
    world.clock.advance(began + 1_799 - 180 - world.clock.now() - 1)
    assert tasks.run(world.context()).handed_over == 0
    world.clock.advance(121)
    # THEN it is renewed one to three minutes before
    tasks.run(world.context())
    assert [message["tenant"] for message, _ in world.queue.sent] == ["demo"]
    deliver(world)
    assert tokens(world) == obtained + 1
    # AND not again, as it is not used any more
    world.clock.advance(3_600)
    tasks.run(world.context())
    deliver(world)
    assert tokens(world) == obtained + 1


def test_a_token_that_is_not_used_is_not_renewed() -> None:
    """The check obtains one, for itself."""
    # GIVEN a connection that was checked
    world = connected()
    tasks.run(world.context())
    deliver(world)
    obtained = tokens(world)
    # WHEN five days pass, a quarter of an hour at a time
    for _ in range(5 * 96):
        world.clock.advance(900)
        tasks.run(world.context())
        deliver(world)
    # THEN the partner was asked for nothing
    assert (tokens(world), asked(world)) == (obtained, 1)


def test_a_renewal_that_fails_is_left_to_the_health_checks() -> None:
    """They look every few minutes."""
    # GIVEN a renewal that is due while the token endpoint is down
    world = connected()
    assert isinstance(world.http, FakeHttp)
    tasks.run(world.context())
    deliver(world)
    used_late(world)
    world.clock.advance(1_100)
    world.http.always("POST", TOKEN, answer(status=503))
    tasks.run(world.context())
    deliver(world)
    ill = the_connection(world)
    assert (ill.health.failures, ill.health.last_error) == (1, "unreachable")
    # WHEN it is back at the next look
    world.http.always("POST", TOKEN, answer({"access_token": "t", "expires_in": 1799}))
    world.clock.advance(RECHECK)
    tasks.run(world.context())
    deliver(world)
    # THEN everything is as before
    assert the_connection(world).health.failures == 0


def test_a_renewal_of_an_ended_connection_is_none() -> None:
    """Its message may outlive the connection's credential."""
    # GIVEN a token that is to be renewed, of a connection that has lost its credential
    world = connected()
    used_late(world)
    obtained = tokens(world)
    before = the_connection(world)
    ended = replace(before, status=Status.DISABLED, sealed={})
    world.table.write(*connections.save(before, ended, by="test"))
    # WHEN the renewal is due
    world.clock.advance(1_800)
    tasks.run(world.context())
    deliver(world)
    # THEN nothing is obtained
    assert tokens(world) == obtained


def test_a_renewal_that_an_earlier_release_has_armed_is_dropped() -> None:
    """It would stay due; whether the token is used is not known of it."""
    # GIVEN a connection with such a task, which is due, and nothing else that is
    world = connected()
    tasks.run(world.context())
    deliver(world)
    before, now = the_connection(world), world.clock.now()
    armed: dict[str, Value] = {**before.tasks, Task.REFRESH: now}
    set_tasks: Item = {"tasks": armed, "begun": {"refresh": 2}, "due_at": now}
    world.table.write(Update(keys.connection(before.id), set=set_tasks))
    obtained = tokens(world)
    # WHEN it is done
    assert tasks.run(world.context()).handed_over == 1
    deliver(world)
    # THEN the task is gone, and the others stand
    after = the_connection(world)
    assert (after.tasks, after.begun) == (before.tasks, {})
    assert tokens(world) == obtained
    assert tasks.run(world.context()).handed_over == 0
