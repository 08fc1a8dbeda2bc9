"""A little of the Customer API: candidates, their applications, and the onboarding status."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from flask import Blueprint, Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict
from werkzeug.datastructures import MultiDict
from werkzeug.routing import RequestRedirect

from jetbridge_local.sandbox.smartrecruiters.access import Access
from jetbridge_local.sandbox.smartrecruiters.candidates import (
    Candidate,
    Candidates,
    OnboardingStatus,
    Status,
)
from jetbridge_local.sandbox.smartrecruiters.diary import Diary
from jetbridge_local.sandbox.smartrecruiters.errors import ApiError, Why
from jetbridge_local.sandbox.smartrecruiters.integrations import Integration, company_key
from jetbridge_local.sandbox.smartrecruiters.paging import Paging
from jetbridge_local.sandbox.times import from_iso

DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 100


class _Field(BaseModel):
    """Whether a company's admin has enabled the candidate field "Onboarding Status"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool


class Shown(StrEnum):
    """What is answered about a candidate who was merged into another one. It is not documented."""

    NAMED = "named"
    """The other one's documents."""
    REDIRECTED = "redirected"
    """A redirect to the other one."""
    MISSING = "missing"
    """404."""


@dataclass(frozen=True, slots=True)
class _Merge:
    """Into whom a candidate was merged."""

    into: str
    shown: Shown


class CustomerApi:
    """The views that a company's own credentials open."""

    def __init__(self, url: str, access: Access, candidates: Candidates, diary: Diary) -> None:
        """Show `candidates` at `url`, and note in the `diary` what is set."""
        self._url = url
        self._access = access
        self._candidates = candidates
        self._diary = diary
        self._lock = threading.Lock()
        self._without_field: set[str] = set()
        self._paging: dict[str, Paging] = {}
        self._merged: dict[tuple[str, str], _Merge] = {}

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        one = "/candidates/<candidate_id>"
        application = f"{one}/jobs/<job_id>"
        status = f"{application}/onboardingStatus"
        app.add_url_rule("/candidates", view_func=self.list_candidates)
        app.add_url_rule(one, view_func=self.get_candidate)
        app.add_url_rule(application, view_func=self.get_application)
        app.add_url_rule(status, view_func=self.get_onboarding_status)
        app.add_url_rule(status, view_func=self.put_onboarding_status, methods=["PUT"])

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control route to `routes`."""
        path = "/onboarding-status/<company_id>"
        routes.add_url_rule(path, view_func=self.enable_field, methods=["POST"])
        routes.add_url_rule("/paging/<company_id>", view_func=self.page_oddly, methods=["POST"])

    def reset(self) -> None:
        """Let every company's admin have enabled the field."""
        with self._lock:
            self._without_field.clear()
            self._paging.clear()
            self._merged.clear()

    def enable_field(self, company_id: str) -> Response:
        """Enable or disable a company's candidate field "Onboarding Status"."""
        field = _Field.model_validate(request.get_json())
        with self._lock:
            change = self._without_field.discard if field.enabled else self._without_field.add
            change(company_key(company_id))
        return jsonify(enabled=field.enabled)

    def page_oddly(self, company_id: str) -> Response:
        """Have a company's candidates listed in another way."""
        paging = Paging.model_validate(request.get_json(silent=True) or {})
        with self._lock:
            self._paging[company_id] = paging
        return jsonify(paging.model_dump(mode="json", by_alias=True))

    def leads_to(self, company_id: str, candidate_id: str, into: str, shown: Shown) -> None:
        """Answer what is asked about a candidate who was merged as `shown`."""
        with self._lock:
            self._merged[company_id, candidate_id] = _Merge(into, shown)

    def list_candidates(self) -> Response:
        """List the company's candidates, filtered and in pages."""
        integration = self._access.customer("candidates_read")
        wanted = _filter(request.args)
        limit = request.args.get("limit", str(DEFAULT_LIMIT))
        if not limit.isdecimal() or not 1 <= int(limit) <= MAX_LIMIT:
            raise ApiError(Why.BAD_REQUEST, f"limit must be between 1 and {MAX_LIMIT}")
        found = [each for each in self._candidates.of(integration.company_id) if wanted(each)]
        with self._lock:
            paging = self._paging.get(integration.company_id, Paging())
        return jsonify(paging.page(found, int(limit), request.args.get("pageId", "")))

    def get_candidate(self, candidate_id: str) -> Response:
        """Show one candidate."""
        integration = self._access.customer("candidates_read")
        return jsonify(self._candidate(integration, candidate_id).view())

    def get_application(self, candidate_id: str, job_id: str) -> Response:
        """Show the application of a candidate for a job."""
        integration = self._access.customer("candidates_read")
        return jsonify(self._application(integration, candidate_id, job_id).application(self._url))

    def get_onboarding_status(self, candidate_id: str, job_id: str) -> Response:
        """Show the onboarding status; null until it is set."""
        integration = self._access.customer("candidates_read")
        self._require_field(integration)
        candidate = self._application(integration, candidate_id, job_id)
        return jsonify(onboardingStatus=candidate.onboarding_status)

    def put_onboarding_status(self, candidate_id: str, job_id: str) -> tuple[str, int]:
        """Set the onboarding status."""
        integration = self._access.customer("candidates_manage")
        self._require_field(integration)
        self._application(integration, candidate_id, job_id)
        body = request.get_json()
        given = body.get("onboardingStatus") if isinstance(body, dict) else None
        if not isinstance(given, str) or given not in set(OnboardingStatus):
            raise ApiError(Why.BAD_REQUEST, "onboardingStatus is none of the known ones")
        status = OnboardingStatus(given)
        self._candidates.change(
            integration.company_id,
            self._candidate(integration, candidate_id).candidate_id,
            lambda candidate: candidate.changed(
                job_id, lambda each: replace(each, onboarding_status=status)
            ),
        )
        self._diary.note(integration.company_id, candidate_id, f"Jetbridge set {status}")
        return "", 204

    def _require_field(self, integration: Integration) -> None:
        with self._lock:
            if company_key(integration.company_id) in self._without_field:
                raise ApiError(Why.FORBIDDEN, 'The field "Onboarding Status" is not enabled')

    def _candidate(self, integration: Integration, candidate_id: str) -> Candidate:
        """Return a candidate; of one who was merged, as it is shown, the one who is left.

        Raises:
            ApiError: there is none.
            RequestRedirect: what is asked about this one is redirected.
        """
        with self._lock:
            merge = self._merged.get((integration.company_id, candidate_id))
        if merge and merge.shown is Shown.REDIRECTED:
            path = request.path.replace(f"/candidates/{candidate_id}", f"/candidates/{merge.into}")
            raise RequestRedirect(f"{self._url}{path}")
        if merge and merge.shown is Shown.NAMED:
            return self._candidate(integration, merge.into)
        candidate = self._candidates.find(integration.company_id, candidate_id)
        if candidate is None:
            raise ApiError(Why.NO_CANDIDATE, "There is no such candidate")
        return candidate

    def _application(self, integration: Integration, candidate_id: str, job_id: str) -> Candidate:
        found = self._candidate(integration, candidate_id).for_job(job_id)
        if found is None:
            raise ApiError(Why.NO_APPLICATION, "The candidate has not applied for this job")
        return found


def _filter(query: MultiDict[str, str]) -> Callable[[Candidate], bool]:
    """Return what tells whether a candidate is asked for.

    Raises:
        ApiError: a filter makes no sense.
    """
    statuses = query.getlist("status")
    onboarding = query.getlist("onboardingStatus")
    if not set(statuses) <= set(Status) or not set(onboarding) <= set(OnboardingStatus):
        raise ApiError(Why.BAD_REQUEST, "status or onboardingStatus is none of the known ones")
    after = from_iso(query["updatedAfter"]) if "updatedAfter" in query else 0
    if after is None:
        raise ApiError(Why.BAD_REQUEST, "updatedAfter must be an ISO 8601 time with an offset")

    def asked_for(each: Candidate) -> bool:
        wanted = not statuses or each.status in statuses
        return wanted and (not onboarding or each.onboarding_status in onboarding)

    return lambda candidate: (
        candidate.updated_at > after and any(map(asked_for, candidate.applications))
    )
