"""What happens to a person in the hiring system: corrected, deleted, merged. The control routes."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field

from jetbridge_local.sandbox.smartrecruiters.candidates import Candidate, Candidates, Status
from jetbridge_local.sandbox.smartrecruiters.customer_api import CustomerApi, Shown
from jetbridge_local.sandbox.smartrecruiters.webhooks import Webhooks
from jetbridge_local.sandbox.smartrecruiters.webhooks.control import view
from jetbridge_local.sandbox.smartrecruiters.webhooks.events import (
    CANDIDATE_DELETED,
    CANDIDATE_UPDATED,
)

type Answer = tuple[Response, int]

_NOBODY = "the company has no such candidate"


class _Told(BaseModel):
    """Whether subscriptions hear of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    notify: bool = True


class _Correction(_Told):
    """What of a person's data becomes different."""

    first_name: str | None = Field(default=None, alias="firstName")
    last_name: str | None = Field(default=None, alias="lastName")
    email: str | None = None
    phone_number: str | None = Field(default=None, alias="phoneNumber")


class _Application(_Told):
    """Another application of a person."""

    job_id: str = Field(alias="jobId")
    job_title: str = Field(default="Designer", alias="jobTitle")
    status: Status = Status.NEW


class _Merge(_Told):
    """Who is left of two candidates, and how the API shows the other one from then on."""

    into: str
    shown: Shown = Shown.NAMED


class Persons:
    """The routes."""

    def __init__(self, candidates: Candidates, api: CustomerApi, webhooks: Webhooks) -> None:
        """Change `candidates`, whom the `api` shows, and tell `webhooks`."""
        self._candidates = candidates
        self._api = api
        self._webhooks = webhooks

    def add_control_to(self, routes: Blueprint) -> None:
        """Add the control routes to `routes`."""
        for name, act in (
            ("correct", self.correct),
            ("apply", self.apply),
            ("delete", self.delete),
            ("merge", self.merge),
        ):
            path = f"/{name}/<company_id>/<candidate_id>"
            routes.add_url_rule(path, view_func=act, methods=["POST"])

    def correct(self, company_id: str, candidate_id: str) -> Answer:
        """Change a person's data; subscriptions hear of `candidate.updated`."""
        wanted = _Correction.model_validate(request.get_json(silent=True) or {})
        changes = wanted.model_dump(exclude_none=True, exclude={"notify"})
        return self._change(company_id, candidate_id, wanted, lambda one: replace(one, **changes))

    def apply(self, company_id: str, candidate_id: str) -> Answer:
        """Have a person apply for another job."""
        wanted = _Application.model_validate(request.get_json(silent=True) or {})

        def applied(one: Candidate) -> Candidate:
            named = wanted.model_dump(exclude={"notify"})
            more = replace(one, beside=(), sub_status="", onboarding_status=None, **named)
            return replace(one, beside=(*one.beside, more))

        return self._change(company_id, candidate_id, wanted, applied)

    def delete(self, company_id: str, candidate_id: str) -> Answer:
        """Delete a person; subscriptions hear of `candidate.deleted`."""
        wanted = _Told.model_validate(request.get_json(silent=True) or {})
        deleted = self._candidates.delete(company_id, candidate_id)
        return self._told(company_id, deleted, CANDIDATE_DELETED, wanted)

    def merge(self, company_id: str, candidate_id: str) -> Answer:
        """Merge a person into another one; subscriptions hear that the first was deleted."""
        wanted = _Merge.model_validate(request.get_json(silent=True) or {})
        gone = self._candidates.find(company_id, candidate_id)
        if self._candidates.merge(company_id, candidate_id, wanted.into) is None:
            return jsonify(error=_NOBODY), 404
        self._api.leads_to(company_id, candidate_id, wanted.into, wanted.shown)
        return self._told(company_id, gone, CANDIDATE_DELETED, wanted)

    def _change(
        self,
        company_id: str,
        candidate_id: str,
        wanted: _Told,
        changed: Callable[[Candidate], Candidate],
    ) -> Answer:
        found = self._candidates.change(company_id, candidate_id, changed)
        return self._told(company_id, found, CANDIDATE_UPDATED, wanted)

    def _told(self, company_id: str, about: Candidate | None, event: str, wanted: _Told) -> Answer:
        if about is None:
            return jsonify(error=_NOBODY), 404
        sent = self._webhooks.publish(company_id, about, event) if wanted.notify else []
        return jsonify(candidate=about.view(), deliveries=[*map(view, sent)]), 200
