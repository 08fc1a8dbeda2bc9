"""A partner that asks to be left alone for long: it shows, and it is no failure."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from jetbridge.flows.connection import connections, health
from jetbridge.flows.schedule import tasks
from jetbridge.model.connection import Connection, Status
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.partners.smartrecruiters import hiring_system
from jetbridge.store import connections as stored
from jetbridge.store import keys
from jetbridge.store.table import Put
from jetbridge.web import resources
from tests.fakes import FakeHttp, answer
from tests.fakes.context import SMARTRECRUITERS, World
from tests.fakes.partners.enboarder import Enboarder
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, ISSUED, TOKEN
from tests.support.enboarder import CALLER, V1_REPORTS, connect, fake
from tests.support.smartrecruiters import a_confirming_world, approve
from tests.support.smartrecruiters import the_connection as company

HOUR = 3_600
DAY = 24 * HOUR
CANDIDATES = f"{SMARTRECRUITERS}/candidates"


def busy(wait: int, now: int, *, as_date: bool, status: int = 503) -> HttpResponse:
    """Return an answer that asks to be left alone, in one of the header's two forms."""
    until, sent = (
        format_datetime(datetime.fromtimestamp(t, UTC), usegmt=True) for t in (now + wait, now)
    )
    return answer(
        status=status, headers={"Retry-After": until if as_date else str(wait), "Date": sent}
    )


def shown(world: World, connection: Connection) -> object:
    """Return until when the API shows that a partner asks to wait."""
    found = stored.get(world.table, connection.id)
    assert found
    return resources.connection(found, world.clock.now())["retryAt"]


@pytest.mark.parametrize("as_date", [False, True])
@pytest.mark.parametrize("where", ["token", "data"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_long_wait_shows_on_the_connection_and_ends_by_itself(
    where: str, status: int, *, as_date: bool
) -> None:
    """Whichever endpoint asks for it, in seconds or as a date; the state does not change."""
    # GIVEN a company that is connected, and a SmartRecruiters that asks for two hours
    world = a_confirming_world()
    approve(world.context())
    made = company(world)
    assert isinstance(world.http, FakeHttp)
    asks = busy(2 * HOUR, world.clock.now(), as_date=as_date, status=status)
    world.clock.advance(DAY if where == "token" else 0)
    if where == "token":
        asks = busy(2 * HOUR, world.clock.now(), as_date=as_date, status=status)
        world.http.always("POST", TOKEN, asks)
    world.http.always("GET", CANDIDATES, asks)
    # WHEN a call is made
    hiring_system.send(world.context(), made, lambda api: api.hired(updated_after=0, limit=100))
    # THEN it shows until when
    until = datetime.fromtimestamp(world.clock.now() + 2 * HOUR, UTC)
    assert shown(world, made) == f"{until:%Y-%m-%dT%H:%M:%SZ}"
    # AND the connection's state is as it was
    assert company(world).status is made.status
    # WHEN the time is over, THEN it does not show any more
    world.clock.advance(2 * HOUR)
    assert shown(world, made) is None


@pytest.mark.parametrize("wait", [30, HOUR])
def test_a_usual_wait_shows_nowhere(wait: int) -> None:
    """The broker keeps it, and no caller has to know."""
    # GIVEN an account whose partner asks for an hour at the most
    world = World(http=Enboarder())
    made = connect(world.context())
    fake(world).always("GET", V1_REPORTS, busy(wait, world.clock.now(), as_date=False))
    # WHEN it is asked
    health.check(world.context(), made, by="schedule")
    # THEN nothing shows
    assert shown(world, made) is None


def test_a_partner_that_asks_for_time_does_not_fail_meanwhile() -> None:
    """Neither checks nor days make it degraded; it is checked again when the time is over."""
    # GIVEN an account whose partner asks for half a day, at each check
    world = World(http=Enboarder())
    made = connect(world.context())
    fake(world).always("GET", V1_REPORTS, busy(DAY // 2, world.clock.now(), as_date=False))
    health.check(world.context(), made, by="schedule")
    asked = len(fake(world).requests)
    for _ in range(10):
        # WHEN it is checked all the same, by the clock and by the tenant
        world.clock.advance(HOUR)
        tasks.work(world.context(), {"connection_id": made.id})
        checked, verdict = connections.check(world.context(), CALLER, made.id)
        # THEN it is active still, without a failure
        assert (verdict.works, checked.status) == (False, Status.ACTIVE)
        assert checked.health.failures == 0
    # AND the next check is due when the time is over
    found = stored.get(world.table, made.id)
    assert found
    assert found.tasks["health"] == found.retry_at
    assert len(fake(world).requests) == asked + 10
    # WHEN it takes calls again
    fake(world).always("GET", V1_REPORTS, answer({"items": []}))
    world.clock.advance(DAY)
    tasks.work(world.context(), {"connection_id": made.id})
    # THEN nothing of it is left
    found = stored.get(world.table, made.id)
    assert found
    assert (found.status, found.retry_at, found.health.failures) == (Status.ACTIVE, None, 0)


def test_a_refusal_meanwhile_is_a_refusal() -> None:
    """What the protocol says of the credential counts at once."""
    # GIVEN an account whose partner has asked for half a day
    world = World(http=Enboarder())
    made = connect(world.context())
    fake(world).always("GET", V1_REPORTS, busy(DAY // 2, world.clock.now(), as_date=False))
    health.check(world.context(), made, by="schedule")
    # WHEN it refuses the credential
    fake(world).always("GET", V1_REPORTS, answer(status=401))
    checked, _ = connections.check(world.context(), CALLER, made.id)
    # THEN the connection needs an operator
    assert checked.status is Status.NEEDS_RECONNECT


def test_a_check_tells_what_was_answered_and_how_often_it_was_asked() -> None:
    """On the connection, for who looks at it."""
    # GIVEN an account that works, and one whose partner fails
    world = World(http=Enboarder())
    made = connect(world.context())
    # WHEN it is checked
    well = health.check(world.context(), made, by="schedule")
    fake(world).always("GET", V1_REPORTS, answer(status=503))
    ill = health.check(world.context(), well, by="schedule")
    # THEN status and number of requests are there
    assert (well.health.last_status, well.health.calls) == (200, 1)
    assert (ill.health.last_status, ill.health.calls) == (503, 3)
    told = resources.connection(ill, world.clock.now())["health"]
    assert isinstance(told, dict)
    assert (told["lastStatus"], told["calls"]) == (503, 3)


def test_a_wait_that_is_noted_meanwhile_costs_no_exchange() -> None:
    """What SmartRecruiters hands out once is stored, whatever else is written."""
    # GIVEN an exchange during which a wait is noted on the connection
    world = a_confirming_world()
    assert isinstance(world.http, FakeHttp)
    approve(world.context())
    made = company(world)

    def noted(_: HttpRequest) -> HttpResponse:
        world.table.write(stored.asked_to_wait(made.id, world.clock.now() + DAY))
        return answer(ISSUED)

    world.http.on("POST", INTEGRATIONS, noted)
    # WHEN the company is connected again
    outcome = approve(world.context())
    # THEN it is connected, and the wait is not lost
    assert outcome.connected
    assert company(world).retry_at == world.clock.now() + DAY


def test_a_connection_of_an_earlier_release_is_read() -> None:
    """It has no `retry_at`, and its health no calls."""
    # GIVEN such an item
    world = World(http=Enboarder())
    made = connect(world.context())
    key = keys.connection(made.id)
    item = world.table.get(key)
    assert item
    health_item = item["health"]
    assert isinstance(health_item, dict)
    older = {name: value for name, value in item.items() if name != "retry_at"}
    known = {n: v for n, v in health_item.items() if n not in ("last_status", "calls")}
    world.table.write(Put({**older, "health": known}))
    # THEN it is read, and checked
    found = stored.get(world.table, made.id)
    assert found
    assert (found.retry_at, found.health.calls) == (None, 0)
    assert health.check(world.context(), found, by="schedule").health.calls == 1
