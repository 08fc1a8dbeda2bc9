"""What typical work uses: its flows, run in memory over ports that count.

Every process is warm: it has run the same work once before. The partners are the doubles of the
unit tests.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from functools import cache, partial
from io import StringIO
from typing import Final

from bench.metered import (
    LOG_BYTES,
    Account,
    MeteredBus,
    MeteredHttp,
    MeteredQueue,
    MeteredTable,
    logs_counted,
)
from functions.scheduled.app import JOBS
from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.flows.context import Context
from jetbridge.flows.schedule import reconcile, tasks, work
from jetbridge.model.audit import Action, Change
from jetbridge.model.metrics import Metric, PartnerMetric
from jetbridge.model.schedule import DAY
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.model.secret import Secret
from jetbridge.oauth import access_tokens, clients, credentials, token
from jetbridge.oauth.clients import Client
from jetbridge.oauth.quotas import Quotas
from jetbridge.oauth.server import Server
from jetbridge.partners.smartrecruiters import subscription
from jetbridge.runtime.log_records import RecordFormatter
from jetbridge.runtime.meter import EmfMeter
from jetbridge.store import policies
from jetbridge.store.table import Table
from tests.fakes.context import World
from tests.fakes.invocations import AContext
from tests.fakes.partners.smartrecruiters import APPLICATION
from tests.fakes.queue import MemoryQueue
from tests.support.journeys.env import TENANT, Simulation, a_world, connected, in_world
from tests.support.journeys.policies import policy
from tests.unit.oauth.env import basic, post

_SERVICE: Final = "jetbridge"
_LIFETIME: Final = 3_600
_MINUTE: Final = 60
_MILLISECONDS: Final = 300
"""What a partner takes, so that lines have as many digits at every run."""
_OTHER: Final = ("can-2", "job-2")
"""The application whose journey is counted, after that of `APPLICATION`."""
_ACTOR, _REQUEST_ID, _ON = "client:jb_ci_AAAAAAAAAAAAAAAA", "JKJaXmPLvHcESHA=", "con_" + "A" * 16
_REQUEST: Final = {
    "method": "POST",
    "route": "/smartrecruiters/webhooks/<id>",
    "status": 202,
    "ms": 9,
}

silently: Final = logs_counted(Account(), RecordFormatter(_SERVICE))
"""Keeps what the preparations log from the output, which is a page."""


@dataclass
class Metered:
    """A world behind ports that count. `metrics` are those that were counted in it.

    Those of a partner are each counted for it: CloudWatch charges for each value of a dimension.
    """

    world: World = field(default_factory=a_world)
    account: Account = field(default_factory=Account)
    metrics: set[str] = field(default_factory=set)

    @property
    def table(self) -> Table:
        """The table that counts."""
        return MeteredTable(self.world.table, self.account)

    def process(self) -> Context:
        """Return a context over the ports that count, with nothing in its caches."""
        account, world = self.account, self.world
        context = world.context(table=self.table, http=MeteredHttp(world.http, account))
        return replace(
            context,
            queue=MeteredQueue(world.queue, account),
            webhooks=MeteredQueue(world.webhooks, account),
            slow=MeteredQueue(world.slow, account),
            bus=MeteredBus(world.bus, account),
        )

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count from here on, log records included."""
        self.account.functions.clear()
        self.account.keys.clear()
        self.metrics.clear()
        formatter = RecordFormatter(_SERVICE)
        formatter.begin(AContext(), "JKJaXmPLvHcESHA=")
        with logs_counted(self.account, formatter):
            yield

    @contextmanager
    def invocation(self, function: str) -> Iterator[None]:
        """Count an invocation of a function, and the line of its metrics."""
        meter = self.world.meter
        before, asked_before = meter.counted.copy(), len(meter.requests)
        with self.account.invocation(function):
            yield
            counted = meter.counted - before
            partners = [partner for partner, *_ in meter.requests[asked_before:]]
            self.metrics |= counted.keys()
            self.metrics |= {f"{name} {each}" for name in PartnerMetric for each in partners}
            self.account.add(LOG_BYTES, _lines_of(counted.elements(), partners))

    @contextmanager
    def request(self, function: str) -> Iterator[None]:
        """Count a request to a function, and the line that the edge logs of it."""
        with self.invocation(function):
            yield
            logging.getLogger("jetbridge").info("request", extra=_REQUEST)

    def work_off(self, context: Context, function: str, queue: MemoryQueue) -> None:
        """Have a worker do what a queue holds, and what that puts into it, delays aside.

        The daily look at a subscription is left out: the partner's double has none.
        """
        while queue.sent:
            message, _ = queue.sent.pop(0)
            if message.get("task") == subscription.TASK:
                continue
            with self.invocation(function):
                work.do(context, message)


@cache
@silently
def idle_run(job: str) -> Metered:
    """Count a run of a schedule's job that finds nothing to do."""
    metered = Metered()
    context = metered.process()
    JOBS[job](context)
    with metered.counted(), metered.invocation("scheduled"):
        JOBS[job](context)
    return metered


@cache
@silently
def token_call() -> Metered:
    """Count a token request of an API client."""
    metered = Metered()
    world = metered.world
    client, secret = _a_client(world)
    server = Server(
        metered.table, world.clock, world.ids, world.meter, _LIFETIME, Quotas(world.clock)
    )
    authorization = basic(client.client_id, secret.reveal())
    request = post({"grant_type": "client_credentials"}, authorization)
    token.issue(server, request)  # the first of a day also notes that the client is in use
    with metered.counted(), metered.request("token"):
        token.issue(server, request)
    return metered


@cache
@silently
def authorized_call() -> Metered:
    """Count what the authorizer does for a request that has a token."""
    metered = Metered()
    world = metered.world
    client, _ = _a_client(world)
    issued = credentials.mint_access_token(world.ids, client.client_id)
    scopes, now = list(client.scopes), world.clock.now()
    put = access_tokens.put(client.client_id, issued, scopes, now=now, lifetime=_LIFETIME)
    world.table.write(put)
    with metered.counted(), metered.request("authorizer"):
        found = access_tokens.verify(metered.table, world.clock, issued.reveal())
    if found is None:
        raise RuntimeError("the authorizer did not find the token that was issued")
    return metered


@cache
@silently
def recorded_change() -> Metered:
    """Count the two entries of the audit trail of an API request that changes something.

    The request itself is left out.
    """
    metered = Metered()
    trail = Trail.of(metered.process())
    change = Change(Action.CONNECTION_DISCONNECT, TENANT, _ACTOR, _REQUEST_ID, (_ON,))
    with metered.counted(), metered.account.part_of("connect"), audit.recorded(trail, change):
        pass
    return metered


def _a_client(world: World) -> tuple[Client, Secret]:
    """Return a client of the tenant, stored, and its secret."""
    client, secret = clients.new_client(
        world.ids, world.clock, kind=ClientKind.API, tenant=TENANT, name="api", scopes=[*Scope]
    )
    world.table.write(clients.put(client))
    return client, secret


@cache
@silently
def connection_days(days: int, *, has_policy: bool) -> Metered:
    """Count what the clock does in some days about a company's connection.

    With a policy it is polled for hires, which uses it. The runs of the schedule themselves count
    where nothing is due, too (`idle_run`), and are left out.
    """
    metered = Metered()
    world = metered.world
    simulation = in_world(world)
    simulation.connect_company()
    if has_policy:
        world.table.write(*policies.put(TENANT, policy(), before=0, now=world.clock.now()))
    context, end = metered.process(), world.clock.now() + days * DAY
    idle = idle_run("tasks").account.functions["scheduled"]
    with metered.counted():
        while (moment := min(simulation.company.tasks.values())) <= end:
            world.clock.advance(max(moment - world.clock.now(), _MINUTE))
            with metered.invocation("scheduled"):
                tasks.run(context)
            metered.account.functions["scheduled"].subtract(idle)
            metered.work_off(context, "worker", world.queue)
            metered.work_off(context, "slowworker", world.slow)
    return metered


@cache
@silently
def journey() -> Metered:
    """Count a hire that is verified at Incode, launched at Enboarder and reported back."""
    metered = Metered()
    connected(metered.world, policy())
    context = metered.process()
    simulation = replace(in_world(metered.world), process=lambda: context)
    _play(metered, context, simulation, APPLICATION)
    authorizer = authorized_call().account.functions["authorizer"]
    with metered.counted():
        _play(metered, context, simulation, _OTHER)
    # Incode's two notifications have a token.
    metered.account.functions["authorizer"] = authorizer + authorizer
    return metered


@cache
@silently
def removal() -> Metered:
    """Count the looks at what a finished journey has left, and its removal.

    The runs of the schedule themselves are left out, as for a connection.
    """
    metered = Metered()
    connected(metered.world, policy())
    context = metered.process()
    simulation = replace(in_world(metered.world), process=lambda: context)
    _play(metered, context, simulation, APPLICATION)
    world = metered.world
    world.clock.advance(DAY)
    reconcile.run(world.context())  # the link is over
    idle = idle_run("retention").account.functions["scheduled"]
    with metered.counted():
        while simulation.every:
            world.clock.advance(DAY)
            with metered.invocation("scheduled"):
                JOBS["retention"](context)
            metered.account.functions["scheduled"].subtract(idle)
            metered.work_off(context, "worker", world.queue)
    return metered


def _play(
    metered: Metered, context: Context, simulation: Simulation, application: tuple[str, str]
) -> None:
    steps: tuple[Callable[[], None], ...] = (
        partial(simulation.hire, application),
        simulation.begin,
        simulation.succeed,
    )
    for step in steps:
        with metered.request("receive"):
            step()
        metered.work_off(context, "worker", metered.world.queue)


def _lines_of(metrics: Iterable[Metric], partners: Iterable[str]) -> int:
    """Return the bytes of the lines that hold an invocation's metrics."""
    meter = EmfMeter({"service": _SERVICE, "stage": "prod", "stack": _SERVICE})
    for metric in metrics:
        meter.count(metric)
    for partner in partners:
        meter.requested(partner, _MILLISECONDS, failed=False)
    with redirect_stdout(StringIO()) as written:
        meter.flush()
    return len(written.getvalue())
