"""The secret key of a subscription that changes at the partner: noticed, fetched, bounded."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import override

import pytest

from jetbridge.flows.schedule import tasks, work
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import Http, HttpRequest, HttpResponse
from jetbridge.model.schedule import Task
from jetbridge.model.work import connection_task
from jetbridge.partners.smartrecruiters import notification_keys, subscription, unverified
from jetbridge.partners.smartrecruiters.subscription_calls import NotSubscribedError
from jetbridge.store import connections, keys
from jetbridge.store.table import Table, TableUnavailableError, Update, Write, WriteConflictError
from jetbridge.web import resources
from tests.fakes import FakeHttp, answer
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters_webhooks import SUBSCRIPTIONS, Webhooks
from tests.fakes.passing import PassingTable
from tests.support.damage import CANARY
from tests.support.smartrecruiters import the_connection
from tests.unit.partners.smartrecruiters.subscriptions import (
    a_delivery,
    deliver,
    subscribed,
    work_off,
)

KEY = f"{SUBSCRIPTIONS}/sub-1/secret-key"


def refused(world: World, headers: Mapping[str, str]) -> int:
    """Deliver, expecting a refusal, and return its status."""
    with pytest.raises(ApiProblem) as raised:
        deliver(world, headers)
    return raised.value.status


def check(world: World) -> None:
    """Have the worker make sure of the subscription."""
    work.do(world.context(), connection_task(the_connection(world).id, subscription.TASK))


def held(world: World) -> list[str]:
    """Return the live keys that we hold, the newest first."""
    return [
        each.reveal() for each in notification_keys.live(world.context(), the_connection(world))
    ]


def shown(world: World) -> object:
    """Return what the API shows of the connection's notifications."""
    return resources.connection(the_connection(world), world.clock.now())["notifications"]


def rotated() -> tuple[World, Webhooks, str]:
    """Return a world whose subscription's key was replaced at the partner, and the key before."""
    world, partner = subscribed()
    before = partner.keys[0]
    partner.rotate()
    return world, partner, before


def test_a_row_of_bad_signatures_leads_to_the_new_key() -> None:
    """One event is enough: the partner tries it again, and after the look it is taken."""
    # GIVEN a key that was replaced at the partner
    world, partner, before = rotated()
    # WHEN an event is delivered, and redelivered after one and three minutes
    for wait in (0, 60, 180):
        world.clock.advance(wait)
        assert refused(world, a_delivery(world, partner.keys[0])) == 401
    work_off(world)
    # THEN the new key is held beside the old one, which signs for another day
    assert held(world) == [partner.keys[0], before]
    assert world.meter.counted[Metric.SUBSCRIPTION_KEY_REPLACED] == 1
    # AND the next redelivery is taken
    world.clock.advance(600)
    assert deliver(world, a_delivery(world, partner.keys[0])) is None
    assert deliver(world, a_delivery(world, before, event_id="evt-2")) is None
    world.clock.advance(notification_keys.OVERLAP)
    assert held(world) == [partner.keys[0]]


def test_the_daily_check_finds_a_new_key() -> None:
    """Where no event comes, nothing else would tell."""
    # GIVEN a key that was replaced at the partner
    world, partner, before = rotated()
    # WHEN the connection's health check is due
    connection = the_connection(world)
    world.clock.advance(connection.tasks[Task.HEALTH] - world.clock.now())
    assert isinstance(world.http, FakeHttp)
    world.http.always(
        "GET", SUBSCRIPTIONS.partition("/webhooks-api")[0] + "/candidates", answer({})
    )
    tasks.work(world.context(), connection_task(connection.id, tasks.DUE))
    work_off(world)
    # THEN the new one is held
    assert held(world) == [partner.keys[0], before]


def test_a_stranger_causes_few_writes_and_few_looks() -> None:
    """Any sender can send what is not signed."""
    # GIVEN a stranger who sends a thousand deliveries within a quarter of an hour
    world, _ = subscribed()
    written: list[Write] = []
    counting = _Counting(world.table, written)
    world.table, plain = counting, world.table
    for _ in range(1_000):
        assert refused(world, a_delivery(world, "guessed")) == 401
    world.table = plain
    # THEN three were written down, and one look was asked for
    assert len(written) == unverified.ROW
    assert [message["task"] for message, _ in world.queue.sent] == [subscription.TASK]
    # AND the look changes nothing
    before = the_connection(world)
    work_off(world)
    assert the_connection(world) == before
    # WHEN the stranger goes on for a day
    for _ in range(24 * 60):
        world.clock.advance(60)
        refused(world, a_delivery(world, "guessed"))
    # THEN there were no more than four looks an hour
    assert len(world.queue.sent) <= 24 * 4


def test_a_few_bad_signatures_lead_to_nothing() -> None:
    """One in an hour is no row."""
    # GIVEN a delivery that is not signed, every half an hour
    world, _ = subscribed()
    for _ in range(10):
        refused(world, a_delivery(world, "guessed"))
        world.clock.advance(unverified.WITHIN // 2 + 1)
    # THEN it is not looked at
    assert world.queue.sent == []


def test_a_busy_table_does_not_hide_a_refusal() -> None:
    """The count is a help, and no more."""
    # GIVEN a table that cannot be written
    world, partner = subscribed()
    world.table = _Failing(world.table)
    # THEN a forgery is refused as ever
    assert refused(world, a_delivery(world, "guessed")) == 401
    assert partner.status == "active"


def test_a_count_that_cannot_be_read_does_not_hide_a_refusal() -> None:
    """Nor does it change its status: a stranger sees no difference."""
    # GIVEN a forgery that was counted, and a count that someone has changed
    world, _ = subscribed()
    assert refused(world, a_delivery(world, "guessed")) == 401
    key = keys.unverified(the_connection(world).id)
    world.table.write(Update(key, set={"count": CANARY}))
    # THEN another one is refused as ever
    assert refused(world, a_delivery(world, "guessed")) == 401


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410])
def test_a_key_that_cannot_be_read_is_replaced(status: int) -> None:
    """With a key of our own making the next deliveries verify."""
    # GIVEN a partner that does not show the key
    world, partner = subscribed()
    assert isinstance(world.http, FakeHttp)
    before = partner.keys[0]
    world.http.on("GET", KEY, answer({"message": "no"}, status=status))
    # WHEN the worker looks
    check(world)
    # THEN another one was made, and is held
    assert held(world) == [partner.keys[0], before]
    assert len(partner.keys) == 2


def test_a_key_that_can_neither_be_read_nor_replaced_shows() -> None:
    """Nothing degrades in silence."""
    # GIVEN a partner that neither shows the key nor makes another one
    world, partner = subscribed()
    assert isinstance(world.http, FakeHttp)
    before = held(world)
    world.http.on("GET", KEY, answer({"message": "no"}, status=403))
    world.http.on("POST", KEY, answer({"message": "no"}, status=403))
    # WHEN the worker looks
    check(world)
    # THEN the connection says so, a metric counts it, and we go on with the key that we hold
    assert shown(world) == {"subscription": "active", "problem": "secret_key_unreadable"}
    assert world.meter.counted[Metric.SUBSCRIPTION_KEY_UNREADABLE] == 1
    assert held(world) == before
    # WHEN it can be read again
    check(world)
    # THEN that is over
    assert shown(world) == {"subscription": "active", "problem": None}
    assert partner.status == "active"


def test_keys_are_not_made_one_after_the_other() -> None:
    """The partner has a limit, and a stranger must not use it up."""
    # GIVEN a partner that shows no key, and a key that was made a moment ago
    world, partner = subscribed()
    assert isinstance(world.http, FakeHttp)
    world.http.always("GET", KEY, answer({"message": "no"}, status=403))
    check(world)
    # WHEN the worker looks again and again within a day
    for _ in range(5):
        check(world)
    # THEN no further one was made
    assert len(partner.keys) == 2


@pytest.mark.parametrize(
    "trouble",
    [
        *(answer({"message": "later"}, status=status) for status in (408, 425, 429, 500, 503)),
        HttpResponse(403, body=b"<html>Request blocked</html>"),
        HttpResponse(200, body=b"<html>Sign in</html>"),
        HttpResponse(302, {"location": "https://login.test/"}),
    ],
    ids=lambda trouble: str(trouble.status),
)
def test_a_partner_in_trouble_is_asked_again(trouble: HttpResponse) -> None:
    """The work stays in the queue, and the connection says why. No key is made in vain."""
    # GIVEN a partner that does not answer in this moment
    world, partner, before = rotated()
    assert isinstance(world.http, FakeHttp)
    world.http.on("GET", KEY, trouble)
    with pytest.raises(NotSubscribedError):
        check(world)
    assert shown(world) == {
        "subscription": "active",
        "problem": f"secret_key_answered_{trouble.status}",
    }
    assert world.meter.counted[Metric.SUBSCRIPTION_FAILED] == 1
    # WHEN the work is done once more
    check(world)
    # THEN the key is there, and nothing is wrong any more
    assert held(world) == [partner.keys[0], before]
    assert shown(world) == {"subscription": "active", "problem": None}


def test_a_suspended_subscription_with_another_key_is_mended_in_one_go() -> None:
    """Ten refusals in a row suspend it: both happen together."""
    # GIVEN a key that was replaced, and the suspension that followed
    world, partner, before = rotated()
    partner.status = "suspended"
    # WHEN the worker looks
    check(world)
    # THEN it is active, and the key is held
    assert partner.status == "active"
    assert held(world) == [partner.keys[0], before]


def test_keys_that_cannot_be_opened_are_replaced() -> None:
    """Whatever happened to the keyring: deliveries are refused, not failed at, and it is fixed."""
    # GIVEN keys that do not open
    world, partner = subscribed()
    connection = the_connection(world)
    broken = replace(
        connection, sealed={**connection.sealed, notification_keys.FIELD: "v1.k1.AAAA"}
    )
    world.table.write(*connections.save(connection, broken, by="test"))
    # WHEN an event is delivered three times
    for _ in range(unverified.ROW):
        assert refused(world, a_delivery(world, partner.keys[0])) == 401
    work_off(world)
    # THEN another key was made, and signs
    assert held(world) == [partner.keys[0]]
    assert deliver(world, a_delivery(world, partner.keys[0])) is None


def test_a_subscription_that_was_deleted_is_made_again() -> None:
    """By an administrator at the partner, say."""
    # GIVEN a subscription that is gone
    world, partner = subscribed()
    partner.status = "none"
    # WHEN the worker looks
    check(world)
    # THEN there is another one, and its key is held
    assert (partner.made, partner.status) == (2, "active")
    assert held(world)[0] == partner.keys[0]


def test_a_subscription_that_leads_elsewhere_is_replaced() -> None:
    """Its address was changed, or ours was."""
    # GIVEN our subscription, which leads to another address by now
    world, partner = subscribed()
    partner.callback_url = "https://old.jetbridge.test/smartrecruiters/webhooks/con_x"
    # WHEN the worker looks
    check(world)
    # THEN one leads to us, and the other one is gone
    assert (partner.made, partner.status, partner.older) == (2, "active", {})
    assert partner.callback_url.startswith("https://jetbridge.test/")


def test_what_could_not_be_verified_is_kept_by_the_partner() -> None:
    """A refusal is no acknowledgement: nothing is stored, and the id counts as new later on."""
    # GIVEN an event that was refused because its key was not known yet
    world, partner, _ = rotated()
    for _ in range(unverified.ROW):
        refused(world, a_delivery(world, partner.keys[0]))
    work_off(world)
    # WHEN it is delivered again
    assert deliver(world, a_delivery(world, partner.keys[0])) is None
    # THEN it waits for the worker
    assert [message["kind"] for message, _ in world.queue.sent] == ["notification"]


class _Counting(PassingTable):
    """A table that notes what is written to it."""

    def __init__(self, table: Table, written: list[Write]) -> None:
        """Note into `written`."""
        super().__init__(table)
        self._written = written

    @override
    def write(self, *writes: Write) -> None:
        """Write, and note it."""
        self._written.extend(writes)
        super().write(*writes)


class _Failing(PassingTable):
    """A table that cannot be written."""

    @override
    def write(self, *writes: Write) -> None:
        """Fail."""
        raise TableUnavailableError(f"{len(writes)} writes")


class _Between:
    """Passes requests on; before the first of a kind, something else happens."""

    def __init__(self, partner: Http, url: str, happens: Callable[[], None]) -> None:
        """Run `happens` before the first request to `url` is passed on to `partner`."""
        self._partner = partner
        self._url = url
        self._happens: Callable[[], None] | None = happens

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send the request; what happens in between comes after the partner has answered."""
        answered = self._partner.send(request)
        if request.url == self._url and self._happens:
            happens, self._happens = self._happens, None
            happens()
        return answered


def test_a_run_that_was_held_up_does_not_put_an_older_key_before_a_newer_one() -> None:
    """Of two runs at once the second has read a newer key; the first one begins again."""
    # GIVEN a run that has read the partner's key, and stalls while the key is replaced once more
    # AND another run stores the newer one
    world, partner, before = rotated()
    older = partner.keys[0]

    def meanwhile() -> None:
        partner.rotate()
        check(world)

    stalls = _Between(world.http, KEY, meanwhile)
    message = connection_task(the_connection(world).id, subscription.TASK)
    # WHEN the first one comes back
    with pytest.raises(WriteConflictError):
        work.do(world.context(http=stalls), message)
    # THEN the newer key stands, and is not on its way out
    assert held(world) == [partner.keys[0], before]
    assert older != partner.keys[0]
    world.clock.advance(notification_keys.OVERLAP)
    assert held(world) == [partner.keys[0]]
    # AND its message, which comes again, finds nothing to do
    work.do(world.context(), message)
    assert held(world) == [partner.keys[0]]
