"""What the scopes of a connection mean, as the page says on which an administrator decides.

Source: the scopes that SmartRecruiters' developer documentation lists; ours are in docs/api.md.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.sentence import Sentence, say

RECEIVED: Final[Mapping[str, Sentence]] = {
    "candidates_read": say("Read candidates and their applications"),
    "candidates_create": say("Add candidates"),
    "candidates_manage": say("Change candidates and their onboarding status"),
    "candidate_status_read": say("Read where candidates stand in the hiring process"),
    "candidates_offers_read": say("Read offers made to candidates"),
    "job_applications_read": say("Read job applications"),
    "job_applications_manage": say("Change job applications"),
    "jobs_read": say("Read jobs"),
    "jobs_manage": say("Change jobs"),
    "jobs_publications_manage": say("Publish and unpublish jobs"),
    "offers_read": say("Read offers"),
    "users_read": say("Read users"),
    "users_manage": say("Change users"),
    "company_read": say("Read the company's profile"),
    "configuration_read": say("Read the company's configuration"),
    "configuration_manage": say("Change the company's configuration"),
    "messages_write": say("Write messages and notes about candidates"),
    "webhooks_read": say("See which events it is notified of"),
    "webhooks_write": say("Choose which events it is notified of"),
    "webhooks_delete": say("Stop being notified of events"),
    "webhooks_manage": say("Choose which events it is notified of"),
}
"""What SmartRecruiters lets us do."""
GIVEN: Final[Mapping[str, Sentence]] = {
    "callbacks:write": say("Tell {service} that the integration was disabled"),
    "notifications:write": say("Tell {service} how onboardings go"),
}
"""What we let SmartRecruiters do."""
_EVENTS: Final = say("To learn at once of a hire, a withdrawal and a merged profile.")
REASONS: Final[Mapping[str, Sentence]] = {
    "candidates_read": say("To know who was hired, and how to reach them."),
    "candidates_create": say("To add people who begin here, not in SmartRecruiters."),
    "candidates_manage": say("To show in SmartRecruiters how an onboarding goes."),
    "candidate_status_read": say("To begin when a person is hired, and to stop when they are not."),
    "job_applications_read": say("To find new hires, and for which job each is."),
    "jobs_read": say("To choose the right onboarding for the job."),
    "webhooks_read": _EVENTS,
    "webhooks_write": _EVENTS,
    "webhooks_delete": say("To stop being told of events when the connection ends."),
    "webhooks_manage": _EVENTS,
    "callbacks:write": say("So that access ends here, too, when you disable the integration."),
    "notifications:write": say("So that the result of an onboarding arrives without delay."),
}
"""What each is needed for, in either direction."""
