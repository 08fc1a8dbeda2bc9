"""What the worker does for SmartRecruiters."""

from collections.abc import Mapping
from typing import Final

from jetbridge.flows.schedule.capabilities import Job
from jetbridge.model.work import Kind
from jetbridge.partners.smartrecruiters import approvals, subscription

JOBS: Final[Mapping[str, Job]] = {
    Kind.EXCHANGE: approvals.work,
    subscription.TASK: subscription.subscribe,
}
