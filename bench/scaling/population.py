"""The connections of a deployment, in the middle of their lives."""

from dataclasses import dataclass
from random import Random
from typing import Final

from jetbridge.model import schedule
from jetbridge.model.connection import Connection, Status
from jetbridge.model.record import replace
from jetbridge.model.schedule import DAY, Task
from jetbridge.store import keys
from jetbridge.store.table import Key

BEGAN: Final = 1_790_000_000
WORKERS: Final = {"queue": 10, "slow": 20}
"""Messages of each queue that are worked on at once (`WorkConcurrency`, `SlowWorkConcurrency`): as
docs/configuration.md advises where an account has 1,000 executions."""


@dataclass(frozen=True, slots=True)
class Mix:
    """What companies there are, and what they do. Assumed.

    `with_policy` is the part whose tenant has a policy, `busy` the part of those that hires someone
    each day; the others hire someone every `quiet_days`.
    """

    with_policy: float = 0.8
    busy: float = 0.1
    quiet_days: int = 60
    notifications: int = 10
    """A company's events a day."""


USUAL: Final = Mix()


@dataclass(slots=True)
class Company:
    """One connection, with its tasks as the code arms them, and its access token."""

    connection: Connection
    has_policy: bool
    hired_at: int
    obtained_at: int = 0
    refresh_at: int = 0
    marked: bool = False

    def arm(self, task: Task, moment: int) -> None:
        """Have a task due at a moment."""
        tasks = {**self.connection.tasks, task: moment}
        self.connection = replace(self.connection, tasks=tasks)

    @property
    def key(self) -> Key:
        """Where it is due."""
        return keys.connection(self.connection.id)

    @property
    def token_key(self) -> Key:
        """Where its token is due, while that is in use."""
        return keys.broker_token(f"{self.connection.id}/client")


def company(random: Random, mix: Mix, number: int) -> Company:
    """Return a company at some point of its life."""
    has_policy = random.random() < mix.with_policy
    gap = DAY if random.random() < mix.busy else mix.quiet_days * DAY
    hired_at = BEGAN - int(random.random() * gap)
    made = Connection(
        id=f"con_{number}",
        tenant=f"tenant-{number}",
        partner="smartrecruiters",
        account=f"company-{number}",
        status=Status.ACTIVE,
        reason="connected",
        created_at=BEGAN - 90 * DAY,
        updated_at=BEGAN,
        sealed={"clientSecret": "x"},
    )
    found = Company(made, has_policy, hired_at)
    for task, period in _periods(found).items():
        found.arm(task, BEGAN + int(random.random() * period))
    return found


def _periods(company: Company) -> dict[Task, int]:
    check = schedule.CHECK_EVERY if company.has_policy else schedule.CHECK_UNUSED
    poll = schedule.poll_after(BEGAN, hired_at=company.hired_at)
    return {Task.HEALTH: check, Task.POLL: poll if company.has_policy else schedule.POLL_IDLE}
