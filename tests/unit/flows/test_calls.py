"""How many calls of other services a request makes, as docs/data-model.md says."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import work
from jetbridge.model.journey import Status
from jetbridge.model.scopes import ClientKind
from jetbridge.model.work import Message
from jetbridge.oauth import access_tokens, clients, token
from jetbridge.oauth.quotas import Quotas
from jetbridge.oauth.server import Server
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.counted import CountedTable
from tests.fakes.hooks import HookedBus, HookedHttp, HookedQueue
from tests.support import enboarder, incode
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import policy
from tests.unit.flows.event.webhooks import tenant
from tests.unit.oauth.env import basic, post

DOCS: Final = Path(__file__).parents[3] / "docs" / "data-model.md"
_ROW: Final = re.compile(r"\| ([^|]+) \| ([^|]+) \|")
_SECOND: Final = ("can-2", "job-2")
"""The application of the second hire."""
_BETWEEN: Final = 5
"""Seconds between two messages of the queue: what is only kept for a moment is not kept so long."""


class Counted:
    """A warm process of a world, and the calls that it makes."""

    def __init__(self, world: World) -> None:
        """Count from now on."""
        table = CountedTable(world.table)
        self.made = table.made
        context = world.context(table=table, http=HookedHttp(world.http, *self._as("HTTP")))
        self.context = replace(
            context,
            queue=HookedQueue(world.queue, *self._as("SendMessageBatch")),
            webhooks=HookedQueue(world.webhooks, *self._as("SendMessageBatch")),
            bus=HookedBus(world.bus, *self._as("PutEvents")),
        )

    def _as(self, name: str) -> tuple[Callable[[], None], Callable[[], None]]:
        return lambda: self.made.update([name]), lambda: None


def of_second(counted: Counted, act: Callable[[], object]) -> Counter[str]:
    """Return what an act costs when the process has done it before."""
    act()
    counted.made.clear()
    act()
    return Counter(counted.made)


def token_issued() -> Counter[str]:
    """Issue an access token."""
    world = World()
    client, secret = clients.new_client(
        world.ids, world.clock, kind=ClientKind.API, tenant="demo", name="x", scopes=["a"]
    )
    world.table.write(clients.put(client))
    table = CountedTable(world.table)
    server = Server(table, world.clock, world.ids, world.meter, 3_600, Quotas(world.clock))
    request = post({"grant_type": "client_credentials"}, basic(client.client_id, secret.reveal()))
    token.issue(server, request)  # the first of a day, in a process, notes that it is in use
    table.made.clear()
    token.issue(server, request)
    return table.made


def token_verified() -> Counter[str]:
    """Verify an access token."""
    world = World()
    table = CountedTable(world.table)
    access_tokens.verify(table, world.clock, f"jb_at_{'A' * 59}")
    return table.made


def verification_requested() -> Counter[str]:
    """Request a verification at Incode by the API."""
    world = incode.a_world(*(answer({"url": incode.LINK}) for _ in range(2)))
    counted, keys = Counted(world), iter(("key-1", "key-2"))

    def request() -> None:
        key = next(keys)
        order = replace(incode.ORDER, external_customer_id=key)
        incode.request(counted.context, order, key)

    return of_second(counted, request)


def workflow_launched() -> Counter[str]:
    """Launch a workflow at Enboarder by the API."""
    world = enboarder.a_world(enboarder.OK, enboarder.OK)
    counted, keys = Counted(world), iter(("key-1", "key-2"))

    def request() -> None:
        key = next(keys)
        order = replace(enboarder.ORDER, external_customer_id=key)
        onboard.request(counted.context, enboarder.CALLER, order, idempotency_key=key)

    return of_second(counted, request)


def webhook_sent() -> Counter[str]:
    """Send an event to a tenant's endpoint."""
    world, _ = tenant.a_tenant()
    counted = Counted(world)

    def send() -> None:
        tenant.happens(world, number=len(tenant.a_receiver(world).requests))
        world.clock.advance(_BETWEEN)
        message, _ = world.webhooks.sent.pop()
        counted.made.clear()
        work.do(counted.context, message)

    send()
    send()
    return counted.made


@dataclass
class Hiring:
    """A tenant whose second hire is made by a warm process."""

    simulation: Simulation
    counted: Counted

    def make(self, application: tuple[str, str]) -> None:
        """Make a hire, from the notification to the report."""
        self.simulation.hire(application)
        self.simulation.work_off()
        for told in (self.simulation.begin, self.simulation.succeed):
            told()
            self.simulation.work_off()

    def hire(self) -> None:
        """Have SmartRecruiters tell of the second hire."""
        self.simulation.hire(_SECOND)

    def of_last(self, *acts: Callable[[], object]) -> Counter[str]:
        """Return what the last of some acts costs."""
        for act in acts:
            self.counted.made.clear()
            act()
        return self.counted.made


def hiring() -> Hiring:
    """Return a tenant after its first hire. Time passes between messages of the queue."""
    simulation = a_simulation(policy())
    counted = Counted(simulation.world)

    def do(context: Context, message: Message) -> None:
        simulation.world.clock.advance(_BETWEEN)
        work.do(context, message)

    made = Hiring(replace(simulation, process=lambda: counted.context, do=do), counted)
    made.make(("can-1", "job-1"))
    counted.made.clear()
    return made


def hire_taken() -> Counter[str]:
    """Take a notification of SmartRecruiters."""
    made = hiring()
    return made.of_last(made.hire)


def hire_handled() -> Counter[str]:
    """Handle a notification of SmartRecruiters that may be a hire."""
    made = hiring()
    return made.of_last(made.hire, made.simulation.take)


def verdict_taken() -> Counter[str]:
    """Take a notification of Incode."""
    made = hiring()
    return made.of_last(made.hire, made.simulation.work_off, made.simulation.begin)


def verdict_handled() -> Counter[str]:
    """Handle a notification of Incode with a verdict."""
    made = hiring()
    simulation = made.simulation
    asked = (made.hire, simulation.work_off, simulation.begin, simulation.work_off)
    return made.of_last(*asked, simulation.succeed, simulation.take)


def journey() -> Counter[str]:
    """Make a whole journey: hired, verified, launched, reported."""
    made = hiring()
    made.make(_SECOND)
    assert made.simulation.status() is Status.COMPLETED
    return made.counted.made


CASES: Final[dict[str, Callable[[], Counter[str]]]] = {
    "Issue an access token": token_issued,
    "Verify an access token": token_verified,
    "Request a verification at Incode": verification_requested,
    "Launch a workflow at Enboarder": workflow_launched,
    "Take a notification of SmartRecruiters": hire_taken,
    "Handle one that may be a hire": hire_handled,
    "Take a notification of Incode": verdict_taken,
    "Handle one with a verdict": verdict_handled,
    "Send an event to a tenant's endpoint": webhook_sent,
    "A journey: hired, verified, launched, reported": journey,
}


def told(made: Counter[str]) -> str:
    """Return calls as the documentation has them."""
    return ", ".join(f"{count} {name}" for name, count in sorted(made.items()))


@pytest.mark.parametrize("name", CASES)
def test_a_request_makes_as_many_calls_as_the_documentation_says(name: str) -> None:
    """No more, and no fewer."""
    # GIVEN the table of calls
    documented = dict(_ROW.findall(DOCS.read_text().partition("## Calls")[2].partition("## ")[0]))
    # WHEN a warm process serves the request, THEN it makes those
    assert documented.get(name) == told(CASES[name]())


def test_a_journey_reads_few_items() -> None:
    """At most 30 GetItem from the notification of the hire to the report."""
    assert journey()["GetItem"] <= 30
