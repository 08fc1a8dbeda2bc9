"""Deliveries that come late, twice, early or without a time: none is lost, none counts twice."""

import pytest

from jetbridge.model.errors import ApiProblem
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.retention import SHORTEST_OF_NOTIFICATION
from jetbridge.model.settings import Settings
from jetbridge.partners.smartrecruiters.subscription_api import LAST_REDELIVERY, REDELIVERIES
from jetbridge.store import notifications
from tests.fakes import FakeHttp, answer
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, ISSUED
from tests.support.smartrecruiters import approve, the_connection
from tests.unit.infra.templates import written
from tests.unit.partners.smartrecruiters.subscriptions import (
    a_delivery,
    deliver,
    subscribed,
    work_off,
)

DAY = 86_400
WINDOW = Settings({}).smartrecruiters_replay_window
MAX_WINDOW = 2_592_000


def stored(world: World) -> list[Notification]:
    """Return what is stored of SmartRecruiters', in any status."""
    return [
        each
        for status in NotificationStatus
        for each in notifications.listing(world.table, "smartrecruiters", status, limit=100)[0]
    ]


def hiring_events(world: World) -> int:
    """Return how many events of the hiring system are on the bus."""
    return sum(each.type.startswith("hiring.") for each in world.bus.published)


def test_a_redelivery_under_its_first_timestamp_is_taken() -> None:
    """After an outage of ten minutes every event of it comes again, perhaps not signed anew."""
    # GIVEN an event that was not acknowledged
    world, partner = subscribed()
    first = a_delivery(world, partner.keys[0])
    # WHEN SmartRecruiters repeats it after ten minutes, byte for byte
    world.clock.advance(600)
    assert deliver(world, first) is None
    work_off(world)
    # THEN it is handled
    assert hiring_events(world) == 1
    # AND further repeats of it change nothing, however late
    world.clock.advance(WINDOW - 600)
    assert deliver(world, first) is None
    work_off(world)
    assert (hiring_events(world), len(stored(world))) == (1, 1)


@pytest.mark.parametrize("number", range(1, len(REDELIVERIES) + 1))
def test_every_redelivery_of_the_schedule_is_in_time(number: int) -> None:
    """The last one comes after more than five days, if each wait is as long as it may be."""
    # GIVEN an event of which every attempt has failed so far
    world, partner = subscribed()
    first = a_delivery(world, partner.keys[0])
    world.clock.advance(sum(REDELIVERIES[:number]))
    # THEN the next one is taken
    assert deliver(world, first) is None


def test_the_window_outlasts_the_schedule_and_the_memory_outlasts_the_window() -> None:
    """What is old enough to be forgotten is too old to be taken, be their clock ahead or not."""
    # THEN a day remains for the queue of the partner
    assert WINDOW >= LAST_REDELIVERY + DAY
    # AND whatever a deployer chooses, an id is remembered longer than its event may come
    assert 2 * MAX_WINDOW < SHORTEST_OF_NOTIFICATION
    days = SHORTEST_OF_NOTIFICATION // DAY
    assert written()["Parameters"]["NotificationRetentionDays"]["MinValue"] == days
    with pytest.raises(Exception, match=f"from {days} to"):
        _ = Settings({"NOTIFICATION_RETENTION_DAYS": str(days - 1)}).notification_retention_days
    setting = Settings({"SMARTRECRUITERS_REPLAY_WINDOW": str(MAX_WINDOW)})
    assert setting.smartrecruiters_replay_window == MAX_WINDOW
    with pytest.raises(Exception, match="from 0 to"):
        _ = Settings(
            {"SMARTRECRUITERS_REPLAY_WINDOW": str(MAX_WINDOW + 1)}
        ).smartrecruiters_replay_window


def test_a_replay_after_the_window_is_refused() -> None:
    """A recorded delivery ends some day, unless the deployer takes any."""
    # GIVEN a delivery that an operator recorded
    world, partner = subscribed()
    recorded = a_delivery(world, partner.keys[0])
    # WHEN it is sent after the window
    world.clock.advance(WINDOW + 1)
    with pytest.raises(ApiProblem) as raised:
        deliver(world, recorded)
    # THEN it is refused
    assert (raised.value.status, raised.value.slug) == (401, "stale-delivery")
    # AND the deployer may choose to take such deliveries
    world.environment = {**world.environment, "SMARTRECRUITERS_REPLAY_WINDOW": "0"}
    assert deliver(world, recorded) is None


def test_a_refused_delivery_is_not_remembered() -> None:
    """Its id counts as seen once it was acknowledged, and not before."""
    # GIVEN an event whose delivery was refused for its age, and one for its signature
    world, partner = subscribed()
    old = a_delivery(world, partner.keys[0])
    world.clock.advance(WINDOW + 1)
    for refused in (old, a_delivery(world, "guessed")):
        with pytest.raises(ApiProblem):
            deliver(world, refused)
    assert stored(world) == []
    # WHEN the event comes signed and in time
    assert deliver(world, a_delivery(world, partner.keys[0])) is None
    work_off(world)
    # THEN it is handled
    assert hiring_events(world) == 1


@pytest.mark.parametrize(
    "timestamp",
    [
        str(START + 3_600),
        str(START * 1_000),
        str(START * 1_000 + 123),
        str(START * 1_000_000),
        f"{START}.25",
        "",
        "yesterday",
        "2026-11-29T12:00:00Z",
    ],
)
def test_a_signed_delivery_is_not_lost_for_its_timestamp(timestamp: str) -> None:
    """A clock ahead of ours, milliseconds, no time or no number: the key has proved whose it is."""
    # GIVEN a delivery that is signed with whatever stands in the header
    world, partner = subscribed()
    headers = dict(a_delivery(world, partner.keys[0], smartrecruiters_timestamp=timestamp))
    if not timestamp:
        del headers["smartrecruiters-timestamp"]
    # WHEN it comes twice
    assert deliver(world, headers) is None
    assert deliver(world, headers) is None
    work_off(world)
    # THEN it is handled once
    assert (hiring_events(world), len(stored(world))) == (1, 1)


@pytest.mark.parametrize("timestamp", ["5", "1500000000", f"{START + 30 * DAY}", "9" * 19])
def test_a_readable_time_that_is_far_away_is_refused(timestamp: str) -> None:
    """It is neither an event of these days nor one of its redeliveries."""
    # GIVEN a delivery that is signed with the time of another month
    world, partner = subscribed()
    headers = a_delivery(world, partner.keys[0], smartrecruiters_timestamp=timestamp)
    # THEN it is refused
    with pytest.raises(ApiProblem) as raised:
        deliver(world, headers)
    assert raised.value.status == 401


def test_the_timestamp_is_part_of_what_is_signed() -> None:
    """A recorded delivery is not renewed by writing another time into it, or none."""
    # GIVEN a delivery that an operator recorded
    world, partner = subscribed()
    recorded = a_delivery(world, partner.keys[0])
    world.clock.advance(WINDOW + 1)
    renewed = {**recorded, "smartrecruiters-timestamp": str(world.clock.now())}
    stripped = {k: v for k, v in recorded.items() if k != "smartrecruiters-timestamp"}
    # THEN neither passes
    for forged in (renewed, stripped):
        with pytest.raises(ApiProblem) as raised:
            deliver(world, forged)
        assert raised.value.slug == "invalid-signature"


def test_without_an_event_id_a_repeat_is_recognised_by_what_is_signed() -> None:
    """Two events that differ only in their time are two."""
    # GIVEN deliveries without an id
    world, partner = subscribed()
    first = a_delivery(world, partner.keys[0], event_id="")
    # WHEN one comes twice, and another one a second later
    for _ in range(2):
        assert deliver(world, first) is None
    world.clock.advance(1)
    assert deliver(world, a_delivery(world, partner.keys[0], event_id="")) is None
    # THEN there are two
    assert len(stored(world)) == 2


def test_two_companies_may_use_one_event_id() -> None:
    """An id is a company's own."""
    # GIVEN two connected companies with a subscription each
    world, partner = subscribed()
    first_key = partner.keys[0]
    assert isinstance(world.http, FakeHttp)
    world.http.on("POST", INTEGRATIONS, answer({**ISSUED, "clientId": "other-id"}))
    assert approve(world.context(), company_id="other").connected
    work_off(world)
    # WHEN each has an event of the same id
    assert deliver(world, a_delivery(world, first_key)) is None
    other = the_connection(world, company_id="other").id
    assert deliver(world, a_delivery(world, partner.keys[0]), connection_id=other) is None
    # THEN both are stored
    assert len({each.connection_id for each in stored(world)}) == 2
