"""SmartRecruiters' webhooks: duplicate, reordered, replayed, forged, unknown, wrongly encoded."""

import pytest

from jetbridge.flows.schedule import reconcile
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters import disable, notification_keys
from jetbridge.store import connections, notifications
from tests.fakes import FakeHttp, answer
from tests.fakes.context import SMARTRECRUITERS, World
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, ISSUED
from tests.support.smartrecruiters import approve, stored, the_connection
from tests.unit.partners.smartrecruiters.subscriptions import (
    BODY,
    EVENT,
    a_delivery,
    connected,
    deliver,
    marked,
    subscribed,
    work_off,
)


def refused(world: World, headers: object, body: bytes = BODY) -> int:
    """Deliver, expecting a refusal, and return its status."""
    with pytest.raises(ApiProblem) as raised:
        deliver(world, headers, body)  # type: ignore[arg-type]  # headers, as every test has them
    return raised.value.status


def test_a_delivery_is_stored_and_published() -> None:
    """What the deployer's systems learn of it is ids, and where to ask."""
    # GIVEN a subscription
    world, partner = subscribed()
    world.bus.published.clear()
    # WHEN a signed delivery comes, and the worker works
    assert deliver(world, a_delivery(world, partner.keys[0])) is None
    work_off(world)
    # THEN it is on the bus, once, and settled
    (event,) = world.bus.published
    connection = the_connection(world)
    assert (event.type, event.tenant) == (f"hiring.{EVENT}", "demo")
    assert event.detail == {
        "schemaVersion": 1,
        "connectionId": connection.id,
        "companyId": "acme",
        "application_id": "app-1",
        "candidate_id": "can-1",
        "job_id": "job-1",
        "link": f"{SMARTRECRUITERS}/candidates/can-1/jobs/job-1",
        "event_id": "evt-1",
    }
    assert [each.status for each in stored(world)] == [NotificationStatus.PROCESSED]


def test_a_duplicate_is_acknowledged_and_published_once() -> None:
    """SmartRecruiters repeats an event under its id until it is acknowledged."""
    # GIVEN a delivery that was dealt with
    world, partner = subscribed()
    deliver(world, a_delivery(world, partner.keys[0]))
    work_off(world)
    world.bus.published.clear()
    # WHEN it is delivered again, with a new timestamp
    world.clock.advance(60)
    deliver(world, a_delivery(world, partner.keys[0]))
    work_off(world)
    # THEN it changed nothing
    assert world.bus.published == []
    assert len(stored(world)) == 1


def test_a_forged_delivery_is_refused_and_not_stored() -> None:
    """A sender without a key changes nothing."""
    # GIVEN a subscription
    world, partner = subscribed()
    genuine = a_delivery(world, partner.keys[0])
    # THEN another key, another body and no signature are refused
    assert refused(world, a_delivery(world, "guessed")) == 401
    assert refused(world, genuine, BODY + b" ") == 401
    assert refused(world, {k: v for k, v in genuine.items() if "signature" not in k}) == 401
    # AND nothing was stored
    assert stored(world) == []
    assert world.meter.counted[Metric.NOTIFICATION_REFUSED] == 3


def test_equal_event_ids_of_two_companies_are_two_events() -> None:
    """An event's id is its company's: of another one it says nothing."""
    # GIVEN two companies, each with a key
    world, partner = subscribed()
    assert isinstance(world.http, FakeHttp)
    world.http.on("POST", INTEGRATIONS, answer(ISSUED))
    approve(world.context(), company_id="globex")
    other, key = the_connection(world, company_id="globex"), Secret("the-other-key")
    with_key = notification_keys.added(world.context(), other, key)
    world.table.write(*connections.save(other, with_key, by="test"))
    # WHEN both deliver an event of the same id
    deliver(world, a_delivery(world, partner.keys[0]))
    deliver(world, a_delivery(world, key.reveal()), connection_id=other.id)
    # THEN both are stored
    assert {each.connection_id for each in stored(world)} == {the_connection(world).id, other.id}


def test_one_companys_key_opens_no_other_companys_door() -> None:
    """The key belongs to the connection in the path."""
    # GIVEN a delivery to a connection that does not exist
    world, partner = subscribed()
    with pytest.raises(ApiProblem) as raised:
        deliver(world, a_delivery(world, partner.keys[0]), connection_id="con_other")
    # THEN there is nothing there
    assert raised.value.status == 404


@pytest.mark.parametrize("connection_id", ["x" * 65, "con_#", "%00"])
def test_a_path_that_was_made_up_is_a_404(connection_id: str) -> None:
    """Whatever stands in the path is looked up and nothing else."""
    # GIVEN a subscription
    world, partner = subscribed()
    with pytest.raises(ApiProblem) as raised:
        deliver(world, a_delivery(world, partner.keys[0]), connection_id=connection_id)
    # THEN there is nothing there
    assert raised.value.status == 404


def test_an_unknown_event_is_stored_and_ignored() -> None:
    """SmartRecruiters may add events at any time."""
    # GIVEN a subscription
    world, partner = subscribed()
    # WHEN an event of an unknown name comes
    deliver(world, a_delivery(world, partner.keys[0], event_name="candidate.levitated"))
    work_off(world)
    # THEN it is kept for the operator
    (kept,) = stored(world)
    assert (kept.status, kept.event_type) == (NotificationStatus.IGNORED, "candidate.levitated")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff\xfe{\x00}\x00", b'"text"', b"[" * 5000, b'{"id": 7.5}']
)
def test_a_body_that_says_nothing_is_stored_all_the_same(body: bytes) -> None:
    """It is signed, so it is SmartRecruiters' word; its ids are missing."""
    # GIVEN a subscription
    world, partner = subscribed()
    # WHEN a signed delivery comes whose body is no object, or is not in UTF-8
    deliver(world, a_delivery(world, partner.keys[0], body=body, link=""), body)
    work_off(world)
    # THEN it is settled
    (kept,) = stored(world)
    assert (kept.status, kept.facts) == (NotificationStatus.PROCESSED, {"event_id": "evt-1"})


def test_a_link_elsewhere_is_not_kept() -> None:
    """A process will ask there with the company's token."""
    # GIVEN a subscription
    world, partner = subscribed()
    # WHEN a delivery points to another host
    deliver(world, a_delivery(world, partner.keys[0], link="<https://evil.test/x>; rel=self"))
    # THEN that is forgotten
    (kept,) = stored(world)
    assert "link" not in kept.facts


def test_a_crash_between_storing_and_enqueuing_loses_nothing() -> None:
    """What was stored is due for the sweep, and a redelivery enqueues it at once."""
    # GIVEN a delivery that was stored, and a queue that never heard of it
    world, partner = subscribed()
    world.queue.broken = True
    deliver(world, a_delivery(world, partner.keys[0]))
    world.queue.broken = False
    world.bus.published.clear()
    # WHEN the sweep comes by
    world.clock.advance(notifications.SWEEP_AFTER)
    reconcile.run(world.context())
    work_off(world)
    # THEN it is handled
    assert [event.type for event in world.bus.published if event.type.startswith("hiring")] == [
        f"hiring.{EVENT}"
    ]


def test_a_redelivery_of_what_lies_about_is_enqueued() -> None:
    """The sweep is not waited for where the partner tries again."""
    # GIVEN a delivery that was stored and not enqueued
    world, partner = subscribed()
    world.queue.broken = True
    deliver(world, a_delivery(world, partner.keys[0]))
    world.queue.broken = False
    # WHEN SmartRecruiters delivers it again
    deliver(world, a_delivery(world, partner.keys[0]))
    # THEN there is one message for it
    assert len(world.queue.sent) == 1
    assert len(stored(world)) == 1


def test_a_handshake_is_answered_only_where_there_is_a_subscription() -> None:
    """The company's administrator may activate it again; a company without one is left alone."""
    # GIVEN connections before and after their subscription
    before, _ = connected()
    world, _ = subscribed()
    # THEN a handshake is answered for the subscription only
    assert refused(before, {"x-hook-secret": "hook"}, b"") == 404
    assert deliver(world, {"x-hook-secret": "hook"}, b"") == "hook"
    # AND not after the company has left
    disable.disable(world.context(), the_connection(world).id, by="test")
    assert refused(world, {"x-hook-secret": "hook"}, b"") == 404


@pytest.mark.parametrize("secret", ["", "a\r\nset-cookie: x=1", "é", "x" * 257])
def test_a_hook_secret_that_is_no_header_value_is_refused(secret: str) -> None:
    """It is echoed, so it must not say anything else."""
    # GIVEN a connection that awaits its activation
    world, _ = subscribed()
    connection = the_connection(world)
    awaiting = marked(connection, "awaiting_activation")
    world.table.write(*connections.save(connection, awaiting, by="test"))
    assert deliver(world, {"x-hook-secret": "hook"}, b"") == "hook"
    # THEN an odd secret finds nothing
    assert refused(world, {"x-hook-secret": secret}, b"") == 404


def test_a_disabled_connection_takes_no_deliveries() -> None:
    """Its keys are wiped with its credentials."""
    # GIVEN a subscription of a connection that was disabled
    world, partner = subscribed()
    headers = a_delivery(world, partner.keys[0])
    disable.disable(world.context(), the_connection(world).id, by="test")
    # THEN nothing opens
    assert refused(world, headers) == 404


def test_what_was_stored_before_a_disable_is_not_published_after_it() -> None:
    """A company that left is left alone."""
    # GIVEN a delivery that waits in the queue while its connection is disabled
    world, partner = subscribed()
    deliver(world, a_delivery(world, partner.keys[0]))
    disable.disable(world.context(), the_connection(world).id, by="test")
    world.bus.published.clear()
    # WHEN the worker works
    work_off(world)
    # THEN nothing is published of it
    (kept,) = stored(world)
    assert (kept.status, kept.note) == (NotificationStatus.IGNORED, "connection_disabled")
    assert world.bus.published == []
