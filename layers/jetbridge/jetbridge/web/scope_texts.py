"""Scopes in words, for the pages on which an administrator decides."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_WORDS: Final = re.compile(r"[_:.]")

_MEANINGS: Final = {
    # What SmartRecruiters lets us do (its developer documentation lists the scopes).
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
    # What an administrator lets us do at Onboardbase, apart from what the name says.
    "manage.secrets": "Read, create, change and delete secrets",
    "manage.projects": "Read, create, change and delete projects",
    "manage.teams": "Read, create, change and delete teams",
    # What we let SmartRecruiters do.
    "callbacks:write": "Tell Jetbridge that the integration was disabled",
    "notifications:write": "Tell Jetbridge how onboardings go",
}


@dataclass(frozen=True, slots=True)
class ScopeText:
    """A scope's name and what it means. An unknown one means what its name says."""

    name: str
    meaning: str


def describe(scopes: Iterable[str]) -> tuple[ScopeText, ...]:
    """Return the scopes in their order, each with its meaning."""
    return tuple(
        ScopeText(name, _MEANINGS.get(name, _WORDS.sub(" ", name).capitalize())) for name in scopes
    )
