"""What the worker does for Enboarder."""

from collections.abc import Mapping
from typing import Final

from jetbridge.flows.schedule.capabilities import Job
from jetbridge.model.work import Kind
from jetbridge.partners.enboarder import launch, queued_launch

JOBS: Final[Mapping[str, Job]] = {
    Kind.LAUNCH: queued_launch.start,
    launch.SETTLE: queued_launch.settle,
}
