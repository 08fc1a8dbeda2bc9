"""What a deployment meets: an ordinary day, outages of a day, and one company that hires 10,000."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bench.scaling.clockwork import Waits
from bench.scaling.deployment import Deployment
from bench.scaling.operations import Cost
from bench.scaling.population import BEGAN
from bench.scaling.rush import Rush, starts_per_second
from jetbridge.model.schedule import DAY
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from tests.fakes.context import SMARTRECRUITERS

HOUR: Final = 3_600
HIRES: Final = 1 / 5_000
"""A company's hires an hour: one in seven months. Assumed."""
_NEARLY: Final = 0.99


@dataclass(frozen=True, slots=True)
class Seen:
    """What a scenario led to. `depths` are by minute: seconds, messages that wait, what is due."""

    size: int
    seconds: int
    deployment: Deployment
    drained: float | None = None
    """Seconds until nothing was overdue for longer than a few minutes; None: it was not."""

    def per_second(self, name: str) -> float:
        """Return how often an operation happened."""
        return self.deployment.done[name] / self.seconds

    def waits(self, kind: str) -> Waits:
        """Return what messages of a kind waited for a worker."""
        return self.deployment.queue.waits.get(kind, Waits())

    @property
    def workers(self) -> float:
        """How many workers of the common queue were busy on the average."""
        return self.deployment.queue.worked / self.seconds

    @property
    def slow_workers(self) -> float:
        """The same of slow work."""
        return self.deployment.slow.worked / self.seconds


def ordinary(costs: Mapping[str, Cost], size: int, seconds: int) -> Seen:
    """Let so many connections live through ordinary traffic."""
    deployment = Deployment(size, costs)
    deployment.hires(size * HIRES / HOUR, seconds, _anyone(deployment))
    deployment.run(seconds)
    return Seen(size, seconds, deployment)


def herd(costs: Mapping[str, Cost], size: int, hours: int) -> Seen:
    """Bring the schedules back after a day without them: everything is overdue."""
    deployment = Deployment(size, costs)
    deployment.sleep(DAY)
    return _drained(deployment, size, hours)


def partner_down(costs: Mapping[str, Cost], size: int, hours: int) -> Seen:
    """Let the partner answer nothing for so many hours."""
    deployment = Deployment(size, costs)
    deployment.is_down = True
    deployment.hires(size * HIRES / HOUR, hours * HOUR, _anyone(deployment))
    deployment.run(hours * HOUR, look=True)
    return Seen(size, hours * HOUR, deployment)


def hiring_rush(costs: Mapping[str, Cost], size: int, people: int, hours: int) -> Seen:
    """Let one company hire so many people within an hour, among others that hire now and then."""
    deployment = Deployment(size, costs)
    journey = costs["journey"]
    host = SMARTRECRUITERS.removeprefix("https://")
    deployment.rush = Rush(
        "tenant-of-many",
        starts_per_second(smartrecruiters.dialect("").limits),
        journey.partners[host] / journey.messages,
    )
    deployment.hires(people / HOUR, HOUR, lambda: "tenant-of-many")
    deployment.hires(size * HIRES / HOUR * 10, hours * HOUR, _anyone(deployment))
    deployment.run(hours * HOUR, look=True)
    completed = deployment.rush.completed
    drained = completed[-1] - BEGAN if len(completed) >= people * _NEARLY else None
    return Seen(size, hours * HOUR, deployment, drained)


def _anyone(deployment: Deployment) -> Callable[[], str]:
    return lambda: f"tenant-{deployment.random.randrange(len(deployment.companies))}"


def _drained(deployment: Deployment, size: int, hours: int) -> Seen:
    deployment.hires(size * HIRES / HOUR, hours * HOUR, _anyone(deployment))
    began = deployment.time.seconds
    deployment.run(hours * HOUR, look=True)
    few = size // 100
    over = [at for at, waiting, due in deployment.depths if waiting + due > few]
    drained = over[-1] + 60 - (began - BEGAN) if over else 0.0
    return Seen(size, hours * HOUR, deployment, drained if drained < hours * HOUR else None)
