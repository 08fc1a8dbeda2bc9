"""What the scopes of a connection mean, as the page says on which an administrator decides.

Source: the scopes that SmartRecruiters' developer documentation lists; ours are in docs/api.md.
"""

from collections.abc import Mapping
from typing import Final

RECEIVED: Final[Mapping[str, str]] = {
    "candidates_read": "Read candidates and their applications",
    "candidates_create": "Add candidates",
    "candidates_manage": "Change candidates and their onboarding status",
    "candidate_status_read": "Read where candidates stand in the hiring process",
    "candidates_offers_read": "Read offers made to candidates",
    "job_applications_read": "Read job applications",
    "job_applications_manage": "Change job applications",
    "jobs_read": "Read jobs",
    "jobs_manage": "Change jobs",
    "jobs_publications_manage": "Publish and unpublish jobs",
    "offers_read": "Read offers",
    "users_read": "Read users",
    "users_manage": "Change users",
    "company_read": "Read the company's profile",
    "configuration_read": "Read the company's configuration",
    "configuration_manage": "Change the company's configuration",
    "messages_write": "Write messages and notes about candidates",
    "webhooks_read": "See which events it is notified of",
    "webhooks_write": "Choose which events it is notified of",
    "webhooks_delete": "Stop being notified of events",
    "webhooks_manage": "Choose which events it is notified of",
}
"""What SmartRecruiters lets us do."""
GIVEN: Final[Mapping[str, str]] = {
    "callbacks:write": "Tell Jetbridge that the integration was disabled",
    "notifications:write": "Tell Jetbridge how onboardings go",
}
"""What we let SmartRecruiters do."""
