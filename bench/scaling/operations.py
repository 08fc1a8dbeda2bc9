"""What each thing that Jetbridge does costs: calls and units, counted while the code does it once.

Partners answer at once, and say nothing new where they are polled. What the costs are is the
code's; the seconds that a call takes are assumed by the simulation.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from bench.scaling.units import CountedTable
from jetbridge.flows.context import Context
from jetbridge.flows.schedule import tasks, work
from jetbridge.model.ports import Http, HttpRequest, HttpResponse
from jetbridge.model.schedule import Task
from jetbridge.model.work import connection_task, of_tenant
from jetbridge.partners.smartrecruiters.credentials import company_pair
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.partners.everyone import Partners
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support import hires
from tests.support.journeys.env import Simulation, connected
from tests.support.journeys.policies import policy
from tests.unit.oauth.env import World as Server

_WORDS: Final = frozenset({"smartrecruiters", "incode", "enboarder", "received", "processed"})
"""Parts of a partition key that are the same for every tenant."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation asked for. Units are by kind of partition: `TENANT#…#JOURNEY`."""

    reads: int
    queries: int
    writes: int
    partners: Counter[str]
    """Calls to partners, by host."""
    messages: int
    written: Counter[str]
    read: Counter[str]

    @property
    def partner_calls(self) -> int:
        """Calls to partners."""
        return self.partners.total()

    @property
    def calls(self) -> int:
        """Calls to the table."""
        return self.reads + self.queries + self.writes


@dataclass
class _CountedHttp:
    """Partners, whose calls are counted."""

    partners: Http
    calls: Counter[str] = field(default_factory=Counter)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send."""
        self.calls[urlsplit(request.url).netloc] += 1
        return self.partners.send(request)


@dataclass
class _Counted:
    """A world whose table and partners are counted from the last `begin` on."""

    partners: Http
    table: CountedTable = field(default_factory=CountedTable)

    def __post_init__(self) -> None:
        """Put the world together."""
        self.http = _CountedHttp(self.partners)
        environment = {**ENVIRONMENT, "PUBLIC_URL": "https://jetbridge.test"}
        self.world = World(http=self.partners, table=self.table, environment=environment)

    def cost(self, do: Callable[[], object]) -> Cost:
        """Return what `do` costs."""
        self.table.bill.clear()
        self.http.calls, queued = Counter(), self._queued()
        do()
        bill = self.table.bill
        return Cost(
            bill.calls["read"],
            bill.calls["query"],
            bill.calls["write"],
            self.http.calls,
            self._queued() - queued,
            _by_kind(bill.written),
            _by_kind(bill.read),
        )

    def work(self, message: Mapping[str, object]) -> Cost:
        """Return what a message costs in a process that has just begun."""
        context = self.world.context(http=self.http)
        return self.cost(lambda: work.do(context, message))

    def _queued(self) -> int:
        return len(self.world.queue.sent) + len(self.world.slow.sent)


def kind_of(partition: str) -> str:
    """Return a partition's key with `…` for what is a tenant's or an entity's own."""
    first, *rest = partition.split("#")
    return "#".join([first, *(part if _is_fixed(part) else "…" for part in rest)])


def counted() -> dict[str, Cost]:
    """Return the cost of each operation, by its name."""
    return {**_oauth(), **_upkeep(), "journey": _journey()}


def _is_fixed(part: str) -> bool:
    return part in _WORDS or (part.isalpha() and part.isupper())


def _by_kind(units: Counter[str]) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for partition, count in units.items():
        kinds[kind_of(partition)] += count
    return kinds


def _oauth() -> dict[str, Cost]:
    counted = _Counted(SmartRecruiters())
    server = Server(counted.table)
    client, secret = server.client()
    first = counted.cost(lambda: server.issue(client, secret))
    issued = counted.cost(lambda: server.issue(client, secret))
    given = server.issue(client, secret)
    return {
        "token issued": issued,
        "token issued, a client's first of a day": first,
        "token verified": counted.cost(lambda: server.is_alive(given)),
    }


def _upkeep() -> dict[str, Cost]:
    counted = _Counted(SmartRecruiters())
    world = counted.world
    hires.prepared(world)
    connection = hires.connection(world)
    due = of_tenant("demo", connection_task(connection.id, tasks.DUE))
    renew = of_tenant("demo", connection_task(connection.id, Task.REFRESH))
    look = of_tenant("demo", connection_task(connection.id, Task.POLL))
    world.clock.advance(60)
    costs = {"check and poll handed on": counted.work(due), "poll": counted.work(look)}
    context = world.context(http=counted.http)
    source = company_pair(context, connection)
    world.clock.advance(1_000)
    costs["use of a token recorded"] = counted.cost(lambda: context.broker.access_token(source))
    world.clock.advance(720)
    costs["token renewed ahead"] = counted.work(renew)
    hires.take(world)
    (message,) = [each for each, _ in world.queue.sent if each["kind"] == "notification"]
    hires.take(world, "evt-2")
    costs["notification taken"] = counted.cost(lambda: hires.take(world, "evt-3"))
    costs["notification handled"] = counted.work(message)
    return costs


def _journey() -> Cost:
    """Return the cost of a whole journey: hired, verified by Incode, launched, reported."""
    partners = Partners()
    counted = _Counted(partners)
    world = counted.world
    messages = 0

    def do(context: Context, message: Mapping[str, object]) -> None:
        nonlocal messages
        messages += 1
        work.do(context, message)

    connected(world, policy())
    simulation = Simulation(world, partners, lambda: world.context(http=counted.http), do)
    world.queue.sent.clear()

    def play() -> None:
        simulation.hire()
        simulation.work_off()
        simulation.succeed()
        simulation.work_off()

    return replace(counted.cost(play), messages=messages)
