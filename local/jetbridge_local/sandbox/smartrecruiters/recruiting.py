"""What recruiters do: add candidates, and move them along. The control routes for it."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from flask import Blueprint, Response, jsonify, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from jetbridge_local.sandbox.outbox import Delivery
from jetbridge_local.sandbox.smartrecruiters.candidates import (
    Candidate,
    Candidates,
    OnboardingStatus,
    Status,
)
from jetbridge_local.sandbox.smartrecruiters.diary import Diary, Line
from jetbridge_local.sandbox.smartrecruiters.webhooks import Webhooks
from jetbridge_local.sandbox.smartrecruiters.webhooks.control import view
from jetbridge_local.sandbox.smartrecruiters.webhooks.events import (
    APPLICATION_STATUS,
    ONBOARDING_STATUS,
)
from jetbridge_local.sandbox.smartrecruiters.webhooks.sender import Notification

type Deliveries = Sequence[Delivery[Notification]]


def _text(value: object) -> str:
    """Take text as it was written, halves of characters included."""
    if isinstance(value, str):
        return value
    msg = "must be text"
    raise ValueError(msg)


type Written = Annotated[Any, AfterValidator(_text)]
"""Text of people: SmartRecruiters publishes no rule for it, so the sandbox keeps all of it."""


class NewCandidate(BaseModel):
    """A person who has applied for a job."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_name: Written = Field(alias="firstName", min_length=1)
    last_name: Written = Field(alias="lastName", min_length=1)
    email: Written
    phone_number: Written = Field(default="", alias="phoneNumber")
    job_id: str = Field(default="job-1", alias="jobId")
    job_title: str = Field(default="Engineer", alias="jobTitle")
    status: Status = Status.NEW
    starts_on: str = Field(default="", alias="startsOn")


class Move(BaseModel):
    """What becomes different of an application: the primary one, or that for `jobId`.

    With `notify`, subscriptions hear of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    job_id: str | None = Field(default=None, alias="jobId")
    status: Status | None = None
    sub_status: str | None = Field(default=None, alias="subStatus")
    starts_on: str | None = Field(default=None, alias="startsOn")
    onboarding_status: OnboardingStatus | None = Field(default=None, alias="onboardingStatus")
    notify: bool = True

    def moved(self, candidate: Candidate) -> Candidate:
        """Return `candidate` as it is afterwards."""
        changes = self.model_dump(exclude_none=True, exclude={"notify", "job_id"})
        job_id = self.job_id or candidate.job_id
        return candidate.changed(job_id, lambda each: replace(each, **changes))

    def events(self) -> list[str]:
        """Return the events that subscriptions hear of."""
        known = {APPLICATION_STATUS: self.status, ONBOARDING_STATUS: self.onboarding_status}
        return [name for name, change in known.items() if change and self.notify]


class Recruiting:
    """What recruiters do, by the page or by a control route."""

    def __init__(self, url: str, candidates: Candidates, diary: Diary, webhooks: Webhooks) -> None:
        """Move `candidates`, shown at `url`, note it in the `diary` and tell `webhooks`."""
        self._url = url
        self._candidates = candidates
        self._diary = diary
        self._webhooks = webhooks

    def people(self, company_id: str) -> list[Candidate]:
        """Return a company's candidates, oldest first."""
        return self._candidates.of(company_id)

    def is_heard(self, company_id: str) -> bool:
        """Return whether a subscription covers a move of the company's candidates."""
        return self._webhooks.hears(company_id, APPLICATION_STATUS)

    def lately(self, company_id: str, candidate_id: str) -> tuple[Line, ...]:
        """Return what happened to a candidate lately, oldest first."""
        return self._diary.of(company_id, candidate_id)

    def add(self, company_id: str, wanted: NewCandidate) -> Candidate:
        """Add a candidate to a company."""
        candidate = Candidate(candidate_id=str(uuid.uuid4()), **wanted.model_dump())
        return self._candidates.add(company_id, candidate)

    def move(
        self, company_id: str, candidate_id: str, move: Move
    ) -> tuple[Candidate, Deliveries] | None:
        """Move a candidate along and notify subscriptions; None: there is no such candidate."""
        moved = self._candidates.change(company_id, candidate_id, move.moved)
        if moved is None:
            return None
        for change in (move.status, move.onboarding_status):
            if change:
                self._diary.note(company_id, candidate_id, f"A recruiter set {change}")
        deliveries: list[Delivery[Notification]] = []
        about = moved.for_job(move.job_id or moved.job_id) or moved
        for event in move.events():
            sent = self._webhooks.publish(company_id, about, event)
            self._diary.note(company_id, candidate_id, _told(sent))
            deliveries += sent
        return moved, deliveries

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control routes to `routes`."""
        company = "/candidates/<company_id>"
        one = f"{company}/<candidate_id>"
        routes.add_url_rule(company, view_func=self.add_candidate, methods=["POST"])
        routes.add_url_rule(one, view_func=self.move_candidate, methods=["POST"])

    def add_candidate(self, company_id: str) -> tuple[Response, int]:
        """Add a candidate to a company."""
        added = self.add(company_id, NewCandidate.model_validate(request.get_json()))
        return jsonify(added.view()), 201

    def move_candidate(self, company_id: str, candidate_id: str) -> tuple[Response, int]:
        """Move a candidate along, as a recruiter does, and notify subscriptions."""
        done = self.move(company_id, candidate_id, Move.model_validate(request.get_json()))
        if done is None:
            return jsonify(error="the company has no such candidate"), 404
        moved, deliveries = done
        application = moved.application(self._url)
        return jsonify(application=application, deliveries=[*map(view, deliveries)]), 200


def _told(deliveries: Deliveries) -> str:
    """Say what became of an event."""
    if not deliveries:
        return "No notification was sent: there is no subscription to this event"
    answers = [
        f"answered {attempt.answer.status}" if attempt.answer.status else "did not answer"
        for delivery in deliveries
        for attempt in delivery.attempts
    ]
    return f"Jetbridge was told, and {', '.join(answers)}"
