"""A company's subscription: made, found again, fixed, ended."""

from collections.abc import Iterator
from typing import Final

import pytest

from jetbridge.broker.dialect import DAY
from jetbridge.flows.connection import disconnect, health
from jetbridge.flows.schedule import tasks, work
from jetbridge.model.connection import Connection
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError
from jetbridge.model.work import connection_task
from jetbridge.partners.smartrecruiters import (
    disable,
    notification_keys,
    subscription,
    subscription_end,
)
from jetbridge.partners.smartrecruiters.subscription_calls import NotSubscribedError
from jetbridge.store import keys
from jetbridge.store.table import Delete, Put, Update
from tests.fakes import FakeHttp, answer
from tests.fakes.context import SMARTRECRUITERS, World
from tests.fakes.hooks import HookedHttp
from tests.fakes.partners.smartrecruiters_webhooks import SUBSCRIPTIONS
from tests.support.damage import CANARY
from tests.support.smartrecruiters import the_connection
from tests.unit.partners.smartrecruiters.subscriptions import EVENT, connected, subscribed, work_off

STEPS: Final = [
    ("GET", ""),
    ("POST", ""),
    ("POST", "/sub-1/secret-key"),
    ("PUT", "/sub-1/activation"),
]
"""The calls of a first subscription, in order."""
MANY: Final = 300
"""More gaps than there are around the calls of a subscription."""


def _again(world: World) -> None:
    """Have the worker make sure of the subscription."""
    work.do(world.context(), connection_task(the_connection(world).id, subscription.TASK))


def _requests(world: World) -> list[tuple[str, str]]:
    """Return what was asked of the Webhooks API, and forget it."""
    assert isinstance(world.http, FakeHttp)
    asked = [
        (request.method, request.url.removeprefix(SUBSCRIPTIONS))
        for request in world.http.requests
        if request.url.startswith(SUBSCRIPTIONS)
    ]
    world.http.requests.clear()
    return asked


def test_a_new_connection_is_subscribed() -> None:
    """The deployer asked for events, so each company's reach us."""
    # GIVEN a company that has just been connected
    world, partner = connected()
    # WHEN the worker works
    work_off(world)
    # THEN its events reach us, signed with a key that is sealed in the connection
    connection = the_connection(world)
    assert partner.callback_url == (
        f"https://jetbridge.test/smartrecruiters/webhooks/{connection.id}"
    )
    assert (partner.status, partner.events, partner.handshakes) == ("active", [EVENT], ["hook"])
    assert connection.settings["subscription"] == "active"
    assert [
        key.reveal() for key in notification_keys.live(world.context(), connection)
    ] == partner.keys


def test_without_events_nothing_is_subscribed() -> None:
    """The template's parameter is empty: it was not asked for."""
    # GIVEN a deployment that wants no events
    world, partner = connected(events="")
    # THEN nothing is to be done
    assert world.queue.sent == []
    _again(world)
    assert partner.made == 0


@pytest.mark.parametrize("bare", [False, True])
def test_doing_it_again_changes_nothing(*, bare: bool) -> None:
    """The queue delivers at least once; events are shown with their version, or by name alone."""
    # GIVEN a subscription
    world, partner = subscribed()
    partner.shown = str if bare else partner.shown
    before = the_connection(world)
    _requests(world)
    # WHEN the work is done once more
    _again(world)
    # THEN the partner was only asked what there is, and which key signs
    assert _requests(world) == [("GET", "?limit=100"), ("GET", "/sub-1/secret-key")]
    assert (partner.made, len(partner.keys)) == (1, 1)
    assert the_connection(world) == before


def test_a_suspended_subscription_is_activated_anew() -> None:
    """SmartRecruiters suspends what fails for long; nothing tells us but its state."""
    # GIVEN a subscription that was suspended
    world, partner = subscribed()
    partner.status = "suspended"
    # WHEN the worker looks
    _again(world)
    # THEN it is active, and the operator can see that it was not
    assert (partner.status, partner.made, len(partner.keys)) == ("active", 1, 1)
    assert world.meter.counted[Metric.SUBSCRIPTION_SUSPENDED] == 1


def test_other_events_need_another_subscription() -> None:
    """There is no call that changes one."""
    # GIVEN a subscription, and a deployer who wants other events by now
    world, partner = subscribed()
    world.environment = {**world.environment, "SMARTRECRUITERS_EVENTS": "candidate.updated"}
    first = partner.keys[0]
    _requests(world)
    # WHEN the worker looks
    _again(world)
    # THEN there is another one, and after that the old one is gone: no event falls between them
    assert (partner.made, partner.events, partner.status) == (2, ["candidate.updated"], "active")
    assert partner.older == {}
    assert _requests(world)[-2:] == [("PUT", "/sub-2/activation"), ("DELETE", "/sub-1")]
    # AND what the old one still delivers can be verified for a day
    live = notification_keys.live(world.context(), the_connection(world))
    assert [key.reveal() for key in live] == [partner.keys[0], first]
    world.clock.advance(notification_keys.OVERLAP)
    live = notification_keys.live(world.context(), the_connection(world))
    assert [key.reveal() for key in live] == partner.keys


def test_a_replaced_subscription_that_was_left_behind_is_removed() -> None:
    """It is not told twice for long."""
    # GIVEN a partner that did not delete the one that was replaced
    world, partner = subscribed()
    assert isinstance(world.http, FakeHttp)
    world.environment = {**world.environment, "SMARTRECRUITERS_EVENTS": "candidate.updated"}
    world.http.on("DELETE", f"{SUBSCRIPTIONS}/sub-1", answer({"message": "no"}, status=500))
    with pytest.raises(NotSubscribedError):
        _again(world)
    assert [*partner.older] == ["sub-1"]
    # WHEN the work is done once more
    _again(world)
    # THEN it is gone, and the other one is there
    assert partner.older == {}
    assert (partner.made, partner.status) == (2, "active")


@pytest.mark.parametrize(("method", "path"), STEPS)
@pytest.mark.parametrize("status", [403, 424, 500])
def test_a_step_that_fails_is_done_later(method: str, path: str, status: int) -> None:
    """Every step may be repeated, and none is skipped."""
    # GIVEN a partner that refuses a step once
    world, partner = connected()
    assert isinstance(world.http, FakeHttp)
    world.http.on(method, f"{SUBSCRIPTIONS}{path}", answer({"message": "no"}, status=status))
    # WHEN the work fails, and is tried again
    with pytest.raises(NotSubscribedError):
        _again(world)
    _again(world)
    # THEN there is one subscription, and it is active
    assert (partner.made, partner.status) == (1, "active")
    assert the_connection(world).settings["subscription"] == "active"


def test_a_list_is_read_to_its_end() -> None:
    """Ours may be on the second page, and a page elsewhere is not followed."""
    # GIVEN a list whose first page is another party's subscription
    world, partner = subscribed()
    assert isinstance(world.http, FakeHttp)
    foreign = {"id": "x", "callbackUrl": "https://other.test", "events": ["a"], "status": "active"}
    following = {"link": f'<{SUBSCRIPTIONS}?pageId=2>; rel="next"'}
    world.http.on("GET", SUBSCRIPTIONS, answer([foreign], headers=following))
    # WHEN the worker looks
    _again(world)
    # THEN it found ours, and made no other
    assert partner.made == 1
    world.http.on(
        "GET", SUBSCRIPTIONS, answer([foreign], headers={"link": "<https://evil.test>; rel=next"})
    )
    _again(world)
    assert all("evil" not in request.url for request in world.http.requests)


def test_a_connection_that_is_over_leaves_no_subscription() -> None:
    """Best effort: the connection is over in any case."""
    # GIVEN a subscription of a connection that is being ended
    world, partner = subscribed()
    # WHEN it is unsubscribed with the credential that was at hand
    subscription_end.end(world.context(), the_connection(world))
    # THEN it is gone
    assert partner.status == "none"


def test_ending_never_fails() -> None:
    """Whatever the partner does."""
    # GIVEN a partner that does not answer
    world, _ = subscribed()
    assert isinstance(world.http, FakeHttp)
    world.http.on("DELETE", f"{SUBSCRIPTIONS}/sub-1", NoAnswerError("x"))
    # THEN ending is quiet
    subscription_end.end(world.context(), the_connection(world))


def test_a_connection_that_was_disabled_meanwhile_stays_wiped() -> None:
    """Work that was queued before the disable finds nothing to do after it."""
    # GIVEN a connection that is disabled while the message waits
    world, partner = connected()
    disable.disable(world.context(), the_connection(world).id, by="test")
    # WHEN the worker works
    work_off(world)
    # THEN nothing was asked of the partner
    assert partner.made == 0
    assert not the_connection(world).has_credentials


def test_a_queue_that_takes_nothing_delays_a_subscription_by_a_minute_at_most() -> None:
    """The connection's check is due at once, and asks again; nothing is raised."""
    # GIVEN a connection that was checked, so that its next check is in a day, and a broken queue
    world, partner = connected()
    assert isinstance(world.http, FakeHttp)
    world.http.always("GET", f"{SMARTRECRUITERS}/candidates", answer({"content": []}))
    world.queue.sent.clear()
    world.clock.advance(60)
    connection = health.check(world.context(), the_connection(world), by="test")
    world.queue.broken = True
    # WHEN its subscription is asked for
    subscription.ask(world.context(), connection)
    # THEN the next run of the schedule finds it due, and it is subscribed
    world.queue.broken = False
    assert tasks.run(world.context()).handed_over == 1
    work_off(world)
    work_off(world)
    assert partner.status == "active"


@pytest.mark.parametrize("broken", ["policy", "connection"])
def test_what_cannot_be_read_keeps_no_one_from_going_on(
    broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Who asks has done something else; the subscription is made at the next check."""
    # GIVEN a policy, or the connection where the queue takes nothing, that cannot be read
    world, partner = connected()
    assert isinstance(world.http, FakeHttp)
    world.http.always("GET", f"{SMARTRECRUITERS}/candidates", answer({"content": []}))
    world.queue.sent.clear()
    connection = the_connection(world)
    key = keys.current_policy(connection.tenant)
    if broken == "connection":
        key = keys.connection(connection.id)
        world.queue.broken = True
    before = world.table.get(key) or {"pk": key.pk, "sk": key.sk}
    world.table.write(Update(key, set={"version": CANARY}))
    # WHEN the subscription is asked for
    subscription.ask(world.context(), connection)
    # THEN nothing is raised, and the log says what cannot be read
    (line,) = [each.__dict__ for each in caplog.records if "next check" in each.message]
    assert line["error"] == "UnreadableItemError"
    assert "version" in line["why"]
    assert CANARY not in str(line)
    # AND once it is put back, the next check asks again
    world.queue.broken = False
    world.table.write(Put(before) if "version" in before else Delete(key))
    world.clock.advance(DAY)
    tasks.run(world.context())
    work_off(world)
    work_off(world)
    assert partner.status == "active"


@pytest.mark.parametrize(("method", "path"), STEPS)
def test_a_connection_that_is_disabled_during_a_step_raises_no_alarm(
    method: str, path: str
) -> None:
    """The partner refuses what the customer has just taken back: nothing is left to be done."""
    # GIVEN a partner that disables the integration, and refuses the step because of that
    world, _ = connected()
    assert isinstance(world.http, FakeHttp)

    def disabled(_: HttpRequest) -> HttpResponse:
        disable.disable(world.context(), the_connection(world).id, by="test")
        return answer({"message": "no"}, status=401)

    world.http.on(method, f"{SUBSCRIPTIONS}{path}", disabled, answer(status=401))
    # WHEN the worker works, THEN nothing is raised, and nothing counted
    work_off(world)
    assert world.meter.counted[Metric.SUBSCRIPTION_FAILED] == 0
    assert not the_connection(world).has_credentials


def test_a_connection_that_ends_while_it_is_subscribed_leaves_no_subscription() -> None:
    """At any call: what was made at the partner is known by then, or deleted by its maker."""
    for gap in range(MANY):
        # GIVEN a connection that is disconnected before or after one call to the partner
        world, partner = connected()
        connection, calls = the_connection(world), iter(range(MANY))
        message = connection_task(connection.id, subscription.TASK)

        def step(
            gap: int = gap,
            calls: Iterator[int] = calls,
            world: World = world,
            connection: Connection = connection,
        ) -> None:
            if next(calls) == gap:
                disconnect.end(world.context(), connection.id, by="test")

        # WHEN the worker works
        work.do(world.context(http=HookedHttp(world.http, step)), message)
        if the_connection(world).has_credentials:
            break
        # THEN nothing leads to us, and nothing that the credential obtained is left
        assert (partner.status, partner.older) == ("none", {}), gap
        place = keys.broker_token(f"{connection.id}/{connection.settings['clientId']}")
        assert world.table.get(place) is None, gap
    assert gap > len(STEPS)
