"""A deployment in a time of its own: connections, what is due about them, and who works it off.

When a connection is checked, polled and renewed is decided by `jetbridge.model.schedule` and
`jetbridge.broker`; what is handed over when by `jetbridge.flows.schedule.dispatch`; what it costs
was counted by `bench.scaling.operations`. Only the seconds that calls take are assumed.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Final, cast

from bench.scaling.clockwork import TABLE_CALL, DueIndex, Message, Time, WorkedQueue
from bench.scaling.operations import Cost
from bench.scaling.population import BEGAN, USUAL, WORKERS, Company, Mix, company
from bench.scaling.rush import Rush
from jetbridge.broker import rate_limiter
from jetbridge.broker.token_store import used_from
from jetbridge.broker.tokens import EARLY
from jetbridge.flows.context import Context
from jetbridge.flows.schedule import dispatch, tasks
from jetbridge.model import health, schedule
from jetbridge.model.health import Verdict
from jetbridge.model.journey import StepState
from jetbridge.model.journey_transition import delayed
from jetbridge.model.record import replace
from jetbridge.model.schedule import DAY, Task
from jetbridge.model.settings import Settings
from jetbridge.model.work import connection_task, journey, of_tenant, of_upkeep
from jetbridge.store.due import Partition
from tests.fakes.context import ENVIRONMENT

PARTNER_CALL: Final = 0.2
"""Seconds that a partner takes to answer. Assumed."""
OVERHEAD: Final = 0.02
"""Seconds of an invocation beside its calls. Assumed."""
TOKEN_LIFE: Final = 1_799
"""Seconds: SmartRecruiters' access token."""
SUBSCRIPTION_CALLS: Final = 2
"""Calls of the daily look at a subscription: the list, and the secret key."""
HANDED_ON: Final = 0.05
"""Seconds of a worker for a poll that it hands to the slow one."""


class Deployment:
    """So many connections, the schedule `tasks`, the queues and their workers."""

    def __init__(
        self, size: int, costs: Mapping[str, Cost], *, mix: Mix = USUAL, seed: int = 1
    ) -> None:
        """Have connections in the middle of their lives, spread as they would be."""
        self.time, self.due, self.done = Time(BEGAN), DueIndex(), defaultdict[str, float](float)
        self.random = random.Random(seed)  # noqa: S311 - the same each time
        self.costs, self.mix = costs, mix
        self.is_down = False
        """Whether the partner answers nothing."""
        self.rush: Rush | None = None
        """The company that hires many people at once, if there is one."""
        self.queue = WorkedQueue(self.time, WORKERS["queue"], self._work)
        self.slow = WorkedQueue(self.time, WORKERS["slow"], self._work)
        self.runs: list[tuple[float, dispatch.Report]] = []
        self.depths: list[tuple[float, int, int]] = []
        """By minute: seconds since the beginning, messages in the queue, what is due."""
        self.companies = [company(self.random, mix, number) for number in range(size)]
        for each in self.companies:
            self._arm(each)
        self.by_id = {each.connection.id: each for each in self.companies}

    def run(self, seconds: int, *, look: bool = False) -> None:
        """Let time pass, with a run of the schedule each minute; with `look` depths are kept."""
        until = self.time.seconds + seconds
        minute = self.time.seconds
        while minute < until:
            self.time.run(minute)
            self._run_schedule()
            if look and minute % 600 == BEGAN % 600:
                due = self.due.due_by(self.time.now())
                self.depths.append((minute - BEGAN, self.queue.length + self.slow.length, due))
            minute += 60
        self.time.run(until)

    def sleep(self, seconds: int) -> None:
        """Let time pass without the schedule."""
        self.time.run(self.time.seconds + seconds)

    def hires(self, per_second: float, seconds: int, tenant: Callable[[], str]) -> None:
        """Have people hired at random, so many a second: each a journey of several messages."""
        moment, ends = self.time.seconds, self.time.seconds + seconds
        while (moment := moment + self.random.expovariate(per_second)) < ends:
            self.time.at(moment, partial(self._journey, tenant(), 0))

    def _arm(self, company: Company) -> None:
        connection = company.connection
        moment = min(connection.tasks.values())
        self.due.put(company.key, moment, connection.tenant, Partition.TASK)

    def _run_schedule(self) -> None:
        """Run the schedule's own code, on a clock of its own: it takes the time of its calls."""
        self.due.seconds, before = 0.0, self.time.seconds
        clock = SimpleNamespace(now=lambda: int(before + self.due.seconds))
        ports = {"table": self.due, "clock": clock, "queue": self, "slow": self.slow}
        context = cast("Context", SimpleNamespace(settings=Settings(ENVIRONMENT), **ports))
        report = tasks.run(context)
        self.due.restore()
        self.runs.append((before, report))

    def send(self, messages: list[Message], *, delay: int = 0) -> None:
        """Take what the schedule hands over, at the moment at which its run has come to it."""
        self.due.seconds += TABLE_CALL * 2 * -(-len(messages) // 10)
        self.queue.send(messages, delay=delay + int(self.due.seconds))

    # ------------------------------------------------ the workers

    def _work(self, message: Message) -> tuple[float, Callable[[], None]]:
        """Return how long a message takes, and what becomes of it."""
        if message["kind"] == "journey":
            return self._move(message)
        company = self.by_id[str(message["connection_id"])]
        match message["task"]:
            case Task.REFRESH:
                return self._renew(company)
            case Task.POLL:
                return self._poll(company)
            case "subscribe":
                return SUBSCRIPTION_CALLS * PARTNER_CALL + OVERHEAD, lambda: None
            case _:
                return self._tasks(company)

    def _move(self, message: Message) -> tuple[float, Callable[[], None]]:
        """Move a journey by one message, unless its company's limits leave no room for it now."""
        tenant, (step, tries) = str(message["tenant"]), _place(message)
        if self.rush and tenant == self.rush.tenant:
            wait = self.rush.admitted(self.time.seconds)
            if wait > rate_limiter.PATIENCE:
                return OVERHEAD + rate_limiter.PATIENCE, partial(self._again, tenant, step, tries)
        else:
            wait = 0.0
        takes = wait + self._seconds("journey", parts=self.costs["journey"].messages)
        return takes, partial(self._journey, tenant, step + 1)

    def _again(self, tenant: str, step: int, tries: int) -> None:
        """Have a journey's message done later, as one whose partner has no room."""
        self.done["journey put off"] += 1
        state = StepState(failures=tries)
        moment = delayed(state, self.time.now(), None).next_at or self.time.now()
        self.time.at(moment, partial(self._journey, tenant, step, tries + 1))

    def _seconds(self, name: str, *, parts: int = 1, partner: bool = True) -> float:
        cost = self.costs[name]
        self.done[name] += 1 / parts if parts > 1 else 1
        calls = cost.partner_calls * PARTNER_CALL * partner
        return (calls + cost.calls * TABLE_CALL) / parts + OVERHEAD

    def _tasks(self, company: Company) -> tuple[float, Callable[[], None]]:
        now = self.time.now()
        wanted = schedule.due(company.connection, now)
        takes = OVERHEAD + TABLE_CALL
        if Task.HEALTH in wanted:
            takes += self._seconds("check and poll handed on", partner=not self.is_down)
            takes += self._use_token(company)
        if Task.POLL in wanted:
            takes += HANDED_ON
            company.arm(Task.POLL, now + schedule.TASK_LEASE)
            self._arm(company)
        return takes, partial(self._tasks_done, company, wanted)

    def _tasks_done(self, company: Company, wanted: tuple[Task, ...]) -> None:
        now, connection = self.time.now(), company.connection
        message = partial(connection_task, connection.id)
        if Task.HEALTH in wanted:
            verdict = Verdict("unreachable", asked_at=now) if self.is_down else Verdict()
            after = health.judged(replace(connection, updated_at=now), verdict, now)
            company.connection = schedule.checked(after, now, used=company.has_policy)
            self._drop_keep_alive(company)
            self._arm(company)
            if company.has_policy and not self.is_down:
                self.queue.send([of_tenant(connection.tenant, message("subscribe"))])
        if Task.POLL in wanted:
            self.slow.send([of_tenant(connection.tenant, of_upkeep(message(Task.POLL)))])

    def _drop_keep_alive(self, company: Company) -> None:
        rest = {n: at for n, at in company.connection.tasks.items() if n != Task.KEEP_ALIVE}
        company.connection = replace(company.connection, tasks=rest)

    def _poll(self, company: Company) -> tuple[float, Callable[[], None]]:
        takes = OVERHEAD
        if company.has_policy:
            takes = self._seconds("poll", partner=not self.is_down) + self._use_token(company)
        return takes, partial(self._polled, company)

    def _polled(self, company: Company) -> None:
        now = self.time.now()
        if not company.has_policy:
            period = schedule.POLL_IDLE
        elif self.is_down:
            period = schedule.poll_retry_after(now, failing_since=BEGAN)
        else:
            is_busy = now - company.hired_at < DAY
            if is_busy and self.random.random() < schedule.POLL_EVERY / DAY:
                company.hired_at = now
            period = schedule.poll_after(now, hired_at=company.hired_at)
        company.arm(Task.POLL, schedule.spread(company.connection.id, now, period))
        self._arm(company)

    def _renew(self, company: Company) -> tuple[float, Callable[[], None]]:
        if self.time.now() < company.refresh_at:
            return OVERHEAD + TABLE_CALL, lambda: None
        self._obtain(company)
        return self._seconds("token renewed ahead"), lambda: None

    def _use_token(self, company: Company) -> float:
        """Use a token: return the seconds that it takes to have one."""
        now = self.time.now()
        if self.is_down:
            return 0.0
        if now >= company.refresh_at:
            self._obtain(company)
            self.done["token obtained on demand"] += 1
            return PARTNER_CALL + 2 * TABLE_CALL
        if not company.marked and now >= used_from(company.obtained_at, company.refresh_at):
            company.marked = True
            self.done["use of a token recorded"] += 1
            tenant = company.connection.tenant
            self.due.put(company.token_key, company.refresh_at, tenant, Partition.TASK)
        return 0.0

    def _obtain(self, company: Company) -> None:
        now = self.time.now()
        early = EARLY + int(self.random.random() * EARLY / 2)
        company.obtained_at, company.refresh_at = now, now + TOKEN_LIFE - early
        company.marked = False
        self.due.drop(company.token_key)

    def _journey(self, tenant: str, step: int, tries: int = 0) -> None:
        """Have a journey's next message done, if there is one."""
        if step < self.costs["journey"].messages:
            kind = "rush" if self.rush and tenant == self.rush.tenant else "journey"
            message = {**journey(f"{step}/{tries}"), "task": kind}
            self.queue.send([of_tenant(tenant, message)])
        elif self.rush and tenant == self.rush.tenant:
            self.rush.completed.append(self.time.seconds)


def _place(message: Message) -> tuple[int, int]:
    step, _, tries = str(message["journey_id"]).partition("/")
    return int(step), int(tries)
