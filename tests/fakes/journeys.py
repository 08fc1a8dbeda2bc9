"""A journey that has just begun, for tests to change."""

from typing import Final

from jetbridge.model.journey import Journey, Status
from tests.fakes.clock import START

BEGUN: Final = Journey(
    id="jny_AAAAAAAAAAAAAAAA",
    tenant="demo",
    connection_id="con_AAAAAAAAAAAAAAAA",
    company_id="acme",
    application_id="app-1",
    candidate_id="can-1",
    job_id="job-1",
    sequence=1,
    policy_version=1,
    status=Status.RUNNING,
    steps=(),
    created_at=START,
    updated_at=START,
)
"""Without steps: `jetbridge.model.journey_rules.begin` gives it those of a policy."""
