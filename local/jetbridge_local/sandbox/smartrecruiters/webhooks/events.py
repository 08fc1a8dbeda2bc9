"""The events, and what a notification of each says: ids, and where to read the rest."""

from typing import Final

from jetbridge_local.sandbox.smartrecruiters.candidates import Candidate

VERSION: Final = "v201910"

APPLICATION_STATUS: Final = "application.status.updated"
CANDIDATE_DELETED: Final = "candidate.deleted"
CANDIDATE_UPDATED: Final = "candidate.updated"
ONBOARDING_STATUS: Final = "application.onboarding-status.updated"

NAMES: Final = frozenset(
    {
        "application.created",
        APPLICATION_STATUS,
        "application.fields.updated",
        ONBOARDING_STATUS,
        "application.source.updated",
        "candidate.created",
        CANDIDATE_UPDATED,
        CANDIDATE_DELETED,
        "job.created",
        "job.updated",
        "job.status.updated",
        "offer.created",
        "offer.updated",
        "offer.approval.approved",
        "onboarding.process.started",
        "onboarding.assignments.completed",
    }
)
"""Those that can be subscribed to: the ones of interest to onboarding, and a few beside them."""


def body(name: str, candidate: Candidate) -> dict[str, str]:
    """Return the body of a notification of event `name` about `candidate`."""
    if name.startswith("application."):
        return {
            "job_id": candidate.job_id,
            "candidate_id": candidate.candidate_id,
            "application_id": candidate.application_id,
        }
    if name.startswith("onboarding."):
        return {
            "onboarding_process_id": f"process-{candidate.application_id}",
            "new_hire_id": candidate.candidate_id,
        }
    return {"id": candidate.candidate_id}


def link(name: str, candidate: Candidate, url: str) -> str:
    """Return the Link header of a notification: the resource at the Customer API at `url`."""
    about_application = name.startswith("application.")
    resource = (
        candidate.application_url(url)
        if about_application
        else f"{url}/candidates/{candidate.candidate_id}"
    )
    return f"<{resource}>; rel=self"
