"""Flows that ask for one hire, or under one idempotency key."""

from typing import Final, override

from jetbridge.flows.connection import disconnect
from jetbridge.flows.context import Context
from jetbridge.flows.journey import due
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile, work
from jetbridge.model import work as messages
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.partners.enboarder import connect as enboarder_connect
from jetbridge.partners.enboarder import onboarding as enboarder_onboarding
from jetbridge.store import connections, hires, onboardings
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.partners.enboarder import Enboarder
from tests.fakes.partners.incode import Incode
from tests.support import enboarder
from tests.support.incode import ORDER as VERIFY
from tests.support.incode import request as verify
from tests.unit.interleave.gaps import Flow, Scene

TENANT: Final = "demo"
LONG: Final = 7_200
"""Seconds after which every lease is over."""


def worked_off(world: World) -> None:
    """Have the worker do what the queue holds, delays aside; what fails comes again once."""
    for _ in range(100):
        if not world.queue.sent:
            return
        message, _ = world.queue.sent.pop(0)
        work.do(world.context(), dict(message))


def settled(world: World) -> None:
    """Let the queue be worked off and every lease end, and have the schedules run."""
    worked_off(world)
    world.clock.advance(LONG)
    reconcile.run(world.context())
    due.run(world.context())
    worked_off(world)


def _a_tenant_of_enboarder() -> World:
    world = World(http=Enboarder())
    enboarder.connect(world.context(), enboarder.BY_OAUTH)
    return world


class Down(Enboarder):
    """An Enboarder that does nothing as long as it is down."""

    down = True

    @override
    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as Enboarder does, or with 503."""
        if self.down and "startwf" in request.url:
            return answer(status=503)
        return super().send(request)


def _a_launch_that_came_to_nothing() -> World:
    partner = Down()
    world = World(http=partner)
    enboarder.connect(world.context(), enboarder.BY_OAUTH)
    enboarder_onboarding.enqueue(
        world.context(), enboarder.CALLER, [enboarder.ORDER], idempotency_key="key-0"
    )
    (message, _), *_ = world.queue.sent
    _quietly(world.context(), message)
    partner.down = False
    return world


def _quietly(context: Context, message: messages.Message) -> None:
    try:
        work.do(context, dict(message))
    except Exception:  # noqa: BLE001 - the queue brings the message again
        return


def _launch(key: str) -> Flow:
    return lambda _, context: onboard.request(
        context, enboarder.CALLER, enboarder.ORDER, idempotency_key=key
    )


def _launch_from_queue(world: World, context: Context) -> None:
    """Have the worker start the launch that waits, or a new one that is enqueued first."""
    found = hires.holder(world.table, TENANT, enboarder.EXTERNAL_ID)
    if not found:
        orders, caller = [enboarder.ORDER], enboarder.CALLER
        enboarder_onboarding.enqueue(context, caller, orders, idempotency_key="key-9")
        found = hires.holder(world.table, TENANT, enboarder.EXTERNAL_ID)
    assert found
    work.do(context, messages.launch(found.id))


def _disconnect_account(world: World, context: Context) -> None:
    held = connections.holder(world.table, "enboarder", TENANT)
    assert held
    disconnect.disconnect(context, enboarder.CALLER, held.id)


def _reconnect_account(_: World, context: Context) -> None:
    enboarder_connect.connect(context, enboarder.CALLER, enboarder.BY_OAUTH)


def _launches(world: World) -> object:
    partner = world.http
    assert isinstance(partner, Enboarder)
    assert len(partner.launched) <= 1
    found = hires.holder(world.table, TENANT, enboarder.EXTERNAL_ID)
    assert not partner.launched or (found and found.status == "launched")
    return len(partner.launched), found.status if found else ""


HIRE: Final = Scene(
    _a_tenant_of_enboarder,
    {
        "launch": _launch("key-1"),
        "launch under another key": _launch("key-2"),
        "launch from the queue": _launch_from_queue,
        "reconnect": _reconnect_account,
    },
    settled,
    _launches,
)
HIRE_ANEW: Final = Scene(
    _a_launch_that_came_to_nothing,
    {
        "repeat": _launch("key-0"),
        "launch under another key": _launch("key-2"),
        "launch from the queue": _launch_from_queue,
    },
    settled,
    _launches,
)


def _sessions(world: World) -> object:
    partner = world.http
    assert isinstance(partner, Incode)
    assert len(partner.sessions) <= 1
    found = onboardings.under_key(world.table, TENANT, "key-1")
    return len(partner.sessions), found.status if found else ""


REQUEST: Final = Scene(
    lambda: World(http=Incode()),
    {"request": lambda _, context: verify(context, VERIFY)},
    settled,
    _sessions,
)
