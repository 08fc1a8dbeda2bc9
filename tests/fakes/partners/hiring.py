"""The partners of a journey behind the Http port: each commits before it answers.

What they have committed is there for a test to count: messages that a person got, workflows that
run, statuses that were set. Each can be in trouble of some kind, until it is out of it again.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, override
from urllib.parse import urlsplit

from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError
from jetbridge.partners.enboarder.api import API_HOSTS, TOKEN_HOSTS
from tests.fakes import answer
from tests.fakes.context import INCODE_API, INCODE_AUTH, SMARTRECRUITERS

APPLICATION: Final = ("can-1", "job-1")
"""Candidate and job of the one application that most tests are about."""
CANDIDATE: Final = {
    "id": "can-1",
    "firstName": "Ana",
    "lastName": "Ruiz",
    "email": "ana@example.com",
    "phoneNumber": "+14155550100",
}


def application_id(application: tuple[str, str]) -> str:
    """Return SmartRecruiters' id of an application."""
    return application[0].replace("can-", "app-")


_ISSUED: Final = {"clientId": "their-id", "clientSecret": "theirs", "integrationId": "int-1"}


class Trouble(Enum):
    """What a partner suffers from."""

    NONE = "none"
    DOWN = "it cannot be reached"
    BUSY = "it throttles, and does nothing"
    BROKEN = "it fails before doing anything, and says 500"
    LOSSY = "it does what it is asked, and its answers get lost"
    FUSSY = "it finds fault with every request"


_STATUSES: Final = {Trouble.BUSY: 429, Trouble.BROKEN: 500}


@dataclass
class Partner(ABC):
    """What all of them have in common."""

    trouble: Trouble = Trouble.NONE
    asked: int = 0
    """Requests that reached it, token requests aside."""
    on_effect: Callable[[], None] | None = None
    """What happens next after it has done something, before it answers: once."""
    token_refusal: HttpResponse | None = None
    """What its token endpoint answers, while it refuses the credential."""
    refusal: HttpResponse | None = None
    """What it answers to every other request, while it refuses those."""

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer, as far as the trouble allows."""
        if self.trouble is Trouble.DOWN:
            raise NotSentError
        path = urlsplit(request.url).path
        if path.endswith("/token"):
            return self.token_refusal or answer({"access_token": "token", "expires_in": 3600})
        self.asked += 1
        if self.refusal:
            return self.refusal
        if self.trouble in _STATUSES:
            return answer({"message": "not now"}, status=_STATUSES[self.trouble])
        answered = self._answer(request.method, path, json.loads(request.body or b"{}"))
        action, did = self.on_effect, request.method != "GET"
        if action and did:
            self.on_effect = None
            action()
        if self.trouble is Trouble.LOSSY:
            raise NoAnswerError
        return answered

    @abstractmethod
    def _answer(self, method: str, path: str, body: dict[str, Any]) -> HttpResponse:
        """Do what is asked, and say so."""


@dataclass
class SmartRecruiters(Partner):
    """One company's applications, and what was said about their onboarding."""

    statuses: dict[tuple[str, str], str] = field(default_factory=dict)
    candidate: dict[str, object] = field(default_factory=lambda: dict(CANDIDATE))
    reported: list[str] = field(default_factory=list)
    """Every onboarding status that was set, in order."""
    deleted: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    """Candidates that are no more, and those who are left in their place."""
    redirects: bool = False
    """Whether what is asked about a merged candidate is redirected; else it is answered."""
    called: str = ""
    """What an application calls its candidate; empty: what it was asked for by."""

    def merge(self, candidate_id: str, into: str, job_id: str = "job-1") -> None:
        """Have a recruiter merge a candidate into another one, with the application."""
        self.merged[candidate_id] = into
        moved = self.statuses.pop((candidate_id, job_id))
        self.statuses.setdefault((into, job_id), moved)

    def move(self, status: str, application: tuple[str, str] = APPLICATION) -> None:
        """Have a recruiter move an application."""
        self.statuses[application] = status

    @override
    def _answer(self, method: str, path: str, body: dict[str, Any]) -> HttpResponse:
        match method, path.strip("/").split("/"):
            case _, ["apps-integrations", *_]:
                return answer(_ISSUED)
            case _, ["candidates", candidate_id, *rest] if candidate_id in self.merged:
                left = "/".join(["/candidates", self.merged[candidate_id], *rest])
                if self.redirects:
                    return answer(status=301, headers={"location": f"{SMARTRECRUITERS}{left}"})
                return self._answer(method, left, body)
            case _, ["candidates", candidate_id, *_] if candidate_id in self.deleted:
                found = answer({"errors": [{"code": "CANDIDATE_NOT_FOUND"}]}, status=404)
            case _, ["candidates", candidate_id]:
                found = answer({**self.candidate, "id": candidate_id})
            case _, ["candidates", candidate_id, "jobs", job_id]:
                found = self._application((candidate_id, job_id))
            case "PUT", _:
                found = self._set(body["onboardingStatus"])
            case _:
                found = answer({"onboardingStatus": self.reported[-1]} if self.reported else {})
        return found

    def _application(self, application: tuple[str, str]) -> HttpResponse:
        status = self.statuses.get(application)
        if status is None:
            return answer({"errors": [{"code": "APPLICATION_NOT_FOUND"}]}, status=404)
        candidate_id, job_id = application
        named = {"applicationId": application_id(application), "status": status}
        called = self.called or candidate_id
        return answer({**named, "candidateId": called, "jobId": job_id})

    def _set(self, onboarding_status: str) -> HttpResponse:
        if self.trouble is Trouble.FUSSY:
            return answer({"errors": [{"code": "FORBIDDEN"}]}, status=403)
        self.reported.append(onboarding_status)
        return answer(status=204)


@dataclass
class Session:
    """One verification at Incode. `external_id` is ours, `interview_id` is theirs."""

    kind: str
    external_id: str
    interview_id: str


@dataclass
class Incode(Partner):
    """Verification sessions. It does not say their ids before somebody has begun."""

    sessions: list[Session] = field(default_factory=list)

    @property
    def messages(self) -> list[Session]:
        """The sessions of which the person got an SMS or an e-mail."""
        return [each for each in self.sessions if each.kind != "URL"]

    @override
    def _answer(self, method: str, path: str, body: dict[str, Any]) -> HttpResponse:
        if self.trouble is Trouble.FUSSY:
            return answer({"status": 400, "message": "New candidate must have name."}, status=400)
        interview_id = f"interview-{len(self.sessions) + 1}"
        kind = body["notification"]["type"]
        self.sessions.append(Session(kind, body["externalCustomerId"], interview_id))
        return answer({"url": f"https://incode.test/{interview_id}"} if kind == "URL" else {})


@dataclass
class Workflow:
    """A workflow that welcomes somebody."""

    external_id: str
    runs: bool = True


@dataclass
class Enboarder(Partner):
    """Workflows. It launches as often as it is asked. `reports_lag`: the newest are not shown."""

    workflows: list[Workflow] = field(default_factory=list)
    reports_lag: bool = False

    @property
    def running(self) -> list[str]:
        """Our ids of the workflows that run."""
        return [each.external_id for each in self.workflows if each.runs]

    @override
    def _answer(self, method: str, path: str, body: dict[str, Any]) -> HttpResponse:
        if method == "GET":
            return answer({"items": self._report(path)})
        if self.trouble is Trouble.FUSSY:
            return answer({"message": "Employee name is missing [nhnm]"}, status=400)
        if "/startwf/" in path:
            self.workflows.append(Workflow(body["externalid"]))
            return answer({"message": "ok", "referenceid": body["externalid"]})
        return self._cancel(body["externalid"])

    def _report(self, path: str) -> list[dict[str, str]]:
        if not path.endswith("/data"):
            return [{"id": "def-1"}]
        return [
            {"externalid": each.external_id, "status": "InProcess" if each.runs else "Cancelled"}
            for each in self.workflows
            if not self.reports_lag
        ]

    def _cancel(self, external_id: str) -> HttpResponse:
        known = [each for each in self.workflows if each.external_id == external_id]
        if not known:
            return answer({"message": f"Error: externalid [{external_id}] not found"})
        for each in known:
            each.runs = False
        return answer({"message": f"Workflow cancelled successfully for externalid [{known[0]}]"})


@dataclass
class Partners:
    """All of them, as one `Http`."""

    smartrecruiters: SmartRecruiters = field(default_factory=SmartRecruiters)
    incode: Incode = field(default_factory=Incode)
    enboarder: Enboarder = field(default_factory=Enboarder)

    @property
    def every(self) -> dict[str, Partner]:
        """The partners by name."""
        return {
            "smartrecruiters": self.smartrecruiters,
            "incode": self.incode,
            "enboarder": self.enboarder,
        }

    def send(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on to the partner that it is for."""
        for partner, urls in (
            (self.smartrecruiters, [SMARTRECRUITERS]),
            (self.incode, [INCODE_AUTH, INCODE_API]),
            (self.enboarder, [*API_HOSTS.values(), *TOKEN_HOSTS.values()]),
        ):
            if any(request.url.startswith(f"{url}/") for url in urls):
                return partner.send(request)
        msg = f"nobody lives at {request.target}"
        raise AssertionError(msg)
