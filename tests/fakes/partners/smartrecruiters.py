"""SmartRecruiters in memory: companies that integrate us, and one company's applications."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, override

from jetbridge.model.ports import HttpResponse
from tests.fakes.clock import START
from tests.fakes.context import SMARTRECRUITERS
from tests.fakes.http import answer
from tests.fakes.partners.double import Call, Double, Trouble
from tests.fakes.partners.smartrecruiters_webhooks import Webhooks, refusal

INTEGRATIONS: Final = f"{SMARTRECRUITERS}/apps-integrations/partner-api/integrations"
TOKEN: Final = f"{SMARTRECRUITERS}/identity/oauth/token"
APPLICATION: Final = ("can-1", "job-1")
"""Candidate and job of the one application that most tests are about."""
CANDIDATE: Final = {
    "id": "can-1",
    "firstName": "Ana",
    "lastName": "Ruiz",
    "email": "ana@example.com",
    "phoneNumber": "+14155550100",
}
ISSUED: Final = {"clientId": "their-id", "clientSecret": "their-secret", "integrationId": "int-1"}
"""The credentials that a company's integration is confirmed with."""
READY: Final = "READY_TO_ONBOARD"
_NO_CANDIDATE: Final = refusal(404, "CANDIDATE_NOT_FOUND")
_NO_APPLICATION: Final = refusal(404, "APPLICATION_NOT_FOUND")


def application_id(application: tuple[str, str]) -> str:
    """Return SmartRecruiters' id of an application."""
    return application[0].replace("can-", "app-")


@dataclass
class Application:
    """One application. `updated_at` is in Unix seconds."""

    status: str = "OFFERED"
    onboarding_status: str | None = None
    updated_at: int = START


class SmartRecruiters(Double):
    """SmartRecruiters, as one company's credentials see it.

    `meanwhile` runs after a call has been answered, and before its answer arrives. `page` is how
    many candidates are listed at once. `redirects` says whether what is asked about a merged
    candidate is redirected; else it is answered. `called` is what an application calls its
    candidate; empty: what it was asked for by.
    """

    urls = (SMARTRECRUITERS,)
    token_lifetime = 1_799

    def __init__(self) -> None:
        """Have no integrations, and no applications."""
        super().__init__()
        self.integrations: dict[str, str] = {}
        """By company id the client id that we handed over."""
        self.webhooks = Webhooks()
        self.people: dict[tuple[str, str], Application] = {}
        self.candidate: dict[str, object] = {**CANDIDATE}
        self.reported: list[str] = []
        """Every onboarding status that was set, in order."""
        self.deleted: set[str] = set()
        self.merged: dict[str, str] = {}
        """Candidates that are no more, and those who are left in their place."""
        self.redirects = False
        self.called = ""
        self.page = 100
        self.polls = 0
        self.meanwhile: Callable[[], None] = lambda: None

    # ------------------------------------------------ what people do at the company

    def disable(self, company_id: str = "acme") -> None:
        """Disable a company's integration, if there is one. It can be enabled again."""
        self.integrations.pop(company_id, None)

    def person(self, candidate_id: str = "can-1", job_id: str = "job-1") -> Application:
        """Return an application, made where there is none."""
        return self.people.setdefault((candidate_id, job_id), Application())

    def move(self, status: str, application: tuple[str, str] = APPLICATION) -> None:
        """Move an application."""
        self.person(*application).status = status

    def hire(
        self,
        candidate_id: str = "can-1",
        job_id: str = "job-1",
        *,
        ready: bool = True,
        at: int = START,
    ) -> None:
        """Move an application to HIRED, ready to onboard or not. `at` is in Unix seconds."""
        self.people[candidate_id, job_id] = Application("HIRED", READY if ready else None, at)

    def take_back(self, candidate_id: str = "can-1", job_id: str = "job-1") -> None:
        """Move an application away from HIRED."""
        self.move("WITHDRAWN", (candidate_id, job_id))

    def merge(self, candidate_id: str, into: str, job_id: str = "job-1") -> None:
        """Merge a candidate into another one, with the application."""
        self.merged[candidate_id] = into
        self.people.setdefault((into, job_id), self.people.pop((candidate_id, job_id)))

    @property
    def statuses(self) -> dict[tuple[str, str], str]:
        """The status of each application."""
        return {application: each.status for application, each in self.people.items()}

    # ------------------------------------------------ what it answers

    @override
    def carry_out(self, call: Call) -> HttpResponse:
        found = self._answer(call)
        self.meanwhile()
        return found

    def _answer(self, call: Call) -> HttpResponse:
        match call.parts:
            case ["apps-integrations", *_]:
                return self._integrate(call)
            case ["webhooks-api", _, "subscriptions", *rest]:
                return self.webhooks.carry_out(call, rest)
            case ["candidates"] if "updatedAfter" in call.query:
                return self.listed(call)
            case ["candidates"]:
                return answer({"content": []})
            case ["candidates", candidate_id, *rest]:
                return self._of_candidate(call, candidate_id, rest)
        return self.no_answer(call.request)

    def _integrate(self, call: Call) -> HttpResponse:
        company_id = call.body["companyId"]
        if company_id in self.integrations:
            return refusal(409, "ALREADY_INTEGRATED")
        self.integrations[company_id] = call.body["clientId"]
        return answer(ISSUED)

    def _of_candidate(self, call: Call, candidate_id: str, rest: list[str]) -> HttpResponse:
        left = self.merged.get(candidate_id)
        if left and self.redirects:
            path = "/".join(["candidates", left, *rest])
            return answer(status=301, headers={"location": f"{SMARTRECRUITERS}/{path}"})
        if left:
            return self._of_candidate(call, left, rest)
        if candidate_id in self.deleted:
            return _NO_CANDIDATE
        if not rest:
            return answer({**self.candidate, "id": candidate_id})
        application = (candidate_id, rest[1])
        found = self.people.get(application)
        if found is None:
            return _NO_APPLICATION
        return self._of_application(call, application, found, rest[2:])

    def _of_application(
        self, call: Call, application: tuple[str, str], found: Application, rest: list[str]
    ) -> HttpResponse:
        if rest and call.method == "PUT":
            return self._report(found, call.body["onboardingStatus"])
        if rest:
            return answer({"onboardingStatus": found.onboarding_status})
        candidate_id, job_id = application
        return answer(
            {
                "applicationId": application_id(application),
                "status": found.status,
                "candidateId": self.called or candidate_id,
                "jobId": job_id,
            }
        )

    def _report(self, application: Application, onboarding_status: str) -> HttpResponse:
        if self.trouble is Trouble.FUSSY:
            return refusal(403, "FORBIDDEN")
        application.onboarding_status = onboarding_status
        self.reported.append(onboarding_status)
        return answer(status=204)

    def listed(self, call: Call) -> HttpResponse:
        """Return a page of the applications that were changed after a moment."""
        self.polls += 1
        assert (call.query["status"], call.query["onboardingStatus"]) == (["HIRED"], [READY])
        after = datetime.fromisoformat(call.query["updatedAfter"][0]).timestamp()
        every = [
            ids
            for ids, each in self.people.items()
            if (each.status, each.onboarding_status) == ("HIRED", READY) and each.updated_at > after
        ]
        start = int(call.query.get("pageId", ["0"])[0])
        following = start + self.page
        content = [
            {"id": candidate_id, "primaryAssignment": {"job": {"id": job_id}}}
            for candidate_id, job_id in every[start:following]
        ]
        return answer(
            {"content": content, "nextPageId": str(following) if following < len(every) else ""}
        )
