"""The candidates of every company, and their applications: the same three people to start with."""

import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from jetbridge.model import text
from jetbridge.model.system import Clock
from jetbridge_local.sandbox.smartrecruiters.integrations import company_key
from jetbridge_local.sandbox.times import iso


class Status(StrEnum):
    """The status of an application, as the Customer API spells it."""

    LEAD = "LEAD"
    NEW = "NEW"
    IN_REVIEW = "IN_REVIEW"
    INTERVIEW = "INTERVIEW"
    OFFERED = "OFFERED"
    HIRED = "HIRED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    TRANSFERRED = "TRANSFERRED"


class OnboardingStatus(StrEnum):
    """The candidate field "Onboarding Status"."""

    READY = "READY_TO_ONBOARD"
    SUCCESSFUL = "ONBOARDING_SUCCESSFUL"
    FAILED = "ONBOARDING_FAILED"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate with one application, and perhaps others `beside` it, each as one of its own.

    `updated_at` is in Unix seconds.
    """

    candidate_id: str
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    email: str = field(repr=False)
    phone_number: str = field(repr=False)
    job_id: str
    job_title: str
    status: Status
    sub_status: str = ""
    starts_on: str = ""
    onboarding_status: OnboardingStatus | None = None
    updated_at: int = 0
    beside: tuple["Candidate", ...] = ()

    @property
    def applications(self) -> "tuple[Candidate, ...]":
        """Every application, the primary one first."""
        return (self, *self.beside)

    def for_job(self, job_id: str) -> "Candidate | None":
        """Return the application for a job."""
        return next((each for each in self.applications if each.job_id == job_id), None)

    def changed(self, job_id: str, change: "Callable[[Candidate], Candidate]") -> "Candidate":
        """Return the candidate with one application changed."""
        if job_id == self.job_id:
            return change(self)
        beside = (change(each) if each.job_id == job_id else each for each in self.beside)
        return replace(self, beside=tuple(beside))

    @property
    def application_id(self) -> str:
        """The id of the application."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.candidate_id}/{self.job_id}"))

    @property
    def shown_name(self) -> str:
        """First and last name, fit for a page."""
        return text.cleaned(f"{self.first_name} {self.last_name}")

    @property
    def shown_first_name(self) -> str:
        """The first name, fit for a page."""
        return text.cleaned(self.first_name)

    def view(self) -> dict[str, object]:
        """Return the candidate as the Customer API shows it."""
        return {
            "id": self.candidate_id,
            "internal": False,
            "firstName": self.first_name,
            "lastName": self.last_name,
            "email": self.email,
            "phoneNumber": self.phone_number,
            "location": {"country": "United States", "countryCode": "us", "city": "Oakland"},
            "createdOn": "2026-01-05T09:00:00.000Z",
            "updatedOn": iso(self.updated_at),
            "primaryAssignment": self.assignment(),
            "secondaryAssignments": [each.assignment() for each in self.beside],
        }

    def assignment(self) -> dict[str, object]:
        """Return the application as it stands in the list."""
        return {"job": {"id": self.job_id, "title": self.job_title}, **self._progress()}

    def application(self, url: str) -> dict[str, object]:
        """Return the application as the Customer API at `url` shows it."""
        return {
            "applicationId": self.application_id,
            "candidateId": self.candidate_id,
            "jobId": self.job_id,
            **self._progress(),
            "source": "CareerSite",
            "url": self.application_url(url),
        }

    def application_url(self, url: str) -> str:
        """Return where the Customer API at `url` shows the application."""
        return f"{url}/candidates/{self.candidate_id}/jobs/{self.job_id}"

    def _progress(self) -> dict[str, object]:
        """Return what is known of the application; optional fields are absent, not empty."""
        known = {"status": self.status, "subStatus": self.sub_status, "startsOn": self.starts_on}
        return {name: value for name, value in known.items() if value}


_SEEDS: Final = (
    Candidate(
        "0f3a9a4e-ana",
        "Ana",
        "Ruiz",
        "ana.ruiz@example.com",
        "+14155550100",
        "job-1",
        "Engineer",
        Status.HIRED,
    ),
    Candidate(
        "5c21b7d0-ben",
        "Ben",
        "Okafor",
        "ben.okafor@example.com",
        "+14155550101",
        "job-1",
        "Engineer",
        Status.OFFERED,
    ),
    Candidate(
        "9e77c1f2-cho",
        "Cho",
        "Park",
        "cho.park@example.com",
        "+14155550102",
        "job-2",
        "Designer",
        Status.INTERVIEW,
    ),
)
FIRST_DAY: Final = 30 * 86_400
"""Seconds from a company's beginning to the day on which its candidates would start."""


class Candidates:
    """The candidates of all companies. A company begins when it is first asked for."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._companies: dict[str, dict[str, Candidate]] = {}

    def of(self, company_id: str) -> list[Candidate]:
        """Return a company's candidates, oldest first."""
        with self._lock:
            return list(self._company(company_id).values())

    def find(self, company_id: str, candidate_id: str) -> Candidate | None:
        """Return one candidate of a company."""
        with self._lock:
            return self._company(company_id).get(candidate_id)

    def add(self, company_id: str, candidate: Candidate) -> Candidate:
        """Add a candidate, who was changed just now."""
        return self._put(company_id, candidate)

    def change(
        self, company_id: str, candidate_id: str, changed: Callable[[Candidate], Candidate]
    ) -> Candidate | None:
        """Put a `changed` candidate in the place of one and return it, or None for none."""
        found = self.find(company_id, candidate_id)
        return None if found is None else self._put(company_id, changed(found))

    def delete(self, company_id: str, candidate_id: str) -> Candidate | None:
        """Delete a candidate and return it as it was, or None for none."""
        with self._lock:
            return self._company(company_id).pop(candidate_id, None)

    def merge(self, company_id: str, candidate_id: str, into: str) -> Candidate | None:
        """Merge a candidate into another one and return that one; None: there are no such two.

        Its applications are kept with the other one, unless that one has applied for the job, too.
        """
        gone, left = self.find(company_id, candidate_id), self.find(company_id, into)
        if gone is None or left is None or candidate_id == into:
            return None
        kept = [
            replace(each, candidate_id=into, beside=())
            for each in gone.applications
            if left.for_job(each.job_id) is None
        ]
        self.delete(company_id, candidate_id)
        return self._put(company_id, replace(left, beside=(*left.beside, *kept)))

    def standing(self) -> list[dict[str, object]]:
        """Return the status of every candidate, as JSON."""
        with self._lock:
            everyone = [
                (company, one)
                for company in self._companies
                for one in self._companies[company].values()
            ]
        return [
            {
                "companyId": company_id,
                "candidateId": each.candidate_id,
                "jobId": each.job_id,
                "status": each.status,
                "onboardingStatus": each.onboarding_status,
            }
            for company_id, one in everyone
            for each in one.applications
        ]

    def clear(self) -> None:
        """Let every company begin anew."""
        with self._lock:
            self._companies.clear()

    def _put(self, company_id: str, candidate: Candidate) -> Candidate:
        stamped = replace(candidate, updated_at=self._clock.now())
        with self._lock:
            self._company(company_id)[stamped.candidate_id] = stamped
        return stamped

    def _company(self, company_id: str) -> dict[str, Candidate]:
        key = company_key(company_id)
        if key not in self._companies:
            self._companies[key] = _begin(_SEEDS, self._clock.now())
        return self._companies[key]


def _begin(seeds: Iterable[Candidate], now: int) -> dict[str, Candidate]:
    starts_on = iso(now + FIRST_DAY)
    return {seed.candidate_id: replace(seed, starts_on=starts_on, updated_at=now) for seed in seeds}
