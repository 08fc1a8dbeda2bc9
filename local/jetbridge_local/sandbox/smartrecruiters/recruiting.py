"""Control routes for what recruiters do: add candidates, and move them along."""

import uuid
from dataclasses import replace

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field

from jetbridge_local.sandbox.smartrecruiters.candidates import (
    Candidate,
    Candidates,
    OnboardingStatus,
    Status,
)
from jetbridge_local.sandbox.smartrecruiters.webhooks import Webhooks
from jetbridge_local.sandbox.smartrecruiters.webhooks.control import view
from jetbridge_local.sandbox.smartrecruiters.webhooks.events import (
    APPLICATION_STATUS,
    ONBOARDING_STATUS,
)


class _NewCandidate(BaseModel):
    """Somebody who has applied for a job."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_name: str = Field(alias="firstName")
    last_name: str = Field(alias="lastName")
    email: str
    phone_number: str = Field(default="", alias="phoneNumber")
    job_id: str = Field(default="job-1", alias="jobId")
    job_title: str = Field(default="Engineer", alias="jobTitle")
    status: Status = Status.NEW


class _Move(BaseModel):
    """What becomes different. With `notify`, subscriptions hear of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Status | None = None
    sub_status: str | None = Field(default=None, alias="subStatus")
    starts_on: str | None = Field(default=None, alias="startsOn")
    onboarding_status: OnboardingStatus | None = Field(default=None, alias="onboardingStatus")
    notify: bool = True

    def moved(self, candidate: Candidate) -> Candidate:
        """Return `candidate` as it is afterwards."""
        changes = self.model_dump(exclude_none=True, exclude={"notify"})
        return replace(candidate, **changes)

    def events(self) -> list[str]:
        """Return the events that subscriptions hear of."""
        known = {APPLICATION_STATUS: self.status, ONBOARDING_STATUS: self.onboarding_status}
        return [name for name, change in known.items() if change and self.notify]


class Recruiting:
    """The views."""

    def __init__(self, url: str, candidates: Candidates, webhooks: Webhooks) -> None:
        """Move `candidates`, shown at `url`, and tell `webhooks`."""
        self._url = url
        self._candidates = candidates
        self._webhooks = webhooks

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control routes to `routes`."""
        company = "/candidates/<company_id>"
        routes.add_url_rule(company, view_func=self.add, methods=["POST"])
        routes.add_url_rule(f"{company}/<candidate_id>", view_func=self.move, methods=["POST"])

    def add(self, company_id: str) -> tuple[Response, int]:
        """Add a candidate to a company."""
        wanted = _NewCandidate.model_validate(request.get_json())
        candidate = Candidate(candidate_id=str(uuid.uuid4()), **wanted.model_dump())
        return jsonify(self._candidates.add(company_id, candidate).view()), 201

    def move(self, company_id: str, candidate_id: str) -> tuple[Response, int]:
        """Move a candidate along, as a recruiter does, and notify subscriptions."""
        move = _Move.model_validate(request.get_json())
        moved = self._candidates.change(company_id, candidate_id, move.moved)
        if moved is None:
            return jsonify(error="the company has no such candidate"), 404
        deliveries = [
            view(delivery)
            for event in move.events()
            for delivery in self._webhooks.publish(company_id, moved, event)
        ]
        return jsonify(application=moved.application(self._url), deliveries=deliveries), 200
