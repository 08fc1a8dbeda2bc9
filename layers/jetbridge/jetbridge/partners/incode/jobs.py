"""What the worker does for Incode."""

from collections.abc import Mapping
from typing import Final

from jetbridge.flows.schedule.capabilities import Job
from jetbridge.partners.incode import check

JOBS: Final[Mapping[str, Job]] = {check.TASK: check.work}
